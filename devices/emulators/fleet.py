"""The far ends of a whole hall: one process for every emulated line of its plan."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from devices.emulators.control import Control
from devices.emulators.process import EmulatorProcess

SCHEME = "emulator://"
FAR_ENDS = {"escpos": "printer", "onbon-k": "onbon", "modbus-digits": "digits", "evdev": "keys"}
"""The emulator of a protocol, where it does not have the protocol's own name."""


class Wired(Protocol):
    """What must be known of a device: by which protocol it is spoken to, where, and how it differs."""

    @property
    def protocol(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def address(self) -> int: ...
    @property
    def options(self) -> Mapping[str, object]: ...


class FarEnd:
    """What the lab may do with an emulator: ask and order, by its control socket."""

    def __init__(self, kind: str, path: Path) -> None:
        self.kind = kind
        self.request = Control(path).request


def resolve(url: str, folder: Path) -> str:
    """A url of the plan as one to open: an emulated line is a pseudo-terminal in the folder."""
    return str(folder / f"{url.removeprefix(SCHEME)}.tty") if url.startswith(SCHEME) else url


def controls(devices: Iterable[Wired], folder: Path) -> dict[str, FarEnd]:
    """The control channel of every emulated line, by the line's name."""
    return {
        name: FarEnd(_kind(here[0]), folder / f"{name}.ctl")
        for name, here in _emulated_lines(devices).items()
    }


@contextlib.contextmanager
def running(devices: Iterable[Wired], folder: Path) -> Iterator[int]:
    """The far ends live as long as this block. How many lines they are."""
    folder.mkdir(parents=True, exist_ok=True)
    ends = [
        EmulatorProcess(_kind(here[0]), name, folder, **_like(here))
        for name, here in _emulated_lines(devices).items()
    ]
    if ends:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda end: end.start(), ends))
    try:
        yield len(ends)
    finally:
        for end in ends:
            end.stop()


@contextlib.contextmanager
def replaying(recording: Path, folder: Path) -> Iterator[tuple[Path, Control]]:
    """The device's side of a recording lives as long as this block: its terminal and its control."""
    folder.mkdir(parents=True, exist_ok=True)
    end = EmulatorProcess("replay", "replay", folder, file=recording.resolve())
    end.start()
    try:
        yield end.tty, end.control
    finally:
        end.stop()


def differences(state: Mapping[str, Any]) -> list[str]:
    """What a replay found, as lines for people."""
    lines = [
        f"× 第 {one['at'] + 1} 段 part  录下 recorded: {one['expected'] or '–'}\n"
        f"              现在 now:      {one['got'] or '– (没有发送 not sent)'}"
        for one in state["differences"]
    ]
    far = f"{state['at']}/{state['of']}"
    end = "有差异 differs" if lines else "无差异 no difference"
    return [
        *lines,
        f"回放 replay {state['line']}: {far}, {end}, 次序不同 out of turn: {state['out_of_turn']}",
    ]


def _emulated_lines(devices: Iterable[Wired]) -> dict[str, list[Wired]]:
    lines: dict[str, list[Wired]] = {}
    for device in devices:
        if device.url.startswith(SCHEME):
            lines.setdefault(device.url.removeprefix(SCHEME), []).append(device)
    return lines


def _kind(device: Wired) -> str:
    return FAR_ENDS.get(device.protocol, device.protocol)


def _like(devices: Sequence[Wired]) -> dict[str, Any]:
    """What an emulator must be told to be like these devices."""
    options = devices[0].options
    told: dict[str, Any] = {"addresses": ",".join(map(str, sorted({d.address for d in devices})))}
    if options.get("seven_bits"):
        told["seven_bits"] = 1
    if "places" in options:
        told["digits"] = options["places"]
    return told
