"""Where a browser arrives, and the pages of the staff: the clerk's `/caller`, the help desk's `/desk`, the
administrator's `/admin`. Anybody may open them; staff sign in on the page.

A browser is all that a desk needs (R31).
"""

import flask
from werkzeug.wrappers import Response

from server.domain.facts.plan import WindowKind
from server.domain.ledger import PAUSES
from server.web.pages.shell import Pages

STATIC = "/caller/static"


def blueprint(pages: Pages) -> flask.Blueprint:
    routes = flask.Blueprint("caller", __name__, static_folder="static", static_url_path=STATIC)

    @routes.get("/")
    def arrival() -> Response:
        """Whoever types only the server's name: to the sample's first page, in a real hall to the clerk's."""
        return flask.redirect("/lab" if pages.plan.sample else "/caller")

    @routes.get("/caller")
    def caller_page() -> flask.Response:
        return pages.shell(
            title="窗口叫号",
            page="caller",
            module=f"{STATIC}/console/caller.js",
            style=f"{STATIC}/console/caller.css",
            body_class="caller-page",
            lock_s=pages.plan.settings.lock_s,
            photos=pages.media.photos(),
        )

    @routes.get("/desk")
    def desk_page() -> flask.Response:
        return desk("总服务台", "desk")

    @routes.get("/admin")
    def admin_page() -> flask.Response:
        """The same page under its other name: it offers everybody what their roles allow."""
        return desk("系统管理", "admin")

    def desk(title: str, page: str) -> flask.Response:
        return pages.shell(
            title=title,
            page=page,
            module=f"{STATIC}/help/desk.js",
            style=f"{STATIC}/help/desk.css",
            body_class="help-desk",
            devices=_devices(pages),
            priorities=[kind.name for kind in pages.plan.priorities],
            windows=[
                {"id": w.id, "label": w.label, "floor_name": pages.plan.floor[w.floor].name}
                for w in pages.plan.windows
                if w.queues
            ],
        )

    _ledger(routes, pages)
    return routes


def _ledger(routes: flask.Blueprint, pages: Pages) -> None:
    """登记台账 for those who work with it, and without names for everybody (R70)."""

    @routes.get("/ledger")
    def ledger_page() -> flask.Response:
        return pages.shell(
            title="登记台账",
            page="ledger",
            module=f"{STATIC}/ledger/ledger.js",
            style=f"{STATIC}/ledger/ledger.css",
            timezone=pages.plan.timezone,
            find=flask.request.args.get("find", "")[:40],
            printers=_printers(pages),
            pauses=[{"id": id_, "text": zh, "text_en": en} for id_, (zh, en) in PAUSES.items()],
        )

    @routes.get("/ledger/public")
    def public_ledger_page() -> flask.Response:
        return pages.shell(
            title="办件公开",
            page="ledger_public",
            module=f"{STATIC}/ledger/public.js",
            style=f"{STATIC}/ledger/public.css",
            timezone=pages.plan.timezone,
        )


def _printers(pages: Pages) -> list[dict[str, str]]:
    """Where papers can come out: windows that have a printer, then kiosks."""
    plan = pages.plan
    windows = [w for w in plan.windows if plan.slip_printers(window=w.id)]
    kiosks = [k for k in plan.kiosks if plan.slip_printers(kiosk=k.id)]
    return [
        *({"id": f"w-{w.id}", "kind": "window", "place": w.id, "name": w.label} for w in windows),
        *({"id": f"k-{k.id}", "kind": "kiosk", "place": k.id, "name": k.name} for k in kiosks),
    ]


def _devices(pages: Pages) -> dict[str, list[dict[str, str]]]:
    """What can be paired, by the name that people know."""
    plan = pages.plan
    return {
        "windows": [{"id": w.id, "name": w.label} for w in plan.windows if w.kind is WindowKind.SERVICE],
        "kiosks": [{"id": k.id, "name": k.name} for k in plan.kiosks],
        "screens": [{"id": s.id, "name": s.name} for s in plan.screens],
    }
