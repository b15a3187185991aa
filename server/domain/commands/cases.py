"""Complaints as they come in; one step of a complaint or a bad rating; lists that leave the house."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.commands.base import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterComplaint(Command):
    """Target, matter, time and place of every complaint, however it came (R85, R89).

    `record` points to what was said and by whom, which is kept apart and can be deleted.
    """

    channel: str
    target: str
    matter: str
    happened_at: int
    place: str
    record: str = ""
    visit: str = ""
    """The ticket whose visit it is about, where that is known; of a visit there is one complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCase(Command):
    """办理一步. Which steps there are, and what each needs: `rules.cases`."""

    case: str
    step: str
    text: str = ""
    """A reason, a finding, the reply; never who complained."""
    staff: str = ""
    """Who takes it, or appeals; "" = whoever acts."""
    date: str = ""
    form: str = ""
    result: str = ""
    unit: str = ""
    second: int = 0
    """The level that the citizen gave afterwards, as an officer was told; the first one stays."""
    complex: bool = False
    changes: Mapping[str, Any] = field(default_factory=dict)
    """What is corrected: field of the form -> its new value."""
    seen: int | None = None
    """How many steps the page had seen; None = it does not say."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """The case as earlier days left it, where today knows nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteExport(Command):
    """A list leaves the house: who took it, which, and why (R76)."""

    what: str
    reason: str
    rows: int = 0
