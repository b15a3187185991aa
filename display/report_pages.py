"""/reports: the page; what it shows is asked of the API, which asks who is there."""

from flask import Blueprint, Response

from server.web.pages.shell import Pages

STATIC = "/display/static"


def blueprint(pages: Pages) -> Blueprint:
    bp = Blueprint("reports", __name__)

    @bp.get("/reports")
    def reports() -> Response:
        """Names of the hall's own only: no figure stands in the page."""
        return pages.shell(
            title="报表",
            page="reports",
            module=f"{STATIC}/reports/reports.js",
            style=f"{STATIC}/reports/reports.css",
            hall_name=pages.plan.name,
            queues={q.id: q.name for q in pages.plan.queues},
            windows={w.id: w.label for w in pages.plan.windows},
            names={s.no: s.name for s in pages.plan.staff},
        )

    return bp
