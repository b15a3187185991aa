"""What there is to find in the hall, with its sounds, and how long each queue takes now."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain.answers import queue_waits
from server.domain.facts.plan import HallPlan, Queue, Window, WindowKind
from server.store import schema
from server.store.database import Database
from server.web.api.base import PROBLEMS, Api
from server.web.api.pinyin import findable
from server.web.problems import Problem
from server.web.requests import addresses as a

LOOKED_BACK = 7
"""Days whose tickets say what many come for."""


def routes(blueprint: APIBlueprint, api: Api) -> None:
    plan, database = api.plan, api.executor.log.database

    @cache
    def everything() -> dict[str, Any]:
        return {"matters": list(_matters(plan)), "others": list(_others(plan))}

    @blueprint.get("/catalogue", summary="事项目录(供查询) What can be looked for", responses=PROBLEMS)
    def get_catalogue() -> Response:
        day = api.executor.read(lambda hall: hall.day)
        response = jsonify(everything() | {"taken": _taken(database, day) if day else {}})
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        response.make_conditional(request)
        return response

    @blueprint.get("/waits", summary="各队列预计等候 The wait in these queues now", responses=PROBLEMS)
    def get_waits(query: a.QueuesQuery) -> Response:
        for queue in query.queue:
            if queue not in plan.queue:
                raise Problem("unknown_queue", {"queue": queue})
        now = api.executor.clock()
        return jsonify({"waits": api.executor.read(lambda hall: queue_waits(hall, query.queue, now))})


def _matters(plan: HallPlan) -> Iterator[dict[str, Any]]:
    """Every matter, and every queue that has none: `words` begin with its own, then its queue's."""
    for queue in plan.queues:
        common = findable(*_of_queue(plan, queue))
        for matter in plan.matters_of[queue.id]:
            words = findable(matter.name, *matter.search, matter.name_en)
            yield {"queue": queue.id, "matter": matter.id, "words": words, "common": common}
        if not plan.matters_of[queue.id]:
            yield {"queue": queue.id, "matter": "", "words": common, "common": []}


def _of_queue(plan: HallPlan, queue: Queue) -> tuple[str, ...]:
    return (queue.name, queue.name_en, queue.unit, *(w.label for w in plan.windows_of[queue.id]))


def _others(plan: HallPlan) -> Iterator[dict[str, Any]]:
    """Counters that give no numbers (R19): whoever looks for one is told the way."""
    for window in plan.windows:
        if window.kind is WindowKind.OTHER:
            yield _other(plan, window)


def _other(plan: HallPlan, window: Window) -> dict[str, Any]:
    floor = plan.floor[window.floor]
    return {
        "id": window.id,
        "no": window.no,
        "label": window.label,
        "label_en": window.label_en,
        "floor": floor.id,
        "floor_name": floor.name,
        "floor_name_en": floor.name_en,
        "units": list(window.units),
        "business": window.business,
        "phone": window.phone,
        "words": findable(*window.units, window.business),
        "common": findable(window.label),
    }


def _taken(database: Database, day: str) -> dict[str, dict[str, int]]:
    """Queue -> matter ("" = none was named) -> numbers taken in the days before this one."""
    t = schema.tickets.c
    since = str(date.fromisoformat(day) - timedelta(days=LOOKED_BACK))
    query = sa.select(t.queue, t.matter, sa.func.count()).where(
        t.hall == database.hall, t.day >= since, t.day < day
    )
    taken: dict[str, dict[str, int]] = {}
    with database.readers.connect() as connection:
        for queue, matter, count in connection.execute(query.group_by(t.queue, t.matter)):
            taken.setdefault(queue, {})[matter] = count
    return taken
