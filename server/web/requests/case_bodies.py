"""What a step of a complaint or a bad rating, a complaint from the web page, and a list may hold."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from server.web.requests.fields import Body, Date, Line, Prose, Query, Slug

Kind = Literal["complaint", "bad_rating"]
Channel = Literal["rater", "desk", "phone", "web", "letter", "box", "card"]
When = Annotated[
    str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2} ([01]?[0-9]|2[0-3]):[0-5][0-9]$")
]
Text = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]


class Changes(Body):
    """What is corrected; what is left out stays."""

    target: Line | None = None
    matter: Line | None = None
    place: Line | None = None
    channel: Channel | None = None
    happened_at: When | None = None

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.model_dump().items() if value is not None}


class CaseStep(Body):
    step: Slug
    text: Text = ""
    staff: Annotated[str, StringConstraints(max_length=60)] = ""
    date: Annotated[str, StringConstraints(pattern=r"^(20[0-9]{2}-[0-9]{2}-[0-9]{2})?$")] = ""
    form: Annotated[str, StringConstraints(max_length=20)] = ""
    result: Annotated[str, StringConstraints(max_length=20)] = ""
    unit: Line = ""
    second: Annotated[int, Field(ge=0, le=5)] = 0
    complex: bool = False
    changes: Changes | None = None
    seen: Annotated[int, Field(ge=0, le=10_000)] | None = None


class CaseExport(Body):
    kind: Kind
    over: bool = False
    reason: Line = ""


class WebComplaint(Body):
    """From the page that is open to everybody; `token`: of the slip, where the citizen has it."""

    target: Line
    matter: Line
    happened_at: When
    place: Line
    text: Prose = ""
    person: Line = ""
    phone: Line = ""
    token: Annotated[str, StringConstraints(max_length=64)] = ""


class CasePath(BaseModel):
    case: Slug


class CasesQuery(Query):
    kind: Kind = "complaint"
    over: Annotated[int, Field(ge=0, le=1)] = 0
    first: Date | Literal[""] = Field("", alias="from")
    last: Date | Literal[""] = Field("", alias="to")


class FiguresQuery(Query):
    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
