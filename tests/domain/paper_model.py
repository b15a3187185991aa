"""The paper model's day: hours, the clock; and which method answers which command."""

from datetime import date
from typing import Any

from server.domain import messages as m
from server.domain.facts.plan import HallPlan
from tests.domain.paper_alarms import WATCHED, Alarms
from tests.domain.paper_lines import IN_THE_HALL, MINUTE


class PaperModel(Alarms):
    """`months` that have ended; `sums` of the last day that was closed."""

    def __init__(self, plan: HallPlan) -> None:
        self.months: list[str] = []
        self.sums: dict[str, int] = {}
        self.ledger = {}
        super().__init__(plan)

    def fresh(self) -> None:
        super().fresh()
        self.bells: list[tuple[int, str, bool]] = []
        self.rung: tuple[int, str] = (0, "")
        self.opened_at = self.closed_at = self.extended_from = 0
        self.dark = False
        self.notices: list[str] = []
        self.looked_at: dict[str, str] = {}
        self.hands: list[str] = []
        self.offer: tuple[str, str] | None = None
        self.floors: dict[str, str] = {}

    def answer(self, c: m.Command) -> str:
        code = str(getattr(self, ANSWERS[type(c)])(c))
        self.file_alarms(max(c.at, self.last_at))
        return code

    # ------------------------------------------------------------ hours

    def set_hours(self) -> None:
        """Bells: (at, name, of the day's last session)."""
        self.bells = []
        if text := self.edits.get(self.day, {}).get("notice", ""):
            self.posts_up({"name": "day", "text": text, "said": 0})
        if self.settings.auto_open or not (self.works() or self.only_windows()):
            return
        sessions = self.plan.calendar.profiles[0].sessions if self.plan.calendar.profiles else ()
        for place, session in enumerate(sessions):
            last = place == len(sessions) - 1
            opens, closes = self.midnight + session.open * MINUTE, self.midnight + session.close * MINUTE
            self.bells.append((opens - self.settings.readiness_s * 1000, "readiness", last))
            self.bells.append((opens, "open", last))
            self.bells.append((closes - self.settings.closing_soon_s * 1000, "closing_soon", last))
            self.bells.append((closes, "close", last))

    def must_stay_until(self, at: int) -> int | None:
        closing = None
        for begins, name, _ in self.bells:
            if name == "open" and begins <= at:
                closing = min(end for end, what, _ in self.bells if what == "close" and end > begins)
        until = closing + self.settings.sign_off_s * 1000 if closing else 0
        return until if at < until else None

    # ------------------------------------------------------------ the clock

    def tick(self, c: Any) -> str:
        self.clock(c.at)
        return ""

    def clock(self, at: int) -> None:
        """All that is due, until nothing is."""
        while self.lapses(at) or self.goes_on(at):
            pass

    def goes_on(self, at: int) -> bool:
        """By hand, the clock does nothing else."""
        return not self.still() and (self.bell(at) or self.at_windows(at) or self.watch(at))

    def lapses(self, at: int) -> bool:
        some = False
        for t in self.tickets:
            if t["until"] is not None and t["until"] < at:
                t |= {"rating": "unrated", "until": None}
                some = True
            if not self.still() and t["answer_by"] is not None and t["answer_by"] < at:
                ghost = t["state"] == "waiting" and not t["came"]
                t.update({"state": "void", "sent": None} if ghost else {"slip": "kept"}, answer_by=None)
                some = True
        return self.notices_end(at) or self.notices_are_said(at) or some

    def bell(self, at: int) -> bool:
        due = [bell for bell in self.bells if self.rung[0] < bell[0] <= at]
        if self.state == "off" or not due:
            return self.lunch_when_served() or self.darken(at)
        self.rung = due[-1][:2]
        gates = [bell for bell in due if bell[1] in ("open", "close")]
        if due[-1][1] == "close" and self.state == "extended":
            self.extended_from = due[-1][0]
        if self.state == "closed" or not gates:
            return True
        _, name, last = gates[-1]
        if name == "open" and self.state != "open":
            self.opens(at)
        elif name == "close" and self.state == "open" and (last or self.waiting() or self.busy()):
            self.extends(at)
        elif name == "close" and self.state in ("open", "prep") and not last:
            self.state = "lunch"
        return True

    def opens(self, at: int) -> None:
        self.state, self.opened_at, self.dark = "open", at, False

    def extends(self, at: int) -> None:
        """Extended service counts from the closing hour, if there was one."""
        from_bell = self.rung[1] == "close" and self.state != "closed"
        self.dark = False
        self.state, self.extended_from = "extended", self.rung[0] if from_bell else at

    def lunch_when_served(self) -> bool:
        gates = [bell for bell in self.bells if bell[1] in ("open", "close")]
        past = [name for when, name, _ in gates if when <= self.rung[0]]
        midday = past[-1:] == ["close"] and len(past) < len(gates)
        if self.state != "extended" or not midday or self.waiting() or self.busy():
            return False
        self.state = "lunch"
        return True

    def darken(self, at: int) -> bool:
        if self.state != "closed" or self.dark or not self.settings.dark_s:
            return False
        self.dark = self.closed_at + self.settings.dark_s * 1000 <= at
        return self.dark

    def at_windows(self, at: int) -> bool:
        for name, w in self.window.items():
            late = w["ticket"] and at - w["ticket"]["no_show_from"] >= self.settings.one_key_start_s * 1000
            if self.settings.one_key and late and w["ticket"]["state"] == "called":
                self.begin(name)
                return True
        asked = [(w["stored"], place, name) for place, (name, w) in enumerate(self.window.items())]
        for _, _, name in sorted(one for one in asked if one[0] is not None):
            if not self.serves() and (found := self.choice(name, at)):
                self.call_choice(name, found, at)
                return True
        return False

    # ------------------------------------------------------------ the duty officer

    def open(self, c: Any) -> str:
        if self.state == "open":
            return ""
        if self.still() or self.state == "off":
            return self.halted() or "wrong_state"
        self.opens(c.at)
        return ""

    def extend(self, c: Any) -> str:
        if self.state == "extended":
            return ""
        if self.still():
            return self.halted()
        if self.state not in ("open", "lunch", "closed"):
            return "wrong_state"
        self.extends(c.at)
        return ""

    def close(self, c: Any) -> str:
        if self.still() or self.state == "off":
            return self.halted() or "wrong_state"
        left = [t for t in self.tickets if t["state"] in IN_THE_HALL and t["state"] != "passed"]
        if self.state == "open" and left:
            self.extends(c.at)
        elif self.state != "closed":
            if self.busy():
                return "tickets_in_hand"
            self.settle(c.at)
        return ""

    def settle(self, at: int) -> None:
        for t in self.tickets:
            if t["state"] in IN_THE_HALL:
                t |= {"state": "expired", "answer_by": None, "sent": None}
            if t["rating"] == "open":
                t |= {"rating": "unrated", "until": None}
        for name, w in self.window.items():
            w["ticket"] = None
            if w["staff"]:
                self.empties(name, at)
        self.alarms = {name: kind for name, kind in self.alarms.items() if kind not in WATCHED}
        self.state, self.closed_at, self.dark = "closed", at, False
        self.hands = []
        ends = ("finished", "cancelled", "void", "expired")
        self.sums = {end: sum(1 for t in self.tickets if t["state"] == end) for end in ends}
        self.sums |= {r: sum(1 for t in self.tickets if t["rating"] == r) for r in ("rated", "unrated")}
        self.sums |= {"issued": len(self.tickets), "paper": sum(1 for t in self.tickets if t["paper"])}

    def set_day(self, c: Any) -> str:
        if c.kind not in ("open", "closed", "duty") or c.date < self.day:
            return "bad_day"
        if c.kind == "duty" and not c.windows:
            return "windows_missing"
        self.edits[c.date] = {"kind": c.kind, "windows": c.windows, "notice": c.notice.strip()}
        if c.date == self.day:
            self.set_hours()
        return ""

    def complaint(self, c: Any) -> str:
        if c.channel not in ("rater", "desk", "phone", "web", "letter", "box", "card"):
            return "unknown_channel"
        if not (c.target.strip() and c.matter.strip() and c.place.strip()):
            return "complaint_incomplete"
        if c.happened_at > c.at:
            return "complaint_in_future"
        self.new_sheet("TS", due=self.in_days(self.day, 0))
        return ""

    def press_complaint(self, c: Any) -> str:
        visit = self.window[c.window]["visit"]
        if visit is None or visit["rating"] not in ("open", "rated"):
            return "rating_closed"
        if visit["complained"]:
            return "already_complained"
        if c.at > (visit["until"] or visit["ended_at"] + self.settings.rating_open_s * 1000):
            return "rating_closed"
        visit["complained"] = True
        self.new_sheet("TS", visit["staff"], due=self.in_days(self.day, 0))
        return ""

    def writes(self, c: Any) -> str:
        if not c.text.strip():
            return "note_required"
        self.hands = self.hands if c.guard else []
        return ""

    def offers(self, c: Any) -> str:
        people = {p.no: p for p in self.plan.staff}
        if c.to not in people:
            return "unknown_staff"
        if "duty" not in people[c.to].roles or c.actor.endswith(":" + c.to):
            return "no_duty_officer"
        self.offer = (c.actor.partition(":")[2], c.to)
        return ""

    def takes(self, c: Any) -> str:
        if not self.offer or c.actor != "staff:" + self.offer[1]:
            return "nothing_offered"
        for floor in self.plan.floors:
            if self.floors.get(floor.id) in (None, self.offer[0]):
                self.floors[floor.id] = self.offer[1]
        self.offer = None
        return ""

    def looks(self, c: Any) -> str:
        if c.item not in ("badge", "safety"):
            return "unknown_check"
        if self.looked_at.get(c.item) != c.found.strip():
            self.looked_at[c.item], self.hands = c.found.strip(), []
        return ""

    def signs(self, c: Any) -> str:
        if self.state != "closed":
            return "day_not_over"
        if len(self.looked_at) < 2:
            return "checks_missing"
        self.hands = sorted({*self.hands, c.actor})
        return ""

    def tend_kiosk(self, c: Any) -> str:
        if not self.is_one_of(c.actor, "duty", "admin", "help_desk"):
            return "forbidden"
        return "no_printer" if c.what == "test" and c.kiosk != "k1" else ""

    def switch_kiosk(self, c: Any) -> str:
        if not self.is_one_of(c.actor, "duty"):
            return "forbidden"
        if not c.on and not c.reason.strip():
            return "reason_required"
        self.cloths = (self.cloths - {f"kiosk:{c.kiosk}"}) | (set() if c.on else {f"kiosk:{c.kiosk}"})
        return ""

    def give_notice(self, c: Any) -> str:
        """Only k1 has paper, and only the pension a guide."""
        if c.matter not in [matter.id for matter in self.plan.matters]:
            return "unknown_matter"
        if c.matter not in [guide.matter for guide in self.plan.guides]:
            return "no_guide"
        if c.actor.startswith("kiosk:") and (c.actor != f"kiosk:{c.kiosk}" or c.missing or c.also):
            return "forbidden"
        if c.kiosk != "k1":
            return "no_printer"
        if not set(c.missing) <= {one.name for guide in self.plan.guides for one in guide.materials}:
            return "unknown_material"
        self.notices.append("pending")
        return ""

    def report_notice(self, c: Any) -> str:
        """The printer's first word counts."""
        place = int(c.notice[-3:]) - 1
        if place < len(self.notices) and self.notices[place] == "pending":
            self.notices[place] = "printed" if c.printed else "failed"
        return ""

    # ------------------------------------------------------------ stops

    def boot(self, c: Any) -> str:
        backwards = c.at < self.last_at or c.day < self.day
        at = max(c.at, self.last_at)
        since = self.last_at if c.at < self.last_at else at - c.gap_ms
        if not self.day or c.day > self.day:
            if self.day and self.state != "closed":
                self.settle(at)
            self.morning(c, at)
        elif self.state == "closed":
            self.state = "prep"
            self.notices_end(at)
        else:
            long = backwards or c.gap_ms > self.settings.gap_s * 1000
            self.stopped(since, at, recovery=long and self.state != "prep", backwards=backwards)
            self.notices_end(at)
        return ""

    def new_day(self, c: Any) -> str:
        left = self.state in ("open", "lunch", "extended") and self.comes_to_life(c)
        if c.day > self.day and (left or self.state in ("prep", "closed")):
            if self.state != "closed":
                self.settle(c.at)
            self.morning(c, c.at)
        return ""

    def comes_to_life(self, c: Any) -> bool:
        """The hour at which a working day is made ready has come."""
        sessions = self.plan.calendar.profiles[0].sessions if self.plan.calendar.profiles else ()
        kind = self.edits.get(c.day, {}).get(
            "kind", "open" if date.fromisoformat(c.day).weekday() < 5 else ""
        )
        if not sessions or self.settings.auto_open or kind not in ("open", "duty"):
            return False
        return bool(c.midnight + sessions[0].open * MINUTE - self.settings.readiness_s * 1000 <= c.at)

    def morning(self, c: Any, at: int) -> None:
        if self.day and self.day[:7] != c.day[:7]:
            self.months.append(self.day[:7])
        stay = [b for b in self.bulletins if b["name"] != "day" and (not b["until"] or at < b["until"])]
        self.fresh()
        self.bulletins = stay
        self.by_hand_from = at
        self.day, self.midnight, self.state = c.day, c.midnight, "prep"
        self.edits = {edit["date"]: dict(edit) for edit in c.edits}
        self.enter_bookings(c.bookings)
        self.set_hours()
        if self.settings.auto_open:
            self.opens(at)


ANSWERS: dict[type[m.Command], str] = {
    m.StartDay: "boot",
    m.NewDay: "new_day",
    m.OpenHall: "open",
    m.ExtendHall: "extend",
    m.CloseHall: "close",
    m.DeclareOutage: "declare",
    m.RecoverHall: "recover",
    m.CloseIncident: "close_incident",
    m.BackEnter: "back_enter",
    m.SetNotice: "set_notice",
    m.EndNotice: "end_notice",
    m.SetDay: "set_day",
    m.AskHelp: "ask_help",
    m.AnswerHelp: "answer_help",
    m.AnswerAlarm: "answer_alarm",
    m.NoteCondition: "condition",
    m.TakeAlarms: "take_alarms",
    m.NoteAlarm: "note_alarm",
    m.NoteDuty: "writes",
    m.CheckDuty: "looks",
    m.SignDuty: "signs",
    m.OfferDuty: "offers",
    m.TakeDuty: "takes",
    m.RegisterComplaint: "complaint",
    m.PressComplaint: "press_complaint",
    m.WorkCase: "work",
    m.NoteExport: "export",
    m.GradeWindow: "grade",
    m.KeepReport: "keep_report",
    m.GiveNotice: "give_notice",
    m.TendKiosk: "tend_kiosk",
    m.SwitchKiosk: "switch_kiosk",
    m.ReportNotice: "report_notice",
    m.BookAppointments: "book",
    m.CheckIn: "check_in",
    m.TakeNumber: "take",
    m.KeepTicket: "keep",
    m.VoidTicket: "void",
    m.CancelTicket: "cancel",
    m.RequeueTicket: "requeue",
    m.WakeTicket: "wake",
    m.ReportSlip: "slip",
    m.Reprint: "reprint",
    m.NoteOutcome: "note",
    m.HandleLine: "handle_line",
    m.PrintLine: "print_line",
    m.ReplayRecord: "replay",
    m.AssignQueues: "assign",
    m.MoveWaiting: "move",
    m.OpenGreenChannel: "green",
    m.SignIn: "sign_in",
    m.SignOut: "sign_out",
    m.HandOver: "hand_over",
    m.Suspend: "suspend",
    m.Resume: "resume",
    m.TogglePause: "pause_key",
    m.CallNext: "call",
    m.CallChosen: "call_chosen",
    m.WalkIn: "walk_in",
    m.Recall: "recall",
    m.StartService: "start",
    m.Pass: "skip",
    m.ReturnToFront: "give_back",
    m.UndoCall: "undo",
    m.Hold: "hold",
    m.Transfer: "transfer",
    m.ReportWaySlip: "way_slip",
    m.Finish: "finish",
    m.PressRating: "press",
    m.RateVisit: "rate_by_slip",
    m.EnterCard: "card",
    m.GiveReasons: "say_why",
    m.Tick: "tick",
}
