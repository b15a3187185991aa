"""What the hall says of itself, by its state and its hours: boards, kiosks, warnings.

Every function gives (Chinese, English).
"""

from server.domain.bulletins import in_order
from server.domain.hall import Hall, HallState
from server.domain.hours import clock, clock_words, date_words, half_day, next_bell
from server.domain.rules.tickets import not_today
from server.domain.texts.duty import BY_HAND, KIOSK_BY_HAND
from server.domain.texts.kiosks import KIOSK_CLOSED
from server.domain.texts.refusals import BEING_LEFT, HALL_STATES, refusal_text

Words = tuple[str, str]


def hall_words(hall: Hall) -> Words:
    """What the boards say of the hall as a whole."""
    if hall.evacuating:
        return BEING_LEFT
    opening = next_bell(hall, "open")
    if hall.state is HallState.PREP and opening:
        at = clock(hall, opening.at)
        return f"{at}开始办理业务", f"Opens at {at}"
    if opening and (hall.state is HallState.LUNCH or (hall.state is HallState.EXTENDED and hall.midday)):
        at = clock(hall, opening.at)
        return f"{half_day(hall, opening.at)}{at}继续办理", f"Continues at {at}"
    if hall.state is HallState.PREP and (words := _another_day(hall)):
        return words
    if hall.state is HallState.OUTAGE and not hall.waits_it_out:
        return BY_HAND
    return HALL_STATES[hall.state]


def _another_day(hall: Hall) -> Words | None:
    """The hall has hours, but none or none more today."""
    following = hall.calendar.next_opening(hall.day, 24 * 60)
    if following is None or hall.plan.settings.auto_open:
        return None
    (zh, en), at = date_words(following[0]), clock_words(following[1])
    today, today_en = ("今日服务已结束", "Closed for today") if hall.bells else ("今日休息", "Closed today")
    return f"{today},{zh}{at}开始办理", f"{today_en}; opens {en} {at}"


def kiosk_closed_words(hall: Hall, code: str) -> Words:
    """Why this kiosk gives no number: a hall state, "evacuation" or "printer"."""
    alarm = in_order(hall.bulletins.values())
    if code == "evacuation" and alarm:
        return alarm[0].text, alarm[0].text_en
    opening = next_bell(hall, "open")
    if opening and code in (HallState.PREP, HallState.LUNCH, HallState.EXTENDED):
        at = clock(hall, opening.at)
        half = "" if code == HallState.PREP else half_day(hall, opening.at)
        return f"{half}{at}开始取号", f"Numbers from {at}"
    if code == HallState.PREP and (words := _another_day(hall)):
        return words
    if code == HallState.OUTAGE and not hall.waits_it_out:
        return KIOSK_BY_HAND
    return KIOSK_CLOSED[code]


def banner_words(hall: Hall) -> Words | None:
    """Shortly before the end of a session kiosks say when they stop."""
    if hall.state is not HallState.OPEN or hall.bell is None or hall.bell.name != "closing_soon":
        return None
    closing = next_bell(hall, "close")
    at = clock(hall, closing.at) if closing else ""
    return f"{at}停止取号", f"No more numbers after {at}"


def queue_closed_words(hall: Hall, queue: str, matter: str = "") -> Words | None:
    """Why this queue takes nobody today, or nobody for this matter, if so."""
    refusal = not_today(hall, queue, matter)
    if refusal is None:
        return None
    zh, en = refusal_text(refusal.code, refusal.params)
    return zh.rstrip("。"), en.rstrip(".")


def warnings(hall: Hall) -> list[Words]:
    """What the duty officer should know: a clock that runs behind (4.3), days that nobody has set (2.8)."""
    return [*_clock_behind(hall), *_unknown_days(hall)]


def _clock_behind(hall: Hall) -> list[Words]:
    if not hall.wrong_clock:
        return []
    last = clock(hall, hall.last_at)
    return [
        (f"系统时间早于最后一次记录({last}),请先校准", f"The clock stands before the last record ({last})")
    ]


def _unknown_days(hall: Hall) -> list[Words]:
    calendar = hall.calendar
    if not calendar.profiles or not hall.day:
        return []
    soon = calendar.add_workdays(hall.day, hall.plan.settings.bad_close_days)
    if calendar.known(soon):
        return []
    return [
        (
            f"{soon[:4]}年节假日安排尚未录入,暂按周一至周五计算",
            f"The holidays of {soon[:4]} are not known yet; Monday to Friday is assumed",
        )
    ]
