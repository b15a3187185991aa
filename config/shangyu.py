"""A real hall's list of counters -> a hall to try: ``python -m config.shangyu > config/shangyu.toml``.

`windows_shangyu.csv` holds the 69 counters of a published list, text and oddities as they stood. What the
list leaves open is decided here, once: who is no government counter, which counters share a queue, how a
counter without a number is called. Staff and devices are placeholders.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

SOURCE = Path(__file__).with_name("windows_shangyu.csv")
NOT_GOVERNMENT = frozenset(
    {
        "自助银行",
        "商务中心",
        "公证窗口",
        "房产评估窗口",
        "房产测绘窗口",
        "土地评估窗口",
        "天正设计窗口",
        "一达环评窗口",
        "审计验资窗口",
        "工程造价窗口",
        "图审窗口",
        "环评窗口",
        "万通彩虹",
    }
)
"""R19: banks, copy shop, notary and agencies. 防雷检测 (a bureau's own testing) and 供电 (a public utility)
are not on that list: citizens wait there, so they take part. 万通彩虹 procures licences for a fee."""
QUEUE_NAME_LIMIT = 20
PER_LINE = 32
"""Unit loads of a classic RS-485 driver."""
AT_A_WINDOW = (("sign", "onbon-k", "signs"), ("keypad", "ff68", "desks"), ("rater", "ff68", "desks"))
PLACEHOLDERS = (("H01", "help_desk", "总服务台"), ("D01", "duty", "值班员"), ("S01", "admin", "管理员"))
LEVELS = {"0": 5, "1": 4, "2": 3, "3": 1}
FLOORS = {"1": "一楼", "2": "二楼"}
MONTHLY = re.compile(r"每月(\d+)日办理")
"""R12: the list names the one day of a matter in the text of its business."""
LETTERS = "ABCDGHJKLMNPQSTUVWXYZ"
"""Without I and O (1 and 0), and without E, F and R, which sound like digits when they are called."""

HEAD = """\
# 由 python -m config.shangyu 依 config/windows_shangyu.csv 生成,请勿手改。
# Generated from config/windows_shangyu.csv; change the script, not this file.
#
# 一份公开的窗口一览表(69 个柜台,两层)。地名系推断,人员与设备均为占位。
# A published list of 69 counters on two floors. The place is inferred; staff and devices are placeholders.
"""

Value = str | int | bool | Sequence[str] | Sequence[Mapping[str, str]] | Mapping[str, object]
Entry = tuple[str, Mapping[str, Value]]
"""A header such as ``[[queue]]`` and the keys below it."""

MORNING = {"open": "08:00", "close": "12:00"}
HOURS: Sequence[tuple[str, str, Mapping[str, Value], Mapping[str, str]]] = (
    ("summer", "夏季", {"from": "05-01", "to": "09-30"}, {"open": "14:30", "close": "18:00"}),
    ("usual", "", {}, {"open": "14:30", "close": "17:30"}),
)
"""R3: the afternoon is half an hour longer from May to September."""


@dataclass(frozen=True)
class Counter:
    id: str
    no: str
    """Empty where the hall gave none; `after` is then the number it stands beside."""
    after: str
    floor: str
    units: tuple[str, ...]
    business: str
    """Whole: the list separates matters by 、, by spaces or not at all, so it cannot be split safely."""
    phone: str

    @property
    def serves(self) -> bool:
        return not NOT_GOVERNMENT.issuperset(self.units)


def read_counters(source: Path = SOURCE) -> list[Counter]:
    counters: list[Counter] = []
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number, beside = row["window_no"], row["after_window_no"]
            counters.append(
                Counter(
                    id=f"w{number}" if number else _side_id(beside, counters),
                    no=number,
                    after=beside,
                    floor=row["floor"],
                    units=tuple(row["unit"].split()),
                    business=row["businesses"],
                    phone=row["phone"],
                )
            )
    return counters


def _side_id(beside: str, counters: Iterable[Counter]) -> str:
    """Several counters may stand beside one number: w17-side, w17-side2 …"""
    nth = 1 + sum(not c.no and c.after == beside for c in counters)
    return f"w{beside}-side" + (str(nth) if nth > 1 else "")


def short(business: str) -> str:
    """A name that fits a button: cut at a separator outside brackets, with 等 for what is left out."""
    if len(business) <= QUEUE_NAME_LIMIT:
        return business
    depth, cut = 0, 0
    for place, char in enumerate(business[:QUEUE_NAME_LIMIT]):
        depth += (char in "((") - (char in "))")
        if depth == 0 and char in "、 ":
            cut = place
    return business[: cut or QUEUE_NAME_LIMIT - 1] + "等"


def prefixes() -> Iterator[str]:
    """A … Z, then AA, AB …, without I and O."""
    yield from LETTERS
    yield from map("".join, product(LETTERS, repeat=2))


def entries(counters: Sequence[Counter]) -> Iterator[Entry]:
    serving = [c for c in counters if c.serves]
    queue_of: dict[tuple[tuple[str, ...], str], str] = {}
    for counter in serving:
        queue_of.setdefault((counter.units, counter.business), f"q-{counter.id}")
    hall = {"code": "shangyu", "name": "上虞行政服务中心(样例)", "name_en": "Shangyu Service Centre (sample)"}
    yield "[hall]", {**hall, "timezone": "Asia/Shanghai", "sample": True}
    yield "[settings]", {"auto_open": True}
    yield "[alarms]", {"clock_sync": False}
    for profile, season, span, afternoon in HOURS:
        named = {"name": season} if season else {}
        yield "[[hours]]", {"id": profile, **named, **span, "sessions": [MORNING, afternoon]}
    for floor, name in FLOORS.items():
        yield "[[floor]]", {"id": floor, "name": name, "name_en": f"Floor {floor}"}
    for ((units, business), queue), prefix in zip(queue_of.items(), prefixes(), strict=False):
        yield "[[queue]]", {"id": queue, "prefix": prefix, "name": short(business), "unit": "、".join(units)}
    for (_, business), queue in queue_of.items():
        keys: Mapping[str, Value] = {"id": queue.replace("q-", "m-"), "queue": queue, "name": business}
        monthly = MONTHLY.search(business)
        yield "[[matter]]", {**keys, "days": {"month": [int(monthly[1])]}} if monthly else keys
    for counter in counters:
        yield "[[window]]", window_keys(counter, queue_of.get((counter.units, counter.business), ""))
    yield from staff(serving)
    for floor, name in FLOORS.items():
        yield "[[kiosk]]", {"id": f"k{floor}", "name": f"{name}取号机", "floor": floor}
    for floor, name in FLOORS.items():
        yield "[[screen]]", {"id": f"f{floor}", "name": f"{name}综合屏", "floors": [floor]}
    yield "[[screen]]", {"id": "hall", "name": "大厅总屏", "floors": list(FLOORS)}
    yield from devices(serving)


def window_keys(counter: Counter, queue: str) -> dict[str, Value]:
    keys: dict[str, Value] = {"id": counter.id}
    if counter.no:
        keys["no"] = counter.no
    else:
        keys["label"] = f"{counter.units[0]}({counter.after}号旁)"
        keys["label_en"] = f"Beside window {counter.after}"
    keys |= {"floor": counter.floor, "units": counter.units}
    keys |= {"queues": [queue]} if queue else {"kind": "other"}
    if not queue and counter.business:
        keys["business"] = counter.business
    return keys | ({"phone": counter.phone} if counter.phone else {})


def staff(serving: Sequence[Counter]) -> Iterator[Entry]:
    for nth, counter in enumerate(serving, 1):
        keys = {"no": str(2000 + nth), "name": f"窗口工作人员 {nth:02}", "unit": counter.units[0]}
        yield "[[staff]]", {**keys, "windows": [counter.id]}
    for number, role, name in PLACEHOLDERS:
        yield "[[staff]]", {"no": number, "name": name, "unit": "中心办公室", "roles": [role]}


def devices(serving: Sequence[Counter]) -> Iterator[Entry]:
    for floor in FLOORS:
        kiosk, printer = f"k{floor}", f"printer-k{floor}"
        keys = {"id": printer, "kind": "printer", "protocol": "escpos", "url": f"emulator://{printer}"}
        yield "[[device]]", {**keys, "kiosk": kiosk, "options": {"columns": 48}}
    for floor in FLOORS:
        here = [c for c in serving if c.floor == floor]
        for kind, protocol, bus in AT_A_WINDOW:
            for nth, counter in enumerate(here):
                line, place = divmod(nth, PER_LINE)
                keys = {"id": f"{kind}-{counter.id}", "kind": kind, "protocol": protocol}
                yield (
                    "[[device]]",
                    {
                        **keys,
                        "url": f"emulator://{bus}-{floor}-{line + 1}",
                        "address": place + 1,
                        "window": counter.id,
                        **({"options": {"levels": LEVELS}} if kind == "rater" else {}),
                    },
                )


def toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)  # texts, numbers and flags are the same in both


def render(found: Iterable[Entry]) -> str:
    blocks = [
        "\n".join([header, *(f"{key} = {toml(item)}" for key, item in keys.items())])
        for header, keys in found
    ]
    return "\n".join([HEAD, *(f"{block}\n" for block in blocks)])


if __name__ == "__main__":
    sys.stdout.buffer.write(render(entries(read_counters())).encode())
