"""The mains fail at any moment of a busy morning, six times; and the disk runs full."""

import contextlib
import os
import random
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
import requests

from devices.emulators.control import ControlLost
from tests.crash.crash_house import CLERKS, DESKS, CrashHouse
from tests.serving import new_key, wait_until

pytestmark = pytest.mark.crash

ROUNDS = ["worker", "mains", "worker", "mains", "worker", "mains"]


class Crowd:
    """Citizens, clerks and raters who go on whatever happens, and ask again under the same key."""

    def __init__(self, house: CrashHouse) -> None:
        self.house = house
        self.broken: list[BaseException] = []
        self._over = threading.Event()
        works = [self._citizens, self._citizens, self._raters, *(self._clerk(w) for w in CLERKS)]
        self._threads = [threading.Thread(target=self._guarded, args=(work,)) for work in works]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(30)
        assert self.broken == []

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as broken:
            self.broken.append(broken)

    def _insist(self, ask: Callable[[], requests.Response | dict]) -> requests.Response | dict | None:
        """Ask until there is an answer."""
        while not self._over.is_set():
            with contextlib.suppress(requests.RequestException):
                return ask()
            self._over.wait(0.05)
        return None

    def _citizens(self) -> None:
        session = self.house.server.session()
        session.http.cookies.update(self.house.kiosk.http.cookies)
        while not self._over.is_set():
            key = new_key()
            self._insist(lambda key=key: self.house.take(key=key, session=session))

    def _clerk(self, window: str) -> Callable[[], None]:
        def works() -> None:
            while not self._over.is_set():
                for action in ("call-next", "start", "finish"):
                    key = new_key()
                    self._insist(lambda action=action, key=key: self.house.at(window, action, key))
                self._over.wait(0.3)  # the citizen's chance to rate: the next start ends it

        return works

    def _raters(self) -> None:
        """One button after the other: the same one within a second is taken for the box's own repeat."""
        desks = self.house.server.control("desks")
        for button, address in cycle((b, a) for b in range(4) for a in DESKS.values()):
            if self._over.wait(0.2):
                return
            with contextlib.suppress(ControlLost):
                desks.request({"op": "rate", "address": address, "button": button})


@pytest.fixture
def busy(house: CrashHouse) -> Iterator[Crowd]:
    house.start()
    house.enter()
    for window in CLERKS:
        house.do(window, "sign-in")
    crowd = Crowd(house)
    yield crowd
    crowd._over.set()


def test_six_deaths_of_a_busy_hall_lose_nothing_and_invent_nothing(house: CrashHouse, busy: Crowd):
    moment = random.Random(20261121)
    for victim in ROUNDS:
        enough = len(house.ledger.tickets) + moment.randrange(5, 80)
        wait_until(lambda enough=enough: len(house.ledger.tickets) > enough, 120, "a busy hall")
        if victim == "worker":
            worker = house.server.worker()
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda worker=worker: house.server.worker() != worker, what="a new worker")
        else:
            house.ledger.ratings += sum(house.desk(w)["rater"]["thanks"] for w in DESKS)
            house.power_cut()
            house.check()
            house.start()
    wait_until(lambda: len(house.events("rating.given.v1")) > house.ledger.ratings, what="ratings go on")
    busy.end()
    house.retry()
    house.check()
    assert not house.ledger.open_keys
    assert house.ledger.ratings > 0
    house.wait_for_signs()


def test_a_full_disk_refuses_politely_and_invents_nothing(house: CrashHouse):
    house.start()
    house.enter()
    house.do("w1", "sign-in")
    house.take()
    worker = house.server.worker()
    with full_disk(worker):
        for key in ("during-1", "during-2"):
            answer = house.kiosk.post("/api/tickets", {"queue": "social"}, key=key)
            assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")
            assert answer.json()["detail"].startswith("系统未能保存")
        assert house.at("w1", "call-next").json()["code"] == "storage_failed"
        assert house.server.session().get("/healthz").json()["hall"] == "open"
    assert house.take(key="during-1")["number"] == "A002"
    assert house.at("w1", "call-next").json()["ticket"]["number"] == "A001"
    assert house.server.worker() == worker, "nobody had to restart it"
    assert [e["ticket"][-4:] for e in house.events("ticket.taken.v1")] == ["A001", "A002"]
    wait_until(lambda: not house.owed_papers(), what="paper of both")
    house.check()


@contextlib.contextmanager
def full_disk(process: int) -> Iterator[None]:
    """No file of this process may grow."""
    _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))
