"""The web edge in this process: the real application on a real executor and a real database file."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response as FlaskResponse
from werkzeug.serving import WSGIRequestHandler, make_server

import caller.routes
import display.at_window
import display.duty_pages
import display.lab
import display.report_pages
import display.routes
import kiosk.guide_pages
import kiosk.phone
import kiosk.routes
from config.load import load
from server.domain.facts.plan import HallPlan, Role, Staff
from server.domain.views.hall import DeviceHealth
from server.executor import Executor, wall_clock
from server.store.database import Database
from server.store.other_days import local_ms
from server.web.access.sessions import device_cookie
from server.web.app import create_app
from tests.serving import SAMPLE
from tests.web.page import Page

PASSWORD = "correct horse"
DAY = "2026-03-02"
LEAD = Staff("L01", "罗兰", "社保窗口", frozenset({Role.LEAD}))


def sample_plan() -> HallPlan:
    """The sample hall, with one who is lead and nothing else."""
    plan = load(SAMPLE)
    return replace(plan, staff=(*plan.staff, LEAD))


@cache
def _empty_base() -> bytes:
    """A database that has been through all migrations, which takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hall.db"
        Database(f"sqlite:///{path}", "").close()
        return path.read_bytes()


class Clock:
    """The wall clock, which a test may put forward, or to an hour of DAY to begin with."""

    def __init__(self, begin: int | None = None) -> None:
        self.ahead_ms = 0 if begin is None else begin - wall_clock()

    def __call__(self) -> int:
        return wall_clock() + self.ahead_ms


class Readers:
    """The ID readers as the web edge sees them: asked and called off; `well` are the kiosks that have one."""

    def __init__(self) -> None:
        self.well = {"k1"}
        self.asked: list[str] = []
        self.called_off: list[str] = []

    def ask_card(self, kiosk: str, seconds: float) -> bool:
        assert 10 <= seconds <= 120
        self.asked.append(kiosk)
        return kiosk in self.well

    def cancel_card(self, kiosk: str) -> None:
        self.called_off.append(kiosk)


class House:
    """One hall and its application; `restart` is a new process as far as the application can tell."""

    def __init__(
        self, folder: Path, plan: HallPlan | None = None, *, hour: str = "", phone_base: str = ""
    ) -> None:
        self.plan = plan or sample_plan()
        self.phone_base = phone_base
        self.clock = Clock(local_ms(DAY, hour, self.plan.timezone) if hour else None)
        self.healths: dict[str, DeviceHealth] = {}
        self.readers = Readers()
        self.demo_accounts = [{"no": "1001", "password": PASSWORD}]
        self.folder = folder
        self._url = f"sqlite:///{folder / 'hall.db'}"
        self._listening: Any = None
        self._open()

    def _open(self, day: str = DAY) -> None:
        base = self.folder / "hall.db"
        if not base.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            base.write_bytes(_empty_base())
        self.database = Database(self._url, self.plan.code)
        self.executor = Executor(self.database, self.plan, self.clock)
        self.executor.start(day)
        self.web = create_app(
            self.executor,
            secret=b"s" * 32,
            healths=lambda: self.healths,
            readers=self.readers,
            pages=lambda shared: [
                kiosk.routes.blueprint(shared),
                kiosk.phone.blueprint(shared),
                kiosk.guide_pages.blueprint(shared),
                caller.routes.blueprint(shared),
                display.routes.blueprint(shared),
                display.duty_pages.blueprint(shared),
                display.at_window.blueprint(shared),
                display.report_pages.blueprint(shared),
                display.lab.blueprint(shared, {}),
            ],
            demo_accounts=lambda: self.demo_accounts,
            phone_base=self.phone_base,
        )

    def restart(self, day: str = DAY) -> None:
        self.close()
        self._open(day)

    def close(self) -> None:
        if self._listening is not None:
            self._listening.shutdown()
            self._listening = None
        self.web.changes.stop()
        self.executor.stop()
        self.database.close()

    # ------------------------------------------------------------ who asks

    def browser(self) -> "Browser":
        """A browser that nobody has signed in."""
        return Browser(self)

    def staff(self, staff_no: str) -> "Browser":
        """A browser in which this person is signed in."""
        if not self.web.access.has_account(staff_no):
            self.web.access.set_password(staff_no, PASSWORD)
        browser = self.browser()
        assert browser.sign_in(staff_no).status_code == 200
        return browser

    def device(self, kind: str, id_: str) -> "Browser":
        """A device that shows its token with every request."""
        return Browser(self, bearer=self.web.access.pair(kind, id_))

    # ------------------------------------------------------------ the feed

    def base(self) -> str:
        """The address at which this house listens, for those who need a real connection."""
        if self._listening is None:
            self._listening = make_server(
                "127.0.0.1", 0, self.web.app, threaded=True, request_handler=_OneRequest
            )
            threading.Thread(target=self._listening.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{self._listening.server_port}"

    def feed(self, namespace: str, auth: Mapping[str, str], browser: "Browser | None" = None) -> "Page":
        """A page that is connected to this audience. Raises Refused."""
        return Page(self.base(), namespace, auth, browser.feed_headers() if browser else {})

    def log(self, type_: str) -> list[Any]:
        """The events of this type, oldest first."""
        recorded = self.executor.log.events(limit=500)
        return [r.event for r in reversed(recorded) if r.event.type == type_]


class Browser:
    """A client with its own cookies; sends the CSRF token with every change unless told otherwise."""

    def __init__(self, house: House, bearer: str = "") -> None:
        self.client = house.web.app.test_client()
        self.bearer = bearer

    def csrf(self) -> str:
        answer = self.client.get("/api/session").get_json()
        return str(answer["csrf"])

    def headers(self, key: str | None = None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {"X-CSRF-Token": self.csrf()}
        return headers | ({"Idempotency-Key": key} if key is not None else {})

    def get(self, path: str) -> FlaskResponse:
        return self.client.get(path, headers=self.headers())

    def post(self, path: str, body: object = None, *, key: str | None = None) -> FlaskResponse:
        return self.client.post(path, json={} if body is None else body, headers=self.headers(key))

    def post_raw(self, path: str, content: bytes, type_: str = "application/json") -> FlaskResponse:
        return self.client.post(path, data=content, content_type=type_, headers=self.headers())

    def delete(self, path: str) -> FlaskResponse:
        return self.client.delete(path, headers=self.headers())

    def sign_in(self, staff_no: str, password: str = PASSWORD) -> FlaskResponse:
        return self.post("/api/session", {"staff_no": staff_no, "password": password})

    def feed_headers(self) -> dict[str, str]:
        if self.bearer:
            return {"Authorization": f"Bearer {self.bearer}"}
        names = ["hallcall_session", device_cookie("screen", "f1"), device_cookie("kiosk", "k1")]
        cookies = [c for c in map(self.client.get_cookie, names) if c]
        return {"Cookie": "; ".join(f"{c.key}={c.value}" for c in cookies)}


class _OneRequest(WSGIRequestHandler):
    """Version 1.1 would take the bytes after a websocket's end for a next request, and wait."""

    protocol_version = "HTTP/1.0"
