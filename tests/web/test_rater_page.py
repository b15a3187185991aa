"""The tablet at a window (R24, R85, R90) and rating by phone: who may press, what counts, who is told."""

from typing import Any

import pytest
import sqlalchemy as sa

from server.domain.views.staff import console_view
from server.store import schema
from tests.serving import wait_until
from tests.web.house import Browser, House
from tests.web.page import Page, Refused

LABELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
CLERK, WINDOW, OTHER = "1001", "w1", "w2"
GIVEN, REFUSED, COMPLAINED = "rating.given.v1", "rating.refused.v1", "complaint.registered.v1"


def served(house: House) -> str:
    """The secret of a visit that this clerk has just finished."""
    taken = house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"}).get_json()
    clerk = house.staff(CLERK)
    clerk.post(f"/api/windows/{WINDOW}/sign-in")
    for action in ("call-next", "start", "finish"):
        assert clerk.post(f"/api/windows/{WINDOW}/{action}").status_code == 200
    return str(taken["token"])


def lapses(house: House) -> None:
    """Nobody presses until the time at the window is over."""
    house.clock.ahead_ms += (house.plan.settings.rating_open_s + 1) * 1000


def rate(browser: Browser, visit: str, level: int, channel: str, key: str | None = None) -> Any:
    return browser.post(f"/api/visits/{visit}/rating", {"level": level, "channel": channel}, key=key)


def asked(phone: Any, visit: str) -> str:
    """Whether the page on the phone asks for a rating."""
    page = phone.get(f"/t/{visit}").get_data(as_text=True)
    told = phone.get(f"/api/visits/{visit}").get_json()["rating"]
    assert f"&#34;rating&#34;: &#34;{told}&#34;" in page
    return str(told)


def told(answer: Any) -> tuple[int, str]:
    """Status and code."""
    return answer.status_code, (answer.get_json() or {}).get("code", "")


def seen(page: Page) -> tuple[str, str]:
    view = page.named("snapshot", "view")[-1]["view"]
    return view["state"], view["visit"]


# ---------------------------------------------------------------- the tablet


def test_the_tablet_shows_who_sits_there_then_asks_then_thanks(house: House, pages: list[Page]):
    tablet = house.device("rater", WINDOW)
    page = house.feed("/rater", {"id": WINDOW}, tablet)
    pages.append(page)
    page.wait_for("snapshot")
    assert seen(page) == ("idle", "")
    visit = served(house)
    wait_for(page, ("ask", visit))
    view = page.named("view")[-1]["view"]
    assert (view["staff"]["no"], view["window"]["label"]) == (CLERK, "1号窗口")
    assert [level["label"] for level in view["levels"]] == LABELS
    assert rate(tablet, visit, 5, "tablet").status_code == 200
    wait_for(page, ("thanks", ""))


def wait_for(page: Page, wanted: tuple[str, str]) -> None:
    wait_until(lambda: page.named("snapshot", "view") and seen(page) == wanted, what=f"{wanted}: {page.told}")


def test_a_question_that_lapses_leaves_the_tablet(house: House, pages: list[Page]):
    page = house.feed("/rater", {"id": WINDOW}, house.device("rater", WINDOW))
    pages.append(page)
    visit = served(house)
    wait_for(page, ("ask", visit))
    lapses(house)
    house.staff(CLERK).post(f"/api/windows/{WINDOW}/help")  # any event: the hall looks round
    wait_for(page, ("idle", ""))


def test_the_level_stands_against_the_clerk_of_the_visit_as_it_was_pressed(house: House):
    visit = served(house)
    assert rate(house.device("rater", WINDOW), visit, 4, "tablet").status_code == 200
    (given,) = house.log(GIVEN)
    assert (given.staff, given.window, given.level, given.channel, given.actor) == (
        CLERK,
        WINDOW,
        4,
        "tablet",
        f"rater:{WINDOW}",
    )


def test_a_second_press_changes_nothing_and_is_kept(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    rate(tablet, visit, 2, "tablet", "one")
    again = rate(tablet, visit, 5, "tablet", "two")
    assert told(again) == (409, "already_rated")
    assert again.get_json()["detail"] == "本次服务已评价,谢谢。"
    assert [e.level for e in house.log(GIVEN)] == [2]
    assert [(e.level, e.code, e.channel) for e in house.log(REFUSED)] == [(5, "already_rated", "tablet")]


def test_the_same_key_is_one_press(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    first = rate(tablet, visit, 4, "tablet", "one").get_json()
    assert rate(tablet, visit, 4, "tablet", "one").get_json() == first
    assert (len(house.log(GIVEN)), house.log(REFUSED)) == (1, [])
    assert told(rate(tablet, visit, 5, "tablet", "one")) == (422, "key_reused")


def test_a_press_on_the_tablet_that_comes_too_late_is_kept_and_counts_for_nothing(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    lapses(house)
    assert told(rate(tablet, visit, 1, "tablet")) == (409, "rating_closed")
    assert house.log(GIVEN) == []
    assert [(e.level, e.code) for e in house.log(REFUSED)] == [(1, "rating_closed")]


def test_nobody_but_the_tablet_of_that_window_presses_as_a_tablet(house: House):
    visit = served(house)
    strangers = [
        house.device("rater", OTHER),
        house.device("kiosk", "k1"),
        house.device("screen", "f1"),
        house.staff(CLERK),
        house.staff("D01"),
        house.staff("S01"),
        house.browser(),
    ]
    for stranger in strangers:
        assert told(rate(stranger, visit, 5, "tablet")) == (403, "forbidden")
    assert house.log(GIVEN) == house.log(REFUSED) == []


def test_why_a_rating_was_bad_comes_from_its_own_tablet_once_and_is_not_told_at_the_window(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    path, said = f"/api/visits/{visit}/reasons", {"reasons": ["slow", "papers"]}
    assert told(tablet.post(path, said)) == (409, "reasons_not_asked")
    rate(tablet, visit, 1, "tablet")
    assert told(house.device("rater", OTHER).post(path, said)) == (403, "forbidden")
    for wrong in ({"reasons": []}, {"reasons": ["rude"]}, {"reasons": ["slow"] * 11}, {}):
        assert told(tablet.post(path, wrong)) == (422, "invalid")
    assert house.log("rating.reasons.v1") == []
    assert set(tablet.post(path, said).get_json()) == {"seq", "state"}
    assert told(tablet.post(path, {"reasons": ["other"]})) == (200, "")
    (given,) = house.log("rating.reasons.v1")
    assert (list(given.reasons), given.window, given.actor) == (["slow", "papers"], WINDOW, "rater:w1")
    assert "slow" not in str(house.executor.read(_console))


def test_the_window_learns_only_that_it_is_over(house: House):
    """R90: a bad level and a good one look alike at the window; only the duty officer is told."""
    shown = []
    for level in (1, 5):
        visit = served(house)
        answer = rate(house.device("rater", WINDOW), visit, level, "tablet").get_json()
        assert set(answer) == {"seq", "state"}
        view = house.executor.read(_console)
        shown.append(view["visit"]["rating"])
    assert shown == ["done", "done"]
    assert [e.level for e in house.log("rating.follow_up.v1")] == [1]


def _console(hall: Any) -> Any:
    return console_view(hall, WINDOW, {})


# ---------------------------------------------------------------- the phone


def test_the_holder_of_the_slip_rates_by_phone_without_signing_in(house: House):
    visit, phone = served(house), house.browser().client
    assert asked(phone, visit) == "ask"
    answer = phone.post(f"/api/visits/{visit}/rating", json={"level": 3, "channel": "phone"})
    assert answer.status_code == 200
    (given,) = house.log(GIVEN)
    assert (given.level, given.channel, given.staff, given.actor) == (3, "phone", CLERK, "visitor")
    assert asked(phone, visit) == "rated"


def test_a_phone_may_rate_after_the_tablet_has_stopped_asking(house: House):
    visit = served(house)
    lapses(house)
    assert asked(house.browser().client, visit) == "ask"
    assert rate(house.browser(), visit, 5, "phone").status_code == 200
    assert [(e.level, e.channel) for e in house.log(GIVEN)] == [(5, "phone")]
    assert len(house.log("rating.lapsed.v1")) == 1


def test_the_first_press_on_any_channel_counts(house: House):
    visit = served(house)
    assert rate(house.browser(), visit, 1, "phone").status_code == 200
    assert told(rate(house.device("rater", WINDOW), visit, 5, "tablet")) == (409, "already_rated")
    assert [(e.level, e.channel) for e in house.log(GIVEN)] == [(1, "phone")]


def test_a_visit_that_is_not_over_is_not_rated(house: House):
    token = house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"}).get_json()["token"]
    assert asked(house.browser().client, token) == ""
    assert told(rate(house.browser(), token, 5, "phone")) == (409, "wrong_state")
    assert house.log(GIVEN) == []


def test_a_guess_finds_no_visit_and_leaves_nothing_behind(house: House):
    before = house.executor.read(lambda hall: hall.seq)
    for channel in ("phone", "tablet"):
        assert told(rate(house.device("rater", WINDOW), "guessed", 1, channel, "k")) == (404, "unknown_visit")
    kept = house.executor.write(lambda c: c.execute(sa.select(schema.answers.c.key)).all())
    assert (house.executor.read(lambda hall: hall.seq), [row.key for row in kept]) == (before, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": 0, "channel": "phone"}, "level"),
        ({"level": 6, "channel": "phone"}, "level"),
        ({"level": "5", "channel": "phone"}, "level"),
        ({"level": True, "channel": "phone"}, "level"),
        ({"level": 5, "channel": "paper"}, "channel"),
        ({"level": 5, "channel": "rater"}, "channel"),
        ({"level": 5}, "channel"),
        ({"level": 5, "channel": "phone", "staff": "1002"}, "staff"),
    ],
)
def test_a_press_that_is_no_press(shared_house: House, body: Any, field: str):
    answer = shared_house.browser().post("/api/visits/nothing/rating", body)
    assert (answer.status_code, [e["field"] for e in answer.get_json()["errors"]]) == (422, [field])


# ---------------------------------------------------------------- 评价器投诉 (R85)


def complain(browser: Browser, visit: str, reasons: list[str], key: str | None = None) -> Any:
    return browser.post(f"/api/visits/{visit}/complaint", {"reasons": reasons}, key=key)


def words(house: House) -> list[Any]:
    query = sa.select(schema.complaints)
    return house.executor.write(lambda connection: list(connection.execute(query)))


def test_a_complaint_from_the_tablet_names_the_window_and_the_clerk_and_nobody_else(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    rate(tablet, visit, 1, "tablet")
    answer = complain(tablet, visit, [])
    assert answer.status_code == 201
    (event,) = house.log(COMPLAINED)
    (finished,) = house.log("ticket.finished.v1")
    assert (event.channel, event.target, event.matter, event.place, event.record) == (
        "rater",
        "1号窗口 工号1001",
        "婚姻登记",
        "1号窗口",
        "",
    )
    assert (event.happened_at, event.complaint) == (finished.at, answer.get_json()["complaint"])
    assert words(house) == []


def test_the_reasons_go_with_the_complaint_and_stand_beside_the_log(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    assert complain(tablet, visit, ["slow", "attitude"]).status_code == 201
    (event,) = house.log(COMPLAINED)
    (row,) = words(house)
    assert (row.ref, row.person, row.phone) == (event.record, "", "")
    assert row.text == "服务态度不好、办理时间太长(原因清单 2026-1)"
    assert "服务态度" not in house.staff("D01").get("/api/events").get_data(as_text=True)


def test_the_same_complaint_again_is_the_same(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    first = complain(tablet, visit, ["slow"], f"complaint {visit}").get_json()
    assert complain(tablet, visit, ["slow"], f"complaint {visit}").get_json() == first
    assert len(house.log(COMPLAINED)) == len(words(house)) == 1


def test_of_one_visit_there_is_one_complaint(house: House):
    visit, tablet = served(house), house.device("rater", WINDOW)
    assert complain(tablet, visit, ["slow"]).status_code == 201
    assert told(complain(tablet, visit, ["attitude"])) == (409, "already_complained")
    (event,) = house.log(COMPLAINED)
    (finished,) = house.log("ticket.finished.v1")
    assert (event.visit, len(words(house))) == (finished.ticket, 1)


def test_a_reason_that_is_not_in_the_list_registers_nothing(house: House):
    visit = served(house)
    answer = complain(house.device("rater", WINDOW), visit, ["slow", "rumour"])
    assert (told(answer), answer.get_json()["errors"][0]["field"]) == ((422, "invalid"), "reasons")
    assert house.log(COMPLAINED) == words(house) == []


def test_only_the_tablet_of_the_window_complains_and_only_of_a_visit_that_is_over(house: House):
    visit = served(house)
    assert told(complain(house.device("rater", OTHER), visit, [])) == (403, "forbidden")
    clerk = house.staff(CLERK)
    token = house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"}).get_json()["token"]
    clerk.post(f"/api/windows/{WINDOW}/call-next")
    assert told(complain(house.device("rater", WINDOW), token, [])) == (409, "wrong_state")
    assert told(complain(house.device("rater", WINDOW), "guessed", [])) == (404, "unknown_visit")
    assert house.log(COMPLAINED) == []


# ---------------------------------------------------------------- the page and its pairing


def test_a_tablet_is_paired_by_a_link_that_opens_its_page(house: House):
    paired = house.staff("S01").post("/api/pairings", {"kind": "rater", "device": WINDOW}).get_json()
    fresh = house.browser().client
    opened = fresh.get(f"/api/pair/{paired['code']}")
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/rater/{WINDOW}")
    page = fresh.get(f"/rater/{WINDOW}")
    assert page.status_code == 200 and "rater.js" in page.get_data(as_text=True)
    unknown = house.staff("S01").post("/api/pairings", {"kind": "rater", "device": "w99"})
    assert told(unknown) == (404, "unknown_rater")
    assert unknown.get_json()["detail"] == "没有这个窗口(w99)。"


@pytest.mark.parametrize("window", ["nothing", "k1"])
def test_there_is_no_tablet_where_there_is_no_window(shared_house: House, window: str):
    assert shared_house.browser().client.get(f"/rater/{window}").status_code == 404


def test_an_unpaired_tablet_of_another_machine_gets_no_page(shared_house: House):
    far = shared_house.browser().client.get(
        f"/rater/{WINDOW}", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert far.status_code == 403 and "本设备未登记" in far.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["rater", "kiosk", "agent"])
def test_the_feed_of_a_window_is_for_its_own_tablet(house: House, kind: str):
    id_ = {"rater": OTHER, "kiosk": "k1", "agent": WINDOW}[kind]
    with pytest.raises(Refused) as refused:
        house.feed("/rater", {"id": WINDOW}, house.device(kind, id_))
    assert refused.value.why["data"]["code"] == "bad_token"


def test_a_clerk_does_not_get_the_feed_of_the_tablet(house: House):
    """It holds the secret of the visit."""
    with pytest.raises(Refused):
        house.feed("/rater", {"id": WINDOW}, house.staff(CLERK))


def test_an_unpaired_tablet_is_cut_off_at_once(house: House, pages: list[Page]):
    page = house.feed("/rater", {"id": WINDOW}, house.device("rater", WINDOW))
    pages.append(page)
    page.wait_for("snapshot")
    house.staff("S01").delete(f"/api/pairings/rater/{WINDOW}")
    wait_until(lambda: not page.connected)
