"""Errors as RFC 9457 problem details: a stable `code`, a sentence in Chinese (`detail`) and in English."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response, g, make_response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from server.domain.texts.refusals import refusal_text
from server.executor import KeyReused
from server.store.database import StorageFailed

log = logging.getLogger("web")

STATUS = {
    "invalid": 422,
    "key_reused": 422,
    "too_large": 413,
    "complaint_empty": 422,
    "visit_over": 410,
    "sign_in_required": 401,
    "bad_credentials": 401,
    "wrong_password": 401,
    "bad_token": 401,
    "forbidden": 403,
    "csrf": 403,
    "locked": 429,
    "screen_locked": 423,
    "too_often": 429,
    "method_not_allowed": 405,
    "storage_failed": 503,
    "internal": 500,
}
HTTP_CODES = {404: "unknown_page", 405: "method_not_allowed", 413: "too_large"}


class Problem(Exception):
    """A request that ends here, and why."""

    def __init__(
        self,
        code: str,
        params: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        status: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """more: members of this problem's own kind."""
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})
        self.errors = list(errors)
        self.more = dict(more or {})
        self.status = status or status_of(code)


def status_of(code: str) -> int:
    """409 for a refusal of the hall, 404 for what does not exist, else as the table says."""
    return STATUS.get(code, 404 if code.startswith("unknown_") else 409)


def problem_response(problem: Problem) -> Response:
    zh, en = refusal_text(problem.code, problem.params, staff=g.get("acting") == "staff")
    body: dict[str, Any] = {
        "type": f"urn:hallcall:{problem.code}",
        "title": en,
        "status": problem.status,
        "code": problem.code,
        "detail": zh,
        "detail_en": en,
        "params": problem.params,
    }
    body |= problem.more
    if problem.errors:
        body["errors"] = problem.errors
    response = make_response(json.dumps(body, ensure_ascii=False), problem.status)
    response.content_type = "application/problem+json"
    return response


def faults_of(error: ValidationError) -> list[dict[str, Any]]:
    """Every fault at once, without echoing what was sent."""
    return [
        {"field": ".".join(str(part) for part in e["loc"]) or "body", "reason": e["msg"], "kind": e["type"]}
        for e in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def invalid_body(error: ValidationError) -> Response:
    return problem_response(Problem("invalid", errors=faults_of(error)))


def register(app: Flask) -> None:
    """Every error of every route becomes a problem."""

    @app.errorhandler(Problem)
    def told(problem: Problem) -> Response:
        return problem_response(problem)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        code = HTTP_CODES.get(error.code or 500, "invalid")
        return problem_response(Problem(code, status=error.code))

    @app.errorhandler(StorageFailed)
    def storage(_error: StorageFailed) -> Response:
        return problem_response(Problem("storage_failed"))

    @app.errorhandler(KeyReused)
    def reused(_error: KeyReused) -> Response:
        return problem_response(Problem("key_reused"))

    @app.errorhandler(Exception)
    def unforeseen(_error: Exception) -> Response:
        log.exception("state=unforeseen")
        return problem_response(Problem("internal"))
