"""The field table of the national rating interface (domain rules 2.1), one function a record.

Nothing of the citizen is in it but the level pressed: identity comes from the case system, never from here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.facts.plan import HallPlan
from server.domain.ledger import Line, LineKind, LineState

HANDLING, FINISHED = "2", "3"
"""`proStatus` 办理中, 已办结; 1 待受理 is a case that no window has seen."""
PROMISED, AT_ONCE = "1", "2"
"""`promiseTime` 承诺件, 即办件."""
FIRST_ROUND = "1"
CHANNELS = {"tablet": "4", "phone": "3", "rater": "5", "paper": "5"}
"""`pf`: 4 hall tablet, 3 QR, 5 other terminal of the hall. 7, the system's default, does not exist here: no
level is made without a press."""
OTHER_TERMINAL = "5"


def case_fields(plan: HallPlan, line: Line) -> dict[str, Any]:
    """办件: what was taken in, by whom, till when."""
    return {
        **_place(plan, line),
        **_item(plan, line),
        "projectNo": line.external_case_no,
        "proStatus": FINISHED if line.state == LineState.FINISHED else HANDLING,
        "promiseTime": AT_ONCE if line.kind == LineKind.DONE else PROMISED,
        "acceptDate": _clock(plan, line.accepted_at),
        "resultDate": _clock(plan, line.finished_at),
        "promiseDate": line.promised,
        **_service(plan, line),
    }


def rating_fields(plan: HallPlan, line: Line, rating: Any) -> dict[str, Any]:
    """评价 of that case; `rating` has level, channel and at."""
    return {
        **_place(plan, line),
        **_item(plan, line),
        "projectNo": line.external_case_no,
        **_service(plan, line),
        "pf": CHANNELS.get(rating.channel, OTHER_TERMINAL),
        "satisfaction": str(rating.level),
        "assessTime": _clock(plan, rating.at),
        "assessNumber": FIRST_ROUND,
    }


def _place(plan: HallPlan, line: Line) -> dict[str, Any]:
    upload = plan.upload
    departments: Mapping[str, str] = upload.departments if upload else {}
    return {
        "areaCode": upload.area_code if upload else "",
        "areaName": upload.area_name if upload else "",
        "deptCode": departments.get(line.unit, ""),
        "proDepart": line.unit,
        "dataSource": upload.source if upload else "",
    }


def _item(plan: HallPlan, line: Line) -> dict[str, Any]:
    matter, queue = plan.matter.get(line.matter), plan.queue.get(line.queue)
    return {
        "taskCode": matter.task_code if matter else "",
        "taskName": matter.name if matter else queue.name if queue else line.queue,
    }


def _service(plan: HallPlan, line: Line) -> dict[str, Any]:
    """Which service of the case: the visit at the window, and who served there."""
    window, person = plan.window.get(line.window), plan.person.get(line.staff)
    return {
        "serviceNumber": line.line,
        "serviceName": "窗口办理",
        "serviceTime": _clock(plan, line.accepted_at),
        "windowName": window.label if window else line.window,
        "proManager": person.name if person else line.staff,
        "proManagerNo": line.staff,
    }


def _clock(plan: HallPlan, at: int | None) -> str:
    """yyyy-MM-dd HH:mm:ss at the hall's place; "" = not yet."""
    if at is None:
        return ""
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(plan.timezone)):%Y-%m-%d %H:%M:%S}"
