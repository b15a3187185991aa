"""What the devices of a window are to show: the whole present state, never a change (LatestWins)."""

from dataclasses import dataclass

from server.domain.dispatch import waiting_for
from server.domain.hall import BY_HAND, Hall, HallState, WindowState
from server.domain.ticket import Rating


@dataclass(frozen=True, slots=True)
class SignText:
    text: str
    call: bool = False
    """True: somebody is called now; the sign blinks and the text overtakes others on its line."""
    number: str = ""
    """The ticket called or served, for signs that show numbers alone or have sentences of their own."""
    paused: bool = False


def sign_text(hall: Hall, window_id: str) -> SignText:
    """The window's sign: call, please rate, paused, closed, else the staff card (R21)."""
    desk = hall.desks[window_id]
    ticket = hall.tickets[desk.ticket] if desk.ticket else None
    if hall.dark:
        return SignText("")
    if hall.state in BY_HAND:
        return SignText(staff_card(hall, desk.staff) if desk.staff else "请稍候")
    if desk.state is WindowState.CALLING and ticket:
        return SignText(f"请{ticket.number}号", call=True, number=ticket.number)
    if desk.state is WindowState.SERVING and ticket:
        return SignText(f"正在办理 {ticket.number}", number=ticket.number)
    if desk.state is WindowState.SUSPENDED:
        return SignText("暂停服务", paused=True)
    if desk.state is WindowState.CLOSED or desk.staff is None:
        over = hall.state is HallState.CLOSED or (hall.state is HallState.EXTENDED and not hall.midday)
        return SignText("今日服务已结束,谢谢" if over else "暂未开放")
    if desk.visit and hall.tickets[desk.visit].rating is Rating.OPEN:
        return SignText("请您评价")
    return SignText(staff_card(hall, desk.staff))


def staff_card(hall: Hall, staff: str) -> str:
    """单位、姓名、工号 (R21); the number alone for somebody taken out of the plan while signed in."""
    person = hall.plan.person.get(staff)
    return f"{person.unit} {person.name} 工号{person.no}" if person else f"工号{staff}"


def keypad_digits(hall: Hall, window_id: str) -> tuple[int, str]:
    """(people waiting for this window, number in hand) for the keypad's display."""
    desk = hall.desks[window_id]
    waiting = waiting_for(hall, window_id)
    return waiting, hall.tickets[desk.ticket].number if desk.ticket else ""


def rater_view(hall: Hall, window_id: str) -> dict[str, str]:
    """What the window's rater shows: `state` is "dark", "idle", "ask" or "thanks", with the staff number that
    a press would count for."""
    desk = hall.desks[window_id]
    visit = hall.tickets[desk.visit] if desk.visit else None
    if hall.dark:
        return {"state": "dark", "staff_no": "", "text": ""}
    if visit and visit.rating is Rating.OPEN:
        return {"state": "ask", "staff_no": str(visit.staff), "text": "请您对本次服务作出评价"}
    if visit and visit.rating is Rating.RATED:
        return {"state": "thanks", "staff_no": str(visit.staff), "text": "感谢您的评价"}
    return {"state": "idle", "staff_no": desk.staff or "", "text": ""}
