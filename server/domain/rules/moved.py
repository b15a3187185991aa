"""What the hall is told when people who wait are to wait elsewhere (decision 4: nobody queues anew)."""

from collections.abc import Sequence

from server.domain import messages as m
from server.domain.bulletins import Urgency
from server.domain.facts.plan import Window
from server.domain.hall import Hall
from server.domain.hours import MINUTE
from server.domain.rules.guards import MAX_REASON
from server.domain.rules.notices import MAX_TEXT, MAX_TEXT_EN
from server.domain.ticket import Ticket

TOLD_MS = 15 * MINUTE
"""So long the notice stands."""
KEPT, KEPT_EN = "等候,原号有效,不用重新取号", "; your number stays good"
WINDOWS_NAMED = 4
"""Of a floor; who goes there finds the others."""


def moved_notice(
    hall: Hall, c: m.MoveWaiting, windows: Sequence[Window], moved: Sequence[Ticket]
) -> m.NoticeSet:
    """On the floors where they waited and where they are to wait. `moved`: one at least."""
    where, where_en = _where(hall, c)
    who, who_en = _who(hall, c, moved, MAX_TEXT - len(where) - len(KEPT) - 2)
    here = {window.floor for window in windows}
    floors = [floor.id for floor in hall.plan.floors if floor.id in here]
    text_en = f"{who_en}: please wait at {where_en}{KEPT_EN}"
    return m.NoticeSet(
        at=c.at,
        actor=c.actor,
        notice=f"TZ-{hall.seq + 1}",
        text=f"{who}请到{where}{KEPT}",
        text_en=text_en if len(text_en) <= MAX_TEXT_EN else "",
        urgency=Urgency.PLAIN.value,
        until=c.at + TOLD_MS,
        floors=[] if len(floors) == len(hall.plan.floors) else floors,
        reason=c.reason.strip()[:MAX_REASON],
    )


def _who(hall: Hall, c: m.MoveWaiting, moved: Sequence[Ticket], room: int) -> tuple[str, str]:
    """Numbers, while there is room for all of them; else whose they are."""
    numbers = [ticket.number for ticket in moved]
    names = f"{'、'.join(numbers)}号"
    if len(names) <= room:
        return names, ", ".join(numbers)
    queue = hall.plan.queue[moved[0].queue]
    first = numbers[0]
    if c.of == "queue" and not c.tickets:
        return f"等候“{queue.name}”的群众", f"All who wait for {queue.name_en}"
    return f"{first}等{len(numbers)}个号", f"{first} and {len(numbers) - 1} more"


def _where(hall: Hall, c: m.MoveWaiting) -> tuple[str, str]:
    """The window, or those of the queue, floor by floor."""
    windows = [hall.plan.window[c.id]] if c.to == "window" else list(hall.plan.windows_of[c.id])
    places, places_en = [], []
    for floor in hall.plan.floors:
        here = [window for window in windows if window.floor == floor.id]
        if here:
            more, more_en = ("等处", ", …") if len(here) > WINDOWS_NAMED else ("", "")
            places.append(f"{floor.name}{'、'.join(w.label for w in here[:WINDOWS_NAMED])}{more}")
            places_en.append(
                f"{floor.name_en}, {', '.join(w.label_en for w in here[:WINDOWS_NAMED])}{more_en}"
            )
    return "或".join(places), " or ".join(places_en)
