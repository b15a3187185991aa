"""What a command is told before it is decided: what the hall of the day cannot know, as it stands on disk and
in the batch that is not committed yet. So the rules stay pure.
"""

from collections.abc import Sequence
from dataclasses import replace

from server.domain import messages as m
from server.domain.hall import Hall
from server.store.cases import case_before
from server.store.database import Database
from server.store.kept_reports import is_kept
from server.store.ledger import line_of
from server.store.other_days import bookings_of, edits_from, midnight
from server.store.outbox import state_of
from server.store.recorded import Recorded


def told(hall: Hall, wanted: m.Command, database: Database, *, pending: Sequence[Recorded]) -> m.Command:
    """The same command with what it needs. A day that begins is told what other days know of it, so that its
    own stream is all of it (ADR 0008); of what outlives a day the line or record is handed in (ADR 0025)."""
    match wanted:
        case m.StartDay() | m.NewDay() if wanted.day > hall.day:
            return replace(
                wanted,
                midnight=wanted.midnight or midnight(wanted.day, hall.fixed_plan.timezone),
                bookings=bookings_of(database, wanted.day, pending),
                edits=edits_from(database, wanted.day, pending=pending),
            )
        case m.WorkCase() if wanted.case not in hall.casebook:
            return replace(wanted, before=case_before(database, wanted.case))
        case m.OfALine():
            return replace(wanted, found=line_of(database, wanted.line, pending))
        case m.NoteOutcome():
            return replace(wanted, found=line_of(database, wanted.ticket, pending))
        case m.KeepReport():
            return replace(wanted, kept=is_kept(database, wanted.report, wanted.period, pending))
        case m.ReplayRecord():
            return replace(wanted, state=state_of(database, wanted.record))
    return wanted
