"""A copy of a hall's data, taken while the hall works, proven before it counts; and putting one back.

One file, a tar of the database and of the key that is beside it: without the key nobody's ID number would be
known again. The configuration is not in it. SQLite only: PostgreSQL has tools of its own for this.
"""

import contextlib
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATABASE, KEY = "hall.db", "secret.key"
BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside the file itself."""
PAGES = 1024
"""Copied at a time; the server writes between two of these."""


class BackupFailed(Exception):
    """Nothing was written, nothing was replaced. Says what was found and what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a copy holds: so many events, the last of them on this hall-day ("" for a hall without any)."""

    events: int
    last_day: str


def back_up(data: Path, to: Path) -> Proof:
    """The data of this folder into one new file `to` (mode 600), while the server runs or not."""
    if to.exists():
        raise BackupFailed(f"{to} 已存在,请换一个名字。 {to} exists; take another name.")
    with copied(data) as (folder, proof):
        part = to.with_name(to.name + ".part")
        try:
            _pack(folder, part)
            part.rename(to)
            _to_disk(to.parent)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise BackupFailed(f"写不了 {to}({error.strerror})。 {to} cannot be written.") from error
    return proof


@contextlib.contextmanager
def copied(data: Path) -> Iterator[tuple[Path, Proof]]:
    """A folder with a proven copy, as of one moment; it is gone after the block."""
    if not (data / DATABASE).exists():
        raise BackupFailed(f"{data} 里没有 {DATABASE}。 There is no {DATABASE} in {data}.")
    with tempfile.TemporaryDirectory(prefix="hallcall-") as name:
        folder = Path(name)
        with _open(data / DATABASE) as live, _open(folder / DATABASE) as copy:
            try:
                live.backup(copy, pages=PAGES)
            except sqlite3.Error as error:
                raise BackupFailed(f"读不了 {data / DATABASE}: {error} It cannot be read.") from error
        if (data / KEY).exists():
            (folder / KEY).write_bytes((data / KEY).read_bytes())
        yield folder, prove(folder / DATABASE)


def prove(database: Path) -> Proof:
    """Every page can be read, and the log has no gap. Raises BackupFailed."""
    with _open(database) as link:
        try:
            said = link.execute("PRAGMA integrity_check").fetchone()[0]
            counts = "SELECT count(*), max(seq) - min(seq) + 1, max(day) FROM events GROUP BY hall"
            halls = link.execute(counts).fetchall()
        except sqlite3.Error as error:
            raise BackupFailed(
                f"{database.name} 不是完好的数据库: {error} It is no whole database."
            ) from error
    if said != "ok":
        raise BackupFailed(f"{database.name} 已损坏: {said} It is damaged.")
    if any(count != length for count, length, _ in halls):
        raise BackupFailed(f"{database.name} 的事件日志有缺口。 Its log of events has a gap.")
    return Proof(sum(count for count, _, _ in halls), max((day for _, _, day in halls), default=""))


def restore(source: Path, data: Path, *, replace: bool) -> tuple[Proof, Path | None]:
    """Put a copy in place of the data of a stopped server. What was there is kept: where, if anything was."""
    with tempfile.TemporaryDirectory(prefix="hallcall-") as name:
        folder = Path(name)
        _unpack(source, folder)
        proof = prove(folder / DATABASE)
        if (data / DATABASE).exists() and not replace:
            raise BackupFailed(
                f"{data} 里已有数据,加 --replace 才会换下(旧的会留着)。"
                f" {data} holds data already; --replace puts it aside."
            )
        data.mkdir(parents=True, exist_ok=True)
        aside = _put_aside(data)
        for file in folder.iterdir():
            _write(data / file.name, file.read_bytes())
            _give(data / file.name, data)
        _to_disk(data)
    return proof, aside


def _put_aside(data: Path) -> Path | None:
    here = [data / (DATABASE + more) for more in ("", *BESIDE)] + [data / KEY]
    found = [path for path in here if path.exists()]
    if not found:
        return None
    number = next(n for n in range(1, 10_000) if not (data / f"before-restore-{n}").exists())
    aside = data / f"before-restore-{number}"
    aside.mkdir()
    for path in found:
        path.rename(aside / path.name)
    return aside


def _pack(folder: Path, to: Path) -> None:
    with open(to, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for path in sorted(folder.iterdir()):
                if path.name in (DATABASE, KEY):
                    tar.add(path, arcname=path.name)
        file.flush()
        os.fsync(file.fileno())


def _unpack(source: Path, folder: Path) -> None:
    """The two files that we know, and nothing else that somebody put into it."""
    try:
        with tarfile.open(source) as tar:
            for name in (DATABASE, KEY):
                with contextlib.suppress(KeyError):
                    if (file := tar.extractfile(name)) is not None:
                        (folder / name).write_bytes(file.read())
    except (OSError, tarfile.TarError) as error:
        raise BackupFailed(f"{source} 不是备份文件({error})。 {source} is no backup.") from error
    if not (folder / DATABASE).exists():
        raise BackupFailed(f"{source} 里没有 {DATABASE}。 There is no {DATABASE} in {source}.")


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _give(path: Path, folder: Path) -> None:
    """To whom the folder belongs: root puts it back, the hall's own user must be able to write it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _to_disk(folder: Path) -> None:
    """That the names in it stand there after a power cut, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    link = sqlite3.connect(path, timeout=30)
    try:
        yield link
    finally:
        link.close()
