"""What reports of a year read: figures and ratings by month, from those by day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("spans_by_day", "spans")
    op.create_index("spans_by_day", "spans", ["hall", "day", "kind", "end", "staff_no", "window"])
    op.create_table(
        "month_figures",
        sa.Column("hall", sa.String(40), primary_key=True),
        sa.Column("dim", sa.String(12), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("figures", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating_months",
        sa.Column("hall", sa.String(40), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("queue", sa.String(60), primary_key=True),
        sa.Column("window", sa.String(60), primary_key=True),
        sa.Column("staff_no", sa.String(40), primary_key=True),
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO rating_months"
        ' SELECT hall, substr(day, 1, 7), queue, "window", staff_no, level, channel, sum(n) FROM rating_sums'
        " GROUP BY 1, 2, 3, 4, 5, 6, 7"
    )


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")
