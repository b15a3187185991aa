"""Pictures of boards when a dozen windows call at once, and of a board that shows calls alone."""

from pathlib import Path

from playwright.sync_api import expect

from tests.album import LYING, SLOW, UPRIGHT, Album
from tests.browser.crowd_hall import hall_text, people_at_work, take_numbers
from tests.serving import Server

WINDOWS = 12
SCREENS = """
[[screen]]
id = "all"
name = "总屏"
floors = ["1"]

[[screen]]
id = "calls"
name = "叫号屏"
floors = ["1"]
panels = ["newest", "last", "clock"]
rows = 3
"""


def crowd(album: Album, folder: Path) -> None:
    folder.mkdir()
    config = folder / "hall.toml"
    config.write_text(hall_text(1, WINDOWS, SCREENS), encoding="utf-8")
    with Server(folder / "data", config=config) as server:
        server.passwords()
        at_work = people_at_work(server, WINDOWS)
        take_numbers(server, 1, WINDOWS + 7)
        boards = {size: album.open(f"{server.base}/display/all", size) for size in (LYING, UPRIGHT)}
        for board in boards.values():
            expect(board.get_by_test_id("queue-q1")).to_be_visible(timeout=SLOW)
        for window, clerk in at_work.items():
            assert clerk.post(f"/api/windows/{window}/call-next").ok
        for size, name, says in (
            (LYING, "board-crowd", "大屏:很多窗口同时叫号 Board: many windows call at once"),
            (UPRIGHT, "board-crowd-upright", "大屏,竖屏:很多窗口同时叫号 Board, upright: many at once"),
        ):
            expect(boards[size].locator(".crowd .called")).to_have_count(WINDOWS, timeout=SLOW)
            album.take(boards[size], name, says)
        calls = album.open(f"{server.base}/display/calls", LYING)
        expect(calls.get_by_test_id("newest-number")).to_be_visible(timeout=SLOW)
        album.take(calls, "board-calls", "大屏:只显示叫号,三行 Board: calls alone, three rows")
        album.close()
