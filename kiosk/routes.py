"""The page of a ticket kiosk: `/kiosk/<id>`, on a paired device only."""

import flask

from server.web.pages import Pages


def blueprint(pages: Pages) -> flask.Blueprint:
    routes = flask.Blueprint(
        "kiosk", __name__, static_folder="static", static_url_path="/static", url_prefix="/kiosk"
    )

    @routes.get("/<id_>")
    def kiosk_page(id_: str) -> flask.Response:
        kiosk = pages.kiosk(id_)
        if refused := pages.require_device("kiosk", id_):
            return refused
        return pages.shell(
            title=kiosk.name,
            page="kiosk",
            module="/kiosk/static/kiosk.js",
            style="/kiosk/static/kiosk.css",
            body_class="kiosk-page",
            id=id_,
            answer_s=pages.plan.settings.slip_answer_s,
        )

    return routes
