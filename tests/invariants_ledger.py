"""The ledger, read naively from the log, against its tables; and no row of the outbox came from nowhere."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.invariants_day import demand

Row = Mapping[str, Any]
BEGINS = {"done": "finished", "open": "open", "paused": "paused", "returned": "finished", "none": "enquiry"}


def check_ledger(events: Iterable[Row], lines: list[Row], steps: list[Row], outbox: list[Row]) -> None:
    """Raises Broken. All rows of one hall."""
    known: dict[str, dict[str, Any]] = {}
    seqs: dict[str, list[int]] = {}
    for row in events:
        if row["type"].startswith("ledger."):
            body = json.loads(row["body"])
            _step(known, row, body)
            seqs.setdefault(body["line"], []).append(row["seq"])
    stored = {row["line"]: row for row in lines}
    demand(stored.keys() == known.keys(), "the ledger has other lines than the log")
    for id_, line in known.items():
        for name, value in line.items():
            demand(stored[id_][name] == value, f"{id_}: {name} is {stored[id_][name]!r}, not {value!r}")
    found: dict[str, list[int]] = {}
    for row in sorted(steps, key=lambda one: one["seq"]):
        found.setdefault(row["line"], []).append(row["seq"])
    demand(found == seqs, "the steps of a line are not those of the log")
    for row in outbox:
        demand(row["line"] in known, f"a record of {row['line']}, which has no line")
        demand(bool(json.loads(row["body"])["projectNo"]), f"{row['seq']} has no case number")


def _step(known: dict[str, dict[str, Any]], row: Row, e: Mapping[str, Any]) -> None:
    match row["type"].split(".")[1]:
        case "opened":
            known[e["line"]] = {
                "state": BEGINS[e["kind"]],
                "promised": e["promised"],
                "external_case_no": e["case_no"],
                "collect": "",
                "extended": 0,
                "staff": e["staff"],
            }
        case "extended":
            line = known[e["line"]]
            line |= {"promised": e["promised"], "extended": line["extended"] + e["days"]}
        case "paused":
            known[e["line"]]["state"] = "paused"
        case "resumed":
            known[e["line"]] |= {"state": "open", "promised": e["promised"]}
        case "finished":
            known[e["line"]] |= {"state": "finished", "collect": "ready" if e["collect"] else ""}
        case "told":
            known[e["line"]]["collect"] = "told"
        case "collected":
            known[e["line"]]["collect"] = "collected"
        case "numbered":
            known[e["line"]]["external_case_no"] = e["case_no"]
        case other:
            demand(other == "paper", f"nobody knows ledger.{other}")
