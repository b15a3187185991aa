"""Several things to tell at once: urgent and plain notices, pictures, and a crowd of calls."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, shot
from tests.browser.crowd_hall import hall_text, people_at_work, take_numbers
from tests.browser.measure import MEASURE
from tests.browser.test_board_looks import LARGE, LYING, UPRIGHT, WINDOW_SIZES
from tests.serving import Server, Session, wait_until

pytestmark = pytest.mark.browser

WINDOWS = 12
AT_WORK = 8
LONGEST = (
    "因供电线路检修本楼层部分窗口暂停办理业务,请已取号的各位群众移步至西侧二号等候区"
    "等候并听从现场工作人员统一安排谢谢您。"
)
LONGEST_EN = (
    "Some windows of this floor are closed while the power lines are repaired; "
    "please wait in the west and follow us."
)
NOTICE = f"""
[[notice]]
id = "repair"
name = "检修"
text = "{LONGEST}"
text_en = "{LONGEST_EN}"
sign = ["检修"]
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"><path d="M0 0h16v9H0z" /></svg>'
PLAIN = ["停车场已满,请从北门离开;地下车库今天下午不开放,敬请谅解", "三楼电梯停用"]
HALL = (
    hall_text(
        1,
        WINDOWS,
        '[[screen]]\nid = "f1"\nname = "一楼屏"\nfloors = ["1"]\n'
        '[[screen]]\nid = "own"\nname = "画屏"\nfloors = ["1"]\npictures_s = 1\n',
    )
    + NOTICE
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("told")
    boards = folder / "media" / "boards"
    boards.mkdir(parents=True)
    (boards / "1-green.svg").write_text(PICTURE, encoding="utf-8")
    (folder / "hall.toml").write_text(HALL, encoding="utf-8")
    with Server(folder / "data", config=folder / "hall.toml") as running:
        running.passwords()
        yield running


@pytest.fixture(scope="module")
def clerks(hall: Server) -> dict[str, Session]:
    """One more than those who call: at the last window nobody is ever called."""
    return people_at_work(hall, AT_WORK + 1)


def call_all(hall: Server, clerks: dict[str, Session]) -> list[str]:
    """The numbers that eight windows call at once."""
    take_numbers(hall, 1, AT_WORK)

    def call(no: int) -> str:
        answer = clerks[f"w{no}"].post(f"/api/windows/w{no}/call-next")
        assert answer.ok, answer.text
        return str(answer.json()["ticket"]["number"])

    with ThreadPoolExecutor(2) as hands:  # a person's browser is asked by one thread at a time
        halves = hands.map(lambda nos: [call(no) for no in nos], (range(1, 5), range(5, AT_WORK + 1)))
        return [number for half in halves for number in half]


def finish_all(clerks: dict[str, Session]) -> None:
    for no in range(1, AT_WORK + 1):
        assert clerks[f"w{no}"].post(f"/api/windows/w{no}/finish").ok


def end(duty: Session, notice: str) -> None:
    assert duty.post(f"/api/hall/notices/{notice}/end", {}).ok


def fitted(page: Page, sizes: tuple[tuple[int, int], ...], name: str) -> None:
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found = page.evaluate(MEASURE)
        assert found["texts"]
        assert [cut for cut in found["cut"] if "hidden: " not in cut] == [], (width, height)
        for box in page.locator(".urgent-notice, .hall-notice").all():
            assert box.evaluate("el => el.scrollHeight <= el.clientHeight"), (width, height)
        shot(page, f"told-{name}-{width}")


def test_what_is_plain_is_told_in_its_turn_while_something_urgent_stands(
    hall: Server, clerks: dict[str, Session], open_page: OpenPage, faults: list[str]
) -> None:
    duty = hall.staff("D01")
    board, window = (
        open_page("/display/f1", *LYING, base=hall.base),
        open_page("/window/w9", 1280, 800, base=hall.base),
    )
    board.emulate_media(reduced_motion="reduce")
    for text in PLAIN:
        assert duty.post("/api/hall/notice", {"text": text}).ok
    for page in (board, window):
        for text in PLAIN:
            expect(page.get_by_test_id("notice")).to_contain_text(text)
    assert duty.post("/api/hall/notice", {"template": "repair"}).ok
    for page, large in ((board, "urgent"), (window, "scene-urgent")):
        expect(page.get_by_test_id(large)).to_contain_text(LONGEST)
        for text in PLAIN:
            expect(page.get_by_test_id("notice")).to_contain_text(text)
            expect(page.get_by_test_id(large)).to_contain_text(LONGEST)
    wait_until(lambda: PLAIN[0] in board.get_by_test_id("notice").inner_text())
    fitted(board, (LYING, LARGE, UPRIGHT), "board")
    fitted(window, WINDOW_SIZES, "window")
    numbers = call_all(hall, clerks)
    board.set_viewport_size({"width": LYING[0], "height": LYING[1]})
    for number in numbers:
        expect(board.get_by_test_id(f"call-{number}")).to_be_visible()
    fitted(board, (LYING, UPRIGHT), "crowd")
    finish_all(clerks)
    urgent, *plain = duty.get("/api/hall").json()["hall"]["notices"]
    end(duty, urgent["id"])
    expect(window.get_by_test_id("card")).to_be_visible()
    expect(window.get_by_test_id("notice")).to_be_visible()
    for notice in plain:
        end(duty, notice["id"])
    expect(window.get_by_test_id("notice")).to_have_count(0)
    assert faults == []


def test_pictures_give_way_to_a_crowd_of_calls_of_which_none_is_lost(
    hall: Server, clerks: dict[str, Session], open_page: OpenPage, faults: list[str]
) -> None:
    board = open_page("/display/own", *LYING, base=hall.base)
    expect(board.get_by_test_id("picture")).to_be_visible()
    numbers = call_all(hall, clerks)
    for number in numbers:
        expect(board.get_by_test_id(f"call-{number}")).to_be_visible()
        assert board.get_by_test_id("picture").count() == 0
    finish_all(clerks)
    expect(board.get_by_test_id("picture")).to_be_visible()
    assert faults == []
