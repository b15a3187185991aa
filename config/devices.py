"""`[[device]]`: which protocols there are, where a device may stand, and what a shared line allows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from config.errors import Report, Rule, shown
from config.reader import FAULTY, ID, Choice, Form, Table, ids_of
from server.domain.plan import Device, DeviceKind, Window, WindowKind

BAUDRATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
LEVELS = range(1, 6)
FF68_BUTTONS = ("0", "1", "2", "3")


@dataclass(frozen=True)
class Protocol:
    kinds: frozenset[DeviceKind]
    addresses: range
    numbers: Mapping[str, range] = field(default_factory=dict)
    """Options that are integers, with what they may be."""
    flags: tuple[str, ...] = ()
    """Options that are true or false."""


PROTOCOLS: Mapping[str, Protocol] = {
    # A receipt printer has its port to itself. columns: half-width characters, 32 on 58 mm, 48 on 80 mm.
    "escpos": Protocol(
        frozenset({DeviceKind.PRINTER}), range(1), {"columns": range(24, 65)}, flags=("xonxoff",)
    ),
    # Onbon BX-5K/6K: 0 is reserved, from 8000 hex on are the PC and the broadcasts. width, height: pixels.
    "onbon-k": Protocol(
        frozenset({DeviceKind.SIGN}), range(1, 0x8000), {"width": range(16, 4097), "height": range(16, 513)}
    ),
    # Keypad and rater of a window share its address.
    "ff68": Protocol(frozenset({DeviceKind.KEYPAD, DeviceKind.RATER}), range(256)),
}

_PORT = r"(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3})"
_URL = Form(
    re.compile(
        r"/[^\s?#]+|COM\d{1,3}"
        rf"|(socket|rfc2217)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):{_PORT}"
        r"|usb://[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}|emulator://[a-z0-9][a-z0-9-]{0,31}"
    ),
    Rule(
        "/dev/…, COM3, usb://04b8:0e15, socket://host:port, rfc2217://host:port or emulator://name",
        "/dev/…、COM3、usb://04b8:0e15、socket://主机:端口、rfc2217://主机:端口 或 emulator://名称",
    ),
)
_BAUD_RULE = Rule("one of " + ", ".join(map(str, BAUDRATES)), "、".join(map(str, BAUDRATES)) + " 之一")


def read_device(table: Table, windows: Mapping[str, Window], kiosks: Mapping[str, object]) -> Device | None:
    """One device, or None where its kind or protocol is not known and nothing more can be said of it."""
    device_id = table.text("id", form=ID)
    kind_name = table.one_of("kind", Choice(tuple(DeviceKind), Rule("a kind of device", "设备种类")))
    spoken = tuple(name for name, protocol in PROTOCOLS.items() if kind_name in protocol.kinds)
    what = Rule(f"a protocol of a {kind_name or 'device'}", f"{kind_name or '设备'} 的协议")
    name = table.one_of("protocol", Choice(spoken if kind_name else tuple(PROTOCOLS), what))
    url = table.text("url", form=_URL, limit=120)
    baudrate = table.number("baudrate", 9600, range(1, BAUDRATES[-1] + 1))
    if baudrate not in (FAULTY, *BAUDRATES):
        table.wrong("baudrate", _BAUD_RULE)
    window = table.one_of("window", ids_of("window", windows)) if "window" in table else None
    kiosk = table.one_of("kiosk", ids_of("kiosk", kiosks)) if "kiosk" in table else None
    table.know("window", "kiosk", "address", "options")
    if not kind_name or not name:
        return None
    kind, protocol = DeviceKind(kind_name), PROTOCOLS[name]
    alone = len(protocol.addresses) == 1
    _check_place(table, kind, windows.get(window or ""))
    return Device(
        id=device_id,
        kind=kind,
        protocol=name,
        url=url,
        address=table.number("address", 0 if alone else None, protocol.addresses),
        window=window,
        kiosk=kiosk,
        baudrate=baudrate,
        options=_read_options(table.table("options"), kind, name),
    )


def _check_place(table: Table, kind: DeviceKind, window: Window | None) -> None:
    if kind is DeviceKind.PRINTER:
        if ("window" in table) == ("kiosk" in table):
            table.wrong(
                "kiosk",
                Rule(
                    "either kiosk = or window = : a printer stands at one of them",
                    "kiosk 与 window 二选一:打印机只属于一处",
                ),
            )
        return
    if "kiosk" in table:
        table.wrong("kiosk", Rule(f"no kiosk: a {kind} stands at a window", f"不写 kiosk:{kind} 应设在窗口"))
    if "window" not in table:
        table.wrong(
            "window",
            Rule(
                f"the id of a [[window]]: a {kind} stands at a window",
                f"某个 [[window]] 的 id:{kind} 应设在窗口",
            ),
        )
    elif window is not None and window.kind is WindowKind.OTHER and kind is not DeviceKind.SIGN:
        table.wrong(
            "window",
            Rule(
                'a window of kind "service": the others neither call nor are rated',
                'kind = "service" 的窗口:其他柜台不叫号、不评价',
            ),
        )


def _read_options(table: Table, kind: DeviceKind, name: str) -> dict[str, object]:
    protocol = PROTOCOLS[name]
    options: dict[str, object] = {
        key: table.number(key, None, span) for key, span in protocol.numbers.items() if key in table
    }
    options |= {key: table.flag(key, False) for key in protocol.flags if key in table}
    table.know(*protocol.numbers, *protocol.flags)
    if kind is DeviceKind.RATER:
        options["levels"] = _read_levels(table)
    table.close()
    return options


def _read_levels(options: Table) -> dict[str, int]:
    """Which of the five levels each button of the box means (decisions 12)."""
    if "levels" not in options:
        rule = Rule(
            "a level 1-5 for each button: { 0 = 5, 1 = 4, 2 = 3, 3 = 1 }",
            "每个按键对应的等级 1–5:{ 0 = 5, 1 = 4, 2 = 3, 3 = 1 }",
        )
        options.wrong("levels", rule)
        options.know("levels")
        return {}
    table = options.table("levels")
    levels = {button: table.number(button, None, LEVELS) for button in FF68_BUTTONS}
    table.close()
    for place, button in enumerate(FF68_BUTTONS):
        earlier = [levels[other] for other in FF68_BUTTONS[:place]]
        if levels[button] != FAULTY and levels[button] in earlier:
            table.wrong(button, Rule("a level no other button has", "与其他按键不同的等级"))
    return levels


def check_lines(report: Report, devices: Mapping[str, Device]) -> None:
    """What devices on one url must agree on. Keys are the paths of the devices in the file."""
    lines: dict[str, dict[str, Device]] = {}
    for path, device in devices.items():
        earlier = lines.setdefault(device.url, {})
        if device.url and earlier:
            for key, rule in _conflicts(device, earlier):
                report.add(f"{path}.{key}", shown(getattr(device, key)), rule)
        earlier[path] = device


def _conflicts(device: Device, earlier: Mapping[str, Device]) -> Iterator[tuple[str, Rule]]:
    path, first = next(iter(earlier.items()))
    if device.baudrate != first.baudrate and FAULTY not in (device.baudrate, first.baudrate):
        speed = first.baudrate
        yield "baudrate", Rule(f"{speed}, as {path} on the same line", f"{speed},与同线的 {path} 相同")
    if device.protocol != first.protocol:
        spoken = first.protocol
        yield (
            "protocol",
            Rule(
                f"{spoken}, as {path}: a line speaks one protocol",
                f"{spoken},与 {path} 相同:一条线只用一种协议",
            ),
        )
    if device.address == FAULTY:
        return
    here = {at: other for at, other in earlier.items() if other.address == device.address}
    twin = next((at for at, other in here.items() if other.kind is device.kind), "")
    if twin:
        yield "address", Rule(f"an address of its own: {twin} has this one", f"不重复的地址:{twin} 已用")
    pairs = ((at, o) for at, o in here.items() if o.protocol == device.protocol and o.kind is not device.kind)
    at, partner = next(pairs, ("", device))
    if partner.window != device.window and partner.window and device.window:
        window = partner.window
        yield "window", Rule(f"{window}, as {at} at the same address", f"{window},与同地址的 {at} 相同")
