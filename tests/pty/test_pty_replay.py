"""A session is recorded on real lines and played again: the same hall finds no difference, another does."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from devices import recording
from devices.bus import Bus
from devices.drivers.key_entry import KeyPress
from devices.drivers.keypad import Keypad
from devices.drivers.sign import Sign
from devices.line import Line, LineLost
from devices.recording import BadRecording, RecordedLine, Recording
from tests.serving import ROOT, SAMPLE

pytestmark = pytest.mark.pty


def recorded(tty: Path, folder: Path, **options: Any) -> RecordedLine:
    return RecordedLine(Line(str(tty)), folder, url="far", protocol="onbon-k", baudrate=9600, **options)


def signs(bench: Any, tty: Path, texts: list[str], line: Any = None) -> tuple[Sign, Bus]:
    sign = Sign("s", 1, reply_s=1.0)
    bus = bench.bus(tty, [sign], line=line)
    for text in texts:
        sign.show(text, call=True)
        bench.eventually(lambda: sign.health().link == "in_step", 30)
    return sign, bus


def test_a_session_with_a_sign_is_played_again_and_a_text_that_differs_is_named(bench, tmp_path):
    far = bench.emulator("onbon", addresses="1")
    line = recorded(far.tty, tmp_path)
    _, bus = signs(bench, far.tty, ["A001", "A002"], line)
    far.control.request({"op": "unplug"})
    bench.eventually(lambda: any('"lost"' in row for row in line.path.read_text().splitlines()))
    bus.stop()
    kept = recording.read(line.path)
    assert (kept.line, kept.protocol, kept.baudrate) == ("far", "onbon-k", 9600)
    assert {chunk.way for chunk in kept.chunks} == {"open", "out", "in", "lost"}
    assert [chunk.at for chunk in kept.chunks] == sorted(chunk.at for chunk in kept.chunks)
    assert line.path.stat().st_mode & 0o077 == 0, "its owner's alone"

    again = bench.emulator("replay", name="again", file=line.path)
    signs(bench, again.tty, ["A001", "A002"])
    state = again.control.state()
    assert (state["differences"], state["at"]) == ([], state["of"])

    other = bench.emulator("replay", name="other", file=line.path)
    sign = Sign("s", 1, reply_s=0.3)
    bench.bus(other.tty, [sign])
    sign.show("A777", call=True, number="A777")
    bench.eventually(lambda: sign.health().cause == "no_answer", 30)
    found = other.control.state()["differences"]
    assert any(b"A777".hex(" ") in one["got"] for one in found)
    assert any(b"A001".hex(" ") in one["expected"] for one in found)


def test_what_only_speaks_is_played_when_asked_for(bench, tmp_path):
    far = bench.emulator("ff68", addresses="1", repeats=0)

    def pad(tty: Path, line: Any = None) -> tuple[list[KeyPress], Bus]:
        heard: list[KeyPress] = []
        keypad = Keypad("k", 1, on_key=lambda press: (heard.append(press), keypad.accept(press)))
        bus = bench.bus(tty, [keypad], line=line)
        bench.eventually(lambda: keypad.health().link == "opened")
        return heard, bus

    line = recorded(far.tty, tmp_path)
    heard, bus = pad(far.tty, line)
    for count, key in enumerate(("call", "pause"), 1):
        far.control.request({"op": "press", "address": 1, "key": key})
        bench.eventually(lambda count=count: len(heard) == count)
        bench.eventually(lambda count=count: far.control.state()["desks"]["1"]["acks"] == count)
    bus.stop()
    again = bench.emulator("replay", name="again", file=line.path)
    heard_again, _ = pad(again.tty)
    again.control.request({"op": "play"})
    bench.eventually(lambda: [p.key for p in heard_again] == [p.key for p in heard])
    bench.eventually(lambda: again.control.state()["at"] == 2)
    assert again.control.state()["differences"] == []


def test_a_recording_that_cannot_be_written_ends_and_the_line_goes_on(bench, tmp_path, monkeypatch, caplog):
    far = bench.emulator("onbon", addresses="1")
    monkeypatch.setattr(recording, "MAX_BYTES", 300)
    line = recorded(far.tty, tmp_path)
    signs(bench, far.tty, ["A001", "A002"], line)
    assert line.path.stat().st_size <= 300
    assert "ended cause=" in caplog.text
    recording.read(line.path)


def test_a_line_that_is_not_there_is_not_written_down_at_each_attempt(tmp_path):
    line = recorded(tmp_path / "nobody", tmp_path)
    for _ in range(3):
        with pytest.raises(LineLost):
            line.open()
    assert recording.read(line.path).chunks == ()


HEAD = '{"line": "far", "protocol": "alpha", "baudrate": 9600}\n'


@pytest.mark.parametrize(
    ("text", "where"),
    [("", "空"), ("PNG\n{}\n", "第 1 行"), (HEAD + '{"at": 1, "way": "up"}\n{}\n', "第 2 行")],
)
def test_a_file_that_is_no_recording_is_refused_by_line(tmp_path, text, where):
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(BadRecording, match=where):
        recording.read(path)


def test_the_last_line_may_have_broken_off(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(HEAD + '{"at": 1, "way": "out", "hex": "1b40"}\n{"at": 2, "wa')
    kept = recording.read(path)
    assert kept == Recording("far", "alpha", 9600, (recording.Chunk(1.0, "out", b"\x1b@"),))


# ---------------------------------------------------------------- as a technician and a developer do it

READER = """
[[device]]
id = "reader-k1"
kind = "idreader"
protocol = "samv"
url = "emulator://reader"
kiosk = "k1"
"""


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        input=given,
        check=False,
    )


def test_check_records_every_line_but_the_card_readers_and_checks_against_a_recording(tmp_path):
    hall = tmp_path / "hall.toml"
    hall.write_text(SAMPLE.read_text(encoding="utf-8") + READER, encoding="utf-8")
    folder = tmp_path / "kept"
    done = run("check", "--config", str(hall), "--test-pattern", "--record", str(folder))
    assert "reader-k1" in done.stdout, done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    heads = {json.loads(path.read_text().splitlines()[0])["line"]: path for path in folder.iterdir()}
    assert "emulator://reader" not in heads
    assert len(heads) >= 8
    assert "11010519491231002X".encode("utf-16-le").hex() not in "".join(
        p.read_text() for p in heads.values()
    )

    file = str(heads["emulator://signs-1"])
    same = run("check", "--config", str(hall), "--test-pattern", "--replay", file)
    assert same.returncode == 0, same.stdout + same.stderr
    assert "无差异 no difference" in same.stdout
    moved = re.sub(r'(id = "sign-w1"\n(?:.*\n)*?address = )1\b', r"\g<1>21", hall.read_text(encoding="utf-8"))
    hall.write_text(moved, encoding="utf-8")
    other = run("check", "--config", str(hall), "--test-pattern", "--replay", file)
    assert (other.returncode, "有差异 differs" in other.stdout) == (1, True), other.stdout + other.stderr


def test_replays_that_cannot_be_are_refused_in_words(tmp_path):
    nothing = run("check", "--replay", str(tmp_path / "none"))
    assert (nothing.returncode, "读不到" in nothing.stderr) == (2, True)
    path = tmp_path / "x.jsonl"
    path.write_text(HEAD)
    elsewhere = run("check", "--replay", str(path))
    assert elsewhere.returncode == 2
    assert "far" in elsewhere.stderr
    assert "emulator://" in elsewhere.stderr, "which lines there are"
    path.write_text("{}")
    assert run("emulators", "--replay", str(path)).returncode == 2


def test_the_far_end_of_a_recording_alone(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(HEAD + '{"at": 1, "way": "in", "hex": "06"}\n')
    done = run("emulators", "--data", str(tmp_path), "--replay", str(path), given="\n")
    assert done.returncode == 0, done.stderr
    assert "replay.tty" in done.stdout
    assert "无差异" in done.stdout
