"""[[notice]]: what the duty officer may publish with one key, instead of the usual four."""

from collections.abc import Mapping, Sequence

from config.errors import Report, Rule, shown
from config.reader import FAULTY, ID, Choice, Table
from server.domain.bulletins import NoticeTemplate, Urgency
from server.domain.facts.plan import Device, DeviceKind
from server.domain.texts.signs import cells, unknown_to_signs
from server.domain.words.speech import CLIPS

TEXT_LIMIT, TEXT_EN_LIMIT, SIGN_LIMIT = 60, 120, 60
"""Characters: a board shows no more of one that takes its place."""
MOST = 9
"""One digit key each."""
LONGEST_MINUTES = 1440
REPEATS = range(10, 3601)
_URGENCIES = Choice(
    tuple(Urgency),
    Rule(
        "plain (one line), urgent (large, before the calls) or evacuate (instead of all; nobody is called)",
        "plain(一行字)、urgent(大字,在叫号之前)或 evacuate(疏散:盖过一切,停止取号叫号)",
    ),
)
_CLIPS = Choice(CLIPS, Rule("a sentence of the voice pack", "语音包中的句子"))


def read_notice(table: Table) -> NoticeTemplate:
    urgency = Urgency(table.one_of("urgency", _URGENCIES, Urgency.URGENT) or Urgency.URGENT)
    leaving = urgency is Urgency.EVACUATE
    table.know("clip")
    repeat_s = table.number("repeat_s", 30 if leaving else 0, range(REPEATS[-1] + 1))
    if 0 < repeat_s < REPEATS[0]:
        rule = Rule(
            f"0 (said once), or {REPEATS[0]} to {REPEATS[-1]}", f"0(只说一次)或 {REPEATS[0]}–{REPEATS[-1]}"
        )
        table.wrong("repeat_s", rule)
    return NoticeTemplate(
        id=table.text("id", form=ID),
        name=table.text("name", limit=10),
        text=table.text("text", limit=TEXT_LIMIT),
        text_en=table.text("text_en", "", limit=TEXT_EN_LIMIT),
        signs=_read_signs(table, urgency),
        clip=table.one_of("clip", _CLIPS) if "clip" in table else "",
        urgency=urgency,
        minutes=max(0, table.number("minutes", 0 if leaving else 60, range(LONGEST_MINUTES + 1))),
        repeat_s=max(0, repeat_s) if repeat_s != FAULTY else 0,
    )


def _read_signs(table: Table, urgency: Urgency) -> tuple[str, ...]:
    signs = table.texts("sign", least=0 if urgency is Urgency.PLAIN else 1, limit=SIGN_LIMIT)
    for index, text in enumerate(signs):
        if strange := unknown_to_signs(text):
            rule = Rule(
                f"characters that signs have (GB 2312), not {strange}",
                f"窗口屏字库中有的字(GB2312),没有“{strange}”",
            )
            table.report.add(table.at(f"sign[{index}]"), shown(text), rule)
    return signs


def check_notices(report: Report, notices: Sequence[NoticeTemplate], devices: Mapping[str, Device]) -> None:
    """A digit for each; and on every sign one of its texts stands whole, or can at least be read."""
    for index, notice in enumerate(notices[MOST:], MOST):
        rule = Rule(f"up to {MOST} notices, one digit each", f"最多 {MOST} 条,各占一个数字键")
        report.add(f"notice[{index}]", shown(notice.id), rule)
    signs = [device for device in devices.values() if device.kind is DeviceKind.SIGN]
    columns = [c for device in signs if isinstance(c := device.options.get("columns"), int)]
    latin = any(device.protocol == "alpha" for device in signs)
    for index, notice in enumerate(notices):
        if not notice.signs:
            continue
        shortest = min(notice.signs, key=cells)
        if columns and cells(shortest) > min(columns):
            rule = Rule(
                f"also one of {min(columns)} half-width characters at most: the smallest sign has no more",
                f"再加一条不超过 {min(columns) // 2} 个汉字的:最窄的窗口屏只有这么宽",
            )
            report.add(f"notice[{index}].sign", shown(shortest), rule)
        if latin and not any(text.isascii() for text in notice.signs):
            rule = Rule(
                "also one in Latin letters: a sign here has no Chinese", "再加一条英文的:有的窗口屏没有汉字"
            )
            report.add(f"notice[{index}].sign", shown(shortest), rule)
