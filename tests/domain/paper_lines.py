"""The rules of the hall once more, as somebody would keep them on paper: lists and dicts, nothing clever.

Here: tickets that no window has in hand, and whose turn it is. `paper_windows` and `paper_model` go on.
Every method named after something people do takes the command and answers with the code of the refusal,
or "" for yes. Nothing of the rules themselves is imported; the plan's figures are.
"""

from datetime import date
from typing import Any

from server.domain.facts.plan import HallPlan

Ticket = dict[str, Any]
IN_THE_HALL = ("waiting", "called", "serving", "held", "passed")
BY_HAND = ("outage", "recovery")
MINUTE = 60_000


def arrival(ticket: Ticket) -> tuple[Any, ...]:
    return (*ticket["place"], ticket["number"])


class Lines:
    """One hall-day. `fresh` is what a new morning finds."""

    def __init__(self, plan: HallPlan) -> None:
        self.plan, self.settings = plan, plan.settings
        self.day, self.state, self.last_at = "", "off", 0
        self.fresh()

    def fresh(self) -> None:
        self.midnight = 0
        self.tiers_of = {
            w.id: [list(tier) for tier in (w.queues, w.backup_queues) if tier] for w in self.plan.windows
        }
        self.queues_of = {w: [q for tier in tiers for q in tier] for w, tiers in self.tiers_of.items()}
        self.lanes_of: dict[str, tuple[int, int] | None] = {}
        self.edits: dict[str, dict[str, Any]] = {}
        self.tickets: list[Ticket] = []
        self.bulletins: list[dict[str, Any]] = []
        self.cloths: set[str] = set()
        self.appointments: dict[str, dict[str, Any]] = {}
        self.window: dict[str, dict[str, Any]] = {
            w.id: {
                "staff": None,
                "acting": "",
                "paused": False,
                "ticket": None,
                "visit": None,
                "turn": 0,
                "stored": None,
                "left": 0,
                "came": 0,
                "undo": None,
            }
            for w in self.plan.windows
        }

    # ------------------------------------------------------------ whose turn

    def in_line(self, names: list[str]) -> list[Ticket]:
        """Who waits in these queues and is sent to nobody, by arrival."""
        waiting = [t for t in self.tickets if t["state"] == "waiting" and t["queue"] in names]
        return sorted((t for t in waiting if not t["sent"]), key=arrival)

    def sent_to(self, window: str) -> list[Ticket]:
        """Who is sent to this window, to the person there, or back to one of its queues; oldest first."""
        here = [("window", window), ("staff", self.window[window]["staff"])]
        here += [("queue", queue) for queue in self.queues_of[window]]
        sent = [t for t in self.tickets if t["state"] == "waiting" and t["sent"] and t["sent"][:2] in here]
        return sorted(sent, key=lambda t: (t["sent"][2], t["serial"], t["number"]))

    def choice(self, window: str, at: int) -> tuple[Ticket, str, int | None] | None:
        """Whose turn, why, and the count of lanes afterwards; decisions 1 to 6, read aloud."""
        if sent := self.sent_to(window):
            return sent[0], "directed", None
        line = self.in_line(self.queues_of[window])
        late = [t for t in line if at - t["since"] > self.settings.promise_s * 1000]
        if late:
            return min(late, key=lambda t: (t["since"], t["serial"], t["number"])), "promise", None
        due = [t for t in line if t["due"] is not None and t["due"] <= at]
        if due:
            return min(due, key=lambda t: (t["due"], t["taken"], t["number"])), "appointment", None
        for tier in self.tiers_of[window]:
            line = self.in_line(tier)
            normal = [t for t in line if t["lane"] == "normal"]
            special = [t for t in line if t["lane"] != "normal"]
            if normal and special:
                turn, turns = self.window[window]["turn"], self.turns(window)
                return (special if turns[turn] == "priority" else normal)[0], "lane", (turn + 1) % len(turns)
            if line:
                return line[0], "arrival", 0
        return None

    def turns(self, window: str) -> list[str]:
        usual = (self.settings.lane_priority, self.settings.lane_normal)
        special, normal = self.lanes_of.get(window) or usual
        return ["priority"] * special + ["normal"] * normal

    def waits_for(self, window: str) -> int:
        return len(self.in_line(self.queues_of[window])) + len(self.sent_to(window))

    def waiting(self, queue: str = "") -> int:
        return sum(1 for t in self.tickets if t["state"] == "waiting" and queue in ("", t["queue"]))

    def busy(self) -> int:
        return sum(1 for w in self.window.values() if w["ticket"])

    # ------------------------------------------------------------ who and when

    def left(self) -> bool:
        """Everybody is told to go."""
        return any(b["urgency"] == "evacuate" for b in self.bulletins)

    def still(self) -> bool:
        return self.left() or self.state in BY_HAND

    def serves(self) -> str:
        if self.left():
            return "evacuation"
        if self.state in BY_HAND:
            return "recovery"
        return "" if self.state in ("open", "extended") else "hall_not_open"

    def is_one_of(self, actor: str, *roles: str) -> bool:
        person = next((p for p in self.plan.staff if f"staff:{p.no}" == actor), None)
        return person is not None and any(role in person.roles for role in roles)

    def works(self) -> bool:
        """A working day: set by hand, else Monday to Friday."""
        if self.day in self.edits:
            return bool(self.edits[self.day]["kind"] == "open")
        return date.fromisoformat(self.day).weekday() < 5

    def only_windows(self) -> list[str] | None:
        """The windows of a duty day; None on any other."""
        edit = self.edits.get(self.day, {})
        return list(edit["windows"]) if edit.get("kind") == "duty" else None

    def minute(self, at: int) -> int:
        return (at - self.midnight) // MINUTE

    # ------------------------------------------------------------ a number

    def take(self, c: Any) -> str:
        code = (
            self.serves()
            or self.covered(c)
            or self.after_closing(c)
            or self.off_today(c.queue, c.matter)
            or self.wrong_lane(c)
            or self.has_one(c)
            or self.full(c)
        )
        if not code:
            self.issue(c.queue, c.at, token=c.token, kiosk=c.kiosk, lane=c.lane, identity=c.identity)
        return code

    def covered(self, c: Any) -> str:
        """A cloth hangs over the kiosk."""
        return "kiosk_paused" if c.actor in self.cloths else ""

    def after_closing(self, c: Any) -> str:
        if self.state != "extended":
            return ""
        if not c.actor.startswith("staff:"):
            return "hall_not_open"
        return "" if c.reason.strip() else "reason_required"

    def off_today(self, queue: str, matter: str) -> str:
        duty = self.only_windows()
        if duty is not None and not any(queue in self.queues_of[window] for window in duty):
            return "window_off_today"
        asked = [x for x in self.plan.matters if x.queue == queue and matter in ("", x.id)]
        if matter and not asked:
            return "unknown_matter"
        weekday = date.fromisoformat(self.day).isoweekday()
        open_ = [x for x in asked if x.days is None or (self.works() and weekday in x.days.weekdays)]
        return "" if open_ or not asked else "not_today"

    def wrong_lane(self, c: Any) -> str:
        if c.lane == "normal":
            return ""
        if c.lane == "priority" and c.actor.startswith("kiosk:"):
            return "" if self.settings.citizen_priority else "forbidden"
        if c.lane not in ("priority", "green"):
            return "unknown_lane"
        helper = "help_desk" if c.lane == "priority" else "lead"
        if not self.is_one_of(c.actor, helper, "duty"):
            return "forbidden"
        return "" if c.reason.strip() else "reason_required"

    def has_one(self, c: Any) -> str:
        theirs = [t for t in self.tickets if c.identity and t["identity"] == c.identity]
        still = [t for t in theirs if t["state"] in IN_THE_HALL and t["queue"] == c.queue]
        return "open_ticket_exists" if still else ""

    def full(self, c: Any) -> str:
        if self.is_one_of(c.actor, "duty") and c.reason.strip():
            return ""
        queue = next(q for q in self.plan.queues if q.id == c.queue)
        taken = [t["taken"] for t in self.tickets if t["taken_for"] == c.queue and not t["paper"]]
        if queue.daily_limit is not None and len(taken) >= queue.daily_limit:
            return "quota_reached"
        for slot in queue.slots:
            inside = [at for at in (*taken, c.at) if slot.first <= self.minute(at) < slot.last]
            if c.at in inside and len(inside) > slot.limit:
                return "slot_full"
        return ""

    def issue(self, queue: str, at: int, **more: Any) -> Ticket:
        """The machine's next number."""
        serial = sum(1 for t in self.tickets if t["taken_for"] == queue and not t["paper"]) + 1
        return self.enter(queue, serial, at, **more)

    def enter(self, queue: str, serial: int, at: int, **more: Any) -> Ticket:
        due = more.get("due")
        begins = at if due is None else max(at, due)
        letter = next(q.prefix for q in self.plan.queues if q.id == queue)
        ticket = {
            "number": f"{letter}{serial:03d}",
            "serial": serial,
            "queue": queue,
            "taken_for": queue,
            "paper": False,
            "kiosk": None,
            "lane": "normal",
            "identity": "",
            "due": None,
            "state": "waiting",
            "slip": "pending" if more.get("kiosk") == "k1" else "none",
            "taken": at,
            "place": (begins, serial, ()),
            "since": begins,
            "sent": None,
            "window": None,
            "staff": None,
            "calls": 0,
            "called_at": None,
            "came": False,
            "no_show_from": 0,
            "requeues": 0,
            "kind": None,
            "back_to": [],
            "ways": [],
            "rating": "none",
            "noted": ("", ""),
            "level": None,
            "why": (),
            "until": None,
            "complained": False,
            "ended_at": None,
            "answer_by": None,
            "by_hand": False,
        } | more
        self.tickets.append(ticket)
        return ticket

    def of(self, id_: str) -> Ticket:
        return next(t for t in self.tickets if id_ == f"{self.day.replace('-', '')}-{t['number']}")

    # ------------------------------------------------------------ appointments

    def book(self, c: Any) -> str:
        for b in c.bookings:
            if b.queue not in [q.id for q in self.plan.queues]:
                return "unknown_queue"
            if not b.code.strip() or b.day < self.day or b.start >= b.end:
                return "bad_appointment"
            if b.day == self.day and self.appointments.get(b.code, {}).get("ticket"):
                return "checked_in"
        self.enter_bookings(c.bookings)
        return ""

    def enter_bookings(self, bookings: Any) -> None:
        for b in bookings:
            if b.day == self.day:
                booked = {"queue": b.queue, "start": b.start, "end": b.end, "ticket": None}
                self.appointments[b.code] = booked

    def check_in(self, c: Any) -> str:
        booked = self.appointments.get(c.code)
        if not booked:
            return "unknown_appointment"
        if code := self.serves() or self.covered(c):
            return code
        if self.state == "extended" and not c.actor.startswith("staff:"):
            return "hall_not_open"
        if booked["ticket"]:
            return "checked_in"
        if c.at < booked["start"] - self.settings.appointment_early_s * 1000:
            return "too_early"
        kept = c.at <= booked["end"] + self.settings.appointment_late_s * 1000
        due = booked["start"] if kept else None
        booked["ticket"] = self.issue(booked["queue"], c.at, token=c.token, kiosk=c.kiosk, due=due)
        return ""

    # ------------------------------------------------------------ waiting, passed, held

    def requeue(self, c: Any) -> str:
        """Behind the n-th of its lane, or at the end; who was put there before stays before."""
        ticket = self.of(c.ticket)
        if self.serves() or ticket["state"] != "passed":
            return self.serves() or "wrong_state"
        if ticket["requeues"] >= self.settings.requeue_times:
            return "requeue_limit"
        if c.kiosk and c.kiosk not in [k.id for k in self.plan.kiosks]:
            return "unknown_kiosk"
        normal = ticket["lane"] == "normal"
        side = [t for t in self.in_line([ticket["queue"]]) if (t["lane"] == "normal") == normal]
        if len(side) < self.settings.requeue_places:
            ticket["place"] = (c.at, ticket["serial"], ())
        else:
            moment, serial, put = side[self.settings.requeue_places - 1]["place"]
            ticket["place"] = (moment, serial, (*put, c.at))
        ticket |= {"state": "waiting", "since": c.at, "due": None}
        ticket["requeues"] += 1
        return ""

    def wake(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if self.serves() or ticket["state"] != "held":
            return self.serves() or "wrong_state"
        anywhere = ticket["kind"] == "away_no_papers" or not self.window[ticket["window"]]["staff"]
        to = ("queue", ticket["queue"]) if anywhere else ("window", ticket["window"])
        ticket |= {"state": "waiting", "sent": (*to, c.at), "kind": None}
        return ""

    def cancel(self, c: Any) -> str:
        return self.ends(self.of(c.ticket), "cancelled")

    def void(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if self.foreign_kiosk(ticket, c) or (c.actor.startswith("kiosk:") and ticket["slip"] != "failed"):
            return "forbidden"
        return self.ends(ticket, "void") if c.reason.strip() else "reason_required"

    def ends(self, ticket: Ticket, how: str) -> str:
        if ticket["state"] not in ("waiting", "passed", "held"):
            return "wrong_state"
        ticket |= {"state": how, "answer_by": None, "sent": None}
        return ""

    # ------------------------------------------------------------ paper

    @staticmethod
    def foreign_kiosk(ticket: Ticket, c: Any) -> bool:
        return c.actor.startswith("kiosk:") and c.actor != f"kiosk:{ticket['kiosk']}"

    def slip(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if ticket["slip"] == "pending":
            ticket["slip"] = "printed" if c.printed else "failed"
            ticket["answer_by"] = None if c.printed else c.at + self.settings.slip_answer_s * 1000
        elif ticket["slip"] in ("unconfirmed", "failed") and c.printed and ticket["state"] in IN_THE_HALL:
            ticket |= {"slip": "printed", "answer_by": None}
        return ""

    def keep(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if self.foreign_kiosk(ticket, c):
            return "forbidden"
        if ticket["slip"] == "kept":
            return ""
        if ticket["slip"] != "failed" or ticket["state"] not in IN_THE_HALL:
            return "wrong_state"
        ticket |= {"slip": "kept", "answer_by": None}
        return ""

    def reprint(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if c.kiosk and c.kiosk not in [k.id for k in self.plan.kiosks]:
            return "unknown_kiosk"
        if c.actor.startswith("kiosk:") and c.actor != f"kiosk:{c.kiosk or ticket['kiosk']}":
            return "forbidden"
        return "" if ticket["state"] in IN_THE_HALL else "wrong_state"
