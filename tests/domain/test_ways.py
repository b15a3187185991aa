"""Sending on: where its slip is printed, what became of it, and where nobody is sent today (R5, R12, R37)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.facts.calendar import ServiceDays
from server.domain.facts.plan import Device, DeviceKind, HallPlan, Kiosk
from server.domain.texts.refusals import refusal_text
from server.domain.views.staff import console_view
from server.domain.words.slip import slip_facts
from tests.halls import (
    A1,
    CALLED,
    EVE,
    OPEN,
    PLAN,
    SERVING,
    Case,
    apply,
    at_window,
    called,
    hall_after,
    happened,
    passed,
    requeued,
    signed_in,
    transferred,
    want,
)

AT_W1 = Device("printer-w1", DeviceKind.PRINTER, "escpos", "/dev/none", window="w1")
AT_W3 = replace(AT_W1, id="printer-w3", window="w3")
OWN = replace(PLAN, devices=(*PLAN.devices, AT_W1))
BARE = replace(PLAN, devices=())
OFF, OFF_HERE = (
    replace(
        PLAN,
        matters=tuple(
            replace(one, days=ServiceDays(weekdays=(5,)) if one.queue == queue else None)
            for one in PLAN.matters
        ),
    )
    for queue in ("tax", "social")
)
"""Nobody is served in this queue on this Monday."""
AT_W3_SENT = transferred("queue", "social", window="w3", staff=EVE)
THERE = [*SERVING, transferred("queue", "tax", "tax"), signed_in("w3", EVE), called(A1, "w3", EVE)]
SENT = [*SERVING, transferred("queue", "tax", "tax")]


def send(to: str = "queue", id_: str = "tax", **more: object) -> m.Command:
    return at_window(m.Transfer, to=to, id=id_, **more)


def sent(**more: object) -> m.Event:
    return transferred("queue", "tax", "tax", **more)


def says(printed: bool = True, leg: int = 1, ticket: str = A1, cause: str = "") -> m.Command:
    fields = {"leg": leg, "printed": printed, "printer": "printer-k1", "cause": cause}
    return want(m.ReportWaySlip, actor="device:printer-k1", ticket=ticket, **fields)


def told_of(printed: bool = True, leg: int = 1, cause: str = "", printer: str = "printer-k1") -> m.Event:
    fields = {"leg": leg, "printed": printed, "printer": printer, "cause": cause}
    return happened(m.WaySlipTold, ticket=A1, **fields)


CASES: dict[str, Case] = {
    "the nearest kiosk prints it": (PLAN, SERVING, send(), [sent(slip=True)]),
    "at the window's own printer": (OWN, SERVING, send(), [sent(slip=True)]),
    "at the kiosk that the clerk chose": (OWN, SERVING, send(kiosk="k1"), [sent(slip=True, kiosk="k1")]),
    "no paper is wanted": (OWN, SERVING, send(slip=False), [sent(slip=False)]),
    "a place named for no paper is none": (OWN, SERVING, send(slip=False, kiosk="k1"), [sent(slip=False)]),
    "no printer is near": (BARE, SERVING, send(), [sent(slip=False)]),
    "a kiosk that is not": (PLAN, SERVING, send(kiosk="k9"), "unknown_kiosk"),
    "a kiosk without a printer": (PLAN, SERVING, send(kiosk="k2"), "no_printer"),
    "to a queue that nobody serves today": (OFF, SERVING, send(), "queue_off_today"),
    "to a window whose queue is not served today": (OFF, SERVING, send("window", "w3"), "queue_off_today"),
    "to another window of its own queue, whatever the day": (
        OFF_HERE,
        SERVING,
        send("window", "w2"),
        [transferred("window", "w2")],
    ),
    "it came out": (PLAN, SENT, says(), [told_of()]),
    "it did not": (PLAN, SENT, says(printed=False, cause="paper_out"), [told_of(False, cause="paper_out")]),
    "the first word counts": (PLAN, [*SENT, told_of()], says(printed=False), []),
    "of a slip that nobody asked for": (PLAN, [*SERVING, sent(slip=False)], says(), []),
    "of a leg that is not": (PLAN, SENT, says(leg=2), []),
    "of no leg": (PLAN, SENT, says(leg=0), []),
    "of a number that is not": (PLAN, SENT, says(ticket="20261123-A999"), "unknown_ticket"),
}


@pytest.mark.parametrize(
    ("plan", "window", "kiosk", "chain", "printers"),
    [
        (OWN, "w1", "", False, ["printer-w1", "printer-k1"]),
        (OWN, "w1", "", True, ["printer-w1"]),
        (OWN, "w1", "k1", False, ["printer-k1"]),
        (OWN, "w2", "", False, ["printer-k1"]),
        (OWN, "w2", "", True, []),
        (OWN, "w3", "", False, []),
        (replace(OWN, kiosks=(*PLAN.kiosks, Kiosk("k3", "三", "1"))), "w2", "", False, ["printer-k1"]),
    ],
)
def test_the_own_printer_then_the_kiosks_of_the_floor(
    plan: HallPlan, window: str, kiosk: str, chain: bool, printers: list[str]
) -> None:
    assert [p.id for p in plan.way_printers(window, kiosk, chain=chain)] == printers


@pytest.mark.parametrize(("devices", "slip"), [((*PLAN.devices, AT_W3), True), (PLAN.devices, False)])
def test_who_goes_back_by_itself_gets_paper_at_a_window_with_a_printer_only(devices, slip):
    plan = replace(PLAN, devices=devices)
    hall = hall_after([*SERVING, sent(come_back=True), signed_in("w3", EVE), called(A1, "w3", EVE)], plan)
    events = apply(hall, at_window(m.Finish, "w3", EVE))
    back = next(event for event in events if isinstance(event, m.TicketTransferred))
    assert (back.chain, back.slip) == (True, slip)


def view_of(given: list[m.Event], plan: HallPlan = OWN, window: str = "w1") -> object:
    return console_view(hall_after(given, plan), window, {})["sent"]


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (None, {"slip": "pending", "cause": "", "kiosk": "", "place": ""}),
        (told_of(), {"slip": "printed", "cause": "", "kiosk": "k1", "place": "一楼取号机"}),
        (
            told_of(False, cause="paper_out", printer="printer-w1"),
            {"slip": "failed", "cause": "paper_out", "kiosk": "", "place": "1号窗口"},
        ),
        (
            told_of(False, cause="stopped", printer=""),
            {"slip": "failed", "cause": "stopped", "kiosk": "", "place": ""},
        ),
    ],
)
def test_the_window_that_sent_somebody_on_is_told_what_became_of_the_slip(event, shown):
    assert view_of([*SENT, event] if event else SENT) == {"id": A1, "leg": 1} | shown


def test_each_window_is_told_of_its_own_slip() -> None:
    both = [*THERE, told_of(), AT_W3_SENT]
    assert view_of(OPEN) is None
    assert view_of(both)["slip"] == "printed"  # type: ignore[index]
    assert view_of(both, window="w3") == {
        "id": A1,
        "leg": 2,
        "slip": "",
        "cause": "",
        "kiosk": "",
        "place": "",
    }
    assert EFFECTS[m.WaySlipTold] == Effect.CONSOLES


def test_a_way_is_a_way_even_for_who_was_passed_before() -> None:
    hall = hall_after([*CALLED, passed(), requeued(), called(), sent()])
    kinds = [slip_facts(hall, hall.tickets[A1], copy=False, sent=way).kind for way in (True, False)]
    assert kinds == ["transferred", "requeued"]


def test_the_refusal_names_the_queue_and_the_day() -> None:
    refusal = apply(hall_after(SERVING, OFF), send())
    zh, en = refusal_text(refusal.code, refusal.params)
    assert zh == "契税今天不能转入:每周五办理,下次11月27日(星期五)。请告诉群众何时再来,或转到别处。"
    assert "next time" in en and "choose another place" in en
