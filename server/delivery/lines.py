"""The plan's devices as drivers on buses: which class speaks for which protocol, with which options."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from devices.bus import Bus, LineLike
from devices.codecs import escpos
from devices.driver import Driver
from devices.drivers.cards.brands import card_for
from devices.drivers.idcard import CardRead, CardTrouble, IdReader
from devices.drivers.key_entry import KeyPress
from devices.drivers.keypad import Keypad
from devices.drivers.printer import Printer, PrintOutcome
from devices.drivers.printer_art import PaperFont, logo
from devices.drivers.printer_line import printer_line
from devices.drivers.qe1 import Qe1Rater
from devices.drivers.rater import Rater, RatingPress
from devices.drivers.sign import Sign, ping_period
from devices.drivers.usb_keypad import MEANINGS, UsbKeypad, UsbRater
from devices.event_line import EventLine
from devices.health import Health
from devices.line import Line
from devices.recording import RecordedLine
from server import crash
from server.domain.facts.plan import Device, DeviceKind, HallPlan
from server.domain.views.hall import can_print

EMULATED = "emulator://"
LONGEST_ASK_S = 255
"""More does not fit into the question of a QE1 box."""

AnyKeypad = Keypad | UsbKeypad
AnyRater = Rater | Qe1Rater | UsbRater

log = logging.getLogger("devices")


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told what the devices say; called from the threads of the lines."""

    printed: Callable[[Device, str, PrintOutcome], None]
    key: Callable[[Device, KeyPress], None]
    pressed: Callable[[Device, RatingPress], None]
    felt: Callable[[Device, Health], None]
    card: Callable[[Device, CardRead], None]
    card_trouble: Callable[[Device, CardTrouble], None]


@dataclass
class Hardware:
    """All drivers of a hall, by where they stand, and the buses that move them."""

    plan: HallPlan
    ears: Ears
    record: Path | None = None
    """A folder for what goes over each line; an ID reader's is never recorded."""
    drivers: dict[str, Driver] = field(default_factory=dict)
    """By device id, in the order of the plan's lines."""
    printers: dict[str, Printer] = field(default_factory=dict)
    """By device id."""
    logos: dict[str, escpos.Picture] = field(default_factory=dict)
    """By the printer's device id."""
    signs: dict[str, list[Sign]] = field(default_factory=lambda: defaultdict(list))
    """By window, as keypads and raters."""
    keypads: dict[str, list[AnyKeypad]] = field(default_factory=lambda: defaultdict(list))
    raters: dict[str, list[AnyRater]] = field(default_factory=lambda: defaultdict(list))
    readers: dict[str, IdReader] = field(default_factory=dict)
    """By kiosk."""
    buses: list[Bus] = field(default_factory=list)
    bus_of: dict[str, Bus] = field(default_factory=dict)
    """By device id."""

    @cached_property
    def _on_line(self) -> Counter[str]:
        """How many devices hang on each url."""
        return Counter(device.url for device in self.plan.devices)

    def build(self, resolve: Callable[[str], str]) -> "Hardware":
        """One bus a line, however many devices hang on it. resolve: a url of the plan -> one to open."""
        for url, devices in _by_line(self.plan):
            self.buses.append(bus := self._bus(resolve(url), devices))
            self.bus_of |= {device.id: bus for device in devices}
        return self

    def start(self) -> None:
        for bus in self.buses:
            bus.start()

    def stop(self) -> None:
        for bus in self.buses:
            bus.stop()

    def brighten(self, minute: int) -> None:
        """Every sign that can be told, as bright as the plan wants it at this minute after midnight."""
        percent = self.plan.signs.percent(minute)
        for signs in self.signs.values():
            for sign in signs:
                sign.dim(percent)

    def _bus(self, url: str, devices: list[Device]) -> Bus:
        drivers = [self._driver(device) for device in devices]
        self.drivers |= {device.id: driver for device, driver in zip(devices, drivers, strict=True)}
        return Bus(
            url,
            drivers,
            baudrate=devices[0].baudrate,
            line=self._recorded(url, devices),
            echo=any(bool(device.options.get("echo")) for device in devices),
            kill_point=crash.crash_point if crash.armed() else None,
        )

    def _recorded(self, url: str, devices: list[Device]) -> LineLike | None:
        line, device = _line(url, devices[0]), devices[0]
        if self.record is None or any(d.kind is DeviceKind.ID_READER for d in devices):
            return line
        try:
            return RecordedLine(
                line or Line(url, baudrate=device.baudrate),
                self.record,
                url=device.url,
                protocol=device.protocol,
                baudrate=device.baudrate,
            )
        except OSError as error:  # a hall that cannot record still works
            log.warning("line=%s recorded=no cause=%s", url, error)
            return line

    def _driver(self, device: Device) -> Driver:
        window = str(device.window)
        match device.kind:
            case DeviceKind.PRINTER:
                self.printers[device.id] = printer = self._printer(device)
                return printer
            case DeviceKind.SIGN:
                self.signs[window].append(sign := self._sign(device))
                return sign
            case DeviceKind.KEYPAD:
                self.keypads[window].append(keypad := self._keypad(device))
                return keypad
            case DeviceKind.RATER:
                self.raters[window].append(rater := self._rater(device))
                return rater
            case DeviceKind.ID_READER:
                self.readers[str(device.kiosk)] = reader = IdReader(
                    device.id,
                    on_card=partial(self.ears.card, device),
                    on_trouble=partial(self.ears.card_trouble, device),
                    on_health=self._felt(device),
                )
                return reader

    def _felt(self, device: Device) -> Callable[[Health], None]:
        return partial(self.ears.felt, device)

    def _printer(self, device: Device) -> Printer:
        options: dict[str, Any] = dict(device.options)
        known = {name: options[name] for name in ("columns", "encoding", "cut", "feed") if name in options}
        profile = escpos.Profile(**known)
        if "logo" in options:
            try:
                self.logos[device.id] = logo(options["logo"], profile.dots)
            except OSError as error:  # a hall without its emblem still gives tickets
                log.warning("device=%s logo=%s cause=%s", device.id, options["logo"], error)
        spares = self.plan.behind(device)
        font = cache(lambda: PaperFont(str(options.get("font", ""))))
        return Printer(
            device.id,
            profile=profile,
            draw=lambda line, dots: font().draw(line, dots),
            marks=bool(options.get("marks", True)),
            answers=bool(options.get("answers", True)),
            firmware=bool(options.get("firmware", False)),
            spare=lambda: any(can_print(self.printers[d.id].health().cause) for d in spares),
            on_job=partial(self.ears.printed, device),
            on_health=self._felt(device),
        )

    def _sign(self, device: Device) -> Sign:
        """A card's own sentences name a window: the number on the wall, where the file says nothing else."""
        options = {name: value for name, value in device.options.items() if name != "echo"}
        wall = self.plan.window[str(device.window)].no or ""
        if options.get("sentences") and wall.isdecimal() and int(wall) < 256:
            options = {"window": int(wall), **options}
        card = card_for(device.protocol, device.address, **options)
        ping_s = ping_period(self._on_line[device.url], device.baudrate)
        return Sign(device.id, device.address, card=card, ping_s=ping_s, on_health=self._felt(device))

    def _keypad(self, device: Device) -> AnyKeypad:
        on_key, on_health = partial(self.ears.key, device), self._felt(device)
        if device.protocol == "evdev":
            meanings: Any = device.options.get("keys") or MEANINGS
            return UsbKeypad(device.id, on_key=on_key, meanings=meanings, on_health=on_health)
        return Keypad(device.id, device.address, on_key=on_key, on_health=on_health)

    def _rater(self, device: Device) -> AnyRater:
        given: Any = device.options.get("levels") or {}
        levels = {int(button): int(level) for button, level in given.items()}
        on_press, on_health = partial(self.ears.pressed, device), self._felt(device)
        if device.protocol == "evdev":
            return UsbRater(device.id, levels=levels, on_press=on_press, on_health=on_health)
        if device.protocol == "qe1":
            return Qe1Rater(
                device.id,
                device.address,
                levels=levels,
                on_press=on_press,
                ask_s=min(self.plan.settings.rating_open_s, LONGEST_ASK_S),
                on_health=on_health,
            )
        return Rater(device.id, device.address, levels=levels, on_press=on_press, on_health=on_health)


def _by_line(plan: HallPlan) -> Iterable[tuple[str, list[Device]]]:
    lines: dict[str, list[Device]] = {}
    for device in plan.devices:
        lines.setdefault(device.url, []).append(device)
    return lines.items()


def _line(url: str, device: Device) -> LineLike | None:
    """What is no plain serial line or socket; an emulated keypad gives its records on one."""
    if device.kind is DeviceKind.PRINTER:
        xonxoff = bool(device.options.get("xonxoff"))
        return printer_line(url, baudrate=device.baudrate, xonxoff=xonxoff)
    if device.protocol == "evdev" and not device.url.startswith(EMULATED):
        return EventLine(url)
    return None
