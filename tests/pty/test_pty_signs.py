"""Signs over a real pseudo-terminal: the plug is pulled with SIGKILL and put back at the same path."""

import logging

import pytest

from devices.drivers.sign import Sign
from devices.line import Line, LineLost

pytestmark = pytest.mark.pty


def signs(count: int) -> list[Sign]:
    return [Sign(f"led-{n}", n) for n in range(1, count + 1)]


def in_step(*some: Sign) -> bool:
    return all(sign.health().link == "in_step" and not sign.health().cause for sign in some)


def test_calls_arrive_and_survive_a_pulled_plug(bench, caplog):
    caplog.set_level(logging.INFO, "devices")
    far = bench.emulator("onbon", addresses="1-3")
    all_signs = signs(3)
    bench.bus(far.tty, all_signs)
    for sign in all_signs:
        sign.show(f"A01{sign.address} 请到{sign.address}号窗口", call=True)
    bench.eventually(lambda: in_step(*all_signs))
    assert far.control.state()["signs"]["2"]["text"] == "A012 请到2号窗口"

    caplog.clear()
    far.kill()
    bench.eventually(lambda: all(sign.health().link == "lost" for sign in all_signs))
    all_signs[0].show("B001", call=True, number="B001")
    far.start()
    bench.eventually(lambda: in_step(*all_signs))
    shown = far.control.state()["signs"]
    assert [shown[n]["text"] for n in "123"] == ["B001", "A012 请到2号窗口", "A013 请到3号窗口"]
    lines = [record.getMessage().split(" retry_s")[0] for record in caplog.records]
    for n in (1, 2, 3):
        assert [line for line in lines if f"led-{n} " in line] == [
            f"device=led-{n} state=lost cause=unplugged",
            f"device=led-{n} state=opened",
        ]


def test_unplug_and_plug_by_order(bench):
    far = bench.emulator("onbon")
    (sign,) = signs(1)
    bench.bus(far.tty, [sign])
    for text in ("A001", "A002"):
        far.control.request({"op": "unplug"})
        bench.eventually(lambda: sign.health().link == "lost")
        sign.show(text)
        far.control.request({"op": "plug"})
        bench.eventually(lambda: in_step(sign))
        assert far.control.state()["signs"]["1"]["text"] == text


@pytest.mark.parametrize("fault", ["garbage", "duplicate"])
def test_odd_answers_do_no_harm(bench, fault):
    far = bench.emulator("onbon")
    far.control.fault(fault)
    (sign,) = signs(1)
    bench.bus(far.tty, [sign])
    sign.show("A012")
    bench.eventually(lambda: in_step(sign))


def test_broken_answers_show_and_heal(bench):
    far = bench.emulator("onbon", addresses="1-2")
    for fault, address in (("bad_crc", 1), ("half_frame", 2)):
        far.control.fault(fault, address=address)
    both = [Sign(f"led-{n}", n, reply_s=0.2) for n in (1, 2)]
    bench.bus(far.tty, both)
    for sign in both:
        sign.show("A012")
    bench.eventually(lambda: [sign.health().cause for sign in both] == ["garbage", "garbage"])
    far.control.fault("bad_crc", on=False, address=1)
    far.control.fault("half_frame", on=False, address=2)
    bench.eventually(lambda: in_step(*both))


def test_a_line_has_one_master(bench):
    far = bench.emulator("onbon")
    first, second = Line(str(far.tty)), Line(str(far.tty))
    first.open()
    with pytest.raises(LineLost) as lost:
        second.open()
    assert lost.value.cause == "busy"
    first.close()
    second.open()
    second.close()


def test_lines_work_side_by_side_a_dead_one_holds_up_no_other(bench):
    dead, living = bench.emulator("onbon", name="dead"), bench.emulator("onbon", name="living")
    dead.control.fault("silence")
    signs = {name: Sign(name, 1) for name in ("dead", "living")}
    bench.bus(dead.tty, [signs["dead"]])
    bench.bus(living.tty, [signs["living"]])
    for number in range(3):
        for sign in signs.values():
            sign.show(f"A{number:03d}", call=True, number=f"A{number:03d}")
        bench.eventually(lambda: signs["living"].health().link == "in_step", 30)
        assert signs["dead"].health().link != "in_step"
    bench.eventually(lambda: signs["dead"].health().cause == "no_answer", 30)
    dead.control.fault("silence", on=False)
    bench.eventually(lambda: signs["dead"].health().link == "in_step", 60)
    assert dead.control.state()["signs"]["1"]["text"] == "A002"
