"""The paper model of what a lead or the duty officer decides: who serves what, who waits where."""

from typing import Any

from tests.domain.paper_lines import Ticket
from tests.domain.paper_windows import Windows


class Leads(Windows):
    def serving(self, queue: str) -> list[str]:
        return [name for name, queues in self.queues_of.items() if queue in queues]

    def assign(self, c: Any) -> str:
        if c.window == "bank" or not self.may_direct(c, [c.window]):
            return "forbidden"
        if not c.reason.strip():
            return "reason_required"
        first = sorted(set(c.queues), key=c.queues.index)
        second = sorted({q for q in c.backup if q not in first}, key=c.backup.index)
        if not first:
            return "queues_missing"
        after = [first, second] if second else [first]
        if after == self.tiers_of[c.window] and c.lanes == self.lanes_of.get(c.window):
            return ""
        for queue in self.queues_of[c.window]:
            lost = queue not in first + second and self.serving(queue) == [c.window]
            if lost and self.waiting(queue) and not c.confirmed:
                return "queue_unserved"
        if c.lanes != self.lanes_of.get(c.window):
            self.window[c.window]["turn"] = 0
        self.tiers_of[c.window], self.queues_of[c.window] = after, first + second
        self.lanes_of[c.window] = c.lanes
        return ""

    def move(self, c: Any) -> str:
        one = self.of(c.source) if c.of == "ticket" else None
        if one:
            here = [*self.serving(one["queue"]), *(s[1] for s in [one["sent"]] if s and s[0] == "window")]
        else:
            here = self.serving(c.source) if c.of == "queue" else [c.source]
        there = self.serving(c.id) if c.to == "queue" else [c.id]
        if not self.may_direct(c, here):
            return "forbidden"
        if not c.reason.strip():
            return "reason_required"
        stands = (one["sent"][:2] if one["sent"] else ("queue", one["queue"])) if one else (c.of, c.source)
        if stands == (c.to, c.id) or not there or not self.queues_of[there[0]]:
            return "transfer_forbidden"
        if c.to == "queue" and self.off_today(c.id, ""):
            return "queue_off_today"
        if one and one["state"] != "waiting":
            return "wrong_state"
        if one:
            self.is_moved(one, c)
            return ""
        for_it = [t for t in self.tickets if t["state"] == "waiting" and self.stands_at(t, c)]
        named = {id_.rpartition("-")[2] for id_ in c.tickets}
        for_it = [t for t in for_it if not named or t["number"] in named]
        for ticket in for_it:
            self.is_moved(ticket, c)
        return "" if for_it else "nobody_waiting"

    def stands_at(self, ticket: Ticket, c: Any) -> bool:
        if ticket["sent"]:
            return bool(ticket["sent"][:2] == (c.of, c.source))
        return bool(c.of == "queue" and ticket["queue"] == c.source)

    def is_moved(self, ticket: Ticket, c: Any) -> None:
        since = ticket["sent"][2] if ticket["sent"] else ticket["place"][0]
        if c.to == "queue":
            ticket["queue"] = c.id
        elif ticket["queue"] not in self.queues_of[c.id]:
            ticket["queue"] = self.queues_of[c.id][0]
        if ticket["sent"] or c.to == "window":
            ticket["sent"] = (c.to, c.id, since)

    def green(self, c: Any) -> str:
        ticket = self.of(c.ticket)
        if not self.may_direct(c, self.serving(ticket["queue"])):
            return "forbidden"
        if not c.reason.strip():
            return "reason_required"
        if ticket["state"] != "waiting" or ticket["sent"] or ticket["lane"] != "normal":
            return "wrong_state"
        ticket["lane"] = "green"
        return ""
