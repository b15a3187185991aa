"""The duty officer's pages: the hall, the record of a day, paper numbers.

Pages only, open to anybody: what they show is asked of the feed and the API, which ask who is there.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from server.domain.numbers import PAPER_FIRST, PAPER_LAST
from server.domain.plan import DeviceKind, HallPlan
from server.domain.views.rating import reason_views
from server.web.pages import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """`/duty` and what is below it."""
    bp = Blueprint("duty", __name__)

    @bp.get("/duty")
    def duty() -> Response:
        """Without a session the feed is refused, and the page asks to sign in."""
        return pages.shell(
            title="值班台",
            page="duty",
            module=f"{STATIC}/duty/duty.js",
            style=f"{STATIC}/duty/duty.css",
            body_class="duty",
            floors=[{"id": f.id, "name": f.name, "name_en": f.name_en} for f in pages.plan.floors],
            **_names(pages.plan),
            notices=[asdict(n) for n in pages.plan.notices],
            sign_columns=_narrowest(pages.plan),
        )

    @bp.get("/duty/record")
    def duty_record() -> Response:
        """Of the day that the address asks for, else of today; what it says is asked of the API."""
        return pages.shell(
            title="值班记录",
            page="duty_record",
            module=f"{STATIC}/duty/record.js",
            style=f"{STATIC}/duty/record.css",
            day=request.args.get("day", "", type=_a_day),
            timezone=pages.plan.timezone,
            hall_name=pages.plan.name,
            **_names(pages.plan) | {"floors": {f.id: f.name for f in pages.plan.floors}},
        )

    @bp.get("/duty/pads")
    def duty_pads() -> Response:
        """Nothing on it is secret: names of queues, and the numbers that no machine gives."""
        return pages.shell(
            title="纸质号",
            page="duty_pads",
            module=f"{STATIC}/duty/pads.js",
            style=f"{STATIC}/duty/pads.css",
            queues=[{"id": q.id, "prefix": q.prefix, "name": q.name} for q in pages.plan.queues],
            first=PAPER_FIRST,
            last=PAPER_LAST,
            hall_name=pages.plan.name,
        )

    return bp


def _narrowest(plan: HallPlan) -> int:
    """Half-width characters of the smallest sign that cannot run; 0 = there is none."""
    columns = (d.options.get("columns") for d in plan.devices if d.kind is DeviceKind.SIGN)
    return min((c for c in columns if isinstance(c, int)), default=0)


def _names(plan: HallPlan) -> dict[str, Any]:
    """Ids as the log has them -> what people read."""
    return {
        "names": {s.no: s.name for s in plan.staff},
        "windows": {w.id: w.label for w in plan.windows},
        "queues": {q.id: q.name for q in plan.queues},
        "kiosks": {k.id: k.name for k in plan.kiosks},
        "checks": {check.id: check.text for check in plan.duty_checks},
        "reasons": {reason["code"]: reason["label"] for reason in reason_views()},
    }


def _a_day(text: str) -> str:
    """Raises ValueError for anything else: then it is today."""
    return date.fromisoformat(text).isoformat()
