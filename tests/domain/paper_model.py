"""The rules of the hall once more, as somebody would keep them on paper: lists and dicts, nothing clever."""

from typing import Any

from tests.halls import ANN, BEN, EVE, SERVICE_WINDOWS, S

QUEUES_OF = {"w1": ["social"], "w2": ["social", "tax"], "w3": ["tax"]}
MAY_SIT = {ANN: ["w1", "w2"], BEN: list(SERVICE_WINDOWS), EVE: ["w3"]}


class PaperModel:
    """Each method answers with the code of the refusal, or "" for yes."""

    def __init__(self) -> None:
        self.state = "off"
        self.before = "off"
        self.tickets: list[dict[str, Any]] = []
        self.window = {
            w: {"staff": None, "paused": False, "ticket": None, "visit": None} for w in SERVICE_WINDOWS
        }

    def in_line(self, names: list[str]) -> list[dict[str, Any]]:
        return [t for t in self.tickets if t["state"] == "waiting" and t["queue"] in names]

    def serves(self) -> str:
        if self.state == "recovery":
            return "recovery"
        return "" if self.state in ("open", "extended") else "hall_not_open"

    def busy(self) -> int:
        return sum(1 for w in self.window.values() if w["ticket"])

    def take(self, queue: str, kiosk: str | None, at: int) -> str:
        if self.state == "extended" or self.serves():
            return self.serves() or "hall_not_open"
        count = sum(1 for t in self.tickets if t["queue"] == queue) + 1
        slip = "pending" if kiosk == "k1" else "none"
        self.tickets.append(
            {
                "number": f"{'A' if queue == 'social' else 'B'}{count:03d}",
                "queue": queue,
                "state": "waiting",
                "slip": slip,
            }
            | {"at": at, "window": None, "staff": None, "rating": "none", "until": None, "answer_by": None}
        )
        return ""

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
        w |= {"staff": None, "paused": False}
        return ""

    def call(self, window: str, clerk: str) -> str:
        w = self.window[window]
        if self.serves():
            return self.serves()
        if w["staff"] != clerk:
            return "not_signed_in"
        if w["paused"]:
            return "window_suspended"
        if w["ticket"]:
            return "window_busy"
        line = self.in_line(QUEUES_OF[window])
        if not line:
            return "nobody_waiting"
        first = min(line, key=lambda t: (t["at"], int(t["number"][1:]), t["number"]))
        first |= {"state": "called", "window": window, "staff": clerk}
        w["ticket"] = first
        return ""

    def recall(self, window: str, clerk: str) -> str:
        return self.serves() or self.has(window, clerk, "called")

    def skip(self, window: str, clerk: str) -> str:
        code = self.serves() or self.has(window, clerk, "called")
        if not code:
            self.window[window]["ticket"]["state"] = "passed"
            self.window[window]["ticket"] = None
        return code

    def start(self, window: str, clerk: str) -> str:
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
            w["ticket"] |= {"state": "finished", "rating": "open", "until": at + 30 * S}
            w["visit"], w["ticket"] = w["ticket"], None
            return ""
        return self.has(window, clerk, "serving")

    def has(self, window: str, clerk: str, state: str) -> str:
        w = self.window[window]
        if w["staff"] != clerk:
            return "not_signed_in"
        return "" if w["ticket"] and w["ticket"]["state"] == state else "wrong_state"

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
                waits = t["state"] == "waiting"
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
        if ticket["slip"] != "failed" or ticket["state"] == "void":
            return "wrong_state"
        ticket |= {"slip": "kept", "answer_by": None}
        return ""

    def void(self, ticket: dict[str, Any]) -> str:
        if ticket["state"] not in ("waiting", "passed"):
            return "wrong_state"
        ticket |= {"state": "void", "answer_by": None}
        return ""

    def open(self) -> str:
        if self.state in ("recovery", "off"):
            return "recovery" if self.state == "recovery" else "wrong_state"
        self.state = "open"
        return ""

    def close(self) -> str:
        if self.state in ("recovery", "off"):
            return "recovery" if self.state == "recovery" else "wrong_state"
        if self.state == "open" and (self.busy() or self.in_line(["social", "tax"])):
            self.state = "extended"
        elif self.state != "closed":
            if self.busy():
                return "tickets_in_hand"
            self.settle()
        return ""

    def settle(self) -> None:
        for t in self.tickets:
            if t["state"] in ("waiting", "called", "serving", "passed"):
                t |= {"state": "expired", "answer_by": None}
            if t["rating"] == "open":
                t |= {"rating": "unrated", "until": None}
        for w in self.window.values():
            w |= {"staff": None, "paused": False, "ticket": None}
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
                for deadline in ("until", "answer_by"):
                    if t[deadline] is not None and not clock_back:
                        t[deadline] += int(gap_s * S)
            if (gap_s > 60 or clock_back) and self.state != "prep":
                for t in self.tickets:
                    if t["slip"] == "pending" and t["state"] in ("waiting", "called", "serving", "passed"):
                        t["slip"] = "unconfirmed"
                if self.state != "recovery":
                    self.before, self.state = self.state, "recovery"
        return ""
