"""Printers' clients and generators that nobody here wrote, against the emulated printer.

receiptio asks for status and prints, over TCP at its fixed port 9100; receiptline and the encoder of
point-of-sale make slips. They come from npm with `make setup-test`; where they are absent these are skipped.
"""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.codecs.escpos import Profile, Qr, Text, encode
from devices.emulators.printer import Printer

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
RECEIPTIO = MODULES / "receiptio" / "bin" / "cli.js"
NODE = shutil.which("node")
QR = "https://x.cn/t/A012"
pytestmark = [
    pytest.mark.pty,
    pytest.mark.skipif(NODE is None or not RECEIPTIO.exists(), reason="node packages are not set up"),
]


def node(*arguments: str, given: str = "") -> str:
    """What the program said; receiptio says its result on the second stream."""
    done = subprocess.run(
        [str(NODE), *arguments], cwd=ROOT, input=given, capture_output=True, text=True, timeout=60
    )
    return (done.stdout + done.stderr).strip()


class Served:
    """A printer at a port, one client at a time."""

    def __init__(self, server: socket.socket) -> None:
        self.printer = Printer()
        self._server = server
        self._lock = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def order(self, **order) -> dict:
        with self._lock:
            return self.printer.request(order, time.monotonic())

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
                with client:
                    client.settimeout(0.02)
                    self._talk(client)
            except OSError:
                if self._server.fileno() < 0:
                    return

    def _talk(self, client: socket.socket) -> None:
        while True:
            try:
                data = client.recv(4096)
                if not data:
                    return
            except TimeoutError:
                data = b""
            with self._lock:
                self.printer.receive(data, time.monotonic())
                reply = self.printer.transmit(time.monotonic())
            client.sendall(reply)


@pytest.fixture
def served() -> Iterator[Served]:
    try:
        server = socket.create_server(("127.0.0.1", 9100))
    except OSError:
        pytest.skip("port 9100 is somebody else's")
    with server:
        yield Served(server)
        server.shutdown(socket.SHUT_RDWR)  # wakes who waits for the next client


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (None, "online"),
        ("paper_near_end", "online"),
        ("paper_out", "paperempty"),
        ("cover_open", "coveropen"),
        ("cutter", "error"),
    ],
)
def test_receiptio_reads_the_printers_state(served, fault, seen):
    if fault:
        served.order(op="fault", kind=fault)
    assert node(str(RECEIPTIO), "-d", "127.0.0.1", "-q", "-p", "escpos") == seen


def test_receiptio_prints_and_is_told_so(served):
    said = node(
        str(RECEIPTIO), "-d", "127.0.0.1", "-p", "escpos", "-l", "zh-hans", given="^^A012\n请到3号窗口"
    )
    assert said == "success"
    (ticket,) = served.order(op="state")["tickets"]
    texts = [line["text"].strip() for line in ticket["lines"] if line.get("text", "").strip()]
    assert texts == ["A012", "请到3号窗口"]
    assert served.order(op="state")["unknown"] == []


def test_receiptio_is_told_that_there_is_no_paper(served):
    served.order(op="fault", kind="paper_out")
    assert node(str(RECEIPTIO), "-d", "127.0.0.1", "-p", "escpos", given="A012\n=") == "paperempty"
    assert served.order(op="state")["total"] == 0


def test_python_escpos_asks_over_the_network(served):
    from escpos.printer import Network

    printer = Network("127.0.0.1", timeout=2)
    printer.open()
    try:
        assert (printer.is_online(), printer.paper_status()) == (True, 2)
        served.order(op="fault", kind="cover_open")
        assert (printer.is_online(), printer.paper_status()) == (False, 2)
        served.order(op="fault", kind="paper_near_end")
        assert printer.paper_status() == 1
    finally:
        printer.close()


def rendered(data: bytes) -> tuple[list[dict], list[str]]:
    printer = Printer()
    printer.receive(data, 0.0)
    state = printer.request({"op": "state"}, 0.0)
    return state["tickets"][0]["lines"], state["unknown"]


def test_what_receiptline_makes_is_rendered():
    slip = f"^^^A012\n请到3号窗口 | 二楼\n---\n{{code:{QR};option:qrcode,6,M}}\n领取：￥5，镕\n="
    script = (
        "const made = require('receiptline').transform(require('fs').readFileSync(0, 'utf8'), "
        "{cpl: 48, encoding: 'gb18030', command: 'escpos'});"
        "process.stdout.write(Buffer.from(made, 'binary').toString('hex'))"
    )
    lines, unknown = rendered(bytes.fromhex(node("-e", script, given=slip)))
    texts = [line["text"].split() for line in lines if line.get("text", "").strip()]
    assert texts[0] == ["A012"]
    assert texts[1] == ["请到3号窗口", "二楼"]
    assert texts[-1] == ["领取：￥5，镕"]
    assert [line["raster"] for line in lines if "raster" in line] == [[150, 150]]
    assert unknown == []


def test_what_the_point_of_sale_encoder_makes_is_rendered_and_its_qr_is_ours():
    script = (
        "import('@point-of-sale/receipt-printer-encoder').then(({default: Encoder}) => {"
        "const made = new Encoder({language: 'esc-pos', columns: 32}).initialize().align('center')"
        ".width(4).height(4).line('A012').width(1).height(1)"
        f".qrcode('{QR}', {{model: 2, size: 6, errorlevel: 'm'}})"
        ".barcode('A012', 'code128', {height: 60}).newline(4).cut().encode();"
        "process.stdout.write(Buffer.from(made).toString('hex'))})"
    )
    made = bytes.fromhex(node("-e", script))
    lines, unknown = rendered(made)
    number = next(line for line in lines if line.get("text", "").strip() == "A012")
    assert (number["width"], number["height"]) == (4, 4)
    assert {"qr": QR, "module": 6, "align": "center"} in lines
    assert {"barcode": "{BA012"} in lines
    assert unknown == []
    ours = encode([Text("A012", 4, 4, "center"), Qr(QR)], Profile(32))
    assert ours[ours.index(b"\x1d(k") :] in made
    assert b"\x1d!\x33" in made
    assert b"\x1d!\x33" in ours
