"""Two printers at one kiosk, real bytes on two ptys: never more than one slip without 补打."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from devices.emulators.printer import Printer as FarPrinter
from server.domain import messages as m
from server.domain.facts.plan import Device, DeviceKind
from server.domain.views.duty import duty_view
from tests.pty.living import Life
from tests.serving import wait_until

pytestmark = pytest.mark.pty

MARK = "【补打】"
STOPS = ["paper_out", "cover_open", "cutter", "offline", "silence"]


def printer(id_: str, **at: str) -> Device:
    return Device(id_, DeviceKind.PRINTER, "escpos", id_, options={"columns": 32}, **(at or {"kiosk": "k1"}))


@pytest.fixture
def two(life: Life) -> Iterator[Life]:
    for name in ("p1", "p2"):
        life.far_end("printer", name)
    life.begin(printer("p1"), printer("p2"))
    for name in ("p1", "p2"):
        wait_until(lambda name=name: life.link(name) == ("in_step", ""))
    yield life


def fault(life: Life, name: str, kind: str, on: bool = True, **more: Any) -> None:
    life.far[name].control.fault(kind, on=on, **more)


def papers(life: Life, name: str) -> list[str]:
    """The slips that fell from this printer whole, a number each, with the mark where one stands."""
    return [
        "".join(t for t in (MARK, *numbers(lines)) if t in lines)
        for slip in life.state(name)["tickets"]
        for lines in [[str(line.get("text")) for line in slip["lines"]]]
    ]


def numbers(lines: list[str]) -> list[str]:
    return [line for line in lines if line[:1] == "A" and line[1:].isdecimal()]


def printed(life: Life, ticket: str) -> None:
    wait_until(lambda: life.ticket(ticket).slip == "printed", 40, f"{ticket} printed")


def log(life: Life, type_: type[m.Event]) -> list[Any]:
    return [r.event for r in life.executor.log.events(limit=200) if isinstance(r.event, type_)]


@pytest.mark.parametrize("stop", STOPS)
def test_a_printer_known_to_be_out_is_passed_over_and_gets_slips_again_when_well(two, stop):
    fault(two, "p1", stop)
    wait_until(lambda: two.link("p1")[1] not in ("", "paper_near_end"), 20, "the hall knows")
    ticket = two.take("k1")
    printed(two, ticket)
    assert (papers(two, "p1"), papers(two, "p2")) == ([], ["A001"])
    fault(two, "p1", stop, on=False)
    wait_until(lambda: two.link("p1") == ("in_step", ""), 30, "it is well again")
    printed(two, two.take("k1"))
    assert (papers(two, "p1"), papers(two, "p2")) == (["A002"], ["A001"])


def test_paper_near_its_end_still_prints_there_and_the_duty_officer_is_told(two):
    fault(two, "p1", "paper_near_end")
    wait_until(lambda: two.link("p1") == ("in_step", "paper_near_end"), 20)
    printed(two, two.take("k1"))
    assert (papers(two, "p1"), papers(two, "p2")) == (["A001"], [])
    view = two.executor.read(lambda hall: duty_view(hall, two.delivery.healths()))
    assert [d["cause"] for d in view["devices"]] == ["paper_near_end", ""]
    assert [kiosk["closed"] for kiosk in view["kiosks"]] == ["", ""]


def test_a_job_of_which_nothing_came_out_goes_to_the_second_printer_as_it_was(two):
    """The hall does not know yet: the printer itself says so when it is asked before the slip."""
    fault(two, "p1", "silence")
    ticket = two.take("k1")
    printed(two, ticket)
    assert papers(two, "p2") == ["A001"]
    (moved,) = log(two, m.SlipMoved)
    assert (moved.cause, moved.printer, moved.copy) == ("no_answer", "p2", False)
    assert moved.actor == "device:p1"


@pytest.mark.parametrize("line", [1, 4, 9])
def test_a_job_that_broke_off_goes_to_the_second_printer_marked(two, line):
    fault(two, "p1", "paper_out", value=line)
    ticket = two.take("k1")
    printed(two, ticket)
    assert (papers(two, "p1"), papers(two, "p2")) == ([], [MARK + "A001"])
    (moved,) = log(two, m.SlipMoved)
    assert (moved.cause, moved.copy) == ("paper_out", True)
    assert log(two, m.SlipFailed) == []


def test_a_plug_pulled_before_the_slip(two):
    two.far["p1"].kill()
    ticket = two.take("k1")
    printed(two, ticket)
    assert [p.removeprefix(MARK) for p in papers(two, "p2")] == ["A001"]
    two.far["p1"].start()
    wait_until(lambda: two.link("p1") == ("in_step", ""), 30)
    printed(two, two.take("k1"))
    assert papers(two, "p1") == ["A002"]


def test_when_both_are_out_the_citizen_is_asked_and_no_paper_comes_later(two):
    for name in ("p1", "p2"):
        fault(two, name, "paper_out")
    ticket = two.take("k1")
    wait_until(lambda: two.ticket(ticket).slip == "failed", 40)
    (failed,) = log(two, m.SlipFailed)
    assert failed.cause == "paper_out"
    for name in ("p1", "p2"):
        fault(two, name, "paper_out", on=False)
        wait_until(lambda name=name: two.link(name) == ("in_step", ""), 30)
    printed(two, two.take("k1"))
    assert (papers(two, "p1"), papers(two, "p2")) == (["A002"], [])


def test_many_slips_while_the_first_printer_comes_and_goes(two):
    tickets = []
    for n in range(12):
        if n % 4 == 1:
            fault(two, "p1", "paper_out", value=5)
        if n % 4 == 3:
            fault(two, "p1", "paper_out", on=False)
        tickets.append(two.take("k1"))
    fault(two, "p1", "paper_out", on=False)
    for ticket in tickets:
        printed(two, ticket)
    both = papers(two, "p1") + papers(two, "p2")
    unmarked = [paper for paper in both if not paper.startswith(MARK)]
    assert len(unmarked) == len(set(unmarked))
    assert {paper.removeprefix(MARK) for paper in both} == {f"A{n:03d}" for n in range(1, 13)}


def test_after_a_restart_what_was_on_its_way_is_printed_once_and_marked(two):
    """The process ends while the second printer should print: neither had confirmed."""
    for name in ("p1", "p2"):
        fault(two, name, "silence")
    first, second = two.take("k1"), two.take("k1")
    two.stop()
    for name in ("p1", "p2"):
        fault(two, name, "silence", on=False)
    two.restart()
    for ticket in (first, second):
        printed(two, ticket)
    both = papers(two, "p1") + papers(two, "p2")
    assert sorted(both) == [MARK + "A001", MARK + "A002"]


def test_a_copy_and_a_slip_of_who_is_sent_on_find_the_second_printer_too(life):
    for name in ("p1", "p2", "d1", "d2"):
        life.far_end("printer", name)
    life.begin(printer("p1"), printer("p2"), printer("d1", window="w1"), printer("d2", window="w1"))
    for name in ("p1", "p2", "d1", "d2"):
        wait_until(lambda name=name: life.link(name) == ("in_step", ""))
    ticket = life.take("k1")
    printed(life, ticket)
    for name in ("p1", "d1"):
        fault(life, name, "silence")
    life.do(m.Reprint, ticket=ticket, kiosk="k1")
    wait_until(lambda: papers(life, "p2") == [MARK + "A001"], 30)
    life.do(m.CallNext, window="w1")
    life.do(m.Transfer, window="w1", to="queue", id="tax")
    wait_until(lambda: papers(life, "d2") == ["A001"], 30)
    assert papers(life, "p1") == ["A001"]
    assert log(life, m.SlipMoved) == []
    (told,) = wait_until(lambda: log(life, m.WaySlipTold), 30)
    assert (told.actor, told.leg, told.printed, told.printer) == ("device:d2", 1, True, "d2")


def way(life: Any, name: str) -> list[list[str]]:
    """The lines of each slip of this printer that says where to go."""
    slips = [
        [str(line.get("text")) for line in s["lines"] if "text" in line] for s in life.state(name)["tickets"]
    ]
    return [lines for lines in slips if "请到" in lines]


def test_a_way_is_printed_where_the_clerk_wished_and_never_by_itself_again(life):
    """No printer stands at window 1: the kiosk of its floor prints, or the one that was chosen."""
    for name in ("p1", "p2"):
        life.far_end("printer", name)
    life.begin(printer("p1"), printer("p2", kiosk="k2"))
    for name in ("p1", "p2"):
        wait_until(lambda name=name: life.link(name) == ("in_step", ""))
    for kiosk in ("", "k2"):
        life.call()
        life.do(m.Transfer, window="w1", to="queue", id="tax", kiosk=kiosk)
    wait_until(lambda: len(log(life, m.WaySlipTold)) == 2, 30)
    (here,), (there,) = way(life, "p1"), way(life, "p2")
    assert here[here.index("A001") :][1:3] == ["请到", "契税"]
    assert there[there.index("A002") :][1:3] == ["请到", "契税"]
    assert "契税窗口(2号旁) 二楼" in here
    assert {t.printer: t.printed for t in log(life, m.WaySlipTold)} == {"p1": True, "p2": True}
    life.restart()
    wait_until(lambda: life.link("p1") == ("in_step", ""))
    fault(life, "p1", "paper_out")
    wait_until(lambda: life.link("p1")[1] == "paper_out", 30)
    third = life.call()
    life.do(m.Transfer, window="w1", to="queue", id="tax")
    told = wait_until(lambda: [t for t in log(life, m.WaySlipTold) if t.ticket == third], 60)
    assert [(t.printed, t.cause) for t in told] == [(False, "paper_out")]
    assert (len(way(life, "p1")), len(way(life, "p2"))) == (1, 1)


def test_a_way_on_its_way_when_the_power_fails_is_told_and_not_printed_again(life):
    life.far_end("printer", "p1")
    life.begin(printer("p1"))
    wait_until(lambda: life.link("p1") == ("in_step", ""))
    fault(life, "p1", "silence")
    ticket = life.call()
    life.do(m.Transfer, window="w1", to="queue", id="tax")
    assert life.ticket(ticket).legs[0].slip == "pending"
    life.stop()
    fault(life, "p1", "silence", on=False)
    life.restart()
    (told,) = wait_until(lambda: log(life, m.WaySlipTold), 30)
    assert (told.actor, told.printed, told.cause) == ("system", False, "stopped")
    printed(life, life.take("k1"))  # after it the line is empty
    assert way(life, "p1") == []


def test_a_printer_on_the_network_prints_and_the_second_takes_over_while_it_is_gone(life):
    """Port 9100 as print servers have it: raw bytes, one client; then its power is cut."""
    far = FarPrinter()
    ending = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    threading.Thread(target=served, args=(server, far, ending), daemon=True).start()
    life.far_end("printer", "p2")
    life.begin(replace(printer("p1"), url=f"socket://127.0.0.1:{port}"), printer("p2"))
    wait_until(lambda: life.link("p1") == life.link("p2") == ("in_step", ""))
    printed(life, life.take("k1"))
    state = far.request({"op": "state"}, time.monotonic())
    assert any(line.get("text") == "A001" for line in state["tickets"][0]["lines"])
    ending.set()
    server.close()
    wait_until(lambda: life.link("p1")[0] == "lost", 30)
    printed(life, life.take("k1"))
    assert papers(life, "p2") == ["A002"]


def served(server: socket.socket, far: FarPrinter, ending: threading.Event) -> None:
    with contextlib.suppress(OSError):
        client, _ = server.accept()
        client.settimeout(0.05)
        with client:
            while not ending.is_set():
                with contextlib.suppress(TimeoutError):
                    far.receive(client.recv(4096), time.monotonic())
                client.sendall(far.transmit(time.monotonic()))


def test_a_printer_that_only_listens_gets_each_slip_once(life, tmp_path):
    spool = tmp_path / "spool.bin"
    spool.touch()
    life.begin(Device("p1", DeviceKind.PRINTER, "escpos", str(spool), kiosk="k1", options={"answers": False}))
    for _ in range(3):
        printed(life, life.take("k1"))
    assert [spool.read_bytes().count(f"A00{n}".encode()) for n in (1, 2, 3)] == [1, 1, 1]
    assert "社会保险".encode("gbk") in spool.read_bytes()
