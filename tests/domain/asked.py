"""What the tables of `test_day_and_tickets`, `test_windows` and `test_by_setting` ask, and begin with."""

from server.domain import messages as m
from tests.halls import (
    A1,
    ANN,
    BEN,
    DUTY,
    EVE,
    FINISHED,
    OPEN,
    SERVING,
    T0,
    S,
    at_window,
    called,
    called_because,
    happened,
    rated,
    signed_in,
    slip_failed,
    take,
    taken,
    ticket_id,
    transferred,
    want,
)

LATER = T0 + 5 * S
A3 = ticket_id(serial=3)
TWO_WINDOWS = [*OPEN, signed_in("w1", ANN), signed_in("w2", BEN)]
RATED = [*FINISHED, rated()]
SLIP_FAILED = [*OPEN, taken(kiosk="k1"), slip_failed()]


def report(*, printed: bool, ticket: str = A1) -> m.Command:
    return want(m.ReportSlip, ticket=ticket, printed=printed, cause="" if printed else "paper_out")


def keep(ticket: str = A1, actor: str = "kiosk:k1") -> m.Command:
    return want(m.KeepTicket, actor=actor, ticket=ticket)


def void(ticket: str = A1, reason: str = "重复取号", actor: str = f"staff:{DUTY}") -> m.Command:
    return want(m.VoidTicket, actor=actor, ticket=ticket, reason=reason)


def at_help_desk(lane: str, reason: str = "出示证件", staff: str = DUTY, **more: str) -> m.Command:
    return take(token="secret-A1", actor=f"staff:{staff}", lane=lane, reason=reason, **more)


def chosen(
    ticket: str = A1, window: str = "w1", staff: str = ANN, *, at: int = T0, reason: str = " 人在窗口 "
) -> m.Command:
    return at_window(m.CallChosen, window, staff, at, ticket=ticket, reason=reason)


def called_chosen(
    ticket: str = A1, window: str = "w1", staff: str = ANN, reason: str = "人在窗口"
) -> m.Event:
    return called_because("chosen", ticket, window, staff, chosen=reason)


def walk_in(
    queue: str = "social", window: str = "w1", staff: str = ANN, token: str = "secret-A1"
) -> m.Command:
    return at_window(m.WalkIn, window, staff, queue=queue, token=token)


def transfer(to: str, id_: str, **more: bool) -> m.Command:
    return at_window(m.Transfer, to=to, id=id_, **more)


def of_ticket(cls: type[m.Command], ticket: str = A1) -> m.Command:
    return want(cls, ticket=ticket)


def in_lane(serial: int, lane: str = "priority", at: int = T0) -> m.Event:
    return taken(serial=serial, at=at, lane=lane, reason="出示证件")


BOTH_LANES = [*OPEN, signed_in(), taken(), in_lane(2), in_lane(3, "green"), in_lane(4)]
AT_CASHIER = [*SERVING, transferred("queue", "tax", "tax", come_back=True), signed_in("w3", EVE)]
CHAINED = [*AT_CASHIER, called(A1, "w3", EVE)]
slip_printed = happened(m.SlipPrinted, ticket=A1)
kept = happened(m.TicketKept, ticket=A1)
extended = happened(m.HallExtended)
stored = happened(m.NextStored, window="w1", staff=ANN)
stored_at_w2 = happened(m.NextStored, window="w2", staff=BEN)
