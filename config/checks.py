"""What no single entry can know: names used twice, queues nobody serves, kiosks without a printer.

Entries come with their path in the file (``window[3]``), so that a fault can be named.
"""

from collections.abc import Hashable, Iterable, Mapping

from config.errors import NOTHING, Report, Rule, shown
from config.reader import Choice
from server.domain.facts.plan import Device, DeviceKind, Kiosk, Queue, Staff, Window
from server.domain.facts.settings import Outcome


def check_unique(report: Report, key: str, values: Iterable[tuple[str, Hashable]]) -> None:
    """No two entries with the same value; an empty one is missing, and reported as such already."""
    first: dict[Hashable, str] = {}
    for path, value in values:
        if value and value in first:
            report.add(
                f"{path}.{key}",
                shown(value),
                Rule(f"a value of its own: {first[value]} has this", f"不重复的值:{first[value]} 已用"),
            )
        first.setdefault(value, path)


def check_windows(report: Report, windows: Mapping[str, Window]) -> None:
    """A number may come again on another floor (R16), where nobody can confuse the two."""
    check_unique(report, "no", ((path, w.no and f"{w.no}, floor {w.floor}") for path, w in windows.items()))
    check_unique(
        report, "plan", ((path, w.plan and f"{list(w.plan)}, floor {w.floor}") for path, w in windows.items())
    )
    unnumbered = {path: w for path, w in windows.items() if not w.no}
    check_unique(
        report, "label", ((path, w.label and f"{w.label}, floor {w.floor}") for path, w in unnumbered.items())
    )


def check_served(report: Report, queues: Mapping[str, Queue], windows: Mapping[str, Window]) -> None:
    served = {queue for window in windows.values() for queue in window.queues}
    for path, queue in queues.items():
        if queue.id and queue.id not in served:
            report.add(
                f"{path}.id",
                shown(queue.id),
                Rule(
                    "a queue that at least one [[window]] names in its queues: nobody serves this one",
                    "至少有一个 [[window]] 的 queues 写上它:现在没有窗口办理此队列",
                ),
            )


MOST_OUTCOMES = 9
"""One digit key each."""


def check_outcomes(report: Report, outcomes: Mapping[str, Outcome]) -> None:
    """Each has a digit of its own, and one of them at most is the usual one."""
    usual = [path for path, outcome in outcomes.items() if outcome.usual]
    for path in list(outcomes)[MOST_OUTCOMES:]:
        rule = Rule(
            f"up to {MOST_OUTCOMES} outcomes, one digit each",
            f"最多 {MOST_OUTCOMES} 种办理结果,各占一个数字键",
        )
        report.add(path, shown(outcomes[path].id), rule)
    for path in usual[1:]:
        rule = Rule(f"one usual outcome: {usual[0]} is it", f"只能有一种常用结果:{usual[0]} 已是")
        report.add(f"{path}.usual", "true", rule)


def check_stand_ins(report: Report, staff: Mapping[str, Staff]) -> None:
    """R42: a B stands in for somebody else whom the hall knows."""
    numbers = [person.no for person in staff.values()]
    for path, person in staff.items():
        others = Choice(
            [no for no in numbers if no and no != person.no], Rule("another staff no", "其他人员的工号")
        )
        for index, no in enumerate(person.stands_in_for):
            if no not in others.names:
                report.add(f"{path}.stands_in_for[{index}]", shown(no), others.rule_for(no))


def check_paper(report: Report, kiosks: Mapping[str, Kiosk], devices: Mapping[str, Device]) -> None:
    """A kiosk closes itself while it cannot print; without a printer it would never open."""
    printing = {device.kiosk for device in devices.values() if device.kind is DeviceKind.PRINTER}
    for path, kiosk in kiosks.items():
        if kiosk.needs_paper and kiosk.id not in printing:
            report.add(
                f"{path}.needs_paper",
                NOTHING,
                Rule(
                    f'a [[device]] of kind "printer" with kiosk = "{kiosk.id}", or needs_paper = false',
                    f'一个 kiosk = "{kiosk.id}" 的打印机 [[device]],或写 needs_paper = false',
                ),
            )


def check_emulated(report: Report, devices: Mapping[str, Device]) -> None:
    """The sample hall has demonstration accounts: it must never drive real hardware."""
    for path, device in devices.items():
        if device.url and not device.url.startswith("emulator://"):
            report.add(
                f"{path}.url",
                shown(device.url),
                Rule(
                    "emulator://name while [hall] sample = true; a real hall leaves sample out",
                    "[hall] sample = true 时只能用 emulator://名称;真实大厅请去掉 sample",
                ),
            )
