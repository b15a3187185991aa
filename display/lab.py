"""`/lab`: the emulated hardware as a picture. Its keys make real frames on the emulated wires.

For the sample hall on this machine alone: it shows the demonstration passwords, so every route asks
`pages.loopback_only()` first.
"""

import io
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import segno
from flask import Blueprint, Response, jsonify, request

from server.domain.facts.plan import Device, DeviceKind, HallPlan, Window
from server.domain.views.rating import BOX_REASONS
from server.web.pages.shell import Pages

STATIC = "/display/static"
SCHEME = "emulator://"
WIRE_OPS = frozenset({"press", "rate", "card", "remove", "fault", "unplug", "plug"})
MAX_QR = 512


class FarEnd(Protocol):
    """An emulator process: the hardware at the other end of a line."""

    @property
    def kind(self) -> str:
        """As `devices.emulators` calls it: printer, onbon, lihe, ff68 …"""

    @property
    def request(self) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
        """One order on the control channel. Raises when the process is gone or refuses."""


def blueprint(pages: Pages, far_ends: Mapping[str, FarEnd]) -> Blueprint:
    """The laboratory's page, its state and its switches."""
    bp = Blueprint("lab", __name__, url_prefix="/lab")
    bp.before_request(pages.loopback_only)
    unplugged: set[str] = set()  # an emulator does not say whether its cable is in

    @bp.get("")
    def page() -> Response:
        return pages.shell(
            title="设备模拟台",
            page="lab",
            module=f"{STATIC}/lab/lab.js",
            style=f"{STATIC}/lab/lab.css",
            body_class="lab",
            hall={"name": pages.plan.name, "name_en": pages.plan.name_en},
            bench=bench(pages.plan),
            accounts=pages.demo_accounts() if pages.sample else [],
        )

    @bp.get("/state")
    def state() -> Response:
        looks = {name: _look(end) | {"plugged": name not in unplugged} for name, end in far_ends.items()}
        return jsonify({"far_ends": looks})

    @bp.get("/qr")
    def qr() -> Response:
        out = io.BytesIO()
        segno.make_qr(request.args.get("data", "")[:MAX_QR] or " ", error="m").save(
            out, kind="svg", border=0, scale=4
        )
        return Response(out.getvalue(), mimetype="image/svg+xml")

    @bp.post("/<name>")
    def control(name: str) -> Response:
        body = request.get_json(silent=True)
        if name not in far_ends or not isinstance(body, dict):
            return _problem(404, "unknown_device", "没有这个模拟设备。", "There is no such emulated device.")
        answer = _control(far_ends[name], body)
        if answer.status_code == 200:
            _plug(unplugged, name, body["op"])
        return answer

    return bp


def _look(end: FarEnd) -> dict[str, Any]:
    try:
        state = end.request({"op": "state"})
    except Exception:  # the emulators' own error class may not be imported here
        return {"kind": end.kind, "alive": False, "state": None}
    return {"kind": end.kind, "alive": True, "state": state}


def _control(end: FarEnd, body: dict[str, Any]) -> Response:
    if body.get("op") not in WIRE_OPS:
        return _problem(422, "invalid", "没有这种操作。", "There is no such operation.")
    try:
        return jsonify(end.request(body))
    except Exception:  # as above
        detail = "这个模拟设备没有运行,或者不能这样操作。"
        return _problem(503, "device_off", detail, "This emulated device does not run, or cannot do this.")


def _plug(unplugged: set[str], name: str, op: str) -> None:
    if op == "unplug":
        unplugged.add(name)
    elif op == "plug":
        unplugged.discard(name)


def _problem(status: int, code: str, detail: str, detail_en: str) -> Response:
    problem = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "detail": detail,
        "detail_en": detail_en,
    }
    answer = jsonify(problem)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def bench(plan: HallPlan) -> dict[str, Any]:
    """Which emulated device stands where: what the page draws, before it knows any state."""
    return {
        "floors": [{"id": f.id, "name": f.name, "name_en": f.name_en} for f in plan.floors],
        "windows": [_window(plan, w) for w in plan.windows],
        "printers": [_printer(plan, d) for d in plan.devices if d.kind is DeviceKind.PRINTER],
        "readers": [_at_kiosk(plan, d) for d in plan.devices if d.kind is DeviceKind.ID_READER],
        "kiosks": [{"id": k.id, "name": k.name} for k in plan.kiosks],
        "screens": [{"id": s.id, "name": s.name} for s in plan.screens],
    }


def _window(plan: HallPlan, window: Window) -> dict[str, Any]:
    def at(kind: DeviceKind) -> dict[str, Any] | None:
        devices = plan.devices_at(kind, window=window.id)
        return _wire(devices[0]) if devices else None

    return {
        "id": window.id,
        "label": window.label,
        "floor": window.floor,
        "sign": at(DeviceKind.SIGN),
        "keypad": at(DeviceKind.KEYPAD),
        "rater": at(DeviceKind.RATER),
    }


def _printer(plan: HallPlan, device: Device) -> dict[str, Any]:
    where = plan.kiosk[device.kiosk].name if device.kiosk else device.id
    beside = plan.devices_at(DeviceKind.PRINTER, kiosk=device.kiosk or "")
    if len(beside) > 1:
        where = f"{where} {beside.index(device) + 1}"
    return {**_wire(device), "name": where, "columns": device.options.get("columns", 48)}


def _at_kiosk(plan: HallPlan, device: Device) -> dict[str, Any]:
    return {**_wire(device), "name": plan.kiosk[str(device.kiosk)].name}


def _wire(device: Device) -> dict[str, Any]:
    levels, reasons = device.options.get("levels"), device.options.get("reasons")
    return {
        "id": device.id,
        "far_end": device.url.removeprefix(SCHEME),
        "address": device.address,
        "protocol": device.protocol,
        "levels": {str(k): v for k, v in levels.items()} if isinstance(levels, Mapping) else {},
        "reasons": {str(k): BOX_REASONS[v][0] for k, v in reasons.items()}
        if isinstance(reasons, Mapping)
        else {},
        "complaint": device.options.get("complaint"),
    }
