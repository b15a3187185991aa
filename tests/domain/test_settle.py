"""What leads through opening, recovery, closing and switching off, by facts (R2, R9, R118, R119)."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.evolve import evolve
from server.domain.facts.plan import Device, DeviceKind, Kiosk
from server.domain.facts.settings import DutyCheck
from server.domain.views.duty import duty_view
from server.domain.views.settle import closing, readiness, recovery, shutdown
from tests.halls import (
    ANN,
    CLOSED,
    DUTY,
    FINISHED,
    HELD,
    INCIDENT,
    OPEN,
    PASSED,
    PLAN,
    PREP,
    SERVING,
    T0,
    WAITING,
    S,
    gap,
    hall_after,
    happened,
    signed_in,
    taken,
)

LISTED = replace(PLAN, duty_checks=(DutyCheck("badge", "挂牌上岗", "Badges"),))
OFFICER = f"staff:{DUTY}"


def left(items: list) -> dict[str, list[str]]:
    """Of what is not done."""
    assert all(item["done"] == (not item["left"]) and item["text_en"].isascii() for item in items)
    return {item["id"]: item["left"] for item in items if item["left"]}


def of(given: list, plan=PLAN) -> dict[str, list[str]]:
    return left(closing(hall_after(given, plan)))


def test_nobody_is_forgotten_before_the_hall_is_closed():
    assert of(OPEN) == {}
    assert of(WAITING) == {"waiting": ["A001"]}
    assert of(SERVING) == {"in_hand": ["A001"]}
    assert of(HELD) == {"held": ["A001"]}
    assert of(PASSED) == {"passed": ["A001"]}
    assert of(FINISHED) == {"ratings": ["A001"]}


def test_nor_anything_that_wants_an_answer():
    unconfirmed = happened(m.SlipUnconfirmed, ticket="20261123-A001")
    assert of([*WAITING, unconfirmed])["unconfirmed"] == ["A001"]
    assert of([*OPEN, gap(600, recovery=True)]) == {"incident": [INCIDENT]}
    helps, unmanned = (
        happened(m.AlarmRaised, alarm=f"{kind}:w1", kind=kind, facts={"window": "w1"})
        for kind in ("help", "unmanned")
    )
    assert of([*OPEN, helps, unmanned]) == {"alarms": ["1号窗口呼叫值班"]}, (
        "the other one goes with its cause"
    )
    assert of([*OPEN, happened(m.DutyOffered, actor=OFFICER, to=ANN)]) == {"offer": [ANN]}
    bad = happened(
        m.FollowUpOpened,
        case="BR-20261123-001",
        ticket="20261123-A001",
        window="w1",
        level=1,
        contact_due="2026-11-24",
        close_due="2026-12-14",
    )
    assert of([*FINISHED, bad]) == {"ratings": ["A001"]}, "it is due tomorrow"
    today = replace(bad, contact_due="2026-11-23")
    assert of([*FINISHED, today])["cases"] == ["BR-20261123-001"]
    assert of(OPEN, LISTED) == {"checks": ["挂牌上岗"]}
    looked = happened(m.DutyChecked, item="badge")
    assert of([*CLOSED, looked], LISTED) == {"signed": ["2026-11-23"]}
    assert of([*CLOSED, looked, happened(m.DutySigned, actor=OFFICER)], LISTED) == {}


def test_the_mains_may_be_cut_when_every_line_of_the_list_is_so():
    told = shutdown(hall_after([*OPEN, taken(kiosk="k1")]))
    assert list(left(told["items"])) == ["closed", "slips", "dark", "signed"]
    assert [step["text"] for step in told["order"]][-1] == "服务器,最后关"
    hall = hall_after([*CLOSED, happened(m.HallDarkened), happened(m.DutySigned, actor=OFFICER)])
    told = shutdown(hall)
    assert (left(told["items"]), told["written"]) == ({}, hall.seq)


# ---------------------------------------------------------------- after an outage (4.3)

STOPPED = [*SERVING, taken(serial=2), happened(m.SlipPrinted, ticket="20261123-A001")]
CUT = [
    *STOPPED,
    gap(600, recovery=True, at=T0 + 700 * S),
    happened(m.SlipUnconfirmed, T0 + 700 * S, ticket="20261123-A002"),
]


def paper(serial: int) -> m.Event:
    what = {"queue": "social", "number": f"A{serial}", "serial": serial, "event_at": T0 + 200 * S}
    return happened(m.PaperTaken, T0 + 710 * S, ticket=f"20261123-A{serial}", incident=INCIDENT, **what)


def test_the_way_back_names_what_is_still_open():
    hall = hall_after(CUT)
    todo = left(recovery(hall))
    assert (todo["in_hand"], todo["unconfirmed"]) == (["A001"], ["A002"])
    assert todo["windows"] == ["2号窗口", "契税窗口(2号旁)"]
    assert duty_view(hall, {})["incident"]["recovery"] == recovery(hall)
    for serial in (802, 804):
        evolve(hall, paper(serial))
    assert left(recovery(hall))["paper"] == ["A801", "A803"], "they lie somewhere, or were torn off unused"
    evolve(hall, paper(801))
    evolve(hall, paper(803))
    done = {"window": "w1", "staff": ANN, "event_at": T0 + 300 * S, "incident": INCIDENT}
    evolve(hall, happened(m.PaperFinished, T0 + 720 * S, ticket="20261123-A001", **done))
    evolve(hall, happened(m.TicketVoided, T0 + 720 * S, ticket="20261123-A002", reason="A801"))
    for window in ("w2", "w3"):
        evolve(hall, signed_in(window))
    assert left(recovery(hall)) == {}


def test_a_clock_that_runs_behind_is_the_first_thing_to_set():
    hall = hall_after([*STOPPED, gap(600, recovery=True, at=T0 + 700 * S, wrong_clock=True)])
    assert next(iter(left(recovery(hall)))) == "clock"


def test_who_was_only_asked_to_wait_has_nothing_to_enter():
    short = happened(m.OutageDeclared, incident=INCIDENT, reason="停电", short=True)
    assert recovery(hall_after([*WAITING, short])) == []
    assert recovery(hall_after(WAITING)) == []


# ---------------------------------------------------------------- before opening (R2)

DEVICES = (
    Device("printer-k1", DeviceKind.PRINTER, "escpos", "socket://x:1", kiosk="k1"),
    Device("sign-w1", DeviceKind.SIGN, "alpha", "socket://x:2", window="w1"),
    Device("sign-w2", DeviceKind.SIGN, "alpha", "socket://x:3", window="w2"),
)
MORNING = replace(PLAN, devices=DEVICES, kiosks=(Kiosk("k1", "一楼取号机", "1"),))


def health(link: str = "in_step", cause: str = "") -> dict:
    return {"link": link, "cause": cause, "since": 0, "last_ok": 1, "errors": 0, "paper": ""}


def board(id_: str, state: str = "well", *, speaks: bool = True) -> dict:
    return {"id": id_, "name": f"大屏{id_}", "zone": id_[0], "state": state, "speaks": speaks}


def test_what_is_not_ready_at_twenty_five_past_eight():
    hall = hall_after(PREP, MORNING)
    healths = {"printer-k1": health(cause="paper_out"), "sign-w1": health(), "sign-w2": health("lost")}
    todo = left(readiness(hall, healths, [board("a1"), board("b1", "gone"), board("c1", "off")], {"k1"}))
    assert todo == {
        "windows": ["1号窗口", "2号窗口", "契税窗口(2号旁)"],
        "printer": ["一楼取号机"],
        "sign": ["2号窗口"],
        "kiosks": ["一楼取号机"],
        "boards": ["大屏b1"],
        "voice": ["大屏b1", "大屏c1"],
    }


def test_a_hall_that_is_ready_says_so_and_knows_only_what_it_has():
    hall = hall_after([*PREP, *(signed_in(w) for w in ("w1", "w2", "w3"))], MORNING)
    healths = {"printer-k1": health(cause="paper_near_end"), "sign-w1": health(), "sign-w2": health("sent")}
    items = readiness(hall, healths, [board("a1"), board("a2", "well", speaks=False)])
    assert left(items) == {}
    assert [item["id"] for item in items] == [
        *("windows", "printer", "sign", "kiosks", "boards", "voice", "clock", "disk")
    ]
    off = [*PREP, happened(m.KioskSwitched, kiosk="k1", on=False, reason="维修")]
    assert "kiosks" not in left(readiness(hall_after(off, MORNING), healths, [], {"k1"}))
    bare = readiness(hall_after(PREP, replace(PLAN, devices=(), kiosks=())), {}, [])
    assert [item["id"] for item in bare] == ["windows", "clock", "disk"]
    hall.wrong_clock = True
    assert list(left(readiness(hall, healths, [board("a1")]))) == ["clock"]
    assert list(left(readiness(hall, {}, [board("a1")]))) == ["printer", "sign", "clock"]
