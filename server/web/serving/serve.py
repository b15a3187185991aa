"""The server's process: gunicorn, one worker with many threads."""

import gc
import logging
import os
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from server.web.serving import limits

STOP_S = 15
"""So long the hall has to come to its end before it is killed, which it survives as it does a power cut."""


class Served(Protocol):
    """What runs in the worker."""

    @property
    def app(self) -> Any: ...
    def stop(self) -> None: ...


def check_port(host: str, port: int) -> None:
    """Raises OSError, with words for the one at the keyboard, if nothing can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise OSError(
                f"{host}:{port} 不能使用({taken.strerror}),请用 --port 换一个。"
                f" Cannot listen on {host}:{port} ({taken.strerror}); choose another with --port."
            ) from taken


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the hall shows to who comes by TLS (R116), both in PEM."""

    cert: Path
    key: Path

    def check(self) -> None:
        """Raises OSError, with words for the one at the keyboard, if the two are not there or no pair."""
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(self.cert, self.key)
        except (OSError, ssl.SSLError) as wrong:
            raise OSError(
                f"证书 {self.cert} 和私钥 {self.key} 不能用({wrong}),两个都要是 PEM,而且成对。"
                f" Certificate and key cannot be used: both must be PEM, and a pair."
            ) from wrong


def serve(make: Callable[[], Served], host: str, port: int, certificate: Certificate | None = None) -> None:
    """Until a signal ends it. `make` is called in the worker; the master restarts a worker that dies."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415

    from server.web.serving.worker import Worker  # noqa: PLC0415

    limits.raise_files()
    files = limits.files()

    class Application(BaseApplication):  # type: ignore[misc]
        served: Served | None = None

        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": 1,
                "threads": limits.threads(files),
                "worker_class": Worker,
                "worker_connections": limits.connections(files),
                "keepalive": 30,
                "graceful_timeout": STOP_S,
                "timeout": 60,
                "loglevel": "warning",
                "worker_exit": lambda _master, worker: self.stop(worker),
                "control_socket_disable": True,
            }
            if certificate:
                settings |= {"certfile": str(certificate.cert), "keyfile": str(certificate.key)}
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            self.served = make()
            gc.freeze()  # what stays for ever is not looked through again: that stopped all for 0.15 s
            return self.served.app

        def stop(self, worker: Worker) -> None:
            if self.served is not None:
                self.served.stop()
                if not worker.alive:  # as it should end; a thread that waits for its page would keep it here
                    logging.shutdown()
                    os._exit(0)

    Application().run()
