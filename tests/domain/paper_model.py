"""The rules of the hall once more, as somebody would keep them on paper: lists and dicts, nothing clever."""

from typing import Any

from tests.halls import ANN, BEN, DUTY, EVE, SERVICE_WINDOWS, S

TIERS_OF = {"w1": [["social"]], "w2": [["social", "tax"]], "w3": [["tax"], ["social"]]}
QUEUES_OF = {window: [q for tier in tiers for q in tier] for window, tiers in TIERS_OF.items()}
LONG_WAIT, NO_SHOW, RECALLS, PLACES = 1800 * S, 1 * S, 2, 2
TURNS = ["priority", "priority", "normal"]
QUEUES_OF_FIRST = {window: queues[0] for window, queues in QUEUES_OF.items()}
IN_THE_HALL = ("waiting", "called", "serving", "held", "passed")
MAY_SIT = {ANN: ["w1", "w2"], BEN: list(SERVICE_WINDOWS), EVE: ["w3"]}


def arrival(ticket: dict[str, Any]) -> tuple[Any, ...]:
    return (*ticket["place"], ticket["number"])


class PaperModel:
    """Each method answers with the code of the refusal, or "" for yes."""

    def __init__(self) -> None:
        self.state = "off"
        self.before = "off"
        self.tickets: list[dict[str, Any]] = []
        self.window = {
            w: {"staff": None, "paused": False, "ticket": None, "visit": None, "turn": 0}
            for w in SERVICE_WINDOWS
        }

    def in_line(self, names: list[str]) -> list[dict[str, Any]]:
        """Who waits in these queues and is sent to nobody, by arrival."""
        waiting = [t for t in self.tickets if t["state"] == "waiting" and t["queue"] in names]
        return sorted((t for t in waiting if not t["sent"]), key=arrival)

    def sent_to(self, window: str) -> list[dict[str, Any]]:
        """Who is sent to this window, to the person there, or back to one of its queues; oldest first."""
        here = [("window", window), ("staff", self.window[window]["staff"])]
        here += [("queue", queue) for queue in QUEUES_OF[window]]
        sent = [t for t in self.tickets if t["state"] == "waiting" and t["sent"] and t["sent"][:2] in here]
        return sorted(sent, key=lambda t: (t["sent"][2], int(t["number"][1:]), t["number"]))

    def choice(self, window: str, at: int) -> tuple[dict[str, Any], str, int | None] | None:
        """Whose turn, why, and the count of lanes afterwards; decisions 1 to 4, read aloud."""
        if sent := self.sent_to(window):
            return sent[0], "directed", None
        late = [t for t in self.in_line(QUEUES_OF[window]) if at - t["since"] > LONG_WAIT]
        if late:
            return min(late, key=lambda t: (t["since"], int(t["number"][1:]), t["number"])), "promise", None
        for tier in TIERS_OF[window]:
            line = self.in_line(tier)
            sides = {"normal": [t for t in line if t["lane"] == "normal"]}
            sides["priority"] = [t for t in line if t not in sides["normal"]]
            if sides["normal"] and sides["priority"]:
                turn = self.window[window]["turn"]
                return sides[TURNS[turn]][0], "lane", (turn + 1) % 3
            if line:
                return line[0], "arrival", 0
        return None

    def serves(self) -> str:
        if self.state == "recovery":
            return "recovery"
        return "" if self.state in ("open", "extended") else "hall_not_open"

    def busy(self) -> int:
        return sum(1 for w in self.window.values() if w["ticket"])

    def take(self, queue: str, kiosk: str | None, lane: str, who: str, reason: str, at: int) -> str:
        if self.serves():
            return self.serves()
        if self.state == "extended" and not (who and reason):
            return "reason_required" if who else "hall_not_open"
        if lane != "normal":
            if who != DUTY:
                return "forbidden"
            if not reason:
                return "reason_required"
        self.issue(queue, kiosk, lane, at)
        return ""

    def issue(self, queue: str, kiosk: str | None, lane: str, at: int) -> dict[str, Any]:
        letter = "A" if queue == "social" else "B"
        count = sum(1 for t in self.tickets if t["number"][0] == letter) + 1
        ticket = {
            "number": f"{letter}{count:03d}",
            "queue": queue,
            "lane": lane,
            "state": "waiting",
            "slip": "pending" if kiosk == "k1" else "none",
            "taken": at,
            "place": (at, count, ()),
            "since": at,
            "sent": None,
            "window": None,
            "staff": None,
            "calls": 0,
            "came": False,
            "no_show_from": at,
            "requeued": False,
            "kind": None,
            "back_to": [],
            "rating": "none",
            "until": None,
            "answer_by": None,
        }
        self.tickets.append(ticket)
        return ticket

    def sign_in(self, window: str, clerk: str) -> str:
        w = self.window[window]
        if w["staff"] == clerk:
            return ""
        if window not in MAY_SIT[clerk]:
            return "not_allowed_here"
        if self.state in ("off", "closed"):
            return "hall_not_open"
        if w["staff"]:
            return "window_taken"
        if clerk in [other["staff"] for other in self.window.values()]:
            return "signed_in_elsewhere"
        w["staff"] = clerk
        return ""

    def sign_out(self, window: str, clerk: str) -> str:
        w = self.window[window]
        if w["staff"] != clerk:
            return "not_signed_in"
        if w["ticket"]:
            return "window_busy"
        w |= {"staff": None, "paused": False, "turn": 0}
        return ""

    def may_call(self, window: str, clerk: str) -> str:
        w = self.window[window]
        if self.serves():
            return self.serves()
        if w["staff"] != clerk:
            return "not_signed_in"
        if w["paused"]:
            return "window_suspended"
        if w["ticket"]:
            return "window_busy"
        return ""

    def put_up(self, window: str, ticket: dict[str, Any], at: int) -> None:
        clerk = self.window[window]["staff"]
        ticket |= {"state": "called", "window": window, "staff": clerk, "sent": None, "kind": None}
        ticket |= {"calls": 1, "came": True, "no_show_from": at}
        self.window[window]["ticket"] = ticket

    def call(self, window: str, clerk: str, at: int) -> str:
        if code := self.may_call(window, clerk):
            return code
        found = self.choice(window, at)
        if not found:
            return "nobody_waiting"
        ticket, _, turn = found
        self.put_up(window, ticket, at)
        if turn is not None:
            self.window[window]["turn"] = turn
        return ""

    def call_chosen(self, window: str, clerk: str, ticket: dict[str, Any], reason: str, at: int) -> str:
        if code := self.may_call(window, clerk):
            return code
        if not reason:
            return "reason_required"
        if ticket["state"] not in ("waiting", "passed", "held"):
            return "wrong_state"
        if ticket["queue"] not in QUEUES_OF[window]:
            return "other_queue"
        self.put_up(window, ticket, at)
        return ""

    def walk_in(self, window: str, clerk: str, queue: str, at: int) -> str:
        if code := self.may_call(window, clerk):
            return code
        if queue not in QUEUES_OF[window]:
            return "other_queue"
        if self.choice(window, at):
            return "others_wait"
        self.put_up(window, self.issue(queue, None, "normal", at), at)
        return ""

    def recall(self, window: str, clerk: str, _at: int) -> str:
        code = self.serves() or self.has(window, clerk, "called")
        if code:
            return code
        ticket = self.window[window]["ticket"]
        if ticket["calls"] > RECALLS:
            return "recall_limit"
        ticket["calls"] += 1
        return ""

    def skip(self, window: str, clerk: str, at: int) -> str:
        code = self.serves() or self.has(window, clerk, "called")
        if code:
            return code
        if at - self.window[window]["ticket"]["no_show_from"] < NO_SHOW:
            return "pass_too_early"
        self.leaves(window)["state"] = "passed"
        return ""

    def give_back(self, window: str, clerk: str, reason: str, at: int) -> str:
        code = self.serves() or self.has(window, clerk, "called")
        if code or not reason:
            return code or "reason_required"
        ticket = self.leaves(window)
        ticket |= {"state": "waiting", "sent": ("queue", ticket["queue"], at)}
        return ""

    def hold(self, window: str, clerk: str, kind: str) -> str:
        code = self.has(window, clerk, "called", "serving")
        if code:
            return code
        if kind not in ("away_no_papers", "away_papers_kept", "internal_wait"):
            return "unknown_hold"
        self.leaves(window).update(state="held", kind=kind)
        return ""

    def wake(self, ticket: dict[str, Any], at: int) -> str:
        if self.serves() or ticket["state"] != "held":
            return self.serves() or "wrong_state"
        to = (
            ("queue", ticket["queue"]) if ticket["kind"] == "away_no_papers" else ("window", ticket["window"])
        )
        ticket |= {"state": "waiting", "sent": (*to, at), "kind": None}
        return ""

    def transfer(self, window: str, clerk: str, to: str, id_: str, *, come_back: bool, at: int) -> str:
        code = self.has(window, clerk, "called", "serving")
        if code:
            return code
        queue = self.window[window]["ticket"]["queue"]
        if to == "queue":
            self.next_leg(window, id_, None, come_back=come_back, at=at)
            return ""
        there = id_
        if to == "staff":
            at_work = [name for name, w in self.window.items() if w["staff"] == id_]
            if not at_work:
                return "not_at_work"
            there = at_work[0]
        if there == window or there == "bank":
            return "transfer_forbidden"
        queue = queue if queue in QUEUES_OF[there] else QUEUES_OF_FIRST[there]
        self.next_leg(window, queue, (to, id_, at), come_back=come_back, at=at)
        return ""

    def next_leg(self, window: str, queue: str, sent: Any, *, come_back: bool, at: int) -> None:
        ticket = self.leaves(window)
        ways_back = [*ticket["back_to"], (window, ticket["queue"])] if come_back else ticket["back_to"]
        ticket |= {"state": "waiting", "queue": queue, "sent": sent, "back_to": ways_back, "since": at}
        ticket |= {"place": (ticket["taken"], int(ticket["number"][1:]), ())}
        ticket |= {"window": None, "staff": None, "calls": 0}

    def leaves(self, window: str) -> dict[str, Any]:
        ticket: dict[str, Any] = self.window[window]["ticket"]
        self.window[window]["ticket"] = None
        return ticket

    def requeue(self, ticket: dict[str, Any], at: int) -> str:
        if self.serves() or ticket["state"] != "passed":
            return self.serves() or "wrong_state"
        if ticket["requeued"]:
            return "requeue_limit"
        side = [
            t
            for t in self.in_line([ticket["queue"]])
            if (t["lane"] == "normal") == (ticket["lane"] == "normal")
        ]
        if len(side) < PLACES:
            ticket["place"] = (at, int(ticket["number"][1:]), ())
        else:
            moment, serial, put = side[PLACES - 1]["place"]
            ticket["place"] = (moment, serial, (*put, at))
        ticket |= {"state": "waiting", "requeued": True, "since": at}
        return ""

    def cancel(self, ticket: dict[str, Any]) -> str:
        if ticket["state"] not in ("waiting", "passed", "held"):
            return "wrong_state"
        ticket |= {"state": "cancelled", "answer_by": None, "sent": None}
        return ""

    def start(self, window: str, clerk: str, _at: int = 0) -> str:
        code = self.has(window, clerk, "called")
        if not code:
            w = self.window[window]
            if w["visit"] and w["visit"]["rating"] == "open":
                w["visit"] |= {"rating": "unrated", "until": None}
            w["visit"] = None
            w["ticket"]["state"] = "serving"
        return code

    def finish(self, window: str, clerk: str, at: int) -> str:
        w = self.window[window]
        if not self.start(window, clerk) or not self.has(window, clerk, "serving"):
            if w["ticket"]["back_to"]:
                *ways_back, (there, queue) = w["ticket"]["back_to"]
                w["ticket"]["back_to"] = ways_back
                self.next_leg(window, queue, ("window", there, at), come_back=False, at=at)
                return ""
            w["ticket"] |= {"state": "finished", "rating": "open", "until": at + 30 * S}
            w["visit"], w["ticket"] = w["ticket"], None
            return ""
        return self.has(window, clerk, "serving")

    def has(self, window: str, clerk: str, *states: str) -> str:
        w = self.window[window]
        if w["staff"] != clerk:
            return "not_signed_in"
        return "" if w["ticket"] and w["ticket"]["state"] in states else "wrong_state"

    def pause_key(self, window: str) -> str:
        w = self.window[window]
        if not w["staff"]:
            return "not_signed_in"
        if w["ticket"]:
            return "window_busy"
        w["paused"] = not w["paused"]
        return ""

    def press(self, window: str, level: int, at: int) -> str:
        visit = self.window[window]["visit"]
        if not visit or visit["rating"] == "unrated":
            return "rating_closed"
        if visit["rating"] == "rated":
            return "already_rated"
        if at > visit["until"]:
            return "rating_closed"
        if level not in (1, 2, 3, 4, 5):
            return "unknown_level"
        visit |= {"rating": "rated", "until": None}
        return ""

    def tick(self, at: int) -> str:
        for t in self.tickets:
            if t["until"] is not None and t["until"] < at:
                t |= {"rating": "unrated", "until": None}
            if self.state != "recovery" and t["answer_by"] is not None and t["answer_by"] < at:
                waits = t["state"] == "waiting" and not t["came"]
                t["state" if waits else "slip"] = "void" if waits else "kept"
                t["answer_by"] = None
        return ""

    def slip(self, ticket: dict[str, Any], *, printed: bool, at: int) -> str:
        if ticket["slip"] == "pending":
            ticket["slip"] = "printed" if printed else "failed"
            ticket["answer_by"] = None if printed else at + 30 * S
        return ""

    def keep(self, ticket: dict[str, Any]) -> str:
        if ticket["slip"] == "kept":
            return ""
        if ticket["slip"] != "failed" or ticket["state"] not in IN_THE_HALL:
            return "wrong_state"
        ticket |= {"slip": "kept", "answer_by": None}
        return ""

    def void(self, ticket: dict[str, Any]) -> str:
        if ticket["state"] not in ("waiting", "passed", "held"):
            return "wrong_state"
        ticket |= {"state": "void", "answer_by": None, "sent": None}
        return ""

    def open(self) -> str:
        if self.state in ("recovery", "off"):
            return "recovery" if self.state == "recovery" else "wrong_state"
        self.state = "open"
        return ""

    def close(self) -> str:
        if self.state in ("recovery", "off"):
            return "recovery" if self.state == "recovery" else "wrong_state"
        left = [t for t in self.tickets if t["state"] in ("waiting", "called", "serving", "held")]
        if self.state == "open" and left:
            self.state = "extended"
        elif self.state != "closed":
            if self.busy():
                return "tickets_in_hand"
            self.settle()
        return ""

    def settle(self) -> None:
        for t in self.tickets:
            if t["state"] in IN_THE_HALL:
                t |= {"state": "expired", "answer_by": None, "sent": None}
            if t["rating"] == "open":
                t |= {"rating": "unrated", "until": None}
        for w in self.window.values():
            w |= {"staff": None, "paused": False, "ticket": None, "turn": 0}
        self.state = "closed"

    def recover(self) -> str:
        if self.state != "recovery":
            return "wrong_state"
        self.state = self.before
        return ""

    def boot(self, gap_s: float, *, new_day: bool, clock_back: bool) -> str:
        if new_day or self.state == "off":
            self.__init__()  # type: ignore[misc]
            self.state = "prep"
        elif self.state == "closed":
            self.state = "prep"
        else:
            for t in self.tickets:
                for deadline in ("until", "answer_by", "since", "no_show_from"):
                    if t[deadline] is not None and not clock_back:
                        t[deadline] += int(gap_s * S)
            if (gap_s > 60 or clock_back) and self.state != "prep":
                for t in self.tickets:
                    if t["slip"] == "pending" and t["state"] in IN_THE_HALL:
                        t["slip"] = "unconfirmed"
                if self.state != "recovery":
                    self.before, self.state = self.state, "recovery"
        return ""
