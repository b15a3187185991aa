"""What who handles complaints and bad ratings is shown, and what is counted for publication (2.1, R90)."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.cases import Case as TheCase
from server.domain.cases import CaseState
from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.domain.facts.settings import PROFILES
from server.domain.hall import Hall
from server.domain.views.cases import COLUMNS, case_figures, case_row, case_rows, case_sheet, named
from tests.domain.test_cases import BR, DAN, HALL, TS, followed, rating, registered, work
from tests.halls import ANN, DAY, DUTY, FINISHED, NEXT_DAY, OPEN, T0, apply, hall_after, start_day

TIMES = Calendar(
    (HoursProfile("year", "全年", "01-01", "12-31", (Session(480, 510, 1020),)),), known_until=DAY
)


def both(calendar: Calendar | None = None) -> Hall:
    plan = HALL if calendar is None else replace(HALL, calendar=calendar)
    return hall_after([*FINISHED, registered(), followed()], plan)


def steps(hall: Hall, *commands: m.Command) -> list[dict[str, object]]:
    """As their table has them."""
    taken = []
    for command in commands:
        (event,) = apply(hall, command)
        taken.append({"at": event.at, "actor": event.actor} | m.to_record(event))
    return taken


def test_a_row_says_until_when_and_nothing_of_who_complained():
    hall = both()
    row = case_row(hall, hall.casebook[TS])
    assert (row["due"], row["today"], row["overdue"], row["guessed"]) == (DAY, True, False, False)
    assert (row["target"], row["channel"], row["officer"], row["level"]) == ("2号窗口", "电话", "", "")
    bad = case_row(hall, hall.casebook[BR])
    assert (bad["target"], bad["level"], bad["due"]) == ("1号窗口", "非常不满意", NEXT_DAY)
    gone = case_row(hall, replace(hall.casebook[BR], window="w77"))
    assert gone["target"] == "w77"
    assert {name for _, name in COLUMNS} <= row.keys()


def test_a_date_in_a_year_that_nobody_has_set_is_guessed_where_the_hall_has_hours():
    hall = both(TIMES)
    assert case_row(hall, hall.casebook[BR])["guessed"]
    assert not case_row(hall, hall.casebook[TS])["guessed"]


def test_what_is_due_first_stands_first_and_nobody_reads_about_themselves():
    hall = both()
    apply(hall, work("take"))
    apply(hall, work("answer", "已说明", form="oral"))
    rows = case_rows(hall, hall.casebook.values(), DUTY)
    assert [row["id"] for row in rows] == [BR, TS], "what has no date any more is last"
    assert [row["id"] for row in case_rows(hall, hall.casebook.values(), ANN)] == [TS]
    apply(hall, start_day("2026-12-20", T0 + 86_400_000))
    assert [row["overdue"] for row in case_rows(hall, hall.casebook.values(), DUTY)] == [True, False]


def test_a_sheet_tells_its_steps_in_words_and_what_may_come_next():
    hall = both()
    taken = steps(
        hall,
        work("take", staff=DAN),
        work("sort", by=DAN, complex=True),
        work("sort", by=DAN),
        work("unit", "请核实", by=DAN, unit="社保", date=NEXT_DAY),
        work("correct", "错字", changes={"matter": "服务"}),
    )
    sheet = case_sheet(hall, hall.casebook[TS], taken)
    assert [step["said"] for step in sheet["history"]] == [
        "丹青",
        "复杂、限 2026-11-26",
        f"一般、限 {DAY}",
        f"社保、限 {NEXT_DAY}",
        "",
    ]
    assert {step["by"] for step in sheet["history"]} == {"丹青", "杜明"}
    assert sheet["history"][-1]["changes"] == {"matter": "服务"}
    assert "unit_answer" in sheet["next"]
    assert not {"take", "contact", "close"} & set(sheet["next"])
    assert not sheet["told"]
    apply(hall, work("unit_answer", "属实", by=DAN))
    assert "unit_answer" not in case_sheet(hall, hall.casebook[TS], [])["next"]


def test_a_bad_rating_s_sheet_keeps_both_levels_and_the_appeal():
    hall = both()
    taken = steps(
        hall,
        rating("take"),
        rating("contact", "无", form="not_reached"),
        rating("result", "说明", result="explained"),
        rating("second", second=4),
        rating("appeal", "不服", staff=ANN),
    )
    sheet = case_sheet(hall, hall.casebook[BR], taken)
    assert (sheet["level"], sheet["second"], sheet["appeal"]) == ("非常不满意", "满意", "待决定")
    assert [step["said"] for step in sheet["history"][1:4]] == ["无法联系", "已解释说明", "满意"]
    assert sheet["history"][4]["said"].startswith(named(hall, ANN))
    apply(hall, rating("decide", "成立", result="upheld"))
    assert case_sheet(hall, hall.casebook[BR], [])["appeal"] == "申诉成立"
    told = hall_after([*OPEN, registered()], replace(HALL, complaints=PROFILES["004"]))
    assert case_sheet(told, told.casebook[TS], [])["told"]


def test_a_person_who_has_left_is_named_by_number():
    assert named(both(), "zx-gone") == "zx-gone"


def test_figures_for_publication_are_counts_by_result():
    def case(state: CaseState, **more: object) -> TheCase:
        return TheCase(id="x", kind="bad_rating", day=DAY, at=T0, state=state, **more)  # type: ignore[arg-type]

    counts = case_figures(
        [
            case(CaseState.RECEIVED),
            case(CaseState.CLOSED, result="fixed", second=5),
            case(CaseState.CLOSED, result="explained", appeal="upheld"),
            case(CaseState.APPEALED, result="not_adopted", appeal="open"),
            case(CaseState.INVALID),
        ]
    )
    assert counts == {
        **{"received": 5, "open": 2, "closed": 2, "out_of_scope": 0, "invalid": 1},
        **{"fixed": 1, "explained": 1, "not_adopted": 0, "appeals": 2, "upheld": 1, "rated_again": 1},
    }
