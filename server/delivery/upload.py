"""One record to the platform of the province: HTTPS, JSON, signed with HMAC-SHA256 (docs/outbox.md).

Answers come in three kinds. ACCEPTED: it has the record, now or from before. REFUSED: it has read the record
and does not want it; a person must look. LATER: everything else, also what nobody understands; the record
may have arrived, and goes again under the same name.
"""

import hashlib
import hmac
import http.client
import json
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from server.domain.facts.upload import KEY_VARIABLE, UploadPlan

LONGEST_ANSWER = 64 * 1024
YES = frozenset({0, 200, "0", "200"})
DUPLICATE = 409
RECORD_AT_FAULT = frozenset({400, 413, 422})
"""Of the record itself. Others (401, 403, 404, 429, 5xx …) are the link's: no record is parked for them."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answer:
    verdict: Verdict
    said: str = ""
    """The far end's own words, or what kept us from them."""


class Adapter(Protocol):
    """A way to one kind of far end. `record` is the name by which it must know a record it has seen."""

    def send(self, record: str, kind: str, body: Mapping[str, Any]) -> Answer: ...


class HttpsJson:
    """POST url/case and url/rating. Raises OSError or ValueError where key or certificates cannot be read."""

    def __init__(self, plan: UploadPlan, clock: Callable[[], int]) -> None:
        """clock: epoch ms."""
        self._to = urlsplit(plan.url)
        self._app = plan.app
        self._key = Path(plan.key_file).read_bytes().strip() if plan.key_file else _from_environment()
        self._trust = ssl.create_default_context(cafile=plan.ca_file or None)
        self._trust.minimum_version = ssl.TLSVersion.TLSv1_2
        self._timeout_s = plan.timeout_s
        self._clock = clock

    def send(self, record: str, kind: str, body: Mapping[str, Any]) -> Answer:
        content = json.dumps({"recordId": record, **body}, ensure_ascii=False).encode()
        try:
            return _understood(*self._exchange(f"{self._to.path.rstrip('/')}/{kind}", record, content))
        except ssl.SSLCertVerificationError as untrusted:
            return Answer(Verdict.LATER, f"证书不可信 certificate: {untrusted.verify_message}")
        except (OSError, http.client.HTTPException) as broken:
            return Answer(Verdict.LATER, f"{type(broken).__name__}: {broken}")

    def _exchange(self, path: str, record: str, content: bytes) -> tuple[int, bytes]:
        """Status and body. A far end that drips is cut off when the time for one record is over."""
        until = time.monotonic() + self._timeout_s
        line = http.client.HTTPSConnection(
            str(self._to.hostname), self._to.port, timeout=self._timeout_s, context=self._trust
        )
        try:
            line.request("POST", path, content, self._headers(path, record, content))
            _hurry(line, until)
            answer = line.getresponse()
            said = b""
            while len(said) < LONGEST_ANSWER:
                _hurry(line, until)
                if not (more := answer.read1(4096)):
                    break
                said += more
            return answer.status, said
        finally:
            line.close()

    def _headers(self, path: str, record: str, content: bytes) -> dict[str, str]:
        at = str(self._clock())
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-App": self._app,
            "X-Timestamp": at,
            "X-Record-Id": record,
            "X-Signature": signature(self._key, at, record, path, content),
        }


def signature(key: bytes, at: str, record: str, path: str, content: bytes) -> str:
    """Hex HMAC-SHA256 over time, name, path and the hash of the body, one a line.

    >>> signature(b"k", "1", "12-0", "/case", b"{}")[:12]
    '7d9cbcfdd1b3'
    """
    signed = "\n".join((at, record, path, hashlib.sha256(content).hexdigest()))
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()


def _hurry(line: http.client.HTTPSConnection, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long")
    if line.sock is not None:
        line.sock.settimeout(left)


def _from_environment() -> bytes:
    return os.environ.get(KEY_VARIABLE, "").encode()


def _understood(status: int, said: bytes) -> Answer:
    """What the far end means by it. Only a clear yes or no of its own counts."""
    words = said.decode("utf-8", "replace").strip()
    try:
        told = json.loads(words)
    except (ValueError, RecursionError):
        told = None
    code = told.get("code") if isinstance(told, dict) else None
    heard = f"{status} {_message(told) or words}"
    if status == DUPLICATE:
        return Answer(Verdict.ACCEPTED, heard)
    if status in RECORD_AT_FAULT:
        return Answer(Verdict.REFUSED, heard)
    if 200 <= status < 300 and isinstance(code, int | str):
        return Answer(Verdict.ACCEPTED if code in YES else Verdict.REFUSED, heard)
    return Answer(Verdict.LATER, heard)


def _message(told: Any) -> str:
    return str(told.get("msg") or told.get("message") or "") if isinstance(told, dict) else ""
