"""What the devices of a window are to show: the whole present state, never a change (LatestWins)."""

from dataclasses import dataclass

from server.domain.hall import Hall, HallState, WindowState
from server.domain.ticket import Rating
from server.domain.views.staff import waiting_for


@dataclass(frozen=True, slots=True)
class SignText:
    text: str
    call: bool = False
    """True: somebody is called now; the sign blinks and the text overtakes others on its line."""


def sign_text(hall: Hall, window_id: str) -> SignText:
    """The window's sign: call, please rate, paused, closed, else the staff card (R21)."""
    desk = hall.desks[window_id]
    ticket = hall.tickets[desk.ticket] if desk.ticket else None
    if desk.state is WindowState.CALLING and ticket:
        return SignText(f"请{ticket.number}号", call=True)
    if desk.state is WindowState.SERVING and ticket:
        return SignText(f"正在办理 {ticket.number}")
    if desk.state is WindowState.SUSPENDED:
        return SignText("暂停服务")
    if desk.state is WindowState.CLOSED or desk.staff is None:
        return SignText("今日服务已结束,谢谢" if hall.state is HallState.CLOSED else "暂未开放")
    if desk.visit and hall.tickets[desk.visit].rating is Rating.OPEN:
        return SignText("请您评价")
    person = hall.plan.person.get(desk.staff)  # None: taken out of the plan while signed in
    return SignText(f"{person.unit} {person.name} 工号{person.no}" if person else f"工号{desk.staff}")


def keypad_digits(hall: Hall, window_id: str) -> tuple[int, str]:
    """(people waiting for this window, number in hand) for the keypad's display."""
    desk = hall.desks[window_id]
    waiting = waiting_for(hall, window_id)
    return waiting, hall.tickets[desk.ticket].number if desk.ticket else ""
