"""Complaints and bad ratings for those who handle them: lists, one sheet, its steps, figures, exports."""

import csv
import io
from functools import partial
from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.cases import BAD_RATING, COMPLAINT, Case, case_from
from server.domain.facts.plan import Role
from server.domain.hall import Hall
from server.domain.views.cases import COLUMNS, case_figures, case_rows, case_sheet
from server.domain.views.story import story
from server.store.cases import about, case_before, case_counts, case_list, steps_of, words_of
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.api.complaints import moment
from server.web.citizens.complainants import names_them
from server.web.problems import Problem
from server.web.requests import case_bodies as cb

BOM = "\ufeff"
"""So that a spreadsheet reads UTF-8 without a question."""
FORMULA = ("=", "+", "-", "@", "\t")


def routes(blueprint: APIBlueprint, api: Api) -> None:
    _lists(blueprint, api)
    _one(blueprint, api)
    _out(blueprint, api)


def _lists(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/cases", summary="投诉和差评 Complaints and bad ratings", responses=PROBLEMS)
    def list_cases(query: cb.CasesQuery) -> Response:
        days = {"first": query.first, "last": query.last}
        cases = case_list(api.executor.log.database, query.kind, over=bool(query.over), **days)
        reader = principal().id
        rows, today = api.executor.read(lambda hall: (case_rows(hall, cases, reader), hall.day))
        return jsonify({"cases": rows, "today": today})

    @blueprint.get("/cases/figures", summary="公开数据 Figures for publication", responses=PROBLEMS)
    def get_case_figures(query: cb.FiguresQuery) -> Response:
        database = api.executor.log.database
        with database.readers.connect() as connection:
            found = {
                kind: case_counts(connection, database.hall, kind, query.first, query.last)
                for kind in (COMPLAINT, BAD_RATING)
            }
        return jsonify({kind: case_figures(cases) for kind, cases in found.items()})


def _one(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.get("/cases/<case>", summary="一件 One of them", responses=PROBLEMS)
    def get_case(path: cb.CasePath) -> Response:
        """With what is kept apart, for whoever handles it; a manager reads the rest."""
        case, handles = _the_case(api, path.case), Role.DUTY in principal().roles
        steps = steps_of(api.executor.log.database, case.id)
        sheet = api.executor.read(lambda hall: case_sheet(hall, case, steps))
        words = _words(api, case) if handles else None
        more = {"withheld": not handles, "visit": _visit(api, case), "about": _about(api, case)}
        return jsonify(sheet | {"words": words, "next": sheet["next"] if handles else []} | more)

    @blueprint.post("/cases/<case>/steps", summary="办理一步 Take a step", responses=PROBLEMS)
    def take_step(path: cb.CasePath, body: cb.CaseStep) -> Response:
        case, who = _the_case(api, path.case), principal()
        changes = body.changes.said() if body.changes else {}
        _without_names(api, case, body, changes)
        if "happened_at" in changes:
            changes["happened_at"] = moment(changes["happened_at"], api.plan.timezone)
        said = body.model_dump(exclude={"changes"}) | {"case": path.case, "changes": changes}
        return jsonify(api.do(partial(m.WorkCase, actor=who.actor, **said), who.actor))


def _the_case(api: Api, id_: str) -> Case:
    """Raises Problem unknown_case, or own_case for the clerk whom it is about (R90)."""
    before = case_before(api.executor.log.database, id_)
    if not before:
        raise Problem("unknown_case", {"case": id_})
    case = case_from(before)
    if case.staff and case.staff == principal().id:
        raise Problem("own_case")
    return case


def _words(api: Api, case: Case) -> dict[str, str] | None:
    kept = words_of(api.executor.log.database, case.record) if case.record else None
    return {"text": kept.text, "person": kept.person, "phone": kept.phone} if kept else None


def _without_names(api: Api, case: Case, body: cb.CaseStep, changes: dict[str, Any]) -> None:
    """What is written here lasts as long as the log. Raises Problem names_complainant."""
    kept = words_of(api.executor.log.database, case.record) if case.record else None
    if names_them(kept, body.text, body.unit, *changes.values()):
        raise Problem("names_complainant")


def _visit(api: Api, case: Case) -> dict[str, Any] | None:
    """The facts of the visit: what the log says of its ticket, on whatever day it was."""
    if not case.visit:
        return None
    day = f"{case.visit[:4]}-{case.visit[4:6]}-{case.visit[6:8]}"
    events = [recorded.event for recorded in api.executor.log.of_ticket(case.visit, day)]
    return {"number": case.visit.partition("-")[2], "day": day, "story": story(api.plan, events)}


def _about(api: Api, case: Case) -> int:
    """How many complaints about this clerk there were in a year, as a question for a person (R98)."""
    if not case.staff:
        return 0
    year, rest = case.day[:4], case.day[4:]
    return about(api.executor.log.database, case.staff, f"{int(year) - 1}{rest}")


def _out(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post("/cases/export", summary="导出 Take a list out", responses=PROBLEMS)
    def export_cases(body: cb.CaseExport) -> Response:
        """Who took it and why is in the log before the list is out of the house (R76)."""
        who = principal()
        cases = case_list(api.executor.log.database, body.kind, over=body.over)
        rows = api.executor.read(lambda hall: case_rows(hall, cases, who.id))
        noted: dict[str, Any] = {"what": f"cases:{body.kind}", "reason": body.reason, "rows": len(rows)}
        api.do(partial(m.NoteExport, actor=who.actor, **noted), who.actor)
        day = api.executor.read(_day)
        return jsonify({"name": f"{_FILES[body.kind]}-{day}.csv", "table": _table(rows)})


_FILES = {COMPLAINT: "投诉", BAD_RATING: "差评"}


def _day(hall: Hall) -> str:
    return hall.day


def _table(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow([title for title, _ in COLUMNS])
    table.writerows([_field(row[name]) for _, name in COLUMNS] for row in rows)
    return BOM + out.getvalue()


def _field(value: object) -> str:
    """A spreadsheet takes it as text, never as a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
