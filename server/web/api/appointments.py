"""Appointments made elsewhere: imported as JSON or CSV, all or none, every fault named with its line."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint
from pydantic import ValidationError

from server.domain import messages as m
from server.domain.decide import decide
from server.domain.hall import Hall
from server.domain.texts.refusals import refusal_text
from server.store.other_days import appointment_rows, clock_words, local_ms
from server.web.access.sessions import principal
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem, faults_of
from server.web.requests import addresses as a
from server.web.requests import bodies as b

HEADER = ["code", "day", "queue", "start", "end"]
WHOSE = "id_number"
"""May stand behind, as a sixth column."""
MOST = 2000
MAX_IMPORT = 1024 * 1024
"""Bytes; other requests are held to less."""
_ONE = b.Appointment.model_json_schema()
_MANY = {
    "type": "object",
    "required": ["appointments"],
    "additionalProperties": False,
    "properties": {"appointments": {"type": "array", "items": _ONE, "maxItems": MOST}},
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _MANY}, "text/csv": {"schema": {"type": "string"}}},
    }
}
Fault = dict[str, Any]


@dataclass(slots=True)
class Import:
    """What could be read, each with its line (or its place in the list), and what could not."""

    bookings: list[tuple[int, m.Booking]] = field(default_factory=list)
    whose: list[str] = field(default_factory=list, repr=False)
    """The ID number of each booking, "" for nobody's; not kept."""
    faults: list[Fault] = field(default_factory=list)


def routes(blueprint: APIBlueprint, api: Api) -> None:
    @blueprint.post(
        "/appointments",
        summary="导入预约 Import appointments",
        description="JSON, or CSV with the header code,day,queue,start,end and, if wanted, id_number",
        responses=PROBLEMS,
        openapi_extensions=BODY,
    )
    def import_appointments() -> Response:
        request.max_content_length = MAX_IMPORT
        who = principal().actor
        found = _checked(request.get_data(cache=True), api.plan.timezone)
        if found.faults:
            raise _all_faults(api, found, who)
        bookings = _named_bookings(api, found)

        def make(*, at: int) -> m.Command:
            return m.BookAppointments(at=at, actor=who, bookings=bookings)

        try:
            return make_response(jsonify(api.do(make, who)), 201)
        except Problem as refused:
            every = refused if refused.errors else _all_faults(api, found, who)
            raise (every if every.errors else refused) from None

    @blueprint.get("/appointments", summary="当日预约 Appointments of a day", responses=PROBLEMS)
    def list_appointments(query: a.DayQuery) -> Response:
        day = query.day or api.executor.read(lambda hall: hall.day)
        rows = appointment_rows(api.executor.log.database, day)
        return jsonify({"day": day, "appointments": [_row(row, api.plan.timezone) for row in rows]})


def _named_bookings(api: Api, found: Import) -> tuple[m.Booking, ...]:
    """Each with the reference of whose it is."""
    numbers = [number for number in found.whose if number]
    refs = iter(api.identities.refs(map(api.identities.keyed, numbers)) if numbers else ())
    pairs = zip(found.bookings, found.whose, strict=True)
    return tuple(replace(booking, identity=next(refs) if number else "") for (_, booking), number in pairs)


def _row(row: Any, timezone: str) -> dict[str, Any]:
    return {
        "code": row.code,
        "day": row.day,
        "queue": row.queue,
        "start": clock_words(row.start, timezone),
        "end": clock_words(row.end, timezone),
        "ticket": row.ticket,
    }


def _all_faults(api: Api, found: Import, who: str) -> Problem:
    """What the hall would say to each one alone, beside what could not be read."""
    refused = api.executor.read(lambda hall: list(_refused(hall, found, who)))
    return Problem("invalid", errors=sorted(found.faults + refused, key=lambda fault: fault["line"]))


def _refused(hall: Hall, found: Import, who: str) -> Iterator[Fault]:
    for line, booking in found.bookings:
        decision = decide(hall, m.BookAppointments(at=hall.last_at, actor=who, bookings=(booking,)))
        if isinstance(decision, m.Refusal):
            zh, en = refusal_text(decision.code, decision.params)
            yield {"line": line, "field": "", "reason": zh, "reason_en": en, "kind": decision.code}


def _checked(content: bytes, timezone: str) -> Import:
    """Every line by itself, then whether a code stands twice."""
    found = Import()
    once: dict[tuple[str, str], int] = {}
    for line, one in _read(content, found.faults):
        try:
            booked = b.Appointment.model_validate(one)
            code = booked.code.strip()
            start, end = (local_ms(booked.day, clock, timezone) for clock in (booked.start, booked.end))
        except ValidationError as wrong:
            found.faults += [{"line": line, **fault} for fault in faults_of(wrong)]
            continue
        if (earlier := once.setdefault((booked.day, code), line)) != line:
            found.faults.append(_fault(line, "code", f"the same code as in line {earlier}", "repeated"))
        found.whose.append(booked.id_number or "")
        found.bookings.append(
            (line, m.Booking(code=code, day=booked.day, queue=booked.queue, start=start, end=end))
        )
    return found


def _read(content: bytes, faults: list[Fault]) -> Iterator[tuple[int, Any]]:
    if request.mimetype == "text/csv":
        return _csv_lines(content, faults)
    body = request.get_json(silent=True)
    if not isinstance(body, Mapping) or set(body) != {"appointments"}:
        return _none(faults, "appointments", "an object with nothing but a list `appointments`")
    listed = body["appointments"]
    if not isinstance(listed, list) or len(listed) > MOST:
        return _none(faults, "appointments", f"a list of up to {MOST}")
    return iter(enumerate(listed, 1))


def _none(faults: list[Fault], name: str, reason: str) -> Iterator[tuple[int, Any]]:
    faults.append(_fault(0 if name == "appointments" else 1, name, reason, "unreadable"))
    return iter(())


def _csv_lines(content: bytes, faults: list[Fault]) -> Iterator[tuple[int, Any]]:
    """As UTF-8, or as spreadsheets of this country save it. Empty lines do not count."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    try:
        rows = [(at, row) for at, row in _rows(text) if any(cell.strip() for cell in row)]
    except csv.Error as wrong:
        return _none(faults, "", str(wrong))
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if header not in (HEADER, [*HEADER, WHOSE]):
        return _none(faults, "", f"the first line is {','.join(HEADER)}, {WHOSE} may follow")
    if len(rows) - 1 > MOST:
        return _none(faults, "", f"up to {MOST} appointments")
    return _by_name(header, rows[1:], faults)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    for row in reader:
        yield reader.line_num, row


def _by_name(
    header: list[str], rows: list[tuple[int, list[str]]], faults: list[Fault]
) -> Iterator[tuple[int, Any]]:
    for line, row in rows:
        if len(row) == len(header):
            named = dict(zip(header, (cell.strip() for cell in row), strict=True))
            yield line, named if named.get(WHOSE) else {name: named[name] for name in HEADER}
        else:
            faults.append(_fault(line, "", f"{len(header)} columns, not {len(row)}", "columns"))


def _fault(line: int, name: str, reason: str, kind: str) -> Fault:
    return {"line": line, "field": name, "reason": reason, "kind": kind}
