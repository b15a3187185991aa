"""A platform of the province for tests: HTTPS by a CA made on the spot, signatures checked, faults on order.

It knows a record by its name and does it once; `done` is what it has done, in order. A fault is one word:
what goes wrong with one request, before or after the record was done.
"""

import hashlib
import hmac
import json
import socket
import ssl
import struct
import subprocess
import threading
from collections import Counter, deque
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY = b"0123456789abcdef-of-the-test"
NOTHING_DONE = ("busy", "broken", "denied", "reset", "silent")
DONE_ANYHOW = ("broken after", "reset after", "garbage", "half", "wrong json", "twice", "drip", "slow")
"""`twice` is answered twice, `drip` slowly but in time; both count as a yes. `slow` is too late."""
FAILURES = (*NOTHING_DONE, "broken after", "reset after", "garbage", "half", "wrong json")
CHEAP = tuple(fault for fault in FAILURES if fault != "silent")
"""Those that cost no waiting."""


def certificates(folder: Path) -> tuple[Path, Path]:
    """A new CA, and a key with a certificate of its for 127.0.0.1: (ca.pem, server.pem)."""
    ca, server = folder / "ca.pem", folder / "server.pem"

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    usage = ("-addext", "keyUsage=critical,keyCertSign")
    name = ("-subj", "/CN=test CA", "-days", "2")
    openssl("req", "-x509", *curve, *name, *usage, "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *curve, "-subj", "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    openssl("x509", "-req", "-in", "server.csr", *signed, "-out", "server.crt")
    server.write_text((folder / "server.key").read_text() + (folder / "server.crt").read_text())
    return ca, server


class Platform:
    """Listens from the start; `faults` are used up one a request, then all goes well."""

    def __init__(self, folder: Path, faults: Iterable[str] = (), *, late_s: float = 1.5) -> None:
        self.ca, certificate = certificates(folder)
        self.faults = deque(faults)
        self.refuse: dict[str, tuple[int, dict[str, Any]]] = {}
        """projectNo -> status and answer for whatever comes of it."""
        self.done: list[tuple[str, str, dict[str, Any]]] = []
        """(record, kind, body), each name once."""
        self.met: Counter[str] = Counter()
        """Faults that were met."""
        self.strange: list[str] = []
        """What should never come: a wrong signature, the same name with another body."""
        self.requests = 0
        self.late_s = late_s
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"platform": self}))
        self._server.daemon_threads = True
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(certificate)
        self._server.socket = trust.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._server.server_port}/hcp"

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self) -> str:
        with self._lock:
            self.requests += 1
            fault = self.faults.popleft() if self.faults else ""
            self.met[fault] += 1
            return fault

    def does(self, record: str, kind: str, body: dict[str, Any]) -> bool:
        """False: it had been done."""
        with self._lock:
            known = [one for one in self.done if one[0] == record]
            if known and known[0][1:] != (kind, body):
                self.strange.append(f"{record} came with another body")
            if not known:
                self.done.append((record, kind, body))
            return not known

    def of(self, case_no: str) -> list[str]:
        """Kinds of what was done for a case, in order."""
        return [kind for _, kind, body in self.done if body["projectNo"] == case_no]


class _Handler(BaseHTTPRequestHandler):
    platform: Platform
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None: ...

    def handle(self) -> None:
        try:
            super().handle()
        except (OSError, ValueError):
            self.close_connection = True

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        record, kind = self.headers["X-Record-Id"], self.path.rpartition("/")[2]
        body = json.loads(content)
        if not self.signed(content) or body.pop("recordId") != record:
            self.platform.strange.append(f"{record} is not signed by the hall")
            self.answer(401, {"code": 401, "msg": "signature"})
            return
        fault = self.platform.next_fault()
        if fault in NOTHING_DONE:
            self.fails(fault)
            return
        if refusal := self.platform.refuse.get(body["projectNo"]):
            self.answer(*refusal)
            return
        new = self.platform.does(record, kind, body)
        self.says({"code": 0, "msg": "ok"} if new else {"code": 0, "msg": "duplicate"}, fault)

    def signed(self, content: bytes) -> bool:
        at, record = self.headers["X-Timestamp"], self.headers["X-Record-Id"]
        lines = "\n".join((at, record, self.path, hashlib.sha256(content).hexdigest()))
        wanted = hmac.new(KEY, lines.encode(), "sha256").hexdigest()
        return hmac.compare_digest(wanted, self.headers["X-Signature"])

    def fails(self, fault: str) -> None:
        match fault:
            case "busy":
                self.answer(429, {"msg": "too many"})
            case "broken":
                self.answer(503, {"code": 500, "msg": "down"})
            case "denied":
                self.answer(403, {"msg": "who are you"})
            case "reset":
                self.reset()
            case "silent":
                self.platform.closing.wait(self.platform.late_s)
                self.reset()

    def says(self, yes: dict[str, Any], fault: str) -> None:
        match fault:
            case "broken after":
                self.answer(500, {"code": 500, "msg": "written, then broken"})
            case "reset after":
                self.reset()
            case "garbage":
                self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>wait</htm")
            case "half":
                self.raw(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"code": 0')
            case "wrong json":
                self.answer(200, {"state": "fine"})
            case "twice":
                self.answer(200, yes)
                self.answer(200, yes)
            case "drip":
                self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
                for letter in b'{"code":0}':
                    self.raw(bytes([letter]))
            case "slow":
                self.platform.closing.wait(self.platform.late_s)
                self.answer(200, yes)
            case _:
                self.answer(200, yes)

    def answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def raw(self, content: bytes) -> None:
        self.wfile.write(content)
        self.wfile.flush()
        self.close_connection = True

    def reset(self) -> None:
        """Not the polite end: the line is cut."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket.close(self.connection)
        self.close_connection = True
