"""The paper model's alarms: what is wrong, what was told of it, who has it."""

from typing import Any

from tests.domain.paper_ledger import Lines

DEVICES = ("printer", "sign", "keypad", "rater", "idreader")
ONCE = ("board", "kiosk", "voice", "clock", "disk", "outbox", "report", "report_late")
WATCHED = ("waiting", "wait", "unmanned", "suspended", "min_staff", *DEVICES, *ONCE)
WATCHED += ("complaint_overdue", "bad_rating_overdue")
BEFORE, SERVING = ("prep", "lunch"), ("open", "extended")


class Alarms(Lines):
    """`alarms`: name -> kind. `files`: name -> who has it, since when nobody has, told louder, what was
    written. `noted`: name -> (kind, facts) of what is wrong outside. `last_raised`: name -> when."""

    def fresh(self) -> None:
        super().fresh()
        self.noted: dict[str, tuple[str, dict[str, Any]]] = {}
        self.last_raised: dict[str, int] = {}

    def file_alarms(self, at: int) -> None:
        for name in self.alarms.keys() - self.files.keys():
            self.files[name] = {"owner": "", "unheard": at, "louder": False, "notes": []}
            self.last_raised[name] = at
        for name in self.files.keys() - self.alarms.keys():
            del self.files[name]

    def watch(self, at: int) -> bool:
        now, limits = self.causes(at), self.plan.alarms
        stay = {name: kind for name, kind in self.alarms.items() if kind not in WATCHED or name in now}
        again = limits.again_s * 1000
        told = {name: last for name, last in self.last_raised.items() if name != "clock_jump"}
        fresh = [n for n in now if n not in self.alarms and at >= told.get(n, at - again) + again]
        if len(stay) < len(self.alarms) or fresh:
            self.alarms = stay | {name: now[name] for name in fresh}
            self.file_alarms(at)
            return True
        late = [f for f in self.files.values() if not (f["owner"] or f["louder"])]
        late = [f for f in late if at >= max(f["unheard"], self.opened_at) + limits.escalate_s * 1000]
        if not late or not limits.escalate_s or self.state not in ("lunch", *SERVING):
            return False
        for file in late:
            file["louder"] = True
        return True

    def causes(self, at: int) -> dict[str, str]:
        now = {f"waiting:{queue}": "waiting" for queue in self.long_lines()}
        now |= {f"wait:{queue}": "wait" for queue in self.long_waits(at)}
        now |= {f"suspended:{window}": "suspended" for window in self.suspended(at)}
        now |= {f"unmanned:{window}": "unmanned" for window in self.unmanned(at)}
        late = at - self.opened_at >= self.settings.unmanned_s * 1000
        at_work = {w["staff"] for w in self.window.values() if w["staff"] and not w["paused"]}
        if self.state == "open" and late and len(at_work) < self.settings.min_staff:
            now["min_staff"] = "min_staff"
        now |= self.late_sheets()
        return now | {name: kind for name, (kind, facts) in self.noted.items() if self.counts(kind, facts)}

    def counts(self, kind: str, facts: dict[str, Any]) -> bool:
        if kind in ("board", "voice"):
            return self.state in SERVING
        if kind == "kiosk":
            return self.state == "open" and f"kiosk:{facts.get('kiosk')}" not in self.cloths
        if kind not in DEVICES:
            return self.state in SERVING + BEFORE
        if "window" in facts:
            return self.state in SERVING + BEFORE and bool(self.window[facts["window"]]["staff"])
        return self.state in SERVING or (self.rung[1] == "readiness" and self.state in BEFORE)

    def long_lines(self) -> list[str]:
        limit = self.settings.waiting_alarm
        if self.state not in SERVING or not limit:
            return []
        return [q.id for q in self.plan.queues if self.waiting(q.id) > limit]

    def long_waits(self, at: int) -> set[str]:
        if self.state not in SERVING or not self.plan.alarms.promise:
            return set()
        wait = [t for t in self.tickets if t["state"] == "waiting"]
        return {t["queue"] for t in wait if at - t["since"] > self.settings.promise_s * 1000}

    def suspended(self, at: int) -> list[str]:
        long, away = self.plan.alarms.suspended_s * 1000, self.plan.alarms.away
        if self.state not in SERVING or not long:
            return []
        paused = [
            (name, w["paused_at"])
            for name, w in self.window.items()
            if w["paused"] and not any(word in w["why"] for word in away)
        ]
        told = [f"suspended:{name}" in self.alarms for name, _ in paused]
        since = [max(at_, self.opened_at) for _, at_ in paused]
        return [name for (name, _), t, s in zip(paused, told, since, strict=True) if t or at - s >= long]

    def unmanned(self, at: int) -> list[str]:
        """Shortly before opening at once, while the hall is open after a while; in between never."""
        duty = self.only_windows()
        wanted = [w.id for w in self.plan.windows if w.staffed and w.queues and self.settings.unmanned_s]
        empty = [w for w in wanted if not self.window[w]["staff"] and (duty is None or w in duty)]
        if self.state == "open":
            long = self.settings.unmanned_s * 1000
            since = {w: max(self.window[w]["left"], self.opened_at) for w in empty}
            return [w for w in empty if at - since[w] >= long or f"unmanned:{w}" in self.alarms]
        return empty if self.rung[1] == "readiness" and self.state in BEFORE else []

    # ------------------------------------------------------------ what people and devices say

    def condition(self, c: Any) -> str:
        if c.kind not in (*DEVICES, *ONCE, "clock_jump"):
            return "unknown_alarm"
        name = f"{c.kind}:{c.subject}" if c.subject else c.kind
        if c.present:
            self.noted[name] = (c.kind, dict(c.facts))
        else:
            self.noted.pop(name, None)
        return ""

    def take_alarms(self, c: Any) -> str:
        if not self.is_one_of(c.actor, "duty"):
            return "forbidden"
        me, there = c.actor.removeprefix("staff:"), [self.files[n] for n in c.alarms if n in self.files]
        if not there:
            return "unknown_alarm"
        others = [f for f in there if f["owner"] != me]
        mine = [f for f in others if f["owner"] == c.of]
        for file in mine:
            file["owner"] = me
        if mine or not others:
            return ""
        return "alarm_taken" if others[0]["owner"] else "alarm_free"

    def note_alarm(self, c: Any) -> str:
        if not self.is_one_of(c.actor, "duty"):
            return "forbidden"
        if c.alarm not in self.files:
            return "unknown_alarm"
        if not c.text.strip():
            return "note_required"
        self.files[c.alarm]["notes"].append(c.text.strip())
        return ""

    def answer_alarm(self, c: Any) -> str:
        if c.alarm not in self.alarms:
            return "unknown_alarm"
        theirs = self.may_direct(c, [c.alarm.partition(":")[2]]) and self.alarms[c.alarm] == "help"
        if self.is_one_of(c.actor, "lead") and not theirs:
            return "forbidden"
        if self.alarms[c.alarm] in WATCHED:
            return "clears_itself"
        if not c.note.strip():
            return "reason_required"
        del self.alarms[c.alarm]
        self.noted.pop(c.alarm if c.alarm == "clock_jump" else "", None)
        return ""
