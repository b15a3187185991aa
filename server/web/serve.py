"""The server's process: gunicorn, one worker with many threads."""

import socket
from collections.abc import Callable
from typing import Any, Protocol

THREADS = 2048
"""More than pages can be connected: each websocket holds one; they are made when needed."""


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


def serve(make: Callable[[], Served], host: str, port: int) -> None:
    """Until a signal ends it. `make` is called in the worker; the master restarts a worker that dies."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415

    class Application(BaseApplication):  # type: ignore[misc]
        served: Served | None = None

        def load_config(self) -> None:
            settings = {
                "bind": f"{host}:{port}",
                "workers": 1,
                "threads": THREADS,
                "worker_class": "gthread",
                "worker_connections": 4 * THREADS,
                "keepalive": 30,
                "graceful_timeout": 1,
                "timeout": 60,
                "loglevel": "warning",
                "worker_exit": lambda _server, _worker: self.stop(),
                "control_socket_disable": True,
            }
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            self.served = make()
            return self.served.app

        def stop(self) -> None:
            if self.served is not None:
                self.served.stop()

    Application().run()
