"""Events: what happened. Facts, stored for ever as JSON under the dotted name that `@event` gives them.

A field may be added with a default but never renamed. Events hold no name and no ID number of a citizen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

E = TypeVar("E", bound="Event")
EVENT_TYPES: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: int
    actor: str
    type: ClassVar[str] = ""


@dataclass_transform(kw_only_default=True, frozen_default=True)
def event(name: str) -> Callable[[type[E]], type[E]]:
    """Give an event its name on disk."""

    def register(cls: type[E]) -> type[E]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.type = name
        EVENT_TYPES[name] = made
        return made

    return register


def to_record(happened: Event) -> dict[str, Any]:
    """The event's own fields as plain JSON data (`at`, `actor` and the type have columns of their own)."""
    return {name: getattr(happened, name) for name in _own_fields(type(happened))}


def _own_fields(cls: type[Event]) -> tuple[str, ...]:
    """The same for each of a type: asked once."""
    if (names := _OWN.get(cls.type)) is None:
        names = _OWN[cls.type] = tuple(f.name for f in fields(cls) if f.name not in ("at", "actor"))
    return names


_OWN: dict[str, tuple[str, ...]] = {}


def from_record(type_: str, at: int, actor: str, record: Mapping[str, Any]) -> Event:
    """Rebuild an event; KeyError where this version does not know the type."""
    cls = EVENT_TYPES[type_]
    known = {f.name for f in fields(cls)}
    return cls(at=at, actor=actor, **{k: v for k, v in record.items() if k in known})
