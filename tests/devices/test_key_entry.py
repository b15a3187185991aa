"""The grammar of a clerk's caller, as one class for every wire; held to both drivers that use it."""

import pytest
from memory_line import Clock, Rig

from devices.drivers.key_entry import CANCEL, ENTRY_S, Key, KeyEntry, KeyPress
from devices.drivers.keypad import Keypad
from devices.drivers.usb_keypad import UsbKeypad
from devices.emulators.ff68 import Ff68
from devices.emulators.keys import UsbKeys

CALL = KeyPress("k", Key.CALL)
TYPED = {
    "a function key": (["call"], [CALL]),
    "digits and OK": (["6", "ok"], [KeyPress("k", Key.OK, "6")]),
    "OK alone": (["ok"], [KeyPress("k", Key.OK)]),
    "transfer": (["transfer", "1", "2", "ok"], [KeyPress("k", Key.TRANSFER, "12")]),
    "transfer to nowhere": (["transfer", "ok"], [KeyPress("k", Key.TRANSFER)]),
    "the last four digits": (["1", "2", "3", "4", "5", "ok"], [KeyPress("k", Key.OK, "2345")]),
    "a function key drops digits": (["6", "call", "ok"], [CALL, KeyPress("k", Key.OK)]),
    "a function key drops a transfer": (
        ["transfer", "call", "2", "ok"],
        [CALL, KeyPress("k", Key.OK, "2")],
    ),
    "cancel drops digits": (["6", "cancel", "0", "ok"], [KeyPress("k", Key.OK, "0")]),
    "cancel drops a transfer": (["transfer", "cancel", "2", "ok"], [KeyPress("k", Key.OK, "2")]),
    "transfer begins anew": (["6", "transfer", "2", "ok"], [KeyPress("k", Key.TRANSFER, "2")]),
}
USB = {"call": "plus", "ok": "enter", "transfer": "star", CANCEL: "backspace"}


@pytest.mark.parametrize(("keys", "presses"), TYPED.values(), ids=TYPED)
def test_what_is_typed_means(keys, presses):
    entry = KeyEntry("k")
    found = []
    for now, key in enumerate(keys):
        entry.touch(now)
        if key.isdigit():
            entry.type(key)
        elif press := entry.function(key):
            found.append(press)
    assert found == presses


@pytest.mark.parametrize(("keys", "presses"), TYPED.values(), ids=TYPED)
def test_an_ff68_caller_and_a_usb_keypad_mean_the_same(keys, presses):
    heard: dict[str, list[KeyPress]] = {"ff68": [], "usb": []}
    callers = {
        "ff68": (Keypad("k", 1, on_key=heard["ff68"].append), Ff68([1], repeats=0), {"address": 1}, {}),
        "usb": (UsbKeypad("k", on_key=heard["usb"].append), UsbKeys(), {}, USB),
    }
    for driver, far_end, at, names in callers.values():
        rig = Rig(far_end, [driver], Clock())
        rig.run(0.1)
        for key in keys:
            rig.order(op="press", key=names.get(key, key), **at)
            rig.run(1.5)
    assert heard == {"ff68": presses, "usb": presses}


def test_what_was_typed_too_long_ago_is_forgotten():
    entry = KeyEntry("k")
    for pause, digits in ((ENTRY_S, "6"), (ENTRY_S + 0.1, "")):
        entry.touch(0.0)
        entry.type("6")
        entry.touch(pause)
        assert entry.function("ok") == KeyPress("k", Key.OK, digits)
