"""The tables. Every row carries the hall's code, so that the halls of a city can share one database.

`events` is the truth and is append-only: triggers refuse UPDATE and DELETE (migration 0001). `tickets`,
`ratings`, `appointments`, `calendar_days`, `cases`, `case_steps`, `ledger`, `ledger_steps`, `spans`,
`rating_sums`, `rating_months` and `kept_reports` are read tables, written in the same transaction as the
events they come from; so is `outbox`, whose rows then live their own life. `day_figures` and `month_figures`
are added up beside the writer (`settling.py`). `identities`, `complaints` and `ledger_people` hold what
events must not: rows there can be deleted.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()


def _table(name: str, *items: SchemaItem, **options: Any) -> Table:
    return Table(name, metadata, Column("hall", String(40), primary_key=True), *items, **options)


events = _table(
    "events",
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("type", String(40), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Index("events_by_day", "hall", "day", "seq"),
)

answers = _table(
    "answers",
    Column("key", String(200), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("outcome", Text, nullable=False),
)

tickets = _table(
    "tickets",
    Column("id", String(40), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("queue", String(60), nullable=False),
    Column("number", String(12), nullable=False),
    Column("lane", String(20), nullable=False),
    Column("state", String(12), nullable=False),
    Column("kiosk", String(60)),
    Column("window", String(60)),
    Column("staff_no", String(40)),
    Column("taken_at", BigInteger, nullable=False),
    Column("called_at", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("calls", Integer, nullable=False),
    Column("slip", String(12), nullable=False),
    Column("rating", String(12), nullable=False),
    Column("matter", String(60), nullable=False, server_default=""),
    Column("source", String(20), nullable=False, server_default="machine"),
    Column("appointment", String(40), nullable=False, server_default=""),
    Column("first_receiver", String(40)),
    Column("assist", Boolean, nullable=False, server_default=text("false")),
    Column("extended", Boolean, nullable=False, server_default=text("false")),
    Column("legs", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("hall", "day", "number", name="tickets_number_once"),
)

ratings = _table(
    "ratings",
    Column("ticket", String(40), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("level", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("window", String(60), nullable=False),
    Column("staff_no", String(40), nullable=False),
)

spans = _table(
    "spans",
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("end", String(12), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("ticket", String(40), nullable=False),
    Column("queue", String(60), nullable=False),
    Column("window", String(60), nullable=False),
    Column("staff_no", String(40), nullable=False),
    Index("spans_by_day", "hall", "day", "kind", "end", "staff_no", "window"),
)
"""Stretches of time as `server.domain.spans` tells them; `seq` is that of the event that ended it."""

day_figures = _table(
    "day_figures",
    Column("dim", String(12), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("figures", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The spans of a settled day added up (`day_figures.py`); a day that is not there is added up when asked."""

rating_sums = _table(
    "rating_sums",
    Column("day", String(10), primary_key=True),
    Column("queue", String(60), primary_key=True),
    Column("window", String(60), primary_key=True),
    Column("staff_no", String(40), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("channel", String(20), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many visits of a day were given which level, over which channel."""

month_figures = _table(
    "month_figures",
    Column("dim", String(12), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("figures", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The settled days of a month that is over added up (`month_figures.py`); else its days are read."""

rating_months = _table(
    "rating_months",
    Column("month", String(7), primary_key=True),
    Column("queue", String(60), primary_key=True),
    Column("window", String(60), primary_key=True),
    Column("staff_no", String(40), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("channel", String(20), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""`rating_sums` by month."""

window_grades = _table(
    "window_grades",
    Column("period", String(10), primary_key=True),
    Column("window", String(60), primary_key=True),
    Column("grade", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""What people think of a window (R99); never reckoned from figures."""

exports = _table(
    "exports",
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("what", String(80), nullable=False),
    Column("reason", Text, nullable=False),
)
"""What was taken out of the house, by whom and why (R76); which monthly report is marked as sent (R108)."""

appointments = _table(
    "appointments",
    Column("day", String(10), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("queue", String(60), nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("ticket", String(40)),
    Column("identity", String(40), nullable=False, server_default=""),
)

calendar_days = _table(
    "calendar_days",
    Column("date", String(10), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("windows", Text, nullable=False),
    Column("notice", Text, nullable=False),
)

identities = _table(
    "identities",
    Column("ref", String(40), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("last4", String(4), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("hall", "hash", name="identities_once"),
)

complaints = _table(
    "complaints",
    Column("ref", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

ledger = _table(
    "ledger",
    Column("line", String(40), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("number", String(12), nullable=False),
    Column("queue", String(60), nullable=False),
    Column("unit", String(120), nullable=False),
    Column("matter", String(60), nullable=False),
    Column("window", String(60), nullable=False),
    Column("staff", String(40), nullable=False),
    Column("outcome", String(60), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("external_case_no", String(40), nullable=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("promised", String(10), nullable=False),
    Column("days", Integer, nullable=False),
    Column("workdays", Boolean, nullable=False),
    Column("guessed", Boolean, nullable=False),
    Column("extended", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("paused_for", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("collect", String(12), nullable=False),
    Column("collector", String(40), nullable=False),
    Column("collected_at", BigInteger),
    Column("touched", Boolean, nullable=False),
    Index("ledger_due", "hall", "state", "promised"),
    Index("ledger_by_day", "hall", "day"),
)

ledger_steps = _table(
    "ledger_steps",
    Column("line", String(40), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
)

ledger_people = _table(
    "ledger_people",
    Column("ref", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

outbox = _table(
    "outbox",
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("line", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("said", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Index("outbox_by_state", "hall", "state", "seq"),
    Index("outbox_by_line", "hall", "line"),
)

kept_reports = _table(
    "kept_reports",
    Column("report", String(20), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

cases = _table(
    "cases",
    Column("id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("day", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("over", Integer, nullable=False),
    Column("staff", String(40), nullable=False),
    Column("visit", String(40), nullable=False),
    Column("record", String(40), nullable=False),
    Column("closed_at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index("cases_by_day", "hall", "kind", "over", "day"),
)

case_steps = _table(
    "case_steps",
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("case", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Index("case_steps_by_case", "hall", "case", "seq"),
)

alive = _table(
    "alive",
    Column("at", BigInteger, nullable=False),
)

accounts = _table(
    "accounts",
    Column("staff_no", String(40), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", BigInteger, nullable=False, default=0),
)

sessions = _table(
    "sessions",
    Column("id_hash", String(64), primary_key=True),
    Column("staff_no", String(40), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("locked", Integer, nullable=False, server_default="0"),
)

pairings = _table(
    "pairings",
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("device", String(60), nullable=False),
    Column("code_until", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
