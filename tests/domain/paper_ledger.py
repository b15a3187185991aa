"""The paper model's ledger: a dict for each line, days counted on the fingers. Lines outlive the day."""

from datetime import date, timedelta
from typing import Any

from tests.domain.paper_cases import Drawer
from tests.halls import DUTY


class Lines(Drawer):
    ledger: dict[str, dict[str, Any]]

    def note(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        was = ticket["noted"]
        if code := super().note(c):
            return code
        if was == ticket["noted"]:
            return ""
        if c.ticket in self.ledger and self.ledger[c.ticket]["touched"]:
            ticket["noted"] = was
            return "line_went_on"
        runs = c.outcome == "promised"
        case = {
            "state": "open" if runs else "finished",
            "promised": self.working_day(self.day, 5) if runs else "",
        }
        case |= {"unit": next(q.unit for q in self.plan.queues if q.id == ticket["queue"])}
        case |= {"staff": ticket["staff"], "number": ticket["noted"][1], "collect": "", "left": 0}
        self.ledger[c.ticket] = case | {"touched": False, "more": 0, "reason": "", "runs": runs}
        return ""

    def working_day(self, day: str, days: int) -> str:
        """So many working days later."""
        while days:
            day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
            days -= self.is_worked(day)
        return day

    def is_worked(self, day: str) -> bool:
        weekday = date.fromisoformat(day).weekday() < 5
        return bool(self.edits.get(day, {}).get("kind", "open" if weekday else "") == "open")

    def handle_line(self, c: Any) -> str:
        case = self.ledger.get(c.line)
        if case is None:
            return "unknown_line"
        no = c.actor.removeprefix("staff:")
        unit = next((s.unit for s in self.plan.staff if s.no == no), "")
        if no not in (DUTY, case["staff"]) and unit != case["unit"]:
            return "forbidden"
        code = str(getattr(self, f"line_{c.step}")(c, case)) if c.step != "dance" else "unknown_step"
        if not code:
            case["touched"] = True
        return "" if code == "same" else code

    def line_extend(self, c: Any, case: dict[str, Any]) -> str:
        if not self.may_direct_any(c):
            return "forbidden"
        if case["state"] != "open":
            return "line_not_so"
        if not c.reason.strip():
            return "reason_required"
        if c.days < 1 or c.days + case["more"] > 10:
            return "extension_too_long"
        if self.day >= case["promised"]:
            return "extension_too_late"
        case["promised"] = self.working_day(case["promised"], c.days)
        case["more"] += c.days
        case["reason"] = c.reason.strip()
        return ""

    def may_direct_any(self, c: Any) -> bool:
        return any(
            f"staff:{s.no}" == c.actor and {"lead", "duty"} & {str(r) for r in s.roles}
            for s in self.plan.staff
        )

    def line_pause(self, c: Any, case: dict[str, Any]) -> str:
        if case["state"] != "open":
            return "line_not_so"
        if not c.reason.strip():
            return "reason_required"
        if c.why != "expert":
            return "unknown_pause"
        if self.day > case["promised"]:
            return "line_overdue"
        case["left"] = next(n for n in range(99) if self.working_day(self.day, n) >= case["promised"])
        case["state"], case["reason"] = "paused", c.reason.strip()
        return ""

    def line_resume(self, c: Any, case: dict[str, Any]) -> str:
        if case["state"] != "paused":
            return "line_not_so"
        case["state"], case["promised"] = "open", self.working_day(self.day, case["left"])
        return ""

    def line_finish(self, c: Any, case: dict[str, Any]) -> str:
        if case["state"] == "finished":
            return "line_not_so"
        case["state"], case["collect"] = "finished", "ready" if c.collect else ""
        return ""

    def line_tell(self, c: Any, case: dict[str, Any]) -> str:
        if case["collect"] == "told":
            return "same"
        if case["collect"] != "ready":
            return "nothing_to_collect"
        case["collect"] = "told"
        return ""

    def line_collect(self, c: Any, case: dict[str, Any]) -> str:
        if case["collect"] not in ("ready", "told"):
            return "nothing_to_collect"
        case["collect"] = "collected"
        return ""

    def line_number(self, c: Any, case: dict[str, Any]) -> str:
        if not c.case_no.strip():
            return "case_no_missing"
        if c.case_no.strip() == case["number"]:
            return "same"
        case["number"] = c.case_no.strip()
        return ""

    def print_line(self, c: Any) -> str:
        """Only k1 has paper."""
        case = self.ledger.get(c.line)
        if case is None:
            return "unknown_line"
        due = {"receipt": case["runs"], "extension": case["more"] > 0}
        if not due.get(c.paper, False):
            return "paper_not_due"
        if c.kiosk != "k1":
            return "no_printer"
        self.notices.append("pending")
        return ""

    def replay(self, c: Any) -> str:
        return "" if c.state else "unknown_record"
