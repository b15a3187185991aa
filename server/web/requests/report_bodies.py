"""What requests for reports may hold."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from server.web.requests.fields import Body, Date, Line, Query, Slug, Words

Unit = Annotated[str, StringConstraints(max_length=60)]
By = Literal["day", "month", "hour", "queue", "window", "staff", "floor", "unit", "all"]


class ReportPath(BaseModel):
    report: Slug


class ReportQuery(Query):
    """A period, both ends included: the present month if left out; what the rows are; whose."""

    model_config = ConfigDict(populate_by_name=True)

    first: Date | None = Field(default=None, alias="from")
    last: Date | None = Field(default=None, alias="to")
    than_first: Date | None = Field(default=None, alias="than_from")
    than_last: Date | None = Field(default=None, alias="than_to")
    by: By = "staff"
    unit: Unit = ""


class VisitsQuery(ReportQuery):
    kind: Slug
    key: Slug

    @model_validator(mode="after")
    def _an_hour_is_a_number(self) -> Self:
        if self.by == "hour" and not (self.key.isascii() and self.key.isdigit()):
            raise ValueError("key: an hour, 00 to 23")
        return self


class TraceQuery(Query):
    """A visit of a day, by its ticket; or a window's stretch of a day, epoch ms."""

    day: Date
    ticket: Annotated[str, StringConstraints(max_length=60)] = ""
    window: Annotated[str, StringConstraints(max_length=60)] = ""
    since: Annotated[int, Field(ge=0)] = 0
    until: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.ticket) == bool(self.window):
            raise ValueError("ticket or window: one of both 号票或窗口,二者之一")
        return self


class ReportExport(Body):
    first: Date | None = Field(default=None, alias="from")
    last: Date | None = Field(default=None, alias="to")
    than_first: Date | None = Field(default=None, alias="than_from")
    than_last: Date | None = Field(default=None, alias="than_to")
    by: By = "staff"
    unit: Unit = ""
    form: Literal["xlsx", "csv", "print", "sent"]
    kept: bool = False
    """As it was made at the end of the month or quarter, not as the figures are now."""
    reason: Words = ""


class Grading(Body):
    window: Slug
    period: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2]|Q[1-4])$")]
    grade: Annotated[str, StringConstraints(max_length=10)] = ""
    note: Line = ""
