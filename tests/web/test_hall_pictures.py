"""The screen of a window and the hall's own pictures: who may have them, what is served and what is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from server.web.pages.media import Media
from tests.serving import wait_until
from tests.web.house import House, sample_plan
from tests.web.page import Refused

WINDOW, OTHER = "w1", "w2"
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"
SVG, MP4 = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', b"\0\0\0\x20ftypisom"
LAID = {
    "staff/1001.jpg": JPEG,
    "staff/notes.txt": PNG,
    "boards/b.svg": SVG,
    "boards/a.MP4": MP4,
    "boards/x.html": PNG,
}
LEFT_OUT = {
    "boards/0.jpg": (PNG, "不是 .jpg 文件", "Not a .jpg file"),
    "boards/1.png": (b"", "不是 .png 文件", "Not a .png file"),
    "boards/2.svg": (b"<html>", "不是 .svg 文件", "Not a .svg file"),
    "boards/3.webm": (MP4, "不是 .webm 文件", "Not a .webm file"),
    "boards/4.webp": (None, ".webp 最多 20 MB", ".webp may have 20 MB"),
}
"""What it holds (None = far too much), and what is said of it."""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    for name, held in LAID.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(held)
    (tmp_path / "secret.png").write_bytes(PNG)
    return folder


@pytest.fixture
def hall(tmp_path: Path, pictures: Path):
    house = House(tmp_path, replace(sample_plan(), media=str(pictures)))
    yield house
    house.close()


def test_a_window_screen_is_paired_by_a_link_and_follows_its_window(house: House):
    paired = house.staff("S01").post("/api/pairings", {"kind": "window", "device": WINDOW}).get_json()
    fresh = house.browser().client
    opened = fresh.get(f"/api/pair/{paired['code']}")
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/window/{WINDOW}")
    assert "window.js" in fresh.get(f"/window/{WINDOW}").get_data(as_text=True)
    unknown = house.staff("S01").post("/api/pairings", {"kind": "window", "device": "w99"})
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "unknown_window")

    page = house.feed("/window", {"id": WINDOW}, house.device("window", WINDOW))
    try:
        assert page.wait_for("snapshot")["view"]["scene"] == "not_open"
        clerk = house.staff("1001")
        clerk.post(f"/api/windows/{WINDOW}/sign-in")
        house.device("kiosk", "k1").post("/api/tickets", {"queue": "marriage"})
        clerk.post(f"/api/windows/{WINDOW}/call-next")
        wait_until(lambda: page.named("view") and page.named("view")[-1]["view"]["scene"] == "call")
        assert page.named("view")[-1]["view"]["number"] == "A001"
    finally:
        page.close()


@pytest.mark.parametrize(("kind", "id_"), [("window", OTHER), ("rater", WINDOW), ("screen", "f1")])
def test_the_feed_of_a_window_is_for_its_own_screen(house: House, kind: str, id_: str):
    with pytest.raises(Refused) as refused:
        house.feed("/window", {"id": WINDOW}, house.device(kind, id_))
    assert refused.value.why["data"]["code"] == "bad_token"


def test_an_unpaired_screen_of_another_machine_gets_no_page(shared_house: House):
    far = shared_house.browser().client.get("/window/w1", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert far.status_code == 403 and "本设备未登记" in far.get_data(as_text=True)
    assert shared_house.browser().client.get("/window/nothing").status_code == 404


def test_pages_are_told_which_pictures_there_are(hall: House, pictures: Path):
    client = hall.browser().client
    assert "1001&#34;: &#34;/media/staff/1001.jpg" in client.get("/window/w1").get_data(as_text=True)
    assert "/media/staff/1001.jpg" in client.get("/caller").get_data(as_text=True)
    board = client.get("/display/hall").get_data(as_text=True)
    assert board.index("/media/boards/a.MP4") < board.index("/media/boards/b.svg")
    assert "&#34;film&#34;" in board and "x.html" not in board
    assert "/media/boards" not in client.get("/display/f1").get_data(as_text=True), "this one shows none"
    (pictures / "boards" / "c.png").write_bytes(PNG)
    assert "/media/boards/c.png" in client.get("/display/hall").get_data(as_text=True), "without a restart"


@pytest.mark.parametrize(
    "path",
    ["staff/notes.txt", "boards/x.html", "boards/1001.jpg", "staff/..%2f..%2fsecret.png", "other/a.png"],
)
def test_nothing_but_pictures_is_served(hall: House, path: str):
    screen = hall.device("screen", "f1")
    assert screen.get("/media/boards/b.svg").status_code == 200
    assert screen.get(f"/media/{path}").status_code == 404


def test_a_photograph_is_for_screens_of_the_hall_and_its_staff(hall: House):
    assert hall.browser().client.get("/media/staff/1001.jpg").status_code == 404
    assert hall.device("window", "w1").get("/media/staff/1001.jpg").get_data() == JPEG
    assert hall.staff("1001").get("/media/staff/1001.jpg").status_code == 200


def test_without_a_folder_there_are_no_pictures(tmp_path: Path):
    house = House(tmp_path, replace(sample_plan(), media=""))
    try:
        assert "/media/" not in house.browser().client.get("/display/hall").get_data(as_text=True)
        assert house.device("screen", "f1").get("/media/boards/b.svg").status_code == 404
    finally:
        house.close()


def test_what_is_no_picture_or_too_large_is_left_out_with_a_word(
    tmp_path: Path, pictures: Path, caplog: pytest.LogCaptureFixture
):
    for name, (held, *_) in LEFT_OUT.items():
        with (pictures / name).open("wb") as file:
            file.write(held or b"")
            if held is None:
                file.truncate(21 << 20)
    house = House(tmp_path, replace(sample_plan(), media=str(pictures)))
    try:
        board = house.browser().client.get("/display/hall").get_data(as_text=True)
        assert "/media/boards/a.MP4" in board
        screen = house.device("screen", "f1")
        for name, (_, said, said_en) in LEFT_OUT.items():
            assert name not in board
            assert screen.get(f"/media/{name}").status_code == 404
            (word,) = [record.message for record in caplog.records if name in record.message]
            assert said in word and said_en in word
        assert len([r for r in caplog.records if "media_left_out" in r.message]) == len(LEFT_OUT)
    finally:
        house.close()


def test_the_check_names_what_boards_will_not_show(pictures: Path):
    (pictures / "boards" / "5.png").write_bytes(b"no picture")
    (note,) = Media(str(pictures)).notes()
    assert note.startswith(f"{pictures / 'boards' / '5.png'}:不是 .png 文件")
