"""The paper model's notices: what hangs on the wall, till when, and when it was last called out."""

from typing import Any

from tests.domain.paper_lines import MINUTE
from tests.domain.paper_outage import Outages

PREPARED = {
    "fire": ("evacuate", 0, 30),
    "outage": ("urgent", 30, 300),
    "power": ("urgent", 60, 300),
    "early-close": ("urgent", 60, 600),
}
"""(urgency, minutes, seconds until it is said again)"""
DAY_MS = 24 * 60 * MINUTE


class Bulletins(Outages):
    def halted(self) -> str:
        if self.left():
            return "evacuation"
        return "recovery" if self.still() else ""

    def posts_up(self, sheet: dict[str, Any]) -> None:
        """In the place of the one of that name, if it hangs."""
        sheet = {"urgency": "plain", "until": 0, "floors": (), "repeat": 0} | sheet
        for place, other in enumerate(self.bulletins):
            if other["name"] == sheet["name"]:
                self.bulletins[place] = sheet
                return
        self.bulletins.append(sheet)

    def set_notice(self, c: Any) -> str:
        if c.template and c.template not in PREPARED:
            return "unknown_notice"
        text = c.template or c.text.strip()
        if not text:
            return "notice_empty"
        if len(text) > 100:
            return "notice_too_long"
        if set(c.floors) - {floor.id for floor in self.plan.floors}:
            return "unknown_floor"
        urgency, minutes, repeat = PREPARED.get(c.template, ("plain", None, 0))
        if urgency == "evacuate" and c.floors:
            return "evacuation_everywhere"
        days = (c.at - self.midnight) // DAY_MS
        if c.until is not None:
            until = self.midnight + days * DAY_MS + c.until * MINUTE
            if until <= c.at:
                return "notice_over"
        else:
            minutes = minutes if c.minutes is None else c.minutes
            until = self.midnight + (days + 1) * DAY_MS if minutes is None else c.at + minutes * MINUTE
            until = 0 if minutes == 0 else until
        name = f"{text} {c.floors}"
        if any(b["name"] == name and b["until"] == until for b in self.bulletins):
            return ""
        if urgency == "evacuate" and not self.still():
            self.by_hand_from = c.at
        sheet = {"name": name, "text": text, "urgency": urgency, "until": until, "floors": c.floors}
        self.posts_up(sheet | {"repeat": repeat, "said": c.at})
        return ""

    def end_notice(self, c: Any) -> str:
        """The n-th that hangs there: the machine knows its name."""
        place = self.place_of(c.notice)
        if place is None:
            return "notice_gone"
        self.taken_down([self.bulletins[place]], c.at)
        return ""

    def place_of(self, notice: str) -> int | None:
        return next((n for n, b in enumerate(self.bulletins) if b.get("id") == notice), None)

    def notices_end(self, at: int) -> bool:
        return self.taken_down([b for b in self.bulletins if b["until"] and b["until"] <= at], at)

    def taken_down(self, sheets: list[dict[str, Any]], at: int) -> bool:
        was = self.still()
        self.bulletins = [b for b in self.bulletins if b not in sheets]
        if was:
            self.resumes(at)
        return bool(sheets)

    def notices_are_said(self, at: int) -> bool:
        due = [
            b
            for b in self.bulletins
            if b["repeat"]
            and at >= b["said"] + b["repeat"] * 1000
            and (self.state != "closed" or b["urgency"] == "evacuate")
        ]
        for sheet in due:
            sheet["said"] = at
        return bool(due)
