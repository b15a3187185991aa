"""The day's figures counted from the rows alone: the hall's own sums must equal them."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

_ENDS = {
    "ticket.finished.v1": "finished",
    "ticket.paper_finished.v1": "finished",
    "ticket.passed.v1": "passed",
    "ticket.cancelled.v1": "cancelled",
    "ticket.voided.v1": "void",
    "ticket.expired.v1": "expired",
    "ticket.called.v1": "in_hand",
    "ticket.requeued.v1": "waiting",
    "ticket.returned.v1": "waiting",
    "ticket.woken.v1": "waiting",
    "ticket.transferred.v1": "waiting",
    "ticket.held.v1": "held",
}
_KINDS = ("waiting", "in_hand", "finished", "passed", "cancelled", "void", "expired")


def tally(rows: Iterable[Mapping[str, Any]], day: str) -> dict[str, Any]:
    """Where every number of the day has come to, and how the visits were rated."""
    stands: dict[str, str] = {}
    source: Counter[str] = Counter()
    levels: Counter[int] = Counter()
    for row in rows:
        if row["day"] != day:
            continue
        body = json.loads(row["body"])
        if row["type"] in ("ticket.taken.v1", "ticket.paper_taken.v1"):
            stands[body["ticket"]] = "waiting"
            source["machine" if row["type"] == "ticket.taken.v1" else "paper"] += 1
        elif row["type"] in _ENDS:
            stands[body["ticket"]] = _ENDS[row["type"]]
        elif row["type"] == "rating.given.v1":
            levels[body["level"]] += 1
    count = Counter(stands.values())
    return {
        "issued": len(stands),
        "machine": source["machine"],
        "paper": source["paper"],
        **{kind: count[kind] for kind in _KINDS},
        "rated": sum(levels.values()),
        "levels": dict(levels),
    }
