"""What a clerk presses, and what became of it: in the agent, in the program in front, in the log."""

from typing import Any

from playwright.sync_api import Page

from tests.hotkeys.conftest import AgentProcess, Desktop
from tests.serving import Server

CALL, FINISH, RECALL, SUSPEND, HELP = "Pause", "ctrl+alt+8", "ctrl+alt+6", "ctrl+alt+0", "ctrl+alt+g"


def take(server: Server, times: int) -> None:
    kiosk = server.kiosk("k1")
    for _ in range(times):
        assert kiosk.post("/api/tickets", {"queue": "marriage", "kiosk": "k1"}).status_code == 201


def everything(server: Server) -> list[dict[str, Any]]:
    """All that happened, oldest first."""
    officer, events, before = server.staff("D01"), [], ""
    while page := officer.get(f"/api/events?limit=500{before}").json()["events"]:
        events += page
        before = f"&before={page[-1]['seq']}"
    return events[::-1]


def told(server: Server) -> list[dict[str, Any]]:
    """What clerks did, oldest first."""
    theirs = (e for e in everything(server) if e["actor"].startswith("staff:1"))
    return [e for e in theirs if e["type"].startswith("ticket.")]


def typed(page: Page) -> str:
    return page.eval_on_selector("textarea", "area => area.value")


def press(desktop: Desktop, agent: AgentProcess, key: str, answer: str, since: int) -> int:
    """One press by a finger that waits until the key can be pressed; the line where its answer stood."""
    desktop.key(key)
    return agent.wait_for("ready", agent.wait_for(answer, since))
