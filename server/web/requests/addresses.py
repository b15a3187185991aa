"""What the address of a request names: the parts of its path, and what stands behind the question mark."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.web.requests.fields import Date, Query, Slug


class TicketPath(BaseModel):
    ticket: Slug


class MatterPath(BaseModel):
    matter: Slug


class VisitPath(BaseModel):
    token: Slug


class QueuePath(BaseModel):
    queue: Slug


class KioskPath(BaseModel):
    kiosk: Slug


class CardPath(KioskPath):
    session: Slug


class WindowPath(BaseModel):
    window: Slug


class WaitQuery(Query):
    wait: Annotated[int, Field(ge=0, le=1)] = 0
    """1: answer when something has changed, or after a while."""


class WindowActionPath(BaseModel):
    window: Slug
    action: Literal["recall", "start", "finish", "pass", "undo", "resume"]


class HallActionPath(BaseModel):
    action: Literal["open", "close", "extend", "recover"]


class IncidentPath(BaseModel):
    incident: Slug


class NoticePath(BaseModel):
    notice: Slug


class AlarmPath(BaseModel):
    alarm: Slug


class RefPath(BaseModel):
    ref: Slug


class StaffPath(BaseModel):
    staff_no: Slug


class PairingPath(BaseModel):
    kind: Literal["kiosk", "screen", "agent", "rater", "window"]
    device: Slug


class CodePath(BaseModel):
    code: Slug


class EventsQuery(Query):
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    before: Annotated[int, Field(ge=1, le=2**53)] | None = None


class WhyQuery(Query):
    asks: Slug | None = None
    """The ticket of the one who asks."""
    call: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Which of its calls, from 1; else the newest."""


class QueuesQuery(Query):
    queue: Annotated[list[Slug], Field(min_length=1, max_length=40)]


class DayQuery(Query):
    day: Date | None = None


class CalendarQuery(Query):
    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
