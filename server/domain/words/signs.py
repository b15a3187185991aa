"""What the devices of a window are to show: the whole present state, never a change (LatestWins)."""

from dataclasses import dataclass

from server.domain.bulletins import GAP, TURN_MS, Bulletin, Urgency, in_order, shown_together
from server.domain.desk import Desk, WindowState
from server.domain.hall import BY_HAND, Hall, HallState
from server.domain.texts.signs import ANYTHING, Room, Scene, unknown_to_signs
from server.domain.ticket import Rating
from server.domain.turns.dispatch import waiting_for


@dataclass(frozen=True, slots=True)
class SignText:
    text: str
    call: bool = False
    """True: somebody is called now; the sign blinks and the text overtakes others on its line."""
    number: str = ""
    """The ticket called or served, for signs that show numbers alone or have sentences of their own."""
    paused: bool = False


def sign_text(hall: Hall, window_id: str, *, room: Room = ANYTHING, at: int | None = None) -> SignText:
    """The window's sign: call, please rate, thanks, paused, closed, else the staff card (R21).

    room: what the sign can show; at: epoch ms, None = the time of the last event. Texts: the plan's `signs`.
    """
    desk = hall.desks[window_id]
    moment = hall.last_at if at is None else at
    scene = sign_scene(hall, desk, moment)
    urgent = overriding(hall, window_id, scene)
    if urgent and (text := shown_together([b.signs for b in urgent], room, moment // TURN_MS)):
        return SignText(text, call=urgent[0].urgency is Urgency.EVACUATE)
    if scene is None:
        return SignText("")
    number = hall.tickets[desk.ticket].number if desk.ticket else ""
    if scene not in (Scene.CALL, Scene.SERVING):
        number = ""
    window = hall.plan.window[window_id]
    facts = {"window": window.label, "number": number} | _staff_card(hall, desk)
    said = hall.plan.signs.said
    for notice in _notices(hall, window_id) if scene is Scene.IDLE else ():
        if text := said(Scene.NOTICE, facts | {"notice": notice}, room):
            return SignText(text)
    return SignText(said(scene, facts, room), scene is Scene.CALL, number, scene is Scene.PAUSED)


def overriding(hall: Hall, window_id: str, scene: Scene | None) -> list[Bulletin]:
    """The notices that stand at this window instead of its scene: an evacuation of any, even of the dark, and
    alone; all urgent ones of a window that is open and has nobody."""
    here = _standing(hall, window_id)
    if here and here[0].urgency is Urgency.EVACUATE:
        return here[:1]
    return [b for b in here if b.urgency is Urgency.URGENT] if scene is Scene.IDLE else []


def holds_until(hall: Hall, window_id: str, at: int) -> int | None:
    """Till when, epoch ms, the sign shows what it shows at `at` unless something happens; None = for good."""
    desk = hall.desks[window_id]
    thanks = thanks_until(hall, desk)
    if thanks is not None and at <= thanks:
        return thanks
    turns = len(overriding(hall, window_id, sign_scene(hall, desk, at))) > 1
    return (at // TURN_MS + 1) * TURN_MS - 1 if turns else None


def sign_scene(hall: Hall, desk: Desk, at: int) -> Scene | None:
    """What the window's sign is about, at this epoch ms; None = dark. A notice is idle's."""
    if hall.dark:
        return None
    if hall.state in BY_HAND:
        return Scene.IDLE if desk.staff else Scene.WAIT
    if desk.state is WindowState.CALLING:
        return Scene.CALL
    if desk.state is WindowState.SERVING:
        return Scene.SERVING
    if desk.state is WindowState.SUSPENDED:
        return Scene.PAUSED
    if desk.state is WindowState.CLOSED or desk.staff is None:
        over = hall.state is HallState.CLOSED or (hall.state is HallState.EXTENDED and not hall.midday)
        return Scene.CLOSED if over else Scene.NOT_OPEN
    if desk.visit and hall.tickets[desk.visit].rating is Rating.OPEN:
        return Scene.RATE
    until = thanks_until(hall, desk)
    return Scene.THANKS if until is not None and at <= until else Scene.IDLE


def thanks_until(hall: Hall, desk: Desk) -> int | None:
    """Till when, epoch ms, who rated the last visit here is thanked: for the rest of its rating window."""
    visit = hall.tickets[desk.visit] if desk.visit else None
    if visit is None or visit.rating is not Rating.RATED:
        return None
    return (visit.ended_at or 0) + hall.plan.settings.rating_open_s * 1000


def _staff_card(hall: Hall, desk: Desk) -> dict[str, str]:
    """单位、姓名、工号 (R21); the number alone for somebody taken out of the plan while signed in."""
    person = hall.plan.person.get(desk.staff or "")
    return {
        "unit": person.unit if person else "",
        "name": person.name if person else "",
        "no": desk.staff or "",
    }


def _standing(hall: Hall, window_id: str) -> list[Bulletin]:
    return in_order(hall.bulletins.values(), [hall.plan.window[window_id].floor])


def _notices(hall: Hall, window_id: str) -> list[str]:
    """The plain notices in one line: all of them, then without the last, to the first alone. One with
    characters that signs lack is not begun: a name with a hole is worse than none."""
    plain = [b for b in _standing(hall, window_id) if b.urgency is Urgency.PLAIN]
    texts = [b.line for b in plain if not unknown_to_signs(b.line)]
    return [GAP.join(texts[:n]) for n in range(len(texts), 0, -1)]


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
