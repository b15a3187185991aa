"""What a person should ask about: each line a question with its numbers, never a verdict."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from server.domain.facts.plan import HallPlan
from server.domain.facts.settings import ReportLimits
from server.reports.gather import Kinds
from server.reports.table import Cell, Column, Row, Table, minutes, percent
from server.reports.times import name_of
from server.store.day_figures import Figure

_NONE = Figure()


@dataclass(frozen=True, slots=True)
class Question:
    """`limit`: the setting that `{span}` in the text tells; "" = it lasts no time. `of`: of which kind the
    share is taken. `name`: of the settings that say from how many on, and from what share on, it is asked."""

    kind: str
    name: str
    text: str
    text_en: str
    limit: str = ""
    of: str = ""

    def asked_from(self, limits: ReportLimits) -> tuple[int, float]:
        """So many, and so large a share."""
        least: int = getattr(limits, f"{self.name}_least")
        share: int = getattr(limits, f"{self.name}_percent") if self.of else 0
        return least, share / 100


QUESTIONS = (
    Question(
        "short",
        "short",
        "叫号后{span}内就办结的较多:是咨询、叫号即结,还是刷号?",
        "Many visits ended within {span_en} of the call: enquiries, call-and-finish, or numbers grabbed?",
        "short_s",
        "finished",
    ),
    Question(
        "idle_waiting",
        "idle",
        "有人等候时窗口空闲{span}以上:在做什么?",
        "Idle for {span_en} and more while somebody waited for this window: what was being done?",
        "idle_s",
    ),
    Question(
        "long_pause",
        "pause",
        "暂停{span}以上:为什么?有没有人顶岗?",
        "Suspended for {span_en} and more: why, and did anybody stand in?",
        "pause_s",
    ),
    Question(
        "quick_press",
        "press",
        "办结后{span}内就按了评价:是群众自己按的吗?",
        "Ratings pressed within {span_en} of the end of the visit: by the citizens themselves?",
        "press_s",
        "finished",
    ),
    Question(
        "no_show",
        "no_show",
        "过号明显多于别人:叫号后等得够久吗?广播听得见吗?",
        "Far more no-shows than elsewhere: is the wait after the call long enough, is the call heard?",
        "",
        "finished",
    ),
)
COLUMNS = (
    Column("key", "人员", "Person"),
    Column("question", "请了解", "Please ask"),
    Column("n", "次数", "Times", "", "*"),
    Column("share", "占办结", "Of finished", "%", "*"),
    Column("mean", "平均时长", "Mean length", "min", "*"),
)
NOTE = "以下只是提问,供管理者核实,不作结论,系统不会据此自动扣分。"
NOTE_EN = (
    "These are questions for a person to look into. Nothing is concluded, and nothing follows by itself."
)


def questions_table(plan: HallPlan, found: Mapping[str, Kinds], counted: Iterable[ReportLimits]) -> Table:
    """By person, the most frequent first within each question. `counted`: by what the days were counted."""
    rows: list[Row] = []
    limits = list(counted) or [plan.reports]
    for question in QUESTIONS:
        text = words_of(question, limits)
        asked = [(key, kinds) for key, kinds in found.items() if _asked(question, kinds, plan.reports)]
        by_number: Callable[[tuple[str, Kinds]], tuple[int, str]] = lambda one, kind=question.kind: (  # type: ignore[misc]  # noqa: E731
            -one[1][kind].n,
            one[0],
        )
        for key, kinds in sorted(asked, key=by_number):
            rows.append(Row(f"{key}:{question.kind}", _cells(plan, question, text, key, kinds)))
    title, title_en = "请了解的情况", "Questions to look into"
    return Table("questions", title, title_en, "staff", COLUMNS, tuple(rows), (), NOTE, NOTE_EN)


def words_of(question: Question, limits: Iterable[ReportLimits]) -> str:
    """Where the limit was changed within the period both are told: each day was counted by its own."""
    spans = sorted({getattr(one, question.limit) for one in limits}) if question.limit else []
    zh, en = "或".join(map(_span, spans)), " or ".join(map(_span_en, spans))
    if len(spans) > 1:
        zh, en = f"{zh}(按当天的规定)", f"{en} (as was the rule that day)"
    return f"{question.text.format(span=zh)} {question.text_en.format(span_en=en)}"


def _span(seconds: int) -> str:
    """
    >>> _span(30), _span(180), _span(90)
    ('30秒', '3分钟', '90秒')
    """
    return f"{seconds // 60}分钟" if seconds % 60 == 0 else f"{seconds}秒"


def _span_en(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def _asked(question: Question, kinds: Kinds, limits: ReportLimits) -> bool:
    least, share = question.asked_from(limits)
    n = kinds.get(question.kind, _NONE).n
    of = kinds.get(question.of, _NONE).n if question.of else 0
    return n >= least and (not question.of or n >= share * of)


def _cells(plan: HallPlan, question: Question, text: str, key: str, kinds: Kinds) -> tuple[Cell, ...]:
    figure = kinds[question.kind]
    of = kinds.get(question.of, _NONE).n if question.of else 0
    return (
        name_of(plan, "staff", key),
        text,
        figure.n,
        percent(figure.n / of) if of else None,
        minutes(figure.total_ms / figure.n),
    )
