"""交班 at a window's own PC: one request, and the console there is the next person's."""

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain import messages as m
from server.web.access.rights import RIGHTS
from server.web.access.sessions import SESSION_COOKIE, Access, principal, set_cookie
from server.web.api.base import PROBLEMS, Api, press
from server.web.api.people import person_view
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, api: Api, access: Access) -> None:
    @blueprint.post("/windows/<window>/hand-over", summary="交班 Hand the window over", responses=PROBLEMS)
    def window_hand_over(path: a.WindowPath, body: b.SignInForm) -> Response:
        """Who takes over types number and password; until both are right nothing has changed. `hotkeys`:
        there are some, and they do nothing until the next person has signed in to them."""
        token, who = request.cookies.get(SESSION_COOKIE, ""), principal()
        access.verify(body.staff_no, body.password)
        if not access.plan.person[body.staff_no].roles & RIGHTS["api.window_sign_in"].roles:
            window = access.plan.window.get(path.window)
            raise Problem("not_allowed_here", {"window": window.label if window else path.window})
        meant = press()

        def make(*, at: int) -> m.Command:
            return m.HandOver(at=at, actor=who.actor, window=path.window, to=body.staff_no, **meant)

        answer = api.do(make, who.actor)
        access.sign_out(token)
        new = access.open_session(body.staff_no)
        set_cookie(SESSION_COOKIE, new)
        more = {"staff": person_view(access, access.staff(new)), "csrf": access.csrf()}
        return jsonify(answer | more | {"hotkeys": ("agent", path.window) in access.pairings()})
