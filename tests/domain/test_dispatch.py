"""Whose turn it is: decisions 1 to 7, one by one, each with the reason that is kept."""

import pytest

from server.domain import messages as m
from tests.life import Life

MINUTE = 60_000


def test_the_earliest_arrival_of_all_queues_of_the_window_comes_first() -> None:
    life = Life(queues="AB", windows={"w1": "AB"})
    life.take("B")
    life.take("A")
    life.sign_in("w1")
    assert life.call("w1") == ("B001", "arrival")
    life.finish("w1")
    assert life.call("w1") == ("A001", "arrival")


def test_two_priority_then_one_normal_while_both_wait() -> None:
    life = Life()
    life.take("A", times=4)
    life.take("A", times=5, lane="priority")
    life.sign_in("w1")
    assert life.calls("w1", 9) == ["A005", "A006", "A001", "A007", "A008", "A002", "A009", "A003", "A004"]


def test_the_other_common_wish_one_priority_for_two_normal() -> None:
    life = Life(lane_priority=1, lane_normal=2)
    life.take("A", times=4)
    life.take("A", times=3, lane="priority")
    life.sign_in("w1")
    assert life.calls("w1", 6) == ["A005", "A001", "A002", "A006", "A003", "A004"]


def test_when_one_lane_is_empty_the_count_starts_anew() -> None:
    life = Life()
    life.take("A", times=2)
    life.take("A", lane="priority")
    life.sign_in("w1")
    assert life.calls("w1", 2) == ["A003", "A001"]
    life.take("A", times=3, lane="priority")
    assert life.calls("w1", 4) == ["A004", "A005", "A002", "A006"]


def test_the_ratio_is_counted_by_window() -> None:
    life = Life(windows={"w1": "A", "w2": "A"})
    life.take("A", times=4)
    life.take("A", times=4, lane="priority")
    life.sign_in("w1")
    life.sign_in("w2")
    assert life.calls("w1", 2) == ["A005", "A006"]
    assert life.calls("w2", 2) == ["A007", "A008"]
    assert life.calls("w1", 1) == ["A001"]


def test_who_waits_longer_than_promised_comes_before_any_lane() -> None:
    life = Life(promise_s=45 * 60)
    life.take("A")
    life.at += 46 * MINUTE
    life.take("A", lane="priority")
    life.sign_in("w1")
    assert life.call("w1") == ("A001", "promise")
    life.finish("w1")
    assert life.call("w1") == ("A002", "arrival")


def test_exactly_the_promised_time_is_not_longer() -> None:
    life = Life(promise_s=45 * 60)
    life.take("A")
    taken = life.at
    life.take("A", lane="priority")
    life.sign_in("w1")
    life.at = taken + 45 * MINUTE - 1000  # the call itself takes a second
    assert life.call("w1") == ("A002", "lane")


def test_the_gap_of_an_outage_is_no_waiting() -> None:
    life = Life(promise_s=45 * 60)
    life.take("A")
    life.gap(60 * MINUTE)
    life.take("A", lane="priority")
    life.sign_in("w1")
    assert life.call("w1") == ("A002", "lane")


def booked(life: Life, code: str, in_minutes: int, length: int = 30, queue: str = "A") -> None:
    start = life.at + in_minutes * MINUTE
    slot = m.Booking(code=code, day=life.hall.day, queue=queue, start=start, end=start + length * MINUTE)
    life.do(m.BookAppointments, bookings=(slot,))


def checked_in(life: Life, code: str) -> None:
    life.do(m.CheckIn, code=code, token=f"t-{code}")


def test_an_appointment_comes_from_the_beginning_of_its_slot_and_counts_for_no_lane() -> None:
    life = Life()
    life.take("A", times=3)
    life.take("A", times=4, lane="priority")
    booked(life, "Y1", 20)
    checked_in(life, "Y1")
    life.sign_in("w1")
    assert life.calls("w1", 1) == ["A004"]
    life.at += 20 * MINUTE
    assert life.call("w1") == ("A008", "appointment")
    life.finish("w1")
    assert life.calls("w1", 3) == ["A005", "A001", "A006"]


def test_before_its_slot_an_appointment_stands_where_its_slot_would() -> None:
    life = Life()
    booked(life, "Y1", 20)
    checked_in(life, "Y1")
    life.take("A", times=2)
    life.sign_in("w1")
    assert life.calls("w1", 2) == ["A002", "A003"]
    assert life.call("w1") == ("A001", "arrival")


def test_of_two_appointments_due_the_earlier_slot_then_the_earlier_check_in_comes() -> None:
    life = Life()
    booked(life, "Y1", 10)
    life.at -= 1000
    booked(life, "Y2", 10)
    booked(life, "Y3", 5)
    for code in ("Y2", "Y1", "Y3"):
        checked_in(life, code)
    life.take("A")
    life.sign_in("w1")
    life.at += 15 * MINUTE
    assert life.calls("w1", 4) == ["A003", "A001", "A002", "A004"]


def test_who_comes_too_late_for_the_slot_is_a_normal_ticket() -> None:
    life = Life()
    booked(life, "Y1", 0, length=10)
    life.take("A")
    life.at += 26 * MINUTE
    checked_in(life, "Y1")
    life.sign_in("w1")
    assert life.call("w1") == ("A001", "arrival")
    life.finish("w1")
    assert life.call("w1") == ("A002", "arrival")


def test_the_promise_comes_before_an_appointment() -> None:
    life = Life(promise_s=45 * 60)
    life.take("A")
    booked(life, "Y1", 46)
    life.at += 46 * MINUTE
    checked_in(life, "Y1")
    life.sign_in("w1")
    assert life.calls("w1", 2) == ["A001", "A002"]
    assert [e.reason for e in life.events(m.TicketCalled)] == ["promise", "appointment"]


def test_the_second_tier_is_served_only_while_the_first_is_empty() -> None:
    life = Life(queues="AB", windows={"w1": "A"}, backup={"w1": "B"})
    life.take("B")
    life.take("A")
    life.sign_in("w1")
    assert life.calls("w1", 2) == ["A001", "B001"]


def test_returned_to_the_front_is_directed_to_its_queue_and_does_not_count() -> None:
    life = Life()
    life.take("A", times=3)
    life.take("A", times=2, lane="priority")
    life.sign_in("w1")
    assert life.call("w1") == ("A004", "lane")
    life.do(m.ReturnToFront, "w1", reason="叫错了")
    assert life.call("w1") == ("A004", "directed")
    life.finish("w1")
    assert life.calls("w1", 2) == ["A005", "A001"]


def test_transferred_tickets_keep_their_arrival() -> None:
    life = Life(queues="AB", windows={"w1": "A", "w2": "B"})
    life.take("A")
    life.take("B", times=2)
    life.sign_in("w1")
    life.sign_in("w2")
    life.call("w1")
    life.do(m.Transfer, "w1", to="queue", id="B")
    assert life.calls("w2", 2) == ["A001", "B001"]


def test_transferred_to_a_window_it_is_called_there_and_nowhere_else() -> None:
    life = Life(windows={"w1": "A", "w2": "A", "w3": "A"})
    life.take("A", times=3)
    for window in ("w1", "w2", "w3"):
        life.sign_in(window)
    life.call("w1")
    life.do(m.Transfer, "w1", to="window", id="w3")
    assert life.calls("w2", 1) == ["A002"]
    assert life.call("w3") == ("A001", "directed")


def test_transferred_to_a_person_it_follows_the_person() -> None:
    life = Life(windows={"w1": "A", "w2": "A"})
    life.take("A", times=2)
    life.sign_in("w1")
    life.sign_in("w2")
    life.call("w1")
    life.do(m.Transfer, "w1", to="staff", id=life.staff_at("w2"))
    assert life.call("w1") == ("A002", "arrival")
    assert life.call("w2") == ("A001", "directed")


def test_a_chain_goes_to_the_cashier_and_comes_back_by_itself() -> None:
    life = Life(queues="AB", windows={"w1": "A", "w2": "B"})
    life.take("A", times=2)
    life.sign_in("w1")
    life.sign_in("w2")
    life.call("w1")
    life.do(m.Transfer, "w1", to="queue", id="B", come_back=True)
    assert life.call("w2") == ("A001", "arrival")
    life.finish("w2")
    assert life.ticket("A001").state == "waiting"
    assert life.call("w1") == ("A001", "directed")
    life.finish("w1")
    assert life.ticket("A001").state == "finished"
    assert [e.ticket[-4:] for e in life.events(m.TicketFinished)] == ["A001"]


def test_a_chain_within_a_chain_forgets_nobody() -> None:
    life = Life(queues="ABC", windows={"w1": "A", "w2": "B", "w3": "C"})
    life.take("A")
    for window in ("w1", "w2", "w3"):
        life.sign_in(window)
    life.call("w1")
    life.do(m.Transfer, "w1", to="queue", id="B", come_back=True)
    life.call("w2")
    life.do(m.Transfer, "w2", to="queue", id="C", come_back=True)
    for window in ("w3", "w2", "w1"):
        assert life.call(window)[0] == "A001"
        life.finish(window)
    assert [e.window for e in life.events(m.TicketFinished)] == ["w1"]


def test_sent_on_within_a_chain_it_still_comes_back() -> None:
    life = Life(queues="AB", windows={"w1": "A", "w2": "B", "w3": "B"})
    life.take("A")
    for window in ("w1", "w2", "w3"):
        life.sign_in(window)
    life.call("w1")
    life.do(m.Transfer, "w1", to="window", id="w2", come_back=True)
    life.call("w2")
    life.do(m.Transfer, "w2", to="window", id="w3")
    life.call("w3")
    life.finish("w3")
    assert life.call("w1") == ("A001", "directed")


@pytest.mark.parametrize(
    ("kind", "called_at"), [("away_no_papers", "w2"), ("away_papers_kept", "w1"), ("internal_wait", "w1")]
)
def test_a_woken_ticket_goes_to_any_window_of_the_queue_or_to_its_own(kind: str, called_at: str) -> None:
    life = Life(windows={"w1": "A", "w2": "A"})
    life.take("A", times=3)
    life.sign_in("w1")
    life.sign_in("w2")
    life.call("w1")
    life.do(m.Hold, "w1", kind=kind)
    assert life.call("w1") == ("A002", "arrival")
    life.finish("w1")
    life.do(m.WakeTicket, ticket=life.id("A001"))
    assert life.call(called_at) == ("A001", "directed")


def test_a_passed_citizen_is_put_back_three_places_and_only_once() -> None:
    life = Life(no_show_calls=1, no_show_s=0)
    life.take("A")
    life.sign_in("w1")
    life.call("w1")
    life.do(m.Pass, "w1")
    life.take("A", times=5)
    life.do(m.RequeueTicket, ticket=life.id("A001"))
    assert life.calls("w1", 3) == ["A002", "A003", "A004"]
    assert life.call("w1") == ("A001", "arrival")
    life.do(m.Pass, "w1")
    assert life.refused(m.RequeueTicket, ticket=life.id("A001")) == "requeue_limit"
    assert life.calls("w1", 2) == ["A005", "A006"]


def test_two_put_back_at_the_same_place_stay_in_the_order_of_coming_back() -> None:
    life = Life(no_show_calls=1, no_show_s=0)
    life.take("A", times=2)
    life.sign_in("w1")
    for _ in range(2):
        life.call("w1")
        life.do(m.Pass, "w1")
    life.take("A", times=4)
    life.do(m.RequeueTicket, ticket=life.id("A002"))
    life.at += 1000
    life.do(m.RequeueTicket, ticket=life.id("A001"))
    assert life.calls("w1", 6) == ["A003", "A004", "A005", "A002", "A001", "A006"]


def test_fewer_than_three_wait_and_it_goes_to_the_end() -> None:
    life = Life(no_show_calls=1, no_show_s=0)
    life.take("A", times=3)
    life.sign_in("w1")
    life.call("w1")
    life.do(m.Pass, "w1")
    life.do(m.RequeueTicket, ticket=life.id("A001"))
    assert life.calls("w1", 3) == ["A002", "A003", "A001"]


def test_a_chosen_number_is_called_out_of_order_with_a_reason_and_counts_for_nothing() -> None:
    life = Life()
    life.take("A", times=4)
    life.take("A", lane="priority", times=2)
    life.sign_in("w1")
    assert life.refused(m.CallChosen, "w1", ticket=life.id("A003"), reason=" ") == "reason_required"
    life.do(m.CallChosen, "w1", ticket=life.id("A003"), reason="孕妇不适")
    called = life.events(m.TicketCalled)[-1]
    assert (called.reason, called.chosen, called.turn) == ("chosen", "孕妇不适", None)
    life.finish("w1")
    assert life.calls("w1", 3) == ["A005", "A006", "A001"]


def test_one_key_and_a_leg_that_comes_back_to_this_window() -> None:
    """The key finishes the leg; nobody is called before the one who was sent here by it (R34)."""
    life = Life(queues="AB", windows={"w1": "AB"}, one_key=True)
    life.sign_in("w1")
    life.take("A")
    life.call("w1")
    life.do(m.Transfer, "w1", to="queue", id="B", come_back=True)
    life.call("w1")
    life.take("A")
    finished = life.do(m.CallNext, "w1")
    assert not [e for e in finished if isinstance(e, m.TicketCalled)]
    assert life.call("w1") == ("A001", "directed")
    assert life.calls("w1", 1) == ["A002"]


def test_one_person_has_one_open_ticket_in_a_queue_however_it_came_there() -> None:
    life = Life(queues="AB", windows={"w1": "A", "w2": "B"})
    life.sign_in("w1")
    life.do(m.TakeNumber, queue="A", token="a", identity="somebody")
    life.call("w1")
    life.do(m.Transfer, "w1", to="queue", id="B")
    assert life.refused(m.TakeNumber, queue="B", token="b", identity="somebody") == "open_ticket_exists"
    life.do(m.TakeNumber, queue="A", token="c", identity="somebody")
