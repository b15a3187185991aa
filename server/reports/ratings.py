"""Ratings by person, window, unit, day: counts first, then rates, and how little a few ratings prove."""

from collections.abc import Mapping

from server.domain.facts.plan import HallPlan
from server.reports.gather import Gatherer, Kinds, Scope
from server.reports.period import Period
from server.reports.rates import Rates, rates_of
from server.reports.table import Cell, Chart, Column, Row, Table, percent
from server.reports.times import NAMES, in_order, key_column, length, name_of
from server.store.day_figures import Figure

COLUMNS = (
    Column("visits", "办结", "Finished", "", "finished"),
    Column("active", "主动评价", "Rated by a press", "", "rated"),
    Column("default", "默认评价", "By default", "", "default"),
    Column("unrated", "未评价", "Not rated", "", "unrated"),
    Column("level5", "非常满意", "5", "", "level5"),
    Column("level4", "满意", "4", "", "level4"),
    Column("level3", "基本满意", "3", "", "level3"),
    Column("level2", "不满意", "2", "", "level2"),
    Column("level1", "非常不满意", "1", "", "level1"),
    Column("good_rate", "好评率", "Good", "%", "rated"),
    Column("active_good_rate", "主动评价好评率", "Good of presses", "%", "rated"),
    Column("lower_bound", "好评率下限", "At least (Wilson 95 %)", "%", "rated"),
    Column("unrated_rate", "不评价率", "Not rated", "%", "unrated"),
)
RATE_NOTE = (
    "好评率=(3级以上主动评价+默认评价)÷(主动评价+默认评价);主动评价好评率=3级以上主动评价÷主动评价;"
    "不评价率=未评价÷办结。下限为95%置信区间(Wilson)的下端:评价少,下限就低。"
    "未评价不算任何等级。"
)
RATE_NOTE_EN = (
    "Good = (presses of 3 and above + defaults) / (presses + defaults);"
    " good of presses = presses of 3 and above / presses; not rated = of all finished."
    " At least: the lower end of Wilson's 95 % interval, low where ratings are few."
    " What nobody rated is no level."
)
SHARES = Chart(
    "谁的好评经得起推敲?", "Whose good ratings rest on many?", "bar", ("active_good_rate", "lower_bound")
)


def rates_by(gatherer: Gatherer, period: Period, by: str, scope: Scope) -> dict[str, Rates]:
    visits: Mapping[str, Kinds] = gatherer.gather(period, by, scope, bins=False)
    levels = gatherer.levels(period, by, scope)
    found = {key: kinds.get("finished", Figure()).n for key, kinds in visits.items()}
    keys = {key for key, n in found.items() if n} | set(levels)
    return {key: rates_of(found.get(key, 0), levels.get(key, {})) for key in keys}


def cells_of(rates: Rates) -> tuple[Cell, ...]:
    shares = (rates.good_rate, rates.active_good_rate, rates.lower_bound, rates.unrated_rate)
    levels = (rates.levels[level] for level in range(5, 0, -1))
    return (rates.visits, rates.active, rates.default, rates.unrated, *levels, *map(percent, shares))


def ratings_table(plan: HallPlan, by: str, found: Mapping[str, Rates]) -> Table:
    zh, en = NAMES[by]
    rows = [Row(key, (name_of(plan, by, key), *cells_of(found[key]))) for key in in_order(plan, by, found)]
    columns = (key_column(by), *COLUMNS)
    charts = (SHARES,) if by in ("staff", "window", "unit") else ()
    title, title_en = f"评价({zh})", f"Ratings, {en}"
    return Table(f"ratings_{by}", title, title_en, by, columns, tuple(rows), charts, RATE_NOTE, RATE_NOTE_EN)


RANKING = (
    Column("rank", "名次", "Rank", "", "rated"),
    Column("unit", "单位", "Unit"),
    *(
        c
        for c in COLUMNS
        if c.id in ("visits", "active", "active_good_rate", "lower_bound", "level2", "level1")
    ),
    Column("serving_median", "办理中位", "Service, median", "min", "serving"),
    Column("no_show", "过号", "No-shows", "", "no_show"),
)


def ranking_table(gatherer: Gatherer, plan: HallPlan, by: str, period: Period, scope: Scope) -> Table:
    """By the lower bound, so that 3 of 3 does not stand before 290 of 300; then by visits; who is equal in
    both has the same rank (R100, R107)."""
    kinds = gatherer.gather(period, by, scope)
    found = rates_by(gatherer, period, by, scope)
    order = sorted(found, key=lambda key: (-(found[key].lower_bound or 0.0), -found[key].visits, key))
    rows: list[Row] = []
    rank, before = 0, None
    for place, key in enumerate(order, 1):
        rates, mine = found[key], kinds.get(key, {})
        stands = (rates.lower_bound or 0.0, rates.visits)
        rank, before = (rank if stands == before else place), stands
        cells: tuple[Cell, ...] = (
            rank,
            _unit(plan, by, key),
            rates.visits,
            rates.active,
            rates.levels[2],
            rates.levels[1],
            percent(rates.active_good_rate),
            percent(rates.lower_bound),
            length(mine.get("serving", Figure()), "median"),
            mine.get("no_show", Figure()).n,
        )
        rows.append(Row(key, (name_of(plan, by, key), *cells)))
    zh, en = NAMES[by]
    note = "按好评率下限排名,不看单纯的百分比;评先评优由人决定,本表只供参考。"
    note_en = "Ranked by what the ratings prove at least. People decide who is honoured; this only informs."
    columns = (key_column(by), *RANKING)
    return Table(
        f"ranking_{by}", f"排名({zh})", f"Ranking, {en}", by, columns, tuple(rows), (), note, note_en
    )


def _unit(plan: HallPlan, by: str, key: str) -> str:
    if by == "staff":
        return plan.person[key].unit if key in plan.person else ""
    return "、".join(plan.window[key].units) if key in plan.window else ""
