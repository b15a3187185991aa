"""The other brands of signs over real pseudo-terminals, pulled with SIGKILL and put back at the same path."""

import pytest

from devices.drivers.cards.brands import card_for
from devices.drivers.cards.commission import find_card, set_address
from devices.drivers.sign import Sign
from devices.line import Line

pytestmark = pytest.mark.pty


@pytest.mark.parametrize(
    ("protocol", "top", "options"),
    [("lihe", "in_step", {"confirms": True}), ("shuangse", "in_step", {}), ("ruize", "sent", {})],
)
def test_calls_arrive_and_survive_a_pulled_plug(bench, protocol, top, options):
    far = bench.emulator(protocol, addresses="1-2")
    signs = [Sign(f"led-{n}", n, card=card_for(protocol, n, **options)) for n in (1, 2)]
    bench.bus(far.tty, signs)

    def shows(*texts: str) -> bool:
        faces = far.control.state()["signs"]
        return [faces["1"]["text"], faces["2"]["text"]] == [*texts] and all(
            sign.health().link == top and not sign.health().cause for sign in signs
        )

    for sign in signs:
        sign.show(f"请A01{sign.address}号", call=True, number=f"A01{sign.address}")
    bench.eventually(lambda: shows("请A011号", "请A012号"))
    far.kill()
    bench.eventually(lambda: all(sign.health().link == "lost" for sign in signs))
    signs[0].show("请B001号", call=True, number="B001")
    far.start()
    bench.eventually(lambda: shows("请B001号", "请A012号"))


def test_a_card_is_found_and_renumbered(bench):
    far = bench.emulator("onbon", addresses="3")

    def line(baudrate: int) -> Line:
        return Line(str(far.tty), baudrate=baudrate)

    assert set_address(line(9600), 17)
    found = find_card(line)
    assert (found.baudrate, found.address, found.status.brightness) == (9600, 17, 15)
