"""Every device tried on its own, before the hall opens: `run.py check`. Not for a hall that is running.

It says what was seen: a line opened, a device that answered. A device that acknowledges nothing can only be
looked at: `try_devices(pattern=True)` writes a text on each sign and prints a slip on each printer.
"""

import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from devices.codecs import escpos
from devices.drivers.cards.commission import Refused, find_card, set_address
from devices.drivers.printer import PrintOutcome
from devices.health import Health
from devices.line import Line, LineLost
from server.delivery.lines import Ears, Hardware
from server.domain.facts.plan import Device, DeviceKind, HallPlan

QUIET_S = 2.5
"""Who has nothing to say for so long cannot be asked anything; longer than any driver waits for an answer."""
TURN_S = 1.5
"""What a silent device may cost the others of its line."""
PRINT_S = 12.0
STEP_S = 0.05
PAPER_NEAR_END = "paper_near_end"
SHOWN = ("in_step", "sent")
ANSWERED = ("answered", *SHOWN)

LINKS = {
    "lost": "线路未通 no line",
    "opened": "线路已通 opened",
    "answered": "有应答 answered",
    "in_step": "在线同步 in step",
    "sent": "已发送 sent",
}
CAUSES = {
    "unplugged": "没有这个端口,请检查接线和 url / no such port: check plug and url",
    "denied": "无权打开,请把用户加入 dialout 组(USB 键盘为 input)/ denied: join the group dialout or input",
    "busy": "端口被占用,大厅程序是否正在运行 / in use: is the hall running?",
    "unreachable": "网络不通,请检查地址和串口服务器 / unreachable: check the address and the gateway",
    "stuck": "写不出去,请检查流控和接线 / takes no bytes: check flow control and wiring",
    "no_answer": "无应答,请检查电源、地址、波特率、A/B 线 / silent: check power, address, baudrate, A and B",
    "garbage": "乱码,请检查波特率和接地 / garbled: check baudrate and ground",
    "no_keys": "此节点没有按键,请换同一键盘的另一个 / this node gives no keys: take the keypad's other one",
    "no_evdev": "没有安装 evdev / the package evdev is not installed",
    "no_pyusb": "没有找到,且没有安装 pyusb / not found, and the package pyusb is not installed",
    "paper_out": "缺纸 / no paper",
    PAPER_NEAR_END: "纸将尽 / paper near its end",
    "cover_open": "盖子开着 / cover open",
    "cutter": "切刀故障 / cutter jammed",
    "offline": "脱机 / offline",
    "error": "打印机故障 / printer error",
    "layout": "无法排版 / cannot be set",
    "fault": "程序故障,请看日志 / a fault of this program: see the log",
}
UNASKABLE = "问不到,请看屏或按键 / cannot be asked: look at it, press a key"
REFUSES = "设备拒绝 / the device refuses"


@dataclass(frozen=True, slots=True)
class Found:
    """What was seen of one device. printed: what became of its test slip, None if none was asked for."""

    device: Device
    health: Health
    printed: PrintOutcome | None = None

    @property
    def well(self) -> bool:
        """Nothing is known to be wrong."""
        cause = self.health.cause in ("", PAPER_NEAR_END)
        return self.health.link != "lost" and cause and (self.printed is None or self.printed.printed)

    @property
    def known(self) -> bool:
        """Anything is known of it at all."""
        return bool(self.health.cause) or self.health.link != "opened"

    @property
    def words(self) -> str:
        """The cause, and what to do about it."""
        cause = self.health.cause or (self.printed.cause if self.printed else "")
        if cause.startswith("nack_"):
            return f"{REFUSES} ({cause.removeprefix('nack_')})"
        if not self.known:
            return UNASKABLE
        return CAUSES.get(cause, cause)


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    well: bool


def try_devices(
    plan: HallPlan, resolve: Callable[[str], str], *, pattern: bool = False, record: Path | None = None
) -> list[Found]:
    """Open every line and ask every device; returns when nothing new can be expected of any."""
    printed: dict[str, PrintOutcome] = {}
    hardware = Hardware(plan, _ears(printed), record).build(resolve)
    expected = _pattern(hardware) if pattern else set()
    hardware.start()
    try:
        links = SHOWN if pattern else ANSWERED
        _wait(hardware, links, lambda: expected <= printed.keys(), PRINT_S if expected else 0.0)
    finally:
        hardware.stop()
    healths = {d.id: _said(hardware.drivers[d.id].health()) for d in plan.devices}
    return [Found(device, healths[device.id], printed.get(device.id)) for device in plan.devices]


def _said(health: Health) -> Health:
    """A running hall gives a device a second chance before it calls it silent; here it had all there are."""
    unheard = health.link == "opened" and not health.cause and health.errors > 0
    return replace(health, cause="no_answer") if unheard else health


def _ears(printed: dict[str, PrintOutcome]) -> Ears:
    def note(device: Device, _: str, outcome: PrintOutcome) -> None:
        printed[device.id] = outcome

    def ignore(_: Device, __: object) -> None:
        """Nobody decides anything here."""

    return Ears(printed=note, key=ignore, pressed=ignore, felt=ignore, card=ignore, card_trouble=ignore)


def _pattern(hardware: Hardware) -> set[str]:
    """Something to see on everything that can show; the ids of the printers that must report."""
    for device in hardware.plan.devices:
        if device.kind is DeviceKind.SIGN:
            label = hardware.plan.window[str(device.window)].label
            for sign in hardware.signs[str(device.window)]:
                if sign.device == device.id:
                    sign.show(f"{label} 测试{device.address}", number=f"{device.address:03d}")
    for keypads in hardware.keypads.values():
        for keypad in keypads:
            keypad.display(888, "888")
    for device_id, printer in hardware.printers.items():
        logo = hardware.logos.get(device_id)
        printer.print("test", [*([logo] if logo else []), *_test_slip(device_id)])
    return set(hardware.printers)


def _test_slip(device_id: str) -> Iterable[escpos.Element]:
    yield escpos.Text("测试 Test", 2, 2, "center", bold=True)
    yield escpos.Text(device_id, align="center")
    yield escpos.Rule()
    yield escpos.Text("0123456789 ABCDEFGHJK 请到一号窗口 镕 喆 囍")
    yield escpos.Qr("https://example.com/hallcall-test")
    yield escpos.Cut()


def _wait(hardware: Hardware, links: Collection[str], printed: Callable[[], bool], print_s: float) -> None:
    """Until each device has come to one of these links or shown what is wrong with it, or is quiet."""
    begin = time.monotonic()
    per_line = Counter(device.url for device in hardware.plan.devices)
    until = begin + print_s + QUIET_S + TURN_S * (1 + max(per_line.values(), default=0))
    busy_at = dict.fromkeys(hardware.drivers, begin)
    while (now := time.monotonic()) < until:
        waited_for = not printed()
        for id_, driver in hardware.drivers.items():
            if driver.urgency(now) is not None:
                busy_at[id_] = now
            health = driver.health()
            done = bool(health.cause) or health.link in links
            waited_for = waited_for or not (done or now - busy_at[id_] > QUIET_S)
        if not waited_for:
            return
        time.sleep(STEP_S)


def table(found: Iterable[Found]) -> list[str]:
    """One line a device, in columns that stand under each other in Chinese type too."""
    rows = [("设备 device", "位置 at", "协议 protocol", "线路 line", "地址", "状态 state", "说明 note")]
    for one in found:
        device = one.device
        mark = ("√" if one.known else "–") if one.well else "×"
        state = LINKS[one.health.link] + (" · 已打印 printed" if one.printed and one.printed.printed else "")
        rows.append(
            (
                f"{mark} {device.id}",
                device.window or device.kiosk or "",
                device.protocol,
                device.url,
                str(device.address),
                state,
                one.words or one.health.firmware,
            )
        )
    widths = [max(map(_cells, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _cells(text))


def commission(plan: HallPlan, device_id: str, resolve: Callable[[str], str]) -> Said:
    """Find the one Onbon card on this sign's line and give it the sign's address (decision 22)."""
    device = next((d for d in plan.devices if d.id == device_id), None)
    if device is None or device.protocol != "onbon-k":
        return Said(f"{device_id}: 不是 onbon-k 窗口屏 / no sign of the protocol onbon-k", False)

    def line(baudrate: int) -> Line:
        return Line(resolve(device.url), baudrate=baudrate)

    try:
        found = find_card(line)
        if found is None:
            return Said(f"{device.url}: 没有卡应答 / no card answers", False)
        was = f"原地址 address {found.address}, {found.baudrate} baud"
        if not set_address(line(found.baudrate), device.address):
            return Said(f"{device.url}: 卡不再应答 / the card fell silent ({was})", False)
    except Refused as no:
        return Said(f"{device.url}: {REFUSES} ({no})", False)
    except LineLost as lost:
        return Said(f"{device.url}: {CAUSES.get(lost.cause, lost.cause)}", False)
    if found.baudrate != device.baudrate:
        note = f"请写 baudrate = {found.baudrate} / the configuration must say baudrate = {found.baudrate}"
        return Said(f"{device.id}: 地址已设为 address is now {device.address} ({was}). {note}", False)
    return Said(f"{device.id}: 地址已设为 address is now {device.address} ({was})", True)
