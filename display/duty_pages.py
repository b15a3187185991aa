"""The duty officer's pages: the hall, the record of a day, paper numbers.

Pages only, open to anybody: what they show is asked of the feed and the API, which ask who is there.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from display import case_pages
from server.domain.facts.plan import DeviceKind, HallPlan, Role
from server.domain.hours import clock_words
from server.domain.numbers import PAPER_FIRST, PAPER_LAST
from server.domain.views.rating import reason_views
from server.web.pages.shell import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    """`/duty` and what is below it."""
    bp = Blueprint("duty", __name__)

    _hall(bp, pages)
    _record(bp, pages)
    _sheets(bp, pages)
    _people(bp, pages)
    _pads(bp, pages)
    case_pages.add(bp, pages)
    return bp


def _hall(bp: Blueprint, pages: Pages) -> None:
    @bp.get("/duty")
    def duty() -> Response:
        """Without a session the feed is refused, and the page asks to sign in."""
        return pages.shell(
            title="值班台",
            page="duty",
            module=f"{STATIC}/duty/board/duty.js",
            style=f"{STATIC}/duty/board/duty.css",
            body_class="duty",
            floors=[{"id": f.id, "name": f.name, "name_en": f.name_en} for f in pages.plan.floors],
            **_names(pages.plan),
            notices=[asdict(n) for n in pages.plan.notices],
            upload=pages.plan.upload is not None,
            ledger=bool(pages.plan.outcomes),
            sign_columns=_narrowest(pages.plan),
        )


def _record(bp: Blueprint, pages: Pages) -> None:
    @bp.get("/duty/record")
    def duty_record() -> Response:
        """Of the day that the address asks for, else of today; what it says is asked of the API."""
        return pages.shell(
            title="值班记录",
            page="duty_record",
            module=f"{STATIC}/duty/sheets/record.js",
            style=f"{STATIC}/duty/sheets/sheet.css",
            day=request.args.get("day", "", type=_a_day),
            timezone=pages.plan.timezone,
            hall_name=pages.plan.name,
            **_names(pages.plan) | {"floors": {f.id: f.name for f in pages.plan.floors}},
        )


def _sheets(bp: Blueprint, pages: Pages) -> None:
    """What is read, printed and signed at the end of a day or of an outage."""
    paper = {"timezone": pages.plan.timezone, "hall_name": pages.plan.name}

    @bp.get("/duty/closing")
    def duty_closing() -> Response:
        """What is to be settled before the hall is left, and when the mains may be cut."""
        return _sheet(pages, "关门清单", "sheets/closing", **paper)

    @bp.get("/duty/report")
    def duty_report() -> Response:
        """Of the day that the address asks for, else of today."""
        return _sheet(pages, "日报", "sheets/report", day=request.args.get("day", "", type=_a_day), **paper)

    @bp.get("/duty/incident")
    def duty_incident() -> Response:
        """The report of the outage that the address names."""
        id_ = request.args.get("id", "")[:40]
        return _sheet(pages, "停机报告", "outage/report", incident=id_, **paper, **_names(pages.plan))


def _people(bp: Blueprint, pages: Pages) -> None:
    """Who has the duty, and the guards' own page."""
    plan = pages.plan
    who = {
        "timezone": plan.timezone,
        "hall_name": plan.name,
        "names": {s.no: s.name for s in plan.staff},
        "floors": {f.id: f.name for f in plan.floors},
    }

    @bp.get("/duty/roster")
    def duty_roster() -> Response:
        """Names of officers alone; days and phones are asked of the API."""
        return _sheet(
            pages,
            "值班表",
            "sheets/roster",
            officers=[{"no": s.no, "name": s.name} for s in plan.staff if Role.DUTY in s.roles],
            duty_hours="–".join(clock_words(minute) for minute in plan.duty_hours or ()),
            guard_hours=" / ".join(
                f"{clock_words(first)}–{clock_words(last)}"
                for first, last in (
                    (plan.guards.day, plan.guards.night),
                    (plan.guards.night, plan.guards.day),
                )
            ),
            **who,
        )

    @bp.get("/guard")
    def guard() -> Response:
        return _sheet(pages, "保安值班", "sheets/guard", **who)


def _pads(bp: Blueprint, pages: Pages) -> None:
    @bp.get("/duty/pads")
    def duty_pads() -> Response:
        """Nothing on it is secret: names of queues, and the numbers that no machine gives."""
        return pages.shell(
            title="纸质号",
            page="duty_pads",
            module=f"{STATIC}/duty/outage/pads.js",
            style=f"{STATIC}/duty/outage/pads.css",
            queues=[{"id": q.id, "prefix": q.prefix, "name": q.name} for q in pages.plan.queues],
            first=PAPER_FIRST,
            last=PAPER_LAST,
            hall_name=pages.plan.name,
        )


def _sheet(pages: Pages, title: str, module: str, **boot: Any) -> Response:
    return pages.shell(
        title=title,
        page=f"duty_{module.replace('/', '_')}",
        module=f"{STATIC}/duty/{module}.js",
        style=f"{STATIC}/duty/sheets/sheet.css",
        **boot,
    )


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
