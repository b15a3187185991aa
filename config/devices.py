"""`[[device]]`: where a device may stand, how it is set up, and what a shared line allows."""

import re
from collections.abc import Collection, Iterator, Mapping

from config.errors import Report, Rule, shown
from config.protocols import ALONE, KEY_MEANINGS, KEY_NAMES, PROTOCOLS, Protocol
from config.reader import FAULTY, ID, Choice, Form, Table, ids_of
from server.domain.facts.plan import Device, DeviceKind, Window, WindowKind
from server.domain.views.rating import BOX_REASONS

BAUDRATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
LEVELS = range(1, 6)
WORST = LEVELS[0]
LEAST_BUTTONS, MOST_BUTTONS = 4, 6
EVENT_NODE = "/dev/input/"

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
_FILE = Form(re.compile(r"[^\s].*"), Rule("the path of a file", "文件路径"))


def read_device(table: Table, windows: Mapping[str, Window], kiosks: Mapping[str, object]) -> Device | None:
    """One device, or None where its kind or protocol is not known and nothing more can be said of it."""
    device_id = table.text("id", form=ID)
    kind_name = table.one_of("kind", Choice(tuple(DeviceKind), Rule("a kind of device", "设备种类")))
    spoken = tuple(name for name, protocol in PROTOCOLS.items() if kind_name in protocol.kinds)
    what = Rule(f"a protocol of a {kind_name or 'device'}", f"{kind_name or '设备'} 的协议")
    name = table.one_of("protocol", Choice(spoken if kind_name else tuple(PROTOCOLS), what))
    url = table.text("url", form=_URL, limit=120)
    usual = PROTOCOLS[name].baudrate if name else BAUDRATES[0]
    baudrate = _one_number(table, "baudrate", BAUDRATES, usual)
    window = table.one_of("window", ids_of("window", windows)) if "window" in table else None
    kiosk = table.one_of("kiosk", ids_of("kiosk", kiosks)) if "kiosk" in table else None
    table.know("window", "kiosk", "address", "options")
    if not kind_name or not name:
        return None
    kind, protocol = DeviceKind(kind_name), PROTOCOLS[name]
    _check_place(table, kind, windows.get(window or ""))
    _check_node(table, name, url)
    return Device(
        id=device_id,
        kind=kind,
        protocol=name,
        url=url,
        address=table.number("address", 0 if protocol.addresses == ALONE else None, protocol.addresses),
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
    here, there = ("kiosk", "window") if kind is DeviceKind.ID_READER else ("window", "kiosk")
    place, article = ("取号机", "an") if here == "kiosk" else ("窗口", "a")
    if there in table:
        table.wrong(
            there,
            Rule(f"no {there}: {article} {kind} stands at a {here}", f"不写 {there}:{kind} 应设在{place}"),
        )
    if here not in table:
        rule = Rule(
            f"the id of a [[{here}]]: {article} {kind} stands at a {here}",
            f"某个 [[{here}]] 的 id:{kind} 应设在{place}",
        )
        table.wrong(here, rule)
    elif window and window.kind is WindowKind.OTHER and kind in (DeviceKind.KEYPAD, DeviceKind.RATER):
        table.wrong(
            "window",
            Rule(
                'a window of kind "service": the others neither call nor are rated',
                'kind = "service" 的窗口:其他柜台不叫号、不评价',
            ),
        )


def _check_node(table: Table, name: str, url: str) -> None:
    """A device that types has an event node, and nothing else has one."""
    emulated = url.startswith("emulator://")
    if url and not emulated and (name == "evdev") != url.startswith(EVENT_NODE):
        rule = (
            Rule("/dev/input/by-id/…-event-kbd", "/dev/input/by-id/…-event-kbd")
            if name == "evdev"
            else Rule(
                f"a line, not {EVENT_NODE}…: only evdev reads that", f"串口等线路;{EVENT_NODE}… 只用于 evdev"
            )
        )
        table.wrong("url", rule)


def _one_number(table: Table, key: str, allowed: tuple[int, ...], default: int | None = None) -> int:
    """One of a few integers, or `FAULTY`."""
    value = table.number(key, default, range(1, max(allowed) + 1))
    if value in (FAULTY, *allowed):
        return value
    names = tuple(map(str, allowed))
    table.wrong(key, Rule("one of " + ", ".join(names), "、".join(names) + " 之一"))
    return FAULTY


def _read_options(table: Table, kind: DeviceKind, name: str) -> dict[str, object]:
    """What stands there; the drivers know the defaults."""
    protocol = PROTOCOLS[name]
    options: dict[str, object] = {
        key: table.number(key, None, span) for key, span in protocol.numbers.items() if key in table
    }
    options |= {key: _one_number(table, key, few) for key, few in protocol.sizes.items() if key in table}
    for key, words in protocol.choices.items():
        if key in table:
            options[key] = table.one_of(key, Choice(words, Rule("one of", "以下之一")))
    options |= {key: table.flag(key, False) for key in protocol.flags if key in table}
    options |= {key: table.text(key, form=_FILE, limit=200) for key in protocol.files if key in table}
    table.know(*protocol.numbers, *protocol.sizes, *protocol.choices, *protocol.flags, *protocol.files)
    if kind is DeviceKind.RATER:
        options |= _read_buttons(table, protocol)
    elif protocol.keys:
        options |= _read_keys(table)
    table.close()
    return options


def _read_keys(options: Table) -> dict[str, object]:
    """What the keys of a keypad that types mean, where the hall does not take the usual ones."""
    if "keys" not in options:
        options.know("keys")
        return {}
    table = options.table("keys")
    what = Rule("one of", "以下之一")
    keys = {name: table.one_of(name, Choice(KEY_MEANINGS, what)) for name in KEY_NAMES if name in table}
    table.know(*KEY_NAMES)
    table.close()
    return {"keys": keys}


def _read_buttons(options: Table, protocol: Protocol) -> dict[str, object]:
    """What the box's buttons mean: levels, the reasons of some, and the one that complains (R85)."""
    reasons = options.table("reasons") if "reasons" in options else None
    explained = tuple(button for button in protocol.buttons if reasons and button in reasons)
    levels = _read_levels(options, protocol, explained)
    read: dict[str, object] = {"levels": levels}
    if reasons:
        codes = Choice(tuple(BOX_REASONS), Rule("a reason", "原因"))
        read["reasons"] = {button: reasons.one_of(button, codes) for button in explained}
        for button in explained:
            if levels.get(button) != WORST:
                rule = Rule(
                    f"a button that `levels` gives level {WORST}: a reason is for the worst one",
                    f"levels 中为 {WORST} 级的按键:只有最低一级有原因",
                )
                reasons.wrong(button, rule)
        reasons.know(*protocol.buttons)
        reasons.close()
    if "complaint" in options:
        numbers = [int(button) for button in protocol.buttons]
        read["complaint"] = key = options.number("complaint", None, range(numbers[0], numbers[-1] + 1))
        if str(key) in levels:
            rule = Rule("a button without a level: a complaint is none", "levels 中没有的按键:投诉不是等级")
            options.wrong("complaint", rule)
    options.know("reasons", "complaint")
    return read


def _read_levels(options: Table, protocol: Protocol, explained: Collection[str] = ()) -> dict[str, int]:
    """Which of the five levels each of the box's four to six buttons means (decision 12). `explained` ones
    may mean the same: each gives another reason.
    """
    first = protocol.buttons[0]
    if "levels" not in options:
        levels = ", ".join(f"{int(first) + n} = {level}" for n, level in enumerate((5, 4, 3, 1)))
        rule = Rule(f"a level 1-5 for each button: {{ {levels} }}", f"每个按键对应的等级 1–5:{{ {levels} }}")
        options.wrong("levels", rule)
        options.know("levels")
        return {}
    table = options.table("levels")
    begins = 1 if len(protocol.buttons) > MOST_BUTTONS and first not in table else 0
    row = protocol.buttons[begins : begins + MOST_BUTTONS]
    last = max((n for n, button in enumerate(row) if button in table), default=0)
    buttons = row[: max(last + 1, LEAST_BUTTONS)]
    table.know(*row)
    given = {button: table.number(button, None, LEVELS) for button in buttons}
    table.close()
    if len(buttons) <= len(LEVELS):  # of six buttons, two must mean the same
        for place, button in enumerate(buttons):
            if (
                button not in explained
                and given[button] != FAULTY
                and given[button] in [given[o] for o in buttons[:place] if o not in explained]
            ):
                table.wrong(button, Rule("a level no other button has", "与其他按键不同的等级"))
    return given


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
    if device.protocol == first.protocol and PROTOCOLS[device.protocol].addresses == ALONE:
        yield "url", Rule(f"a line of its own: {path} is on this one", f"独占的线路:{path} 已在此线")
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
