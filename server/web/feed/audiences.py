"""Who may hear the feed: one namespace an audience, and the view each page of it gets."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace

from server.domain.effects import Effect
from server.domain.hall import Hall
from server.domain.rules.watch import BEFORE
from server.domain.texts.refusals import refusal_text
from server.domain.views.duty import duty_view
from server.domain.views.help_desk import desk_view
from server.domain.views.lead import lead_view
from server.domain.views.public import board_view, kiosk_view
from server.domain.views.rating import tablet_view
from server.domain.views.settle import readiness
from server.domain.views.staff import console_view
from server.domain.views.window_screen import window_screen_view
from server.web.access.rights import FEEDS, Principal
from server.web.access.sessions import SESSION_COOKIE
from server.web.feed.feed import DISPLAY, Feed


def register(feed: Feed) -> None:
    for namespace in (_Display, _Kiosk, _Caller, _Duty, _Desk, _Lead, _Rater, _Window):
        feed.io.on_namespace(namespace(feed))


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _refuse(code: str) -> Refused:
    zh, en = refusal_text(code, {})
    return Refused(code, {"code": code, "detail": zh, "detail_en": en})


def _text(auth: object, name: str) -> str:
    value = auth.get(name) if isinstance(auth, dict) else None
    return value if isinstance(value, str) else ""


class _Audience(Namespace):  # type: ignore[misc]
    path = ""

    def __init__(self, feed: Feed) -> None:
        super().__init__(self.path)
        self.feed = feed

    def on_disconnect(self, *_: object) -> None:
        self.feed.leave(self.path, _sid())

    def on_ask(self, *_: object) -> None:
        self.feed.ask(self.path, _sid())

    def staff(self) -> Principal:
        who = self.feed.access.staff(request.cookies.get(SESSION_COOKIE))
        if who is None:
            raise _refuse("sign_in_required")
        if not who.roles & FEEDS[self.path]:
            raise _refuse("forbidden")
        return who

    def device(self, kind: str, id_: str) -> Principal:
        for who in self.feed.access.principals():
            if (who.kind, who.id) == (kind, id_):
                return who
        raise _refuse("bad_token")


class _Display(_Audience):
    path = DISPLAY

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed)
        self._sid_of: dict[str, str] = {}
        """By the name that a page gives itself when it is loaded, and keeps over all its connections."""

    def on_connect(self, auth: object = None) -> None:
        screen = _text(auth, "id")
        who = self.device("screen", screen)
        if screen not in self.feed.executor.plan.screen:
            raise _refuse("unknown_screen")
        self._end_before(_text(auth, "page"))
        self.feed.join(who, self.path, _sid(), screen, lambda hall: board_view(hall, screen), Effect.BOARDS)

    def _end_before(self, page: str) -> None:
        """A board that is back is one page, not two: that its line broke may not have been noticed here."""
        before = self._sid_of.get(page)
        if page:
            self._sid_of[page] = _sid()
        if before:
            self.feed.io.server.disconnect(before, namespace=self.path)

    def on_disconnect(self, *reason: object) -> None:
        for page in [page for page, sid in list(self._sid_of.items()) if sid == _sid()]:
            self._sid_of.pop(page, None)
        self.feed.boards.left(_sid(), self.feed.executor.clock())
        self.feed.sounded()
        super().on_disconnect(*reason)

    def on_begun(self, *_: object) -> None:
        """It is speaking an announcement."""
        self.feed.boards.begun(_sid())

    def on_spoken(self, told: object = None) -> None:
        """{id}: it has spoken this announcement, or its chime."""
        self.feed.boards.spoke(_sid(), _text(told, "id"), self.feed.executor.clock())
        self.feed.sounded()

    def on_sound(self, told: object = None) -> None:
        """{state}: "on", "off" until somebody touches it, "chime" while it has no words."""
        self.feed.boards.sounds(_sid(), _text(told, "state"), self.feed.executor.clock())
        self.feed.sounded()


class _Kiosk(_Audience):
    path = "/kiosk"

    def on_connect(self, auth: object = None) -> None:
        kiosk, healths, cards = _text(auth, "id"), self.feed.healths, self.feed.cards
        who = self.device("kiosk", kiosk)
        if kiosk not in self.feed.executor.plan.kiosk:
            raise _refuse("unknown_kiosk")
        self.feed.kiosks.came(kiosk, _sid())
        self.feed.changed(Effect.DUTY)

        def view(hall: Hall) -> Mapping[str, Any]:
            return {**kiosk_view(hall, kiosk, healths()), "card": cards.view(kiosk)}

        self.feed.join(who, self.path, _sid(), kiosk, view, Effect.KIOSKS)

    def on_disconnect(self, *reason: object) -> None:
        self.feed.kiosks.left(_sid(), self.feed.executor.clock())
        self.feed.changed(Effect.DUTY)
        super().on_disconnect(*reason)


class _Caller(_Audience):
    path = "/caller"

    def on_connect(self, auth: object = None) -> None:
        window, healths = _text(auth, "window"), self.feed.healths
        who = self.staff()
        if window not in self.feed.executor.plan.window:
            raise _refuse("unknown_window")
        self.feed.join(
            who,
            self.path,
            _sid(),
            window,
            lambda hall: console_view(hall, window, healths()),
            Effect.CONSOLES,
        )


class _Duty(_Audience):
    path = "/duty"

    def on_connect(self, _auth: object = None) -> None:
        who = self.staff()
        healths, boards, clock = self.feed.healths, self.feed.boards, self.feed.executor.clock
        kiosks = self.feed.kiosks

        def view(hall: Hall) -> Mapping[str, Any]:
            shown = boards.view(clock())
            away = kiosks.away()
            ready = readiness(hall, healths(), shown, away) if hall.state in BEFORE else []
            return {
                **duty_view(hall, healths(), clock()),
                "boards": shown,
                "kiosks_away": away,
                "readiness": ready,
            }

        self.feed.join(who, self.path, _sid(), "duty", view, Effect.DUTY)


class _Desk(_Audience):
    path = "/desk"

    def on_connect(self, _auth: object = None) -> None:
        who = self.staff()
        healths = self.feed.healths
        self.feed.join(who, self.path, _sid(), "desk", lambda hall: desk_view(hall, healths()), Effect.DUTY)


class _Lead(_Audience):
    """The windows that this person may direct."""

    path = "/lead"

    def on_connect(self, _auth: object = None) -> None:
        who = self.staff()
        self.feed.join(who, self.path, _sid(), who.id, lambda hall: lead_view(hall, who.id), Effect.CONSOLES)


class _AtWindow(_Audience):
    """A screen or tablet of one window: whatever its sign shows anew, it may have to show too."""

    kind = ""

    def view(self, hall: Hall, window: str) -> Mapping[str, Any]:
        raise NotImplementedError

    def on_connect(self, auth: object = None) -> None:
        window = _text(auth, "id")
        who = self.device(self.kind, window)
        if window not in self.feed.executor.plan.window:
            raise _refuse("unknown_window")
        self.feed.join(who, self.path, _sid(), window, lambda hall: self.view(hall, window), Effect.SHOW)


class _Rater(_AtWindow):
    path = "/rater"
    kind = "rater"

    def view(self, hall: Hall, window: str) -> Mapping[str, Any]:
        return tablet_view(hall, window)


class _Window(_AtWindow):
    path = "/window"
    kind = "window"

    def view(self, hall: Hall, window: str) -> Mapping[str, Any]:
        return window_screen_view(hall, window)
