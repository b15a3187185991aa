"""Opening the database: engines, durability, migrations, and the refusal of a second writer."""

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

HEAD = "0010"
"""The newest migration. Alembic is only imported where the database is behind it (it is slow to import)."""

MIGRATIONS = Path(__file__).parent / "migrations"


class StorageFailed(Exception):
    """The database did not take it: nothing of the attempt is stored."""


class AlreadyRunning(StorageFailed):
    """Another process owns this hall's data."""


class Database:
    """One hall's database: one writing connection, and short reading ones beside it.

    `url`: an SQLAlchemy URL, ``sqlite:////path/hall.db`` or ``postgresql+psycopg://…``.
    Raises AlreadyRunning when another process writes to the same hall.
    """

    def __init__(self, url: str, hall: str) -> None:
        self.hall = hall
        self.url = sa.make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._lock_file: int | None = None
        if self.sqlite:
            self._lock_file = _lock_beside(Path(self.url.database or ""))
        self.writer = _writing_engine(self.url, sqlite=self.sqlite)
        self.readers = _reading_engine(self.url, sqlite=self.sqlite)
        if not self.sqlite:
            sa.event.listen(self.writer, "connect", self._lock_postgresql)
        self._migrate()

    def close(self) -> None:
        self.readers.dispose()
        self.writer.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def _lock_postgresql(self, connection: Any, _record: object) -> None:
        """On every connect: the lock lives with the session, which a restart of PostgreSQL ends."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (f"hallcall:{self.hall}",))
            got = cursor.fetchone()[0]
        connection.commit()
        if not got:
            raise AlreadyRunning(_already(str(self.url.database)))

    def _migrate(self) -> None:
        with self.writer.begin() as connection:
            if _revision(connection) == HEAD:
                return
            from alembic import command  # noqa: PLC0415
            from alembic.config import Config  # noqa: PLC0415

            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def check_free(url: str) -> None:
    """Raises AlreadyRunning if a process owns this SQLite database now (PostgreSQL says so on connecting)."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        os.close(_lock_beside(Path(parsed.database or "")))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _already(where: str) -> str:
    return (
        f"另一个叫号程序正在使用这份数据({where}),请先关闭它。"
        f" Another Hallcall already runs on this data ({where}); stop it first."
    )


def _lock_beside(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        os.close(descriptor)
        raise AlreadyRunning(_already(str(path))) from taken
    return descriptor


def _writing_engine(url: sa.URL, *, sqlite: bool) -> sa.Engine:
    """One connection for good: the writer thread's. What it writes of people must not stand in an error."""
    if not sqlite:
        return sa.create_engine(url, poolclass=StaticPool, hide_parameters=True)
    engine = sa.create_engine(
        url, poolclass=StaticPool, hide_parameters=True, connect_args={"check_same_thread": False}
    )

    @sa.event.listens_for(engine, "connect")
    def durable(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def immediate(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _reading_engine(url: sa.URL, *, sqlite: bool) -> sa.Engine:
    if not sqlite:
        return sa.create_engine(
            url, pool_size=2, pool_pre_ping=True, execution_options={"postgresql_readonly": True}
        )
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def read_only(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA busy_timeout=5000")

    return engine


class Prepared:
    """A statement compiled once and run with plain values: the writer's hot path pays no query building."""

    def __init__(self, statement: sa.Executable, engine: sa.Engine) -> None:
        compiled = statement.compile(dialect=engine.dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        self.order: Sequence[str] | None = compiled.positiontup

    def run(self, connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Insert all rows in one round."""
        if not rows:
            return
        if self.order is None:
            connection.exec_driver_sql(self.text, list(rows))
        else:
            connection.exec_driver_sql(self.text, [tuple(row[name] for name in self.order) for row in rows])


def inserting(database: Database, table: sa.Table) -> Any:
    """An INSERT that may say what to do on a conflict. Only one dialect is imported: the other costs 80 ms of
    every start."""
    if database.sqlite:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # noqa: PLC0415
    return insert(table)
