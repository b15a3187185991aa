"""The sample hall without devices and without alarms, so that nothing else takes part in a figure."""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import SCRATCH
from tests.serving import SAMPLE, Server

KIOSK = "k1"


QUIET = "waiting_alarm = 0\nunmanned_s = 0\nmin_staff = 0\n"
"""A ticket writes its own rows, and no alarm besides."""


def without_devices(toml: str) -> str:
    """The same hall, and its kiosks open without paper.

    >>> without_devices('[[kiosk]]\\nid = "k1"\\n[[device]]\\nid = "printer"\\n[[screen]]\\n')
    '[[kiosk]]\\nneeds_paper = false\\nid = "k1"\\n[[screen]]\\n'
    """
    sections = re.split(r"^(?=\[)", toml, flags=re.MULTILINE)
    kept = "".join(s for s in sections if not s.startswith("[[device]]"))
    return kept.replace("[[kiosk]]\n", "[[kiosk]]\nneeds_paper = false\n")


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hallcall-bench-", dir=SCRATCH) as folder:
        yield Path(folder)


def bare_hall(folder: Path) -> Server:
    """Not started yet."""
    config = folder / "hall.toml"
    config.write_text(without_devices(SAMPLE.read_text()).replace("[settings]\n", f"[settings]\n{QUIET}"))
    return Server(folder / "data", config=config)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """The running hall, once it has also made its demonstration accounts."""
    with bare_hall(folder) as server:
        server.passwords()
        yield server


def kiosk_token(server: Server) -> str:
    token = server.kiosk(KIOSK).http.cookies[f"hallcall_kiosk_{KIOSK}"]
    assert token
    return token
