"""A running sample hall as `Hands`: the same day over HTTP, by the demonstration accounts."""

import argparse
import contextlib
import http.cookiejar
import json
import secrets
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from server.domain.facts.plan import HallPlan
from server.simulation.crowd import Crowd
from server.simulation.day import Day
from server.simulation.pure import simulated

TIMEOUT_S = 20
ANY_WORKDAY = "2026-11-24"
"""A Tuesday: a live hall has no other day than its own, and the crowd comes as on this one."""


class Browser:
    """One person's or one device's cookies, with the CSRF token that belongs to them."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        jar = http.cookiejar.CookieJar()
        none = urllib.request.ProxyHandler({})  # a hall is never behind the developer's proxy
        self._opener = urllib.request.build_opener(none, urllib.request.HTTPCookieProcessor(jar))
        self._csrf = ""

    def get(self, path: str) -> bytes:
        with self._opener.open(self.base + path, timeout=TIMEOUT_S) as answer:
            return bytes(answer.read())

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """(status, answer); a refusal is an answer, too."""
        if not self._csrf:
            self._csrf = json.loads(self.get("/api/session"))["csrf"]
        headers = {
            "Content-Type": "application/json",
            "X-CSRF-Token": self._csrf,
            "Idempotency-Key": secrets.token_hex(16),
        }
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            self.base + path, json.dumps(body).encode(), headers, method="POST"
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"{}")


class LiveHall:
    """`counts`: what was done, and what was refused by its code."""

    def __init__(self, base: str, passwords: dict[str, str]) -> None:
        self.base = base
        self._passwords = passwords
        self._browsers: dict[str, Browser] = {}
        self.tokens: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def do(self, at: int, what: str, who: str, **how: Any) -> dict[str, Any] | None:
        del at
        route = getattr(self, f"_do_{what}", None)
        if route is None:  # what machines report and the clock does, the running hall does by itself
            return {}
        path, body = route(**how)
        status, answer = self._browser(who, how).post(path, body)
        name = what if status < 300 else str(answer.get("code", status))
        self.counts[name] = self.counts.get(name, 0) + 1
        if status >= 300:
            return None
        if what == "take":
            self.tokens[answer["id"]] = answer["token"]
        return answer.get("ticket", answer) if what == "call" else answer

    def _browser(self, who: str, how: dict[str, Any]) -> Browser:
        kind, _, id_ = who.partition(":")
        if kind == "device":
            kind, id_ = "rater", how["window"]
        known = self._browsers.get(f"{kind}:{id_}")
        if known is None:
            known = self._browsers[f"{kind}:{id_}"] = Browser(self.base)
            if kind == "staff":
                known.post("/api/session", {"staff_no": id_, "password": self._passwords[id_]})
            elif kind in ("kiosk", "rater"):
                known.get(f"/{kind}/{id_}")  # the sample hall pairs a device of this machine at once
        return known

    @staticmethod
    def _do_take(queue: str, matter: str, kiosk: str | None, token: str, **more: Any) -> Any:
        del token
        return "/api/tickets", {"queue": queue, "matter": matter} | ({"kiosk": kiosk} if kiosk else {}) | more

    def _do_press(self, window: str, level: int, ticket: str) -> Any:
        del window
        return f"/api/visits/{self.tokens.get(ticket, '-')}/rating", {"level": level, "channel": "tablet"}

    @staticmethod
    def _do_phone(token: str, level: int) -> Any:
        return f"/api/visits/{token}/rating", {"level": level, "channel": "phone"}

    @staticmethod
    def _do_cancel(ticket: str) -> Any:
        return f"/api/tickets/{ticket}/cancel", {}

    @staticmethod
    def _do_requeue(ticket: str) -> Any:
        return f"/api/tickets/{ticket}/requeue", {}

    @staticmethod
    def _do_wake(ticket: str) -> Any:
        return f"/api/tickets/{ticket}/wake", {}

    @staticmethod
    def _do_sign_in(window: str, staff: str) -> Any:
        del staff
        return f"/api/windows/{window}/sign-in", {}

    @staticmethod
    def _do_call(window: str) -> Any:
        return f"/api/windows/{window}/call-next", {}

    @staticmethod
    def _do_recall(window: str) -> Any:
        return f"/api/windows/{window}/recall", {}

    @staticmethod
    def _do_start(window: str) -> Any:
        return f"/api/windows/{window}/start", {}

    @staticmethod
    def _do_pass(window: str) -> Any:
        return f"/api/windows/{window}/pass", {}

    @staticmethod
    def _do_finish(window: str) -> Any:
        return f"/api/windows/{window}/finish", {}

    @staticmethod
    def _do_hold(window: str) -> Any:
        return f"/api/windows/{window}/hold", {"kind": "away_no_papers"}

    @staticmethod
    def _do_transfer(window: str, id: str) -> Any:
        return f"/api/windows/{window}/transfer", {"to": "queue", "id": id, "slip": False}

    @staticmethod
    def _do_suspend(window: str, reason: str) -> Any:
        return f"/api/windows/{window}/suspend", {"reason": reason}

    @staticmethod
    def _do_resume(window: str) -> Any:
        return f"/api/windows/{window}/resume", {}


class _Over(Exception):
    """The minutes that were asked for are over."""


def drive(plan: HallPlan, options: argparse.Namespace, today: str) -> int:
    """A day of citizens and clerks in the hall at `options.live`. 2 = it cannot be reached or entered."""
    del today
    accounts: Path = options.data / "demo-accounts.json"
    try:
        hall = LiveHall(options.live, json.loads(accounts.read_bytes()))
        Browser(options.live).get("/healthz")
    except (OSError, ValueError) as away:
        print(
            f"连接不上 {options.live},或读不到 {accounts}({away})。"
            f" 请先运行示范大厅,并用 --data 指它的数据文件夹。"
            f" Start the sample hall first and name its data folder.",
            file=sys.stderr,
        )
        return 2
    shown = simulated(plan)
    day = Day(shown, Crowd(shown, ANY_WORKDAY, options.seed, options.visits), hall)
    until = time.monotonic() + options.minutes * 60 if options.minutes else None
    began: list[float] = []

    def wait(at: int) -> None:
        began[:] = began or [time.monotonic() - at / 1000 / options.speed]
        due = began[0] + at / 1000 / options.speed
        if until is not None and due > until:
            raise _Over
        time.sleep(max(0.0, due - time.monotonic()))

    with contextlib.suppress(_Over, KeyboardInterrupt):
        day.run(wait)
    print("  ".join(f"{name} {count}" for name, count in sorted(hall.counts.items())))
    return 0
