"""What requests may hold. Everything is bounded; unknown fields are refused by name."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from server.web.access import MIN_PASSWORD

Slug = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(max_length=200)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200)]
NewSecret = Annotated[str, StringConstraints(min_length=MIN_PASSWORD, max_length=200)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Body):
    """An empty object."""


class Take(Body):
    queue: Slug
    kiosk: Slug | None = None
    lane: Literal["normal", "priority", "green"] = "normal"
    reason: Words = ""


class Reason(Body):
    reason: Words = ""


class Chosen(Body):
    ticket: Slug
    reason: Words = ""


class Holding(Body):
    kind: Literal["away_no_papers", "away_papers_kept", "internal_wait"]


class Target(Body):
    to: Literal["queue", "window", "staff"]
    id: Slug
    come_back: bool = False


class WalkingIn(Body):
    queue: Slug


class SignInForm(Body):
    staff_no: Slug
    password: Secret


class NewPassword(Body):
    password: NewSecret


class Pairing(Body):
    kind: Literal["kiosk", "screen", "agent"]
    device: Slug


class TicketPath(BaseModel):
    ticket: Slug


class WindowPath(BaseModel):
    window: Slug


class WindowActionPath(BaseModel):
    window: Slug
    action: Literal["sign-out", "call-next", "recall", "start", "finish", "pass", "resume"]


class HallActionPath(BaseModel):
    action: Literal["open", "close", "recover"]


class StaffPath(BaseModel):
    staff_no: Slug


class PairingPath(BaseModel):
    kind: Literal["kiosk", "screen", "agent"]
    device: Slug


class CodePath(BaseModel):
    code: Slug


class EventsQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    before: Annotated[int, Field(ge=1, le=2**53)] | None = None
