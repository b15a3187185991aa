"""Papers of the guide and of the ledger (R51, R63). EveryOne, never again by itself: who asked is there."""

from collections.abc import Callable
from functools import partial
from typing import Any

from devices.drivers.printer import PrintOutcome
from server.delivery.lines import Hardware
from server.delivery.paper import elements
from server.domain import messages as m
from server.domain.facts.plan import Device
from server.domain.hall import Hall
from server.domain.views.guide import NoticeFacts, TrialFacts, notice_facts
from server.domain.views.hall import can_print
from server.domain.views.ledger import LinePaperFacts, paper_facts
from server.domain.words.slip import Slip
from server.executor import Executor

Facts = NoticeFacts | LinePaperFacts
NoticeLayout = Callable[[Facts | TrialFacts], Slip]
NOTICE = "#notice"
"""How jobs end that are no paper of a ticket's number."""


def _facts(hall: Hall, event: m.NoticeGiven | m.LinePaper) -> Facts | None:
    """What stands on it."""
    return paper_facts(hall.plan, event) if isinstance(event, m.LinePaper) else notice_facts(hall, event)


class Notices:
    """Prints what was given, at the first printer of its place that can, and reports what became of it."""

    def __init__(self, executor: Executor, hardware: Hardware, layout: NoticeLayout, phone_base: str) -> None:
        self._executor = executor
        self._hardware = hardware
        self._layout = layout
        self._phone_base = phone_base.rstrip("/")
        self._under_way: dict[str, Facts] = {}
        """Written at the writer's turn; a line's takes away what it has ended."""

    def heard(self, hall: Hall, event: Any) -> None:
        """At the writer's turn, after the commit."""
        if isinstance(event, m.KioskTended) and event.what == "test":
            self._try_out(hall, event)
        if not isinstance(event, m.NoticeGiven | m.LinePaper):
            return
        place = {"kiosk": event.kiosk} if event.kiosk else {"window": event.window}
        at = hall.plan.slip_printers(**place)
        facts = _facts(hall, event)
        if facts and at:
            self._under_way[event.notice] = facts
            self._print(facts, next(filter(self._can, at), at[0]))

    def resume(self, hall: Hall) -> None:
        """What was under way before this process is not printed again: nobody knows whether it came out."""
        for notice in hall.notices.values():
            if notice.state == "pending":
                self._report("system", notice.id, cause="stopped")

    def _try_out(self, hall: Hall, event: m.KioskTended) -> None:
        """A test slip from every printer of the kiosk; the person who asked looks at them."""
        plan = hall.plan
        for device in plan.slip_printers(kiosk=event.kiosk):
            staff, kiosk = event.actor.removeprefix("staff:"), plan.kiosk[event.kiosk]
            facts = TrialFacts(plan.name, kiosk.name, device.id, staff, event.at, plan.timezone)
            self._send(f"trial-{event.at}{NOTICE}", facts, device)

    def printed(self, device: Device, job: str, outcome: PrintOutcome) -> bool:
        """The next printer tries, or the hall is told. False: that was no notice."""
        notice, mark, _ = job.partition(NOTICE)
        if not mark:
            return False
        then = next(filter(self._can, self._executor.plan.behind(device)), None)
        facts = self._under_way.get(notice)
        if facts and then and not outcome.printed and not outcome.uncertain:
            self._print(facts, then)
            return True
        self._under_way.pop(notice, None)
        self._report(f"device:{device.id}", notice, printed=outcome.printed, cause=outcome.cause)
        return True

    def _report(self, actor: str, notice: str, *, printed: bool = False, cause: str = "") -> None:
        make = partial(m.ReportNotice, actor=actor, notice=notice, printed=printed, cause=cause)
        self._executor.submit(make)

    def _can(self, device: Device) -> bool:
        return can_print(self._hardware.printers[device.id].health().cause)

    def _print(self, facts: Facts, device: Device) -> None:
        self._send(f"{facts.notice}{NOTICE}", facts, device)

    def _send(self, job: str, facts: Facts | TrialFacts, device: Device) -> None:
        printer = self._hardware.printers[device.id]
        logo = self._hardware.logos.get(device.id)
        slip = elements(self._layout(facts), phone_base=self._phone_base, columns=printer.columns, logo=logo)
        printer.print(job, slip)
