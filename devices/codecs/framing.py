"""What the parsers of framed protocols have in common. A codec says how long a frame is and what it says.

The rest is the same for all: nothing is believed that does not add up; after such a frame the search goes on
from its second byte; when the line falls quiet, a frame that has not ended is given up, and a whole one may
be hidden behind its head. How the bytes come in pieces makes no difference.
"""


class FrameDecoder:
    """Bytes of a line to messages, of either direction. Holds at most one frame between two calls.

    `head`: the bytes that every frame begins with; empty if there are no such.
    """

    head = b""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._buffer = bytearray()

    def size(self, buffer: bytearray) -> int | None:
        """Length of the frame at the front: 0 if none begins here, None if more bytes must tell.

        The buffer begins with `head` and is not empty. More bytes never change an answer other than None,
        and a length beyond the protocol's longest is 0: nothing else keeps the buffer small.
        """
        raise NotImplementedError

    def decode(self, frame: bytes) -> object | None:
        """What a frame of that length says; None if it does not add up."""
        raise NotImplementedError

    def begun(self, buffer: bytearray) -> bool:
        """Whether what is given up at the front counts as a bad frame, or is only noise."""
        return buffer.startswith(self.head)

    def feed(self, data: bytes) -> list[object]:
        """Messages completed by these bytes. Never raises."""
        self._buffer += data
        return self._cut()

    def flush(self) -> list[object]:
        """Give up a frame begun and not ended; messages hidden behind its head."""
        messages: list[object] = []
        while self._buffer:
            self._give_up()
            messages += self._cut()
        return messages

    def _cut(self) -> list[object]:
        buffer = self._buffer
        messages: list[object] = []
        while self._find_head():
            size = self.size(buffer)
            if size is None or size > len(buffer):
                break
            message = self.decode(bytes(buffer[:size])) if size else None
            if message is None:
                self._give_up()
            else:
                messages.append(message)
                del buffer[:size]
        return messages

    def _give_up(self) -> None:
        self.bad_frames += self.begun(self._buffer)
        del self._buffer[0]

    def _find_head(self) -> bool:
        """Drop what is before the first head; of a head that may have begun at the end, nothing."""
        buffer, head = self._buffer, self.head
        start = buffer.find(head)
        if start < 0:
            begun = (size for size in range(len(head) - 1, 0, -1) if buffer.endswith(head[:size]))
            del buffer[: len(buffer) - next(begun, 0)]
            return False
        if start:
            del buffer[:start]
        return bool(buffer)
