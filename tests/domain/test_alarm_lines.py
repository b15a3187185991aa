"""Alarms as officers read them: a line each, in words, with an instruction; many of a kind are one line."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.rules.watch import NOTED, PERSON, WATCHED
from server.domain.texts.alarms import ADVICE, CAUSES, DEVICE_NAMES, GROUPS
from server.domain.views.alarms import alarm_lines
from tests.domain.alarmed import (
    AWAY,
    DISK_TOLD,
    DON,
    HELP,
    LOST,
    MIN,
    PAPER,
    PAUSED,
    STRICT,
    TOLD,
    TWO,
    WAITED,
    has_taken,
    louder,
    noted,
    strict,
    take,
)
from tests.halls import (
    ANN,
    DUTY,
    OPEN,
    PLAN,
    T0,
    TIMED,
    TIMED_OPEN,
    S,
    apply,
    called,
    hall_after,
    happened,
    oclock,
    raised,
    signed_in,
    suspended,
    taken,
)

WORDS = {
    "a sign": (TOLD, "1号窗口显示屏无应答", "The sign at Window 1 does not answer"),
    "for a reason that has no words": (
        raised("rater:rater-w1", window="w1", device="rater-w1", cause="nack_03"),
        "1号窗口评价器故障",
        "The rating device at Window 1 is out of order",
    ),
    "a kiosk's printer": (
        raised("printer:printer-k1", **PAPER),
        "一楼取号机打印机缺纸",
        "The printer printer-k1 is out of paper",
    ),
    "of a kiosk that is gone": (
        raised("printer:p9", device="p9", kiosk="k9", cause="offline"),
        "打印机脱机",
        "The printer p9 is offline",
    ),
    "a board": (raised("board:f1", **AWAY), "一楼屏未连接", "Board 一楼屏 is away"),
    "a kiosk": (raised("kiosk:k1", kiosk="k1"), "一楼取号机未连接", "Kiosk k1 is away"),
    "a kiosk that is gone from the plan": (raised("kiosk:k9", kiosk="k9"), "k9未连接", "Kiosk k9 is away"),
    "a board that is gone from the plan": (raised("board:f9", board="f9"), "f9未连接", "Board f9 is away"),
    "a zone nobody has touched": (
        raised("voice:f1", **AWAY | {"state": "off"}),
        "一楼屏声音未开启",
        "Board 一楼屏 has no sound",
    ),
    "a zone that says nothing": (
        raised("voice:f1", **AWAY | {"state": "silent"}),
        "一楼屏没有播报",
        "Board 一楼屏 is silent",
    ),
    "the clock": (
        happened(m.AlarmRaised, alarm="clock", kind="clock"),
        "服务器时间没有与标准时间同步",
        "The server's clock is not kept right by a time server",
    ),
    "an hour ahead": (
        raised("clock_jump", by_s=3600),
        "服务器时间向前跳了60分钟",
        "The server's clock jumped by 3600 s",
    ),
    "a little back": (
        raised("clock_jump", by_s=-90),
        "服务器时间向后跳了90秒",
        "The server's clock jumped by -90 s",
    ),
    "the disk": (DISK_TOLD, "数据磁盘将满,只剩 300 MB", "The data disk is nearly full: 300 MB left"),
    "a kiosk whose page has gone": (
        raised("kiosk:k1", kiosk="k1", since=T0),
        "一楼取号机未连接",
        "Kiosk k1 is away",
    ),
    "a report to be sent": (
        raised("report:2026-10", month="2026-10", due="2026-11-05"),
        "2026-10 月度报告已生成,应于 2026-11-05 前报送",
        "The report of 2026-10 is ready; to be sent by 2026-11-05",
    ),
    "a report that was not sent": (
        raised("report_late:2026-10", month="2026-10", due="2026-11-05"),
        "2026-10 月度报告未报送,期限 2026-11-05 已过",
        "The report of 2026-10 was due on 2026-11-05, not sent",
    ),
    "not sent": (raised("outbox", count=12), "12条数据未能上报", "12 records could not be sent"),
    "a wait": (WAITED, "社会保险A001等候超过45分钟", "A001 waits for Social insurance for over 45 min"),
    "a wait of nobody": (
        raised("wait:tax", queue="tax"),
        "契税等候超过45分钟",
        "waits for Deed tax for over 45 min",
    ),
    "a pause": (PAUSED, "1号窗口暂停过久:取材料", "Window 1 is paused for long"),
    "a pause at a window that is gone": (
        raised("suspended:w9", window="w9"),
        "暂停过久",
        " is paused for long",
    ),
}


@pytest.mark.parametrize(("alarm", "zh", "en"), WORDS.values(), ids=WORDS)
def test_an_alarm_in_words(alarm, zh, en):
    hall = hall_after([*OPEN, taken(), signed_in(), suspended(), alarm])
    (line,) = alarm_lines(hall)
    assert (line["text"], line["text_en"]) == (zh, en)
    assert line["advice"].endswith("。")
    assert line["advice_en"].isascii()


def test_every_alarm_has_words_and_an_instruction():
    """R117: nobody is asked to repair anything."""
    kinds = NOTED | WATCHED | PERSON
    assert kinds - DEVICE_NAMES.keys() <= ADVICE.keys() | set()
    assert DEVICE_NAMES.keys() <= NOTED
    assert GROUPS.keys() <= WATCHED
    assert all(zh.startswith("请") for zh, _ in ADVICE.values())
    for words in (*ADVICE.values(), *CAUSES.values(), *GROUPS.values()):
        assert all(words)
        assert not {"重启", "拆", "修理"} & {words[0][i : i + 2] for i in range(len(words[0]))}


def test_the_cause_is_the_present_one():
    """First without paper, then its cover is open: the line and the instruction say what is so now."""
    cover = noted("printer", "printer-k1", **PAPER | {"cause": "cover_open"})
    hall = hall_after(
        [*OPEN, noted("printer", "printer-k1", **PAPER), raised("printer:printer-k1", **PAPER), cover]
    )
    (line,) = alarm_lines(hall)
    assert line["text"] == "一楼取号机打印机盖子开着"
    assert "盖子" in line["advice"]


def test_a_line_leads_to_its_cause():
    given = [*OPEN, signed_in(), taken(), taken("tax", at=T0 - 5 * MIN), called(), LOST, TOLD]
    hall = hall_after([*given, raised("wait:tax", at=T0 + S, queue="tax")], TWO)
    wait, sign = alarm_lines(hall)
    about = {"device": "sign-w1", "window": "w1", "place": "1号窗口", "state": "calling", "number": "A001"}
    assert sign["about"].items() >= about.items()
    assert sign["about"]["staff"] == {"no": ANN, "name": "安敏"}
    assert (sign["since"], sign["floor"], sign["kind"]) == (T0, "1", "sign")
    tax = {"queue": "tax", "place": "契税", "waiting": 1, "number": "B001"}
    assert wait["about"].items() >= tax.items()
    assert wait["since"] == T0 - 5 * MIN
    kiosk = hall_after([*OPEN, raised("printer:printer-k1", **PAPER)])
    assert alarm_lines(kiosk)[0]["about"] == {
        "device": "printer-k1",
        "kiosk": "k1",
        "cause": "paper_out",
        "place": "一楼取号机",
    }
    empty = hall_after(
        [*TIMED_OPEN, raised("unmanned:w1", oclock("9:00"), window="w1"), raised("wait:tax", queue="tax")],
        TIMED,
    )
    assert [line["since"] for line in alarm_lines(empty)] == [T0, T0]
    assert "ticket" not in alarm_lines(empty)[1]["about"]


def test_who_has_it_what_was_written_and_what_comes_first():
    given = [*OPEN, signed_in(), TOLD, HELP, DISK_TOLD, has_taken("disk", at=T0 + S)]
    wrote = happened(m.AlarmNoted, T0 + 2 * S, f"staff:{DON}", alarm="disk", text="已报修")
    hall = hall_after(
        [*given, wrote, happened(m.AlarmNoted, T0, "staff:zx-gone", alarm="disk", text="看过")], TWO
    )
    lines = alarm_lines(hall)
    assert [(line["id"], line["urgent"], line["answerable"]) for line in lines] == [
        ("help:w1", True, True),
        ("sign:sign-w1", False, False),
        ("disk", True, False),
    ]
    assert (lines[2]["owner"], lines[2]["taken_at"]) == ({"no": DUTY, "name": "杜明"}, T0 + S)
    assert lines[2]["notes"] == [
        {"at": T0 + 2 * S, "by": "董宁", "text": "已报修"},
        {"at": T0, "by": "zx-gone", "text": "看过"},
    ]
    louder_now = hall_after([*given, louder("sign:sign-w1", at=T0 + 180 * S)], TWO)
    sign = next(line for line in alarm_lines(louder_now) if line["kind"] == "sign")
    assert (sign["urgent"], sign["escalated_at"]) == (True, T0 + 180 * S)


MANY = replace(
    TWO, windows=tuple(replace(PLAN.windows[0], id=f"w{n}", label=f"{n}号窗口") for n in range(1, 41))
)


def forty(*but: int) -> list[m.Event]:
    return [
        raised(f"sign:s{n:02d}", T0 + n, device=f"s{n:02d}", window=f"w{n}", cause="unplugged", since=T0 - n)
        for n in range(1, 41)
        if n not in but
    ]


def test_forty_signs_are_one_line_that_opens():
    hall = hall_after([*OPEN, *forty(), HELP], replace(MANY, alarms=strict().alarms))
    help_, signs = alarm_lines(hall)
    assert (signs["id"], signs["text"], signs["text_en"]) == (
        "group:sign",
        "40块窗口屏失联",
        "40 window signs are lost",
    )
    assert [member["id"] for member in signs["members"]] == [f"sign:s{n:02d}" for n in range(1, 41)]
    assert (signs["since"], signs["at"], signs["owner"], signs["about"]) == (T0 - 40, T0 + 40, None, {})
    assert (help_["members"], signs["urgent"], signs["escalated_at"]) == ([], False, None)


def test_a_group_is_somebodys_when_all_of_it_is():
    plan = replace(MANY, alarms=strict().alarms)
    hall = hall_after([*OPEN, *forty()], plan)
    names = [f"sign:s{n:02d}" for n in range(1, 41)]
    apply(hall, take(*names[1:]))
    (signs,) = alarm_lines(hall)
    assert signs["owner"] is None
    apply(hall, take(*names))
    (signs,) = alarm_lines(hall)
    assert signs["owner"] == {"no": DUTY, "name": "杜明"}


def test_how_many_are_one_line_is_the_halls_own_word():
    three = forty(*range(4, 41))
    assert len(alarm_lines(hall_after([*OPEN, *three], replace(MANY, alarms=replace(STRICT, group=3))))) == 1
    assert len(alarm_lines(hall_after([*OPEN, *three], replace(MANY, alarms=replace(STRICT, group=4))))) == 3
    assert (
        len(alarm_lines(hall_after([*OPEN, *forty()], replace(MANY, alarms=replace(STRICT, group=0))))) == 40
    )


def test_a_call_for_help_is_never_one_of_many():
    calls = [raised(f"help:w{n}", window=f"w{n}", staff=ANN, note="") for n in range(1, 41)]
    assert len(alarm_lines(hall_after([*OPEN, *calls], MANY))) == 40
