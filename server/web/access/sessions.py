"""Who is asking, and whether they may: staff sessions, device tokens, CSRF, against the table of `rights`.

A route that the table does not name is refused (R26, R114, R116). Staff sign in with staff number and
password (argon2, a server-side session); kiosks, screens and agents carry a token they were paired with.
Only hashes of passwords, sessions and tokens are stored.
"""

import hmac
import secrets
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, after_this_request, g, request
from flask.wrappers import Response

from server.executor import Executor
from server.store import schema
from server.web.access.locked_screens import Screens
from server.web.access.pairings import Pairings, token_hash
from server.web.access.rights import RIGHTS, Principal, Right, holds
from server.web.problems import Problem

SESSION_COOKIE = "hallcall_session"
BROWSER_COOKIE = "hallcall_browser"
SESSION_MS = 14 * 3600 * 1000
FAILURES = 5
MIN_PASSWORD = 8
LOCKED_MS = 30 * 60 * 1000

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP: 19 MiB, 2 rounds
_nobody = _hasher.hash(secrets.token_hex(8))


def device_cookie(kind: str, id_: str) -> str:
    return f"hallcall_{kind}_{id_}"


def store_password(connection: sa.Connection, hall: str, staff_no: str, password: str) -> None:
    """For the command line, while no server runs. Every session of the person ends."""
    _store(connection, hall, staff_no, _hasher.hash(password))


def _store(connection: sa.Connection, hall: str, staff_no: str, hashed: str) -> None:
    for table in (schema.accounts, schema.sessions):
        connection.execute(sa.delete(table).where(table.c.hall == hall, table.c.staff_no == staff_no))
    row = {"hall": hall, "staff_no": staff_no, "password": hashed, "failures": 0, "locked_until": 0}
    connection.execute(sa.insert(schema.accounts).values(row))


class Access(Pairings):
    """Accounts and sessions, besides the pairings, and whether a request may pass."""

    def __init__(self, executor: Executor, secret: bytes) -> None:
        super().__init__(executor)
        self._secret = secret
        self._sessions: dict[str, tuple[str, int]] = {}
        self.screens = Screens(executor, self.plan.code)
        executor.write(self._load_sessions)

    def _load_sessions(self, connection: sa.Connection) -> None:
        hall, s, now = self.plan.code, schema.sessions.c, self.executor.clock()
        connection.execute(sa.delete(schema.sessions).where(s.hall == hall, s.created_at < now - SESSION_MS))
        for row in connection.execute(sa.select(schema.sessions).where(s.hall == hall)):
            self._sessions[row.id_hash] = (row.staff_no, row.created_at)

    # ------------------------------------------------------------ accounts

    def set_password(self, staff_no: str, password: str) -> None:
        """The person's new password; every session of theirs ends."""
        hashed = _hasher.hash(password)
        self.executor.write(lambda connection: _store(connection, self.plan.code, staff_no, hashed))
        self._sessions = {k: v for k, v in self._sessions.items() if v[0] != staff_no}
        self._tell_revoked(f"staff:{staff_no}")

    def has_account(self, staff_no: str) -> bool:
        return self._account(staff_no) is not None

    def accounts(self) -> dict[str, int]:
        """Staff number -> until when it is locked, epoch ms, 0 = it is not; only those with a password."""
        a = schema.accounts.c
        query = sa.select(a.staff_no, a.locked_until).where(a.hall == self.plan.code)
        rows = self.executor.write(lambda connection: connection.execute(query).all())
        return {row.staff_no: row.locked_until for row in rows}

    def _account(self, staff_no: str) -> Any:
        a = schema.accounts.c
        query = sa.select(schema.accounts).where(a.hall == self.plan.code, a.staff_no == staff_no)
        return self.executor.write(lambda connection: connection.execute(query).one_or_none())

    def sign_in(self, staff_no: str, password: str) -> str:
        """A new session's token. Raises Problem bad_credentials or locked."""
        self.verify(staff_no, password)
        return self.open_session(staff_no)

    def verify(self, staff_no: str, password: str, *, otherwise: str = "bad_credentials") -> None:
        """Whether this is the person; a wrong try is counted. Raises Problem locked, or what is given."""
        account = self._account(staff_no)
        now = self.executor.clock()
        if account and account.locked_until > now:
            minutes = -(-(account.locked_until - now) // 60_000)
            raise Problem("locked", {"minutes": str(minutes)})
        earlier = account.failures if account and not account.locked_until else 0
        try:
            _hasher.verify(account.password if account else _nobody, password)
        except (VerificationError, InvalidHashError) as wrong:
            if account:
                self._failed(staff_no, earlier + 1, now)
            raise Problem(otherwise) from wrong
        if not account or staff_no not in self.plan.person:
            raise Problem(otherwise)
        self._failed(staff_no, 0, now)

    def _failed(self, staff_no: str, failures: int, now: int) -> None:
        a = schema.accounts.c
        change = {"failures": failures, "locked_until": now + LOCKED_MS if failures >= FAILURES else 0}
        query = sa.update(schema.accounts).where(a.hall == self.plan.code, a.staff_no == staff_no)
        self.executor.write(lambda connection: connection.execute(query.values(change)))

    def open_session(self, staff_no: str) -> str:
        """The token of a new session for somebody whose password was right."""
        token, now = secrets.token_urlsafe(32), self.executor.clock()
        row = {"hall": self.plan.code, "id_hash": token_hash(token), "staff_no": staff_no, "created_at": now}
        self.executor.write(lambda connection: connection.execute(sa.insert(schema.sessions).values(row)))
        self._sessions[token_hash(token)] = (staff_no, now)
        return token

    def sign_out(self, token: str) -> None:
        s = schema.sessions.c
        query = sa.delete(schema.sessions).where(s.hall == self.plan.code, s.id_hash == token_hash(token))
        self.executor.write(lambda connection: connection.execute(query))
        staff_no, _ = self._sessions.pop(token_hash(token), ("", 0))
        self.screens.locked.discard(token_hash(token))
        self._tell_revoked(f"staff:{staff_no}")

    def unlock(self, token: str, password: str) -> None:
        """By the same person's password. Raises Problem wrong_password, locked or sign_in_required."""
        if (who := self.staff(token)) is None:
            raise Problem("sign_in_required")
        self.verify(who.id, password, otherwise="wrong_password")
        self.screens.set(token_hash(token), locked=False)

    def lock(self, token: str) -> None:
        """Until `unlock`, a restart included. Raises Problem sign_in_required."""
        if self.staff(token) is None:
            raise Problem("sign_in_required")
        self.screens.set(token_hash(token), locked=True)

    def is_locked(self, token: str | None) -> bool:
        return token_hash(token or "") in self.screens.locked

    def staff(self, token: str | None) -> Principal | None:
        """Whose session this is."""
        staff_no, since = self._sessions.get(token_hash(token or ""), ("", 0))
        person = self.plan.person.get(staff_no)
        if person is None or since + SESSION_MS < self.executor.clock():
            return None
        return Principal("staff", staff_no, person.roles)

    # ------------------------------------------------------------ the request at hand

    def principals(self) -> list[Principal]:
        """All that this request's bearer token or cookies prove."""
        if (token := _bearer()) is not None:
            device = self.device(token)
            return [device] if device else []
        session = request.cookies.get(SESSION_COOKIE)
        found = [None if self.is_locked(session) else self.staff(session)]
        found += [
            self.device(v)
            for k, v in request.cookies.items()
            if k.startswith("hallcall_") and k not in (SESSION_COOKIE, BROWSER_COOKIE)
        ]
        return [p for p in found if p]

    def csrf(self) -> str:
        """This browser's CSRF token; a new browser gets its cookie with this response."""
        browser = request.cookies.get(BROWSER_COOKIE) or g.get("browser")
        if not browser:
            browser = g.browser = secrets.token_urlsafe(24)
            set_cookie(BROWSER_COOKIE, browser)
        return hmac.digest(self._secret, browser.encode(), "sha256").hex()

    def check(self) -> None:
        """Before every request: raises Problem unless the route's right is held."""
        if request.blueprint != "api" or request.endpoint is None:
            return
        self._check_csrf()
        wanted = RIGHTS.get(request.endpoint)
        if wanted is None:
            raise Problem("forbidden")
        principals = self.principals()
        holders = [p for p in principals if holds(p, wanted)]
        if (
            wanted.by_agent
            and (agent := next((p for p in principals if p.kind == "agent"), None))
            and _bearer()
        ):
            holders = [self._at_keys(agent, wanted)]
        if not holders and not wanted.public:
            if _bearer() is None and self.is_locked(request.cookies.get(SESSION_COOKIE)):
                raise Problem("screen_locked")
            raise Problem("forbidden" if principals else "sign_in_required")
        g.principals = holders
        g.acting = holders[0].kind if holders else ""

    def _at_keys(self, agent: Principal, wanted: Right) -> Principal:
        """Who presses a hot key: never the agent, but the clerk whose session comes beside its token, and
        only at the agent's own window. No page can send that token: the cookie needs no CSRF token here."""
        if (request.view_args or {}).get("window") != agent.id:
            raise Problem("forbidden")
        clerk = self.staff(request.cookies.get(SESSION_COOKIE))
        if clerk is None:
            raise Problem("sign_in_required")
        if not holds(clerk, wanted):
            raise Problem("forbidden")
        return clerk

    def _check_csrf(self) -> None:
        ambient = any(name.startswith("hallcall_") for name in request.cookies)
        if request.method in ("GET", "HEAD", "OPTIONS") or not ambient or _bearer() is not None:
            return
        shown = request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(shown.encode(), self.csrf().encode()):
            raise Problem("csrf")


def _bearer() -> str | None:
    """The token of this request's Authorization header; where there is one, cookies count for nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def principal(kind: str | None = None, id_: str | None = None) -> Principal:
    """The one who acts: the device of that kind and id if it asked, else the person, else any that may."""
    holders: list[Principal] = g.principals
    who = next((p for p in holders if (p.kind, p.id) == (kind, id_)), holders[0])
    g.acting = who.kind  # whom a refusal speaks to
    return who


def acting_device(kind: str, id_: str) -> Principal | None:
    """The device of that kind and id, if this request proves it and the route is open to it."""
    holders: list[Principal] = g.principals
    return next((p for p in holders if (p.kind, p.id) == (kind, id_)), None)


def set_cookie(name: str, value: str, *, days: int | None = None) -> None:
    """HttpOnly, this site only; Secure where the page came over TLS."""

    @after_this_request
    def attach(response: Response) -> Response:
        response.set_cookie(
            name,
            value,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
            max_age=days * 86400 if days else None,
        )
        return response


def guard(app: Flask, access: Access) -> None:
    app.before_request(access.check)
