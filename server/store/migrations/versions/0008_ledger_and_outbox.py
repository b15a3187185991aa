"""The ledger of visits and its steps, who collected (deletable), and what waits to be sent on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _ledger()
    _beside_it()
    _outbox()


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")


def _hall() -> sa.Column[str]:
    return sa.Column("hall", sa.String(40), primary_key=True)


def _ledger() -> None:
    op.create_table(
        "ledger",
        _hall(),
        sa.Column("line", sa.String(40), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("queue", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(120), nullable=False),
        sa.Column("matter", sa.String(60), nullable=False),
        sa.Column("window", sa.String(60), nullable=False),
        sa.Column("staff", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("external_case_no", sa.String(40), nullable=False),
        sa.Column("accepted_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("promised", sa.String(10), nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("workdays", sa.Boolean, nullable=False),
        sa.Column("guessed", sa.Boolean, nullable=False),
        sa.Column("extended", sa.Integer, nullable=False),
        sa.Column("left", sa.Integer, nullable=False),
        sa.Column("paused_for", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("collect", sa.String(12), nullable=False),
        sa.Column("collector", sa.String(40), nullable=False),
        sa.Column("collected_at", sa.BigInteger),
        sa.Column("touched", sa.Boolean, nullable=False),
    )
    op.create_index("ledger_due", "ledger", ["hall", "state", "promised"])
    op.create_index("ledger_by_day", "ledger", ["hall", "day"])


def _beside_it() -> None:
    op.create_table(
        "ledger_steps",
        _hall(),
        sa.Column("line", sa.String(40), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "ledger_people",
        _hall(),
        sa.Column("ref", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        _hall(),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
    )
    op.create_index("outbox_by_state", "outbox", ["hall", "state", "seq"])
    op.create_index("outbox_by_line", "outbox", ["hall", "line"])
