"""A copy of a hall at work, put in place elsewhere, is that hall; anything else is refused, without harm."""

import io
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from server.store.backup import BackupFailed, back_up, prove, restore
from tests.crash.crash_house import CONFIG, CrashHouse
from tests.serving import ROOT

pytestmark = pytest.mark.crash


def run(*arguments: str | Path, data: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "run.py", arguments[0], *arguments[1:], "--config", CONFIG, "--data", data]
    done = subprocess.run(
        list(map(str, line)), cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert "Traceback" not in done.stderr
    return done


def test_a_hall_is_copied_while_it_works_and_goes_on_from_the_copy(house: CrashHouse, folder: Path):
    house.start()
    house.enter()
    first = house.take()
    house.do("w1", "sign-in", "call-next")
    waiting = [house.take()["number"] for _ in range(3)]
    taken: list[str] = []
    stop = threading.Event()

    def citizens() -> None:
        while not stop.is_set():
            taken.append(house.take()["number"])

    busy = threading.Thread(target=citizens)
    busy.start()
    copy = folder / "copy.tar"
    try:
        done = run("backup", copy, data=house.server.data)
    finally:
        stop.set()
        busy.join()
    assert (done.returncode, "已备份并核对" in done.stdout) == (0, True), done.stderr
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert run("backup", copy, data=house.server.data).returncode == 1, "a copy is never written over"
    refused = run("restore", copy, "--replace", data=house.server.data)
    assert (refused.returncode, "请先关闭它" in refused.stderr) == (1, True), "the hall is at work"
    house.power_cut()

    again = run("restore", copy, data=house.server.data)
    assert (again.returncode, "--replace" in again.stderr) == (1, True)
    elsewhere = CrashHouse(folder / "elsewhere")
    assert run("restore", copy, data=elsewhere.server.data).returncode == 0
    told = run("replay", data=elsewhere.server.data).stdout
    assert first["number"] in told and " ".join(waiting) in told
    elsewhere.start()
    elsewhere.enter()
    elsewhere.do("w1", "finish")
    assert elsewhere.at("w1", "call-next").json()["ticket"]["number"] == waiting[0]
    elsewhere.server.stop()
    put = run("restore", copy, "--replace", data=house.server.data)
    assert put.returncode == 0, put.stderr
    aside = house.server.data / "before-restore-1"
    assert prove(aside / "hall.db").events >= prove(house.server.data / "hall.db").events
    assert (house.server.data / "secret.key").read_bytes() == (aside / "secret.key").read_bytes()


def test_the_hall_as_it_stood_is_played_again_from_the_log(house: CrashHouse):
    house.start()
    house.enter()
    house.take()
    seq = house.rows("SELECT max(seq) FROM events")[0][0]
    house.do("w1", "sign-in", "call-next", "finish")
    house.server.stop()
    then, now = (run("replay", *more, data=house.server.data).stdout for more in (["--until", seq], []))
    assert ("A001" in then, "A001" in now) == (True, False)
    assert f"event {seq}" in then
    assert run("replay", "--until", "1999-01-01 08:00", data=house.server.data).returncode == 0
    wrong = run("replay", "--until", "yesterday", data=house.server.data)
    assert (wrong.returncode, "2026-11-23 09:30" in wrong.stderr) == (1, True)


def data_of(folder: Path) -> Path:
    folder.mkdir()
    with sqlite3.connect(folder / "hall.db") as link:
        link.execute("CREATE TABLE events (hall TEXT, seq INTEGER, day TEXT)")
        link.executemany("INSERT INTO events VALUES ('h', ?, '2026-11-20')", [(n,) for n in (1, 2, 3)])
    link.close()
    return folder


def test_what_is_no_whole_copy_is_refused(tmp_path: Path):
    data = data_of(tmp_path / "data")
    kept = (data / "hall.db").read_bytes()
    with pytest.raises(BackupFailed, match="no backup"):
        restore(data / "hall.db", data, replace=True)
    good = tmp_path / "good.tar"
    assert back_up(data, good).events == 3
    cut = tmp_path / "cut.tar"
    cut.write_bytes(good.read_bytes()[:3000])
    with pytest.raises(BackupFailed):
        restore(cut, data, replace=True)
    hollow = tmp_path / "hollow.tar"
    with tarfile.open(hollow, "w") as tar:
        evil = tarfile.TarInfo("../../elsewhere")
        evil.size = 1
        tar.addfile(evil, io.BytesIO(b"x"))
    with pytest.raises(BackupFailed, match="There is no hall"):
        restore(hollow, data, replace=True)
    with sqlite3.connect(data / "hall.db") as link:
        link.execute("DELETE FROM events WHERE seq = 2")
    link.close()
    with pytest.raises(BackupFailed, match="gap"):
        back_up(data, tmp_path / "gap.tar")
    assert not (tmp_path / "gap.tar").exists()
    (data / "hall.db").write_bytes(kept[:100] + b"\xff" * 2000)
    with pytest.raises(BackupFailed):
        back_up(data, tmp_path / "broken.tar")
    with pytest.raises(BackupFailed, match="There is no"):
        back_up(tmp_path / "nowhere", tmp_path / "none.tar")
    assert sorted(p.name for p in tmp_path.glob("*.tar*")) == ["cut.tar", "good.tar", "hollow.tar"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can put back what belongs to another")
def test_what_root_puts_back_belongs_to_whom_the_folder_does(tmp_path: Path):
    copy, service = tmp_path / "copy.tar", tmp_path / "service"
    back_up(data_of(tmp_path / "data"), copy)
    service.mkdir()
    os.chown(service, 4321, 4322)
    restore(copy, service, replace=False)
    put = (service / "hall.db").stat()
    assert (put.st_uid, put.st_gid, stat.S_IMODE(put.st_mode)) == (4321, 4322, 0o600)


def test_a_full_disk_leaves_no_half_copy(tmp_path: Path):
    data = data_of(tmp_path / "data")
    with pytest.raises(BackupFailed, match="cannot be written"):
        back_up(data, tmp_path / "no such folder" / "copy.tar")
    assert not (tmp_path / "no such folder").exists()
