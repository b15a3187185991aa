"""A real Chromium against the real server: one server and one browser for the folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.serving import Server

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]

OpenPage = Callable[..., Page]

expect.set_options(timeout=60_000)  # of a state to come; a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("hall")) as running:
        running.passwords()
        yield running


@pytest.fixture
def faults() -> list[str]:
    """What pages complained of; every test ends by finding it empty."""
    return []


@pytest.fixture
def open_page(browser: Browser, server: Server, faults: list[str]) -> Iterator[OpenPage]:
    """Each page in a browser context of its own, as on a machine of its own."""
    contexts = []

    def opened(path: str, width: int, height: int, *, base: str | None = None) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: faults.append(f"{path}: {error}"))
        page.goto((base or server.base) + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def shot(page: Page, name: str) -> None:
    """A picture for people, not committed."""
    folder = Path(__file__).parents[1] / "out"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.png"))


@contextmanager
def answers_lost(page: Page, path: str) -> Iterator[list[int]]:
    """What is sent to this path arrives and is done, and its answer never comes; the status of each."""
    swallowed: list[int] = []

    def swallow(route: Route) -> None:
        swallowed.append(route.fetch().status)
        route.abort()

    page.route(path, swallow)
    yield swallowed
    page.unroute(path)
