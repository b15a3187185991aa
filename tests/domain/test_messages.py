"""What is stored for ever can be read for ever, and every event is known everywhere it must be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.evolve import _EVOLVE
from server.domain.texts.refusals import REFUSALS, refusal_text
from server.domain.texts.staff import STAFF_REFUSALS

EVENTS = sorted(m.EVENT_TYPES.values(), key=lambda cls: cls.type)

NAMES_ON_DISK = {
    "day.started.v1": {"day"},
    "hall.prepared.v1": set(),
    "hall.opened.v1": set(),
    "hall.extended.v1": set(),
    "hall.closed.v1": {"reason"},
    "hall.gap.v1": {"since", "recovery"},
    "hall.recovered.v1": set(),
    "ticket.taken.v1": {"ticket", "queue", "number", "serial", "token", "kiosk", "lane"},
    "ticket.slip_printed.v1": {"ticket"},
    "ticket.slip_failed.v1": {"ticket", "cause"},
    "ticket.slip_moved.v1": {"ticket", "cause", "printer", "copy"},
    "ticket.slip_unconfirmed.v1": {"ticket"},
    "ticket.kept.v1": {"ticket"},
    "ticket.called.v1": {"ticket", "window", "staff", "reason", "facts"},
    "ticket.recalled.v1": {"ticket", "window", "staff"},
    "ticket.serving.v1": {"ticket", "window", "staff", "implied"},
    "ticket.passed.v1": {"ticket", "window", "staff"},
    "ticket.finished.v1": {"ticket", "window", "staff"},
    "ticket.outcome.v1": {"ticket", "outcome", "case_no", "by"},
    "ticket.voided.v1": {"ticket", "reason"},
    "ticket.expired.v1": {"ticket", "reason"},
    "window.signed_in.v1": {"window", "staff"},
    "window.signed_out.v1": {"window", "staff"},
    "window.handed_over.v1": {"window", "staff", "to", "acting_for", "ticket"},
    "window.suspended.v1": {"window", "staff", "reason"},
    "window.resumed.v1": {"window", "staff"},
    "rating.given.v1": {"ticket", "window", "staff", "level", "channel"},
    "rating.reasons.v1": {"ticket", "window", "reasons", "version"},
    "rating.lapsed.v1": {"ticket", "window", "staff"},
    "rating.refused.v1": {"window", "code", "level", "channel", "ticket"},
    "rating.follow_up.v1": {"case", "ticket", "window", "level", "contact_due", "close_due"},
    "ticket.returned.v1": {"ticket", "window", "staff", "reason"},
    "ticket.call_undone.v1": {"ticket", "window", "staff", "back"},
    "ticket.held.v1": {"ticket", "window", "staff", "hold"},
    "ticket.woken.v1": {"ticket", "to", "to_id"},
    "ticket.transferred.v1": {"ticket", "window", "staff", "queue", "to", "to_id", "come_back", "chain"},
    "ticket.way_slip.v1": {"ticket", "leg", "printed", "printer", "cause"},
    "ticket.requeued.v1": {"ticket", "arrival", "behind_serial", "behind"},
    "ticket.cancelled.v1": {"ticket", "reason"},
    "ticket.reprint.v1": {"ticket", "kiosk"},
    "ticket.paper_taken.v1": {"ticket", "queue", "number", "serial", "event_at", "incident", "source"},
    "ticket.paper_finished.v1": {"ticket", "window", "staff", "event_at", "incident", "source"},
    "window.next_stored.v1": {"window", "staff"},
    "window.queues_assigned.v1": {"window", "queues", "backup", "lanes", "reason"},
    "ticket.moved.v1": {"ticket", "queue", "to", "to_id", "reason"},
    "ticket.green.v1": {"ticket", "reason"},
    "hall.bell.v1": {"bell", "due"},
    "hall.lunch.v1": set(),
    "hall.darkened.v1": set(),
    "hall.outage.v1": {"incident", "reason"},
    "hall.incident_closed.v1": {"incident", "report"},
    "hall.notice.v1": {"text"},
    "hall.notice_ended.v1": {"notice", "urgency", "reason"},
    "hall.notice_said.v1": {"notice"},
    "calendar.day_set.v1": {"date", "kind", "windows", "notice"},
    "calendar.month_ended.v1": {"month"},
    "appointment.booked.v1": {"code", "day", "queue", "start", "end"},
    "alarm.raised.v1": {"alarm", "kind", "facts"},
    "alarm.cleared.v1": {"alarm", "note"},
    "alarm.condition.v1": {"kind", "subject", "present", "facts"},
    "alarm.taken.v1": {"alarms", "staff", "of"},
    "alarm.noted.v1": {"alarm", "text"},
    "alarm.escalated.v1": {"alarms"},
    "help.answered.v1": {"window", "staff", "text"},
    "notice.given.v1": {"notice", "matter", "version", "missing", "kiosk", "window", "ticket"},
    "notice.paper.v1": {"notice", "printed", "cause"},
    "kiosk.tended.v1": {"kiosk", "what"},
    "kiosk.switched.v1": {"kiosk", "on", "reason"},
    "queue.moved.v1": {"of", "source", "to", "to_id", "numbers", "reason"},
    "ledger.opened.v1": {
        *("line", "number", "queue", "unit", "matter", "window", "staff", "outcome", "kind", "case_no"),
        *("accepted_at", "promised", "days", "workdays", "guessed", "reason"),
    },
    "ledger.extended.v1": {"line", "promised", "days", "reason"},
    "ledger.paused.v1": {"line", "why", "reason", "left"},
    "ledger.resumed.v1": {"line", "promised"},
    "ledger.finished.v1": {"line", "collect"},
    "ledger.told.v1": {"line"},
    "ledger.collected.v1": {"line", "collector"},
    "ledger.numbered.v1": {"line", "case_no"},
    "ledger.paper.v1": {"line", "notice", "paper", "kiosk", "window", "facts"},
    "outbox.replayed.v1": {"record"},
    "duty.noted.v1": {"text"},
    "window.graded.v1": {"window", "period", "grade", "note"},
    "report.kept.v1": {"report", "period", "body"},
    "duty.offered.v1": {"to", "note", "facts"},
    "duty.taken.v1": {"of", "floors"},
    "duty.checked.v1": {"item", "found"},
    "duty.signed.v1": set(),
    "case.step.v1": {
        "case",
        "step",
        "state",
        "text",
        "staff",
        "due",
        "form",
        "result",
        "unit",
        "second",
        "complex",
        "changes",
        "before",
    },
    "export.noted.v1": {"what", "reason", "rows"},
    "complaint.registered.v1": {"complaint", "channel", "target", "matter", "happened_at", "place", "record"},
}
"""Written once and never changed: a hall's disk holds these names and fields."""


def test_what_a_disk_holds_is_still_understood():
    """A name or field may come; one that went makes old logs unreadable."""
    assert NAMES_ON_DISK.keys() == m.EVENT_TYPES.keys()
    for name, known in NAMES_ON_DISK.items():
        assert known <= {f.name for f in fields(m.EVENT_TYPES[name])} - {"at", "actor"}


def test_every_event_has_a_name_of_its_own():
    classes = {c for c in vars(m).values() if isinstance(c, type) and issubclass(c, m.Event)} - {m.Event}
    assert classes == set(EVENTS)
    assert len({cls.type for cls in classes}) == len(classes)
    assert all(len(cls.type) <= 40 and cls.type.endswith(".v1") for cls in classes), (
        "the column has 40 letters"
    )


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.type)
def test_every_event_changes_something_and_is_told_to_somebody(cls):
    assert cls in _EVOLVE
    assert cls in EFFECTS


def test_nothing_else_is_evolved_or_told():
    assert set(_EVOLVE) == set(EFFECTS) == set(EVENTS)


def test_which_events_come_out_as_paper_voice_and_rater():
    having = {e: {cls.type for cls, flags in EFFECTS.items() if flags & e} for e in Effect}
    on_paper = ("taken", "requeued", "transferred", "reprint", "slip_moved")
    assert having[Effect.PRINT] == {
        *(f"ticket.{what}.v1" for what in on_paper),
        "notice.given.v1",
        "ledger.paper.v1",
        "kiosk.tended.v1",
    }
    assert having[Effect.ASK] == {"ticket.finished.v1"}
    of_the_hall = {
        f"hall.{what}.v1" for what in ("opened", "extended", "lunch", "bell", "outage", "recovered")
    }
    of_the_hall |= {f"hall.notice{what}.v1" for what in ("", "_ended", "_said")}
    assert having[Effect.SAY] == {"ticket.called.v1", "ticket.recalled.v1"} | of_the_hall


def an_event(cls: type[m.Event]) -> st.SearchStrategy[m.Event]:
    words = st.text(max_size=20)
    kinds = {
        int: st.integers(-(2**53), 2**53),
        bool: st.booleans(),
        str: words,
        str | None: st.none() | words,
        int | None: st.none() | st.integers(-(2**53), 2**53),
        Sequence[str]: st.lists(words, max_size=3),
    }
    facts = st.dictionaries(words, st.integers() | words | st.none(), max_size=3)
    kinds[Sequence[Mapping[str, Any]]] = st.lists(facts, max_size=2)
    return st.builds(cls, **{f.name: kinds.get(f.type, facts) for f in fields(cls)})


@given(st.sampled_from(EVENTS).flatmap(an_event))
def test_an_event_survives_the_disk(event):
    stored = json.loads(json.dumps(m.to_record(event), ensure_ascii=False))
    assert m.from_record(event.type, event.at, event.actor, stored) == event
    assert not {"at", "actor", "type"} & stored.keys()


def test_a_field_of_a_later_version_is_passed_over():
    stored = {"ticket": "x", "came_later": 1}
    assert m.from_record("ticket.kept.v1", 1, "a", stored) == m.TicketKept(at=1, actor="a", ticket="x")


def test_a_record_from_before_a_field_existed_gets_its_default():
    stored = {"ticket": "x", "queue": "q", "number": "A001", "serial": 1, "token": "t"}
    assert m.from_record("ticket.taken.v1", 1, "a", stored).lane == "normal"


def test_an_unknown_type_is_refused():
    with pytest.raises(KeyError):
        m.from_record("ticket.teleported.v1", 1, "a", {})


def test_events_hold_no_name_and_no_id_number():
    names = {f.name for cls in EVENTS for f in fields(cls)}
    assert not names & {"name", "citizen", "id_number", "phone", "address"}


@pytest.mark.parametrize("code", REFUSALS)
def test_a_sentence_with_a_gap_is_better_than_none(code):
    zh, en = refusal_text(code, {})
    assert zh.strip()
    assert en.strip()


def test_an_unknown_code_reads_as_a_fault_of_ours():
    assert refusal_text("what_is_this", {}) == REFUSALS["internal"]


@pytest.mark.parametrize("code", REFUSALS)
def test_who_sits_at_the_help_desk_is_not_sent_there(code):
    zh, en = refusal_text(code, {}, staff=True)
    assert zh.strip()
    assert "总服务台" not in zh
    assert "help desk" not in en


def test_a_wording_for_staff_belongs_to_a_code_and_fills_the_same_gaps():
    assert STAFF_REFUSALS.keys() <= REFUSALS.keys()
    zh, en = refusal_text("quota_reached", {"limit": "7"}, staff=True)
    assert "7" in zh
    assert "7" in en
