"""The published list of a real hall: its oddities survive (R16, R18); the file is what the script writes."""

from collections import Counter
from pathlib import Path

import pytest

from config.load import load
from config.shangyu import NOT_GOVERNMENT, entries, prefixes, read_counters, render, short
from server.domain.facts.calendar import ServiceDays
from server.domain.facts.plan import DeviceKind, HallPlan, WindowKind

FILE = Path(__file__).parents[2] / "config" / "shangyu.toml"


@pytest.fixture(scope="module")
def plan() -> HallPlan:
    return load(FILE)


def test_regenerating_gives_the_same_bytes() -> None:
    assert render(entries(read_counters())).encode() == FILE.read_bytes()


def test_counters_and_numbers(plan: HallPlan) -> None:
    numbers = [int(w.no) for w in plan.windows if w.no]
    assert len(plan.windows) == 69
    assert numbers == [*range(1, 63), 67]
    assert Counter(w.floor for w in plan.windows) == {"1": 31, "2": 38}
    assert {w.id: w.label for w in plan.windows if not w.no} == {
        "w17-side": "残联窗口(17号旁)",
        "w42-side": "天正设计窗口(42号旁)",
        "w43-side": "综合窗口(43号旁)",
        "w44-side": "防雷检测窗口(44号旁)",
        "w47-side": "图审窗口(47号旁)",
        "w55-side": "文广窗口(55号旁)",
    }


def test_pooled_queues_are_those_of_the_list(plan: HallPlan) -> None:
    pooled = [[w.id for w in windows] for windows in plan.windows_of.values() if len(windows) > 1]
    assert pooled == [
        [f"w{n}" for n in numbers]
        for numbers in ((1, 2, 3), (6, 7), (9, 10), (11, 12), (21, 22), (28, 29), (32, 33), (50, 51))
    ]


def test_two_units_at_one_counter(plan: HallPlan) -> None:
    assert plan.window["w31"].units == ("规划窗口", "人防窗口")
    assert [w.id for w in plan.windows if len(w.units) > 1] == ["w31", "w41"]


def test_counters_that_are_not_government_take_no_part(plan: HallPlan) -> None:
    others = [w.id for w in plan.windows if w.kind is WindowKind.OTHER]
    assert others == [
        *("w15", "w16", "w24", "w30", "w41", "w42", "w42-side", "w45", "w46", "w47", "w47-side"),
        *("w48", "w49", "w62", "w67"),
    ]
    assert {unit for w in others for unit in plan.window[w].units} == NOT_GOVERNMENT
    assert not any(plan.devices_at(kind, window=w) for kind in DeviceKind for w in others)


def test_queues_and_matters(plan: HallPlan) -> None:
    names = [queue.name for queue in plan.queues]
    assert len(names) == len(set(names)) == len(plan.matters) == 45
    assert max(map(len, names)) <= 20
    businesses = {counter.business for counter in read_counters() if counter.serves}
    assert {matter.name for matter in plan.matters} == businesses
    assert [queue.prefix for queue in plan.queues][19:23] == ["Y", "Z", "AA", "AB"]


def test_prefixes_are_enough_for_any_hall() -> None:
    found = list(prefixes())
    assert len(found) == len(set(found)) == 21 + 21 * 21


@pytest.mark.parametrize(
    ("business", "name"),
    [
        ("婚姻登记", "婚姻登记"),
        ("企业名称、企业(个体户)、市场名称、抵押物登记、其他", "企业名称、企业(个体户)、市场名称等"),
        ("甲(一、二、三、四、五、六、七、八、九、十、十一)", "甲(一、二、三、四、五、六、七、八、九等"),
        ("土" * 30, "土" * 19 + "等"),
    ],
)
def test_short_names(business: str, name: str) -> None:
    assert short(business) == name


def test_lines_are_no_longer_than_their_drivers(plan: HallPlan) -> None:
    signs = Counter(d.url for d in plan.devices if d.kind is DeviceKind.SIGN)
    assert max(signs.values()) <= 32
    assert sum(signs.values()) == 54


def test_all_text_can_be_printed(plan: HallPlan) -> None:
    for text in [matter.name for matter in plan.matters] + [window.label for window in plan.windows]:
        assert text.encode("gb18030").decode("gb18030") == text
        text.encode("gb2312")


def test_the_hours_of_the_list(plan: HallPlan) -> None:
    closes = [plan.calendar.sessions_of(day)[-1].close for day in ("2026-04-30", "2026-05-06", "2026-10-08")]
    assert closes == [17 * 60 + 30, 18 * 60, 17 * 60 + 30]
    assert plan.calendar.sessions_of("2026-11-20")[0].open == 8 * 60


def test_one_matter_is_served_on_the_twentieth(plan: HallPlan) -> None:
    (matter,) = (m for m in plan.matters if m.days)
    assert matter.name.startswith("残疾人证核发")
    assert matter.days == ServiceDays((20,))
    assert plan.calendar.next_service_day(matter.days, "2026-11-24") == "2026-12-21"
    assert plan.calendar.served_on(matter.days, "2026-09-20")
