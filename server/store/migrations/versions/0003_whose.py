"""Whose an appointment is; when an identity was last used, so that it can be deleted in time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointments", sa.Column("identity", sa.String(40), nullable=False, server_default=""))
    op.add_column("identities", sa.Column("used_at", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE identities SET used_at = created_at")


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away; restore a backup instead.")
