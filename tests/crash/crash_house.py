"""A small real hall that is killed, and a ledger of everything it ever said yes to."""

import contextlib
import json
import sqlite3
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from config.load import load
from server.delivery.stands import SETTLE_MS
from server.domain.facts.plan import HallPlan
from server.domain.texts.signs import Room
from server.domain.words.signs import sign_text
from server.executor import wall_clock
from server.store.database import Database
from server.store.log import Log
from tests.invariants import check_invariants
from tests.serving import Server, Session, new_key, wait_until
from tests.web.page import Page

CONFIG = Path(__file__).with_name("crash_hall.toml")
DESKS = {"w1": 1, "w2": 2}
CLERKS = {"w1": "1001", "w2": "1002"}
COPY = "【补打】"


@dataclass
class Ledger:
    """What the hall acknowledged; written by many threads."""

    tickets: dict[str, str] = field(default_factory=dict)
    """Idempotency-Key -> ticket id."""
    done: list[tuple[str, str]] = field(default_factory=list)
    """(event type, ticket id) of calls and finishes."""
    open_keys: set[str] = field(default_factory=set)
    """Keys of tickets that were asked for and not answered."""
    ratings: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, key: str) -> None:
        with self._lock:
            self.open_keys.add(key)

    def taken(self, key: str, ticket: str) -> None:
        with self._lock:
            assert self.tickets.setdefault(key, ticket) == ticket, "the same key brought another ticket"
            self.open_keys.discard(key)

    def did(self, type_: str, ticket: str) -> None:
        with self._lock:
            self.done.append((type_, ticket))


class CrashHouse:
    """The hall under test. `start` and `kill` as often as wanted; `check` at any moment."""

    def __init__(self, folder: Path, config: Path = CONFIG) -> None:
        self.server = Server(folder, config=config)
        self.plan: HallPlan = load(config)
        self.ledger = Ledger()
        self._kiosk: Session | None = None
        self._clerks: dict[str, Session] = {}

    # ------------------------------------------------------------ life

    def start(self, crash: str = "") -> None:
        self.server.start(crash=crash)

    def crash(self, point: str) -> int:
        """Start with this point armed and nobody to restart the worker; the worker's process id."""
        self.start(crash=point)
        self.enter()
        worker = self.server.worker()
        self.server.hold_master()
        return worker

    def power_cut(self) -> None:
        """Everything is dead: server and devices."""
        self.server.kill()

    def enter(self) -> None:
        """Kiosk and clerks are known to the hall; their cookies outlive its crashes."""
        if self._kiosk is None:
            self._kiosk = self.server.kiosk("k1")
            self._clerks = {w: self.server.staff(no) for w, no in CLERKS.items()}

    # ------------------------------------------------------------ what people do

    @property
    def kiosk(self) -> Session:
        assert self._kiosk is not None
        return self._kiosk

    def take(self, queue: str = "social", key: str = "", session: Session | None = None) -> dict[str, Any]:
        """A ticket, written into the ledger. Raises requests.RequestException where the hall dies on it."""
        key = key or new_key()
        self.ledger.asked(key)
        answer = (session or self.kiosk).post("/api/tickets", {"queue": queue}, key=key)
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()
        self.ledger.taken(key, ticket["id"])
        return ticket

    def at(self, window: str, action: str, key: str = "") -> requests.Response:
        """A clerk acts at the window; calls and finishes go into the ledger."""
        answer = self._clerks[window].post(f"/api/windows/{window}/{action}", key=key or new_key())
        types = {"call-next": "ticket.called.v1", "finish": "ticket.finished.v1", "pass": "ticket.passed.v1"}
        if answer.ok and action in types:
            self.ledger.did(types[action], answer.json()["ticket"]["id"])
        return answer

    def do(self, window: str, *actions: str) -> None:
        """As `at`, and each must succeed."""
        for action in actions:
            answer = self.at(window, action)
            assert answer.ok, (action, answer.text)

    def settled(self) -> None:
        """Whatever anybody did last has stood for so long that a keypad's key may act on it."""

        def stood() -> bool:
            return wall_clock() - self.rows("SELECT max(at) FROM events")[0][0] >= SETTLE_MS

        wait_until(stood, what="a state that a key may act on")

    def retry(self) -> None:
        """Every citizen whose answer never came touches again, and so does everybody who has one."""
        for key in list(self.ledger.open_keys):
            self.take(key=key)
        for key, ticket in list(self.ledger.tickets.items())[-5:]:
            assert self.take(key=key)["id"] == ticket

    def board(self) -> Page:
        screen = self.server.session()
        screen.get("/display/f1")
        return Page(self.server.base, "/display", {"id": "f1"}, {"Cookie": screen.cookies()})

    # ------------------------------------------------------------ what can be seen

    def rows(self, query: str, *values: object) -> list[Any]:
        """What the database holds, beside the server."""
        with contextlib.closing(sqlite3.connect(self.server.data / "hall.db", timeout=10)) as database:
            return database.execute(query, values).fetchall()

    def events(self, type_: str) -> list[dict[str, Any]]:
        """Bodies of the stored events of this type, with at and actor."""
        rows = self.rows("SELECT body, at, actor FROM events WHERE type = ? ORDER BY seq", type_)
        return [json.loads(body) | {"at": at, "actor": actor} for body, at, actor in rows]

    def owed_papers(self) -> list[str]:
        """Numbers of the citizens who are still here and whose paper is not confirmed."""
        rows = self.rows(
            "SELECT number FROM tickets WHERE slip IN ('pending', 'unconfirmed')"
            " AND state IN ('waiting', 'called', 'serving', 'passed') ORDER BY number"
        )
        return [number for (number,) in rows]

    def age(self, seconds: int) -> None:
        """While it is dead: nobody was alive for so long."""
        with contextlib.closing(sqlite3.connect(self.server.data / "hall.db")) as database, database:
            database.execute("UPDATE alive SET at = at - ?", (seconds * 1000,))

    def papers(self, printer: str = "printer") -> list[tuple[str, bool]]:
        """(number, is it marked as a copy) of every slip that left the printer since it was switched on."""
        found = []
        for ticket in self.server.control(printer).state()["tickets"]:
            texts = [line.get("text", "") for line in ticket["lines"]]
            number = next(line["text"] for line in ticket["lines"] if line.get("height") == 4)
            found.append((number, COPY in texts))
        return found

    def sign(self, window: str) -> str:
        signs = self.server.control("signs").state()["signs"]
        return str(signs[str(DESKS[window])]["text"])

    def desk(self, window: str) -> dict[str, Any]:
        desks: dict[str, Any] = self.server.control("desks").state()["desks"]
        return dict(desks[str(DESKS[window])])

    def signs_wanted(self) -> dict[str, str]:
        """What the log says the signs should show."""
        database = Database(self.moment(), self.plan.code)
        try:
            hall = Log(database).load(self.plan)
        finally:
            database.close()
        now, room = wall_clock(), Room(16, 2, scrolls=True)
        return {window: sign_text(hall, window, room=room, at=now).text for window in DESKS}

    def wait_for_signs(self) -> None:
        wait_until(lambda: {w: self.sign(w) for w in DESKS} == self.signs_wanted(), what="signs in step")

    # ------------------------------------------------------------ what must be true

    def check(self) -> None:
        """The data contradict neither themselves nor anything that was ever acknowledged."""
        check_invariants(self.moment(), self.plan.code, self.plan)
        taken = Counter(event["ticket"] for event in self.events("ticket.taken.v1"))
        assert set(self.ledger.tickets.values()) <= set(taken)
        assert max(taken.values(), default=1) == 1
        assert len(taken) <= len(self.ledger.tickets) + len(self.ledger.open_keys)
        stored = Counter(
            (type_, event["ticket"])
            for type_ in ("ticket.called.v1", "ticket.finished.v1", "ticket.passed.v1")
            for event in self.events(type_)
        )
        assert set(self.ledger.done) <= set(stored)
        assert max(stored.values(), default=1) == 1
        assert len(self.events("rating.given.v1")) >= self.ledger.ratings

    def moment(self) -> str:
        """A copy of the database as of one moment: the living hall goes on writing. Its URL."""
        copy = self.server.data / "moment.db"
        for old in self.server.data.glob("moment.db*"):
            old.unlink()
        with (
            contextlib.closing(sqlite3.connect(self.server.data / "hall.db", timeout=10)) as now,
            contextlib.closing(sqlite3.connect(copy)) as moment,
        ):
            now.backup(moment)
        return f"sqlite:///{copy}"
