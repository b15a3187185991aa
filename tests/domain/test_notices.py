"""Notices of the whole hall: published, shown in order, said again, ended; and a hall that is being left."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.answers import answer
from server.domain.bulletins import (
    TEMPLATES,
    TURN_MS,
    NoticeTemplate,
    Urgency,
    shown_on,
    shown_together,
)
from server.domain.decide import next_due
from server.domain.facts.plan import Device, DeviceKind
from server.domain.texts.signs import ANYTHING, Room
from server.domain.ticket import Slip
from server.domain.views.duty import duty_view
from server.domain.views.phone import phone_view
from server.domain.views.public import board_view, kiosk_view
from server.domain.views.staff import console_view
from server.domain.views.window_screen import window_screen_view
from server.domain.words.signs import holds_until, sign_text
from server.domain.words.speech import ALL_CLEAR, RESUMED, Said, spoken
from tests.halls import (
    A1,
    CALLED,
    CLOSED,
    DAY,
    DUTY,
    EVE,
    NEXT_DAY,
    OPEN,
    PLAN,
    SERVING,
    T0,
    TIMED,
    WAITING,
    Case,
    S,
    apply,
    at_window,
    day_started,
    hall_after,
    happened,
    opened,
    signed_in,
    take,
    taken,
    want,
)

MINUTE = 60 * S
FIRE, OUTAGE, POWER, EARLY = TEMPLATES
TODAY = [day_started(midnight=T0), opened()]
NARROW = Device("sign-w1", DeviceKind.SIGN, "ruize", "/dev/none", 1, window="w1", options={"columns": 8})
SIGNED = replace(PLAN, devices=(*PLAN.devices, NARROW))
ID = "TZ-3"
"""Of the third event."""


def publish(at: int = T0, **what: object) -> m.Command:
    return want(m.SetNotice, at, f"staff:{DUTY}", **what)


def withdraw(notice: str = ID, at: int = T0, **what: object) -> m.Command:
    return want(m.EndNotice, at, f"staff:{DUTY}", notice=notice, **what)


def noticed(
    text: str = "明日停电", at: int = T0, notice: str = ID, until: int = 0, **more: object
) -> m.Event:
    told = {"text": text, "notice": notice, "until": until, "signs": [], "floors": []}
    return happened(m.NoticeSet, at, f"staff:{DUTY}", **(told | more))


def prepared(
    template: NoticeTemplate, at: int = T0, notice: str = ID, until: int | None = None, **more: object
) -> m.Event:
    told = {"text_en": template.text_en, "signs": list(template.signs), "urgency": template.urgency}
    said = {"clip": template.clip, "repeat_s": template.repeat_s, "template": template.id}
    end = (at + template.minutes * MINUTE if template.minutes else 0) if until is None else until
    return noticed(template.text, at, notice, end, **told, **said, **more)


def over(notice: str = ID, at: int = T0, by: str = f"staff:{DUTY}", **more: object) -> m.Event:
    return happened(m.NoticeEnded, at, by, notice=notice, **more)


def burning(given: list[m.Event], at: int = T0) -> list[m.Event]:
    return [*given, prepared(FIRE, at)]


ALL_OUT = "evacuation"
TABLE = {
    # ------------------------------------------------------------ in one's own words
    "one's own words stand to the end of the day": (
        TODAY,
        publish(text=" 明日停电 "),
        [noticed(until=T0 + 1440 * MINUTE)],
    ),
    "in two languages, for so long, on a floor, for a reason": (
        TODAY,
        publish(text="电梯停用", text_en=" Lift out ", minutes=30, floors=("2",), reason=" 检修 "),
        [noticed("电梯停用", until=T0 + 30 * MINUTE, text_en="Lift out", floors=["2"], reason="检修")],
    ),
    "till it is taken back": (TODAY, publish(text="明日停电", minutes=0), [noticed()]),
    "till a time of day": (TODAY, publish(text="明日停电", until=1050), [noticed(until=T0 + 1050 * MINUTE)]),
    "till a time that is over": (
        TODAY,
        publish(T0 + 600 * MINUTE, text="明日停电", until=600),
        "notice_over",
    ),
    "in a hall that nobody closed at midnight": (
        TODAY,
        publish(T0 + 1500 * MINUTE, text="明日停电"),
        [noticed(at=T0 + 1500 * MINUTE, until=T0 + 2880 * MINUTE)],
    ),
    "nothing at all": (TODAY, publish(text=" "), "notice_empty"),
    "a hundred characters": (
        TODAY,
        publish(text="长" * 100, minutes=0),
        [noticed("长" * 100)],
    ),
    "a hundred and one": (TODAY, publish(text="长" * 101), "notice_too_long"),
    "too much English": (TODAY, publish(text="停电", text_en="x" * 201), "notice_too_long"),
    "too much for any sign": (TODAY, publish(text="停电", sign="长" * 61), "notice_too_long"),
    "a floor that is none": (TODAY, publish(text="停电", floors=("1", "9")), "unknown_floor"),
    "a character that signs do not have": (TODAY, publish(text="停电", sign="鎔"), "sign_characters"),
    "short enough for a sign": (
        TODAY,
        publish(text="明日停电", sign=" 明日 停电 ", minutes=0),
        [noticed(signs=["明日 停电"])],
    ),
    # ------------------------------------------------------------ prepared
    "a prepared one has an end of its own": (TODAY, publish(template="outage"), [prepared(OUTAGE)]),
    "a fire is over when somebody says so": (TODAY, publish(template="fire"), [prepared(FIRE)]),
    "a drill of ten minutes": (
        TODAY,
        publish(template="fire", minutes=10, reason="消防演练"),
        [prepared(FIRE, until=T0 + 10 * MINUTE, reason="消防演练")],
    ),
    "a fire of one floor": (TODAY, publish(template="fire", floors=("1",)), "evacuation_everywhere"),
    "one that nobody prepared": (TODAY, publish(template="flood"), "unknown_notice"),
    "the same with the same end": ([*TODAY, prepared(FIRE)], publish(template="fire"), []),
    "the same with a new end": (
        [*TODAY, prepared(OUTAGE)],
        publish(T0 + MINUTE, template="outage", minutes=0),
        [prepared(OUTAGE, T0 + MINUTE, until=0)],
    ),
    "a second one": (
        [*TODAY, prepared(FIRE)],
        publish(template="outage"),
        [prepared(OUTAGE, notice="TZ-4")],
    ),
    "before opening, too": (
        [day_started(midnight=T0)],
        publish(template="fire"),
        [prepared(FIRE, notice="TZ-2")],
    ),
    # ------------------------------------------------------------ its end
    "taken back": ([*TODAY, noticed()], withdraw(reason=" 已修好 "), [over(reason="已修好")]),
    "an evacuation taken back": (burning(TODAY), withdraw(), [over(urgency="evacuate")]),
    "taken back twice": ([*TODAY, noticed(), over()], withdraw(), "notice_gone"),
    "the day's own taken back": ([*TODAY, noticed(notice="day")], withdraw("day"), [over("day")]),
    "its time has come": (
        [*TODAY, noticed(until=T0 + MINUTE)],
        want(m.Tick, T0 + MINUTE),
        [over(at=T0 + MINUTE, by="system")],
    ),
    "not yet": ([*TODAY, noticed(until=T0 + MINUTE)], want(m.Tick, T0 + MINUTE - 1), []),
    "its time has come while the hall works by hand": (
        [*TODAY, happened(m.OutageDeclared, incident="IN-1", reason="停电"), noticed(until=T0 + MINUTE)],
        want(m.Tick, T0 + MINUTE),
        [over(at=T0 + MINUTE, by="system")],
    ),
    "said again": (
        burning(TODAY),
        want(m.Tick, T0 + 30 * S),
        [happened(m.NoticeSaid, T0 + 30 * S, notice=ID)],
    ),
    "and again": (
        [*burning(TODAY), happened(m.NoticeSaid, T0 + 31 * S, notice=ID)],
        want(m.Tick, T0 + 60 * S),
        [],
    ),
    "an outage is said to nobody in a closed hall": (
        [*CLOSED, happened(m.HallDarkened), prepared(OUTAGE)],
        want(m.Tick, T0 + 600 * S),
        [],
    ),
    "but a fire is": (
        [*CLOSED, happened(m.HallDarkened), prepared(FIRE)],
        want(m.Tick, T0 + 30 * S),
        [happened(m.NoticeSaid, T0 + 30 * S, notice=ID)],
    ),
    # ------------------------------------------------------------ in a hall that is being left
    "no number": (burning(OPEN), take(), ALL_OUT),
    "no call": (burning(WAITING), at_window(m.CallNext), ALL_OUT),
    "no recall": (burning(CALLED), at_window(m.Recall), ALL_OUT),
    "no start": (burning(CALLED), at_window(m.StartService), ALL_OUT),
    "nobody is passed": (burning(CALLED), at_window(m.Pass, at=T0 + 600 * S), ALL_OUT),
    "nobody opens": (burning([day_started()]), want(m.OpenHall), ALL_OUT),
    "nobody extends": (burning(OPEN), want(m.ExtendHall), ALL_OUT),
    "nobody closes": (burning(WAITING), want(m.CloseHall), ALL_OUT),
    "who is served may end": (
        burning(SERVING),
        at_window(m.Hold, kind="internal_wait"),
        [
            happened(
                m.TicketHeld,
                actor=f"staff:{'zx-ann'}",
                ticket=A1,
                window="w1",
                staff="zx-ann",
                hold="internal_wait",
            )
        ],
    ),
    "the outage comes before the all clear": (
        burning(OPEN),
        want(m.DeclareOutage, reason="停电"),
        [happened(m.OutageDeclared, incident=f"IN-{DAY.replace('-', '')}-1", reason="停电")],
    ),
}
CASES: dict[str, Case] = {name: (PLAN, *case) for name, case in TABLE.items()} | {
    "a text that a sign would cut": (
        SIGNED,
        TODAY,
        publish(text="停电", sign="明日上午停电"),
        "sign_too_long",
    ),
    "on another floor the same text fits": (
        SIGNED,
        TODAY,
        publish(text="明日停电", sign="明日上午停电", floors=("2",), minutes=0),
        [noticed(signs=["明日上午停电"], floors=["2"])],
    ),
    "an hour of the timetable waits for the all clear": (
        TIMED,
        burning([day_started(midnight=T0)]),
        want(m.Tick, T0 + 29 * S),
        [],
    ),
}


def test_who_publishes_is_told_what_stands_now():
    hall = hall_after([*TODAY, noticed()])
    command = publish(template="fire")
    events = apply(hall, command)
    assert answer(hall, command, events)["notices"] == ["TZ-4", ID]


def test_a_refusal_says_what_would_be_missing():
    hall = hall_after(TODAY, SIGNED)
    refusal = apply(hall, publish(text="停电", sign="明日上午停电"))
    assert refusal.params == {"window": "1号窗口", "room": "4", "cut": "停电"}
    assert apply(hall, publish(text="停" * 100 + "电梯")).params == {"limit": "100", "cut": "电梯"}
    over_ = apply(hall, publish(T0 + 601 * MINUTE, text="停电", until=600))
    assert over_.params == {"time": "10:00", "now": "10:01"}


def test_the_most_urgent_stands_first_then_the_newest_and_the_days_own_last():
    day = noticed("元旦休息", T0 + 9 * S, "day")
    plain, later = noticed("电梯停用", T0, "TZ-7"), noticed("请带好证件", T0 + S, "TZ-8")
    hall = hall_after([*TODAY, day, plain, later, prepared(OUTAGE, T0, "TZ-9")])
    shown = [notice["id"] for notice in board_view(hall, "all")["hall"]["notices"]]
    assert shown == ["TZ-9", "TZ-8", "TZ-7", "day"]
    assert [notice["id"] for notice in duty_view(hall, {})["notices"]] == shown


def test_while_the_hall_is_left_nobody_reads_to_stay_seated():
    hall = hall_after([*WAITING, prepared(POWER), noticed(notice="TZ-4"), prepared(FIRE, T0, "TZ-5")])
    token = hall.tickets[A1].token
    views = (board_view(hall, "all"), kiosk_view(hall, "k1", {}), phone_view(hall, token))
    views += (console_view(hall, "w1", {}), window_screen_view(hall, "w1"))
    for view in views:
        assert view is views[2] or view["hall"]["text"] == "正在疏散"
        assert [notice["text"] for notice in view["hall"]["notices"]] == [FIRE.text]
    assert len(duty_view(hall, {})["notices"]) == 3


def test_a_notice_of_a_floor_is_seen_and_heard_there_alone():
    hall = hall_after([*WAITING, noticed("二楼电梯停用", floors=["2"])])
    told = [board_view(hall, screen)["hall"]["notices"] for screen in ("f1", "f2", "all")]
    assert [len(notices) for notices in told] == [0, 1, 1]
    assert [len(kiosk_view(hall, k, {})["hall"]["notices"]) for k in ("k1", "k2")] == [0, 1]
    assert [len(window_screen_view(hall, w)["hall"]["notices"]) for w in ("w1", "w3")] == [0, 1]
    assert len(phone_view(hall, hall.tickets[A1].token)["hall"]["notices"]) == 0
    assert [len(console_view(hall, w, {})["hall"]["notices"]) for w in ("w1", "w3")] == [0, 1]
    assert spoken(hall, noticed()) == Said("二楼电梯停用", floors=("2",), notice=ID)
    assert "二楼" not in sign_text(hall, "w1").text


def test_the_notice_of_a_day_comes_with_the_day_and_goes_with_it():
    hall = hall_after(OPEN)
    edit = {"date": NEXT_DAY, "kind": "closed", "windows": [], "notice": "周日值班"}
    apply(hall, want(m.StartDay, day=NEXT_DAY, edits=(edit,)))
    assert [(b.text, b.until) for b in hall.bulletins.values()] == [("周日值班", 0)]
    apply(hall, want(m.StartDay, day="2026-11-25"))
    assert hall.bulletins == {}


def test_an_old_log_knew_one_notice_and_the_empty_one():
    record = {"text": "明日停电"}
    old = [m.from_record("hall.notice.v1", T0, f"staff:{DUTY}", told) for told in (record, {"text": ""})]
    hall = hall_after([*OPEN, old[0]])
    assert board_view(hall, "all")["hall"]["notices"] == [
        {"id": "day", "urgency": "plain", "text": "明日停电", "text_en": ""}
    ]
    assert next_due(hall) is None
    assert hall_after([*OPEN, *old]).bulletins == {}
    assert spoken(hall_after([*OPEN, *old]), old[1]) is None


def test_what_is_shown_and_said_of_a_fire():
    hall = hall_after(burning(CALLED))
    told = {"urgency": "evacuate", "text": FIRE.text, "text_en": FIRE.text_en}
    assert board_view(hall, "f1")["hall"]["notices"][0] == {"id": ID, **told}
    closed = kiosk_view(hall, "k1", {})["closed"]
    assert (closed["code"], closed["text"], closed["text_en"]) == (ALL_OUT, FIRE.text, FIRE.text_en)
    assert closed["elsewhere"] is None
    sign = sign_text(hall, "w1", room=ANYTHING)
    assert (sign.text, sign.call, sign.number) == (FIRE.signs[0], True, "")
    assert window_screen_view(hall, "w1")["scene"] == "evacuate"
    assert phone_view(hall, hall.tickets[A1].token)["hall"]["notices"][0]["text"] == FIRE.text
    said = Said(FIRE.text, FIRE.text_en, "fire", urgent=True, leave=True, notice=ID)
    assert spoken(hall, prepared(FIRE)) == said
    assert duty_view(hall, {})["notices"][0] == {
        "id": ID,
        **told,
        "name": "火警疏散",
        "at": T0,
        "until": None,
        "floors": [],
        "not_on_signs": "",
        "by": "杜明",
    }


def test_even_a_dark_sign_shows_a_fire_and_is_dark_again():
    hall = hall_after([*CLOSED, happened(m.HallDarkened), prepared(FIRE)])
    assert sign_text(hall, "w1").text == FIRE.signs[0]
    apply(hall, withdraw())
    assert sign_text(hall, "w1").text == ""


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ([*OPEN, signed_in()], OUTAGE.signs[0]),
        (CALLED, "请A001号"),
        (SERVING, "正在办理 A001"),
        (OPEN, "暂未开放"),
    ],
)
def test_an_urgent_notice_stands_instead_of_an_idle_windows_line(given, text):
    hall = hall_after([*given, prepared(OUTAGE)])
    assert sign_text(hall, "w1").text == text
    assert (window_screen_view(hall, "w1")["scene"] == "urgent") == (text == OUTAGE.signs[0])


ROOMS = {
    "all of it": (FIRE.signs, Room(32, 1, scrolls=True), FIRE.signs[0]),
    "rather short and standing": (FIRE.signs, Room(8, 1, scrolls=True), "火警撤离"),
    "rather running than in English": (FIRE.signs, Room(6, 1, scrolls=True), FIRE.signs[0]),
    "English where nothing else stands": (FIRE.signs, Room(6), "FIRE"),
    "four characters": (FIRE.signs, Room(8), "火警撤离"),
    "no Chinese": (FIRE.signs, Room(8, ascii=True), "FIRE"),
    "too little for any: the shortest": (("疏散撤离", "撤离"), Room(2), "撤离"),
    "no characters for it": (("撤离",), Room(8, ascii=True), ""),
    "more than a card can run": (("长" * 201, "短短短短短"), Room(8, scrolls=True), "短短短短短"),
}


@pytest.mark.parametrize(("signs", "room", "text"), ROOMS.values(), ids=ROOMS)
def test_a_sign_takes_the_first_that_it_has_room_for(signs, room, text):
    assert shown_on(signs, room) == text


OUTAGE_AND_EARLY = (OUTAGE.signs, EARLY.signs)
BOTH = "系统故障,请稍候  今日提前结束取号"
SEVERAL = {
    "one behind the other on a sign that runs": (Room(16, scrolls=True), [BOTH, BOTH]),
    "in turn on one that does not": (Room(8), ["系统故障", "提前结束"]),
    "English on one that has no Chinese": (
        Room(15, scrolls=True, ascii=True),
        ["PLEASE WAIT  NO MORE NUMBERS"] * 2,
    ),
}


@pytest.mark.parametrize(("room", "texts"), SEVERAL.values(), ids=SEVERAL)
def test_of_several_urgent_notices_a_sign_leaves_none_out(room, texts):
    early = prepared(EARLY, T0 - S, "TZ-4")
    hall = hall_after([*OPEN, signed_in(), early, prepared(OUTAGE)])
    turns = [T0 - T0 % (2 * TURN_MS) + n * TURN_MS for n in range(2, 6)]
    assert [sign_text(hall, "w1", room=room, at=at).text for at in turns] == texts * 2


def test_more_than_a_card_can_run_is_shown_in_turn():
    long = (("长" * 120,), ("短" * 100,))
    assert [shown_together(long, Room(8, scrolls=True), turn)[0] for turn in (0, 1, 2)] == ["长", "短", "长"]


def test_what_a_sign_has_no_characters_for_takes_no_turn():
    assert shown_together((("撤离",), ("FIRE",)), Room(8, ascii=True), 0) == "FIRE"


def test_turns_end_with_the_second_notice_and_a_fire_has_them_all():
    hall = hall_after([*OPEN, signed_in(), prepared(OUTAGE), prepared(EARLY, notice="TZ-4")])
    until = holds_until(hall, "w1", T0)
    assert until is not None and T0 <= until < T0 + TURN_MS and (until + 1) % TURN_MS == 0
    burning_ = hall_after(
        [*OPEN, signed_in(), prepared(OUTAGE), prepared(EARLY, notice="TZ-4"), prepared(FIRE, notice="TZ-5")]
    )
    assert holds_until(burning_, "w1", T0) is None
    assert sign_text(burning_, "w1", room=Room(8), at=T0 + TURN_MS).text == "火警撤离"
    apply(hall, withdraw("TZ-4"))
    assert holds_until(hall, "w1", T0) is None


def test_several_plain_notices_run_behind_the_staff_card_as_far_as_there_is_room():
    told = [noticed("电梯停用", T0, "TZ-7"), noticed("请带好证件", T0 + S, "TZ-8")]
    hall = hall_after([*OPEN, signed_in(), *told])
    assert sign_text(hall, "w1", room=Room(16, scrolls=True)).text.endswith(" 请带好证件  电梯停用")
    assert sign_text(hall, "w1", room=Room(10)).text == "请带好证件"


def test_a_notice_with_characters_that_signs_lack_stays_off_them_and_the_officer_is_told():
    given = [*OPEN, signed_in()]
    card = sign_text(hall_after(given), "w1").text
    hall = hall_after([*given, noticed("朱鎔先生😀请到总台"), noticed("明日停电", notice="TZ-4")])
    assert sign_text(hall, "w1").text == f"{card} 明日停电"
    assert [n["not_on_signs"] for n in duty_view(hall, {})["notices"]] == ["", "鎔😀"]
    hall = hall_after([*given, noticed("朱鎔先生请到总台", signs=["朱先生请到总台"])])
    assert sign_text(hall, "w1").text == f"{card} 朱先生请到总台"


def test_a_sign_without_the_characters_keeps_its_own_line():
    hall = hall_after([*CALLED, noticed(urgency="evacuate", signs=["撤离"])])
    assert sign_text(hall, "w1", room=Room(8, ascii=True)).text == "A001"


def test_nobodys_wait_goes_on_while_the_hall_is_left():
    """Ten minutes outside count against nobody: not as a wait, nor as a no-show, nor for unanswered paper."""
    failed = happened(m.SlipFailed, ticket=A1, cause="paper_out")
    hall = hall_after([*WAITING, failed, prepared(FIRE)])
    promise, answer_by = hall.tickets[A1].promise_from, hall.failed_slips[A1]
    apply(hall, want(m.Tick, T0 + 599 * S))
    assert hall.tickets[A1].slip is Slip.FAILED, "nothing is voided"
    apply(hall, withdraw(at=T0 + 600 * S))
    assert (hall.tickets[A1].promise_from, hall.failed_slips[A1]) == (promise + 600 * S, answer_by + 600 * S)
    hall = hall_after(burning(CALLED))
    apply(hall, withdraw(at=T0 + 600 * S))
    assert hall.tickets[A1].no_show_from == T0 + 600 * S
    assert [t.id for t in hall.unsettled()] == [A1]


def test_an_outage_in_a_fire_is_counted_once():
    """Whichever ends last, the time between the first beginning and the last end is left out, and no more."""
    begun = hall_after(WAITING).tickets[A1].promise_from
    outage = happened(m.OutageDeclared, T0 + 60 * S, incident="IN-1", reason="停电")
    inner = [prepared(FIRE), outage, happened(m.HallRecovered, T0 + 120 * S), over(at=T0 + 600 * S)]
    crossed = [prepared(FIRE), outage, over(at=T0 + 120 * S), happened(m.HallRecovered, T0 + 600 * S)]
    outer = [
        replace(outage, at=T0),
        prepared(FIRE, T0 + 60 * S),
        over(at=T0 + 120 * S),
        happened(m.HallRecovered, T0 + 600 * S),
    ]
    for events in (inner, crossed, outer):
        hall = hall_after([*WAITING, *events])
        assert hall.tickets[A1].promise_from == begun + 600 * S
        assert hall.state == "open"


def test_the_end_of_one_alarm_is_not_the_end_of_the_other():
    hall = hall_after([*WAITING, prepared(FIRE), noticed("毒气", T0, "TZ-9", urgency="evacuate")])
    begun = hall.tickets[A1].promise_from
    apply(hall, withdraw(at=T0 + 60 * S))
    assert hall.evacuating
    assert hall.tickets[A1].promise_from == begun
    assert spoken(hall, over(urgency="evacuate")) is None
    apply(hall, withdraw("TZ-9", at=T0 + 90 * S))
    assert hall.tickets[A1].promise_from == begun + 90 * S
    assert spoken(hall, over(urgency="evacuate")) == ALL_CLEAR


def test_what_the_hall_says_otherwise_is_not_said_in_a_fire():
    recovered = happened(m.HallRecovered)
    assert spoken(hall_after([*OPEN]), recovered) == RESUMED
    assert spoken(hall_after(burning(OPEN)), recovered) is None
    assert spoken(hall_after(burning(OPEN)), happened(m.HallOpened)) is None
    assert spoken(hall_after([*OPEN, noticed()]), over()) is None
    power = prepared(POWER, notice="TZ-9")
    again = happened(m.NoticeSaid, notice="TZ-9")
    by_hand = happened(m.OutageDeclared, incident="IN-1", reason="停电")
    for told in (power, again, by_hand, replace(by_hand, short=True)):
        assert spoken(hall_after([*OPEN, power]), told)
        assert spoken(hall_after([*burning(OPEN), power]), told) is None, "nobody is to stay in their seat"


# ---------------------------------------------------------------- stops


def boot(hall, at: int, day: str = DAY, gap_s: int = 0) -> list[m.Event]:
    return apply(hall, want(m.StartDay, at, day=day, midnight=T0, gap_ms=gap_s * S))


@pytest.mark.parametrize("gap_s", [0, 30, 3000])
def test_what_ended_while_nobody_was_alive_is_not_shown_any_more(gap_s):
    hall = hall_after([*TODAY, noticed(until=T0 + MINUTE), prepared(POWER, notice="TZ-4")])
    boot(hall, T0 + MINUTE + gap_s * S, gap_s=gap_s)
    assert list(hall.bulletins) == ["TZ-4"]


def test_what_ended_in_a_closed_hall_is_not_shown_when_it_is_switched_on_again():
    hall = hall_after([*CLOSED, noticed(until=T0 + MINUTE)])
    boot(hall, T0 + MINUTE)
    assert (hall.state, hall.bulletins) == ("prep", {})


def test_a_fire_outlasts_a_power_cut_and_the_cut_is_counted_once():
    hall = hall_after([*WAITING, prepared(FIRE)])
    begun = hall.tickets[A1].promise_from
    boot(hall, T0 + 700 * S, gap_s=600)
    assert (hall.state, hall.evacuating) == ("recovery", True)
    apply(hall, withdraw(at=T0 + 800 * S))
    assert hall.tickets[A1].promise_from == begun + 600 * S, (
        "the cut; the rest while a person looks is to come"
    )
    apply(hall, want(m.RecoverHall, T0 + 900 * S))
    assert hall.tickets[A1].promise_from == begun + 900 * S


def test_what_still_stands_goes_on_into_the_next_day():
    hall = hall_after([*CLOSED, prepared(FIRE), noticed("明日", notice="TZ-9", until=T0 + MINUTE)])
    (started,) = (e for e in boot(hall, T0 + MINUTE, NEXT_DAY) if isinstance(e, m.DayStarted))
    assert [b.text for b in hall.bulletins.values()] == [FIRE.text]
    again = m.from_record("day.started.v1", T0 + MINUTE, "system", m.to_record(started))
    replayed = hall_after([again])
    assert replayed.bulletins == hall.bulletins
    assert replayed.bulletins[ID].urgency is Urgency.EVACUATE
    assert replayed.by_hand_from == T0 + MINUTE
    assert apply(hall, take()).code == ALL_OUT


def test_a_ticket_of_another_floor_sees_its_own_notices():
    hall = hall_after([*OPEN, signed_in("w3", EVE), taken("tax"), noticed("二楼电梯停用", floors=["2"])])
    (ticket,) = hall.tickets.values()
    assert phone_view(hall, ticket.token)["hall"]["notices"][0]["text"] == "二楼电梯停用"
