"""`run.py bench NAME…`: measure, show a table, then one JSON line a figure."""

import sys
from collections.abc import Callable, Sequence

from tests.bench import caller, devices, dispatch, estimate, feed, phones, reports, start, tickets
from tests.bench.figures import QUICK, Figure, table

Measure = Callable[[], tuple[list[Figure], list[str]]]
BENCHES: dict[str, tuple[str, Measure]] = {
    "tickets": (tickets.TITLE, tickets.measure),
    "feed": (feed.TITLE, feed.measure),
    "phones": (phones.TITLE, phones.measure),
    "caller": (caller.TITLE, caller.measure),
    "start": (start.TITLE, start.measure),
    "dispatch": (dispatch.TITLE, dispatch.measure),
    "estimate": (estimate.TITLE, estimate.measure),
    "devices": (devices.TITLE, devices.measure),
    "reports": (reports.TITLE, reports.measure),
}


def run(names: Sequence[str]) -> int:
    """0 = measured; 1 = a promise was broken (a duplicate number); 2 = no such bench.

    A missed speed goal shows as ``"ok": false`` and fails nothing: cores are shared.
    """
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    if QUICK:
        print("quick: these figures show only that the bench works\n")
    figures: list[Figure] = []
    for name in names or BENCHES:
        title, measure = BENCHES[name]
        found, notes = measure()
        figures += found
        print(table(title, found, notes), flush=True)
    for figure in figures:
        print(figure.as_json())
    return int(any(f.must and not f.ok for f in figures))
