"""The loader: all faults of a file at once, each with its place, and the sample hall."""

import re
import tomllib
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from config.load import ConfigError, ConfigErrors, load, parse
from config.protocols import KEY_MEANINGS, KEY_NAMES, PROTOCOLS
from config.sections import SETTING_RANGES
from devices.codecs.keys import NAMES
from devices.drivers.cards.brands import BRANDS, card_for
from devices.drivers.key_entry import CANCEL, Key
from devices.drivers.usb_keypad import UsbKeypad
from server.domain.facts.plan import DeviceKind, Role, WindowKind
from server.domain.facts.settings import Settings
from tests.config.examples import MINIMAL

HALL = Path(__file__).parents[2] / "config" / "hall.toml"
BROKEN = Path(__file__).with_name("broken.toml")

EXPECTED = {
    "colour": "hall, settings",
    "hall.code": "1 to 32 letters",
    "hall.name": "not empty",
    "hall.timezone": 'did you mean "Asia/Shanghai"',
    "hall.nmae_en": 'did you mean "name_en"',
    "settings.rating_open_s": "from 5 to 600",
    "settings.gap_s": "an integer",
    "settings.auto_open": "true or false",
    "settings.one_key_start_s": "more than no_show_s (60)",
    "settings.identity_days": "from 1 to 30",
    "settings.bad_close_days": "from 1 to 90",
    "settings.lock_s": "from 0 to 36000",
    "settings.undo_s": "from 0 to 60",
    "settings.windows_per_person": "from 1 to 4",
    "hours[0].to": "a day of the year",
    "hours[0].sessions[0].prep": "a time such as",
    "hours[0].sessions[1].close": "a time such as",
    "hours[1].id": "hours[0] has this",
    "hours[1].from": "no earlier [[hours]]",
    "hours[1].sessions": "go up",
    "hours[2].sessions": "a list such as [{ open",
    "hours[2].to": "none for 04-01",
    "calendar[0].date": "a date such as",
    "calendar[0].kind": "open, closed, duty",
    "calendar[1].date": "the year has",
    "calendar[1].windows": "that work on this day",
    "calendar[2].date": "in quotes",
    "calendar[2].windows": 'unless kind = "duty"',
    "calendar[3].windows[0]": "the id of a [[window]]",
    "calendar[3].notice": "control characters",
    "calendar[4].date": "calendar[3] has this",
    "duty.to": "after 17:00",
    "duty.lunch": "from, to",
    "duty_post[0].staff[0]": "with the role duty",
    "duty_post[1].staff": "list of texts",
    "duty_post[1].floor": "duty_post[0] has this",
    "queue[0].service_s": "from 10 to 14400",
    "queue[0].daily_limit": "from 0 to 10000",
    "queue[0].identity": "none, asked, required",
    "queue[0].slots[0].to": "a time such as",
    "queue[0].slots[1].limit": "from 0 to 10000",
    "queue[0].slots[2]": "a list such as [{ from",
    "queue[1].slots": "none overlapping",
    "matter[0].days.month": "from 1 to 31",
    "matter[0].days.else_next": "true or false",
    "matter[1].days.weekdays": "else_next = true",
    "matter[2].days.month": "only once",
    "matter[2].days.day": "month, weekdays, else_next",
    "matter[3].days.month": "weekdays = [1, 3]",
    "window[0].staffed": "true or false",
    "staff[0].stands_in_for[0]": "another staff no",
    "staff[0].stands_in_for[1]": "another staff no",
    "floor[0].name": "control characters",
    "floor[1].id": "floor[0] has this",
    "queue[0].prefix": "without I and O",
    "queue[2].prefix": "queue[1] has this",
    "queue[2].unit": "text",
    "queue[2].id": "nobody serves",
    "matter[0].queue": 'did you mean "a"',
    "matter[0].name": "up to 120",
    "window[0].floor": "the id of a [[floor]]",
    "window[0].units": "list of texts",
    "window[0].queues[1]": 'did you mean "b"',
    "window[1].label": "text",
    "window[1].units": "list of texts",
    "window[1].queues": "only once",
    "window[1].phone": "digits",
    "window[2].no": "text in quotes",
    "window[2].units[1]": "control characters",
    "window[2].queues": "no queue",
    "window[3].queues": "at least one queue",
    "window[4].kind": "service, other",
    "window[4].no": "window[3] has this",
    "window[6].label": "window[5] has this",
    "staff[0].roles[1]": "clerk, lead, help_desk, duty, admin",
    "staff[0].windows[1]": "the id of a [[window]]",
    "staff[1].no": "staff[0] has this",
    "staff[1].roles": "list of texts",
    "kiosk[1].floor": "the id of a [[floor]]",
    "screen[0].floors": "list of texts",
    "device[0].address": "from 1 to 32767",
    "device[0].kiosk": "no kiosk",
    "device[0].window": "stands at a window",
    "device[1].protocol": "onbon-k",
    "device[2].kind": "printer, sign, keypad, rater, idreader",
    "device[2].url": "emulator://name",
    "device[3].kiosk": "k1, k2",
    "device[3].baudrate": "9600",
    "device[3].options.columns": "from 24 to 64",
    "device[3].options.colums": 'did you mean "columns"',
    "device[3].options.xonxoff": "true or false",
    "device[3].url": "while [hall] sample = true",
    "device[5].address": "device[4] has this",
    "device[5].baudrate": "9600, as device[4]",
    "device[6].window": "w1, as device[4]",
    "device[6].options.levels.1": "no other button",
    "device[6].options.levels.2": "from 1 to 5",
    "device[6].options.levels.3": "from 1 to 5",
    "device[6].options.levels.6": "0, 1, 2, 3, 4, 5",
    "device[7].id": "device[6] has this",
    "device[7].address": "from 0 to 255",
    "device[7].window": 'kind "service"',
    "device[7].options.levels": "for each button",
    "device[8].protocol": "ff68, as device[4]",
    "device[8].options.width": "an integer",
    "device[9].options.font": "one of 16, 24, 32",
    "device[9].options.areas": "true or false",
    "device[9].options.eighths": "true or false",
    "device[9].options.two_colour": "width, height, off_when_dark, clock, echo",
    "device[10].url": "only evdev reads that",
    "device[10].window": "stands at a kiosk",
    "device[10].kiosk": "the id of a [[kiosk]]",
    "device[11].url": "/dev/input/by-id/",
    "device[11].options.keys.plus": "call, recall, rate, pause, transfer, help, ok, cancel",
    "device[11].options.keys.dott": 'did you mean "dot"',
    "device[12].url": "a line of its own: device[11]",
    "device[12].options.levels.4": "from 1 to 5",
    "device[13].address": "from 0 to 254",
    "device[13].options.instant": "from 1 to 99",
    "device[13].options.window": "from 0 to 255",
    "device[14].address": "from 1 to 247",
    "device[14].options.places": "from 1 to 32",
    "device[15].options.encoding": "gbk, gb18030",
    "device[15].options.cut": "full, partial, none",
    "device[15].options.feed": "from 0 to 10",
    "device[15].options.logo": "the path of a file",
}
TWICE = [
    "device[3].kiosk",  # it names no kiosk, and stands beside window =
    "device[10].url",  # for the sample hall, and for its kind
    "device[11].url",
    *2 * ["device[12].url"],  # and for its neighbour
]


def faults(text: str) -> list[ConfigError]:
    with pytest.raises(ConfigErrors) as caught:
        parse(text.encode(), "x.toml")
    return list(caught.value.errors)


def test_every_fault_is_reported_at_once_and_no_other() -> None:
    with pytest.raises(ConfigErrors) as caught:
        load(BROKEN)
    errors = caught.value.errors
    assert sorted(error.key for error in errors) == sorted([*EXPECTED, *TWICE])
    for key, part in EXPECTED.items():
        assert any(part in error.allowed for error in errors if error.key == key), key
    assert all(error.file == str(BROKEN) and error.found and error.allowed_zh for error in errors)


def test_faults_name_the_line_and_come_in_the_order_of_the_file() -> None:
    with pytest.raises(ConfigErrors) as caught:
        load(BROKEN)
    lines = BROKEN.read_text(encoding="utf-8").splitlines()
    at = {error.key: lines[error.line - 1] for error in caught.value.errors}
    assert at["window[0].queues[1]"].startswith("queues =")
    assert at["device[6].options.levels.2"].startswith("options =")
    assert at["device[0].window"].startswith("[[device]] # 0")  # missing: the table it is missing from
    numbers = [error.line for error in caught.value.errors]
    assert numbers == sorted(numbers)
    assert all(numbers)


def test_a_fault_reads_as_one_line_in_each_language() -> None:
    (error,) = faults(MINIMAL.replace('queues = ["a"]', 'queues = ["a", "Z"]'))
    assert str(error) == (
        'x.toml, line 18: window[0].queues[1]: found "Z"; allowed: the id of a [[queue]]: a\n'
        '    第18行 window[0].queues[1]:现为 "Z";应为:某个 [[queue]] 的 id:a'
    )


def test_what_was_found_is_bounded_and_holds_no_control_characters() -> None:
    (error,) = faults(MINIMAL.replace('"小厅"', '"' + "\\u001b[2J" * 50 + '"'))
    assert len(error.found) <= 60
    assert error.found.isprintable()


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (MINIMAL.replace('code = "x"', "code = “x”").encode(), 3, "TOML"),
        (MINIMAL.encode().replace("小厅".encode(), "小厅".encode("gbk")), 4, "UTF-8"),
        ((MINIMAL + 'id = "w1"\n').encode(), 19, "TOML"),
        ((MINIMAL + "x = [1,\n\n").encode(), 19, "TOML"),
        (b"a = " + b"[" * 5000, 0, "TOML"),
        (b"a = " + b"9" * 5000, 0, "TOML"),
    ],
)
def test_no_toml(content: bytes, line: int, part: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        parse(content, "x.toml")
    (error,) = caught.value.errors
    assert (error.line, error.key) == (line, "")
    assert part in error.allowed


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(ConfigErrors):
            load(path)


def test_the_sections_a_hall_cannot_do_without() -> None:
    keys = {error.key for error in faults("")}
    assert keys == {"hall", "hall.code", "hall.name", "floor", "queue", "window"}
    assert faults(MINIMAL.replace("[[floor]]", "[floor]"))[0].key == "floor"


def test_a_kiosk_that_needs_paper_needs_a_printer() -> None:
    kiosk = '[[kiosk]]\nid = "k"\nname = "机"\nfloor = "1"\n'
    assert [error.key for error in faults(MINIMAL + kiosk)] == ["kiosk[0].needs_paper"]
    assert parse((MINIMAL + kiosk + "needs_paper = false\n").encode(), "x").kiosk["k"].needs_paper is False


def test_who_takes_over_from_a_kiosks_first_printer() -> None:
    kiosk = '[[kiosk]]\nid = "k"\nname = "机"\nfloor = "1"\nneeds_paper = false\n'
    for given, spare in (("", "second"), ('spare = "none"\n', "none")):
        assert parse((MINIMAL + kiosk + given).encode(), "x").kiosk["k"].spare == spare
    (error,) = faults(MINIMAL + kiosk + 'spare = "third"\n')
    assert (error.key, "second, none" in error.allowed) == ("kiosk[0].spare", True)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("/dev/ttyUSB0", True),
        ("/dev/serial/by-id/usb-FTDI-if00", True),
        ("COM3", True),
        ("usb://04b8:0e15", True),
        ("socket://10.0.0.9:4001", True),
        ("rfc2217://gateway.hall:4001", True),
        ("socket://[fe80::1]:5005", True),
        ("emulator://printer-k1", True),
        ("ttyUSB0", False),
        ("usb://4b8:e15", False),
        ("socket://10.0.0.9", False),
        ("socket://10.0.0.9:65536", False),
        ("socket://:4001", False),
        ("emulator://", False),
        ("http://10.0.0.9:80", False),
    ],
)
def test_urls(url: str, good: bool) -> None:
    device = f'[[device]]\nid = "p"\nkind = "printer"\nprotocol = "escpos"\nurl = "{url}"\nwindow = "w1"\n'
    if good:
        assert parse((MINIMAL + device).encode(), "x").devices[0].url == url
    else:
        assert [error.key for error in faults(MINIMAL + device)] == ["device[0].url"]


def device(kind: str, protocol: str, **more: str) -> str:
    """A `[[device]]` of a hall that is not the sample."""
    place = 'kiosk = "k"' if kind == "idreader" else 'window = "w1"'
    keys = {"url": '"/dev/ttyUSB0"', **more}
    lines = [f'id = "d"\nkind = "{kind}"\nprotocol = "{protocol}"\n{place}']
    return "\n".join(["[[device]]", *lines, *(f"{key} = {value}" for key, value in keys.items())]) + "\n"


KIOSK = '[[kiosk]]\nid = "k"\nname = "机"\nfloor = "1"\nneeds_paper = false\n'
OPTIONS = {
    (
        "onbon-k",
        "1",
    ): "{ width = 96, font = 24, areas = true, off_when_dark = true, clock = true, eighths = true }",
    (
        "lihe",
        "0",
    ): "{ sentences = true, window = 3, confirms = false, width = 64, instant = 11, echo = true }",
    ("shuangse", "255"): "{ echo = true }",
    ("ruize", "255"): "{ two_colour = false }",
    ("alpha", "0"): "{ width = 90, rows = 2, acknowledges = true, seven_bits = true, checksums = false }",
    ("modbus-digits", "247"): "{ places = 4, letters = false, reads = false }",
}


@pytest.mark.parametrize(("protocol", "address"), OPTIONS)
def test_what_is_said_of_a_sign_is_what_its_driver_is_told(protocol: str, address: str) -> None:
    """What a file says and the driver would not take, or the other way round, is seen before opening day."""
    options = OPTIONS[protocol, address]
    text = device("sign", protocol, address=address, options=options)
    known = dict(parse((MINIMAL + text).encode(), "x").devices[0].options)
    assert known == tomllib.loads(f"x = {options}")["x"]
    known.pop("echo", None)
    assert card_for(protocol, int(address), **known).address == int(address)


def test_every_brand_of_sign_that_has_a_driver_may_stand_in_the_file() -> None:
    assert {name for name, p in PROTOCOLS.items() if DeviceKind.SIGN in p.kinds} == set(BRANDS)


@pytest.mark.parametrize(
    ("protocol", "levels", "wrong"),
    [
        ("ff68", "0 = 5, 1 = 4, 2 = 3, 3 = 1", []),
        ("ff68", "0 = 5, 1 = 4, 2 = 3, 3 = 2, 4 = 1", []),
        ("ff68", "0 = 5, 1 = 4, 2 = 3, 3 = 2, 4 = 1, 5 = 1", []),
        ("ff68", "0 = 5, 1 = 4, 2 = 3, 3 = 1, 4 = 1", ["levels.4"]),
        ("ff68", "0 = 5, 1 = 4, 2 = 3", ["levels.3"]),
        ("ff68", "0 = 5, 1 = 4, 2 = 3, 3 = 2, 5 = 1", ["levels.4"]),
        ("qe1", "1 = 5, 2 = 4, 3 = 3, 4 = 2, 5 = 1", []),
        ("qe1", "0 = 5, 1 = 4, 2 = 3, 3 = 1", ["levels.0", "levels.4"]),
        ("evdev", "0 = 5, 1 = 4, 2 = 3, 3 = 1", []),
        ("evdev", "1 = 5, 2 = 4, 3 = 3, 4 = 2, 5 = 1, 6 = 1", []),
        ("evdev", "", ["levels.1", "levels.2", "levels.3", "levels.4"]),
    ],
)
def test_boxes_of_four_to_six_keys(protocol: str, levels: str, wrong: list[str]) -> None:
    where = {"url": '"/dev/input/by-id/usb-X-event-kbd"'} if protocol == "evdev" else {"address": "1"}
    text = MINIMAL + device("rater", protocol, **where, options=f"{{ levels = {{ {levels} }} }}")
    if wrong:
        assert sorted(e.key for e in faults(text)) == [f"device[0].options.{key}" for key in wrong]
    else:
        known = parse(text.encode(), "x").devices[0].options["levels"]
        assert known == tomllib.loads(f"x = {{ {levels} }}")["x"]


def test_a_keypad_that_types_may_have_keys_of_its_own() -> None:
    assert set(KEY_NAMES) == {name for name in NAMES.values() if not name.isdigit()} - {"numlock"}
    assert set(KEY_MEANINGS) == {*Key, CANCEL}
    keys = '{ keys = { enter = "call", escape = "cancel" } }'
    text = device("keypad", "evdev", url='"/dev/input/by-id/usb-X-event-kbd"', options=keys)
    known = parse((MINIMAL + text).encode(), "x").devices[0].options["keys"]
    assert UsbKeypad("d", on_key=print, meanings=known).health().link == "lost"


def test_a_reader_of_cards_stands_at_a_kiosk_at_the_speed_of_its_factory() -> None:
    found = parse((MINIMAL + KIOSK + device("idreader", "samv")).encode(), "x").devices[0]
    assert (found.kind, found.kiosk, found.window, found.baudrate) == (
        DeviceKind.ID_READER,
        "k",
        None,
        115200,
    )


def test_what_may_be_left_out() -> None:
    plan = parse(b"\xef\xbb\xbf" + MINIMAL.encode(), "x.toml")
    assert plan.name_en == plan.name
    assert plan.queue["a"].name_en == "甲"
    assert (plan.window["w1"].label, plan.window["w1"].label_en) == ("1号窗口", "Window 1")
    assert (plan.timezone, plan.sample, plan.settings) == ("Asia/Shanghai", False, Settings())


def test_a_number_may_come_again_on_another_floor_only() -> None:
    other = '[[floor]]\nid = "2"\nname = "二楼"\n'
    window = '[[window]]\nid = "w1b"\nno = "1"\nfloor = "2"\nunits = ["乙"]\nqueues = ["a"]\n'
    assert len(parse((MINIMAL + other + window).encode(), "x").windows) == 2
    same = faults(MINIMAL + window.replace('floor = "2"', 'floor = "1"'))
    assert [error.key for error in same] == ["window[1].no"]


def test_the_plan_is_frozen() -> None:
    plan = load(HALL)
    with pytest.raises(FrozenInstanceError):
        plan.name = "x"  # type: ignore[misc]


def test_every_setting_has_a_range() -> None:
    numbers = {s.name for s in fields(Settings) if not isinstance(s.default, bool)}
    assert set(SETTING_RANGES) == numbers


def test_the_sample_hall() -> None:
    plan = load(HALL)
    assert plan.sample
    assert plan.settings.auto_open
    assert [len(plan.floors), len(plan.queues), len(plan.windows), len(plan.kiosks)] == [2, 6, 8, 2]
    assert [queue.prefix for queue in plan.queues] == list("ABCDGH")
    assert [sum(w.floor == f.id for w in plan.windows) for f in plan.floors] == [6, 2]
    assert [w.id for w in plan.windows_of["insurance"]] == ["w2", "w3", "w4"]
    assert plan.window["w4"].queues == ("insurance", "payment")
    assert [w.label for w in plan.windows if w.no is None] == ["残联窗口(5号旁)"]
    assert all(plan.matters_of[queue.id] for queue in plan.queues)
    assert {role for person in plan.staff for role in person.roles} == set(Role)
    assert all(device.url.startswith("emulator://") for device in plan.devices)
    assert [d.options["columns"] for d in plan.devices if d.kind is DeviceKind.PRINTER] == [48, 48, 32]
    for window in plan.windows:
        assert window.kind is WindowKind.SERVICE
        (keypad,), (rater,) = (
            plan.devices_at(kind, window=window.id) for kind in (DeviceKind.KEYPAD, DeviceKind.RATER)
        )
        if keypad.protocol == rater.protocol:
            assert (keypad.url, keypad.address) == (rater.url, rater.address)
        assert len(plan.devices_at(DeviceKind.SIGN, window=window.id)) == 1
    spoken = {kind: {d.protocol for d in plan.devices if d.kind is kind} for kind in DeviceKind}
    assert spoken[DeviceKind.SIGN] == {"onbon-k", "lihe", "shuangse", "alpha"}
    assert (spoken[DeviceKind.KEYPAD], spoken[DeviceKind.RATER]) == ({"ff68", "evdev"}, {"ff68", "qe1"})


def test_what_people_look_for_a_matter_by() -> None:
    matter = '[[matter]]\nid = "m"\nqueue = "a"\nname = "结婚登记"\n'
    (plain,) = parse((MINIMAL + matter).encode(), "x").matters
    assert (plain.frequent, plain.search) == (False, ())
    (full,) = parse(
        (MINIMAL + matter + 'frequent = true\nsearch = ["领证", "结婚证"]\n').encode(), "x"
    ).matters
    assert (full.frequent, full.search) == (True, ("领证", "结婚证"))
    wrong = faults(MINIMAL + matter + 'frequent = 1\nsearch = ["领证", "领证"]\n')
    assert [error.key for error in wrong] == ["matter[0].frequent", "matter[0].search"]


def test_only_a_counter_without_queues_says_its_business() -> None:
    bank = '[[window]]\nid = "bank"\nlabel = "银行"\nfloor = "1"\nunits = ["银行"]\nkind = "other"\n'
    plan = parse((MINIMAL + bank + 'business = "存款取款"\n').encode(), "x")
    assert [w.business for w in plan.windows] == ["", "存款取款"]
    served = '[[window]]\nid = "w9"\nno = "9"\nfloor = "1"\nunits = ["甲"]\nqueues = ["a"]\nbusiness = "x"\n'
    assert [error.key for error in faults(MINIMAL + served)] == ["window[1].business"]


def test_the_examples_of_the_technicians_page_are_right() -> None:
    page = (HALL.parents[1] / "docs" / "devices.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    hall = HALL.read_text(encoding="utf-8").split("[[device]]")[0].replace("sample = true", "sample = false")
    devices = parse("\n".join([hall, *blocks]).encode(), "devices.md").devices
    assert {d.kind for d in devices} == set(DeviceKind)
    assert set(PROTOCOLS) - {d.protocol for d in devices} == {"shuangse", "qe1"}
    named = {
        name for p in PROTOCOLS.values() for name in (*p.numbers, *p.sizes, *p.choices, *p.flags, *p.files)
    }
    assert {name for name in named if f"`{name}`" not in page and name != "echo"} == set()


@pytest.mark.parametrize("volume", ["-1", "101", '"70"', "true"])
def test_the_loudness_of_a_kiosk_is_a_share_of_a_hundred(volume: str) -> None:
    found = faults(MINIMAL + KIOSK + f"volume = {volume}\n")
    assert [error.key for error in found] == ["kiosk[0].volume"]


def test_a_kiosk_speaks_unasked_only_where_the_hall_wants_it() -> None:
    assert parse((MINIMAL + KIOSK).encode(), "x").kiosk["k"].voice is False
    kiosk = parse((MINIMAL + KIOSK + "voice = true\nvolume = 0\n").encode(), "x").kiosk["k"]
    assert (kiosk.voice, kiosk.volume) == (True, 0)
