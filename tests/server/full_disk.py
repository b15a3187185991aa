"""A hall on a disk that fills up, as a process of its own: `python full_disk.py FOLDER`.

The kernel refuses every write beyond a size (RLIMIT_FSIZE), as a full disk does; then there is space again.
Prints one JSON object; test_executor_disk.py reads it.
"""

import itertools
import json
import resource
import sys
from pathlib import Path

import sqlalchemy as sa

from server.domain import messages as m
from server.executor import Executor
from server.store import schema
from server.store.database import Database, StorageFailed
from tests.halls import DAY, T0, picture, plan_with

clock = itertools.count(T0)


def main(folder: Path) -> dict[str, object]:
    plan = plan_with("disk", auto_open=True)
    executor = Executor(Database(f"sqlite:///{folder / 'hall.db'}", "disk"), plan, lambda: next(clock))
    executor.start(DAY)
    before = [take(executor, f"before-{i}") for i in range(3)]
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = max(path.stat().st_size for path in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    full = [take(executor, f"full-{i}") for i in range(3)]
    kept = [keep(executor) for _ in range(2)]
    shown = executor.read(lambda hall: sorted(t.number for t in hall.tickets.values()))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    after = [take(executor, f"full-{i}") for i in range(3)]
    kept.append(keep(executor))
    same = executor.read(picture) == picture(executor.log.load(plan))
    executor.stop()
    return {"before": before, "full": full, "shown": shown, "after": after, "same": same, "kept": kept}


def take(executor: Executor, key: str) -> str:
    """The number, or what kept it from being given."""

    def wanted(*, at: int) -> m.Command:
        return m.TakeNumber(at=at, actor="kiosk:k1", queue="social", token=key * 200, kiosk="k1")

    try:
        return str(executor.submit(wanted, key=key, fingerprint=key).result(10).body["number"])
    except StorageFailed:
        return "storage_failed"


def keep(executor: Executor) -> str:
    """Housekeeping, which SQLAlchemy writes: it fails when it is committed."""

    def work(connection: sa.Connection) -> str:
        row = {"hall": "disk", "day": DAY, "dim": "all", "hour": -1, "figures": "x" * 20_000}
        count = connection.execute(sa.select(sa.func.count()).select_from(schema.day_figures)).scalar()
        connection.execute(sa.insert(schema.day_figures), [{**row, "key": str(count)}])
        return "kept"

    try:
        return str(executor.write(work))
    except StorageFailed:
        return "storage_failed"


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
