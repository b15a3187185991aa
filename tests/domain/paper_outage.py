"""The paper model when the hall stops, or works by hand: gaps, incidents, and what is entered from paper."""

from typing import Any

from tests.domain.paper_lead import Leads
from tests.domain.paper_lines import BY_HAND, IN_THE_HALL, Ticket


def put_forward(paper: dict[str, Any], since: int, at: int) -> None:
    for deadline in ("until", "answer_by", "since", "no_show_from", "unheard"):
        if paper.get(deadline) is not None:
            paper[deadline] += at - since
    if paper.get("no_show_from") is not None:
        paper["no_show_from"] = min(paper["no_show_from"], at)


class Outages(Leads):
    def fresh(self) -> None:
        super().fresh()
        self.before, self.by_hand_from, self.opened_at, self.wrong_clock = "off", 0, 0, False
        self.incidents: list[dict[str, Any]] = []

    def stopped(self, since: int, at: int, *, recovery: bool, backwards: bool) -> None:
        """Nothing ran out meanwhile. The time by hand is added when a person resumes."""
        for paper in [*self.tickets, *self.files.values()]:
            put_forward(paper, since, at)
        if self.still():
            self.by_hand_from += at - since
        if recovery or at > since:
            self.wrong_clock = self.wrong_clock or backwards
        if not recovery:
            return
        for t in self.tickets:
            if t["slip"] == "pending" and t["state"] in IN_THE_HALL:
                t["slip"] = "unconfirmed"
        if self.state not in BY_HAND:
            self.by_hand(since, at)
        self.state = "recovery"

    def by_hand(self, since: int, from_: int) -> None:
        name = f"IN-{self.day.replace('-', '')}-{len(self.incidents) + 1}"
        self.incidents.append({"id": name, "since": since, "until": None, "closed": False, "short": False})
        self.before = self.state
        if not self.still():
            self.by_hand_from = from_

    def declare(self, c: Any) -> str:
        longer = self.state == "outage" and self.incidents[-1]["short"] and not c.short
        if self.state in BY_HAND and not longer:
            return ""
        if not c.reason.strip():
            return "reason_required"
        if self.state in ("off", "closed"):
            return "wrong_state"
        if not longer:
            self.by_hand(c.at, c.at)
        self.state = "outage"
        self.incidents[-1]["short"] = c.short
        return ""

    def recover(self, c: Any) -> str:
        if self.state not in BY_HAND:
            return "wrong_state"
        if self.wrong_clock and c.at <= self.last_at:
            return "clock_wrong"
        for incident in self.incidents:
            incident["until"] = incident["until"] or c.at
        self.state, self.opened_at, self.wrong_clock = self.before, c.at, False
        self.resumes(c.at)
        return ""

    def resumes(self, at: int) -> None:
        if self.still():
            return
        for t in self.tickets:
            for deadline in ("since", "answer_by"):
                if t[deadline] is not None:
                    t[deadline] += at - self.by_hand_from
            if t["state"] == "called":
                t["no_show_from"] = max(t["no_show_from"], at)
        for file in self.files.values():
            file["unheard"] += at - max(file["unheard"], self.by_hand_from)

    def close_incident(self, c: Any) -> str:
        known = [i for i in self.incidents if i["id"] == c.incident]
        if not known or known[0]["closed"]:
            return "" if known else "unknown_incident"
        if not known[0]["until"]:
            return "recovery"
        if not c.report.strip():
            return "reason_required"
        here = [t for t in self.tickets if t["state"] in IN_THE_HALL]
        begun = [t for t in here if t["state"] in ("called", "serving")]
        begun = [t for t in begun if t["called_at"] <= known[0]["since"]]
        if begun or any(t["slip"] == "unconfirmed" for t in here):
            return "entries_outstanding"
        known[0]["closed"] = True
        return ""

    # ------------------------------------------------------------ what was written on paper

    def back_enter(self, c: Any) -> str:
        still = [i for i in self.incidents if not i["closed"]]
        if not still:
            return "no_outage"
        if self.state in ("off", "closed"):
            return "wrong_state"
        if c.outcome not in ("waiting", "finished", "void"):
            return "unknown_outcome"
        hours = [h for h in (c.taken_at, c.called_at, c.started_at, c.ended_at) if h is not None]
        wrong = any(not self.midnight <= h <= c.at for h in hours) or hours != sorted(hours)
        if wrong or (c.ended_at is not None and c.ended_at // 60_000 < still[-1]["since"] // 60_000):
            return "impossible_times"
        known = [t for t in self.tickets if t["number"] == c.number]
        if known:
            return self.entered_again(known[0], c) or self.entered(known[0], c)
        queue = [q.id for q in self.plan.queues if q.prefix == c.number[:1]]
        if not queue or not 801 <= int(c.number[1:]) <= 899:
            return "not_a_paper_number"
        if c.taken_at is None:
            return "times_missing"
        ticket = self.enter(
            queue[0],
            int(c.number[1:]),
            c.taken_at,
            paper=True,
            by_hand=True,
            token="",
        )
        code = self.entered(ticket, c) if c.outcome != "waiting" else ""
        if code:
            self.tickets.remove(ticket)
        until = still[-1]["until"]
        ticket["since"] = max(until, c.taken_at) if until and not self.still() else self.by_hand_from
        return code

    def entered_again(self, ticket: Ticket, c: Any) -> str:
        may = IN_THE_HALL if c.outcome == "finished" else ("waiting", "passed", "held")
        if c.outcome == "waiting":
            return "already_entered"
        if ticket["state"] in may:
            return ""
        return "already_entered" if ticket["by_hand"] else "wrong_state"

    def entered(self, ticket: Ticket, c: Any) -> str:
        if c.outcome == "void":
            return self.ends(ticket, "void") if c.reason.strip() else "reason_required"
        if c.window not in self.window:
            return "unknown_window"
        if c.staff not in [p.no for p in self.plan.staff]:
            return "unknown_staff"
        if c.ended_at is None:
            return "times_missing"
        for w in self.window.values():
            w["ticket"] = None if w["ticket"] is ticket else w["ticket"]
        ticket |= {"state": "finished", "rating": "unrated", "window": c.window, "staff": c.staff}
        ticket |= {"by_hand": True, "sent": None, "answer_by": None, "ended_at": c.ended_at}
        ticket["called_at"] = c.called_at or ticket["called_at"]
        return ""
