"""USB keypads: from the records of the kernel, through pipes and plugs, to what somebody meant."""

import errno
import os

import pytest
from memory_line import Clock, Rig

from devices.bus import Bus
from devices.codecs import keys
from devices.drivers.key_entry import CANCEL, Key, KeyPress
from devices.drivers.rater import RatingPress
from devices.drivers.usb_keypad import UsbKeypad, UsbRater
from devices.emulators.keys import CODES, UsbKeys
from devices.event_line import EventLine
from devices.line import LineLost


class Desk(Rig):
    def __init__(self, kind: str = "perfect", **options) -> None:
        clock = Clock()
        self.keys: list[KeyPress] = []
        self.pad = UsbKeypad("keypad-1", on_key=self.keys.append, wall_ms=clock.wall_ms, **options)
        super().__init__(UsbKeys(), [self.pad], clock, kind)
        self.run(0.1)

    def press(self, *names: str, wait_s: float = 1.2, **options) -> None:
        for name in names:
            self.order(op="press", key=name, **options)
        self.run(wait_s)


@pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])
@pytest.mark.parametrize(
    ("name", "key"),
    [("plus", Key.CALL), ("minus", Key.RECALL), ("slash", Key.PAUSE), ("dot", Key.RATE)],
)
def test_a_function_key_is_reported_once(kind, name, key):
    desk = Desk(kind)
    desk.press(name)
    desk.pad.accept(desk.keys[0])
    desk.pad.display(3, "A012")
    desk.run(5)
    assert desk.keys == [KeyPress("keypad-1", key)]
    assert desk.line.written == []


@pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])
def test_digits_and_ok_and_transfer(kind):
    desk = Desk(kind)
    desk.press("6", "enter")
    desk.press("star", "1", "1", "enter")
    desk.press("enter")
    desk.press("1", "2", "3", "4", "5", "enter")
    assert desk.keys == [
        KeyPress("keypad-1", Key.OK, "6"),
        KeyPress("keypad-1", Key.TRANSFER, "11"),
        KeyPress("keypad-1", Key.OK, ""),
        KeyPress("keypad-1", Key.OK, "2345"),
    ]


@pytest.mark.parametrize("spoiler", ["plus", "backspace"])
def test_an_entry_is_dropped_by_another_key(spoiler):
    desk = Desk()
    desk.press("star", "1", spoiler, "6", "enter")
    assert desk.keys[-1] == KeyPress("keypad-1", Key.OK, "6")


def test_an_entry_is_dropped_by_time_by_a_new_line_and_when_the_kernel_threw_events_away():
    desk = Desk()
    desk.press("star", "1", wait_s=10.5)
    desk.press("enter")
    desk.press("1")
    desk.order(op="lost")
    desk.press("enter")
    desk.press("1")
    desk.line.plugged = False
    desk.run(1)
    desk.line.plugged = True
    desk.run(2)
    desk.press("enter")
    assert desk.keys == [KeyPress("keypad-1", Key.OK, "")] * 3


def test_a_nervous_thumb_calls_once():
    desk = Desk()
    desk.press("plus", "plus", "plus", wait_s=0.5)
    desk.press("plus", wait_s=2)
    assert len(desk.keys) == 1
    desk.press("plus")
    assert len(desk.keys) == 2
    desk.press("1", "enter", "1", "enter")
    assert len(desk.keys) == 4, "digits between say that it is meant"


def test_numlock_held_keys_and_keys_without_a_meaning_are_nothing():
    desk = Desk()
    desk.fault("numlock")
    desk.press("7", "enter")
    desk.fault("numlock", False)
    desk.press("minus", held=20)
    for code in (keys.Event(1, 240, 1), keys.Event(1, 69, 1), keys.Event(1, 13, 1)):
        desk.order(op="noise", hex=keys.encode(code).hex())
    desk.run(2)
    assert desk.keys == [KeyPress("keypad-1", Key.OK, "7"), KeyPress("keypad-1", Key.RECALL)]


def test_the_keys_of_a_main_keyboard_are_understood_too():
    desk = Desk()
    for code in (7, 28):
        desk.order(op="noise", hex=keys.encode(keys.Event(1, code, 1)).hex())
    desk.run(1)
    assert desk.keys == [KeyPress("keypad-1", Key.OK, "6")]


def test_a_hall_may_give_the_keys_other_meanings():
    desk = Desk(meanings={"enter": Key.CALL, "plus": Key.OK, "dot": CANCEL})
    desk.press("enter")
    desk.press("minus")
    desk.press("4", "plus")
    assert desk.keys == [KeyPress("keypad-1", Key.CALL), KeyPress("keypad-1", Key.OK, "4")]
    for wrong in ({"7": Key.CALL}, {"plus": "dance"}, {"any": Key.OK}, {"numlock": Key.OK}):
        with pytest.raises(ValueError, match="no such key"):
            UsbKeypad("keypad-1", on_key=print, meanings=wrong)


def test_noise_and_cut_records_make_no_press():
    desk = Desk()
    for _ in range(20):
        desk.order(op="noise")
    desk.fault("half_frame")
    desk.press("plus")
    half = len(desk.keys)
    desk.fault("half_frame", False)
    desk.press("minus")
    assert half <= 1
    assert desk.keys[-1] == KeyPress("keypad-1", Key.RECALL)


def test_health_says_no_more_than_is_known():
    desk = Desk()
    assert desk.pad.health().link == "opened"
    desk.press("1")
    assert desk.pad.health().link == "answered"
    desk.line.plugged = False
    desk.run(1)
    assert (desk.pad.health().link, desk.pad.health().cause) == ("lost", "unplugged")
    desk.line.plugged = True
    desk.run(3)
    assert desk.pad.health().link == "opened"


def test_a_rating_box_that_types():
    clock = Clock()
    presses: list[RatingPress] = []
    box = UsbRater("rater-1", levels={1: 5, 2: 4}, on_press=presses.append, wall_ms=clock.wall_ms)
    rig = Rig(UsbKeys(), [box], clock)
    rig.run(0.1)
    box.ask()
    for name in ("1", "1", "enter", "3"):
        rig.order(op="press", key=name)
    rig.run(1.5)
    rig.order(op="press", key="3")
    rig.run(1)
    assert presses == [RatingPress("rater-1", n, level) for n, level in ((1, 5), (3, None), (3, None))]
    for press in presses:
        box.thank(press)
        box.refuse(press)
    box.cancel()
    rig.run(1)
    assert rig.line.written == []


class Node:
    """An event node whose records come through a pipe, as a keypad's driver would write them."""

    def __init__(self, codes=(CODES["1"],), grab_error: int = 0) -> None:
        self.fd, self.far = os.pipe()
        os.set_blocking(self.fd, False)
        self.codes = codes
        self.grab_error = grab_error
        self.grabbed = False
        self.closed = 0

    def grab(self) -> None:
        if self.grab_error:
            raise OSError(self.grab_error, os.strerror(self.grab_error))
        self.grabbed = True

    def close(self) -> None:
        self.closed += 1
        self.grabbed = False
        os.close(self.fd)

    def type(self, *events: keys.Event) -> None:
        os.write(self.far, b"".join(keys.encode(event) for event in events))

    def unplug(self) -> None:
        os.close(self.far)


class Port:
    """Where a keypad is plugged in, or not."""

    def __init__(self, *nodes: Node) -> None:
        self.nodes = list(nodes)
        self.opened = 0

    def __call__(self, path: str):
        self.opened += 1
        if not self.nodes:
            raise FileNotFoundError(errno.ENOENT, "no such device", path)
        node = self.nodes.pop(0)
        return node, node.codes


def test_a_keypad_is_grabbed_heard_unplugged_and_opened_again_ever_more_rarely():
    first, second = Node(), Node()
    port, clock, pressed = Port(first), Clock(), []
    pad = UsbKeypad("keypad-1", on_key=pressed.append, wall_ms=clock.wall_ms)
    line = EventLine("/dev/input/by-id/usb-pad-event-kbd", open_node=port)
    bus = Bus("keypad", [pad], line=line, clock=clock, jitter=lambda: 0.5)

    def run(steps: int, step_s: float) -> None:
        for _ in range(steps):
            bus.step()
            clock.now += step_s

    run(1, 0.02)
    assert first.grabbed
    first.type(keys.Event(1, 69, 1), keys.Event(1, CODES["plus"], 1), keys.Event(0, 0, 0))
    run(2, 0.02)
    assert pressed == [KeyPress("keypad-1", Key.CALL)]
    first.unplug()
    run(1, 0.02)
    assert (pad.health().link, pad.health().cause, first.closed) == ("lost", "unplugged", 1)
    run(300, 0.2)
    assert 8 <= port.opened <= 16, "backoff up to 8 s"
    port.nodes.append(second)
    run(100, 0.2)
    assert second.grabbed
    second.type(keys.Event(1, CODES["minus"], 1))
    run(2, 0.02)
    assert pressed[1:] == [KeyPress("keypad-1", Key.RECALL)]
    bus.stop()
    assert second.closed == 1


@pytest.mark.parametrize(
    ("node", "cause"),
    [
        (Node(grab_error=errno.EBUSY), "busy"),
        (Node(grab_error=errno.ENODEV), "unplugged"),
        (Node(codes=(113, 114, 115)), "no_keys"),
    ],
    ids=["busy", "unplugged", "no keys"],
)
def test_a_node_that_cannot_be_had_is_let_go(node, cause):
    line = EventLine("/dev/input/event9", open_node=Port(node))
    with pytest.raises(LineLost) as lost:
        line.open()
    assert lost.value.cause == cause
    assert node.closed == 1
    with pytest.raises(LineLost):
        line.read(100, 0.0)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (PermissionError(errno.EACCES, "denied"), "denied"),
        (FileNotFoundError(errno.ENOENT, "gone"), "unplugged"),
        (ModuleNotFoundError("evdev"), "no_evdev"),
    ],
)
def test_why_a_node_does_not_open(error, cause):
    def refuse(path: str):
        raise error

    with pytest.raises(LineLost) as lost:
        EventLine("/dev/input/event9", open_node=refuse).open()
    assert lost.value.cause == cause


def test_evdev_itself_says_that_a_node_is_not_there():
    pytest.importorskip("evdev")
    with pytest.raises(LineLost) as lost:
        EventLine("/dev/input/by-id/usb-nobody-event-kbd").open()
    assert lost.value.cause == "unplugged"


def test_a_pipe_is_read_in_whole_records_and_a_quiet_one_gives_nothing():
    node = Node()
    line = EventLine("keypad", open_node=Port(node))
    line.open()
    assert line.read(4096, 0.0) == b""
    node.type(*[keys.Event(1, 79, 1)] * 5)
    assert [len(line.read(100, 0.0)) for _ in range(2)] == [96, 24]
    line.write(b"nothing is ever written")
    line.close()
    line.close()
    assert node.closed == 1
    node.unplug()
