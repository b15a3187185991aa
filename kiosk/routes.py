"""The page of a ticket kiosk: `/kiosk/<id>`, on a paired device only, and the catalogues of its languages."""

import logging

import flask

from kiosk.catalogues import read_catalogues
from server.web.pages.shell import Pages
from server.web.problems import Problem

log = logging.getLogger(__name__)


def blueprint(pages: Pages) -> flask.Blueprint:
    routes = flask.Blueprint(
        "kiosk", __name__, static_folder="static", static_url_path="/static", url_prefix="/kiosk"
    )
    catalogues, wrong = read_catalogues()
    for error in wrong:
        log.error("kiosk language left out: %s", error)
    languages = [{"code": c.code, "name": c.name, "dir": c.dir} for c in catalogues]
    messages = {c.code: c.messages for c in catalogues}

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
            languages=languages,
            voice=kiosk.voice,
            speaker=pages.plan.voice.speaker,
            volume=kiosk.volume,
            home_s=pages.plan.settings.kiosk_home_s,
            guide=bool(pages.plan.guides),
        )

    @routes.get("/words/<code>.json")
    def words(code: str) -> flask.Response:
        """Chinese text -> text of that language; nothing in it is secret."""
        if code not in messages:
            raise Problem("unknown_page")
        response = flask.jsonify(messages[code])
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        response.make_conditional(flask.request)
        return response

    return routes
