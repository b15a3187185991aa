"""What signs say in each state, as data: variants from long to short, of which a sign takes the first that it
has room for. Nothing here knows a hall's state; that is `words.signs`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from types import MappingProxyType

RUN_LIMIT = 200
"""Characters that the smallest card takes for one running line."""


class Scene(StrEnum):
    """What a sign is about to say. A dark sign says nothing."""

    IDLE = "idle"
    CALL = "call"
    SERVING = "serving"
    RATE = "rate"
    THANKS = "thanks"
    PAUSED = "paused"
    CLOSED = "closed"
    NOT_OPEN = "not_open"
    WAIT = "wait"
    NOTICE = "notice"


BLANKS: Mapping[Scene, tuple[str, ...]] = MappingProxyType(
    {
        Scene.IDLE: ("unit", "name", "no", "window"),
        Scene.CALL: ("number", "window"),
        Scene.SERVING: ("number", "window"),
        Scene.RATE: ("window",),
        Scene.THANKS: ("window",),
        Scene.PAUSED: ("window",),
        Scene.CLOSED: ("window",),
        Scene.NOT_OPEN: ("window",),
        Scene.WAIT: ("window",),
        Scene.NOTICE: ("notice", "unit", "name", "no", "window"),
    }
)
"""What may be filled in: {unit} {name} {no} of who sits there, {number} of the ticket, {window} as named."""

NEEDED: Mapping[Scene, str] = MappingProxyType(
    {Scene.IDLE: "no", Scene.CALL: "number", Scene.SERVING: "number", Scene.NOTICE: "notice"}
)
"""What no variant may leave out, however short: a call without its number is nobody's."""

USUAL: Mapping[Scene, tuple[str, ...]] = MappingProxyType(
    {
        Scene.IDLE: (
            "{unit} {name} 工号{no}",
            "{unit}\n{name} 工号{no}",
            "{name} 工号{no}",
            "工号{no}",
            "No.{no}",
            "{no}",
        ),
        Scene.CALL: ("请{number}号", "请{number}", "{number}"),
        Scene.SERVING: ("正在办理 {number}", "办理{number}", "办{number}", "NOW {number}"),
        Scene.RATE: ("请您评价", "请评价", "PLEASE RATE", "RATE"),
        Scene.THANKS: ("感谢您的评价", "谢谢评价", "谢谢", "THANK YOU", "THANKS"),
        Scene.PAUSED: ("暂停服务", "暂停", "PAUSED"),
        Scene.CLOSED: ("今日服务已结束,谢谢", "今日已结束", "已结束", "CLOSED"),
        Scene.NOT_OPEN: ("暂未开放", "未开放", "CLOSED"),
        Scene.WAIT: ("请稍候", "PLEASE WAIT", "WAIT"),
        Scene.NOTICE: ("{unit} {name} 工号{no} {notice}", "{notice}"),
    }
)
"""ASCII ones are for signs without Chinese; a Chinese sign comes to them only where nothing else fits."""

RUNNING = frozenset({Scene.IDLE, Scene.NOTICE})
"""Rather whole and running than short and standing, on signs that can run."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a sign can show. cells: half-width characters of a line, None = nobody said. rows: lines.
    scrolls: a longer line runs. ascii: no Chinese.
    """

    cells: int | None = None
    rows: int = 1
    scrolls: bool = False
    ascii: bool = False

    def holds(self, text: str) -> bool:
        """The whole text stands."""
        lines = text.split("\n")
        return len(lines) <= self.rows and (self.cells is None or max(map(cells, lines)) <= self.cells)


ANYTHING = Room()


@dataclass(frozen=True, slots=True)
class Brightness:
    """From this minute after midnight on, so many percent."""

    first: int
    percent: int


@dataclass(frozen=True)
class SignTexts:
    """The hall's own texts; a scene left out has the usual ones. brightness: in the order of the day."""

    texts: Mapping[Scene, Sequence[str]] = field(default_factory=dict)
    brightness: tuple[Brightness, ...] = ()

    def said(self, scene: Scene, facts: Mapping[str, str], room: Room) -> str:
        """The first variant that the sign can show, filled in; "" for a notice that it cannot show whole.

        A variant with a blank that is not known is passed over; where none of the hall's own is left, the
        usual ones stand in. On a sign that can run nothing is left out of a staff card or a notice. Where
        nothing fits it is the shortest.
        """
        shown = _filled(self.texts.get(scene, ()), facts, room) or _filled(USUAL[scene], facts, room)
        fits = [(v, text) for v, text in shown if room.holds(text)]
        if scene not in RUNNING or not room.scrolls:
            least = "" if scene is Scene.NOTICE else min((text for _, text in shown), key=cells)
            return next((text for _, text in fits), least)
        said = set(blanks(shown[0][0])) if shown else set()
        whole = [text for v, text in fits if set(blanks(v)) == said]
        return next(iter([*whole, *(text for _, text in shown if len(text) <= RUN_LIMIT)]), "")

    def percent(self, minute: int) -> int | None:
        """How bright signs are at this minute after midnight; None = as their cards are set."""
        if not self.brightness:
            return None
        return max(self.brightness, key=lambda b: (b.first <= minute, b.first)).percent


def _filled(variants: Sequence[str], facts: Mapping[str, str], room: Room) -> list[tuple[str, str]]:
    """(variant, text) of those whose blanks are all known and whose characters the sign has."""
    known = [v for v in variants if all(facts.get(blank) for blank in blanks(v))]
    filled = [(v, v.format_map(facts)) for v in known]
    return [(v, text) for v, text in filled if not room.ascii or text.isascii()]


def unknown_to_signs(text: str) -> str:
    """Its characters that the fonts of signs lack, each once: they have GB 2312.

    >>> unknown_to_signs("朱鎔鎔😀")
    '鎔😀'
    """
    return "".join(char for char in dict.fromkeys(text) if not _is_gb2312(char))


def _is_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def cells(text: str) -> int:
    """Width in half-width characters.

    >>> cells("请A001号")
    8
    """
    return sum(1 if char < "\x80" else 2 for char in text)


def blanks(variant: str) -> tuple[str, ...]:
    """The names in braces. Raises ValueError where braces do not match."""
    return tuple(name for _, name, _, _ in Formatter().parse(variant) if name is not None)
