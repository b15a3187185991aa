"""The month in sentences, as a manager would send it: each number can be led back (R10, R108, R109)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from server.domain.cases import BAD_RATING, COMPLAINT, Case
from server.domain.views.cases import case_figures
from server.reports.period import Period
from server.reports.table import Cell, Row, Said, Sentence, Table

OF_CASES = "/duty/complaints"
NAMES: Mapping[str, str] = {
    "active": "rated",
    "active_good_rate": "rated",
    "lower_bound": "rated",
    "unrated_rate": "unrated",
}
"""A figure of the comparison -> the kind of visits that it comes from, where that has another name."""


GUESSED = (
    "(该年节假日尚未录入,按周一至周五推算)",
    " (the holidays of that year are not known yet: Monday to Friday are assumed)",
)


def kind_of(figure: str) -> str:
    """
    >>> kind_of("waiting_p90"), kind_of("lower_bound"), kind_of("no_show")
    ('waiting', 'rated', 'no_show')
    """
    for end in ("_mean", "_median", "_p90", "_max", "_rate"):
        if figure not in NAMES and figure.endswith(end):
            return figure.removesuffix(end)
    return NAMES.get(figure, figure)


@dataclass(frozen=True, slots=True)
class Facts:
    """Tables of the period, and its cases; None: the reader is not told of cases (R90). `due`: (ready, to be
    sent by). `today`: by which a case is overdue."""

    period: Period
    than: Period
    compared: Table
    days: Table
    hours: Table
    queues: Table
    windows: Table
    cases: Mapping[str, list[Case]] | None
    due: tuple[str, str]
    today: str
    guessed: bool = False
    """The holidays of the year in which it is due are not known yet."""

    def row(self, figure: str) -> Row:
        return next(row for row in self.compared.rows if row.key == figure)

    def now(self, figure: str) -> Cell:
        return self.row(figure).cells[2]

    def said(self, figure: str) -> Said:
        """A figure of this period, as the table shows it: 80, not 80.0."""
        return Said(shown(self.now(figure)), kind_of(figure))

    def than_words(self) -> str:
        """What this period is compared with."""
        if self.than != self.period.before():
            return f"{self.than.first}至{self.than.last}"
        months = self.period.first[8:] == "01" and self.period.first[:7] == self.period.last[:7]
        return "上月" if months else "上期"

    def change(self, figure: str, words: tuple[str, str], unit: str) -> tuple[str | Said, ...]:
        """`words`: of more and of less. Nothing where the other period has nothing."""
        less = self.row(figure).cells[4]
        if self.row("taken").cells[3] == 0 or not isinstance(less, int | float):
            return ()
        if less == 0:
            return (f",与{self.than_words()}持平",)
        number = Said(shown(abs(less)), kind_of(figure), first=self.than.first, last=self.than.last)
        return f",比{self.than_words()}{words[less < 0]}", number, unit


def shown(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def number(cell: Cell) -> float:
    return cell if isinstance(cell, int | float) else 0.0


def sentences(facts: Facts) -> Iterator[Sentence]:
    for tell in TELLERS:
        yield from tell(facts)


def _volume(f: Facts) -> Iterator[Sentence]:
    worked = sum(1 for n in f.days.column("finished") if n)
    more = f.change("finished", ("多", "少"), "件")
    nothing = () if f.row("taken").cells[3] else (f";{f.than_words()}没有数据,不作比较",)
    open_on = ("开放", Said(str(worked), table=f.days.id), "天,取号", f.said("taken"), "个")
    zh = (*open_on, ",办结", f.said("finished"), "件", *more, *nothing, ";未办离开", f.said("left"), "个。")
    en = f"Open on {worked} days; {f.now('taken')} numbers taken, {f.now('finished')} visits finished"
    yield zh, f"{en}, {f.now('left')} left unserved."


def _waits(f: Facts) -> Iterator[Sentence]:
    if f.now("waiting_median") is None:
        return
    more = f.change("waiting_p90", ("长", "短"), "分钟")
    half = ("等候:一半的人在", f.said("waiting_median"), "分钟内叫到")
    most = (",九成的人在", f.said("waiting_p90"), "分钟内叫到", *more)
    longest = (";最长的一次等了", f.said("waiting_max"), "分钟")
    en = f"Half were called within {shown(f.now('waiting_median'))} min, nine of ten within"
    en += f" {shown(f.now('waiting_p90'))} min, the longest wait was {shown(f.now('waiting_max'))} min"
    if f.now("serving_median") is None:
        yield (*half, *most, *longest, "。"), f"{en}."
        return
    served = (";办理一半在", f.said("serving_median"), "分钟内完成。")
    en += f"; half of the visits took {shown(f.now('serving_median'))} min at most."
    yield (*half, *most, *longest, *served), en


def _busiest(f: Facts) -> Iterator[Sentence]:
    top = max(f.hours.rows, key=lambda row: number(row.cells[1]), default=None)
    if top is None or not number(top.cells[1]):
        return
    taken = Said(shown(top.cells[1]), "taken", "hour", top.key)
    share = round(100 * number(top.cells[1]) / max(1.0, number(f.now("taken"))))
    part = replace(taken, text=str(share))
    zh = (f"最忙的时段是{top.cells[0]},取号", taken, "个,约占全部的", part, "%。")
    yield zh, f"The busiest hour is {top.cells[0]}: {top.cells[1]} numbers, about {share} % of all."


def _slowest(f: Facts) -> Iterator[Sentence]:
    found = [(_longest(f.queues), "queue", "业务是"), (_longest(f.windows), "window", "窗口是")]
    parts: list[str | Said] = []
    english = []
    for row, by, words in found:
        if row is None:
            continue
        table = f.queues if by == "queue" else f.windows
        at = [column.id for column in table.columns].index("waiting_p90")
        p90 = Said(shown(row.cells[at]), "waiting", by, row.key)
        parts += [";" if parts else "", f"等得最久的{words}“{row.cells[0]}”,九成的人在", p90, "分钟内叫到"]
        english.append(f"{by} {row.cells[0]} (nine of ten within {p90.text} min)")
    if parts:
        yield (*parts, "。"), f"Longest waits: {', '.join(english)}."


def _longest(table: Table) -> Row | None:
    """By what nine of ten do not wait longer than."""
    at = [column.id for column in table.columns].index("waiting_p90")
    waited = [row for row in table.rows if row.cells[at] is not None]
    return max(waited, key=lambda row: number(row.cells[at]), default=None)


def _lost(f: Facts) -> Iterator[Sentence]:
    rate = f.now("no_show_rate")
    share = () if rate is None else (",占叫号的", Said(shown(rate), "no_show"), "%")
    more = f.change("no_show", ("多", "少"), "次")
    late = number(f.now("extended"))
    after = ("下班后仍在办理,共延时" if late else "下班后没有办理,延时", f.said("extended"), "分钟")
    zh = ("过号", f.said("no_show"), "次", *share, *more, ";转办", f.said("transferred"), "件;", *after, "。")
    en = f"{f.now('no_show')} no-shows, {f.now('transferred')} transfers,"
    yield zh, f"{en} {f.now('extended')} min after closing."


def _ratings(f: Facts) -> Iterator[Sentence]:
    unrated = ("未评价", f.said("unrated"), "件,占办结的", f.said("unrated_rate"), "%,未评价不算任何等级。")
    finished = number(f.now("finished"))
    if not finished:
        return
    if not f.now("active"):
        yield ("评价:没有收到主动评价;", *unrated), "Nobody rated by a press; what is not rated is no level."
        return
    good = (",好评率", f.said("active_good_rate"), "%(评价越少越不确定,至少有", f.said("lower_bound"), "%)")
    bad = (",差评", f.said("bad"), "件;")
    en = f"{f.now('active')} visits were rated by a press, {shown(f.now('active_good_rate'))} % of them good"
    en += f" (at least {shown(f.now('lower_bound'))} %), {f.now('bad')} badly;"
    yield (
        ("评价:主动评价", f.said("active"), "件", *good, *bad, *unrated),
        f"{en} {f.now('unrated')} ({shown(f.now('unrated_rate'))} %) were not rated, which is no level.",
    )


def _cases(f: Facts) -> Iterator[Sentence]:
    """Counts, never names: a report goes out."""
    if f.cases is None:
        return
    for kind, zh_name, en_name in (
        (BAD_RATING, "差评核实", "bad ratings"),
        (COMPLAINT, "投诉", "complaints"),
    ):
        cases = f.cases[kind]
        counts = case_figures(cases)
        late = sum(case.overdue(f.today) for case in cases)
        done = counts["received"] - counts["open"]

        def link(n: int) -> Said:
            return Said(str(n), href=OF_CASES)

        came = (f"{zh_name}:收到", link(counts["received"]), "件,已办结", link(done), "件,在办")
        yield (
            (*came, link(counts["open"]), "件,其中超过期限", link(late), "件。"),
            f"{counts['received']} {en_name}: {done} closed, {counts['open']} open, {late} of them overdue.",
        )


def _due(f: Facts) -> Iterator[Sentence]:
    ready, due = f.due
    guess, guess_en = GUESSED if f.guessed else ("", "")
    yield (
        (f"本报告{ready}起可出,应于{due}前报送{guess}。",),
        f"Ready from {ready}; to be sent by {due}{guess_en}.",
    )


TELLERS: Iterable[Callable[[Facts], Iterator[Sentence]]] = (
    _volume,
    _waits,
    _busiest,
    _slowest,
    _lost,
    _ratings,
    _cases,
    _due,
)
