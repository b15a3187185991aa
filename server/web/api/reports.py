"""Reports: figures of a period, the visits behind a number, files with a person and a reason (R76, R99)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.facts.plan import Role
from server.reports import build, traced
from server.reports.files import Clock, as_csv, shown
from server.reports.gather import MOST_DAYS, Gatherer, Scope, scope_of
from server.reports.keeper import SENT
from server.reports.kept import months_over, report_from
from server.reports.kinds import BY_LEVEL, KINDS, RULES
from server.reports.period import Period, month_of
from server.reports.table import Report, Table
from server.reports.visits import PAGE, visits
from server.store import schema
from server.store.kept_reports import Kept, kept_list
from server.store.other_days import clock_words
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.api.kept_reports import beside, kept_of, quarters
from server.web.problems import Problem
from server.web.requests import report_bodies as b


def _workbook(report: Report, hall: str, clock: Clock) -> bytes:
    from server.reports.workbook import workbook  # noqa: PLC0415 - slow to import

    return workbook(report, hall, clock)


MAKERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (lambda report, _, clock: as_csv(report, clock), "text/csv; charset=utf-8"),
}


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _reading(blueprint, api)
    _taking(blueprint, api)


def _reading(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/reports", summary="报表目录 Which reports there are", responses=PROBLEMS)
    def list_reports() -> Response:
        return jsonify(_index(api))

    @blueprint.get("/reports/<report>", summary="报表 A report", responses=PROBLEMS)
    def get_report(path: b.ReportPath, query: b.ReportQuery) -> Response:
        with _asked(api, path.report, query) as asked:
            report = build.REPORTS[path.report](asked)
            kept = None if asked.scope.unit else _kept(asked, path.report)
        told = {"kept": beside(kept, report, _moment(api)) if kept else None, "made": _made(api)}
        return jsonify(_as_shown(api, report).plain() | told)

    @blueprint.get("/reports/<report>/visits", summary="数字的来源 What a number is of", responses=PROBLEMS)
    def get_report_visits(path: b.ReportPath, query: b.VisitsQuery) -> Response:
        if query.kind not in KINDS:
            raise Problem("invalid", errors=[{"field": "kind", "reason": "one of " + ", ".join(KINDS)}])
        withheld = query.kind in BY_LEVEL and not _whole()
        with _asked(api, path.report, query) as asked:
            place = {"kind": "finished" if withheld else query.kind, "by": query.by, "key": query.key}
            found = list(visits(asked.connection, asked.hall, asked.plan, asked.period, asked.scope, **place))
        shown_ = [_visit(api, v) for v in found[:PAGE]]
        rule = RULES[query.kind]
        return jsonify({"visits": shown_, "more": len(found) > PAGE, "rule": rule, "withheld": withheld})

    @blueprint.get("/reports/events", summary="一次办理的经过 The events behind a visit", responses=PROBLEMS)
    def get_report_events(query: b.TraceQuery) -> Response:
        place = {"ticket": query.ticket, "window": query.window}
        with _reading_for(api, _unit(api, "")) as (connection, scope):
            log = api.executor.log
            if not traced.may_see(connection, log.hall, scope, query.day, place):
                raise Problem("unknown_ticket", {"ticket": query.ticket or query.window})
            stretch = traced.Stretch(query.day, query.window, query.since, query.until)
            events = (
                log.of_ticket(query.ticket, query.day)
                if query.ticket
                else list(traced.of_window(connection, log.hall, stretch))
            )
        found = traced.told(api.plan, events, levels=_whole())
        clock = partial(clock_words, timezone=api.plan.timezone, form="%H:%M:%S")
        return jsonify({"events": [one | {"at": clock(one["at"])} for one in found]})


def _taking(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/reports/<report>/export", summary="导出报表 Take a report along", responses=PROBLEMS)
    def export_report(path: b.ReportPath, body: b.ReportExport) -> Response:
        query = b.ReportQuery.model_validate(
            body.model_dump(by_alias=True, exclude={"form", "reason", "kept"})
        )
        who, sent = principal(), body.form == "sent"
        if sent and path.report != "month":
            raise Problem("invalid", errors=[{"field": "form", "reason": "only of the monthly report"}])
        with _asked(api, path.report, query) as asked:
            kept = _kept(asked, path.report) if (body.kept or sent) and not asked.scope.unit else None
            if (body.kept or sent) and kept is None:
                raise Problem("report_not_kept", {"period": f"{asked.period.first}–{asked.period.last}"})
            report = report_from(kept.body) if kept else build.REPORTS[path.report](asked)
        what = f"{SENT if sent else 'report'}:{path.report}:{report.first}:{report.last}:{body.form}"
        what += f":{kept.seq}" if kept else ""
        rows = sum(len(table.rows) for table in report.tables)
        noted = {"what": what, "reason": body.reason, "rows": rows}
        answer = api.do(partial(m.NoteExport, actor=who.actor, **noted), who.actor)  # type: ignore[arg-type]
        if body.form not in MAKERS:
            return jsonify(answer)
        make, kind = MAKERS[body.form]
        file = make(report, api.plan.name, partial(clock_words, timezone=api.plan.timezone))
        response = make_response(file)
        response.headers["Content-Type"] = kind
        name = quote(f"{report.title}-{report.first}-{report.last}.{body.form}")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return response

    @blueprint.post("/reports/grades", summary="窗口评定 Grade a window", responses=PROBLEMS)
    def grade_window(body: b.Grading) -> Response:
        return api.act(m.GradeWindow, **body.model_dump())


def _whole() -> bool:
    """Who sees the whole hall; a lead sees the own unit (R75)."""
    return bool(principal().roles & {Role.MANAGER, Role.DUTY})


def _unit(api: Api, wanted: str) -> str:
    """Whose figures. Raises Problem forbidden for a unit that is not the lead's own."""
    if _whole():
        return wanted
    own = api.plan.person[principal().id].unit
    if wanted not in ("", own):
        raise Problem("forbidden")
    return own


@contextmanager
def _asked(api: Api, id_: str, query: b.ReportQuery) -> Iterator[build.Asked]:
    """Raises Problem unknown_report, invalid or forbidden."""
    if id_ not in build.REPORTS:
        raise Problem("unknown_report", {"report": id_})
    today = api.executor.read(lambda hall: hall.day) or date.today().isoformat()  # noqa: DTZ011
    period = Period(query.first or today[:8] + "01", query.last or today)
    than = Period(query.than_first, query.than_last) if query.than_first and query.than_last else None
    most = build.MONTH_DAYS if id_ in build.SHORT else MOST_DAYS
    for one in filter(None, (period, than)):
        if not one.first <= one.last <= _plus(one.first, most - 1):
            reason = f"from ≤ to, {most} days at most 起止日期有误,最多{most}天({one.first}–{one.last})"
            raise Problem("invalid", errors=[{"field": "to", "reason": reason}])
    database = api.executor.log.database
    with _reading_for(api, _unit(api, query.unit)) as (connection, scope):
        gatherer = Gatherer(connection, database, api.plan)
        hall = database.hall
        yield build.Asked(gatherer, connection, hall, api.plan, period, query.by, scope, than, today)


@contextmanager
def _reading_for(api: Api, unit: str) -> Iterator[tuple[sa.Connection, Scope]]:
    with api.executor.log.database.snapshot() as connection:
        yield connection, scope_of(api.plan, unit)


def _kept(asked: build.Asked, id_: str) -> Kept | None:
    return kept_of(asked.connection, asked.hall, id_, asked.period)


def _moment(api: Api) -> Callable[[int], str]:
    return partial(clock_words, timezone=api.plan.timezone, form="%Y-%m-%d %H:%M")


def _made(api: Api) -> str:
    return _moment(api)(api.executor.clock())


def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _as_shown(api: Api, report: Report) -> Report:
    """Clock times as the hall's clock shows them: the page adds nothing."""
    clock = partial(clock_words, timezone=api.plan.timezone)

    def table(of: Table) -> Table:
        rows = (
            replace(row, cells=tuple(shown(c, k, clock) for c, k in zip(row.cells, of.columns, strict=True)))
            for row in of.rows
        )
        return replace(of, rows=tuple(rows))

    return replace(report, tables=[table(one) for one in report.tables])


def _visit(api: Api, found: dict[str, Any]) -> dict[str, Any]:
    """`at`: the stretch itself, epoch ms, by which its events are asked for."""
    since, until = found.pop("since"), found.pop("until")
    zone = api.plan.timezone
    words = {"since": clock_words(since, zone), "until": clock_words(until, zone)}
    return found | words | {"ms": until - since, "at": [since, until]}


# ---------------------------------------------------------------- the months, and who took what


MOST_SENT = 500
"""So far back it is looked up whether a month was sent."""


def _index(api: Api) -> dict[str, Any]:
    """Months that are over, when their reports are due, whether they were sent; what was taken lately."""
    whole, today = _whole(), api.executor.read(lambda hall: hall.day)
    database = api.executor.log.database
    with database.readers.connect() as connection:
        months = months_over(connection, database.hall, today)
        made = kept_list(connection, database.hall, "month")
        ended = quarters(connection, database.hall, months, today, _moment(api))
        taken = _taken(connection, database.hall, "report", 50) if whole else []
        marked = _taken(connection, database.hall, SENT, MOST_SENT)
    sent = {row["what"].split(":")[2][:7]: row for row in reversed(marked)}
    return {
        "today": today,
        "unit": "" if whole else _unit(api, ""),
        "units": sorted({q.unit for q in api.plan.queues}) if whole else [],
        "months": [
            _month(api, month, sent.get(month), today)
            | {"made": _moment(api)(made[month][0]) if month in made else None}
            for month in months
        ],
        "quarters": ended,
        "taken": taken,
    }


def _month(api: Api, month: str, sent: dict[str, Any] | None, today: str) -> dict[str, Any]:
    ready, due = build.due_days(api.plan.calendar, month)
    period = month_of(month)
    late = sent is None and today > due
    guessed = build.is_guess(api.plan.calendar, due)
    dates = {"from": period.first, "to": period.last, "ready": ready, "due": due}
    return {"month": month, **dates, "sent": sent, "late": late, "guessed": guessed}


def _taken(connection: sa.Connection, hall: str, what: str, most: int) -> list[dict[str, Any]]:
    """The newest first."""
    e = schema.exports.c
    query = sa.select(e.at, e.actor, e.what, e.reason).where(e.hall == hall, e.what.startswith(what))
    rows = connection.execute(query.order_by(e.seq.desc()).limit(most)).mappings()
    return [dict(row) for row in rows]
