"""The guide beside the hall's file: six facts a matter, in versions, every fault of both files at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.guide import guide_notes
from config.load import ConfigErrors, load
from server.domain.facts.guide import Material, Sentence, TimeLimit
from tests.serving import ROOT, SAMPLE

DAY = "2026-11-23"
HALL = """
[hall]
code = "x"
name = "小厅"
[[floor]]
id = "1"
name = "一楼"
[[queue]]
id = "a"
prefix = "A"
name = "甲"
unit = "甲窗口"
[[matter]]
id = "wed"
queue = "a"
name = "结婚登记"
[[matter]]
id = "deed"
queue = "a"
name = "契税"
[[window]]
id = "w1"
no = "1"
floor = "1"
units = ["甲窗口"]
queues = ["a"]
"""
WED = """
[[guide]]
matter = "wed"
from = "2026-01-01"
content = "办理结婚登记。"
procedure = ["取号", "审查"]
procedure_en = ["Take a number", "The check"]
materials = [
  { name = "身份证", name_en = "Identity card", copies = 2, note = "本人到场" },
  { name = "照片", originals = 3 },
]
basis = ["《民法典》"]
limit = { days = 5, statutory = 10 }
fees = "不收费"
fees_en = "Free"
"""
FAULTS = {
    'matter = "wed"': ('matter = "wedding"', "guide[0].matter", "the id of a [[matter]]: wed, deed"),
    'from = "2026-01-01"': ("from = 2026-01-01", "guide[0].from", "in quotes"),
    "2026-01-01": ("2026-02-29", "guide[0].from", "that the year has"),
    'content = "办理结婚登记。"': ("", "guide[0].content", "text"),
    '"办理结婚登记。"': ('""', "guide[0].content", "not empty"),
    '["取号", "审查"]': ("[]", "guide[0].procedure", "a list of texts"),
    '["Take a number", "The check"]': ('["Come"]', "guide[0].procedure_en", "as many lines as procedure: 2"),
    'name = "照片"': ('name = "身份证"', "guide[0].materials", "each one only once"),
    "copies = 2": ("copies = 99", "guide[0].materials[0].copies", "from 0 to 20"),
    "originals = 3": ("original = 3", "guide[0].materials[1].original", 'did you mean "originals"'),
    "days = 5": ('days = "5"', "guide[0].limit.days", "from 0 to 730"),
    "statutory = 10": ("statutory = 3", "guide[0].limit.statutory", "at least days (5)"),
    ", statutory = 10": (', unit = "weeks"', "guide[0].limit.unit", "working, calendar"),
    "limit = { days = 5, statutory = 10 }": ("", "guide[0].limit", "a table [guide[0].limit]"),
    'basis = ["《民法典》"]': ("", "guide[0].basis", "a list of texts"),
    'fees = "不收费"': ("", "guide[0].fees", "text"),
    'fees_en = "Free"': ('fee = "x"', "guide[0].fee", 'did you mean "fees"'),
}


def files(folder: Path, guide: str = WED, hall: str = HALL, name: str = "x.guide.toml") -> Path:
    (folder / "x.toml").write_text(hall, encoding="utf-8")
    (folder / name).write_text(guide, encoding="utf-8")
    return folder / "x.toml"


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(ConfigErrors) as refused:
        load(path)
    for fault in refused.value.errors:
        assert fault.allowed.isascii() or "户口簿" in fault.allowed
        assert any("一" <= letter <= "鿿" for letter in fault.allowed_zh)
    return [(Path(fault.file).name, fault.key) for fault in refused.value.errors]


def test_six_facts_of_a_matter_are_read(tmp_path):
    guide = load(files(tmp_path)).guide_of("wed", DAY)
    assert (guide.valid_from, guide.content, guide.fees) == (
        "2026-01-01",
        Sentence("办理结婚登记。"),
        Sentence("不收费", "Free"),
    )
    assert guide.procedure == (Sentence("取号", "Take a number"), Sentence("审查", "The check"))
    assert guide.basis == (Sentence("《民法典》"),)
    assert guide.limit == TimeLimit(5, statutory=10)
    assert guide.materials == (
        Material("身份证", "Identity card", 1, 2, "本人到场"),
        Material("照片", originals=3),
    )


@pytest.mark.parametrize("was", FAULTS)
def test_each_fault_is_named_with_its_place_and_what_is_allowed(tmp_path, was):
    now, key, allowed = FAULTS[was]
    with pytest.raises(ConfigErrors) as refused:
        load(files(tmp_path, WED.replace(was, now, 1)))
    found = {fault.key: fault for fault in refused.value.errors}
    assert allowed in found[key].allowed
    assert found[key].file.endswith("x.guide.toml")
    assert found[key].line > 0


def test_nothing_to_bring_is_said_and_not_forgotten(tmp_path):
    a, b = WED.index("materials = ["), WED.index("basis")
    assert load(files(tmp_path, WED[:a] + "materials = []\n" + WED[b:])).guide_of("wed", DAY).materials == ()
    assert faults(files(tmp_path, WED[:a] + WED[b:])) == [("x.guide.toml", "guide[0].materials")]


def test_a_version_is_shown_from_its_day_on(tmp_path):
    later = WED.replace("2026-01-01", "2027-01-01").replace("不收费", "9元")
    plan = load(files(tmp_path, later + WED))
    assert plan.guide_of("wed", "2025-12-31") is None
    assert plan.guide_of("wed", "2026-12-31").fees.text == "不收费"
    assert plan.guide_of("wed", "2027-01-01").fees.text == "9元"
    assert plan.guide_of("deed", DAY) is None


def test_two_versions_of_one_day_are_a_fault(tmp_path):
    assert faults(files(tmp_path, WED + WED)) == [("x.guide.toml", "guide[1].from")]


def test_the_faults_of_both_files_come_at_once(tmp_path):
    broken = files(tmp_path, WED.replace("copies = 2", "copies = -1"), HALL.replace('prefix = "A"', ""))
    assert faults(broken) == [("x.toml", "queue[0].prefix"), ("x.guide.toml", "guide[0].materials[0].copies")]
    broken = files(tmp_path, "[[guide", HALL.replace('prefix = "A"', ""))
    assert faults(broken) == [("x.toml", "queue[0].prefix"), ("x.guide.toml", "")]


def test_a_guide_that_is_named_must_be_there_and_one_that_is_not_may_be_missing(tmp_path):
    named = HALL.replace('name = "小厅"', 'name = "小厅"\nguide = "texts.toml"')
    assert faults(files(tmp_path, hall=named)) == [("texts.toml", "")]
    assert load(files(tmp_path, hall=named, name="texts.toml")).guide_of("wed", DAY)
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "x.toml").write_text(HALL, encoding="utf-8")
    plan = load(tmp_path / "alone" / "x.toml")
    assert plan.guides == ()
    (none,) = guide_notes(plan, DAY)
    assert "[hall] guide" in none


def test_the_check_names_matters_without_a_guide_and_limits_that_are_not_halved(tmp_path):
    plan = load(files(tmp_path, WED.replace("days = 5", "days = 6")))
    first, bare, long = guide_notes(plan, DAY)
    assert "1 / 2" in first
    assert "契税(deed)" in bare
    assert "结婚登记(wed, from = 2026-01-01)" in long
    assert "6 days" in long
    assert len(guide_notes(load(files(tmp_path)), DAY)) == 2
    without = WED.replace("days = 5, statutory = 10", "days = 60")
    assert len(guide_notes(load(files(tmp_path, without)), DAY)) == 2


def test_the_sample_hall_has_a_guide_for_every_matter_and_keeps_its_own_promise():
    plan = load(SAMPLE)
    assert all(plan.guide_of(matter.id, DAY) for matter in plan.matters)
    assert len(guide_notes(plan, DAY)) == 1
    assert plan.guide_of("marriage-register", "2027-01-01").valid_from == "2027-01-01"
    for guide in plan.guides:
        texts = [guide.content, guide.fees, *guide.procedure, *guide.basis]
        assert all(text.text_en for text in texts)
        assert all(one.name_en and bool(one.note) == bool(one.note_en) for one in guide.materials)


def test_check_prints_it(tmp_path):
    program = [sys.executable, str(ROOT / "run.py"), "check", "--only-config", "--config"]
    done = subprocess.run([*program, str(files(tmp_path))], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "没有办事指南 without a guide: 契税(deed)" in done.stdout
