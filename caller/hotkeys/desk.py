"""One window as its hot keys know it: what is shown, and what a press may do now. Pure: no clock, no network.

A press means what the clerk saw when pressing. It is taken only while nothing else is on its way and the
state has stood for a moment, and it carries that state to the server, which does nothing if another one is
there (`If-Match`) or if it comes too late (`Hallcall-Until`). While the server is away nothing is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from caller.hotkeys import words as w
from caller.hotkeys.words import NOTHING, Words

SETTLE_S = 0.4
"""So long a new state must stand before it can be acted upon; as on the console's page."""
LIVE_MS = 3000
"""So long after the press the server may carry it out; less than GIVE_UP_S, so nothing fires later."""
GIVE_UP_S = 4.0

ROUTES = {
    "call": "call-next",
    "recall": "recall",
    "start": "start",
    "finish": "finish",
    "pass": "pass",
    "help": "help",
}


@dataclass(frozen=True, slots=True)
class Press:
    """One command of the clerk's: repeated with the same key until it is answered or `GIVE_UP_S` are over."""

    route: str
    body: Mapping[str, Any]
    key: str
    meant: str
    until: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a press. `kind`: "done", "refused", "session_over", "unpaired" or "none"."""

    kind: str
    words: Words = NOTHING
    did: str = ""
    """The route whose words tell it: with one key, a call may only finish the visit in hand."""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a status window needs. `tone`: "plain", "call", "good", "warn" or "bad"."""

    label: str
    state: Words
    tone: str
    number: str
    detail: str
    waiting: int | None
    said: Words
    said_tone: str
    ready: bool
    person: str
    needs: str
    """ "sign-in" (nobody has signed in to the agent), "window" (not at the window yet) or ""."""
    beeps: int
    """Grows with every press that was not carried out."""
    told: int
    """Grows with everything that is said."""


_TONES = {"closed": "plain", "idle": "plain", "calling": "call", "serving": "good", "suspended": "warn"}


class Desk:
    """Not for two threads at once. Times (`now`) are seconds of a clock that never goes back."""

    def __init__(self, suspend_reason: str, new_key: Callable[[], str]) -> None:
        self._reason = suspend_reason
        self._new_key = new_key
        self._view: Mapping[str, Any] | None = None
        self._seq = -1
        self._online = self._unpaired = False
        self._server_ms, self._server_at = 0, 0.0
        self._settled_at = 0.0
        self._pending: Press | None = None
        self._last = ""
        self._said, self._said_tone, self._beeps = NOTHING, "plain", 0
        self._told = 0
        self.person: Mapping[str, str] | None = None

    # ------------------------------------------------------------ what comes from the server

    def saw(self, view: Mapping[str, Any] | None, seq: int, server_ms: int, now: float) -> bool:
        """The window as the server sees it; None = as before. False: it was overtaken on its way."""
        if seq < self._seq and self._online:
            return False
        if not self._online and (self._view is not None or self._unpaired):
            self._say(w.BACK, "good")
        self._online, self._unpaired, self._seq = True, False, seq
        self._server_ms, self._server_at = server_ms, now
        if view is None:
            return True
        if self._view is None or view["stand"] != self._view["stand"]:
            self._settled_at = now + SETTLE_S
        answer = view.get("help_answer")
        if answer and answer != (self._view or {}).get("help_answer"):
            self._say(w.filled(w.HELP_ANSWER, name=answer["name"], text=answer["text"]), "good")
        self._view = view
        return True

    def lost(self) -> None:
        """The server does not answer."""
        self._online = False

    def unpaired(self) -> None:
        """The server answers, but does not know this PC."""
        self._online, self._unpaired = False, True

    def answered(self, answer: Answer, now: float) -> None:
        """The press on its way has come to its end."""
        press, self._pending = self._pending, None
        self._settled_at = max(self._settled_at, now + SETTLE_S)
        if press is None:
            return
        match answer.kind:
            case "done":
                self._say(w.filled(w.DONE[answer.did or press.route], number=answer.number), "good")
            case "refused":
                self._refuse(answer.words)
            case "session_over":
                self.person = None
                self._refuse(w.SESSION_OVER)
            case "unpaired":
                self.unpaired()
                self._refuse(w.UNPAIRED)
            case _:
                self._refuse(w.UNANSWERED)

    def signed_in(self, person: Mapping[str, str]) -> None:
        self.person = person
        self._say(w.filled(w.WELCOME, name=person["name"]), "good")

    def signed_out(self) -> None:
        self.person = None
        self._say(w.FAREWELL, "plain")

    def told(self, words: Words) -> None:
        """Something went wrong beside the keys."""
        self._refuse(words)

    # ------------------------------------------------------------ a press

    def press(self, action: str, now: float) -> Press | None:
        """The command to send now, or None: then it is over, and nothing of it is kept."""
        again, self._last = action == self._last, action
        if self._pending is not None or now < self._settled_at:
            if not again:  # the second of a double press is the same press
                self._refuse(w.BUSY)
            return None
        if missing := self._missing():
            self._refuse(missing)
            return None
        view = self._view or {}
        route, body = self._command(action, view)
        until = self._server_ms + int((now - self._server_at) * 1000) + LIVE_MS
        self._pending = Press(route, body, self._new_key(), view["stand"], until)
        return self._pending

    def _missing(self) -> Words | None:
        """What a press cannot do without."""
        if self._unpaired:
            return w.UNPAIRED
        if not self._online or self._view is None:
            return w.AWAY
        if self.person is None:
            return w.SIGN_IN_FIRST
        return w.filled(w.OTHERS, name=self._view["staff"]["name"]) if self._others(self._view) else None

    def _others(self, view: Mapping[str, Any]) -> bool:
        """Somebody else sits there, who has taken over perhaps (交班): no key may act in the wrong name."""
        return bool(self.person and view["staff"] and view["staff"]["no"] != self.person["no"])

    def _command(self, action: str, view: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        if action == "suspend":
            return ("resume", {}) if view["state"] == "suspended" else ("suspend", {"reason": self._reason})
        if action == "call":
            return "call-next", {"store": bool(view["store_next"])}
        return ROUTES.get(action, action), {}

    def _refuse(self, words: Words) -> None:
        self._beeps += 1
        self._say(words, "bad")

    def _say(self, words: Words, tone: str) -> None:
        self._said, self._said_tone, self._told = words, tone, self._told + 1

    # ------------------------------------------------------------ what is shown

    def ready(self, now: float) -> bool:
        """Whether a press would be taken now."""
        free = self._pending is None and now >= self._settled_at
        return free and self._online and self._view is not None and self.person is not None

    def shown(self, now: float) -> Shown:
        view = self._view or {}
        state, tone = self._state(view)
        here = self._online and bool(view)
        return Shown(
            label=view.get("label", ""),
            state=state,
            tone=tone,
            number=view.get("number", "") if here else "",
            detail=self._detail(view) if here else "",
            waiting=view["waiting"] if here else None,
            said=self._said,
            said_tone=self._said_tone,
            ready=self.ready(now),
            person=f"{self.person['name']} {self.person['no']}" if self.person else "",
            needs=self._needs(view),
            beeps=self._beeps,
            told=self._told,
        )

    def _state(self, view: Mapping[str, Any]) -> tuple[Words, str]:
        if self._unpaired:
            return w.UNPAIRED_STATE, "bad"
        if not self._online:
            return w.AWAY_STATE, "bad"
        if self.person is None:
            return w.SIGNED_OUT_STATE, "warn"
        if self._others(view):
            return w.OTHERS_STATE, "warn"
        return w.STATES[view["state"]], _TONES[view["state"]]

    def _needs(self, view: Mapping[str, Any]) -> str:
        if self.person is None:
            return "sign-in"
        return "window" if self._online and view["state"] == "closed" else ""

    def _detail(self, view: Mapping[str, Any]) -> str:
        if self._others(view):
            return f"由 {view['staff']['name']} 签到,热键请本人登录"
        if view["number"]:
            return f"{view['queue']} · 第{view['calls']}次呼叫"
        if view["state"] == "suspended":
            return str(view["reason"])
        if view["hall"]["state"] != "open":
            return str(view["hall"]["text"])
        return "有人取号将自动呼叫" if view["stored"] else "手中没有号"
