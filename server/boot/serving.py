"""One hall, put together: the composition root, which knows everything."""

import argparse
import secrets
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import caller.routes
import display.at_window
import display.duty_pages
import display.lab
import display.report_pages
import display.routes
import kiosk.guide_pages
import kiosk.phone
import kiosk.routes
from caller import keypad
from devices.emulators import fleet
from kiosk import notice_slip
from server.boot.options import address, database_url, today
from server.delivery import Delivery
from server.delivery.outbox import Outbox
from server.delivery.upload import HttpsJson
from server.domain import messages as m
from server.domain.facts.plan import HallPlan
from server.executor import Executor
from server.reports.keeper import ReportKeeper
from server.store.checkpoints import Checkpoints
from server.store.database import Database
from server.store.outbox import unsent
from server.watch.conditions import Conditions, Sources
from server.web.access.demo import DemoAccounts, write_private
from server.web.app import Web, create_app

MIDNIGHT_EVERY_S = 20


class Serving:
    """One hall, put together: log, executor, devices, web."""

    def __init__(self, plan: HallPlan, options: argparse.Namespace) -> None:
        data: Path = options.data
        self._stopping = threading.Event()
        self.database = Database(database_url(options), plan.code)
        self.checkpoints = Checkpoints(self.database)
        self.checkpoints.start()
        self.executor: Executor = Executor(self.database, plan)
        self.executor.start(today(plan))
        emulated = data / "emulators"
        self.delivery: Delivery = Delivery(
            self.executor,
            layout=notice_slip.any_slip,
            grammar=partial(keypad.keypad_command, plan),
            phone_base=options.phone_base or address(options),
            resolve=partial(fleet.resolve, folder=emulated),
            record=options.record,
        )
        self.web: Web = self._web(plan, data, options.phone_base or "")
        self.delivery.on_change = self.web.feed.changed
        self.delivery.cards.tell(self.web.cards.read, self.web.cards.trouble)
        self.delivery.start()
        self.keeper = ReportKeeper(self.executor)
        self.keeper.start()
        self.conditions = self._conditions(plan, data)
        self.conditions.start()
        threading.Thread(target=self._watch_midnight, name="midnight", daemon=True).start()
        self.outbox = self._outbox(plan)
        self.demo = DemoAccounts(self.web.access, data / "demo-accounts.json")

    def _outbox(self, plan: HallPlan) -> Outbox | None:
        """None where nothing is sent."""
        if plan.upload is None:
            return None
        outbox = Outbox(self.executor, HttpsJson(plan.upload, self.executor.clock))
        outbox.start()
        return outbox

    def _web(self, plan: HallPlan, data: Path, phone_base: str) -> Web:
        def pages(shared: Any) -> Iterator[Any]:
            yield kiosk.routes.blueprint(shared)
            yield kiosk.phone.blueprint(shared)
            yield kiosk.guide_pages.blueprint(shared)
            yield caller.routes.blueprint(shared)
            yield display.routes.blueprint(shared)
            yield display.duty_pages.blueprint(shared)
            yield display.at_window.blueprint(shared)
            yield display.report_pages.blueprint(shared)
            if ends := fleet.controls(plan.devices, data / "emulators"):
                yield display.lab.blueprint(shared, ends)

        return create_app(
            self.executor,
            secret=_secret(data / "secret.key"),
            healths=self.delivery.healths,
            readers=self.delivery.cards,
            pages=pages,
            phone_base=phone_base,
            demo_accounts=lambda: self.demo.listed(),  # noqa: PLW0108  made after the app
        )

    def _conditions(self, plan: HallPlan, data: Path) -> Conditions:
        def waiting_to_be_sent() -> tuple[int, int | None]:
            with self.database.readers.connect() as connection:
                return unsent(connection, plan.code)

        boards = self.web.feed.boards.view
        kiosks = self.web.feed.kiosks.away
        sources = Sources(
            self.delivery.healths, boards, data, kiosks, waiting_to_be_sent, self.keeper.pending
        )
        return Conditions(self.executor, sources)

    def _watch_midnight(self) -> None:
        """Most halls cut the mains at night; one that does not still begins a new day."""
        while not self._stopping.wait(MIDNIGHT_EVERY_S):
            self.executor.submit(partial(m.NewDay, actor="system", day=today(self.executor.plan)))

    @property
    def app(self) -> Any:
        """What gunicorn serves."""
        return self.web.app

    def stop(self) -> None:
        self._stopping.set()
        self.conditions.stop()
        self.keeper.stop()
        self.web.changes.stop()
        if self.outbox:
            self.outbox.stop()
        self.delivery.stop()
        self.executor.stop()
        self.checkpoints.stop()
        self.database.close()


def _secret(path: Path) -> bytes:
    if not path.exists():
        write_private(path, secrets.token_bytes(32))
    return path.read_bytes()
