"""Signing in and out, pairing devices, passwords."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, make_response, redirect, request
from flask_openapi3.blueprint import APIBlueprint

from server.domain.facts.plan import Staff
from server.web.access.pairings import PAIRED_DAYS
from server.web.access.rights import Principal
from server.web.access.sessions import SESSION_COOKIE, Access, device_cookie, set_cookie
from server.web.api import PROBLEMS
from server.web.problems import Problem
from server.web.requests import addresses as a
from server.web.requests import bodies as b


def routes(blueprint: APIBlueprint, access: Access) -> None:
    _session(blueprint, access)
    _devices(blueprint, access)


def person_view(access: Access, who: Principal | None) -> dict[str, Any] | None:
    if who is None:
        return None
    person = access.plan.person[who.id]
    return {"no": person.no, "name": person.name, "unit": person.unit, "roles": sorted(person.roles)}


def _session(blueprint: APIBlueprint, access: Access) -> None:
    @blueprint.get("/session", summary="当前登录 Who is signed in", responses=PROBLEMS)
    def get_session() -> Response:
        token = request.cookies.get(SESSION_COOKIE)
        who = access.staff(token)
        posts = access.executor.read(lambda hall: hall.posts.get(who.id, ())) if who else ()
        shown = {
            "window": posts[-1] if posts else None,
            "windows": list(posts),
            "locked": who is not None and access.is_locked(token),
        }
        return jsonify({"staff": person_view(access, who), "csrf": access.csrf(), **shown})

    @blueprint.post("/session", summary="登录 Sign in", responses=PROBLEMS)
    def sign_in(body: b.SignInForm) -> Response:
        token = access.sign_in(body.staff_no, body.password)
        set_cookie(SESSION_COOKIE, token)
        return jsonify({"staff": person_view(access, access.staff(token)), "csrf": access.csrf()})

    @blueprint.delete("/session", summary="退出 Sign out", responses=PROBLEMS)
    def sign_out() -> Response:
        access.sign_out(request.cookies.get(SESSION_COOKIE, ""))
        response = make_response("", 204)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Strict")
        return response

    @blueprint.post("/session/lock", summary="锁屏 Lock the screen", responses=PROBLEMS)
    def lock_session() -> Response:
        access.lock(request.cookies.get(SESSION_COOKIE, ""))
        return make_response("", 204)

    @blueprint.post("/session/unlock", summary="解锁 Unlock the screen", responses=PROBLEMS)
    def unlock_session(body: b.Unlock) -> Response:
        access.unlock(request.cookies.get(SESSION_COOKIE, ""), body.password)
        return make_response("", 204)

    @blueprint.post("/accounts/<staff_no>/password", summary="设置密码 Set a password", responses=PROBLEMS)
    def set_password(path: a.StaffPath, body: b.NewPassword) -> Response:
        if path.staff_no not in access.plan.person:
            raise Problem("unknown_staff", {"staff": path.staff_no})
        access.set_password(path.staff_no, body.password)
        return make_response("", 204)

    @blueprint.get("/accounts", summary="账号 Who has a password", responses=PROBLEMS)
    def list_accounts() -> Response:
        known, now = access.accounts(), access.executor.clock()
        return jsonify({"accounts": [_account_view(person, known, now) for person in access.plan.staff]})


def _account_view(person: Staff, known: Mapping[str, int], now: int) -> dict[str, Any]:
    return {
        "no": person.no,
        "name": person.name,
        "unit": person.unit,
        "roles": sorted(person.roles),
        "password": person.no in known,
        "locked": known.get(person.no, 0) > now,
    }


def _devices(blueprint: APIBlueprint, access: Access) -> None:
    @blueprint.post("/pairings", summary="登记设备 A code that pairs one device", responses=PROBLEMS)
    def pair(body: b.Pairing) -> Response:
        windows = access.plan.window
        known = {"kiosk": access.plan.kiosk, "screen": access.plan.screen}
        if body.device not in known.get(body.kind, windows):
            raise Problem(f"unknown_{body.kind}", {body.kind: body.device})
        code = access.new_code(body.kind, body.device)
        link = request.url_root.rstrip("/") + f"/api/pair/{code}"
        return make_response(jsonify({"code": code, "url": link, "minutes": 10}), 201)

    @blueprint.get("/pairings", summary="已登记设备 Paired devices", responses=PROBLEMS)
    def list_pairings() -> Response:
        return jsonify({"pairings": [{"kind": k, "device": d} for k, d in access.pairings()]})

    @blueprint.delete("/pairings/<kind>/<device>", summary="取消登记 Unpair", responses=PROBLEMS)
    def unpair(path: a.PairingPath) -> Response:
        return jsonify({"removed": access.unpair(path.kind, path.device)})

    @blueprint.get("/pair/<code>", summary="在设备上打开 Opened once on the device", responses=PROBLEMS)
    def redeem(path: a.CodePath) -> Response:
        if request.method == "HEAD":  # a browser that only looks ahead must not use the code up
            return make_response("", 204)
        got = access.redeem(path.code)
        if got is None:
            raise Problem("bad_token")
        device, token = got
        set_cookie(device_cookie(device.kind, device.id), token, days=PAIRED_DAYS)
        folder = {"kiosk": "kiosk", "screen": "display", "rater": "rater", "window": "window"}.get(
            device.kind
        )
        page = folder and f"/{folder}/{device.id}"
        return redirect(page) if page else jsonify({"token": token})  # type: ignore[return-value]
