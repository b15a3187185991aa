"""A slip: its bytes, and the time from the wish to the word that it is printed; part of bench devices."""

import contextlib
import threading
import time
from pathlib import Path
from statistics import median

from config.load import load
from devices.codecs import escpos
from devices.drivers.printer import Printer, PrintOutcome
from kiosk.slip import ticket_slip
from server.delivery.paper import elements
from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.words.slip import slip_facts
from tests.bench.far_ends import LIMIT_S, Bare, far_end, running, until
from tests.bench.figures import QUICK, Figure, progress
from tests.life import Life
from tests.serving import SAMPLE

SLIPS = 1 if QUICK else 5
PHONE_BASE = "http://192.168.1.10:8000"


def measure(folder: Path) -> list[Figure]:
    layout = _layout()
    data = escpos.encode(layout, escpos.Profile())
    figures = [Figure("slip_bytes", len(data), "bytes", _content(layout))]
    for baud in (9600, 19200):
        progress(f"devices: slips at {baud} baud")
        floor, took = _printed(folder, baud, layout, data)
        figures.append(Figure(f"slip_ms_{baud}", 1000 * median(took), "ms", 1000 * median(floor)))
    return figures


def _printed(
    folder: Path, baud: int, layout: list[escpos.Element], data: bytes
) -> tuple[list[float], list[float]]:
    """Seconds of the bare bytes until the printer answers behind them, and of the job until it is printed."""
    done = threading.Event()
    outcomes: list[PrintOutcome] = []

    def on_job(_: str, outcome: PrintOutcome) -> None:
        outcomes.append(outcome)
        done.set()

    printer = Printer("printer", on_job=on_job)
    floor, took = [], []
    with (
        far_end(folder, "printer", f"paper{baud}", baud=baud) as paper,
        far_end(folder, "printer", f"twin{baud}", baud=baud) as twin,
        running(paper, [printer], baud),
        contextlib.closing(Bare(twin)) as bare,
    ):
        until(lambda: printer.health().link == "in_step")
        for number in range(SLIPS):
            floor.append(bare.exchange_s(data + b"\x10\x04\x01")[0])
            done.clear()
            begun = time.perf_counter()
            printer.print(f"slip-{number}", layout)
            if not done.wait(LIMIT_S) or not outcomes[-1].printed:
                raise RuntimeError(f"the slip was not printed: {outcomes}")
            took.append(time.perf_counter() - begun)
    return floor, took


def _layout() -> list[escpos.Element]:
    """A ticket of the sample hall, five before it, with the wait that it names."""
    life = Life()
    life.hall = Hall(load(SAMPLE))
    life.begin()
    queue = life.hall.plan.queues[0].id
    life.take(queue, 5)
    taken = life.do(m.TakeNumber, actor="staff:D01", queue=queue, token="xVb0Yp3uQk7sJd2mLw9aTg")
    ticket = next(e for e in taken if isinstance(e, m.NumberTaken)).ticket
    facts = slip_facts(life.hall, life.hall.tickets[ticket], copy=False, wait={"low_min": 18, "high_min": 35})
    return elements(ticket_slip(facts), phone_base=PHONE_BASE, columns=escpos.Profile().columns)


def _content(layout: list[escpos.Element]) -> int:
    """Bytes of the words and of the address alone."""
    texts = [e.text.encode("gbk") + b"\n" for e in layout if isinstance(e, escpos.Text)]
    return sum(map(len, texts)) + sum(len(e.data) for e in layout if isinstance(e, escpos.Qr))
