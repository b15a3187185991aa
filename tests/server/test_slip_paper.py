"""What stands on each kind of slip, as the emulated printer of 58 and of 80 mm has it on its paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from devices.codecs import escpos
from devices.drivers.printer_art import PaperFont
from devices.emulators.printer import Printer
from kiosk.slip import ticket_slip
from server.delivery.paper import cells, elements
from server.domain import messages as m
from server.domain.facts.plan import HallPlan, Window
from server.domain.facts.settings import SlipStyle
from server.domain.words.slip import slip_facts
from tests.halls import (
    A1,
    OPEN,
    PLAN,
    T0,
    S,
    called,
    hall_after,
    happened,
    passed,
    requeued,
    signed_in,
    taken,
    transferred,
)

WIDTHS = {58: 32, 80: 48}
WAIT = {"low_min": 10, "high_min": 20}
LONG = "房产证、土地证联合受理窗口"
HALL = replace(
    PLAN,
    windows=(
        *PLAN.windows[:2],
        replace(PLAN.windows[2], phone="0000-8203", units=(LONG,)),
        Window("w4", "4", "4号窗口", "Window 4", "2", (LONG,), ("tax",), phone="0000-8204"),
    ),
    queues=(PLAN.queues[0], replace(PLAN.queues[1], name="房产证、土地证联合受理", unit=LONG)),
)
WAITS = [*OPEN, taken(serial=2), taken(kiosk="k1", at=T0 + S)]
BOOKED = happened(
    m.AppointmentBooked, code="77", day="2026-11-23", queue="social", start=T0 + 600 * S, end=T0 + 2400 * S
)


def printed(
    given: Sequence[m.Event], *, width: int = 58, plan: HallPlan = HALL, copy: bool = False, **more: Any
) -> list[dict[str, Any]]:
    """The lines of the slip of A001 on the paper of an emulated printer."""
    hall = hall_after(given, plan)
    facts = slip_facts(hall, hall.tickets[A1], copy=copy, wait=more.get("wait", WAIT), at=more.get("at", 0))
    facts = replace(facts, ticket=facts.ticket | more.get("ticket", {}))
    profile = more.get("profile") or escpos.Profile(columns=WIDTHS[width])
    laid = elements(ticket_slip(facts), phone_base="http://hall", columns=profile.columns)
    far = Printer()
    far.receive(escpos.encode(laid, profile, more.get("draw")), 0.0)
    far.transmit(0.0)
    state = far.request({"op": "state"}, 0.0)
    assert state["unknown"] == []
    (slip,) = state["tickets"]
    lines: list[dict[str, Any]] = slip["lines"]
    return lines


def as_seen(lines: Sequence[Mapping[str, Any]], columns: int) -> list[str]:
    """A line of paper each; "4×" before what is four times as large, [ ] round what is no text."""
    seen = []
    for line in lines:
        if "text" in line:
            text = str(line["text"])
            assert cells(text) * line["width"] <= columns, text
            assert line["width"] == line["height"]
            seen.append((f"{line['width']}×" if line["width"] > 1 else "") + text)
        elif "qr" in line:
            seen.append(f"[{line['qr']}]")
    return ["-" if set(text) == {"-"} else text for text in seen]


HEAD = ["测试大厅"]
NOTE = {58: ["请在休息区等候,", "留意屏幕和广播叫号"], 80: ["请在休息区等候,留意屏幕和广播叫号"]}
TAKEN_AT = "2026-11-23 10:13:21"
FOOT = {width: ["-", *note, TAKEN_AT] for width, note in NOTE.items()}
PLACES = ["一楼 1号窗口、2号窗口"]
PROSPECT = ["前面等候 1 人", "预计等候 10–20 分钟"]
SCAN = ["[http://hall/t/secret-A1]", "手机扫码查看排队进度"]
BODY = ["社保窗口", "2×社会保险", "4×A001", *PLACES, *PROSPECT, *SCAN]
LATE = taken(kiosk="k1", at=T0 + S, extended=True)
PRIORITY = [*OPEN, taken(kiosk="k1", at=T0 + S, lane="priority")]
DUE = [*OPEN, BOOKED, taken(kiosk="k1", at=T0 + S, appointment="77", due_from=T0 + 600 * S)]
BACK = [*WAITS, signed_in(), called(), passed(), requeued(kiosk="k1", arrival=T0 + 9 * S)]
SENT = [*OPEN, taken(kiosk="k1", at=T0 + S), signed_in(), called(), transferred("queue", "tax", "tax")]
NOBODY = ["前面等候 0 人", "预计等候 10–20 分钟"]
WAYS = ["2号窗口 一楼", "契税窗口(2号旁)、4号窗口 二楼", "电话 0000-8203、0000-8204"]

VARIANTS: dict[str, tuple[list[m.Event], dict[str, Any], dict[int, list[str]]]] = {
    "a ticket": (WAITS, {}, {w: [*HEAD, "-", *BODY, *FOOT[w]] for w in WIDTHS}),
    "nobody knows how long": (
        WAITS,
        {"wait": None},
        {w: [*HEAD, "-", *(x for x in BODY if "预计" not in x), *FOOT[w]] for w in WIDTHS},
    ),
    "a copy, some minutes later": (
        WAITS,
        {"copy": True, "at": T0 + 301 * S},
        {w: [*HEAD, "【补打】", "-", *BODY, *FOOT[w], "补打 2026-11-23 10:18:21"] for w in WIDTHS},
    ),
    "late service": (
        [*OPEN, taken(serial=2), LATE],
        {},
        {w: [*HEAD, "【延时服务】", "-", *BODY, *FOOT[w]] for w in WIDTHS},
    ),
    "priority": (
        PRIORITY,
        {},
        {w: [*HEAD, "【优先】", "-", *BODY[:4], *NOBODY, *SCAN, *FOOT[w]] for w in WIDTHS},
    ),
    "an appointment": (
        DUE,
        {},
        {
            w: [*HEAD, "【预约】", "-", *BODY[:3], "预约时段 10:23–10:53", *PLACES, *NOBODY, *SCAN, *FOOT[w]]
            for w in WIDTHS
        },
    ),
    "an identity's tail": (
        WAITS,
        {"ticket": {"tail": "123X"}},
        {w: [*HEAD, "-", *BODY[:3], "证件尾号 123X", *BODY[3:], *FOOT[w]] for w in WIDTHS},
    ),
    "back after a no-show": (
        BACK,
        {},
        {
            w: [*HEAD, "-", "2×A001 过号重排", "社会保险", *PLACES, "2×前面1人", PROSPECT[1], *FOOT[w]]
            for w in WIDTHS
        },
    ),
    "sent on to another window (R37)": (
        SENT,
        {},
        {
            w: [*HEAD, "-", "4×A001", "请到", name, LONG, *WAYS, *NOBODY, *FOOT[w]]
            for w, name in {58: "房产证、土地证联合受理", 80: "2×房产证、土地证联合受理"}.items()
        },
    ),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("given", "more", "expected"), VARIANTS.values(), ids=VARIANTS)
def test_each_kind_of_slip(given, more, expected, width):
    assert as_seen(printed(given, width=width, **more), WIDTHS[width]) == expected[width]


def test_what_the_hall_says_of_its_slips_is_its_own() -> None:
    style = SlipStyle(
        title="{hall} {unit}",
        notes=("过号请到总服务台", "{queue}"),
        footer="{date} {time} {number} {{}}",
        number_size=8,
        qr=False,
        ahead=False,
        wait=False,
        english=True,
    )
    seen = as_seen(printed(WAITS, width=80, plan=replace(HALL, slip=style)), 48)
    assert seen == [
        "测试大厅 社保窗口",
        "-",
        "社保窗口",
        "2×社会保险",
        "Social insurance",
        "8×A001",
        *PLACES,
        "Floor 1: Window 1, Window 2",
        "-",
        "过号请到总服务台",
        "社会保险",
        TAKEN_AT,
        "2026-11-23 10:13:21 A001 {}",
    ]


@pytest.mark.parametrize("name", VARIANTS)
def test_english_stands_below_the_chinese_and_fits(name) -> None:
    given, more, _ = VARIANTS[name]
    plan = replace(HALL, slip=SlipStyle(english=True))
    for width, columns in WIDTHS.items():
        seen = as_seen(printed(given, width=width, plan=plan, **more), columns)
        assert "Window 2" in " ".join(seen)
        assert any(" ahead of you" in line for line in seen)
        assert ("about 10-20 minutes" in seen) is (more.get("wait", WAIT) is not None)


def test_a_long_number_is_smaller_on_narrow_paper_and_never_broken() -> None:
    """ "AB1001" at eight times its size has room on no paper."""
    for width, columns, size in ((58, 32, 5), (80, 48, 8)):
        plan = replace(HALL, slip=SlipStyle(number_size=8))
        seen = as_seen(printed(WAITS, width=width, plan=plan, ticket={"number": "AB1001"}), columns)
        assert f"{size}×AB1001" in seen


@pytest.mark.parametrize(
    ("encoding", "name", "drawn"),
    [
        ("gbk", "李喆镕", False),
        ("gbk", "李㛃", True),
        ("gb18030", "李㛃", False),
    ],
)
def test_what_the_printers_font_lacks_is_drawn_and_the_rest_is_text(encoding, name, drawn) -> None:
    font = PaperFont()
    if not font.path:
        pytest.skip("no Chinese font on this machine")
    profile = escpos.Profile(columns=32, encoding=encoding)
    plan = replace(HALL, slip=SlipStyle(footer=name))
    lines = printed(WAITS, plan=plan, profile=profile, draw=font.draw)
    assert any("raster" in line for line in lines) is drawn
    assert any(line.get("text") == name for line in lines) is not drawn
    assert any(line.get("text") == "A001" for line in lines)


def test_no_slip_of_words_and_a_code_takes_longer_than_half_a_second_of_a_slow_line() -> None:
    """9600 baud carry 960 bytes a second; the QR's own bytes are those of its address."""
    for name, (given, more, _) in VARIANTS.items():
        hall = hall_after(given, HALL)
        facts = slip_facts(hall, hall.tickets[A1], copy=more.get("copy", False), wait=WAIT)
        laid = elements(ticket_slip(facts), phone_base="http://10.0.0.5:8000", columns=32)
        assert len(escpos.encode(laid, escpos.Profile(columns=32))) < 480, name
