"""Commands, events and refusals under one name: `m.TakeNumber`, `m.NumberTaken`, `m.Refusal`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.domain.commands.alarms import *  # noqa: F403
from server.domain.commands.appointments import *  # noqa: F403
from server.domain.commands.base import *  # noqa: F403
from server.domain.commands.cases import *  # noqa: F403
from server.domain.commands.day import *  # noqa: F403
from server.domain.commands.grades import *  # noqa: F403
from server.domain.commands.guide import *  # noqa: F403
from server.domain.commands.kiosks import *  # noqa: F403
from server.domain.commands.lead import *  # noqa: F403
from server.domain.commands.ledger import *  # noqa: F403
from server.domain.commands.notices import *  # noqa: F403
from server.domain.commands.ratings import *  # noqa: F403
from server.domain.commands.record import *  # noqa: F403
from server.domain.commands.reports import *  # noqa: F403
from server.domain.commands.tickets import *  # noqa: F403
from server.domain.commands.windows import *  # noqa: F403
from server.domain.events.alarms import *  # noqa: F403
from server.domain.events.appointments import *  # noqa: F403
from server.domain.events.base import *  # noqa: F403
from server.domain.events.base import Event
from server.domain.events.cases import *  # noqa: F403
from server.domain.events.day import *  # noqa: F403
from server.domain.events.grades import *  # noqa: F403
from server.domain.events.guide import *  # noqa: F403
from server.domain.events.kiosks import *  # noqa: F403
from server.domain.events.lead import *  # noqa: F403
from server.domain.events.ledger import *  # noqa: F403
from server.domain.events.notices import *  # noqa: F403
from server.domain.events.ratings import *  # noqa: F403
from server.domain.events.record import *  # noqa: F403
from server.domain.events.reports import *  # noqa: F403
from server.domain.events.tickets import *  # noqa: F403
from server.domain.events.windows import *  # noqa: F403


@dataclass(frozen=True, slots=True)
class Refusal:
    """A polite no: a stable code and what the sentence in each language needs."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    """What must be kept in the log all the same (a refused press)."""
