"""What requests about the ledger and the outbox may hold."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from server.web.requests.fields import Body, Date, Line, Query, Slug

Number = Annotated[Line, StringConstraints(max_length=40)]
Days = Annotated[int, Field(ge=0, le=365)]


class LinePath(Body):
    line: Slug


class LineStepPath(Body):
    line: Slug
    step: Literal["extend", "pause", "resume", "finish", "tell", "collect", "number"]


class LineStep(Body):
    days: Days = 0
    why: Annotated[str, StringConstraints(max_length=20)] = ""
    reason: Line = ""
    case_no: Number = ""
    collect: bool = False
    collector: Annotated[Line, StringConstraints(max_length=40)] = ""
    """The name of who collected."""


class LinePrint(Body):
    paper: Literal["receipt", "supplement", "extension", "return"]
    kiosk: Slug | None = None
    window: Slug | None = None


class LedgerQuery(Query):
    list: Literal["due", "running", "collect", "numberless", "unnoted", "days", "find"] = "due"
    find: Annotated[str, StringConstraints(max_length=40)] = ""
    first: Date | None = None
    last: Date | None = None


class Span(Body):
    first: Date
    last: Date

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last is not before first")
        return self


class LedgerExport(Span):
    reason: Annotated[Line, StringConstraints(min_length=1)]


class RecordPath(Body):
    record: Slug
