"""登记台账: its lists, one case and its steps, papers, the export, and what the public may see (R64–R76)."""

import csv
import io
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.domain.ledger import Line
from server.domain.views.ledger import COLUMNS, line_view, public_line, row_of, step_words
from server.store import ledger
from server.store.ledger import lines_with
from server.store.other_days import days_after, days_between
from server.web.access.rights import Principal
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import ledger_bodies as lb

log = logging.getLogger("web")
NEXT_DAYS = 7
"""How far the due list looks ahead."""
PUBLIC_DAYS = 31
LONGEST = 400
"""Days of one export or question."""


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _questions(blueprint, api)
    _deeds(blueprint, api)
    _out_of_the_hall(blueprint, api)


def _questions(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/ledger", summary="登记台账 The ledger's lists", responses=PROBLEMS)
    def get_ledger(query: lb.LedgerQuery) -> Response:
        who, today = principal(), _today(api)
        first, last = _span(api, query.first, query.last)
        if query.list == "unnoted":
            rows = _look(api, partial(ledger.visits_without_line, hall=api.plan.code, first=first, last=last))
            found = [_visit(api, row) for row in rows if _theirs(api, who, api.plan.queue.get(row.queue))]
            return jsonify({"today": today, "visits": found, "total": len(found)})
        where = _lists(query, today, first, last)
        lines, total = _look(api, lambda c: lines_with(c, api.plan.code, *where, units=_units(api, who)))
        return jsonify({"today": today, "lines": _views(api, lines, today), "total": total})

    @blueprint.get("/ledger/<line>", summary="一件业务 One case and its history", responses=PROBLEMS)
    def get_line(path: lb.LinePath) -> Response:
        line = _line(api, path.line, principal())
        steps = _look(api, lambda c: ledger.steps_of(c, api.plan.code, line.line))
        (view,) = _views(api, [line], _today(api))
        view["steps"] = [
            {"at": r.event.at, "actor": r.event.actor, "text": step_words(api.plan, r.event)} for r in steps
        ]
        return jsonify({"line": view})

    @blueprint.get("/public-ledger", summary="台账公开 The ledger without names", responses=PROBLEMS)
    def get_public_ledger() -> Response:
        today = _today(api)
        since = days_after(today, -PUBLIC_DAYS)
        known = ledger.is_case()
        lately = sa.and_(known, sa.or_(ledger.running(), ledger.of_days(since, today)))
        lines, total = _look(api, lambda c: lines_with(c, api.plan.code, lately))
        answer = jsonify(
            {
                "hall": {"name": api.plan.name, "name_en": api.plan.name_en},
                "today": today,
                "lines": [public_line(api.plan, line) for line in lines],
                "total": total,
            }
        )
        answer.headers["Cache-Control"] = "public, max-age=60"
        return answer


def _lists(query: lb.LedgerQuery, today: str, first: str, last: str) -> list[sa.ColumnElement[bool]]:
    match query.list:
        case "due":
            return [ledger.due_by(days_after(today, NEXT_DAYS))]
        case "running":
            return [ledger.running()]
        case "collect":
            return [ledger.to_collect()]
        case "numberless":
            return [ledger.without_case_no(), ledger.of_days(first, last)]
        case "find":
            return [ledger.finding(query.find.strip())]
        case _:
            return [ledger.of_days(first, last)]


def _deeds(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/ledger/<line>/steps/<step>", summary="办理台账 A step of a case", responses=PROBLEMS)
    def handle_line(path: lb.LineStepPath, body: lb.LineStep) -> Response:
        who, name = principal(), body.collector.strip()
        what = {"days": body.days, "why": body.why, "reason": body.reason, "case_no": body.case_no}
        what |= {"collect": body.collect, "collector": secrets.token_hex(12) if name else ""}
        answer = api.do(
            partial(m.HandleLine, actor=who.actor, line=path.line, step=path.step, **what),  # type: ignore[arg-type]
            who.actor,
        )
        if name and (ref := answer.get("collector")):
            at = api.executor.clock()
            api.executor.write(lambda c: ledger.keep_collector(c, api.plan.code, ref, name, at))
        return jsonify(answer)

    @blueprint.post("/ledger/<line>/papers", summary="打印文书 Print a paper of a case", responses=PROBLEMS)
    def print_line(path: lb.LinePath, body: lb.LinePrint) -> Response:
        where = {"kiosk": body.kiosk or "", "window": body.window or ""}
        return make_response(api.act(m.PrintLine, line=path.line, paper=body.paper, **where), 201)

    @blueprint.delete(
        "/ledger/<line>/collector", summary="删除取件人 Forget who collected", responses=PROBLEMS
    )
    def forget_collector(path: lb.LinePath) -> Response:
        line = ledger.line_of(api.executor.log.database, path.line)
        ref = line.collector if line else ""
        gone = api.executor.write(lambda c: ledger.forget_collector(c, api.plan.code, ref))
        log.warning("state=deleted what=collector line=%r rows=%d by=%s", path.line, gone, principal().actor)
        return jsonify({"removed": gone})


def _out_of_the_hall(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/ledger-exports", summary="导出台账 The ledger as a table", responses=PROBLEMS)
    def export_ledger(body: lb.LedgerExport) -> Response:
        """Logged before the first byte leaves: who, which days, how many rows, why (R76)."""
        who = principal()
        _span(api, body.first, body.last)
        lines: list[Line] = _look(
            api,
            lambda c: ledger.all_of_days(c, api.plan.code, body.first, body.last, units=_units(api, who)),
        )
        said = {"what": f"ledger {body.first} {body.last}", "reason": body.reason, "rows": len(lines)}
        api.do(partial(m.NoteExport, actor=who.actor, **said), who.actor)  # type: ignore[arg-type]
        answer = make_response(_table(api, lines))
        answer.content_type = "text/csv; charset=utf-8"
        name = f"ledger-{body.first}-{body.last}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _table(api: Api, lines: list[Line]) -> str:
    """What a spreadsheet opens without a question: a mark for UTF-8, and no field is a formula."""
    zone = ZoneInfo(api.plan.timezone)

    def clock(at: int | None) -> str:
        return f"{datetime.fromtimestamp(at / 1000, zone):%Y-%m-%d %H:%M}" if at is not None else ""

    names = _names(api, lines)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        row = row_of(api.plan, line, clock, names.get(line.collector, ""))
        writer.writerow([_plain(str(field)) for field in row])
    return "\ufeff" + out.getvalue()


def _plain(field: str) -> str:
    return f"'{field}" if field.startswith(("=", "+", "-", "@", "\t", "\r")) else field


# ---------------------------------------------------------------- whose, and when


def _look(api: Api, look: Callable[[sa.Connection], Any]) -> Any:
    with api.executor.log.database.readers.connect() as connection:
        return look(connection)


def _units(api: Api, who: Principal) -> list[str] | None:
    """None = all: the duty officer and the office; others see their own unit's cases."""
    person = api.plan.person.get(who.id)
    everywhere = who.roles & {Role.DUTY, Role.ADMIN}
    return None if everywhere or person is None else [person.unit]


def _theirs(api: Api, who: Principal, queue: Any) -> bool:
    units = _units(api, who)
    return units is None or (queue is not None and queue.unit in units)


def _line(api: Api, id_: str, who: Principal) -> Line:
    """Raises Problem unknown_line, or forbidden for another unit's."""
    line = ledger.line_of(api.executor.log.database, id_)
    if line is None:
        raise Problem("unknown_line", {"line": id_})
    units = _units(api, who)
    if units is not None and line.unit not in units and line.staff != who.id:
        raise Problem("forbidden")
    return line


def _views(api: Api, lines: list[Line], today: str) -> list[dict[str, Any]]:
    names = _names(api, lines)
    return [line_view(api.plan, line, today, names.get(line.collector, "")) for line in lines]


def _names(api: Api, lines: list[Line]) -> dict[str, str]:
    refs = [line.collector for line in lines if line.collector]
    return _look(api, lambda c: ledger.collectors(c, api.plan.code, refs)) if refs else {}


def _visit(api: Api, row: Any) -> dict[str, Any]:
    queue, window = api.plan.queue.get(row.queue), api.plan.window.get(row.window or "")
    return {
        "id": row.id,
        "day": row.day,
        "number": row.number,
        "queue": queue.name if queue else row.queue,
        "window": window.label if window else row.window,
        "staff": row.staff_no,
        "ended_at": row.ended_at,
    }


def _today(api: Api) -> str:
    return api.executor.read(lambda hall: hall.day)


def _span(api: Api, first: str | None, last: str | None) -> tuple[str, str]:
    """Both given, or today. Raises Problem invalid."""
    today = _today(api)
    begin, end = first or last or today, last or first or today
    if not 0 < len(days_between(begin, end)) <= LONGEST:
        raise Problem("invalid", errors=[{"field": "last", "reason": f"1 to {LONGEST} days from `first`"}])
    return begin, end
