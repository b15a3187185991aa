"""`/t/<token>`: what the QR on the slip opens. One ticket, for the one who holds it; nothing about others."""

from flask import Blueprint, Response, make_response, render_template

from server.web.pages import Pages
from server.web.problems import Problem


def blueprint(pages: Pages) -> Blueprint:
    bp = Blueprint("phone", __name__, template_folder="templates")

    @bp.get("/t/<token>")
    def ticket(token: str) -> Response:
        try:
            html, status = render_template("phone.html", ticket=pages.ticket(token)), 200
        except Problem:
            html, status = render_template("phone.html", ticket=None), 404
        response = make_response(html, status)
        response.headers["Cache-Control"] = "no-store"
        return response

    return bp
