"""Alpha signs and digit displays over real pseudo-terminals, and an outsider at the other end of Modbus."""

import asyncio
import contextlib
import socket
import threading

import pytest

from devices.drivers.cards.brands import card_for
from devices.drivers.sign import Sign

pytestmark = pytest.mark.pty


def sign(protocol: str, address: int, **options) -> Sign:
    return Sign(f"{protocol}-{address}", address, card=card_for(protocol, address, **options))


def at(signs: list[Sign], link: str) -> bool:
    return all(sign.health().link == link and not sign.health().cause for sign in signs)


def test_alpha_signs_survive_a_pulled_plug(bench):
    far = bench.emulator("alpha", addresses="1-2", baud=9600)
    signs = [sign("alpha", n, configure=False) for n in (1, 2)]
    bench.bus(far.tty, signs)
    for each in signs:
        each.show(f"请A01{each.address}号", call=True, number=f"A01{each.address}")
    bench.eventually(lambda: at(signs, "sent"))
    bench.eventually(lambda: far.control.state()["signs"]["2"]["text"] == "A012")

    far.kill()
    bench.eventually(lambda: all(each.health().link == "lost" for each in signs))
    signs[0].show("暂停服务")
    far.start()
    bench.eventually(lambda: at(signs, "sent"))
    shown = far.control.state()["signs"]
    assert [shown[n]["text"] for n in "12"] == ["PAUSED", "A012"]


def test_alpha_signs_of_seven_bits_that_acknowledge(bench):
    far = bench.emulator("alpha", seven_bits=1)
    one = sign("alpha", 1, seven_bits=True, acknowledges=True, configure=False)
    bench.bus(far.tty, [one])
    one.show("请A012号", call=True, number="A012")
    bench.eventually(lambda: at([one], "in_step"))
    assert far.control.state()["signs"]["1"]["text"] == "A012"


def test_digit_displays_survive_a_pulled_plug(bench):
    far = bench.emulator("digits", addresses="1-3", digits=4)
    signs = [sign("modbus-digits", n, places=4) for n in (1, 2, 3)]
    bench.bus(far.tty, signs)
    for each in signs:
        each.show(f"请A01{each.address}号", call=True, number=f"A01{each.address}")
    bench.eventually(lambda: at(signs, "in_step"))

    far.kill()
    bench.eventually(lambda: all(each.health().link == "lost" for each in signs))
    signs[0].show("请B001号", call=True, number="B001")
    far.start()
    bench.eventually(lambda: at(signs, "in_step"))
    shown = far.control.state()["displays"]
    assert [shown[n]["text"] for n in "123"] == ["B001", "A012", "A013"]


def test_pymodbus_as_a_client_works_our_far_end(bench):
    client = pytest.importorskip("pymodbus.client")
    far = bench.emulator("digits", addresses="1-2")
    with client.ModbusSerialClient(str(far.tty), baudrate=9600, timeout=2) as master:
        assert not master.write_register(0, 12, device_id=1).isError()
        assert master.read_holding_registers(0, count=1, device_id=1).registers == [12]
        assert not master.write_registers(0x70, [0x2020, 0x4130, 0x3132], device_id=2).isError()
        assert master.write_registers(0x90, [1, 2], device_id=2).exception_code == 2
    shown = far.control.state()["displays"]
    assert [shown[n]["text"] for n in "12"] == ["    12", "  A012"]


class Server:
    """A Modbus-RTU device by pymodbus behind a socket, as a gateway would offer it."""

    def __init__(self) -> None:
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as probe:
            self.port = probe.getsockname()[1]
        self.registers: dict[int, list[int]] = {}
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.shutdown(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.run_forever()

    async def _serve(self) -> None:
        from pymodbus.framer import FramerType
        from pymodbus.server import ModbusTcpServer
        from pymodbus.simulator import DataType, SimData, SimDevice

        device = SimDevice(1, simdata=[SimData(0, count=0x100, values=0, datatype=DataType.REGISTERS)])
        self._server = ModbusTcpServer(
            device, framer=FramerType.RTU, address=("127.0.0.1", self.port), trace_pdu=self._note
        )
        await self._server.serve_forever(background=True)
        self._ready.set()

    def _note(self, sending: bool, pdu):
        if not sending and pdu.function_code == 16:
            self.registers[pdu.address] = list(pdu.registers)
        return pdu


def test_our_driver_works_pymodbus_as_a_display(bench):
    pytest.importorskip("pymodbus.server")
    with Server() as far:
        one = sign("modbus-digits", 1)
        bus = bench.bus(f"socket://127.0.0.1:{far.port}", [one])
        one.show("请A012号", call=True, number="A012")
        bench.eventually(lambda: at([one], "in_step"))
        assert far.registers == {0x70: [0x2020, 0x4130, 0x3132]}
        bus.stop()
