"""Pictures of what seldom happens at a kiosk and on a phone: asked twice, no paper, no answer, given up."""

from playwright.sync_api import Page, expect

from tests.album import PHONE, SLOW, UPRIGHT, Album
from tests.browser.kiosk_page import take_number, touch
from tests.serving import Server


def rare(album: Album, server: Server, card: str) -> None:
    """The sample hall, whose business licences ask who comes; `card`: one that has a number already."""
    _asked_again(album, server, card)
    _unsure(album, server.base)
    _paperless(album, server)


def _kiosk(album: Album, base: str, at: str = "k1") -> Page:
    page = album.open(f"{base}/kiosk/{at}", UPRIGHT)
    expect(page.get_by_test_id("queue-payment")).to_be_enabled(timeout=SLOW)
    return page


def _asked_again(album: Album, server: Server, card: str) -> None:
    page = _kiosk(album, server.base)
    take_number(page, "business")
    expect(page.get_by_test_id("identity-other")).to_be_enabled()
    server.control("id-k1").request({"op": "card", "number": card})
    expect(page.get_by_test_id("reprint")).to_be_enabled()
    server.control("id-k1").request({"op": "remove"})
    album.take(page, "existing", "已有号码 There is a number already")
    album.close()


def _unsure(album: Album, base: str) -> None:
    """Nothing found, nobody there, no answer."""
    page = _kiosk(album, base)
    for key in ("search", "letter-X", "letter-Q"):
        touch(page, key)
    expect(page.get_by_test_id("letter-Z")).to_be_enabled()
    album.take(page, "search-nothing", "没有找到 Nothing was found")
    album.close()
    page = _kiosk(album, base)
    for key in ("check-in", "digit-9", "check-in-ok"):
        touch(page, key)
    expect(page.get_by_test_id("check-in-said")).to_contain_text("没有找到")
    expect(page.get_by_test_id("check-in-back")).to_be_enabled()
    album.take(page, "check-in-unknown", "没有这个预约 No such appointment")
    album.close()
    page = _kiosk(album, base)
    page.clock.install()
    page.reload()
    touch(page, "queue-insurance")
    expect(page.get_by_test_id("any-insurance")).to_be_enabled()
    for _ in range(20):
        page.clock.fast_forward(5_000)
        if page.get_by_test_id("still-there").count():
            break
    expect(page.get_by_test_id("still-there")).to_be_visible()
    expect(page.get_by_test_id("stale")).to_have_count(0)  # beats come by the real clock
    album.take(page, "still-there", "还在吗 Is somebody still there?")
    album.close()
    page = _kiosk(album, base)
    page.route("**/api/tickets", lambda route: route.abort())
    take_number(page, "payment")
    expect(page.get_by_test_id("trouble")).to_be_visible(timeout=SLOW)
    expect(page.get_by_test_id("done")).to_be_enabled()
    album.take(page, "trouble", "没有取到号 The touch had no answer")
    album.close()


def _paperless(album: Album, server: Server) -> None:
    printer = server.control("printer-k2")
    for key, words, name, says in (
        ("keep", "已保留", "result-kept", "保留号码 Kept without paper"),
        ("give-up", "号码已取消", "result-void", "放弃号码 Given up"),
    ):
        printer.fault("paper_out", on=False)
        page = _kiosk(album, server.base, "k2")
        touch(page, "queue-payment")
        expect(page.get_by_test_id("any-payment")).to_be_enabled()
        printer.fault("paper_out", value=3)  # within the job
        page.get_by_test_id("any-payment").click()
        if key == "keep":
            expect(page.get_by_test_id("slip-state")).to_contain_text("正在打印")
            album.take(page, "result-printing", "正在打印 The slip is being printed")
        expect(page.get_by_test_id(key)).to_be_enabled(timeout=SLOW)
        touch(page, key)
        expect(page.get_by_test_id("slip-state")).to_contain_text(words, timeout=SLOW)
        expect(page.get_by_test_id("done")).to_be_enabled()
        album.take(page, name, says)
        album.close()
    printer.fault("paper_out", on=False)


def rare_phones(album: Album, server: Server, done: str) -> None:
    """`done`: the token of a finished visit that was not rated."""
    k1 = server.kiosk("k1")
    tokens = [k1.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).json()["token"] for _ in range(5)]
    page = album.open(f"{server.base}/t/{tokens[-1]}", PHONE)
    expect(page.locator("body.waiting")).to_be_visible()
    album.take(page, "phone-waiting", "手机:等候中 Phone: waiting")
    touch(page, "give-up")
    expect(page.get_by_test_id("sure")).to_be_visible()
    album.take(page, "phone-sure", "手机:确定放弃吗 Phone: sure to give it up?", whole=True)
    touch(page, "give-up-sure")
    expect(page.locator("body.cancelled")).to_be_visible()
    album.take(page, "phone-cancelled", "手机:已弃号 Phone: given up")
    album.close()
    page = album.open(f"{server.base}/t/{done}", PHONE)
    touch(page, "level-1")
    expect(page.get_by_test_id("complaint")).to_be_visible()
    album.take(page, "phone-complaint", "手机:不满意的原因与投诉 Phone: what was wrong", whole=True)
    touch(page, "no-complaint")
    expect(page.get_by_test_id("rated")).to_be_visible()
    album.take(page, "phone-rated", "手机:已评价 Phone: rated")
    album.close()
