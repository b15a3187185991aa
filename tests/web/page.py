"""A page of the hall as the feed sees it: a real Socket.IO client over a real websocket."""

from collections.abc import Mapping
from typing import Any

import socketio

from tests.serving import wait_until


class Refused(Exception):
    """The feed would not have this page; `why` is what it was told."""

    def __init__(self, why: Any) -> None:
        super().__init__(why)
        self.why = why


class Page:
    """A connected page: everything it was told, in order."""

    def __init__(
        self, base: str, namespace: str, auth: Mapping[str, str], headers: Mapping[str, str]
    ) -> None:
        self.namespace = namespace
        self.told: list[tuple[str, Any]] = []
        self._io = socketio.Client(reconnection=False)
        refused: list[Any] = []
        self._io.on("connect_error", refused.append, namespace=namespace)
        self._io.on("*", lambda name, message: self.told.append((name, message)), namespace=namespace)
        try:
            self._io.connect(
                base,
                namespaces=[namespace],
                auth=dict(auth),
                headers=dict(headers),
                transports=["websocket"],
                wait_timeout=5,
            )
        except socketio.exceptions.ConnectionError as error:
            raise Refused(refused[0] if refused else str(error)) from error

    def named(self, *names: str) -> list[Any]:
        return [message for name, message in list(self.told) if name in names]

    def wait_for(self, name: str, count: int = 1) -> Any:
        """The newest message of this name, once there are `count`."""
        return wait_until(lambda: self.named(name)[count - 1 :], what=f"{count} {name}: {self.told}")[-1]

    @property
    def connected(self) -> bool:
        """Whether the server still keeps this page in its namespace."""
        return self.namespace in self._io.namespaces

    def emit(self, name: str, message: object = None) -> None:
        self._io.emit(name, message, namespace=self.namespace)

    def close(self) -> None:
        self._io.disconnect()
