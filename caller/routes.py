"""The clerk's console: `/caller`. Anybody may open it; staff sign in on the page.

A browser is all that a desk needs (R31).
"""

import flask

from server.web.pages import Pages


def blueprint(pages: Pages) -> flask.Blueprint:
    routes = flask.Blueprint(
        "caller", __name__, static_folder="static", static_url_path="/static", url_prefix="/caller"
    )

    @routes.get("")
    def caller_page() -> flask.Response:
        return pages.shell(
            title="窗口叫号",
            page="caller",
            module="/caller/static/caller.js",
            style="/caller/static/caller.css",
            body_class="caller-page",
        )

    return routes
