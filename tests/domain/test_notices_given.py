"""The guide in words, and notices in writing: who may give them, where, of what (R28, R51, R52)."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.answers import answer
from server.domain.decide import decide
from server.domain.effects import EFFECTS, Effect
from server.domain.facts.guide import Guide, Material, Sentence, TimeLimit, guide_on, papers_words
from server.domain.facts.plan import Device, DeviceKind
from server.domain.views.guide import guide_index, matter_guide, notice_facts
from server.domain.views.public import kiosk_view
from server.domain.views.staff import console_view
from tests.halls import (
    A1,
    ANN,
    BEN,
    CALLED,
    CLOSED,
    DAY,
    LUNCH,
    OPEN,
    PLAN,
    PREP,
    RECOVERY,
    T0,
    Case,
    apply,
    hall_after,
    happened,
    signed_in,
    want,
)

PENSION = Guide(
    matter="pension",
    valid_from="2026-01-01",
    content=Sentence("核定养老待遇。", "Pensions."),
    procedure=(Sentence("申请", "Apply"), Sentence("核定")),
    materials=(Material("身份证", "Identity card", 1, 1), Material("户口簿", originals=0, note="原件")),
    basis=(Sentence("《社会保险法》"),),
    limit=TimeLimit(5, statutory=10),
    fees=Sentence("不收费"),
)
LATER = replace(PENSION, valid_from="2027-01-01", limit=TimeLimit(0))
AT_W1 = Device("printer-w1", DeviceKind.PRINTER, "escpos", "/dev/none", window="w1")
GUIDED = replace(PLAN, guides=(LATER, PENSION), devices=(*PLAN.devices, AT_W1))
ID = "GZ-20261123-001"
ILL = {
    "printer-k1": {
        "link": "answered",
        "cause": "paper_out",
        "since": 0,
        "last_ok": 0,
        "errors": 1,
        "paper": "",
    }
}


def give(actor: str = f"staff:{ANN}", matter: str = "pension", **more: object) -> m.Command:
    return want(m.GiveNotice, actor=actor, matter=matter, **more)


def given(notice: str = ID, actor: str = f"staff:{ANN}", **more: object) -> m.Event:
    said = {"matter": "pension", "version": "2026-01-01", **more}
    return happened(m.NoticeGiven, actor=actor, notice=notice, **said)


def report(printed: bool = True, notice: str = ID, cause: str = "") -> m.Command:
    return want(m.ReportNotice, actor="device:printer-k1", notice=notice, printed=printed, cause=cause)


def paper(printed: bool = True, cause: str = "") -> m.Event:
    return happened(m.NoticePaper, notice=ID, printed=printed, cause=cause)


AT_KIOSK = give("kiosk:k1", kiosk="k1")
BY_KIOSK = given(actor="kiosk:k1", kiosk="k1")

CASES: dict[str, Case] = {
    "at the kiosk": (GUIDED, OPEN, AT_KIOSK, [BY_KIOSK]),
    "before the hall opens": (GUIDED, PREP, AT_KIOSK, [BY_KIOSK]),
    "at lunch": (GUIDED, LUNCH, AT_KIOSK, [BY_KIOSK]),
    "when it is closed": (GUIDED, CLOSED, AT_KIOSK, [BY_KIOSK]),
    "after a stop": (GUIDED, RECOVERY, AT_KIOSK, [BY_KIOSK]),
    "the second of the day": (
        GUIDED,
        [*OPEN, BY_KIOSK],
        AT_KIOSK,
        [given("GZ-20261123-002", "kiosk:k1", kiosk="k1")],
    ),
    "at the own window, for the one in hand": (
        GUIDED,
        CALLED,
        give(missing=("户口簿", "户口簿")),
        [given(missing=["户口簿"], window="w1", ticket=A1)],
    ),
    "at an empty window": (GUIDED, [*OPEN, signed_in()], give(), [given(window="w1")]),
    "at a window, on the paper of a kiosk": (
        GUIDED,
        CALLED,
        give(kiosk="k1"),
        [given(kiosk="k1", window="w1", ticket=A1)],
    ),
    "by the help desk, for a ticket": (
        GUIDED,
        CALLED,
        give(f"staff:{BEN}", kiosk="k1", ticket=A1),
        [given(actor=f"staff:{BEN}", kiosk="k1", ticket=A1)],
    ),
    "of no matter": (GUIDED, OPEN, give("kiosk:k1", "nothing", kiosk="k1"), "unknown_matter"),
    "of a matter without a guide": (GUIDED, OPEN, give("kiosk:k1", "deed", kiosk="k1"), "no_guide"),
    "by a kiosk on another's paper": (GUIDED, OPEN, give("kiosk:k2", kiosk="k1"), "forbidden"),
    "by a kiosk, what is missing": (
        GUIDED,
        OPEN,
        give("kiosk:k1", kiosk="k1", missing=("户口簿",)),
        "forbidden",
    ),
    "by a kiosk, for a ticket": (GUIDED, CALLED, give("kiosk:k1", kiosk="k1", ticket=A1), "forbidden"),
    "by a kiosk, at a window": (GUIDED, OPEN, give("kiosk:k1", kiosk="k1", window="w1"), "forbidden"),
    "on no kiosk's paper": (GUIDED, OPEN, give(kiosk="k9"), "unknown_kiosk"),
    "at no window": (GUIDED, OPEN, give(window="w9"), "unknown_window"),
    "at a kiosk without a printer": (GUIDED, OPEN, give(kiosk="k2"), "no_printer"),
    "at a window without a printer": (GUIDED, OPEN, give(window="w2"), "no_printer"),
    "nowhere": (GUIDED, OPEN, give(), "no_printer"),
    "for no ticket": (GUIDED, OPEN, give(kiosk="k1", ticket="nothing"), "unknown_ticket"),
    "with what no guide knows": (
        GUIDED,
        CALLED,
        give(kiosk="k1", also=(" 单位介绍信 ", "单位介绍信", " ")),
        [given(kiosk="k1", window="w1", ticket=A1, also=["单位介绍信"])],
    ),
    "by a kiosk, with words of its own": (
        GUIDED,
        OPEN,
        give("kiosk:k1", kiosk="k1", also=("x",)),
        "forbidden",
    ),
    "of no material": (GUIDED, OPEN, give(kiosk="k1", missing=("户口簿", "护照")), "unknown_material"),
    "it came out": (GUIDED, [*OPEN, BY_KIOSK], report(), [paper()]),
    "it did not": (GUIDED, [*OPEN, BY_KIOSK], report(False, cause="paper_out"), [paper(False, "paper_out")]),
    "it is said twice": (GUIDED, [*OPEN, BY_KIOSK, paper(False, "paper_out")], report(), []),
    "of none that was given": (GUIDED, OPEN, report(), []),
}


def test_the_newest_version_that_has_begun_is_shown():
    assert guide_on([LATER, PENSION], "2025-12-31") is None
    assert guide_on([LATER, PENSION], "2026-01-01") is PENSION
    assert guide_on([PENSION, LATER], "2027-03-01") is LATER
    assert GUIDED.guide_of("pension", DAY) is PENSION
    assert GUIDED.guide_of("nothing", DAY) is None


@pytest.mark.parametrize(
    ("limit", "halved"),
    [(TimeLimit(5, statutory=10), True), (TimeLimit(6, statutory=10), False), (TimeLimit(9), True)],
)
def test_a_promise_is_half_of_what_the_law_allows(limit, halved):
    assert limit.halved is halved


def test_originals_and_copies_in_words():
    assert papers_words(Material("x", originals=2, copies=1)) == ("原件2份,复印件1份", "2 originals, 1 copy")


def test_the_index_names_every_matter_and_its_version():
    index = guide_index(GUIDED, DAY)
    assert [(one["id"], one["queue"], one["version"]) for one in index["matters"]] == [
        ("pension", "social", "2026-01-01"),
        ("deed", "tax", ""),
    ]


def test_a_matter_shows_six_facts_and_where_it_is_done():
    view = matter_guide(GUIDED, "pension", DAY)
    assert view["content"] == {"text": "核定养老待遇。", "text_en": "Pensions."}
    assert [step["text"] for step in view["procedure"]] == ["申请", "核定"]
    assert view["materials"][0] == {
        "name": "身份证",
        "name_en": "Identity card",
        "papers": {"text": "原件1份,复印件1份", "text_en": "1 original, 1 copy"},
        "note": "",
        "note_en": "",
    }
    assert view["limit"] == {"text": "5个工作日", "text_en": "5 working days"}
    assert view["statutory"] == {"text": "10个工作日", "text_en": "10 working days"}
    assert (view["fees"]["text"], view["basis"][0]["text"]) == ("不收费", "《社会保险法》")
    assert [window["id"] for window in view["windows"]] == ["w1", "w2"]
    assert matter_guide(GUIDED, "pension", "2027-06-01")["statutory"] is None
    assert matter_guide(GUIDED, "deed", DAY) is None
    assert matter_guide(GUIDED, "nothing", DAY) is None


def test_what_a_notice_says_is_in_its_event_and_the_guide_of_that_day():
    hall = hall_after(CALLED, GUIDED)
    (event,) = decide(hall, give(missing=("户口簿",)))
    facts = notice_facts(hall, event)
    assert (facts.notice, facts.at, facts.missing) == (ID, T0, ("户口簿",))
    assert (facts.window, facts.staff, facts.number) == ("1号窗口", ANN, "A001")
    assert notice_facts(hall, given(also=["介绍信"])).also == ("介绍信",)
    assert facts.guide["version"] == event.version == "2026-01-01"
    public = notice_facts(hall, BY_KIOSK)
    assert (public.window, public.staff, public.number) == ("", "", "")
    assert notice_facts(hall_after(CALLED, PLAN), event) is None


def test_who_gave_it_is_told_its_reference():
    hall = hall_after(CALLED, GUIDED)
    command = give()
    body = answer(hall, command, apply(hall, command))
    assert body.items() >= {"notice": ID, "matter": "pension", "version": "2026-01-01", "ticket": A1}.items()


def test_the_kiosk_sees_what_became_of_its_own_notices():
    hall = hall_after([*OPEN, BY_KIOSK, given("other", kiosk="k9")], GUIDED)
    assert kiosk_view(hall, "k1", {})["notices"] == {ID: "pending"}
    apply(hall, report(False, cause="paper_out"))
    assert kiosk_view(hall, "k1", {})["notices"] == {ID: "failed"}
    hall = hall_after([*OPEN, BY_KIOSK, paper()], GUIDED)
    assert kiosk_view(hall, "k1", {})["notices"] == {ID: "printed"}


def test_the_console_sees_what_became_of_the_newest_notice_given_there():
    hall = hall_after([*OPEN, signed_in(), given("GZ-0", window="w2"), given(window="w1")], GUIDED)
    assert console_view(hall, "w1", {})["notice"] == {"id": ID, "state": "pending"}
    apply(hall, report(False, cause="paper_out"))
    assert console_view(hall, "w1", {})["notice"] == {"id": ID, "state": "failed"}
    assert console_view(hall, "w3", {})["notice"] is None


def test_a_kiosk_that_cannot_print_says_why_at_any_hour():
    for before in (OPEN, LUNCH, CLOSED):
        hall = hall_after(before, GUIDED)
        assert kiosk_view(hall, "k1", {})["no_paper"] is None
        assert "打印机" in kiosk_view(hall, "k1", ILL)["no_paper"]["text"]
        assert "不能打印" in kiosk_view(hall, "k2", {})["no_paper"]["text"]


def test_a_notice_goes_on_paper_to_the_kiosks_and_to_who_gave_it():
    assert EFFECTS[m.NoticeGiven] == Effect.PRINT | Effect.KIOSKS | Effect.CONSOLES
    assert EFFECTS[m.NoticePaper] == Effect.KIOSKS | Effect.CONSOLES
