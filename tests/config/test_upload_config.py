"""`[outbox]`: where records are sent, with which key; off where it does not stand."""

import shutil
from pathlib import Path

import certifi
import pytest

from config.load import ConfigErrors, load, parse
from server.domain.facts.upload import KEY_VARIABLE, UploadPlan
from tests.config.examples import HALL

FULL = """
[outbox]
url = "https://10.0.0.8:8443/hcp"
app = "qingxi"
key_file = "outbox.key"
ca_file = "ca.pem"
source = "133"
area_code = "330604"
area_name = "上虞区"
timeout_s = 5
[[outbox_unit]]
unit = "民政窗口"
code = "11330604002579000A"
"""
LEAST = '[outbox]\nurl = "https://far"\napp = "a"\n'


def upload(text: str) -> UploadPlan | None:
    return parse((HALL + "\n" + text).encode(), "x.toml").upload


def test_nothing_is_sent_unless_it_says_so():
    assert upload("") is None


def test_all_of_it():
    unit = parse(HALL.encode(), "x.toml").queues[0].unit
    assert upload(FULL.replace("民政窗口", unit)) == UploadPlan(
        *("https://10.0.0.8:8443/hcp", "qingxi", "outbox.key", "ca.pem", "133", "330604", "上虞区", 5),
        departments={unit: "11330604002579000A"},
    )


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ('[outbox]\napp = "a"', "outbox.url", "https://"),
        ('[outbox]\nurl = "http://far"\napp = "a"', "outbox.url", "https://"),
        ('[outbox]\nurl = "https://u:p@far"\napp = "a"', "outbox.url", "https://"),
        ('[outbox]\nurl = "https://far"', "outbox.app", "letters"),
        (LEAST + "timeout_s = 0", "outbox.timeout_s", "1 to 300"),
        (LEAST + 'password = "x"', "outbox.password", "key_file"),
        ('[[outbox_unit]]\nunit = "无此部门"\ncode = "1"', "outbox_unit[0].unit", "unit"),
    ],
)
def test_what_it_may_not_say(text: str, key: str, allowed: str):
    with pytest.raises(ConfigErrors) as caught:
        upload(text)
    error = caught.value.errors[0]
    assert error.key == key
    assert allowed in error.allowed
    assert error.allowed_zh


def hall_file(folder: Path, text: str) -> Path:
    path = folder / "hall.toml"
    path.write_text(HALL + "\n" + text)
    return path


def test_its_files_are_found_beside_it(tmp_path: Path):
    (tmp_path / "k").write_bytes(b"0123456789abcdef\n")
    shutil.copy(certifi.where(), tmp_path / "ca.pem")
    plan = load(hall_file(tmp_path, LEAST + 'key_file = "k"\nca_file = "ca.pem"'))
    assert plan.upload is not None
    assert (plan.upload.key_file, plan.upload.ca_file) == (str(tmp_path / "k"), str(tmp_path / "ca.pem"))


def test_the_key_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(KEY_VARIABLE, "0123456789abcdef")
    plan = load(hall_file(tmp_path, LEAST))
    assert plan.upload is not None
    assert plan.upload.key_file == ""


@pytest.mark.parametrize(
    ("more", "key", "allowed"),
    [
        ("", "outbox.key_file", KEY_VARIABLE),
        ('key_file = "none"', "outbox.key_file", "can be read"),
        ('key_file = "short"', "outbox.key_file", "16 bytes"),
        ('key_file = "good"\nca_file = "none"', "outbox.ca_file", "PEM"),
        ('key_file = "good"\nca_file = "short"', "outbox.ca_file", "PEM"),
    ],
)
def test_what_its_files_may_not_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, key: str, allowed: str
):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    (tmp_path / "short").write_bytes(b"short")
    (tmp_path / "good").write_bytes(b"0123456789abcdef")
    with pytest.raises(ConfigErrors) as caught:
        load(hall_file(tmp_path, LEAST + more))
    (error,) = caught.value.errors
    assert (error.key, error.line > 0) == (key, True)
    assert allowed in error.allowed
    assert error.allowed_zh
