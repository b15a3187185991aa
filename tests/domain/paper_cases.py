"""The paper model's complaints and bad ratings: one sheet each, in a drawer that no night empties."""

from datetime import date, timedelta
from typing import Any

from tests.domain.paper_notices import Bulletins

ENDS = ("closed", "out_of_scope", "invalid")
MUST_ACT = ("received", "verifying", "appealed")
SHEET = {
    "state": "received",
    "officer": "",
    "contact": "",
    "unit": "",
    "steps": 0,
    "appeal": "",
    "second": 0,
    "reply": "",
    "result": "",
}
COMPLAINTS = "take hand sort unit unit_answer escalate answer close out_of_scope invalid correct reopen"
RATINGS = "take hand contact escalate result appeal decide second reopen"
SILENT = ("take", "close", "second", "sort")


class Drawer(Bulletins):
    """`sheets`: id -> what stands on it, of all days."""

    def __init__(self, plan: Any) -> None:
        self.sheets: dict[str, dict[str, Any]] = {}
        super().__init__(plan)

    def new_sheet(self, kind: str, staff: str = "", **dues: str) -> str:
        self.cases[kind] += 1
        id_ = f"{kind}-{self.day.replace('-', '')}-{self.cases[kind]:03d}"
        self.sheets[id_] = SHEET | {"staff": staff, "day": self.day} | dues
        return id_

    def works_on(self, day: str) -> bool:
        usual = "open" if date.fromisoformat(day).weekday() < 5 else "closed"
        return bool(self.edits.get(day, {}).get("kind", usual) == "open")

    def in_days(self, day: str, n: int) -> str:
        """The n-th working day after this one, which is moved to a working day first."""
        left = n + (not self.works_on(day))
        while left:
            day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
            left -= self.works_on(day)
        return day

    def must_by(self, sheet: dict[str, Any]) -> str:
        dates = [sheet[name] for name in ("contact", "unit", "due") if sheet[name]]
        return str(min(dates, default="")) if sheet["state"] in MUST_ACT else ""

    def late_sheets(self) -> dict[str, str]:
        if self.state == "closed":
            return {}
        late = [id_ for id_, sheet in self.sheets.items() if "" < self.must_by(sheet) < self.day]
        return {
            f"overdue:{id_}": "complaint_overdue" if id_[0] == "T" else "bad_rating_overdue" for id_ in late
        }

    # ------------------------------------------------------------ one step

    def work(self, c: Any) -> str:
        sheet = self.sheets.get(c.case)
        if sheet is None:
            return "unknown_case"
        code = self.not_yours(sheet, c) or self.not_now(sheet, c)
        if not code:
            code = getattr(self, f"step_{c.step}", lambda *_: "")(sheet, c)
        if not code:
            sheet["steps"] += 1
        return str(code)

    def not_yours(self, sheet: dict[str, Any], c: Any) -> str:
        if not self.is_one_of(c.actor, "duty"):
            return "forbidden"
        if sheet["staff"] and c.actor == f"staff:{sheet['staff']}":
            return "own_case"
        return "case_moved_on" if c.seen not in (None, sheet["steps"]) else ""

    def not_now(self, sheet: dict[str, Any], c: Any) -> str:
        state, steps = sheet["state"], (COMPLAINTS if c.case[0] == "T" else RATINGS).split()
        other = sheet["officer"] and c.actor != f"staff:{sheet['officer']}"
        if other and state == "verifying" and c.step not in ("hand", "correct"):
            return "case_taken"
        when = {
            "take": state == "received",
            "hand": state in ("verifying", "answered", "appealed"),
            "escalate": state in ("verifying", "answered", "appealed"),
            "sort": state in ("received", "verifying"),
            "out_of_scope": state in ("received", "verifying"),
            "invalid": state in ("received", "verifying"),
            "close": state == "answered",
            "correct": True,
            "reopen": state in ENDS or state == "answered",
            "appeal": state == "closed",
            "decide": state == "appealed",
            "second": state in ("verifying", "closed", "appealed"),
        }
        if c.step not in steps or not when.get(c.step, state == "verifying"):
            return "case_step"
        return "case_words" if c.step not in SILENT and not c.text.strip() else ""

    def step_take(self, sheet: dict[str, Any], c: Any) -> str:
        code = self.step_hand(sheet, c)
        sheet["state"] = sheet["state"] if code else "verifying"
        return code

    def step_hand(self, sheet: dict[str, Any], c: Any) -> str:
        who = c.staff or c.actor.removeprefix("staff:")
        if not self.is_one_of(f"staff:{who}", "duty"):
            return "no_officer"
        sheet["officer"] = who
        return ""

    def step_sort(self, sheet: dict[str, Any], c: Any) -> str:
        sheet["due"] = self.in_days(sheet["day"], 3 if c.complex else 0)
        return ""

    def step_unit(self, sheet: dict[str, Any], c: Any) -> str:
        if not c.unit:
            return "unit_required"
        if c.date < self.day:
            return "case_date"
        sheet["unit"] = c.date
        return ""

    def step_unit_answer(self, sheet: dict[str, Any], _: Any) -> str:
        if not sheet["unit"]:
            return "unit_not_asked"
        sheet["unit"] = ""
        return ""

    def step_escalate(self, _: dict[str, Any], c: Any) -> str:
        return "" if c.result in ("leader", "justice") else "case_choice"

    def step_answer(self, sheet: dict[str, Any], c: Any) -> str:
        if c.form not in ("oral", "written"):
            return "reply_form"
        sheet |= {"state": "answered", "unit": ""}
        return ""

    def step_close(self, sheet: dict[str, Any], _: Any) -> str:
        sheet["state"] = "closed"
        return ""

    def step_out_of_scope(self, sheet: dict[str, Any], c: Any) -> str:
        sheet["state"] = c.step
        return ""

    step_invalid = step_out_of_scope

    def step_contact(self, sheet: dict[str, Any], c: Any) -> str:
        if c.form != "reached":
            return "case_choice"
        sheet["contact"] = ""
        return ""

    def step_result(self, sheet: dict[str, Any], c: Any) -> str:
        if sheet["contact"]:
            return "contact_first"
        if c.result != "fixed":
            return "case_choice"
        sheet["state"] = "closed"
        return ""

    def step_appeal(self, sheet: dict[str, Any], c: Any) -> str:
        if c.staff != sheet["staff"]:
            return "not_concerned"
        if sheet["appeal"]:
            return "appealed_already"
        sheet |= {"state": "appealed", "appeal": "open"}
        sheet["due"] = self.in_days(self.day, self.settings.bad_close_days)
        return ""

    def step_decide(self, sheet: dict[str, Any], c: Any) -> str:
        if c.result != "upheld":
            return "case_choice"
        sheet |= {"state": "closed", "appeal": c.result}
        return ""

    def step_second(self, sheet: dict[str, Any], c: Any) -> str:
        if sheet["second"]:
            return "already_rated"
        sheet["second"] = c.second if c.second in (1, 2, 3, 4, 5) else 0
        return "" if sheet["second"] else "unknown_level"

    def step_correct(self, _: dict[str, Any], c: Any) -> str:
        return "" if c.changes else "case_choice"

    def step_reopen(self, sheet: dict[str, Any], c: Any) -> str:
        days = self.settings.bad_close_days if c.case[0] == "B" else 0
        sheet |= {"state": "verifying", "officer": c.actor.removeprefix("staff:"), "contact": "", "unit": ""}
        sheet["due"] = self.in_days(self.day, days)
        return ""

    def grade(self, c: Any) -> str:
        if all(w.id != c.window for w in self.plan.windows):
            return "unknown_window"
        if not self.is_one_of(c.actor, "manager", "duty"):
            return "forbidden"
        return "" if c.grade in ("", "好", "较好", "一般", "差") else "no_such_grade"

    def keep_report(self, c: Any) -> str:
        return ""

    def export(self, c: Any) -> str:
        return "" if c.reason.strip() else "reason_required"
