"""From a commit to the far end of each brand and back, through the hall: executor, delivery, bus, pty."""

from dataclasses import replace
from typing import Any

import pytest

from devices.codecs.escpos import Picture
from server.delivery import trial
from server.domain import messages as m
from server.domain.facts.plan import Device, DeviceKind
from tests.halls import ANN, BEN, DUTY, SERVICE_WINDOWS
from tests.pty.living import Life
from tests.serving import wait_until

pytestmark = pytest.mark.pty

LEVELS = {"levels": {"0": 5, "1": 4, "2": 3, "3": 1}}
QE1_LEVELS = {"levels": {"1": 5, "2": 4, "3": 3, "4": 2, "5": 1}}


def sign(protocol: str, address: int = 3, **options: Any) -> Device:
    return Device("sign", DeviceKind.SIGN, protocol, "far", address, window="w1", options=options)


def rater(protocol: str = "qe1", address: int = 3, **options: Any) -> Device:
    levels = options or (QE1_LEVELS if protocol == "qe1" else LEVELS)
    return Device("rater", DeviceKind.RATER, protocol, "far", address, window="w1", options=levels)


def keypad(protocol: str = "ff68", address: int = 3, **options: Any) -> Device:
    return Device("keypad", DeviceKind.KEYPAD, protocol, "far", address, window="w1", options=options)


# ---------------------------------------------------------------- signs

BRANDS = [
    # protocol, emulator, its options, the device's options, face of a call, of serving, of a pause, link
    ("onbon-k", "onbon", {}, {"areas": True}, "请A001号", "正在办理 A001", "暂停服务", "in_step"),
    ("lihe", "lihe", {}, {"confirms": True}, "请A001号", "正在办理 A001", "暂停服务", "in_step"),
    (
        "lihe",
        "lihe",
        {},
        {"sentences": True},
        "请A0001号到01号窗口",
        "正在办理A0001号",
        "暂停服务",
        "in_step",
    ),
    ("shuangse", "shuangse", {}, {}, "请A001号", "正在办理 A001", "暂停服务", "in_step"),
    ("ruize", "ruize", {}, {}, "请A001号", "正在办理 A001", "暂停服务", "sent"),
    ("alpha", "alpha", {}, {"acknowledges": True}, "A001", "NOW A001", "PAUSED", "in_step"),
    ("alpha", "alpha", {"seven_bits": 1}, {"seven_bits": True}, "A001", "NOW A001", "PAUSED", "sent"),
    ("modbus-digits", "digits", {}, {}, "  A001", "  A001", "------", "in_step"),
    ("modbus-digits", "digits", {}, {"letters": False}, "     1", "     1", "     0", "in_step"),
]


@pytest.mark.parametrize(
    ("protocol", "kind", "like", "options", "call", "serving", "paused", "link"),
    BRANDS,
    ids=[f"{b[0]} {' '.join(b[3])}".strip() for b in BRANDS],
)
def test_what_a_window_does_is_seen_on_a_sign_of_any_brand(
    life, protocol, kind, like, options, call, serving, paused, link
):
    life.far_end(kind, "far", addresses="3", **like)
    life.begin(sign(protocol, **options))

    def face() -> str:
        state = life.state("far")
        return (state.get("signs") or state["displays"])["3"]["text"]

    def shows(text: str) -> None:
        wait_until(lambda: face() == text and life.link("sign") == (link, ""), what=f"{text}, not {face()}")

    life.call()
    shows(call)
    life.do(m.StartService, window="w1")
    shows(serving)
    life.do(m.Finish, window="w1")
    life.do(m.Suspend, window="w1", reason="整理材料")
    shows(paused)


def test_signs_go_dark_and_a_question_is_called_off_when_the_day_is_over(life):
    life.far_end("shuangse", "far", addresses="3")
    life.far_end("qe1", "boxes", addresses="3")
    life.begin(sign("shuangse"), replace(rater(), url="boxes"), dark_s=1)
    life.call()
    life.do(m.Finish, window="w1")
    wait_until(lambda: life.state("boxes")["boxes"]["3"]["showing"] == "asking", what="the box asks")
    life.do(m.SignOut, window="w1", reason="下班")
    for _ in range(2):
        life.do(m.CloseHall)
    wait_until(lambda: life.state("far")["signs"]["3"]["text"] == "", what="a dark sign")
    assert life.state("far")["signs"]["3"]["runs"] == []
    box = wait_until(lambda: (b := life.state("boxes")["boxes"]["3"])["showing"] == "welcome" and b)
    assert (box["cancels"], box["thanks"]) == (1, 0)


# ---------------------------------------------------------------- rating boxes


def asking(life: Life) -> bool:
    state = life.state("far")
    return (
        state["boxes"]["3"]["showing"] == "asking"
        if "boxes" in state
        else state["desks"]["3"]["rater"]["asking"]
    )


@pytest.mark.parametrize("kind", ["ff68", "qe1"])
def test_a_rating_that_is_open_is_asked_again_after_a_restart_and_after_a_pulled_plug(life, kind):
    far = life.far_end(kind, "far", addresses="3")
    life.begin(rater(kind))
    ticket = life.call()
    life.do(m.Finish, window="w1")
    wait_until(lambda: asking(life), what="the box asks")

    life.stop()
    far.kill()  # the mains are off: the box forgets
    far.start()
    assert not asking(life)
    life.restart()
    wait_until(lambda: asking(life), what="it asks after a restart of the hall")

    far.kill()
    wait_until(lambda: life.link("rater")[0] == "lost")
    far.start()
    wait_until(lambda: asking(life), what="it asks after a new line")
    button = 0 if kind == "ff68" else 1
    far.control.request({"op": "rate", "address": 3, "button": button})
    wait_until(lambda: life.ticket(ticket).level == 5, what="the press counts")
    life.restart()
    wait_until(lambda: life.link("rater")[0] in ("opened", "in_step"))
    assert not asking(life)


def test_a_box_without_power_is_asked_when_it_speaks_again(life):
    far = life.far_end("qe1", "far", addresses="3")
    life.begin(rater())
    wait_until(lambda: life.link("rater") == ("in_step", ""))
    far.control.fault("silence")
    life.call()
    life.do(m.Finish, window="w1")
    wait_until(lambda: life.link("rater") == ("opened", "no_answer"))
    before = life.state("far")["boxes"]["3"]["asks"]
    far.control.fault("silence", on=False)
    wait_until(lambda: life.state("far")["boxes"]["3"]["asks"] > before, what="asked anew")
    wait_until(lambda: life.link("rater") == ("in_step", ""))


def test_a_qe1_box_knows_who_sits_there_asks_for_the_number_thanks_and_is_called_off(life):
    far = life.far_end("qe1", "far", addresses="3", repeat_s=0.2)

    def box() -> dict[str, Any]:
        return life.state("far")["boxes"]["3"]

    life.begin(rater())
    wait_until(lambda: box()["staff"] == f"{ANN}|安敏|0")
    ticket = life.call()
    life.do(m.Finish, window="w1")
    wait_until(lambda: (box()["showing"], box()["ticket"]) == ("asking", "A001"))
    far.control.request({"op": "rate", "address": 3, "button": 2})
    wait_until(lambda: box()["showing"] == "thanks")
    assert life.ticket(ticket).level == 4

    life.call()
    life.do(m.Finish, window="w1")
    wait_until(lambda: box()["showing"] == "asking")
    token = life.executor.read(lambda hall: list(hall.tokens)[-1])
    life.do(m.RateVisit, token=token, level=5, channel="phone")
    wait_until(lambda: box()["showing"] == "welcome", what="rated on the phone: nobody is asked any more")
    assert (box()["cancels"], box()["thanks"]) == (1, 1)


def test_a_box_of_six_keys_and_one_that_types(life):
    far = life.far_end("ff68", "far", addresses="3")
    typed = life.far_end("keys", "typed")
    six = {"levels": {"0": 5, "1": 4, "2": 2, "3": 2, "4": 2, "5": 1}}
    life.begin(
        rater("ff68", **six),
        Device("types", DeviceKind.RATER, "evdev", "emulator://typed", window="w2", options=QE1_LEVELS),
    )
    life.do(m.SignIn, window="w2", staff=BEN)
    for window, press, level in (
        ("w1", lambda: far.control.request({"op": "rate", "address": 3, "button": 5}), 1),
        ("w2", lambda: typed.control.request({"op": "press", "key": "2"}), 4),
    ):
        ticket = life.call(window)
        life.do(m.Finish, window=window)
        press()
        wait_until(lambda ticket=ticket, level=level: life.ticket(ticket).level == level)


# ---------------------------------------------------------------- keypads


def test_hold_wake_and_transfer_by_the_keys_of_an_ff68_caller(life):
    far = life.far_end("ff68", "far", addresses="3", repeats=0)
    life.begin(keypad(echo=False))
    wait_until(lambda: life.link("keypad")[0] == "opened")

    def desk() -> dict[str, Any]:
        return life.state("far")["desks"]["3"]

    def press(*keys: str) -> None:
        far.control.request({"op": "press", "address": 3, "key": [*keys]})

    def refused(*keys: str) -> None:
        beeps, acks = desk()["beeps"], desk()["acks"]
        press(*keys)
        wait_until(lambda: desk()["beeps"] == beeps + 2, what="two beeps")
        assert desk()["acks"] == acks

    refused("6", "ok")  # nobody is called
    ticket = life.call()
    life.settled()
    press("0", "ok")
    wait_until(lambda: life.ticket(ticket).state == "held" and desk()["acks"] == 1)
    assert life.ticket(ticket).hold == "away_papers_kept"
    refused("9", "9", "ok")
    press("3", "ok")
    wait_until(lambda: life.ticket(ticket).state == "waiting" and desk()["acks"] == 2)
    press("call")
    wait_until(lambda: life.ticket(ticket).state == "called" and desk()["acks"] == 3)
    press("transfer")
    refused("7", "ok")  # no such window
    press("transfer")
    press("2", "ok")
    wait_until(lambda: life.ticket(ticket).state == "waiting")
    life.do(m.SignIn, window="w2", staff=BEN)
    life.do(m.CallNext, window="w2")
    assert life.ticket(ticket).window == "w2"


def test_the_keys_of_a_usb_keypad_do_the_same(life):
    far = life.far_end("keys", "far")
    life.begin(replace(keypad("evdev", 0, keys={"plus": "call", "enter": "ok"}), url="emulator://far"))
    first, second = life.take(), life.take()
    wait_until(lambda: life.link("keypad")[0] == "opened")
    life.settled()
    far.control.request({"op": "press", "key": "plus"})
    wait_until(lambda: life.ticket(first).state == "called" and life.link("keypad")[0] == "answered")
    far.control.request({"op": "press", "key": ["0", "enter"]})
    wait_until(lambda: life.ticket(first).state == "held")
    life.do(m.CallNext, window="w1")
    life.do(m.Hold, window="w1", kind="internal_wait")
    far.control.request({"op": "press", "key": ["3", "enter"]})
    wait_until(lambda: life.ticket(first).state == "waiting", what="the first on hold is the first back")
    assert life.ticket(second).state == "held"


# ---------------------------------------------------------------- kiosks


def test_a_slip_begins_with_the_logo_of_its_printer_and_a_bad_logo_costs_no_slip(life, tmp_path):
    from PIL import Image

    Image.new("1", (64, 24), 0).save(tmp_path / "logo.png")
    paper = {"columns": 32, "cut": "partial", "feed": 6, "encoding": "gb18030"}
    printers = [
        Device(
            "p1",
            DeviceKind.PRINTER,
            "escpos",
            "p1",
            kiosk="k1",
            options={**paper, "logo": str(tmp_path / "logo.png")},
        ),
        Device(
            "p2", DeviceKind.PRINTER, "escpos", "p2", kiosk="k2", options={**paper, "logo": "/no/such.png"}
        ),
    ]
    for name in ("p1", "p2"):
        life.far_end("printer", name)
    life.begin(*printers)
    for kiosk, name in (("k1", "p1"), ("k2", "p2")):
        ticket = life.take(kiosk)
        wait_until(lambda ticket=ticket: life.ticket(ticket).slip == "printed", what=name)
    first = [life.state(name)["tickets"][0]["lines"][0] for name in ("p1", "p2")]
    assert any(line.get("text") == 32 * "-" for line in life.state("p1")["tickets"][0]["lines"])
    assert "text" not in first[0]
    assert "text" in first[1]
    assert isinstance(life.delivery._hardware.logos["p1"], Picture)


def test_a_reader_of_cards_is_looked_after_and_never_asked(life):
    far = life.far_end("samv", "far")
    far.control.request({"op": "card"})
    life.begin(Device("id", DeviceKind.ID_READER, "samv", "far", kiosk="k1", baudrate=115200))
    wait_until(lambda: life.link("id") == ("in_step", ""))
    far.control.request({"op": "unplug"})
    wait_until(lambda: life.link("id")[0] == "lost")
    far.control.request({"op": "plug"})
    wait_until(lambda: life.link("id") == ("in_step", ""))
    asked = set(life.state("far")["commands"])
    assert "11 FF" in asked and asked <= {"11 FF", "12 FF"}, "how it is, and which one it is: never a card"


# ---------------------------------------------------------------- run.py check


def tried(life: Life, *devices: Device, pattern: bool = False) -> dict[str, trial.Found]:
    plan = replace(life.plan, devices=devices)
    return {found.device.id: found for found in trial.try_devices(plan, life.resolve, pattern=pattern)}


def test_the_trial_names_what_is_wrong_with_each_device_and_how_to_mend_it(life):
    life.far_end("onbon", "signs", addresses="1-2")
    life.far_end("printer", "paper")
    life.far_end("ff68", "desks", addresses="1")
    life.far["paper"].control.fault("cover_open")
    life.far["signs"].control.fault("silence", address=2)
    devices = (
        replace(sign("onbon-k", 1), id="good", url="signs"),
        replace(sign("onbon-k", 2), id="silent", url="signs"),
        replace(sign("shuangse", 2), id="gone", url=str(life.bench.folder / "nothing.tty")),
        replace(keypad(address=1), id="quiet", url="desks"),
        Device("p", DeviceKind.PRINTER, "escpos", "paper", kiosk="k1"),
        Device("far", DeviceKind.PRINTER, "escpos", "socket://127.0.0.1:9", kiosk="k2"),
    )
    found = tried(life, *devices)
    said = {id_: (one.well, one.known, one.health.link, one.health.cause) for id_, one in found.items()}
    assert said == {
        "good": (True, True, "answered", ""),
        "silent": (False, True, "opened", "no_answer"),
        "gone": (False, True, "lost", "unplugged"),
        "quiet": (True, False, "opened", ""),
        "p": (False, True, "answered", "cover_open"),
        "far": (False, True, "lost", "unreachable"),
    }
    head, *rows = trial.table(found.values())
    assert len(rows) == len(devices)
    assert [row[0] for row in rows] == ["√", "×", "×", "–", "×", "×"]
    assert "请检查电源" in rows[1]
    assert "check the address and the gateway" in rows[5]
    assert head.startswith("设备 device")


def test_the_test_pattern_is_seen_on_signs_and_printed_on_slips(life):
    life.far_end("alpha", "signs", addresses="5")
    life.far_end("printer", "paper")
    devices = (
        replace(sign("alpha", 5), url="signs"),
        Device("p", DeviceKind.PRINTER, "escpos", "paper", kiosk="k1"),
    )
    found = tried(life, *devices, pattern=True)
    assert all(one.well for one in found.values())
    assert found["sign"].health.link == "sent"
    assert found["p"].printed is not None
    assert found["p"].printed.printed
    assert life.state("signs")["signs"]["5"]["text"] == "NOW 005"
    lines = [line.get("text") for line in life.state("paper")["tickets"][0]["lines"]]
    assert "测试 Test" in lines


def test_commissioning_gives_the_one_card_the_address_of_the_configuration(life):
    life.far_end("onbon", "far", addresses="1")
    plan = replace(life.plan, devices=(sign("onbon-k", 17), replace(sign("lihe", 4), id="other")))
    said = trial.commission(plan, "sign", life.resolve)
    assert said.well
    assert "17" in said.text
    assert list(life.state("far")["signs"]) == ["17"]
    assert not trial.commission(plan, "other", life.resolve).well
    life.far["far"].control.fault("silence")
    assert not trial.commission(plan, "sign", life.resolve).well
    life.far["far"].control.request({"op": "unplug"})
    assert "no such port" in trial.commission(plan, "sign", life.resolve).text


def test_no_window_of_the_hall_is_without_its_devices_after_a_restart(life):
    """Each window's sign shows the present after a restart, whatever was shown before."""
    life.far_end("onbon", "far", addresses="1-3")
    signs = [replace(sign("onbon-k", n), id=f"s{n}", window=w) for n, w in enumerate(SERVICE_WINDOWS, 1)]
    life.begin(*signs)
    life.call()
    life.restart()

    def faces() -> list[str]:
        return [face["text"] for face in life.state("far")["signs"].values()]

    wait_until(lambda: faces() == ["请A001号", "暂未开放", "暂未开放"])
    life.do(m.SignIn, window="w2", staff=BEN)
    wait_until(lambda: BEN in faces()[1])
    assert DUTY not in "".join(faces())


def test_ports_that_are_no_serial_lines(life, tmp_path):
    """A keypad's event node, a USB printer's node, and a printer that can only be written to."""
    spool = tmp_path / "spool.bin"
    spool.touch()
    found = tried(
        life,
        replace(keypad("evdev", 0), url="/dev/input/by-id/usb-of-nobody-event-kbd"),
        Device("lp", DeviceKind.PRINTER, "escpos", "/dev/usb/lp-of-nobody", kiosk="k1"),
        Device("spool", DeviceKind.PRINTER, "escpos", str(spool), kiosk="k2", options={"answers": False}),
        pattern=True,
    )
    assert found["keypad"].health.cause in ("unplugged", "no_evdev")
    assert found["lp"].health.cause == "unplugged"
    assert [found[name].well for name in ("keypad", "lp", "spool")] == [False, False, True]
    assert found["spool"].health.link == "sent"
    assert "请到一号窗口".encode("gbk") in spool.read_bytes()
