"""`run.py backup`, `restore` and `replay`: what is done with a hall's data from the command line."""

import argparse
import contextlib
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from server.domain.facts.plan import HallPlan
from server.domain.views.plain import plain_lines
from server.store.backup import DATABASE, BackupFailed, back_up, copied, restore
from server.store.database import AlreadyRunning, Database, check_free
from server.store.log import Log


def keep_data(options: argparse.Namespace, url: str) -> int:
    """`backup` and `restore`: the exit code."""
    if options.database:
        print(
            "--database 的数据请用它自己的工具备份(PostgreSQL: pg_dump)。"
            " What --database names is backed up by its own tools (PostgreSQL: pg_dump).",
            file=sys.stderr,
        )
        return 2
    aside = None
    try:
        if options.command == "backup":
            proof, done = back_up(options.data, options.file), "已备份并核对 backed up and proven"
        else:
            check_free(url)
            proof, aside = restore(options.file, options.data, replace=options.replace)
            done = "已恢复 restored"
    except (BackupFailed, AlreadyRunning) as failed:
        print(failed, file=sys.stderr)
        return 1
    print(f"{done}: {proof.events} 个事件 events, 到 up to {proof.last_day or '–'}")
    if aside:
        print(f"  原来的数据在 what was there is in {aside}")
    return 0


def replay_day(plan: HallPlan, data: Path, until: str) -> int:
    """`replay`, of a copy: the hall at work is left alone."""
    try:
        wanted = _moment(plan, until)
        with (
            copied(data) as (folder, _),
            contextlib.closing(Database(f"sqlite:///{folder / DATABASE}", plan.code)) as database,
        ):
            day, seq = Log(database).day_before(**wanted)
            hall = Log(database).load(plan, day=day, before=seq)
    except (BackupFailed, ValueError) as failed:
        print(failed, file=sys.stderr)
        return 1
    print("\n".join(plain_lines(hall)))
    return 0


def _moment(plan: HallPlan, until: str) -> dict[str, int]:
    """Raises ValueError."""
    if until.isascii() and until.isdigit():
        return {"seq": int(until) + 1}
    try:
        then = datetime.fromisoformat(until) if until else datetime.now(ZoneInfo(plan.timezone))
    except ValueError as wrong:
        raise ValueError(
            f'--until {until} 不对:写事件号,或 "2026-11-23 09:30"。'
            f' Write the number of an event, or "2026-11-23 09:30".'
        ) from wrong
    return {"at": int(then.replace(tzinfo=ZoneInfo(plan.timezone)).timestamp() * 1000)}
