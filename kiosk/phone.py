"""`/t/<token>`: what the QR on the slip opens. One ticket, for the one who holds it; nothing about others.
`/complain`: a complaint by anybody."""

import io
from http import HTTPStatus
from typing import Any

import segno
from flask import Blueprint, Response, make_response, render_template, request

from server.domain.views.rating import level_views, reason_views
from server.web.pages.links import phone_link
from server.web.pages.shell import Pages
from server.web.problems import Problem

OVER = HTTPStatus.GONE


def blueprint(pages: Pages) -> Blueprint:
    bp = Blueprint("phone", __name__, template_folder="templates")

    @bp.get("/t/<token>")
    def ticket(token: str) -> Response:
        """The first look is drawn here, so that the page is never blank; the rest is `phone.js`."""
        boot: dict[str, Any] = {
            "token": token[:64],
            "hall": pages.plan.name,
            "view": None,
            "levels": level_views(),
            "reasons": reason_views(),
            "notice_ahead": pages.plan.settings.phone_notice_ahead,
        }
        status = 200
        try:
            boot["view"] = pages.ticket(token)
        except Problem as problem:
            status = problem.status
        boot["over"] = status == OVER
        html = render_template("phone.html", ticket=boot["view"], boot=boot, hall=pages.plan.name)
        response = make_response(html, status)
        response.headers["Cache-Control"] = "no-store"
        return response

    @bp.get("/complain")
    def complain() -> Response:
        """我要投诉, for anybody; `?t=` the secret of a slip, where the citizen has one."""
        return pages.shell(
            title="投诉",
            page="complain",
            module="/kiosk/static/phone/complain.js",
            style="/kiosk/static/phone/complain.css",
            timezone=pages.plan.timezone,
            token=request.args.get("t", "")[:64],
            windows=[f"{pages.plan.floor[w.floor].name} {w.label}" for w in pages.plan.windows],
        )

    @bp.get("/t/<token>/qr.svg")
    def code(token: str) -> Response:
        """Shown beside the number: drawn when it is looked at, not when the number is taken."""
        drawn = io.BytesIO()
        segno.make(phone_link(f"/t/{token[:64]}"), error="m").save(
            drawn, kind="svg", scale=8, border=2, light="white"
        )
        return Response(drawn.getvalue(), content_type="image/svg+xml")

    return bp
