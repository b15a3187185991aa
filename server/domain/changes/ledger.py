"""What a step makes of a line of the ledger. Pure: the store keeps the line, the hall of today does not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall, Notice
from server.domain.ledger import (
    COLLECTED,
    FIRST_STATE,
    READY,
    SUPPLEMENT,
    TOLD,
    Line,
    LineKind,
    LineState,
)


def after(line: Line | None, event: m.Event, day: str) -> Line | None:
    """The line as this event leaves it. day: of the event. None = nothing has opened it."""
    if isinstance(event, m.LineOpened):
        return _opened(event, day)
    change = _STEPS.get(type(event))
    if line is None or change is None:
        return line
    touched = line.touched or not isinstance(event, m.LinePaper)
    return replace(line, touched=touched, **change(line, event))


def _opened(e: m.LineOpened, day: str) -> Line:
    kind = LineKind(e.kind)
    state = FIRST_STATE[kind]
    return Line(
        line=e.line,
        day=day,
        number=e.number,
        queue=e.queue,
        unit=e.unit,
        matter=e.matter,
        window=e.window,
        staff=e.staff,
        outcome=e.outcome,
        kind=kind,
        state=state,
        external_case_no=e.case_no,
        accepted_at=e.accepted_at,
        finished_at=e.accepted_at if state is LineState.FINISHED else None,
        promised=e.promised,
        days=e.days,
        workdays=e.workdays,
        guessed=e.guessed,
        left=e.days if state is LineState.PAUSED else 0,
        paused_for=SUPPLEMENT if state is LineState.PAUSED else "",
        reason=e.reason,
    )


def _extended(line: Line, e: m.LineExtended) -> dict[str, Any]:
    more = line.extended + e.days
    return {"promised": e.promised, "guessed": e.guessed, "extended": more, "reason": e.reason}


def _paused(_: Line, e: m.LinePaused) -> dict[str, Any]:
    """Only what is to be brought stands on a paper of its own; another pause leaves the reason of a delay."""
    still = {"state": LineState.PAUSED, "paused_for": e.why, "left": e.left}
    return still | ({"reason": e.reason} if e.why == SUPPLEMENT else {})


def _resumed(line: Line, e: m.LineResumed) -> dict[str, Any]:
    """What was missing has been brought."""
    going = {"state": LineState.OPEN, "paused_for": "", "left": 0}
    brought = {"reason": ""} if line.paused_for == SUPPLEMENT else {}
    return going | {"promised": e.promised, "guessed": e.guessed} | brought


def _finished(_: Line, e: m.LineFinished) -> dict[str, Any]:
    done = {"state": LineState.FINISHED, "paused_for": "", "left": 0, "finished_at": e.at}
    return done | {"collect": READY if e.collect else ""}


def _told(_: Line, _e: m.LineTold) -> dict[str, Any]:
    return {"collect": TOLD}


def _collected(_: Line, e: m.LineCollected) -> dict[str, Any]:
    return {"collect": COLLECTED, "collector": e.collector, "collected_at": e.at}


def _numbered(_: Line, e: m.LineNumbered) -> dict[str, Any]:
    return {"external_case_no": e.case_no}


def _papered(_: Line, _e: m.LinePaper) -> dict[str, Any]:
    return {}


_STEPS: dict[type[m.Event], Callable[[Line, Any], dict[str, Any]]] = {
    m.LineExtended: _extended,
    m.LinePaused: _paused,
    m.LineResumed: _resumed,
    m.LineFinished: _finished,
    m.LineTold: _told,
    m.LineCollected: _collected,
    m.LineNumbered: _numbered,
    m.LinePaper: _papered,
}
LINE_EVENTS: tuple[type[m.Event], ...] = (m.LineOpened, *_STEPS)
KEPT_BY_THE_STORE: tuple[type[m.Event], ...] = (
    *(cls for cls in LINE_EVENTS if cls is not m.LinePaper),
    m.RecordReplayed,
)
"""What changes nothing of today."""


def paper(hall: Hall, event: m.LinePaper) -> None:
    """Its paper is followed as any notice's."""
    hall.notices[event.notice] = Notice(event.notice, event.kiosk, window=event.window)
