"""The routes' way to the executor, and how every route may answer."""

import hashlib
import hmac
import secrets
from functools import partial
from typing import Any

from flask import Response, jsonify, make_response, request

from server.domain import messages as m
from server.domain.answers import theirs_answer
from server.executor import Executor, Make, Outcome
from server.web.access.sessions import acting_device, principal
from server.web.citizens.cards import Cards
from server.web.citizens.identity import Identities
from server.web.pages.links import phone_link
from server.web.polling.agents import Agents
from server.web.polling.phones import Phones
from server.web.problems import Problem
from server.web.requests import bodies as b

KEY_LENGTH = 128
PROBLEM: Any = {
    "description": "Problem details, RFC 9457",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail", "detail_en", "params"],
                "properties": {
                    "code": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "detail_en": {"type": "string"},
                },
            }
        }
    },
}
PROBLEMS: Any = {"2XX": {"description": "Done"}} | {
    str(code): PROBLEM for code in (401, 403, 404, 405, 409, 413, 422, 429, 503)
}
"""What every route may answer."""


UNTIL = "Hallcall-Until"
"""A header: epoch ms by the server's clock, after which a press is not carried out any more."""


def press() -> dict[str, Any]:
    """What a press at a window was meant for (`If-Match`) and until when (`UNTIL`); both may be left out.

    Raises Problem invalid."""
    meant, until = request.headers.get("If-Match", "").strip().strip('"'), request.headers.get(UNTIL, "0")
    if len(meant) > KEY_LENGTH:
        raise Problem("invalid", errors=[{"field": "If-Match", "reason": f"at most {KEY_LENGTH} characters"}])
    if not (until.isascii() and until.isdigit() and len(until) <= 15):
        raise Problem("invalid", errors=[{"field": UNTIL, "reason": "milliseconds since 1970"}])
    return {"meant": meant, "until": int(until)}


class Api:
    """Idempotency in, outcome or problem out. `secret` keys what is stored of a request."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of the web edge
        self,
        executor: Executor,
        secret: bytes,
        identities: Identities,
        cards: Cards,
        phones: Phones,
        agents: Agents,
    ) -> None:
        self.executor = executor
        self.plan = executor.plan
        self.identities = identities
        self.cards = cards
        self.phones = phones
        self.agents = agents
        self._secret = secret

    def do(self, make: Make, actor: str) -> dict[str, Any]:
        """The body of the yes; raises Problem for a refusal. `Idempotency-Key` is honoured here."""
        key = request.headers.get("Idempotency-Key")
        if key is not None and not (0 < len(key) <= KEY_LENGTH and key.isprintable()):
            raise Problem("invalid", errors=[{"field": "Idempotency-Key", "reason": "1 to 128 characters"}])
        full_key = f"{actor} {key}" if key else None
        outcome: Outcome = self.executor.carry_out(
            make, key=full_key, fingerprint=self._fingerprint() if full_key else ""
        )
        if outcome.code:
            raise Problem(outcome.code, outcome.params)
        return outcome.body

    def require_kiosk(self, kiosk: str) -> None:
        """A kiosk has its own reader and staff page, and no other's. Raises Problem unless it asks itself."""
        if kiosk not in self.plan.kiosk:
            raise Problem("unknown_kiosk", {"kiosk": kiosk})
        if acting_device("kiosk", kiosk) is None:
            raise Problem("forbidden")

    def act(self, command: type[m.Command], **what: Any) -> Response:
        """Whoever asks gives this command; the answer as JSON."""
        who = principal()
        if issubclass(command, m.AtWindow):
            what |= press()
        return jsonify(self.do(partial(command, actor=who.actor, **what), who.actor))

    def issue(self, command: type[m.TakeNumber] | type[m.CheckIn], body: b.Person, **what: Any) -> Response:
        """A number for the citizen at the kiosk that asked, or before the person who asks."""
        who = principal("kiosk", body.kiosk)
        kiosk = who.id if who.kind == "kiosk" else None
        what |= {"kiosk": kiosk, "token": secrets.token_urlsafe(16), "identity": self._identity(body, kiosk)}
        try:
            answer = self.do(partial(command, actor=who.actor, **what), who.actor)
        except Problem as refused:
            raise self._with_theirs(refused, what["identity"]) if kiosk else refused from None
        page = f"/t/{answer['token']}"
        more = {"phone_url": phone_link(page), "qr": f"{page}/qr.svg"}
        if kiosk and (what["identity"] or command is m.CheckIn):
            more |= self._tail(answer["id"])
        return make_response(jsonify(answer | more), 201)

    def _identity(self, body: b.Person, kiosk: str | None) -> str:
        """Raises Problem card_expired."""
        if body.card:
            key = request.headers.get("Idempotency-Key") or secrets.token_hex(16)
            return self.identities.refs([self.cards.redeem(kiosk or "", body.card, key)])[0]
        return self.identities.refs([self.identities.keyed(body.id_number)])[0] if body.id_number else ""

    def _tail(self, ticket: str) -> dict[str, str]:
        """尾号, for the kiosk where its owner stands; it is in no event and no stored answer."""
        identity = self.executor.read(lambda hall: hall.tickets[ticket].identity)
        return {"tail": self.identities.tail(identity)} if identity else {}

    def _with_theirs(self, refused: Problem, identity: str) -> Problem:
        """Who has a number already is shown it: where to go with it, and how many are before."""
        if refused.code not in ("open_ticket_exists", "checked_in"):
            return refused
        ticket, now = refused.params["ticket"], self.executor.clock()
        theirs = self.executor.read(lambda hall: theirs_answer(hall, ticket, now))
        tail = self._tail(ticket) if identity else {}
        return Problem(refused.code, refused.params, more={"ticket": theirs | tail})

    def _fingerprint(self) -> str:
        """Keyed: a body may hold an ID number, and a plain hash gives that to whoever tries them all."""
        wanted = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
        return hmac.new(self._secret, wanted, hashlib.sha256).hexdigest()
