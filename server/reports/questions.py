"""What a person should ask about: each line a question with its numbers, never a verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.domain.plan import HallPlan
from server.reports.gather import Kinds
from server.reports.table import Cell, Column, Row, Table, minutes, percent
from server.reports.times import name_of
from server.store.day_figures import Figure

_NONE = Figure()


@dataclass(frozen=True, slots=True)
class Question:
    """`of`: of which kind the share is taken; asked where there are at least `least`, and at least `share` of
    them, or from `least` on where no share is reckoned."""

    kind: str
    text: str
    text_en: str
    of: str = ""
    least: int = 3
    share: float = 0.0


QUESTIONS = (
    Question(
        "short",
        "叫号后30秒内就办结的较多:是咨询、叫号即结,还是刷号?",
        "Many visits ended within 30 s of the call: enquiries, call-and-finish, or numbers grabbed?",
        "finished",
        5,
        0.03,
    ),
    Question(
        "idle_waiting",
        "有人等候时窗口空闲3分钟以上:在做什么?",
        "Idle for 3 min and more while somebody waited for this window: what was being done?",
        "",
        3,
    ),
    Question(
        "long_pause",
        "暂停超过15分钟:为什么?有没有人顶岗?",
        "Suspended for 15 min and more: why, and did anybody stand in?",
        "",
        3,
    ),
    Question(
        "quick_press",
        "办结后3秒内就按了评价:是群众自己按的吗?",
        "Ratings pressed within 3 s of the end of the visit: by the citizens themselves?",
        "finished",
        5,
        0.05,
    ),
    Question(
        "no_show",
        "过号明显多于别人:叫号后等得够久吗?广播听得见吗?",
        "Far more no-shows than elsewhere: is the wait after the call long enough, is the call heard?",
        "finished",
        10,
        0.12,
    ),
)
COLUMNS = (
    Column("key", "人员", "Person"),
    Column("question", "请了解", "Please ask"),
    Column("n", "次数", "Times", "", "*"),
    Column("share", "占办结", "Of finished", "%"),
    Column("mean", "平均时长", "Mean length", "min"),
)
NOTE = "以下只是提问,供管理者核实,不作结论,系统不会据此自动扣分。"
NOTE_EN = (
    "These are questions for a person to look into. Nothing is concluded, and nothing follows by itself."
)


def questions_table(plan: HallPlan, found: Mapping[str, Kinds]) -> Table:
    """By person, the most frequent first within each question."""
    rows: list[Row] = []
    for question in QUESTIONS:
        asked = [(key, kinds) for key, kinds in found.items() if _asked(question, kinds)]
        by_number: Callable[[tuple[str, Kinds]], tuple[int, str]] = lambda one, kind=question.kind: (  # type: ignore[misc]  # noqa: E731
            -one[1][kind].n,
            one[0],
        )
        for key, kinds in sorted(asked, key=by_number):
            rows.append(Row(f"{key}:{question.kind}", _cells(plan, question, key, kinds)))
    title, title_en = "请了解的情况", "Questions to look into"
    return Table("questions", title, title_en, "staff", COLUMNS, tuple(rows), (), NOTE, NOTE_EN)


def _asked(question: Question, kinds: Kinds) -> bool:
    n = kinds.get(question.kind, _NONE).n
    of = kinds.get(question.of, _NONE).n if question.of else 0
    return n >= question.least and (not question.of or n >= question.share * of)


def _cells(plan: HallPlan, question: Question, key: str, kinds: Kinds) -> tuple[Cell, ...]:
    figure = kinds[question.kind]
    of = kinds.get(question.of, _NONE).n if question.of else 0
    text = f"{question.text} {question.text_en}"
    return (
        name_of(plan, "staff", key),
        text,
        figure.n,
        percent(figure.n / of) if of else None,
        minutes(figure.total_ms / figure.n),
    )
