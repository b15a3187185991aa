"""A million random bytes, and good frames with bytes changed, lost and put in, for every parser of a wire.

Nothing is raised, what is kept stays small, and the next good frame is found once the line was quiet. Seeded,
so that a fault found once is found again.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from desk_vectors import KEYS, QE1, SAMV
from display_vectors import ALPHA, ALPHA_COMPUTED, DIGITS, DIGITS_COMPUTED
from sign_vectors import LIHE, ONBON_MORE, RUIZE, SHUANGSE
from test_codec_properties import held
from wire_vectors import FF68, ONBON

from devices.codecs import (
    alpha,
    digits,
    escpos_status,
    ff68,
    keys,
    lihe,
    onbon,
    qe1,
    ruize,
    samv,
    shuangse,
)
from devices.codecs.escpos_status import PrinterStatus, Reply

CHUNKS, CHUNK = 1000, 1000
MUTATED = 4000
STATUS = [
    ("well", PrinterStatus(True, False, "ok", "none"), bytes.fromhex("10 00 00 00")),
    ("paper out", PrinterStatus(False, False, "out", "none"), bytes.fromhex("18 00 0F 00")),
    ("near end", Reply(0x1E), b"\x1e"),
]
PARSERS = {
    "onbon": (onbon, [*ONBON, *ONBON_MORE], onbon.MAX_FRAME),
    "lihe": (lihe, LIHE, lihe.MAX_TEXT + 12),
    "shuangse": (shuangse, SHUANGSE, shuangse.MAX_DATA + 7),
    "ruize": (ruize, RUIZE, ruize.MAX_PARAMETERS + 4),
    "alpha": (alpha, [*ALPHA, *ALPHA_COMPUTED], alpha.MAX_PACKET),
    "digits": (digits, [*DIGITS, *DIGITS_COMPUTED], digits.MAX_FRAME),
    "ff68": (ff68, FF68, ff68.MAX_LENGTH + 7),
    "qe1": (qe1, QE1, qe1.MAX_DATA + 8),
    "samv": (samv, SAMV, samv.MAX_LENGTH + 7),
    "keys": (keys, KEYS, 23),
    "escpos": (escpos_status, STATUS, escpos_status.MAX_KEPT),
}
"""Parser, good frames, most bytes that it may keep."""
NO_PARSER = {"escpos", "alpha_commands", "onbon_area", "onbon_body", "crc", "framing"}
"""Modules of codecs that read no stream of their own; `escpos` gives out the parser of `escpos_status`."""

Rows = Sequence[tuple[str, Any, bytes]]
parsers = pytest.mark.parametrize(("codec", "rows", "most"), PARSERS.values(), ids=PARSERS)


def after_quiet(decoder: Any, rows: Rows) -> None:
    for name, message, data in rows:
        decoder.flush()
        assert held(decoder) == 0
        assert decoder.feed(data) == [message], name


def test_no_parser_is_left_out() -> None:
    modules = {path.stem for path in Path(onbon.__file__).parent.glob("*.py")} - {"__init__"}
    tried = {codec.__name__.rpartition(".")[2] for codec, _, _ in PARSERS.values()}
    assert modules - NO_PARSER == tried


@parsers
def test_a_million_random_bytes(codec: ModuleType, rows: Rows, most: int) -> None:
    """Every chunk ends with the head of a good frame, so that the parser is really tried."""
    rng, decoder, kept = random.Random(20261121), codec.Decoder(), 0
    heads = [data[: rng.randint(1, max(1, len(data) - 1))] for _, _, data in rows]
    for _ in range(CHUNKS):
        decoder.feed(rng.randbytes(CHUNK) + rng.choice(heads))
        kept = max(kept, held(decoder))
    assert 0 < kept <= most
    assert decoder.bad_frames > 0
    after_quiet(decoder, rows)


@parsers
def test_good_frames_with_bytes_changed_lost_and_put_in(codec: ModuleType, rows: Rows, most: int) -> None:
    rng, decoder, found = random.Random(53), codec.Decoder(), 0
    for _ in range(MUTATED):
        data = bytearray(rng.choice(rows)[2])
        for _ in range(rng.randint(0, 3)):
            at = rng.randrange(len(data) or 1)
            match rng.randrange(4):
                case 0:
                    data[at : at + 1] = rng.randbytes(1)
                case 1:
                    del data[at : at + rng.randint(1, 4)]
                case 2:
                    data[at:at] = rng.randbytes(rng.randint(1, 4))
                case _:
                    data[at:at] = data[at : at + 8]
        found += len(decoder.feed(bytes(data)))
        assert held(decoder) <= most
    assert found > MUTATED / 10, "whole frames are among them and are found"
    after_quiet(decoder, rows)
