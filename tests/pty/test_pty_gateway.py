"""A sign behind a raw TCP gateway, which may go away like a plug."""

import socket
import threading
import time

import pytest

from devices.drivers.sign import Sign
from devices.emulators.onbon import Onbon

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
