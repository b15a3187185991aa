"""What a clerk's keypad means: key and digits -> command. The grammar of the FF 68 callers (decision 21)."""

from collections.abc import Callable
from functools import partial

from server.domain import messages as m
from server.domain.facts.plan import HallPlan, WindowKind
from server.domain.ticket import HoldKind

Made = Callable[..., m.Command]

KEYS: dict[tuple[str, str], Made] = {
    ("call", ""): m.CallNext,
    ("recall", ""): m.Recall,
    ("rate", ""): m.Finish,
    ("pause", ""): m.TogglePause,
    ("help", ""): m.AskHelp,
    ("ok", "9"): m.AskHelp,
    ("ok", "6"): m.Pass,
    # A keypad cannot say which kind: the citizen stays with this clerk, who wakes the ticket with 3.
    ("ok", "0"): partial(m.Hold, kind=HoldKind.AWAY_PAPERS_KEPT),
}
WAKE = ("ok", "3")


def keypad_command(plan: HallPlan, key: str, digits: str, *, window: str, held: str) -> Made | None:
    """What makes the command of this press; None where the hall gives the keys no meaning.

    held: the ticket that this window has kept on hold for longest, "" if none.
    """
    if (key, digits) == WAKE:
        return partial(m.WakeTicket, ticket=held) if held else None
    if key == "transfer":
        target = window_of(plan, digits, near=window)
        return partial(m.Transfer, window=window, to="window", id=target) if target else None
    command = KEYS.get((key, digits))
    return partial(command, window=window) if command else None


def window_of(plan: HallPlan, number: str, *, near: str) -> str:
    """The window that has this number on the wall, on the own floor first; "" if that is not just one."""
    bare = number.lstrip("0")
    named = [
        w for w in plan.windows if w.kind is WindowKind.SERVICE and bare and bare == (w.no or "").lstrip("0")
    ]
    here = [w for w in named if w.floor == plan.window[near].floor] or named
    return here[0].id if len(here) == 1 else ""
