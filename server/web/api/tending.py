"""The staff at a kiosk: staff number and password open its staff page for a while, on that kiosk alone.

No session begins: whoever uses the kiosk next is a citizen. Each opening and each test slip is in the log,
under the person's name.
"""

import secrets
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

from flask import Response, jsonify, make_response
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.ticket import SETTLED
from server.domain.views.duty import health_of
from server.domain.views.hall import Healths
from server.web.access.sessions import Access
from server.web.api.base import PROBLEMS, Api
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b

PASS_MS = 10 * 60 * 1000
"""The page leaves itself a minute after the last touch; this is for one that could not."""
LAST = 3


class Tending:
    """Who stands at which kiosk's staff page. From any thread; dict and its items change in one step."""

    def __init__(self, api: Api, access: Access, healths: Callable[[], Healths]) -> None:
        self._api = api
        self._access = access
        self._healths = healths
        self._passes: dict[str, tuple[str, str, int]] = {}

    def open(self, kiosk: str, staff_no: str, password: str) -> dict[str, Any]:
        """Raises Problem bad_credentials, locked, or forbidden for who has no business there."""
        self._access.verify(staff_no, password)
        self._act(m.TendKiosk, staff_no, kiosk=kiosk, what="opened")
        now = self._api.executor.clock()
        token = secrets.token_urlsafe(24)
        kept = {k: v for k, v in self._passes.items() if v[2] > now}
        self._passes = kept | {token: (kiosk, staff_no, now + PASS_MS)}
        name = self._api.plan.person[staff_no].name
        return {"pass": token, "staff": {"no": staff_no, "name": name}, **self.state(kiosk)}

    def staff(self, kiosk: str, token: str) -> str:
        """Whose pass this is. Raises Problem sign_in_required."""
        at, staff_no, until = self._passes.get(token, ("", "", 0))
        if at != kiosk or until < self._api.executor.clock():
            raise Problem("sign_in_required")
        return staff_no

    def state(self, kiosk: str) -> dict[str, Any]:
        """The kiosk's own devices as they are now, and its last tickets whose paper may come again."""
        healths = self._healths()
        devices = [
            {
                "id": device.id,
                "kind": device.kind,
                "link": (health := health_of(healths, device.id))["link"],
                "cause": health["cause"],
                "paper": health["paper"],
            }
            for device in self._api.plan.devices
            if device.kiosk == kiosk
        ]
        return {"devices": devices, "last": self._api.executor.read(partial(_last, kiosk=kiosk))}

    def test_slip(self, kiosk: str, staff_no: str) -> None:
        self._act(m.TendKiosk, staff_no, kiosk=kiosk, what="test")

    def reprint(self, kiosk: str, staff_no: str, ticket: str) -> None:
        self._act(m.Reprint, staff_no, ticket=ticket, kiosk=kiosk)

    def _act(self, command: type[m.Command], staff_no: str, **what: Any) -> None:
        actor = f"staff:{staff_no}"
        self._api.do(partial(command, actor=actor, **what), actor)


def _last(hall: Hall, kiosk: str) -> list[dict[str, Any]]:
    mine = (t for t in reversed(hall.tickets.values()) if t.kiosk == kiosk and t.state not in SETTLED)
    return [
        {"id": t.id, "number": t.number, "slip": t.slip, "taken_at": t.taken_at} for t in islice(mine, LAST)
    ]


def routes(blueprint: APIBlueprint, api: Api, tending: Tending) -> None:
    @blueprint.post("/kiosks/<kiosk>/staff", summary="员工页 The staff page of a kiosk", responses=PROBLEMS)
    def open_kiosk(path: a.KioskPath, body: b.SignInForm) -> Response:
        api.require_kiosk(path.kiosk)
        return make_response(jsonify(tending.open(path.kiosk, body.staff_no, body.password)), 201)

    @blueprint.post("/kiosks/<kiosk>/state", summary="取号机状态 How a kiosk is", responses=PROBLEMS)
    def kiosk_state(path: a.KioskPath, body: b.KioskPass) -> Response:
        api.require_kiosk(path.kiosk)
        tending.staff(path.kiosk, body.token)
        return jsonify(tending.state(path.kiosk))

    @blueprint.post("/kiosks/<kiosk>/test-slip", summary="测试打印 A test slip", responses=PROBLEMS)
    def print_test(path: a.KioskPath, body: b.KioskPass) -> Response:
        api.require_kiosk(path.kiosk)
        tending.test_slip(path.kiosk, tending.staff(path.kiosk, body.token))
        return jsonify(tending.state(path.kiosk))

    @blueprint.post("/kiosks/<kiosk>/reprint", summary="取号机补打 The same paper again", responses=PROBLEMS)
    def reprint_here(path: a.KioskPath, body: b.KioskReprint) -> Response:
        api.require_kiosk(path.kiosk)
        tending.reprint(path.kiosk, tending.staff(path.kiosk, body.token), body.ticket)
        return jsonify(tending.state(path.kiosk))
