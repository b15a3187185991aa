"""Whether the screen of a session is locked, so that no restart opens it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("locked", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")
