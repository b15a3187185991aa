"""Today's timetable: the bells that the clock rings, and hours in words.

Minutes count from local midnight; times are epoch ms.
"""

from server.domain.facts.calendar import Calendar, ServiceDays, weekday
from server.domain.facts.plan import HallPlan
from server.domain.hall import Bell, Hall

MINUTE = 60_000
WEEKDAYS = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def bells_of(plan: HallPlan, calendar: Calendar, day: str, midnight: int) -> tuple[Bell, ...]:
    """Every bell of the day in order (R1, R3): none on a day off, in a hall without hours, and in one that
    opens by itself."""
    if plan.settings.auto_open:
        return ()
    sessions = calendar.sessions_of(day)
    bells = []
    for session in sessions:
        opening, closing = midnight + session.open * MINUTE, midnight + session.close * MINUTE
        last = session is sessions[-1]
        bells += [
            Bell(opening - plan.settings.readiness_s * 1000, "readiness", last),
            Bell(opening, "open", last),
            Bell(closing - plan.settings.closing_soon_s * 1000, "closing_soon", last),
            Bell(closing, "close", last),
        ]
    return tuple(sorted(bells, key=lambda bell: bell.at))


def times_of(hall: Hall) -> list[str]:
    """Today's hours as on the door, by turns open and close; none on a day off or without a timetable."""
    return [clock(hall, bell.at) for bell in hall.bells if bell.name in ("open", "close")]


def due_bell(hall: Hall, at: int, *names: str) -> Bell | None:
    """The newest bell that has come and was not rung yet, of these names if any are given; those before it
    have lost their meaning."""
    rung = hall.bell.at if hall.bell else 0
    due = (b for b in reversed(hall.bells) if rung < b.at <= at)
    return next((b for b in due if not names or b.name in names), None)


def next_bell(hall: Hall, *names: str) -> Bell | None:
    """The first bell still to be rung, of these names if any are given."""
    rung = hall.bell.at if hall.bell else 0
    return next((b for b in hall.bells if b.at > rung and (not names or b.name in names)), None)


def minute_of_day(hall: Hall, at: int) -> int:
    return (at - hall.midnight) // MINUTE


def clock(hall: Hall, at: int) -> str:
    """The hour of a moment of today, as it is written on the door."""
    return clock_words(minute_of_day(hall, at))


def clock_words(minute: int) -> str:
    """
    >>> clock_words(510)
    '8:30'
    """
    hours, minutes = divmod(minute, 60)
    return f"{hours}:{minutes:02d}"


def half_day(hall: Hall, at: int) -> str:
    """上午 or 下午."""
    return "上午" if minute_of_day(hall, at) < 720 else "下午"


def service_days_words(days: ServiceDays) -> tuple[str, str]:
    """
    >>> service_days_words(ServiceDays(month_days=(20,)))
    ('每月20日', 'day 20 of each month')
    """
    zh, en = [], []
    if days.month_days:
        zh.append("每月" + "、".join(f"{day}日" for day in days.month_days))
        en.append("day " + ", ".join(map(str, days.month_days)) + " of each month")
    if days.weekdays:
        zh.append("每周" + "、".join(WEEKDAYS[day - 1] for day in days.weekdays))
        en.append(", ".join(WEEKDAYS_EN[day - 1] for day in days.weekdays))
    return "和".join(zh), " and ".join(en)


def date_words(date: str) -> tuple[str, str]:
    """
    >>> date_words("2026-12-21")
    ('12月21日(星期一)', 'Monday 12-21')
    """
    day = weekday(date)
    zh = f"{int(date[5:7])}月{int(date[8:])}日(星期{WEEKDAYS[day - 1]})"
    return zh, f"{WEEKDAYS_EN[day - 1]} {date[5:]}"
