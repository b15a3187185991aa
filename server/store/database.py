"""Opening the database: engines, durability, migrations, and the refusal of a second writer."""

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

HEAD = "0010"
"""The newest migration. Alembic is only imported where the database is behind it (it is slow to import)."""

MOST_PAGES_BESIDE = 8_000
"""What is written beside a SQLite database (32 MB) before a commit itself copies it: see `checkpoints.py`."""

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
        self.written = 0
        """Transactions so far."""
        self._lock_file: int | None = None
        if self.sqlite:
            self._lock_file = _lock_beside(Path(self.url.database or ""))
        self.writer = _writing_engine(self.url, sqlite=self.sqlite)
        self.readers = _reading_engine(self.url, sqlite=self.sqlite)
        if not self.sqlite:
            sa.event.listen(self.writer, "connect", self._lock_postgresql)
        self._migrate()
        self._link = self.writer.connect()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction on the connection that writes: all of it or nothing, on disk at the end. For one
        thread at a time. The driver begins and ends it, and the connection stays open: SQLAlchemy's way costs
        as much as an insert does. What is executed by SQLAlchemy meanwhile belongs to it, too."""
        link = self._link
        driver: Any = link.connection.driver_connection
        try:
            if self.sqlite:
                driver.execute("BEGIN IMMEDIATE")
            yield link
            (link if link.in_transaction() else driver).commit()
            self.written += 1
        except BaseException as failed:
            self._undo(link, driver)
            errors = link.dialect.loaded_dbapi.Error
            if isinstance(failed, errors):
                told: Exception = sa.exc.DBAPIError.instance("", None, failed, errors, hide_parameters=True)
                raise told from failed
            raise

    def _undo(self, link: sa.Connection, driver: Any) -> None:
        """A transaction of SQLAlchemy's that failed to commit is over, and yet stands in the way."""
        try:
            (link if link.get_transaction() is not None else driver).rollback()
        except Exception:  # it is broken: the next transaction gets another
            link.invalidate()
            link.rollback()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Many questions of one state of the data, whatever is written meanwhile."""
        with self.readers.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN")
                yield connection
            else:
                yield connection.execution_options(isolation_level="REPEATABLE READ")

    def close(self) -> None:
        if not self.sqlite:  # who opens it next must not meet a session that PostgreSQL has yet to end
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                self._link.exec_driver_sql("SELECT pg_advisory_unlock_all()")
        self._link.close()
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
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            f"wal_autocheckpoint={MOST_PAGES_BESIDE}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def immediate(connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if not driver.in_transaction:  # else it is within `Database.writing`
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
        order: Sequence[str] | None = compiled.positiontup
        self._values = itemgetter(*order) if order else None

    def run(self, connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Insert all rows in one round, past everything that SQLAlchemy does for a statement."""
        if rows:
            driver: Any = connection.connection.driver_connection
            driver.cursor().executemany(self.text, list(map(self._values, rows)) if self._values else rows)


def inserting(database: Database, table: sa.Table) -> Any:
    """An INSERT that may say what to do on a conflict. Only one dialect is imported: the other costs 80 ms of
    every start."""
    if database.sqlite:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # noqa: PLC0415
    return insert(table)
