"""What the other keys of rating boxes mean, and what boxes show of who sits there."""

from dataclasses import replace
from typing import Any

import pytest

from server.domain import messages as m
from server.domain.facts.plan import Device, DeviceKind
from tests.halls import ANN, PLAN
from tests.serving import wait_until

pytestmark = pytest.mark.pty

SIX_KEYS: dict[str, Any] = {
    "levels": {"0": 5, "1": 3, "2": 1, "3": 1, "4": 1, "5": 1},
    "reasons": {"2": "attitude", "3": "slow", "4": "unskilled", "5": "other"},
}
COMPLAINS: dict[str, dict[str, Any]] = {
    "ff68": {"levels": {"0": 5, "1": 4, "2": 3, "3": 2, "4": 1}, "complaint": 5},
    "qe1": {"levels": {"1": 5, "2": 4, "3": 3, "4": 1}, "complaint": 5},
}


def rater(protocol: str, options: dict[str, Any]) -> Device:
    return Device("rater", DeviceKind.RATER, protocol, "far", 3, window="w1", options=options)


def box(life) -> dict[str, Any]:
    state = life.state("far")
    return state["boxes"]["3"] if "boxes" in state else state["desks"]["3"]


def asking(life) -> bool:
    return box(life).get("showing") == "asking" or bool(box(life).get("rater", {}).get("asking"))


def thanks(life) -> int:
    return box(life)["thanks"] if "thanks" in box(life) else box(life)["rater"]["thanks"]


def press(life, button: int) -> None:
    life.far["far"].control.request({"op": "rate", "address": 3, "button": button})


def finished(life) -> str:
    ticket = life.call()
    life.do(m.Finish, window="w1")
    wait_until(lambda: asking(life), what="the box asks")
    return ticket


def log(life, type_: type[m.Event]) -> list[Any]:
    return [r.event for r in life.executor.log.events(limit=200) if isinstance(r.event, type_)]


@pytest.mark.parametrize("protocol", COMPLAINS)
def test_a_key_that_complains_opens_a_complaint_of_this_visit_once_and_gives_no_level(life, protocol):
    life.far_end(protocol, "far", addresses="3")
    life.begin(rater(protocol, COMPLAINS[protocol]))
    ticket = finished(life)
    press(life, 5)
    wait_until(lambda: thanks(life) == 1, what="thanked after the commit")
    (registered,) = log(life, m.ComplaintRegistered)
    assert (registered.visit, registered.channel, registered.actor) == (ticket, "rater", "device:rater")
    assert registered.target == f"1号窗口 工号{ANN}"
    assert (life.ticket(ticket).rating, life.ticket(ticket).level) == ("open", None)
    token = life.ticket(ticket).token
    life.do(m.RateVisit, token=token, level=2, channel="phone")
    assert life.ticket(ticket).level == 2


@pytest.mark.parametrize("before", ["nobody was served", "there is one already"])
def test_a_complaint_that_cannot_be_is_kept_as_a_press_and_beeps(life, before):
    life.far_end("ff68", "far", addresses="3", repeats=0)
    life.begin(rater("ff68", COMPLAINS["ff68"]))
    wait_until(lambda: life.link("rater")[0] == "opened")
    ticket, code, complaints = None, "rating_closed", 0
    if before == "there is one already":
        ticket, code, complaints = finished(life), "already_complained", 1
        life.do(m.PressComplaint, window="w1")
    press(life, 5)
    wait_until(lambda: box(life)["beeps"] == 1, what="a beep")
    assert [(e.code, e.level, e.ticket) for e in log(life, m.RatingRefused)] == [(code, 0, ticket)]
    assert len(log(life, m.ComplaintRegistered)) == complaints
    assert (thanks(life), log(life, m.RatingGiven)) == (0, [])


@pytest.mark.parametrize(("button", "reason"), [(2, "attitude"), (3, "slow"), (4, "unskilled"), (5, "other")])
def test_the_six_keys_of_the_trade(life, button, reason):
    """hardware 5.2: very satisfied, fairly satisfied, and four ways to be dissatisfied."""
    life.far_end("ff68", "far", addresses="3")
    life.begin(rater("ff68", SIX_KEYS))
    ticket = finished(life)
    press(life, button)
    wait_until(lambda: thanks(life) == 1)
    (given,) = log(life, m.RatingGiven)
    assert (given.ticket, given.level, given.reason) == (ticket, 1, reason)


def test_the_good_keys_of_six_give_no_reason(life):
    life.far_end("ff68", "far", addresses="3")
    life.begin(rater("ff68", SIX_KEYS))
    finished(life)
    press(life, 1)
    wait_until(lambda: thanks(life) == 1)
    (given,) = log(life, m.RatingGiven)
    assert (given.level, given.reason) == (3, "")


def starred(stars: int | None) -> dict[str, Any]:
    return {"staff": tuple(replace(p, stars=stars) if p.no == ANN else p for p in PLAN.staff)}


def test_stars_stand_on_an_ff68_box_while_somebody_with_stars_sits_there(life):
    far = life.far_end("ff68", "far", addresses="3")
    life.more = starred(4)
    life.begin(rater("ff68", COMPLAINS["ff68"]))
    wait_until(lambda: box(life)["rater"]["stars"] == 4)
    far.kill()
    wait_until(lambda: life.link("rater")[0] == "lost")
    far.start()
    wait_until(lambda: box(life)["rater"]["stars"] == 4, what="stars after a new line")
    life.do(m.SignOut, window="w1", reason="取材料")
    wait_until(lambda: box(life)["rater"]["stars"] == 0, what="nobody sits there")


def test_a_hall_that_gives_no_stars_never_speaks_of_them(life):
    life.far_end("ff68", "far", addresses="3")
    life.begin(rater("ff68", COMPLAINS["ff68"]))
    finished(life)
    press(life, 0)
    wait_until(lambda: thanks(life) == 1)
    assert box(life)["rater"]["stars"] is None


@pytest.mark.parametrize(
    ("stars", "card"), [(5, f"{ANN}|安敏|5"), (0, f"{ANN}|安敏|0"), (None, f"{ANN}|安敏|0")]
)
def test_a_qe1_box_is_told_number_name_and_stars(life, stars, card):
    life.far_end("qe1", "far", addresses="3")
    life.more = starred(stars)
    life.begin(rater("qe1", COMPLAINS["qe1"]))
    wait_until(lambda: box(life)["staff"] == card)
