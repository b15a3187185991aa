"""The paper model at the windows: who sits there, whom they call, and what a citizen presses."""

from typing import Any

from tests.domain.paper_lines import Lines, Ticket

BEFORE_CALL = ("state", "sent", "window", "staff", "called_at", "calls", "kind", "came", "no_show_from")


class Windows(Lines):
    extended_from = 0

    def fresh(self) -> None:
        super().fresh()
        self.alarms: dict[str, str] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.comings = 0
        self.told: dict[str, tuple[str, str]] = {}
        self.cases = {"BR": 0, "TS": 0}
        self.worked: dict[tuple[int, str], int] = {}

    def must_stay_until(self, at: int) -> int | None:
        raise NotImplementedError

    # ------------------------------------------------------------ who sits there

    def sign_in(self, c: Any) -> str:
        w = self.window[c.window]
        if w["staff"] == c.staff:
            return ""
        post = self.post_of(c)
        if post is None:
            return "not_allowed_here"
        if self.state in ("off", "closed"):
            return "hall_not_open"
        duty = self.only_windows()
        if duty is not None and c.window not in duty:
            return "window_off_today"
        if len(self.posts_of(c.staff)) >= self.settings.windows_per_person:
            return "signed_in_elsewhere"
        if w["staff"]:
            if not (w["paused"] and (w["staff"] == post or w["acting"] == c.staff)):
                return "window_taken"
            self.empties(c.window, c.at, taken_over=True)
        self.comings += 1
        w |= {"staff": c.staff, "acting": post, "came": self.comings}
        return ""

    def post_of(self, c: Any) -> str | None:
        """Whose post: "" for one's own, None where one may not sit."""
        if not self.queues_of[c.window]:
            return None
        if c.acting_for:
            return c.acting_for if c.acting_for in self.stood_in_for(c.staff, c.window) else None
        return self.usual_post(c.staff, c.window)

    def usual_post(self, staff: str, window: str) -> str | None:
        me = next(p for p in self.plan.staff if p.no == staff)
        if window in me.windows or not (me.windows or me.stands_in_for):
            return ""
        others = self.stood_in_for(staff, window)
        return others[0] if others else None

    def stood_in_for(self, staff: str, window: str) -> list[str]:
        me = next(p for p in self.plan.staff if p.no == staff)
        others = []
        for a in self.plan.staff:
            listed = a.no in me.stands_in_for or ("lead" in me.roles and me.unit == a.unit)
            if a is not me and window in a.windows and (listed or not self.settings.stand_ins_listed):
                others.append(a.no)
        return others

    def hand_over(self, c: Any) -> str:
        """Only who sits there changes, and for whom; a pause is over."""
        w = self.window[c.window]
        if code := self.nobody(c):
            return code
        if c.to == w["staff"]:
            return "same_person"
        post = self.usual_post(c.to, c.window)
        if post is None:
            return "not_allowed_here"
        if len(self.posts_of(c.to)) >= self.settings.windows_per_person:
            return "signed_in_elsewhere"
        if post:
            others = self.stood_in_for(c.to, c.window)
            post = next((a for a in (w["staff"], w["acting"]) if a in others), post)
        self.sent_on(c.window, taken_over=True)
        self.comings += 1
        w |= {
            "staff": c.to,
            "acting": post,
            "paused": False,
            "stored": None,
            "came": self.comings,
            "undo": None,
        }
        if w["ticket"]:
            w["ticket"]["staff"] = c.to
        return ""

    def empties(self, window: str, at: int, *, taken_over: bool = False) -> None:
        self.sent_on(window, taken_over=taken_over)
        none = {"staff": None, "acting": "", "paused": False, "turn": 0, "stored": None}
        self.window[window] |= none | {"left": at}

    def posts_of(self, staff: str) -> list[str]:
        return [name for name, w in self.window.items() if w["staff"] == staff]

    def sent_on(self, window: str, *, taken_over: bool) -> None:
        """Nobody waits for a person who has left, or for an empty window."""
        staff = self.window[window]["staff"]
        for t in self.tickets:
            if t["state"] != "waiting" or not t["sent"]:
                continue
            theirs = t["sent"][:2] == ("staff", staff) and self.posts_of(staff) == [window]
            if theirs or (t["sent"][:2] == ("window", window) and not taken_over):
                there = ("window", window) if taken_over else ("queue", t["queue"])
                t["sent"] = (*there, t["sent"][2])

    def sign_out(self, c: Any) -> str:
        w = self.window[c.window]
        if not w["staff"] or (self.is_stranger(c) and not self.may_direct(c, [c.window])):
            return "not_signed_in"
        if self.is_stranger(c) and not c.reason.strip():
            return "reason_required"
        above = self.may_direct(c, [c.window]) and c.reason.strip()
        if self.state == "extended" and self.waits_for(c.window) and not above:
            return "queue_waits"
        if self.state == "extended" and self.holds_alone(c.window) and not above:
            return "held_waits"
        if w["ticket"]:
            return "window_busy"
        if not c.reason.strip() and self.must_stay_until(c.at) is not None:
            return "too_early_to_leave"
        self.empties(c.window, c.at)
        return ""

    def holds_alone(self, window: str) -> bool:
        others = [name for name, w in self.window.items() if name != window and w["staff"]]
        taken_on = {queue for name in others for queue in self.queues_of[name]}
        held = [t for t in self.tickets if t["state"] == "held" and t["window"] == window]
        return any(t["queue"] not in taken_on for t in held)

    def may_direct(self, c: Any, names: list[str]) -> bool:
        if self.is_one_of(c.actor, "duty"):
            return True
        unit = next((p.unit for p in self.plan.staff if f"staff:{p.no}" == c.actor), "")
        units = [u for w in self.plan.windows if w.id in names for u in w.units]
        return self.is_one_of(c.actor, "lead") and unit in units

    def is_stranger(self, c: Any) -> bool:
        return c.actor.startswith("staff:") and c.actor != f"staff:{self.window[c.window]['staff']}"

    def nobody(self, c: Any) -> str:
        return "not_signed_in" if not self.window[c.window]["staff"] or self.is_stranger(c) else ""

    def suspend(self, c: Any) -> str:
        code, w = self.nobody(c), self.window[c.window]
        if code or w["paused"]:
            return code
        if not c.reason.strip():
            return "reason_required"
        return self.pause(w, c.at, c.reason)

    def pause(self, w: dict[str, Any], at: int, why: str) -> str:
        if w["ticket"]:
            return "window_busy"
        w |= {"paused": True, "stored": None, "paused_at": at, "why": why}
        return ""

    def resume(self, c: Any) -> str:
        code, w = self.nobody(c), self.window[c.window]
        if code or not w["paused"]:
            return code or "wrong_state"
        w["paused"] = False
        return ""

    def pause_key(self, c: Any) -> str:
        if self.window[c.window]["paused"]:
            return self.resume(c)
        return self.nobody(c) or self.pause(self.window[c.window], c.at, "短暂离开")

    # ------------------------------------------------------------ calls

    def may_call(self, c: Any, *, one_key: bool = False, above: bool = False) -> str:
        w = self.window[c.window]
        if code := self.serves() or ("" if above and w["staff"] else self.nobody(c)):
            return code
        if w["paused"]:
            return "window_suspended"
        return "window_busy" if w["ticket"] and not one_key else ""

    def put_up(self, window: str, ticket: Ticket, at: int) -> None:
        w = self.window[window]
        w["undo"] = {name: ticket[name] for name in BEFORE_CALL} | {"at": at, "turn": w["turn"]}
        ticket["calls"] = ticket["calls"] + 1 if ticket["state"] == "passed" else 1
        ticket |= {"state": "called", "window": window, "staff": w["staff"], "sent": None, "kind": None}
        ticket |= {"came": True, "no_show_from": at, "called_at": at}
        w |= {"ticket": ticket, "stored": None}

    def call(self, c: Any) -> str:
        if code := self.may_call(c, one_key=self.settings.one_key):
            return code
        found = self.choice(c.window, c.at)
        in_hand = self.window[c.window]["ticket"]
        back_here = bool(in_hand and in_hand["back_to"] and in_hand["back_to"][-1][0] == c.window)
        if in_hand:
            self.end(c.window, c.at)
        if back_here:
            return ""
        if found:
            self.call_choice(c.window, found, c.at)
        elif not in_hand:
            if not (c.store and self.settings.store_next):
                return "nobody_waiting"
            w = self.window[c.window]
            w["stored"] = c.at if w["stored"] is None else w["stored"]
        return ""

    def call_choice(self, window: str, found: tuple[Ticket, str, int | None], at: int) -> None:
        ticket, _, turn = found
        self.put_up(window, ticket, at)
        if turn is not None:
            self.window[window]["turn"] = turn

    def call_chosen(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if code := self.may_call(c, above=self.may_direct(c, [c.window])):
            return code
        if not c.reason.strip():
            return "reason_required"
        if ticket["state"] not in ("waiting", "passed", "held"):
            return "wrong_state"
        if ticket["queue"] not in self.queues_of[c.window]:
            return "other_queue"
        self.put_up(c.window, ticket, c.at)
        return ""

    def walk_in(self, c: Any) -> str:
        if code := self.may_call(c):
            return code
        if c.queue not in self.queues_of[c.window]:
            return "other_queue"
        if self.choice(c.window, c.at):
            return "others_wait"
        if self.state == "extended" and not c.reason.strip():
            return "reason_required"
        if code := self.off_today(c.queue, ""):
            return code
        self.put_up(c.window, self.issue(c.queue, c.at, token=c.token), c.at)
        return ""

    # ------------------------------------------------------------ the ticket in hand

    def has(self, c: Any, *states: str) -> str:
        if code := self.nobody(c):
            return code
        ticket = self.window[c.window]["ticket"]
        return "" if ticket and ticket["state"] in states else "wrong_state"

    def recall(self, c: Any) -> str:
        if code := self.serves() or self.has(c, "called"):
            return code
        ticket = self.window[c.window]["ticket"]
        if ticket["calls"] > self.settings.recall_limit:
            return "recall_limit"
        ticket["calls"] += 1
        self.window[c.window]["undo"] = None
        return ""

    def undo(self, c: Any) -> str:
        """As if it had never been called, the count of lanes included."""
        if code := self.serves() or self.nobody(c):
            return code
        w = self.window[c.window]
        if not w["ticket"] or w["ticket"]["state"] != "called":
            return "nothing_to_undo"
        before = w["undo"]
        if before is None or c.at >= before["at"] + self.settings.undo_s * 1000:
            return "undo_too_late"
        self.leaves(c.window, c.at).update({name: before[name] for name in BEFORE_CALL})
        w["turn"] = before["turn"]
        return ""

    def skip(self, c: Any) -> str:
        if code := self.serves() or self.has(c, "called"):
            return code
        ticket = self.window[c.window]["ticket"]
        heard = ticket["calls"] >= self.settings.no_show_calls
        if not heard or c.at - ticket["no_show_from"] < self.settings.no_show_s * 1000:
            return "pass_too_early"
        self.leaves(c.window, c.at)["state"] = "passed"
        return ""

    def give_back(self, c: Any) -> str:
        if code := self.serves() or self.has(c, "called"):
            return code
        if not c.reason.strip():
            return "reason_required"
        ticket = self.leaves(c.window, c.at)
        ticket |= {"state": "waiting", "sent": ("queue", ticket["queue"], c.at)}
        return ""

    def hold(self, c: Any) -> str:
        if code := self.has(c, "called", "serving"):
            return code
        if c.kind not in ("away_no_papers", "away_papers_kept", "internal_wait"):
            return "unknown_hold"
        self.leaves(c.window, c.at).update(state="held", kind=c.kind)
        return ""

    def transfer(self, c: Any) -> str:
        if code := self.serves() or self.has(c, "called", "serving"):
            return code
        if not self.settings.transfer_allowed:
            return "transfer_forbidden"
        ticket = self.window[c.window]["ticket"]
        if c.to == "queue":
            return self.sends_on(c, c.id, None)
        there = [c.id]
        if c.to == "staff":
            there = sorted(self.posts_of(c.id), key=lambda name: self.window[name]["came"])
            if not there:
                return "not_at_work"
        served = [queue for name in there if name != c.window for queue in self.queues_of[name]]
        if not served:
            return "transfer_forbidden"
        queue = ticket["queue"] if ticket["queue"] in served else served[0]
        return self.sends_on(c, queue, (c.to, c.id, c.at))

    def sends_on(self, c: Any, queue: str, sent: Any) -> str:
        """Only k1 has a printer, and it stands on the floor of windows 1 and 2."""
        if queue != self.window[c.window]["ticket"]["queue"] and self.off_today(queue, ""):
            return "queue_off_today"
        if c.slip and c.kiosk == "k2":
            return "no_printer"
        paper = c.slip and (c.kiosk == "k1" or c.window in ("w1", "w2"))
        self.next_leg(c.window, queue, sent, c.at, come_back=c.come_back, paper=paper)
        return ""

    def way_slip(self, c: Any) -> str:
        """The printer's first word counts."""
        ways = next(t["ways"] for t in self.tickets if c.ticket.endswith(f"-{t['number']}"))
        if c.leg <= len(ways) and ways[c.leg - 1] == "pending":
            ways[c.leg - 1] = "printed" if c.printed else "failed"
        return ""

    def next_leg(
        self, window: str, queue: str, sent: Any, at: int, *, come_back: bool, paper: bool = False
    ) -> None:
        ticket = self.leaves(window, at)
        ticket["ways"] = [*ticket["ways"], "pending" if paper else ""]
        if come_back:
            ticket["back_to"] = [*ticket["back_to"], (window, ticket["queue"])]
        ticket |= {"state": "waiting", "queue": queue, "sent": sent, "since": at, "due": None}
        ticket |= {"place": (ticket["taken"], ticket["serial"], ()), "window": None, "staff": None}
        ticket |= {"calls": 0, "called_at": None}

    def leaves(self, window: str, at: int) -> Ticket:
        """The business in hand is over; after closing it counts as extended service."""
        w = self.window[window]
        ticket: Ticket = w["ticket"]
        w["ticket"] = None
        if self.state == "extended":
            self.worked[self.extended_from, w["staff"]] = at
        return ticket

    def start(self, c: Any) -> str:
        code = self.serves() or self.has(c, "called")
        if not code:
            self.begin(c.window)
        return code

    def begin(self, window: str) -> None:
        """Serving the next one closes the rating of the visit before."""
        w = self.window[window]
        if w["visit"] and w["visit"]["rating"] == "open":
            w["visit"] |= {"rating": "unrated", "until": None}
        w["visit"] = None
        w["ticket"]["state"] = "serving"

    def finish(self, c: Any) -> str:
        code = self.has(c, "called", "serving")
        if not code:
            self.end(c.window, c.at)
        return code

    def end(self, window: str, at: int) -> None:
        w = self.window[window]
        ticket = w["ticket"]
        if ticket["state"] == "called":
            self.begin(window)
        if ticket["back_to"]:
            there, queue = ticket["back_to"][-1]
            ticket["back_to"] = ticket["back_to"][:-1]
            sent = ("window", there) if self.window[there]["staff"] else ("queue", queue)
            self.next_leg(window, queue, (*sent, at), at, come_back=False)
            return
        self.leaves(window, at)
        w["visit"] = ticket
        until = at + self.settings.rating_open_s * 1000
        ticket |= {"state": "finished", "rating": "open", "ended_at": at, "until": until}

    # ------------------------------------------------------------ ratings, help

    def press(self, c: Any) -> str:
        visit = self.window[c.window]["visit"]
        return self.press_for(visit, c) if visit else "rating_closed"

    def press_for(self, visit: Ticket, c: Any) -> str:
        if visit["rating"] == "rated":
            return "already_rated"
        if visit["rating"] == "unrated" or c.at > visit["until"]:
            return "rating_closed"
        return self.rate(visit, c.level)

    def say_why(self, c: Any) -> str:
        """Only of a bad level, and once."""
        theirs = [t for t in self.tickets if c.token and t["token"] == c.token]
        if not theirs:
            return "unknown_visit"
        if theirs[0]["level"] not in (1, 2):
            return "reasons_not_asked"
        theirs[0]["why"] = theirs[0]["why"] or c.reasons
        return ""

    def rate_by_slip(self, c: Any) -> str:
        """A phone may still rate what nobody rated at the window."""
        theirs = [t for t in self.tickets if c.token and t["token"] == c.token]
        if not theirs:
            return "unknown_visit"
        if c.channel not in ("tablet", "phone"):
            return "unknown_channel"
        if theirs[0]["state"] != "finished":
            return "wrong_state"
        in_time = c.at <= theirs[0]["ended_at"] + self.settings.rating_phone_s * 1000
        if c.channel == "phone" and theirs[0]["rating"] in ("open", "unrated") and in_time:
            return self.rate(theirs[0], c.level)
        return self.press_for(theirs[0], c)

    def note(self, c: Any) -> str:
        ticket, case_no = self.of(c.ticket), c.case_no.strip()
        if ticket["state"] != "finished":
            return "not_finished"
        if c.actor != f"staff:{ticket['staff']}":
            return "other_clerk"
        if c.outcome not in ("instant", "promised"):
            return "outcome_not_listed"
        if c.outcome == "promised" and not case_no:
            return "case_no_required"
        ticket["noted"] = (c.outcome, case_no)
        return ""

    def card(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if not c.actor.startswith("staff:"):
            return "forbidden"
        if ticket["rating"] == "rated":
            return "already_rated"
        return self.rate(ticket, c.level) if ticket["rating"] == "unrated" else "wrong_state"

    def rate(self, ticket: Ticket, level: int) -> str:
        if level not in (1, 2, 3, 4, 5):
            return "unknown_level"
        ticket |= {"rating": "rated", "level": level, "until": None}
        if level in (1, 2):
            contact, close = self.settings.bad_contact_days, self.settings.bad_close_days
            dues = {"contact": self.in_days(self.day, contact), "due": self.in_days(self.day, close)}
            self.alarms[f"bad_rating:{self.new_sheet('BR', ticket['staff'], **dues)}"] = "bad_rating"
        return ""

    def ask_help(self, c: Any) -> str:
        code = self.nobody(c)
        if not code and f"help:{c.window}" not in self.alarms:
            self.alarms[f"help:{c.window}"] = "help"
            self.told.pop(c.window, None)
        return code

    def answer_help(self, c: Any) -> str:
        if not self.may_direct(c, [c.window]):
            return "forbidden"
        if f"help:{c.window}" not in self.alarms:
            return "help_not_asked"
        if not c.text.strip():
            return "answer_required"
        self.told[c.window] = (c.actor.removeprefix("staff:"), c.text.strip())
        return ""
