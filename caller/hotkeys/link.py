"""The agent's way to the hall: plain HTTP(S) with the token of this PC and the session of the clerk.

A light poll that the server holds while nothing changes; no library, no proxy. A dead server is noticed at
once, a cut cable when HELD_S are over.
"""

import http.client
import json
import ssl
import threading
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from caller.hotkeys import words as w
from caller.hotkeys.desk import GIVE_UP_S, Answer, Press
from caller.hotkeys.words import Words

HELD_S = 9.0
"""The server holds a question for five seconds."""
TRY_S = 2.0
AGAIN_S = 0.2
COOKIE = "hallcall_session"

AWAY = (OSError, http.client.HTTPException)
"""What there is when nobody answers."""


class Refused(Exception):
    """The server said no; `words` are its own."""

    def __init__(self, status: int, code: str, words: Words) -> None:
        super().__init__(str(words))
        self.status, self.code, self.words = status, code, words


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: Any


class Seen(NamedTuple):
    """`view` is None while it is what we know already."""

    view: Mapping[str, Any] | None
    seq: int
    server_ms: int
    etag: str


class Link:
    """From any thread. The session is kept in memory only."""

    def __init__(self, server: str, window: str, token: str = "") -> None:
        parts = urlsplit(server)
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._base = parts.path.rstrip("/")
        self._at = f"/api/windows/{quote(window, safe='')}"
        self._token, self._session = token, ""

    # ------------------------------------------------------------ what the clerk does

    def sign_in(self, staff_no: str, password: str) -> Mapping[str, str]:
        """The person. Raises Refused, or AWAY."""
        reply = self._ask("POST", "/api/session", {"staff_no": staff_no, "password": password})
        self._session = _cookie(reply)
        person: Mapping[str, str] = _yes(reply)["staff"]
        return person

    def sign_out(self) -> None:
        """The session ends here and, if it can be reached, on the server."""
        session, self._session = self._session, ""
        try:
            self._ask("DELETE", "/api/session", session=session)
        except AWAY:
            return

    def send(self, press: Press, clock: Callable[[], float], stopping: threading.Event) -> Answer:
        """Tried again with the same key for GIVE_UP_S; then it is over."""
        end = clock() + GIVE_UP_S
        headers = {
            "Idempotency-Key": press.key,
            "If-Match": f'"{press.meant}"',
            "Hallcall-Until": str(press.until),
        }
        while (left := end - clock()) > 0 and not stopping.is_set():
            try:
                reply = self._ask(
                    "POST", f"{self._at}/{press.route}", press.body, headers, timeout_s=min(left, TRY_S)
                )
            except AWAY:
                stopping.wait(min(AGAIN_S, max(0.0, end - clock())))
                continue
            return _answer(reply, press)
        return Answer("none")

    # ------------------------------------------------------------ what it sees

    def seen(self, known: str, *, wait: bool) -> Seen:
        """The window now or, with `wait`, when it is not the `known` one. Raises Refused, or AWAY."""
        headers = {"If-None-Match": f'"{known}"'} if known else {}
        path = f"{self._at}?wait=1" if wait and known else self._at
        reply = self._ask("GET", path, headers=headers, timeout_s=HELD_S if wait else TRY_S)
        view = None if reply.status == 304 else _yes(reply)
        etag = reply.headers.get("etag", "").strip('"')
        return Seen(view, _number(reply, "hallcall-seq"), _number(reply, "hallcall-now"), etag)

    # ------------------------------------------------------------ pairing

    def new_code(self, window: str) -> str:
        """A pairing code, made by the administrator who has signed in here. Raises Refused, or AWAY."""
        session = self._ask("GET", "/api/session")
        headers = {
            "X-CSRF-Token": _yes(session)["csrf"],
            "Cookie": f"hallcall_browser={_cookie(session, BROWSER)}",
        }
        reply = self._ask("POST", "/api/pairings", {"kind": "agent", "device": window}, headers)
        return str(_yes(reply)["code"])

    def redeem(self, code: str) -> str:
        """This PC's token for a fresh code. Raises Refused, or AWAY."""
        reply = self._ask("GET", f"/api/pair/{quote(code, safe='')}")
        body = _yes(reply)
        if reply.status != 200 or "token" not in body:
            raise Refused(reply.status, "not_an_agent", _OTHER_CODE)
        return str(body["token"])

    # ------------------------------------------------------------ one request

    def _ask(  # noqa: PLR0913, PLR0917 - a request has that many parts
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 5.0,
        session: str = "",
    ) -> Reply:
        sent = dict(headers or {})
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        if session or self._session:
            cookie = f"{COOKIE}={session or self._session}"
            sent["Cookie"] = f"{sent['Cookie']}; {cookie}" if "Cookie" in sent else cookie
        if method == "POST":
            sent["Content-Type"] = "application/json"
        connection = self._connection(timeout_s)
        try:
            data = json.dumps(body or {}).encode() if method == "POST" else None
            connection.request(method, self._base + path, data, sent)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return Reply(answer.status, _Headers(answer), _json(text))

    def _connection(self, timeout_s: float) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=timeout_s, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout_s)


BROWSER = "hallcall_browser"
_OTHER_CODE = Words("这个登记码不是热键的。", "This code is not for hot keys.")
_STRANGE = Words("对方不是叫号服务器({status})。", "That is not a Hallcall server ({status}).")


class _Headers(dict[str, str]):
    """By lower-case name; several Set-Cookie become one text."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        super().__init__()
        for given, value in answer.getheaders():
            name = given.lower()
            self[name] = f"{self[name]}\n{value}" if name in self else value


def _json(text: bytes) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _number(reply: Reply, name: str) -> int:
    value = reply.headers.get(name, "")
    return int(value) if value.isdigit() else 0


def _cookie(reply: Reply, name: str = COOKIE) -> str:
    for line in reply.headers.get("set-cookie", "").splitlines():
        morsel = SimpleCookie(line).get(name)
        if morsel is not None:
            return morsel.value
    return ""


def _yes(reply: Reply) -> Any:
    """The body. Raises Refused."""
    if reply.status < 300 and isinstance(reply.body, dict):
        return reply.body
    raise _refused(reply)


def _refused(reply: Reply) -> Refused:
    body = reply.body if isinstance(reply.body, dict) else {}
    words = Words(str(body.get("detail", "")), str(body.get("detail_en", "")))
    if not words.zh:
        words = w.filled(_STRANGE, status=str(reply.status))
    return Refused(reply.status, str(body.get("code", "")), words)


def _answer(reply: Reply, press: Press) -> Answer:
    if reply.status < 300 and isinstance(reply.body, dict):
        ticket = reply.body.get("ticket") or {}
        return Answer("done", did=_did(reply.body, ticket, press), number=str(ticket.get("number", "")))
    refused = _refused(reply)
    return Answer("session_over" if refused.code == "sign_in_required" else "refused", refused.words)


def _did(body: Mapping[str, Any], ticket: Mapping[str, Any], press: Press) -> str:
    if press.route != "call-next" or body.get("state") == "calling":
        return press.route
    return "finish" if ticket else "stored"
