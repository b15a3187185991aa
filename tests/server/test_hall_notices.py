"""The hall's notices over stops and midnights, on both databases."""

from server.domain import messages as m
from tests.halls import DUTY, NEXT_DAY, want
from tests.server.conftest import Place, make

LONG, ODD = "长" * 100, "明日停电 \"'\\ 😀 鎔 %s :hall"


def do(place: Place, **what: object) -> None:
    outcome = place.executor.submit(make(want(m.SetNotice, actor=f"staff:{DUTY}", **what))).result(20)
    assert not outcome.code, outcome


def standing(place: Place) -> list[str]:
    return place.executor.read(lambda hall: [b.text for b in hall.bulletins.values()])


def test_what_stands_is_the_same_after_a_stop_and_ends_at_its_hour_though_nobody_was_alive(place):
    place.start()
    for what in ({"text": LONG}, {"text": ODD, "minutes": 0}, {"template": "fire", "minutes": 10}):
        do(place, **what)
    before = standing(place)
    assert before[:2] == [LONG, ODD] and len(before) == 3
    place.restart()
    assert standing(place) == before
    place.restart(after_s=600)
    assert standing(place) == before[:2]
    place.restart(after_s=24 * 3600, day=NEXT_DAY)
    assert standing(place) == [ODD]
    place.restart(after_s=60, day=NEXT_DAY)
    assert standing(place) == [ODD]
    place.check()


def test_midnight_passes_over_a_closed_hall_with_a_fire(place):
    place.start()
    place.executor.submit(make(want(m.CloseHall, actor=f"staff:{DUTY}"))).result(20)
    do(place, template="fire")
    do(place, text="今日有效")
    place.clock.forward(24 * 3600)
    place.executor.submit(make(want(m.NewDay, actor="system", day=NEXT_DAY))).result(20)
    assert place.executor.read(lambda hall: (hall.day, hall.evacuating)) == (NEXT_DAY, True)
    assert len(standing(place)) == 1
    place.check()
