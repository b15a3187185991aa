"""Complaints and bad ratings have tables of their own, filled from the log."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0007"
branch_labels = None
depends_on = None

TYPES = ("complaint.registered.v1", "rating.follow_up.v1")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("hall", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("over", sa.Integer, nullable=False),
        sa.Column("staff", sa.String(40), nullable=False),
        sa.Column("visit", sa.String(40), nullable=False),
        sa.Column("record", sa.String(40), nullable=False),
        sa.Column("closed_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("cases_by_day", "cases", ["hall", "kind", "over", "day"])
    op.create_table(
        "case_steps",
        sa.Column("hall", sa.String(40), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("case_steps_by_case", "case_steps", ["hall", "case", "seq"])
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """What came before there were steps is received, and nothing else is known of it."""
    events = sa.table("events", *map(sa.column, ("hall", "seq", "day", "at", "type", "body")))
    query = sa.select(events).where(events.c.type.in_(TYPES)).order_by(events.c.hall, events.c.seq)
    columns = "hall id kind day state over staff visit record closed_at body"
    cases = sa.table("cases", *map(sa.column, columns.split()))
    for row in connection.execute(query).all():
        connection.execute(sa.insert(cases).values(_row(row, json.loads(row.body))))


def _row(row: Any, said: dict[str, Any]) -> dict[str, Any]:
    if row.type == TYPES[0]:
        names = ("channel", "target", "matter", "place", "happened_at", "record", "visit")
        case = {"id": said["complaint"], "kind": "complaint"} | {n: said.get(n, "") for n in names}
    else:
        dues = {"due": said["close_due"], "contact_due": said["contact_due"], "level": said["level"]}
        case = {"id": said["case"], "kind": "bad_rating", "visit": said["ticket"], "window": said["window"]}
        case |= dues
    case |= {"day": row.day, "at": row.at, "state": "received"}
    known = {"hall": row.hall, "staff": "", "visit": case["visit"], "record": case.get("record", "")}
    facts = {name: case[name] for name in ("id", "kind", "day", "state")}
    return known | facts | {"over": 0, "closed_at": 0, "body": json.dumps(case, ensure_ascii=False)}


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")
