"""What the hall says of its devices is as of now, and its counters only grow."""

from pathlib import Path

import pytest

from tests.pty.test_pty_delivery import Life, sign
from tests.serving import wait_until

pytestmark = pytest.mark.pty


def test_last_word_errors_reconnects_bad_frames_and_firmware_of_a_device(bench, tmp_path: Path):
    life = Life(bench, tmp_path)
    far = life.far_end("lihe", "far", addresses="3")
    try:
        life.begin(sign("lihe", confirms=True))
        wait_until(lambda: life.link("sign") == ("in_step", ""))
        first = life.delivery.healths()["sign"]
        assert (first["reconnects"], first["bad_frames"]) == (0, 0)
        life.call()
        wait_until(lambda: life.delivery.healths()["sign"]["last_ok"] > first["last_ok"], what="a fresh word")
        wait_until(lambda: life.delivery.healths()["sign"]["firmware"] == "A3 v3", 40, "the answer to a ping")
        far.control.request({"op": "noise", "hex": "A0 03 14 03 50 07 FF"})
        wait_until(lambda: life.delivery.healths()["sign"]["bad_frames"] > 0)
        before = life.delivery.healths()["sign"]
        far.control.request({"op": "unplug"})
        wait_until(lambda: life.link("sign")[0] == "lost")
        far.control.request({"op": "plug"})
        wait_until(lambda: life.link("sign") == ("in_step", ""), 40, "back by itself")
        after = life.delivery.healths()["sign"]
        assert after["reconnects"] == before["reconnects"] + 1
        assert all(after[count] >= before[count] for count in ("errors", "bad_frames"))
        assert after["firmware"] == "A3 v3"
    finally:
        life.stop()
