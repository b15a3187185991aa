"""The first tables, and the triggers that keep the log append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _events_and_answers()
    _read_tables()
    _people_and_devices()
    if op.get_bind().dialect.name == "postgresql":
        _append_only_postgresql()
    else:
        _append_only_sqlite()


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")


def _hall() -> sa.Column[str]:
    return sa.Column("hall", sa.String(40), primary_key=True)


def _events_and_answers() -> None:
    op.create_table(
        "events",
        _hall(),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("events_by_day", "events", ["hall", "day", "seq"])
    op.create_table(
        "answers",
        _hall(),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_table("alive", _hall(), sa.Column("at", sa.BigInteger, nullable=False))


def _read_tables() -> None:
    op.create_table(
        "tickets",
        _hall(),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("queue", sa.String(60), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("lane", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("kiosk", sa.String(60)),
        sa.Column("window", sa.String(60)),
        sa.Column("staff_no", sa.String(40)),
        sa.Column("taken_at", sa.BigInteger, nullable=False),
        sa.Column("called_at", sa.BigInteger),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("slip", sa.String(12), nullable=False),
        sa.Column("rating", sa.String(12), nullable=False),
        sa.UniqueConstraint("hall", "day", "number", name="tickets_number_once"),
    )
    op.create_table(
        "ratings",
        _hall(),
        sa.Column("ticket", sa.String(40), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("window", sa.String(60), nullable=False),
        sa.Column("staff_no", sa.String(40), nullable=False),
    )


def _people_and_devices() -> None:
    op.create_table(
        "accounts",
        _hall(),
        sa.Column("staff_no", sa.String(40), primary_key=True),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sessions",
        _hall(),
        sa.Column("id_hash", sa.String(64), primary_key=True),
        sa.Column("staff_no", sa.String(40), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "pairings",
        _hall(),
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("device", sa.String(60), nullable=False),
        sa.Column("code_until", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def _append_only_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
            "BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"
        )


def _append_only_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()"
    )
