"""Where the time goes: waiting, walking, serving, holding, idle, suspended; what became of the numbers."""

from collections.abc import Mapping

from server.domain.facts.plan import HallPlan
from server.reports.gather import Kinds
from server.reports.table import Cell, Chart, Column, Row, Table, hours, minutes, percent
from server.store.day_figures import Figure

NAMES = {
    "day": ("按日", "by day"),
    "month": ("按月", "by month"),
    "hour": ("按时段", "by hour"),
    "queue": ("按业务队列", "by queue"),
    "window": ("按窗口", "by window"),
    "staff": ("按人员", "by person"),
    "floor": ("按楼层", "by floor"),
    "unit": ("按单位", "by unit"),
    "all": ("合计", "in all"),
}
_NONE = Figure()


def name_of(plan: HallPlan, by: str, key: str) -> str:
    """What people read; a key that has left the plan stands for itself."""
    if by == "hour":
        return f"{key}:00–{int(key) + 1:02d}:00"
    if by == "all":
        return "合计 In all"
    if by == "staff":
        return f"{plan.person[key].name} {key}" if key in plan.person else key
    if by == "window":
        return plan.window[key].label if key in plan.window else key
    if by == "queue":
        return plan.queue[key].name if key in plan.queue else key
    return plan.floor[key].name if by == "floor" and key in plan.floor else key


def key_column(by: str) -> Column:
    names = {
        "day": ("日期", "Day"),
        "month": ("月份", "Month"),
        "hour": ("时段", "Hour"),
        "queue": ("业务队列", "Queue"),
        "window": ("窗口", "Window"),
        "staff": ("人员", "Person"),
        "floor": ("楼层", "Floor"),
        "unit": ("单位", "Unit"),
        "all": ("", ""),
    }
    return Column("key", *names[by])


def in_order(plan: HallPlan, by: str, keys: Mapping[str, object]) -> list[str]:
    """As the plan has them, what left it last; times by time."""
    order: dict[str, list[str]] = {
        "queue": [q.id for q in plan.queues],
        "window": [w.id for w in plan.windows],
        "staff": [s.no for s in plan.staff],
        "floor": [f.id for f in plan.floors],
    }
    place = {key: n for n, key in enumerate(order.get(by, []))}
    return sorted(keys, key=lambda key: (place.get(key, len(place)), key))


COLUMNS = (
    Column("taken", "取号", "Numbers", "", "taken"),
    Column("finished", "办结", "Finished", "", "finished"),
    Column("waiting_mean", "等候均值", "Wait, mean", "min", "waiting"),
    Column("waiting_median", "等候中位", "Wait, median", "min", "waiting"),
    Column("waiting_p90", "等候P90", "Wait, P90", "min", "waiting"),
    Column("waiting_max", "最长等候", "Wait, longest", "min", "waiting"),
    Column("walking_mean", "到窗均值", "Walk, mean", "min", "walking"),
    Column("walking_median", "到窗中位", "Walk, median", "min", "walking"),
    Column("walking_p90", "到窗P90", "Walk, P90", "min", "walking"),
    Column("serving_mean", "办理均值", "Service, mean", "min", "serving"),
    Column("serving_median", "办理中位", "Service, median", "min", "serving"),
    Column("serving_p90", "办理P90", "Service, P90", "min", "serving"),
    Column("holding", "挂起次数", "Held", "", "holding"),
    Column("holding_mean", "挂起均值", "Held, mean", "min", "holding"),
    Column("no_show", "过号", "No-shows", "", "no_show"),
    Column("no_show_rate", "过号率", "No-show rate", "%", "no_show"),
    Column("transferred", "转办", "Transfers", "", "transferred"),
    Column("left", "未办离开", "Left unserved", "", "left"),
    Column("idle", "空闲", "Idle", "h", "idle"),
    Column("suspended", "暂停", "Suspended", "h", "suspended"),
    Column("present", "在岗", "Present", "h", "present"),
    Column("extended", "延时", "After closing", "min", "extended"),
)
NO_QUEUE = ("idle", "suspended", "present", "extended")
"""What no queue has, so that its tables leave it out."""
LEFT_OUT = {
    **dict.fromkeys(("queue", "hour"), NO_QUEUE),
    "staff": ("taken", "left"),
    **dict.fromkeys(("window", "floor"), ("taken", "left", "extended")),
}
"""Dimension -> what nothing of its kind has: a nought would be invented."""
CHARTS: dict[str, tuple[Chart, ...]] = {
    "hour": (
        Chart("几点最忙?", "Which hours are the busiest?", "bar", ("taken", "finished")),
        Chart(
            "几点来要等多久?",
            "How long is the wait of who comes at which hour?",
            "line",
            ("waiting_median", "waiting_p90"),
        ),
    ),
    "day": (
        Chart(
            "每天来了多少人,办了多少?",
            "How many came and were served each day?",
            "line",
            ("taken", "finished"),
        ),
        Chart(
            "等候是变长了还是变短了?", "Do waits grow or shrink?", "line", ("waiting_median", "waiting_p90")
        ),
    ),
    "queue": (
        Chart(
            "哪项业务等得最久?",
            "For which service is the wait the longest?",
            "bar",
            ("waiting_median", "waiting_p90"),
        ),
    ),
    "window": (
        Chart("窗口的时间用在哪里?", "What do windows spend their time on?", "stack", ("idle", "suspended")),
    ),
    "staff": (Chart("谁办了多少件?", "Who served how many?", "bar", ("finished",)),),
    "floor": (Chart("哪层楼更忙?", "Which floor is busier?", "bar", ("finished",)),),
    "unit": (
        Chart(
            "哪个单位等得最久?",
            "For which unit is the wait the longest?",
            "bar",
            ("waiting_median", "waiting_p90"),
        ),
    ),
    "month": (Chart("各月来了多少人?", "How many came each month?", "bar", ("taken", "finished")),),
}


def cells_of(kinds: Kinds, columns: tuple[Column, ...] = COLUMNS) -> tuple[Cell, ...]:
    return tuple(_cell(kinds, column.id) for column in columns)


def _cell(kinds: Kinds, id_: str) -> Cell:
    if id_ in ("idle", "suspended", "present"):
        return hours(kinds.get(id_, _NONE).total_ms)
    if id_ == "extended":
        return kinds.get(id_, _NONE).total_ms // 60_000
    if id_ == "no_show_rate":
        called = sum(kinds.get(kind, _NONE).n for kind in ("no_show", "walking"))
        return percent(kinds.get("no_show", _NONE).n / called) if called else None
    kind, _, what = id_.rpartition("_")
    if what not in ("mean", "median", "p90", "max"):
        return kinds.get(id_, _NONE).n
    return length(kinds.get(kind, _NONE), what)


def length(figure: Figure, what: str) -> float | None:
    """Minutes; None of none."""
    if not figure.n:
        return None
    match what:
        case "mean":
            return minutes(figure.total_ms / figure.n)
        case "max":
            return minutes(figure.longest_ms)
        case _:
            return minutes(1000 * figure.at(50 if what == "median" else 90))


def times_table(plan: HallPlan, by: str, found: Mapping[str, Kinds]) -> Table:
    zh, en = NAMES[by]
    columns = tuple(c for c in COLUMNS if c.id not in LEFT_OUT.get(by, ()))
    rows = [
        Row(key, (name_of(plan, by, key), *cells_of(found[key], columns)))
        for key in in_order(plan, by, found)
    ]
    return Table(
        f"times_{by}",
        f"时间与去向({zh})",
        f"Times and outcomes, {en}",
        by,
        (key_column(by), *columns),
        tuple(rows),
        CHARTS.get(by, ()),
    )
