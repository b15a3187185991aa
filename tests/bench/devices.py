"""bench devices: what our drivers and the turn-taking of a line add to the wire, which is slow enough alone.

The far ends are emulator processes on pseudo-terminals that answer no sooner than a line of that speed could
carry question and answer. The floor is a bare program on a second, equal far end: it writes the very same
bytes and reads the answer; both take turns.
"""

import logging
import tempfile
from pathlib import Path

from tests.bench import presses, sign_calls, slips
from tests.bench.far_ends import BAUD
from tests.bench.figures import Figure

TITLE = "devices — honest line timing; floor: a bare program writes the same bytes and reads the answer"


def measure() -> tuple[list[Figure], list[str]]:
    """Figures and notes. Signs, slips and keys, one after the other, each with lines of its own."""
    logging.getLogger("devices").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="hallcall-") as name:  # short: a socket's path has 108 bytes
        folder = Path(name)
        signs, frames = sign_calls.measure(folder)
        return signs + slips.measure(folder) + presses.measure(folder), [
            f"signs: {sign_calls.SIGNS} on one line of {BAUD} baud, asked and verified as in the hall;"
            f" call {frames}",
            "call_refresh: called at any moment while all other signs of the line get a new text;"
            " goal: the idle goal and one exchange of that refresh",
            "slip: from the wish to the driver's word that it is printed; its bytes beside its bare text",
            f"presses: {presses.DESKS} desks in turn, as fast as the wire can carry presses and their echoes;"
            " lost: the hall was not told, or the echo had not come when the desk was pressed again",
        ]
