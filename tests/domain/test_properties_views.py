"""Nobody is shown what is not for them, whatever happens in the hall (R90, design 4)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.turns.dispatch import choose
from server.domain.views.duty import duty_view
from server.domain.views.phone import phone_view
from server.domain.views.public import board_view, kiosk_view
from server.domain.views.staff import console_view
from tests.halls import DAY, DUTY, PLAN, T0, keys_named
from tests.life import Life

SECRETS = {
    "reason": "孕妇有证明",
    "identity": "identity-4711",
    "token": "token-of-another",
    "chosen": "领导要求先办",
    "void": "与他人重复",
    "help": "有人吵闹",
}
NAMES = tuple(person.name for person in PLAN.staff)
NUMBERS = tuple(person.no for person in PLAN.staff)


class Full(Life):
    """A hall in which everything happens that somebody may not see."""

    def __init__(self, deeds: list[tuple[str, int]]) -> None:
        super().__init__()
        settings = replace(PLAN.settings, min_staff=0, unmanned_s=0, waiting_alarm=2)
        self.hall, self.log, self.at = Hall(replace(PLAN, settings=settings)), [], T0
        self.do(m.StartDay, day=DAY)
        self.do(m.OpenHall)
        for window, person in zip(("w1", "w2", "w3"), NUMBERS, strict=False):
            self.do(m.SignIn, window, staff=person)
        for place, (deed, pick) in enumerate(deeds):
            self._deed(deed, ("w1", "w2", "w3")[pick % 3], f"{SECRETS['token']}-{place}")

    def _deed(self, deed: str, window: str, token: str) -> None:
        secret = {"token": token, "reason": SECRETS["reason"], "identity": f"{SECRETS['identity']}-{token}"}
        desk = self.hall.desks[window]
        if deed in ("normal", "priority", "green"):
            self.do(
                m.TakeNumber,
                actor=f"staff:{DUTY}",
                queue="social" if window != "w3" else "tax",
                lane=deed,
                **secret,
            )
        elif deed == "help":
            self.do(m.AskHelp, window, note=SECRETS["help"])
        elif deed == "call" and not desk.ticket and choose(self.hall, window, self.at):
            self.do(m.CallNext, window)
        elif deed == "chosen" and not desk.ticket:
            waiting = [t for q in self.hall.plan.window[window].queues for t in self.hall.waiting_tickets(q)]
            if waiting:
                self.do(m.CallChosen, window, ticket=waiting[-1].id, reason=SECRETS["chosen"])
        elif deed in ("finish", "bad") and desk.ticket:
            self.do(m.Finish, window)
            if deed == "bad":
                self.do(m.PressRating, window, level=1, channel="rater")
        elif deed == "void" and (mine := [t for t in self.hall.tickets.values() if t.state == "waiting"]):
            self.do(m.VoidTicket, ticket=mine[-1].id, reason=SECRETS["void"])

    def public(self) -> Iterator[Any]:
        yield from (board_view(self.hall, screen.id) for screen in self.hall.plan.screens)
        yield from (kiosk_view(self.hall, kiosk.id, {}) for kiosk in self.hall.plan.kiosks)

    def consoles(self) -> Iterator[tuple[str, Any]]:
        return ((w, console_view(self.hall, w, {})) for w in ("w1", "w2", "w3"))


deeds = st.lists(
    st.tuples(
        st.sampled_from(
            ["normal", "priority", "green", "call", "call", "chosen", "finish", "bad", "bad", "void", "help"]
        ),
        st.integers(0, 2),
    ),
    min_size=5,
    max_size=30,
)


@given(deeds)
def test_boards_and_kiosks_show_numbers_and_places_only(what: list[tuple[str, int]]) -> None:
    life = Full(what)
    for view in life.public():
        text = json.dumps(view, ensure_ascii=False, default=str)
        assert not [word for word in (*SECRETS.values(), *NAMES, *NUMBERS) if word in text]
        for key in ("lane", "level", "levels", "rating", "identity", "token", "staff", "alarms"):
            assert not list(keys_named(key, view)), key
        assert "reason" not in text


@given(deeds)
def test_boards_show_the_same_whatever_the_lane(what: list[tuple[str, int]]) -> None:
    """A row of somebody called out of turn looks like any other."""
    life = Full(what)
    shapes = {frozenset(call) for view in life.public() for call in view.get("calls", ())}
    assert len(shapes) <= 1


@given(deeds)
def test_a_phone_shows_one_ticket_and_nobody_s_secrets(what: list[tuple[str, int]]) -> None:
    life = Full(what)
    for ticket in life.hall.tickets.values():
        view = phone_view(life.hall, ticket.token)
        assert view is not None
        text = json.dumps({k: v for k, v in view.items() if k != "token"}, ensure_ascii=False, default=str)
        hidden = [*SECRETS.values(), *NAMES, *NUMBERS]
        assert not [word for word in hidden if word in text]
        for key in ("level", "rating", "identity", "staff", "reason"):
            assert not list(keys_named(key, view)), key
        others = {t.number for t in life.hall.tickets.values()} - {ticket.number}
        assert not others & set(keys_named("number", view))


@given(deeds)
def test_a_clerk_never_learns_a_level_or_who_it_is(what: list[tuple[str, int]]) -> None:
    """Consoles show lanes, for staff need them; not levels, identities, reasons or other names."""
    life = Full(what)
    for window, view in life.consoles():
        text = json.dumps(view, ensure_ascii=False, default=str)
        hidden = [SECRETS[name] for name in ("reason", "identity", "token", "chosen", "void", "help")]
        assert not [word for word in hidden if word in text]
        own = life.hall.plan.person[str(life.hall.desks[window].staff)]
        assert not [no for no in NUMBERS if no != own.no and no in text]
        assert not [name for name in NAMES if name != own.name and name in text]
        for key in ("level", "levels", "identity", "token"):
            assert not list(keys_named(key, view)), key
        assert set(keys_named("rating", view)) <= {"open", "done"}


@given(deeds)
def test_the_duty_officer_sees_why_somebody_was_chosen_but_nobody_s_identity(
    what: list[tuple[str, int]],
) -> None:
    life = Full(what)
    text = json.dumps(duty_view(life.hall, {}), ensure_ascii=False, default=str)
    assert SECRETS["identity"] not in text and SECRETS["token"] not in text
    assert (SECRETS["chosen"] in text) == bool([e for e in life.events(m.TicketCalled) if e.chosen])
