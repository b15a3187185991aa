"""投诉与差评: the page of those who handle complaints and bad ratings."""

from typing import Any

from flask import Blueprint, Response

from server.domain.facts.plan import HallPlan, Role
from server.domain.views.cases import CHANNELS, CHOICES, FIELD_NAMES, STEP_NAMES
from server.domain.views.rating import level_views
from server.web.pages.shell import Pages

STATIC = "/display/static"


def add(bp: Blueprint, pages: Pages) -> None:
    """`/duty/complaints`."""

    @bp.get("/duty/complaints")
    def duty_complaints() -> Response:
        """Names of steps and of people at work; who complained is asked of the API."""
        return pages.shell(
            title="投诉与差评",
            page="duty_complaints",
            module=f"{STATIC}/duty/complaints/complaints.js",
            style=f"{STATIC}/duty/complaints/complaints.css",
            timezone=pages.plan.timezone,
            hall_name=pages.plan.name,
            **_words(pages.plan),
        )


def _words(plan: HallPlan) -> dict[str, Any]:
    """What a step may say."""
    return {
        "officers": [{"no": s.no, "name": s.name} for s in plan.staff if Role.DUTY in s.roles],
        "units": sorted({unit for window in plan.windows for unit in window.units}),
        "steps": dict(STEP_NAMES),
        "choices": dict(CHOICES),
        "channels": [list(pair) for pair in CHANNELS.items()],
        "levels": level_views(),
        "fields": dict(FIELD_NAMES),
    }
