"""`[[screen]]`: what a hall board shows, how much of it, and how large."""

from collections.abc import Mapping

from config.errors import Report, Rule, shown
from config.reader import FAULTY, ID, Choice, Table
from server.domain.facts.plan import GUIDE, GUIDE_EN, PANELS, Screen, Window

CALLS = ("newest", "last")
MOST_ROWS = 6
"""At scale 100: rows of 80 px on a board of 1080, read from ten metres."""
GUIDE_LIMIT, GUIDE_EN_LIMIT = 20, 60
_PANELS = Choice(PANELS, Rule("a panel of a board", "屏幕上的一栏"))


def read_screen(table: Table, floors: Choice, queues: Choice) -> Screen:
    scale = table.number("scale", 100, range(50, 101))
    return Screen(
        id=table.text("id", form=ID),
        name=table.text("name"),
        floors=table.some_of("floors", floors),
        zone=table.text("zone", "", form=ID) if "zone" in table else "",
        pictures_s=table.number("pictures_s", 0, range(3601)),
        queues=table.some_of("queues", queues, least=0),
        panels=_read_panels(table),
        rows=_read_rows(table, 100 if scale == FAULTY else scale),
        scale=scale,
        guide=table.text("guide", GUIDE, limit=GUIDE_LIMIT),
        guide_en=table.text("guide_en", GUIDE_EN, limit=GUIDE_EN_LIMIT),
    )


def _read_panels(table: Table) -> tuple[str, ...]:
    panels = table.some_of("panels", _PANELS, PANELS)
    if panels and not set(panels) & set(CALLS):
        table.wrong(
            "panels",
            Rule(
                "newest or last among them: a board without calls calls nobody",
                "其中至少有 newest(正在呼叫)或 last(最近呼叫):没有叫号的屏幕叫不到人",
            ),
        )
    return panels


def _read_rows(table: Table, scale: int) -> int:
    rows = table.number("rows", MOST_ROWS, range(1, 2 * MOST_ROWS + 1))
    if rows * scale > 100 * MOST_ROWS:
        most = 100 * MOST_ROWS // scale
        table.wrong(
            "rows",
            Rule(
                f"up to {most} at scale = {scale}, or a smaller scale: more could not be read from the hall",
                f"scale = {scale} 时不超过 {most} 行,或减小 scale:再多则远处看不清",
            ),
        )
    return rows


def check_screens(report: Report, screens: Mapping[str, Screen], windows: Mapping[str, Window]) -> None:
    """A queue that no window on its floors serves would never be called there."""
    _check_zones(report, screens)
    for path, screen in screens.items():
        served = {q for w in windows.values() if w.floor in screen.floors for q in w.queues}
        for queue in (queue for queue in screen.queues if screen.floors and queue not in served):
            report.add(
                f"{path}.queues",
                shown(queue),
                Rule(
                    "queues that a window on the floors of this screen serves",
                    "本屏所列楼层有窗口办理的队列",
                ),
            )


def _check_zones(report: Report, screens: Mapping[str, Screen]) -> None:
    """One board speaks for all of its zone: what another of them shows would not be heard."""
    first: dict[str, str] = {}
    for path, screen in screens.items():
        if not screen.zone:
            continue
        other = first.setdefault(screen.zone, path)
        same = screens[other]
        if (set(same.floors), set(same.queues)) != (set(screen.floors), set(screen.queues)):
            report.add(
                f"{path}.zone",
                shown(screen.zone),
                Rule(
                    f"screens of one zone with the same floors and queues: {other} has others",
                    f"同一 zone 的屏幕 floors 和 queues 须相同:与 {other} 不同",
                ),
            )
