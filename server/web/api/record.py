"""值班记录: the duty officer's record of a day, written beside what the hall writes by itself (R78, R79)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.domain.hall import Hall, HallState
from server.domain.sums import day_sums
from server.domain.views.record import ENTRIES, duty_record
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b

TYPES = frozenset(cls.type for cls in ENTRIES)


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/duty-record", summary="值班记录 The duty officer's record", responses=PROBLEMS)
    def get_duty_record(query: a.DayQuery) -> Response:
        today, sums = api.executor.read(_today)
        day = query.day or today
        events = [recorded.event for recorded in api.executor.log.of_day(day, TYPES)]
        if not events:
            raise Problem("unknown_day", {"day": day})
        record = duty_record(api.plan, day, events)
        if day == today and sums:
            record["sums"] = sums
        return jsonify(record | {"today": today})

    @blueprint.post("/duty-record/notes", summary="值班记事 Note what happened", responses=PROBLEMS)
    def note_duty(body: b.DutyNote) -> Response:
        return api.act(m.NoteDuty, text=body.text, guard=Role.DUTY not in principal().roles)

    @blueprint.post("/duty/offer", summary="交班 Hand the duty over", responses=PROBLEMS)
    def offer_duty(body: b.DutyOffer) -> Response:
        return api.act(m.OfferDuty, to=body.to, note=body.note)

    @blueprint.post("/duty/take", summary="接班 Take the duty over", responses=PROBLEMS)
    def take_duty(body: b.Nothing) -> Response:
        del body
        return api.act(m.TakeDuty)

    @blueprint.get("/guard-log", summary="保安记事 The guards' entries", responses=PROBLEMS)
    def get_guard_log() -> Response:
        """Of this day and the one before, the newest first, and who has the guard now (R83)."""
        return jsonify(_guard_log(api))

    @blueprint.post("/duty-record/checks", summary="每日检查 Check an item", responses=PROBLEMS)
    def check_duty(body: b.DutyCheck) -> Response:
        return api.act(m.CheckDuty, item=body.item, found=body.found)

    @blueprint.post("/duty-record/sign", summary="值班签字 Sign the record", responses=PROBLEMS)
    def sign_duty(body: b.Nothing) -> Response:
        del body
        return api.act(m.SignDuty)


def _today(hall: Hall) -> tuple[str, dict[str, object]]:
    """The day, and its sum as long as nothing has closed it."""
    return hall.day, {} if hall.state is HallState.CLOSED else day_sums(hall)


def _guard_log(api: Api) -> dict[str, Any]:
    now = datetime.fromtimestamp(api.executor.clock() / 1000, ZoneInfo(api.plan.timezone))
    on_guard = api.plan.guards.on(now.date().isoformat(), now.hour * 60 + now.minute)
    today = api.executor.read(lambda hall: hall.day)
    before = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    notes = [r.event for day in (before, today) for r in api.executor.log.of_day(day, (m.DutyNoted.type,))]
    return {
        "on_guard": [api.plan.person[no].name for no in on_guard],
        "entries": [
            {"at": note.at, "by": note.actor.removeprefix("staff:"), "text": note.text}
            for note in reversed(notes)
            if isinstance(note, m.DutyNoted) and note.guard
        ],
    }
