"""Who complained, at the edge: kept out of what lasts, and forgotten so long after the end (R89, 2.6)."""

import logging
import threading

from server.domain import messages as m
from server.domain.hall import Hall
from server.executor import Executor
from server.store.cases import forget_complainants
from server.store.log import Recorded
from server.store.people import Complaint

DAY_MS = 86_400_000
LEAST_NAME, LEAST_PHONE = 2, 5
"""Characters; shorter ones stand in any sentence."""

log = logging.getLogger("web")


class Complainants:
    """Name and telephone are deleted `complainant_days` after the complaint was closed, at the start of a day
    or of this process."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.forget_old()
        executor.listeners.append(self._heard)

    def forget_old(self) -> int:
        """How many rows."""
        plan = self._executor.plan
        before = self._executor.clock() - plan.settings.complainant_days * DAY_MS
        gone = self._executor.write(lambda c: forget_complainants(c, plan.code, before))
        if gone:
            log.info("state=deleted what=complainants rows=%d", gone)
        return gone

    def _heard(self, recorded: list[Recorded], _: Hall) -> None:
        """At the writer's turn, who may not wait for itself."""
        if any(isinstance(r.event, m.DayStarted) for r in recorded):
            threading.Thread(target=self.forget_old, name="complainants", daemon=True).start()


def names_them(kept: Complaint | None, *texts: str) -> bool:
    """Whether one of these texts, which last, says who complained."""
    if kept is None:
        return False
    names = [name for name in (kept.person.strip(),) if len(name) >= LEAST_NAME]
    names += [phone for phone in (kept.phone.strip(),) if len(phone) >= LEAST_PHONE]
    return any(name in text for name in names for text in texts)
