"""The lists of hall.toml that name each other: floors, queues, matters, windows, staff, kiosks, screens."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple, TypeVar

from config.checks import check_outcomes, check_served, check_stand_ins, check_unique, check_windows
from config.errors import Report
from config.reader import Choice, Table, ids_of
from config.screens import check_screens, read_screen
from config.sections import (
    read_floor,
    read_kiosk,
    read_matter,
    read_outcome,
    read_priority,
    read_queue,
    read_staff,
    read_window,
)
from server.domain.facts.plan import Floor, Kiosk, Matter, Queue, Screen, Staff, Window, WindowKind
from server.domain.facts.settings import Outcome, PriorityKind

T = TypeVar("T")


def section(root: Table, name: str, read: Callable[[Table], T], least: int = 0) -> dict[str, T]:
    """The entries of a section by their path in the file."""
    entries: dict[str, T] = {}
    for table in root.tables(name, least=least):
        entries[table.path] = read(table)
        table.close()
    return entries


class Lists(NamedTuple):
    """The lists of the file, by the names that the plan has for them; each entry by its path."""

    floors: dict[str, Floor]
    queues: dict[str, Queue]
    matters: dict[str, Matter]
    priorities: dict[str, PriorityKind]
    windows: dict[str, Window]
    staff: dict[str, Staff]
    outcomes: dict[str, Outcome]
    kiosks: dict[str, Kiosk]
    screens: dict[str, Screen]


def read_lists(root: Table) -> Lists:
    floors = section(root, "floor", read_floor, least=1)
    floor_ids = ids_of("floor", (f.id for f in floors.values()))
    queues = section(root, "queue", read_queue, least=1)
    queue_ids = ids_of("queue", (q.id for q in queues.values()))
    windows = section(root, "window", partial(read_window, floors=floor_ids, queues=queue_ids), least=1)
    return Lists(
        floors=floors,
        queues=queues,
        matters=section(root, "matter", partial(read_matter, queues=queue_ids)),
        priorities=section(root, "priority", read_priority),
        windows=windows,
        staff=section(root, "staff", partial(read_staff, windows=desks(windows))),
        outcomes=section(root, "outcome", read_outcome),
        kiosks=section(root, "kiosk", partial(read_kiosk, floors=floor_ids)),
        screens=section(root, "screen", partial(read_screen, floors=floor_ids, queues=queue_ids)),
    )


def desks(windows: Mapping[str, Window]) -> Choice:
    """Where somebody serves."""
    return ids_of("window", (w.id for w in windows.values() if w.kind is WindowKind.SERVICE))


def check_lists(report: Report, lists: Lists) -> None:
    """What concerns several entries."""
    named = lists.floors, lists.queues, lists.matters, lists.priorities, lists.windows
    for entries in (*named, lists.outcomes, lists.kiosks, lists.screens):
        check_unique(report, "id", ((path, entry.id) for path, entry in entries.items()))
    check_unique(report, "prefix", ((path, q.prefix) for path, q in lists.queues.items()))
    check_unique(report, "no", ((path, s.no) for path, s in lists.staff.items()))
    check_windows(report, lists.windows)
    check_served(report, lists.queues, lists.windows)
    check_screens(report, lists.screens, lists.windows)
    check_outcomes(report, lists.outcomes)
    check_stand_ins(report, lists.staff)
