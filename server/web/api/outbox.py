"""数据上报 for people: how much waits, what was refused with the far end's words, and sending it again."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.store import outbox
from server.web.api.base import PROBLEMS, Api
from server.web.requests import bodies as b
from server.web.requests import ledger_bodies as lb

SHOWN = 100


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/outbox", summary="数据上报 What has not arrived", responses=PROBLEMS)
    def get_outbox() -> Response:
        with api.executor.log.database.readers.connect() as connection:
            count, oldest = outbox.unsent(connection, api.plan.code)
            rows = outbox.shown(connection, api.plan.code, SHOWN)
        told = {"on": api.plan.upload is not None, "unsent": count, "oldest_at": oldest}
        return jsonify(told | {"records": [_record(row) for row in rows]})

    @blueprint.post("/outbox/<record>/replay", summary="再次上报 Send it again", responses=PROBLEMS)
    def replay_record(path: lb.RecordPath, body: b.Nothing) -> Response:
        del body
        return api.act(m.ReplayRecord, record=path.record)


def _record(row: Any) -> dict[str, Any]:
    return {
        "record": outbox.record_id(row),
        "line": row.line,
        "kind": row.kind,
        "state": row.state,
        "said": row.said,
        "tries": row.tries,
        "created_at": row.created_at,
        "next_at": row.next_at,
    }
