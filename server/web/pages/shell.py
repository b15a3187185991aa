"""What the pages' blueprints need of the server: the page shell, the plan, and who may open a page."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Response, make_response, render_template, request

from server.domain.facts.plan import HallPlan, Kiosk, Screen, Window, WindowKind
from server.domain.views.guide import guide_index, matter_guide
from server.web.access.pairings import PAIRED_DAYS
from server.web.access.sessions import Access, device_cookie, set_cookie
from server.web.pages.doors import door_view
from server.web.pages.media import Media
from server.web.polling.phones import Phones
from server.web.problems import Problem

T = TypeVar("T")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class Pages:
    """Handed to every page blueprint. Pages hold no data: they get it by the feed, if they may."""

    def __init__(
        self,
        access: Access,
        phones: Phones,
        demo_accounts: Callable[[], Sequence[dict[str, Any]]],
        version: str,
        media: Media,
    ) -> None:
        self._access = access
        self._phones = phones
        self.version = version
        self.media = media
        self.plan: HallPlan = access.plan
        self.sample = access.plan.sample
        self.demo_accounts = demo_accounts

    def shell(
        self, *, title: str, page: str, module: str, style: str, body_class: str = "", **boot: object
    ) -> Response:
        """The one HTML page: everything else is a module reading `boot`."""
        boot |= {
            "page": page,
            "door": door_view(page, title),
            "csrf": self._access.csrf(),
            "sample": self.sample,
            "version": self.version,
        }
        html = render_template(
            "page.html",
            title=f"{title} · {self.plan.name}",
            module=module,
            style=style,
            body_class=body_class,
            boot=boot,
        )
        response = make_response(html)
        response.headers["Cache-Control"] = "no-store"
        return response

    def kiosk(self, id_: str) -> Kiosk:
        """Raises Problem unknown_kiosk."""
        return _known(self.plan.kiosk.get(id_), "kiosk", id_)

    def screen(self, id_: str) -> Screen:
        """Raises Problem unknown_screen."""
        return _known(self.plan.screen.get(id_), "screen", id_)

    def window(self, id_: str) -> Window:
        """One that serves citizens (R19). Raises Problem unknown_window."""
        window = self.plan.window.get(id_)
        return _known(window if window and window.kind is WindowKind.SERVICE else None, "window", id_)

    def ticket(self, token: str) -> dict[str, Any]:
        """What the phone with this slip shows at first; raises Problem unknown_visit."""
        shown = self._phones.view(token, request.remote_addr or "")
        view: dict[str, Any] = json.loads(shown.body)
        return view

    def guide(self) -> dict[str, Any]:
        """The service guide's index, as of today."""
        return guide_index(self.plan, self._today())

    def matter_guide(self, id_: str) -> dict[str, Any] | None:
        """What a matter needs, as of today; None = no such matter, or no guide yet."""
        return matter_guide(self.plan, id_, self._today())

    def _today(self) -> str:
        return self._access.executor.read(lambda hall: hall.day)

    def require_device(self, kind: str, id_: str) -> Response | None:
        """None if this browser is paired as that device; the sample hall pairs one on loopback at once.

        No browser keeps a cookie longer than 400 days: a page asks for its own head each day, and keeps it
        anew. Only while its clock is right, for a cookie of 1970 is over in 1971.
        """
        name = device_cookie(kind, id_)
        paired = self._access.device(request.cookies.get(name))
        if paired and (paired.kind, paired.id) == (kind, id_):
            if request.method == "HEAD":
                set_cookie(name, request.cookies[name], days=PAIRED_DAYS)
            return None
        if self.sample and is_loopback():
            set_cookie(name, self._access.pair(kind, id_), days=PAIRED_DAYS)
            return None
        html = render_template("unpaired.html", kind=kind, id=id_, hall=self.plan.name)
        return make_response(html, 403)

    def loopback_only(self) -> Response | None:
        """None on this very machine; elsewhere the page does not exist."""
        if not is_loopback():
            raise Problem("unknown_page")
        return None


def _known(found: T | None, kind: str, id_: str) -> T:
    if found is None:
        raise Problem(f"unknown_{kind}", {kind: id_})
    return found


def is_loopback() -> bool:
    """Asked from this machine, by a name that is this machine's, and through no proxy."""
    address = request.remote_addr or ""
    here = address == "::1" or address.startswith("127.")
    named = request.host.rsplit(":", 1)[0] in LOOPBACK_HOSTS
    return here and named and "X-Forwarded-For" not in request.headers
