"""What a step can do: every command of the hall by its name, and a few words of the theatre's own."""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Union, get_args, get_origin

from server.domain import messages as m
from tests.scenarios.bulk import bulk
from tests.scenarios.script import BadScenario
from tests.scenarios.stage import Outcome, Stage

Table = Mapping[str, Any]


def act(stage: Stage, do: str, who: str, table: Table) -> Outcome:
    if do in OWN_WORDS:
        OWN_WORDS[do](stage, table)
        return Outcome()
    cls = getattr(m, do, None)
    if not (isinstance(cls, type) and issubclass(cls, m.Command)) or cls is m.Command:
        raise BadScenario(f"there is no command {do}")
    actor = who or _actor(stage, cls, table)
    return stage.give(cls, actor, _made(stage, cls, _completed(cls, actor, table, stage)))


def _actor(stage: Stage, cls: type[m.Command], table: Table) -> str:
    """Who acts where the step does not say."""
    window = table.get("window", "")
    if cls is m.PressRating:
        return f"device:rater-{window}"
    if cls is m.SignIn:
        return f"staff:{table['staff']}"
    if issubclass(cls, m.AtWindow) and window in stage.plan.window:
        return f"staff:{stage.hall.desks[window].staff}"
    return f"kiosk:{table['kiosk']}" if "kiosk" in table else "system"


def _completed(cls: type[m.Command], actor: str, table: Table, stage: Stage) -> dict[str, Any]:
    """Fields that go without saying: the kiosk or the person that acts, and a token nobody can guess."""
    names = {f.name for f in fields(cls)}
    kind, _, name = actor.partition(":")
    whole = dict(table)
    if kind == "kiosk" and cls in (m.TakeNumber, m.CheckIn):
        whole.setdefault("kiosk", name)
    if kind == "staff" and cls is m.SignIn:
        whole.setdefault("staff", name)
    if "token" in names:
        whole.setdefault("token", stage.token())
    if cls is m.PressRating:
        whole.setdefault("channel", "rater")
    return whole


def _made(stage: Stage, cls: type[Any], table: Table) -> dict[str, Any]:
    """The fields as the command has them: times in ms, tickets and queues by id, lists as tuples."""
    known = {f.name: f.type for f in fields(cls)}
    made = {}
    for name, value in table.items():
        if name not in known or name in ("at", "actor"):
            raise BadScenario(f"{cls.__name__} has no {name}; it has {', '.join(sorted(known))}")
        made[name] = _field(stage, name, known[name], value)
    if cls is m.Transfer and made.get("to") == "queue":
        made["id"] = stage.queue(made["id"])
    return made


def _field(stage: Stage, name: str, type_: Any, value: Any) -> Any:
    if isinstance(value, str) and _is_number(type_):
        return stage.ms(value)
    if isinstance(value, list):
        inner = get_args(type_)[0]
        if isinstance(inner, type) and issubclass(inner, m.Command | m.Booking):
            return tuple(inner(**_made(stage, inner, entry)) for entry in value)
        return tuple(value)
    if name == "ticket" and (ticket := stage.ticket(value)):
        return ticket.id
    return stage.queue(value) if name == "queue" else value


def _is_number(type_: Any) -> bool:
    if get_origin(type_) in (Union, types.UnionType):
        return int in get_args(type_)
    return type_ is int


# ---------------------------------------------------------------- the theatre's own words


def _power_off(stage: Stage, table: Table) -> None:
    _only("PowerOff", table, set())
    stage.switch_off()


def _power_on(stage: Stage, table: Table) -> None:
    """`last_alive`: the last time that the server wrote that it lives; else when the power went."""
    _only("PowerOn", table, {"last_alive"})
    stage.switch_on(stage.ms(table["last_alive"]) if "last_alive" in table else None)


def _device(stage: Stage, table: Table) -> None:
    """How a device is from now on, as its driver says: `cause` such as "paper_out", or "" for well."""
    _only("Device", table, {"id", "cause"})
    link = "lost" if table["cause"] else "in_step"
    health = {"link": link, "since": stage.now, "last_ok": None, "errors": 0, "paper": ""}
    stage.healths[table["id"]] = health | {"cause": table["cause"]}


def _only(word: str, table: Table, keys: set[str]) -> None:
    if set(table) - keys:
        raise BadScenario(f"{word} has no {', '.join(sorted(set(table) - keys))}")


def _bulk(stage: Stage, table: Table) -> None:
    bulk(stage, act, table)


OWN_WORDS: dict[str, Callable[[Stage, Table], None]] = {
    "PowerOff": _power_off,
    "PowerOn": _power_on,
    "Device": _device,
    "Bulk": _bulk,
}
