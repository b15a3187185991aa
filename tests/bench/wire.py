"""Just enough HTTP/1.1 on a raw socket: the client must cost little, it shares the cores with the server."""

import json
import socket
from typing import Any

Address = tuple[str, int]


def dial(address: Address) -> socket.socket:
    link = socket.create_connection(address, timeout=30)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def post(path: str, body: object, **headers: str) -> bytes:
    """One request in one segment. A header's name is written with underscores."""
    content = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content


def whole_answer(received: bytes) -> tuple[int, bytes] | None:
    """(status, body) once all of it is there."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, body = received[:end].lower(), received[end + 4 :]
    length = int(head.partition(b"\r\ncontent-length:")[2].split(b"\r\n", 1)[0] or 0)
    return (int(head[9:12]), body) if len(body) >= length else None


class Connection:
    """One keep-alive connection, one request at a time."""

    def __init__(self, address: Address) -> None:
        self._link = dial(address)

    def ask(self, request: bytes) -> dict[str, Any]:
        """The JSON of the yes. Raises RuntimeError for anything else."""
        self._link.sendall(request)
        received = b""
        while (answer := whole_answer(received)) is None:
            more = self._link.recv(65536)
            if not more:
                raise RuntimeError("the server closed the connection")
            received += more
        status, body = answer
        if status >= 300:
            raise RuntimeError(f"{status}: {body.decode()}")
        told: dict[str, Any] = json.loads(body)
        return told

    def close(self) -> None:
        self._link.close()
