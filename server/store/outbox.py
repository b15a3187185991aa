"""数据上报: what waits to be sent to the platform of the province, written with the events it comes from."""

import sqlalchemy as sa

from server.store import schema

WAITING, SENT, PARKED = "waiting", "sent", "parked"
"""PARKED: the far end refused it, in `said`; a person mends what it asks for and sends it again."""


def unsent(connection: sa.Connection, hall: str | None = None) -> tuple[int, int | None]:
    """How many records have not arrived, the refused ones included, and when the oldest of them was written,
    epoch ms; (0, None) = all have arrived, or nothing is to be sent. hall: None = every one on this disk."""
    o = schema.outbox.c
    query = sa.select(sa.func.count(), sa.func.min(o.created_at)).where(o.state.in_((WAITING, PARKED)))
    if hall is not None:
        query = query.where(o.hall == hall)
    count, oldest = connection.execute(query).one()
    return count, oldest
