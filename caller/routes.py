"""Pages of the staff: the clerk's `/caller`, the help desk's `/desk`, the administrator's `/admin`. Anybody
may open them; staff sign in on the page.

A browser is all that a desk needs (R31).
"""

import flask

from server.domain.plan import WindowKind
from server.web.pages import Pages

STATIC = "/caller/static"


def blueprint(pages: Pages) -> flask.Blueprint:
    routes = flask.Blueprint("caller", __name__, static_folder="static", static_url_path=STATIC)

    @routes.get("/caller")
    def caller_page() -> flask.Response:
        return pages.shell(
            title="窗口叫号",
            page="caller",
            module=f"{STATIC}/caller.js",
            style=f"{STATIC}/caller.css",
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
            module=f"{STATIC}/help_desk.js",
            style=f"{STATIC}/help_desk.css",
            body_class="help-desk",
            devices=_devices(pages),
            priorities=[kind.name for kind in pages.plan.priorities],
            windows=[
                {"id": w.id, "label": w.label, "floor_name": pages.plan.floor[w.floor].name}
                for w in pages.plan.windows
                if w.queues
            ],
        )

    return routes


def _devices(pages: Pages) -> dict[str, list[dict[str, str]]]:
    """What can be paired, by the name that people know."""
    plan = pages.plan
    return {
        "windows": [{"id": w.id, "name": w.label} for w in plan.windows if w.kind is WindowKind.SERVICE],
        "kiosks": [{"id": k.id, "name": k.name} for k in plan.kiosks],
        "screens": [{"id": s.id, "name": s.name} for s in plan.screens],
    }
