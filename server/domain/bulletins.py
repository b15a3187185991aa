"""通知: what the duty officer tells the whole hall at once: boards, kiosks, phones, window signs, and aloud.

(A `Notice` of `hall.notices` is the other thing: a sheet of paper for one citizen.)
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from server.domain.texts.signs import RUN_LIMIT, Room, cells

TURN_MS = 8000
"""How long each of several stands where one has room, counted from the epoch, as `turns.js` does."""
GAP = "  "
"""Between two of them in one running line."""
DAY = "day"
"""The notice that came with the day from the calendar, or from a log that knew only one; ends with it."""


class Urgency(StrEnum):
    """PLAIN stands beside what else is shown; URGENT before it, calls still seen; EVACUATE instead of all."""

    PLAIN = "plain"
    URGENT = "urgent"
    EVACUATE = "evacuate"


_RANK = (Urgency.EVACUATE, Urgency.URGENT, Urgency.PLAIN)


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """A prepared notice: `[[notice]]` of the configuration."""

    id: str
    name: str
    text: str
    text_en: str
    signs: tuple[str, ...] = ()
    """For window signs, the longest first; a sign takes the first that it has room for."""
    clip: str = ""
    """The unit of the voice pack that says it; "" = the chime alone."""
    urgency: Urgency = Urgency.URGENT
    minutes: int = 60
    """How long it stands unless somebody says otherwise; 0 = until it is taken back."""
    repeat_s: int = 0
    """Said again after so long, while it stands; 0 = said once."""


TEMPLATES = (
    NoticeTemplate(
        "fire",
        "火警疏散",
        "火警!请立即从安全出口离开,不要乘坐电梯",
        "Fire alarm! Please leave now by the emergency exits. Do not use the lifts",
        ("火警,请从安全出口离开", "火警撤离", "FIRE - PLEASE LEAVE", "FIRE"),
        "fire",
        Urgency.EVACUATE,
        0,
        30,
    ),
    NoticeTemplate(
        "outage",
        "系统故障",
        "系统暂时故障,给您带来不便,敬请谅解,请稍候",
        "Out of order for a while; we apologise. Please wait",
        ("系统故障,请稍候", "系统故障", "PLEASE WAIT", "WAIT"),
        "outage",
        minutes=30,
        repeat_s=300,
    ),
    NoticeTemplate(
        "power",
        "停电",
        "因停电暂停办理,请留在座位上,听从工作人员安排",
        "Power failure: service is interrupted. Please stay seated and follow the staff",
        ("停电,暂停办理", "停电", "PLEASE WAIT", "WAIT"),
        "power",
        repeat_s=300,
    ),
    NoticeTemplate(
        "early-close",
        "提前结束",
        "今日提前结束取号。已取号的群众请继续等候,我们将为您办理完毕",
        "No more numbers today; everybody who has one will be served",
        ("今日提前结束取号", "提前结束", "NO MORE NUMBERS", "CLOSING"),
        "early-close",
        repeat_s=600,
    ),
)
"""Where the hall names none."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One that stands. `at`, `until`, `said_at`: epoch ms; `until` 0 = until it is taken back."""

    id: str
    at: int
    text: str
    text_en: str = ""
    signs: tuple[str, ...] = ()
    urgency: Urgency = Urgency.PLAIN
    until: int = 0
    floors: tuple[str, ...] = ()
    """Empty = the whole hall."""
    clip: str = ""
    repeat_s: int = 0
    template: str = ""
    by: str = ""
    said_at: int = 0

    @property
    def line(self) -> str:
        """What signs run of it behind the staff card."""
        return " ".join((*self.signs, self.text)[0].split())

    @property
    def due_again(self) -> int | None:
        """When it is to be said again, epoch ms."""
        return self.said_at + self.repeat_s * 1000 if self.repeat_s else None

    def concerns(self, floors: Collection[str] | None) -> bool:
        """None asks for the whole hall."""
        return floors is None or not self.floors or not set(self.floors).isdisjoint(floors)

    def stands_at(self, at: int) -> bool:
        return not self.until or at < self.until


def bulletin_of(record: Mapping[str, Any]) -> Bulletin:
    """From plain data, as `asdict` gives it."""
    lists = {name: tuple(record[name]) for name in ("signs", "floors")}
    return Bulletin(**{**record, **lists, "urgency": Urgency(record["urgency"])})


def carried(bulletins: Iterable[Bulletin], at: int) -> list[dict[str, Any]]:
    """What still stands on the next day, as plain data."""
    return [asdict(b) for b in bulletins if b.id != DAY and b.stands_at(at)]


def in_order(bulletins: Iterable[Bulletin], floors: Collection[str] | None = None) -> list[Bulletin]:
    """Of these floors: the most urgent first, then the newest; the day's own last."""
    found = [b for b in reversed(list(bulletins)) if b.concerns(floors)]
    return sorted(found, key=lambda b: (_RANK.index(b.urgency), b.id == DAY, -b.at))


def shown_on(signs: Iterable[str], room: Room) -> str:
    """What a sign shows of these, given from long to short: rather one that stands than one that runs, and
    English only where nothing else does. "" where it has the characters of none."""
    known = [text for text in signs if not room.ascii or text.isascii()]
    stands = [text for text in known if room.holds(text)]
    own = [text for text in stands if room.ascii or not text.isascii()]
    runs = [text for text in known if room.scrolls and len(text) <= RUN_LIMIT]
    return next(iter([*own, *runs, *stands]), min(known, key=cells, default=""))


def shown_together(told: Iterable[Sequence[str]], room: Room, turn: int) -> str:
    """What a sign shows of several, each as for `shown_on`: a sign that runs all of them in one line, another
    the one whose turn it is."""
    found = [(signs, text) for signs in told if (text := shown_on(signs, room))]
    if not found:
        return ""
    line = GAP.join(shown_on(signs, replace(room, cells=None)) for signs, _ in found)
    runs = len(found) > 1 and room.scrolls and len(line) <= RUN_LIMIT
    return line if runs else found[turn % len(found)][1]
