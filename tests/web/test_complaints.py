"""Complaints (R85, R89): all are registered; who complained, and the words, are kept apart and can go."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from server.store import schema
from tests.web.house import Browser, House

FORM = {
    "channel": "phone",
    "target": "社保窗口",
    "matter": "服务态度",
    "happened_at": "2026-03-01 15:20",
    "place": "2号窗口",
}
PRIVATE = {"text": "态度生硬\n没有说明理由", "person": "张三丰", "phone": "0000-1357"}


def register(browser: Browser, key: str | None = None, **more: Any) -> Any:
    return browser.post("/api/complaints", FORM | more, key=key)


def kept(house: House) -> list[Any]:
    query = sa.select(schema.complaints)
    return house.executor.write(lambda connection: list(connection.execute(query)))


def test_a_complaint_is_registered_and_its_words_are_kept_apart(morning: House):
    duty = morning.staff("D01")
    answer = register(duty, **PRIVATE)
    assert (answer.status_code, answer.get_json()["complaint"]) == (201, "TS-20260302-001")
    (event,) = morning.log("complaint.registered.v1")
    assert (event.channel, event.target, event.matter, event.place) == (
        "phone",
        "社保窗口",
        "服务态度",
        "2号窗口",
    )
    assert morning.executor.clock() - event.happened_at == pytest.approx((18 * 60 + 40) * 60_000, abs=60_000)
    (row,) = kept(morning)
    assert (row.ref, row.text, row.person, row.phone) == (event.record, *PRIVATE.values())
    log = duty.get("/api/events").get_data(as_text=True)
    assert not [word for word in PRIVATE.values() if word in log or json.dumps(word)[1:-1] in log]


def test_a_complaint_without_words_keeps_nothing_apart(morning: House):
    assert register(morning.staff("D01")).get_json()["record"] == ""
    assert kept(morning) == []


def test_the_same_key_is_one_complaint_with_one_set_of_words(morning: House):
    duty = morning.staff("D01")
    first = register(duty, "k", **PRIVATE).get_json()
    assert register(duty, "k", **PRIVATE).get_json() == first
    assert len(kept(morning)) == len(morning.log("complaint.registered.v1")) == 1


def test_words_lost_between_the_two_are_completed_by_the_repeat(morning: House):
    """The event is committed first; a stop before the words are kept loses nothing that is asked again."""
    duty = morning.staff("D01")
    first = register(duty, "k", **PRIVATE).get_json()
    morning.executor.write(lambda connection: connection.execute(sa.delete(schema.complaints)))
    register(duty, "k", **PRIVATE)
    assert [(row.ref, row.person) for row in kept(morning)] == [(first["record"], PRIVATE["person"])]


def test_a_refused_complaint_keeps_no_words(morning: House):
    duty = morning.staff("D01")
    tomorrow = register(duty, happened_at="2026-03-03 09:00", **PRIVATE)
    assert (tomorrow.status_code, tomorrow.get_json()["code"]) == (409, "complaint_in_future")
    assert "今天 10:0" in tomorrow.get_json()["detail"]  # what is allowed: until now
    assert register(duty, target=" ", **PRIVATE).get_json()["code"] == "complaint_incomplete"
    assert kept(morning) == []


def test_who_complained_is_deleted_and_what_was_said_stays(morning: House, caplog: pytest.LogCaptureFixture):
    ref = register(morning.staff("D01"), **PRIVATE).get_json()["record"]
    admin = morning.staff("S01")
    assert admin.delete("/api/complaints/nothing/person").get_json() == {"removed": 0}
    assert admin.delete(f"/api/complaints/{ref}/person").get_json() == {"removed": 1}
    assert [(row.text, row.person, row.phone) for row in kept(morning)] == [(PRIVATE["text"], "", "")]
    assert f"what=complainant ref='{ref}' rows=1 by=staff:S01" in caplog.text
    assert PRIVATE["person"] not in caplog.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "rumour"),
        ("happened_at", "2026-03-01"),
        ("happened_at", "2026-02-30 10:00"),
        ("happened_at", "2026-03-01 24:00"),
        ("text", "x" * 4001),
        ("person", "a\nb"),
        ("phone", None),
    ],
)
def test_a_form_that_is_wrong(shared_house: House, field: str, value: Any):
    answer = register(shared_house.staff("D01"), **{field: value})
    assert (answer.status_code, [e["field"] for e in answer.get_json()["errors"]]) == (422, [field])
