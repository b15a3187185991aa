"""Which printer a slip goes to, and which one tries next.

A slip goes to the first printer of its place that can print. One that could not hands it on to the next:
as it was while nothing had come out, marked 补打 where nobody knows. Of the first paper of a ticket the log
says so (`SlipMoved`) before the next printer gets it, so after a crash it is printed once more, marked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from devices.drivers.printer import PrintOutcome
from server.delivery.lines import Hardware
from server.delivery.paper import elements
from server.domain import messages as m
from server.domain.facts.plan import Device, HallPlan
from server.domain.hall import Hall, HallState
from server.domain.ticket import Slip as SlipState
from server.domain.ticket import Ticket
from server.domain.views.hall import can_print
from server.domain.words.slip import Slip, SlipFacts, slip_facts
from server.executor import Executor
from server.store.people import identity_tail

Layout = Callable[[SlipFacts], Slip]


@dataclass(frozen=True, slots=True)
class Errand:
    """One paper of a ticket. kind: its first; once more on a wish; that it is back; the way on from `leg`."""

    ticket: str
    kind: Literal["first", "again", "back", "way"]
    copy: bool = False
    leg: int = 0

    @property
    def job(self) -> str:
        """As the printer's jobs are named."""
        return f"{self.ticket}#{self.kind}#{self.leg}{'#copy' * self.copy}"

    @classmethod
    def of(cls, job: str) -> "Errand":
        ticket, kind, leg, *copy = job.split("#")
        return cls(ticket, kind, bool(copy), int(leg))  # type: ignore[arg-type]


class Printing:
    """The paper of the hall. `heard` and `resume` run at the writer's turn, `printed` on a line's."""

    def __init__(self, executor: Executor, hardware: Hardware, layout: Layout, phone_base: str) -> None:
        self._executor = executor
        self._plan: HallPlan = executor.plan
        self._hardware = hardware
        self._layout = layout
        self._phone_base = phone_base.rstrip("/")

    def heard(self, hall: Hall, event: Any) -> None:
        """Its first paper at the ticket's kiosk; a copy, or the slip of one who is back, where it was asked
        for; where somebody is sent on (R37) a paper where the clerk wished, or nearest."""
        match event:
            case m.NumberTaken():
                self._send(hall, Errand(event.ticket, "first"), self._at_kiosk(event.kiosk))
            case m.SlipMoved():
                device = next((d for d in self._plan.devices if d.id == event.printer), None)
                if device:
                    self._print(hall, Errand(event.ticket, "first", event.copy), device)
            case m.ReprintAsked():
                at = self._at_kiosk(event.kiosk or hall.tickets[event.ticket].kiosk)
                self._send(hall, Errand(event.ticket, "again", event.copy), at)
            case m.TicketRequeued():
                self._send(hall, Errand(event.ticket, "back"), self._at_kiosk(event.kiosk))
            case m.TicketTransferred() if event.slip:
                errand = Errand(event.ticket, "way", leg=len(hall.tickets[event.ticket].legs))
                at = self._plan.way_printers(event.window, event.kiosk, chain=event.chain)
                self._send(hall, errand, at)

    def resume(self, hall: Hall) -> None:
        """What was committed and not confirmed before this process (decision 16). A way is not printed again:
        its citizen has gone; it is told that nobody knows."""
        for ticket in hall.tickets.values():
            for number, leg in enumerate(ticket.legs, 1):
                if leg.slip == "pending":
                    self._told_way("system", Errand(ticket.id, "way", leg=number), cause="stopped")
        if hall.state is HallState.RECOVERY:
            return
        for ticket in list(hall.unsettled()):
            if ticket.slip is SlipState.PENDING:
                self._send(hall, Errand(ticket.id, "first", copy=True), self._at_kiosk(ticket.kiosk))

    def printed(self, device: Device, job: str, outcome: PrintOutcome) -> None:
        """The next printer tries, or the hall is told. A copy that came out is paper in the hand; one that
        did not takes nothing from the citizen."""
        errand = Errand.of(job)
        then = None if outcome.printed else self._next(device)
        copy = errand.copy or outcome.uncertain
        if then and errand.kind != "first":
            moved = replace(errand, copy=copy)
            self._executor.read(lambda hall: self._print(hall, moved, then))
        elif errand.kind == "way":
            by, out, cause = f"device:{device.id}", outcome.printed, outcome.cause
            self._told_way(by, errand, printed=out, printer=device.id, cause=cause)
        if errand.kind in ("back", "way") or (errand.kind == "again" and not outcome.printed):
            return
        make = partial(
            m.ReportSlip,
            actor=f"device:{device.id}",
            ticket=errand.ticket,
            printed=outcome.printed,
            cause=outcome.cause,
            then=then.id if then else "",
            copy=bool(then) and copy,
        )
        self._executor.submit(make)

    def _told_way(
        self, actor: str, errand: Errand, *, printed: bool = False, printer: str = "", cause: str = ""
    ) -> None:
        make = partial(
            m.ReportWaySlip,
            actor=actor,
            ticket=errand.ticket,
            leg=errand.leg,
            printed=printed,
            printer=printer,
            cause=cause,
        )
        self._executor.submit(make)

    def _at_kiosk(self, kiosk: str | None) -> tuple[Device, ...]:
        return self._plan.slip_printers(kiosk=kiosk or "")

    def _next(self, device: Device) -> Device | None:
        return next((d for d in self._plan.behind(device) if self._can(d)), None)

    def _can(self, device: Device) -> bool:
        return can_print(self._hardware.printers[device.id].health().cause)

    def _send(self, hall: Hall, errand: Errand, at: tuple[Device, ...]) -> None:
        """To the first printer that can; to the first of all where none can, so that its cause is told."""
        if at:
            self._print(hall, errand, next(filter(self._can, at), at[0]))

    def _print(self, hall: Hall, errand: Errand, device: Device) -> None:
        ticket = hall.tickets[errand.ticket]
        printer = self._hardware.printers[device.id]
        wait = self._executor.waits.of(hall, ticket, self._executor.clock())
        facts = slip_facts(hall, ticket, copy=errand.copy, wait=wait, sent=errand.kind == "way")
        slip = self._layout(self._whose(ticket, facts))
        logo = self._hardware.logos.get(device.id)
        paper = elements(slip, phone_base=self._phone_base, columns=printer.columns, logo=logo)
        printer.print(errand.job, paper)

    def _whose(self, ticket: Ticket, facts: SlipFacts) -> SlipFacts:
        """With 尾号, which no event knows."""
        if not ticket.identity:
            return facts
        tail = identity_tail(self._executor.log.database, ticket.identity)
        return replace(facts, ticket=facts.ticket | {"tail": tail})
