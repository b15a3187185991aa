"""create_app: the Flask application around one executor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Request, Response, request
from flask.json.provider import DefaultJSONProvider
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.openapi import OpenAPI
from flask_socketio import SocketIO
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie
from werkzeug.utils import cached_property

from server.domain.views.hall import Healths
from server.executor import Executor
from server.web import api
from server.web.access.sessions import Access, guard
from server.web.api import people, posts, tending
from server.web.citizens.cards import Cards, NoReaders, Readers
from server.web.citizens.complainants import Complainants
from server.web.citizens.identity import Identities
from server.web.described import description
from server.web.feed import audiences
from server.web.feed.feed import Feed
from server.web.pages.drill import mark_pages
from server.web.pages.media import Media
from server.web.pages.shell import Pages
from server.web.pages.version import pages_version
from server.web.polling.agents import Agents
from server.web.polling.held import Changes
from server.web.polling.phones import Phones
from server.web.problems import invalid_body, register
from server.web.serving import health
from server.web.serving.turnstile import Turnstile

MAX_BODY = 64 * 1024
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Web:
    app: Flask
    socketio: SocketIO
    feed: Feed
    access: Access
    cards: Cards
    phones: Phones
    agents: Agents
    changes: Changes


MakePages = Callable[[Pages], Iterable[Blueprint]]


def create_app(  # noqa: PLR0913 - all but one are named
    executor: Executor,
    *,
    secret: bytes,
    healths: Callable[[], Healths],
    pages: MakePages = lambda _: (),
    demo_accounts: Callable[[], list[dict[str, object]]] = list,
    readers: Readers | None = None,
    phone_base: str = "",
) -> Web:
    """The application. `pages` builds the blueprints of kiosk, caller and display; `secret` keys CSRF
    tokens and what is stored of an ID number. What the `readers` of ID cards read goes to `Web.cards`.
    `phone_base`: the hall's address as phones see it; "" = as whoever asks sees it."""
    app = _empty(phone_base)
    access = Access(executor, secret)
    guard(app, access)
    register(app)
    identities = Identities(executor, secret)
    Complainants(executor)
    cards = Cards(identities, readers or NoReaders(), executor.clock)
    changes = Changes(executor)
    phones, agents = Phones(executor, changes), Agents(executor, changes)
    phones.held.turnstile = turnstile = Turnstile(app.wsgi_app)
    app.wsgi_app = turnstile  # type: ignore[method-assign]
    _interface(app, api.Api(executor, secret, identities, cards, phones, agents), access, healths)
    app.register_blueprint(health.blueprint(executor, healths))
    plan = executor.plan
    media = Media(plan.media)
    shown = (plan.kiosks, plan.screens, plan.voice, media.shown())
    version = pages_version(plan.code, plan.name, plan.drill, plan.settings, *shown)
    media.warn()
    for page in [media.blueprint(access), *pages(Pages(access, phones, demo_accounts, version, media))]:
        app.register_blueprint(page)
    app.after_request(_headers)
    if executor.plan.drill:
        mark_pages(app)
    # Set explicitly: auto-detection picks whatever happens to be installed. No CORS list = same origin only.
    socketio = SocketIO(app, async_mode="threading", ping_interval=10, ping_timeout=8)
    app.wsgi_app = _parted(app.wsgi_app, turnstile)  # type: ignore[method-assign]
    feed = Feed(socketio, executor, access, healths, cards)
    audiences.register(feed)
    feed.version = version
    return Web(app, socketio, feed, access, cards, phones, agents, changes)


def _interface(app: OpenAPI, routes: api.Api, access: Access, healths: Callable[[], Healths]) -> None:
    """`/api`, and its description."""
    staff_pages = tending.Tending(routes, access, healths)

    def interface(described: bool) -> APIBlueprint:
        blueprint = APIBlueprint("api", __name__, url_prefix="/api", doc_ui=described)
        api.routes(blueprint, routes)
        tending.routes(blueprint, routes, staff_pages)
        people.routes(blueprint, access)
        posts.routes(blueprint, routes, access)
        return blueprint

    app.register_api(interface(False))
    app.register_blueprint(description(interface))


def _parted(feed: Any, pages: Any) -> Any:
    """What is not for the feed goes past it: its layers copy each question before they look at its path."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        to = feed if environ["PATH_INFO"].startswith("/socket.io/") else pages
        answer: Iterable[bytes] = to(environ, start_response)
        return answer

    return application


class _Request(Request):
    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The same; werkzeug looks for the one header through everything the environment holds."""
        return parse_cookie(self.environ.get("HTTP_COOKIE", ""), cls=self.dict_storage_class)  # type: ignore[return-value]


def _empty(phone_base: str) -> OpenAPI:
    """Without a route yet."""
    app = OpenAPI(__name__, doc_ui=False, validation_error_callback=invalid_body)
    app.request_class = _Request
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["PHONE_BASE"] = phone_base
    app.json = _Json(app)
    return app


class _Json(DefaultJSONProvider):
    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """A body nested too deeply is one more body that cannot be read, not a fault of ours."""
        try:
            return super().loads(s, **options)
        except RecursionError as deep:
            raise ValueError("nested too deeply") from deep


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
