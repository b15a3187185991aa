"""Bookings and hand-set days beside the log; what may be deleted of people; more of a ticket for reports."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _other_days()
    _people()
    _more_of_a_ticket()


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")


def _hall() -> sa.Column[str]:
    return sa.Column("hall", sa.String(40), primary_key=True)


def _other_days() -> None:
    op.create_table(
        "appointments",
        _hall(),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("queue", sa.String(60), nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("ticket", sa.String(40)),
    )
    op.create_table(
        "calendar_days",
        _hall(),
        sa.Column("date", sa.String(10), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("windows", sa.Text, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "identities",
        _hall(),
        sa.Column("ref", sa.String(40), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("last4", sa.String(4), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("hall", "hash", name="identities_once"),
    )
    op.create_table(
        "complaints",
        _hall(),
        sa.Column("ref", sa.String(40), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def _more_of_a_ticket() -> None:
    for name, type_, default in (
        ("matter", sa.String(60), "''"),
        ("source", sa.String(20), "'machine'"),
        ("appointment", sa.String(40), "''"),
        ("first_receiver", sa.String(40), None),
        ("assist", sa.Boolean, "false"),
        ("extended", sa.Boolean, "false"),
        ("legs", sa.Integer, "1"),
    ):
        column: sa.Column[object] = sa.Column(
            name, type_, nullable=default is None, server_default=sa.text(default) if default else None
        )
        op.add_column("tickets", column)
