"""What every request is made of. Everything is bounded; unknown fields are refused by name."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from server.domain.facts.calendar import is_date
from server.web.access.sessions import MIN_PASSWORD
from server.web.citizens.identity import checked_id_number


class Query(BaseModel):
    """Its schema is asked for with every request, and never changes."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        if args or options:
            return super().model_json_schema(*args, **options)
        if "_schema" not in cls.__dict__:
            cls._schema = super().model_json_schema()
        return cls._schema

    _schema: ClassVar[dict[str, Any]]


Slug = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(max_length=200)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""What is shown on one line, or stands in a column of its own."""
LongLine = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Prose = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$")]
ClockSeconds = Annotated[str, StringConstraints(pattern=r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
NewSecret = Annotated[str, StringConstraints(min_length=MIN_PASSWORD, max_length=200)]


def _a_date(text: str) -> str:
    if not is_date(text):
        raise ValueError("not a date of the calendar")
    return text


Date = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_a_date)]
"""YYYY-MM-DD"""
IdNumber = Annotated[str, StringConstraints(max_length=20), AfterValidator(checked_id_number)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
