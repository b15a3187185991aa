"""Devices behind gateways: raw TCP, which may go away like a plug, and RFC 2217, which carries the speed."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import serial
from serial.rfc2217 import PortManager

from devices.drivers.sign import Sign
from devices.emulators.onbon import Onbon
from devices.health import Health
from server.delivery import trial
from server.domain.facts.plan import Device, DeviceKind
from tests.halls import PLAN

pytestmark = pytest.mark.pty


def serve(server: socket.socket, far_end: Onbon, clients: list[socket.socket]) -> None:
    """A gateway: one client at a time, bytes through."""
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        clients.append(client)
        try:
            while data := client.recv(4096):
                far_end.receive(data, time.monotonic())
                client.sendall(far_end.transmit(time.monotonic()))
        except OSError:
            continue


def test_a_sign_behind_a_gateway(bench):
    far_end, clients = Onbon([1]), []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server, far_end, clients), daemon=True).start()
        sign = Sign("led-1", 1, reply_s=0.5)
        bench.bus(f"socket://127.0.0.1:{server.getsockname()[1]}", [sign])
        sign.show("A012")
        bench.eventually(lambda: sign.health().link == "in_step")
        assert far_end.cards[1].areas[0]["text"] == "A012"
        clients[0].shutdown(socket.SHUT_RDWR)
        bench.eventually(lambda: len(clients) == 2)
        sign.show("A013")
        bench.eventually(lambda: sign.health().link == "in_step")
        assert far_end.cards[1].areas[0]["text"] == "A013"
        bench.end()


# ---------------------------------------------------------------- through the plan, as `run.py check` does


def tried(device: Device, pattern: bool) -> Health:
    return trial.try_devices(replace(PLAN, devices=(device,)), str, pattern=pattern)[0].health


def served(answer: Callable[[socket.socket], None]) -> socket.socket:
    """A gateway for one client."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            client, _ = server.accept()
            answer(client)

    threading.Thread(target=serve, daemon=True).start()
    return server


class Port(serial.Serial):
    """The far end's pseudo-terminal, which has no modem lines; remembers what it was set to."""

    rts = dtr = cts = dsr = ri = cd = False  # type: ignore[assignment]


def test_behind_rfc2217_the_hall_sets_the_speed_of_the_line(bench):
    far = bench.emulator("shuangse", addresses="9")
    port = Port(str(far.tty), timeout=0.02)
    speeds: list[int] = []

    def answer(client: socket.socket) -> None:
        manager = PortManager(port, _Writer(client))
        client.settimeout(0.02)
        while True:
            with contextlib.suppress(TimeoutError):
                if not (data := client.recv(4096)):
                    return
                port.write(b"".join(manager.filter(data)))
                speeds.append(port.baudrate)
            if data := port.read(port.in_waiting or 1):
                client.sendall(b"".join(manager.escape(data)))

    with served(answer) as server, port:
        url = f"rfc2217://127.0.0.1:{server.getsockname()[1]}"
        device = Device("s", DeviceKind.SIGN, "shuangse", url, 9, window="w1", baudrate=19200)
        assert tried(device, pattern=True).link == "in_step"
        assert far.control.state()["signs"]["9"]["text"] == "1号窗口 测试9"
    assert speeds[-1] == 19200


class _Writer:
    """What `PortManager` asks of a connection."""

    def __init__(self, client: socket.socket) -> None:
        self.write = client.sendall


@pytest.mark.parametrize(("echo", "link"), [(True, "opened"), (False, "in_step")])
def test_an_adapter_that_returns_our_own_bytes_is_no_display_that_agrees(echo, link):
    """Modbus displays answer with the request: without the option, a bare echo looks like one."""

    def answer(client: socket.socket) -> None:
        while data := client.recv(4096):
            client.sendall(data)

    with served(answer) as server:
        url = f"socket://127.0.0.1:{server.getsockname()[1]}"
        options = {"letters": False, "reads": False, "echo": echo}
        device = Device("s", DeviceKind.SIGN, "modbus-digits", url, 1, window="w1", options=options)
        assert tried(device, pattern=True).link == link
