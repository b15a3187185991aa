"""What the bodies of requests may hold."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from server.web.requests.fields import (
    Body,
    Clock,
    ClockSeconds,
    Date,
    IdNumber,
    Line,
    LongLine,
    NewSecret,
    Prose,
    Secret,
    Slug,
    Words,
)


class Nothing(Body):
    """An empty object."""


class Person(Body):
    """Who stands there: the handle of a card that this kiosk has read, or the number as it was typed."""

    kiosk: Slug | None = None
    card: Slug | None = None
    id_number: IdNumber | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> Self:
        if self.card and self.id_number:
            raise ValueError("a card or an id_number, not both")
        return self


class Take(Person):
    queue: Slug
    lane: Literal["normal", "priority", "green"] = "normal"
    reason: Words = ""
    matter: Annotated[str, StringConstraints(max_length=60)] = ""
    assist: bool = False
    no_papers: bool = False


class CheckingIn(Person):
    code: Annotated[
        Annotated[Line, StringConstraints(min_length=1, max_length=40)] | None, Field(validate_default=True)
    ] = None

    @field_validator("code")
    @classmethod
    def or_a_card(cls, code: str | None, info: ValidationInfo) -> str | None:
        if code is None and not info.data.get("card"):
            raise ValueError("the code of an appointment, or a card")
        return code


class Reprinting(Body):
    kiosk: Slug | None = None


class GuideSlip(Body):
    matter: Slug
    kiosk: Slug | None = None
    window: Slug | None = None
    missing: Annotated[list[Slug], Field(max_length=60)] = Field(default_factory=list)
    ticket: Slug | None = None
    also: Annotated[
        list[Annotated[Line, StringConstraints(min_length=1, max_length=60)]], Field(max_length=10)
    ] = Field(default_factory=list)


class Noting(Body):
    outcome: Slug
    case_no: Annotated[Line, StringConstraints(max_length=40)] = ""
    days: Annotated[int, Field(ge=0, le=365)] = 0
    reason: Line = ""


class Card(Body):
    level: Annotated[int, Field(ge=1, le=5)]


class Rate(Body):
    level: Annotated[int, Field(ge=1, le=5)]
    channel: Literal["tablet", "phone"]


class Why(Body):
    reasons: Annotated[list[Slug], Field(min_length=1, max_length=10)]


class Grievance(Body):
    """`text` and `contact` are for the phone; the tablet at the window takes reasons only."""

    reasons: Annotated[list[Slug], Field(max_length=10)] = Field(default_factory=list)
    channel: Literal["tablet", "phone"] = "tablet"
    text: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    contact: Annotated[Line, StringConstraints(max_length=60)] = ""


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
    slip: bool = True
    kiosk: Slug | None = None


class Lanes(Body):
    priority: Annotated[int, Field(ge=1, le=10)]
    normal: Annotated[int, Field(ge=1, le=10)]


class Assignment(Body):
    queues: Annotated[list[Slug], Field(min_length=1, max_length=500)]
    backup: Annotated[list[Slug], Field(max_length=500)] = Field(default_factory=list)
    lanes: Lanes | None = None
    reason: Words = ""
    confirmed: bool = False


class Moving(Body):
    of: Literal["queue", "window", "ticket"]
    source: Slug
    to: Literal["queue", "window"]
    id: Slug
    reason: Words = ""
    tickets: list[Slug] = Field([], max_length=500)
    """Only these; empty = all who wait there."""
    tell: bool = False


class Switching(Body):
    on: bool
    reason: Words = ""


class WalkingIn(Body):
    queue: Slug
    reason: Words = ""


class SittingDown(Body):
    acting_for: Annotated[str, StringConstraints(max_length=60)] = ""


class Calling(Body):
    store: bool = False


class Note(Body):
    note: Words = ""


class AlarmNote(Body):
    text: Line


class AlarmsTaken(Body):
    alarms: Annotated[list[Slug], Field(min_length=1, max_length=500)]
    of: Annotated[str, StringConstraints(max_length=60)] = ""
    """From whom they are taken over; "" = from nobody."""


class HelpAnswer(Body):
    text: Annotated[Line, StringConstraints(max_length=40)] = ""


class Outage(Body):
    reason: Words = ""
    short: bool = False


class DutyNote(Body):
    text: LongLine = ""


class DutyOffer(Body):
    to: Slug
    note: LongLine = ""


class DutyCheck(Body):
    item: Slug
    found: LongLine = ""


class Notice(Body):
    """A prepared one by `template`, or one's own `text`; its end by `minutes` (0 = taken back) or `until`."""

    template: Annotated[str, StringConstraints(max_length=60)] = ""
    text: Line = ""
    text_en: Line = ""
    sign: Line = ""
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    until: Clock | None = None
    floors: list[Slug] = Field(default_factory=list, max_length=60)
    reason: Words = ""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if self.template and (self.text or self.text_en or self.sign):
            raise ValueError("template or text, not both")
        if self.minutes is not None and self.until is not None:
            raise ValueError("minutes or until, not both")
        return self


class Appointment(Body):
    code: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    day: Date
    queue: Slug
    start: Clock
    end: Clock
    id_number: IdNumber | None = None
    """Whose it is; a reference is kept, and nothing else of it."""


class DaySetting(Body):
    date: Date
    kind: Literal["open", "closed", "duty"]
    windows: Annotated[list[Slug], Field(max_length=500)] = Field(default_factory=list)
    notice: Line = ""


TIMES = ("taken_at", "called_at", "started_at", "ended_at")


class BackEntry(Body):
    number: Slug
    outcome: Literal["waiting", "finished", "void"]
    window: Annotated[str, StringConstraints(max_length=60)] = ""
    staff: Annotated[str, StringConstraints(max_length=60)] = ""
    taken_at: ClockSeconds | None = None
    called_at: ClockSeconds | None = None
    started_at: ClockSeconds | None = None
    ended_at: ClockSeconds | None = None
    reason: Words = ""


class Report(Body):
    report: Words = ""


class ComplaintForm(Body):
    channel: Literal["rater", "desk", "phone", "web", "letter", "box", "card"]
    target: Words
    matter: Words
    happened_at: Annotated[
        str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2} ([01]?[0-9]|2[0-3]):[0-5][0-9]$")
    ]
    place: Words
    text: Prose = ""
    person: Line = ""
    phone: Line = ""


class SignInForm(Body):
    staff_no: Slug
    password: Secret


class Unlock(Body):
    password: Secret


class KioskPass(Body):
    """What opening a kiosk's staff page gave."""

    token: Slug


class KioskReprint(KioskPass):
    ticket: Slug


class NewPassword(Body):
    password: NewSecret


class Pairing(Body):
    kind: Literal["kiosk", "screen", "agent", "rater", "window"]
    device: Slug
