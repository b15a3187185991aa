"""What a device says of its own program is kept with its health; who says nothing is not guessed at."""

from dataclasses import replace

import pytest
from memory_line import Clock, Rig

from devices.drivers.cards.brands import card_for
from devices.drivers.idcard import IdReader
from devices.drivers.printer import Printer
from devices.drivers.sign import Sign
from devices.emulators.lihe import Lihe
from devices.emulators.printer import Printer as FarPrinter
from devices.emulators.samv import Samv
from devices.emulators.shuangse import Shuangse


def kiosk(**options) -> tuple[Printer, Rig]:
    printer = Printer("printer", on_job=lambda *_: None, **options)
    return printer, Rig(FarPrinter(), [printer], Clock())


def test_a_printer_that_may_be_asked_is_asked_once_each_time_its_line_opens():
    printer, rig = kiosk(firmware=True)
    rig.until(lambda: printer.health().firmware == "EM-80 1.02")
    rig.run(60)
    asked = [data for data in rig.line.written if data.startswith(b"\x1dI")]
    assert asked == [b"\x1dIA"]
    rig.line.plugged = False
    rig.run(1)
    rig.line.plugged = True
    rig.until(lambda: [d for d in rig.line.written if d.startswith(b"\x1dI")] == [b"\x1dIA"] * 2)
    rig.until(lambda: printer.health().link == "in_step")
    assert (printer.health().reconnects, printer.health().errors) == (1, 0)


@pytest.mark.parametrize("options", [{}, {"firmware": True, "marks": False}])
def test_a_printer_that_may_print_the_order_as_text_is_not_asked(options):
    printer, rig = kiosk(**options)
    rig.until(lambda: printer.health().link == "in_step")
    rig.run(30)
    assert not [data for data in rig.line.written if b"\x1dI" in data]
    assert printer.health().firmware == ""


def test_a_printer_that_does_not_say_is_as_well_as_before():
    printer, rig = kiosk(firmware=True)
    rig.until(lambda: printer.health().link == "in_step")
    taken = rig.far_end._take_in
    rig.far_end._take_in = lambda data, now: None if data.startswith(b"\x1dI") else taken(data, now)
    rig.run(30)
    health = printer.health()
    assert (health.link, health.cause, health.errors, health.firmware) == ("in_step", "", 0, "")


def test_a_lihe_card_says_its_version_with_its_ping():
    sign = Sign("s", 3, card=card_for("lihe", 3, confirms=True))
    rig = Rig(Lihe([3]), [sign], Clock())
    rig.until(lambda: sign.health().firmware == "A3 v3")


def test_a_reader_says_its_number_and_one_that_will_not_is_as_good():
    reader = IdReader("id", on_card=lambda _: None)
    rig = Rig(Samv(), [reader], Clock())
    rig.until(lambda: reader.health().firmware == "SAM 050101005F2A32012AE10A0040E20100")
    other = IdReader("id", on_card=lambda _: None)
    rig = Rig(Samv(), [other], Clock())
    answer = rig.far_end._answer
    rig.far_end._answer = lambda command: b"\x00\x00\x21" if command[0] == 0x12 else answer(command)
    rig.run(40)
    assert (other.health().link, other.health().cause, other.health().firmware) == ("in_step", "", "")


def test_where_the_wire_names_none_none_is_named():
    sign = Sign("s", 3, card=card_for("shuangse", 3))
    rig = Rig(Shuangse([3]), [sign], Clock())
    sign.show("A012")
    rig.until(lambda: sign.health().link == "in_step")
    assert sign.health() == replace(sign.health(), firmware="")
