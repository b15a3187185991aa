"""The hall in lines of text: who sits where, who waits in which order, who was passed or is held."""

from server.domain.hall import Hall
from server.domain.views.plain import plain_lines
from tests.halls import PLAN, SERVING, WAITING, called, hall_after, held, passed, requeued, taken, ticket_id


def test_a_hall_that_has_not_begun_has_a_head_and_no_more():
    assert plain_lines(Hall(PLAN)) == ["–  第 0 号事件 event 0 · off"]


def test_windows_queues_and_who_is_aside():
    serving = plain_lines(hall_after([*SERVING, taken(serial=2), taken(serial=3)]))
    assert "1号窗口  serving  工号" in serving[1]
    assert serving[1].endswith("A001")
    assert serving[2].endswith("2: A002 A003")
    idle = plain_lines(hall_after(WAITING))
    assert idle[1].endswith("–")
    aside = plain_lines(hall_after([*SERVING, held()]))
    assert aside[-1] == "  挂起 held  A001"
    gone = plain_lines(hall_after([*WAITING, called(), passed()]))
    assert gone[-1] == "  过号 passed  A001"


def test_who_was_lined_up_again_stands_where_the_hall_has_him():
    again = ticket_id(serial=1)
    hall = hall_after([*WAITING, taken(serial=2), called(), passed(), requeued(again, arrival=10**13)])
    assert plain_lines(hall)[2].endswith("2: A002 A001")
