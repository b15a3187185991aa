"""Nobody who is held sleeps through a change: what an event names covers every view that it changes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.domain.views.phone import phone_view
from server.domain.views.rating import phone_rating
from server.domain.views.staff import agent_view
from server.web.polling import agents, phones
from server.web.polling.topics import concerned
from tests.halls import ANN, BEN, DAY, DUTY, EVE, PLAN, T0, S

WINDOWS, STAFF, QUEUES = ("w1", "w2", "w3"), (ANN, BEN, EVE), ("social", "tax")
AT_WINDOW: tuple[tuple[type[m.Command], dict[str, Any]], ...] = (
    (m.CallNext, {}),
    (m.CallNext, {}),
    (m.CallNext, {}),
    (m.Recall, {}),
    (m.StartService, {}),
    (m.Finish, {}),
    (m.Finish, {}),
    (m.Pass, {}),
    (m.ReturnToFront, {"reason": "按错"}),
    (m.Hold, {"kind": "away_no_papers"}),
    (m.Hold, {"kind": "internal_wait"}),
    (m.Transfer, {"to": "queue", "id": "tax"}),
    (m.Transfer, {"to": "window", "id": "w1"}),
    (m.Transfer, {"to": "window", "id": "w3"}),
    (m.Transfer, {"to": "staff", "id": BEN}),
    (m.Suspend, {"reason": "开会"}),
    (m.Resume, {}),
    (m.AskHelp, {}),
    (m.SignOut, {"reason": "轮休"}),
    (m.SignIn, {}),
)
BY_CLERK = {command for command, _ in AT_WINDOW}
OF_TICKET: tuple[tuple[type[m.Command], dict[str, Any]], ...] = (
    (m.CancelTicket, {}),
    (m.VoidTicket, {"reason": "重复"}),
    (m.RequeueTicket, {}),
    (m.WakeTicket, {}),
    (m.OpenGreenChannel, {"reason": "急事"}),
)
OF_HALL: tuple[tuple[type[m.Command], dict[str, Any]], ...] = (
    (m.SetNotice, {"text": "三楼电梯停用"}),
    (m.DeclareOutage, {"reason": "停电"}),
    (m.RecoverHall, {}),
    (m.AssignQueues, {"window": "w1", "queues": ("tax",), "reason": "人多"}),
    (m.MoveWaiting, {"of": "queue", "source": "social", "to": "queue", "id": "tax", "reason": "人多"}),
    (m.MoveWaiting, {"of": "queue", "source": "tax", "to": "window", "id": "w3", "reason": "人多"}),
    (m.CloseHall, {}),
    (m.OpenHall, {}),
)


class Watched:
    """A hall, and everybody who could be held there."""

    def __init__(self) -> None:
        self.hall, self.at, self.changes = Hall(PLAN), T0, 0
        self.do(m.StartDay, day=DAY)
        self.do(m.OpenHall)
        for window, person in zip(WINDOWS, STAFF, strict=True):
            self.do(m.SignIn, window=window, staff=person)

    def do(self, command: type[m.Command], **what: Any) -> None:
        """It happens if the hall allows it, and what follows by itself follows."""
        self.at += 20 * S
        before = self._seen()
        clerk = what.get("staff") or (self.hall.desks[what["window"]].staff if command in BY_CLERK else "")
        who = f"staff:{clerk or DUTY}"
        events = self._decided(command(**({"at": self.at, "actor": who} | what)))
        while (due := next_due(self.hall)) is not None and due <= self.at:
            followed = self._decided(m.Tick(at=self.at, actor="system"))
            if not followed:
                break
            events += followed
        named = set().union(*(concerned(self.hall, event) for event in events))
        after = self._seen()
        for who, (topics, view) in before.items():
            if who in after and after[who][1] != view:
                self.changes += 1
                assert named & set(topics), f"{who} sleeps through {events}"

    def _decided(self, command: m.Command) -> list[m.Event]:
        decision = decide(self.hall, command)
        events = list(decision.events if isinstance(decision, m.Refusal) else decision)
        for event in events:
            evolve(self.hall, event)
        return events

    def _seen(self) -> dict[str, tuple[tuple[str, ...], Any]]:
        """Who -> (what wakes it, what it is shown), the clock left out."""
        hall = self.hall
        seen: dict[str, tuple[tuple[str, ...], Any]] = {
            window: (agents.depends_on(hall, window), agent_view(hall, window)) for window in WINDOWS
        }
        for ticket in hall.tickets.values():
            shown = {**phone_view(hall, ticket.token), "rating": phone_rating(hall, ticket.token, T0)}  # type: ignore[dict-item]
            seen[ticket.token] = (phones.depends_on(ticket), shown)
        return seen


deeds = st.lists(st.tuples(st.sampled_from("ttttwwwwwkkh"), st.integers(0, 1000)), min_size=10, max_size=60)


@given(deeds)
def test_whoever_sees_something_new_is_woken_by_it(what: list[tuple[str, int]]) -> None:
    life = Watched()
    for place, (kind, pick) in enumerate(what):
        tickets = list(life.hall.tickets)
        if kind == "t":
            lane = {"lane": "priority", "reason": "出示证件"} if pick % 5 == 0 else {}
            life.do(m.TakeNumber, queue=QUEUES[pick % 2], token=f"t{place}", **lane)
        elif kind == "w":
            command, more = AT_WINDOW[pick // 3 % len(AT_WINDOW)]
            window = pick % 3
            person = {"staff": STAFF[window]} if command is m.SignIn else {}
            life.do(command, window=WINDOWS[window], **more, **person)
        elif kind == "k" and tickets:
            command, more = OF_TICKET[pick % len(OF_TICKET)]
            life.do(command, ticket=tickets[pick % len(tickets)], **more)
        elif kind == "h":
            command, more = OF_HALL[pick % len(OF_HALL)]
            life.do(command, **more)


def test_who_was_sent_to_somebody_and_gives_up_lets_those_behind_move_up_at_once() -> None:
    for kind, id_ in (("window", "w2"), ("staff", BEN)):
        life = Watched()
        for token, queue, window in (("t1", "social", "w1"), ("t2", "tax", "w3")):
            life.do(m.TakeNumber, queue=queue, token=token)
            for command, more in ((m.CallNext, {}), (m.StartService, {})):
                life.do(command, window=window, **more)
            life.do(m.Transfer, window=window, to=kind, id=id_)
        first, second = life.hall.tickets.values()
        assert [ticket.directed[:2] for ticket in (first, second)] == [(kind, id_)] * 2  # type: ignore[index]
        assert phone_view(life.hall, "t2")["ahead"] == 1  # type: ignore[index]
        life.do(m.CancelTicket, ticket=first.id)  # `do` finds whoever sleeps through it
        assert phone_view(life.hall, "t2")["ahead"] == 0  # type: ignore[index]


def test_what_is_given_to_one_is_no_news_to_the_others() -> None:
    """The walk above would also be content with everybody woken by everything."""
    life = Watched()
    for place in range(8):
        life.do(m.TakeNumber, queue=QUEUES[place % 2], token=f"t{place}")
    first, *_, last = (t for t in life.hall.tickets.values() if t.queue == "social")
    other = next(t for t in life.hall.tickets.values() if t.queue == "tax")
    life.do(m.CancelTicket, ticket=first.id)
    named = concerned(life.hall, m.TicketCancelled(at=life.at, actor="visitor", ticket=first.id))
    assert named & set(phones.depends_on(last)) and not named & set(phones.depends_on(other))
    slip = concerned(life.hall, m.SlipPrinted(at=life.at, actor="system", ticket=last.id))
    assert slip == {f"ticket {last.id}"}
    assert life.changes
