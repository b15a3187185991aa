"""One serial line or socket, named by URL, with one error.

`/dev/serial/by-id/…`   a tty, locked against a second opener
`socket://host:port`    a raw TCP gateway (ser2net, Moxa NPort, USR)
`rfc2217://host:port`   a gateway that takes the line settings too
`usb://vid:pid`         the tty of a USB adapter, found by its hexadecimal ids
"""

import contextlib
import errno
import termios

import serial

_CAUSES = {errno.EACCES: "denied", errno.EPERM: "denied", errno.EAGAIN: "busy", errno.EBUSY: "busy"}
# pyserial lets OSError and termios.error through from in_waiting and from reconfiguring.
_ERRORS = (serial.SerialException, OSError, termios.error)


class LineLost(Exception):
    """The line is gone or cannot be had. cause: unplugged, busy, denied, unreachable, stuck."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Line:
    """Opened, read and written by one thread at a time; `close` may be called twice."""

    def __init__(
        self, url: str, *, baudrate: int = 9600, xonxoff: bool = False, write_timeout_s: float = 5.0
    ) -> None:
        self.url = url
        self.baudrate = baudrate
        self._xonxoff = xonxoff
        self._write_timeout_s = write_timeout_s
        self._port: serial.Serial | None = None
        self._timeout_s = 0.0

    def open(self) -> None:
        """Open afresh, 8N1. Raises LineLost."""
        self.close()
        remote = self.url.startswith(("socket://", "rfc2217://"))
        url = self.url
        if url.startswith("usb://"):
            url = f"hwgrep://VID:PID={url.removeprefix('usb://').upper()}"
        try:
            self._port = serial.serial_for_url(
                url,
                baudrate=self.baudrate,
                xonxoff=self._xonxoff,
                timeout=self._timeout_s,
                write_timeout=None if remote else self._write_timeout_s,  # rfc2217:// has none
                exclusive=None if remote else True,
            )
        except _ERRORS as error:
            raise LineLost("unreachable" if remote else _cause(error)) from error

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """What has come, at once; or wait up to `timeout_s` for the first byte. b"": nothing came."""
        port = self._opened()
        try:
            if timeout_s != self._timeout_s:  # each assignment reconfigures the tty
                port.timeout = self._timeout_s = timeout_s
            data = bytes(port.read(1))
            while data and len(data) < max_bytes and (waiting := port.in_waiting):
                data += port.read(min(waiting, max_bytes - len(data)))
        except _ERRORS as error:
            self.close()
            raise LineLost(_cause(error)) from error
        return data

    def write(self, data: bytes) -> None:
        """Hand all bytes to the line; they may still be under way when this returns."""
        port = self._opened()
        try:
            port.write(data)
        except serial.SerialTimeoutException as error:
            self.close()
            raise LineLost("stuck") from error
        except _ERRORS as error:
            self.close()
            raise LineLost(_cause(error)) from error

    def close(self) -> None:
        """Let go of the line."""
        port, self._port = self._port, None
        if port is not None:
            with contextlib.suppress(*_ERRORS):
                port.close()

    def _opened(self) -> serial.Serial:
        if self._port is None:
            raise LineLost("unplugged")
        return self._port


def _cause(error: BaseException) -> str:
    return _CAUSES.get(getattr(error, "errno", None) or 0, "unplugged")
