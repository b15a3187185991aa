"""Where a ticket printer hangs: what `devices.line` opens, and what only printers have.

`/dev/usb/lp0`    the kernel's node of a USB printer; status comes back on it
`/any/file`       written to and never read: a spool of another program, or a test (`answers=False`)
`usb://vid:pid`   a USB printer without a node, by pyusb (optional); else the tty of a USB adapter, as
                  everywhere; neither, and no pyusb to look with: `no_pyusb`. Written after the USB printer
                  class 1.1; never tried on a real printer.
all others        as `devices.line.Line`
"""

import contextlib
import errno
import os
import select
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.bus import LineLike
from devices.line import Line, LineLost

WRITE_S = 5.0
PRINTER_CLASS = 7
FROM_DEVICE = 0x80
_CAUSES = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EBUSY: "busy",
    errno.EAGAIN: "busy",
    errno.ETIMEDOUT: "stuck",
}


def printer_line(url: str, *, baudrate: int = 9600, xonxoff: bool = False) -> LineLike:
    """The line of a printer."""
    tty = Line(url, baudrate=baudrate, xonxoff=xonxoff)
    if url.startswith("usb://"):
        return UsbLine(url, tty)
    if "/lp" in url or Path(url).is_file():
        return NodeLine(url)
    return tty


class NodeLine:
    """A printer's node or a file. Used by one thread at a time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd = -1
        self._speaks = False

    def open(self) -> None:
        """Raises LineLost."""
        self.close()
        try:
            self._speaks = not stat.S_ISREG(os.stat(self._path).st_mode)  # noqa: PTH116 - of what is opened
            way = os.O_RDWR if self._speaks else os.O_WRONLY | os.O_APPEND
            self._fd = os.open(self._path, way | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise LineLost(_CAUSES.get(error.errno or 0, "unplugged")) from error

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """What has come; or wait up to `timeout_s`."""
        if self._fd < 0:
            raise LineLost("unplugged")
        if not self._speaks:
            time.sleep(timeout_s)
            return b""
        news = select.poll()
        news.register(self._fd, select.POLLIN)
        if not (events := news.poll(timeout_s * 1000)):
            return b""
        try:
            data = os.read(self._fd, max_bytes)
        except BlockingIOError:
            return b""
        except OSError as error:
            self._lose(error)
        if not data and events[0][1] & (select.POLLHUP | select.POLLERR):
            self._lose(OSError(errno.ENODEV, "hung up"))
        if not data:  # such nodes say so at once when there is nothing
            time.sleep(timeout_s)
        return data

    def write(self, data: bytes) -> None:
        """Hand all bytes over; a printer that takes none for `WRITE_S` is stuck."""
        while data:
            if self._fd < 0:
                raise LineLost("unplugged")
            if not select.select([], [self._fd], [], WRITE_S)[1]:
                self.close()
                raise LineLost("stuck")
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                continue
            except OSError as error:
                self._lose(error)

    def close(self) -> None:
        """May be called twice."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with contextlib.suppress(OSError):
                os.close(fd)

    def _lose(self, error: OSError) -> None:
        self.close()
        raise LineLost(_CAUSES.get(error.errno or 0, "unplugged")) from error


class UsbLine:
    """A USB printer by its ids, or the tty with the same ids. find: as `usb.core.find`."""

    def __init__(self, url: str, tty: LineLike, find: Callable[..., Any] | None = None) -> None:
        vendor, _, product = url.removeprefix("usb://").partition(":")
        self._ids = {"idVendor": int(vendor, 16), "idProduct": int(product, 16)}
        self._tty = tty
        self._find = find or _find
        self._ends: tuple[Any, Any] | None = None
        self._device: Any = None

    def open(self) -> None:
        """Raises LineLost."""
        self.close()
        try:
            self._device = self._find(**self._ids)
        except ModuleNotFoundError as error:
            self._open_tty("no_pyusb", error)
            return
        except (ValueError, OSError) as error:  # as below
            raise _unusable(error) from error
        interface = None if self._device is None else _printer_interface(self._device)
        if interface is None:
            self._device = None
            self._open_tty("unplugged", None)
            return
        try:
            number = interface.bInterfaceNumber
            with contextlib.suppress(NotImplementedError):
                if self._device.is_kernel_driver_active(number):
                    self._device.detach_kernel_driver(number)
            ends = {bool(end.bEndpointAddress & FROM_DEVICE): end for end in interface}
            self._ends = ends[True], ends[False]
        except (KeyError, ValueError, OSError) as error:
            raise _unusable(error) from error

    def _open_tty(self, absent: str, because: Exception | None) -> None:
        """The adapter with these ids; absent: the cause where there is none."""
        try:
            self._tty.open()
        except LineLost as lost:
            raise LineLost(absent if lost.cause == "unplugged" else lost.cause) from because or lost

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """What has come; or wait up to `timeout_s`."""
        if self._ends is None:
            return self._tty.read(max_bytes, timeout_s)
        end = self._ends[0]
        try:
            data = bytes(end.read(max(max_bytes, end.wMaxPacketSize), int(timeout_s * 1000)))
        except OSError as error:
            if error.errno == errno.ETIMEDOUT:
                return b""
            self._lose(error)
        if not data:  # a full-speed printer may answer every poll with an empty packet
            time.sleep(timeout_s)
        return data

    def write(self, data: bytes) -> None:
        """Hand all bytes over; a printer that takes none for `WRITE_S` is stuck."""
        if self._ends is None:
            self._tty.write(data)
            return
        try:
            while data:
                data = data[self._ends[1].write(data, int(WRITE_S * 1000)) :]
        except OSError as error:
            self._lose(error)

    def close(self) -> None:
        """May be called twice."""
        self._ends = None
        self._device = None
        self._tty.close()

    def _lose(self, error: OSError) -> None:
        self.close()
        raise LineLost(_CAUSES.get(error.errno or 0, "unplugged")) from error


def _unusable(error: Exception) -> LineLost:
    """pyusb's own errors are a kind of OSError; else it is one-way, or libusb itself is not installed."""
    if isinstance(error, OSError):
        return LineLost(_CAUSES.get(error.errno or 0, "unplugged"))
    return LineLost("unreachable")


def _find(**ids: int) -> Any:
    import usb.core  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - optional

    return usb.core.find(**ids)


def _printer_interface(device: Any) -> Any:
    """The first interface of the printer class, of any configuration."""
    return next((i for c in device for i in c if i.bInterfaceClass == PRINTER_CLASS), None)
