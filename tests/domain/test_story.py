"""A ticket's story in words: every event of its life, nothing of a person or a rating."""

from dataclasses import MISSING, fields

import pytest

from server.domain import messages as m
from server.domain.views.story import TOLD, story
from tests.halls import CALLED, PLAN, T0, finished, held, passed, rated, requeued, taken, voided


def words(events):
    return [(line["text"], line["text_en"]) for line in story(PLAN, events)]


def example(cls):
    """One with every required field: a name that nobody knows, or a number."""
    given = {"at": T0, "actor": "staff:x"}
    for field in fields(cls):
        if field.name not in given and field.default is MISSING and field.default_factory is MISSING:
            given[field.name] = 1 if "int" in str(field.type) else "nobody"
    return cls(**given)


@pytest.mark.parametrize("cls", TOLD)
def test_every_sentence_holds_in_both_languages_whatever_the_plan_has_lost(cls):
    ((zh, en),) = words([example(cls)])
    assert zh.strip()
    assert en.strip()
    assert "{" not in zh + en


def test_a_visit_is_told_in_its_order_with_its_window():
    told = [zh for zh, _ in words([*CALLED, passed(), requeued()])]
    assert len(told) == 4
    assert told[1].endswith("呼叫")
    assert told[2].endswith("过号:无人应答")
    assert told[3] == "过号重排"
    assert PLAN.window["w1"].label in told[1]
    assert PLAN.floor[PLAN.window["w1"].floor].name in told[1]


def test_where_a_number_was_taken_and_why_it_ended():
    kiosk = PLAN.kiosks[0]
    assert words([taken(kiosk=kiosk.id)])[0][0] == f"{kiosk.name}取号"
    assert words([taken(kiosk=None, reason="孕妇")]) == [("人工取号:孕妇", "Taken at the desk: 孕妇")]
    assert words([voided(reason="重复取号")])[0][0] == "作废:重复取号"


def test_a_hold_says_what_for_and_a_rating_is_not_told():
    assert words([held()])[0][0].split(":")[1] in ("回去补材料", "材料留窗口", "窗口内部办理")
    assert len(words([finished(), rated()])) == 1


def test_a_move_names_the_queue():
    queue = PLAN.queues[0]
    moved = m.TicketMoved(at=T0, actor="staff:x", ticket="t", queue=queue.id, reason="窗口关闭")
    assert words([moved]) == [(f"调整到{queue.name}:窗口关闭", f"Moved to {queue.name_en}: 窗口关闭")]
