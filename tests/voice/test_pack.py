"""The shipped voice pack is whole: every call can be joined, and no clip has changed since it was made.

How it sounds is not judged here; display/voice/check_pack.py does what a machine can.
"""

import hashlib
import json
import struct
import tomllib
from pathlib import Path

import pytest

DISPLAY = Path(__file__).parents[2] / "display"
PACK = DISPLAY / "static" / "voice"
RECIPE = DISPLAY / "voice" / "recipe.toml"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MANIFEST = json.loads((PACK / "voice.json").read_text(encoding="utf-8"))
UNITS = MANIFEST["units"]
OPUS_RATE = 48000  # Ogg counts Opus samples at this rate whatever went in


def clips_of(letters: str, number: str) -> list[str]:
    """The joining rule of display/voice/README.md, up to the place."""
    first, *more = letters
    return [
        f"head-{first}",
        *(f"letter-{letter}" for letter in more),
        *(f"digit-{digit}" for digit in number[:-2]),
        f"pair-{number[-2:]}",
    ]


def kind_of(name: str) -> str:
    return name.partition("-")[0] if "-" in name else "sentence"


def ogg_ms(content: bytes) -> float:
    """What an Ogg Opus file lasts: the last page's position less the encoder's lead-in."""
    lead_in = struct.unpack_from("<H", content, content.index(b"OpusHead") + 10)[0]
    position = struct.unpack_from("<q", content, content.rindex(b"OggS") + 6)[0]
    return (position - lead_in) * 1000 / OPUS_RATE


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_begins_a_ticket_and_follows_another(letter):
    assert f"head-{letter}" in UNITS
    assert f"letter-{letter}" in UNITS


def test_letters_mistaken_for_digits_have_no_clip():
    assert not {"head-I", "head-O", "letter-I", "letter-O"} & UNITS.keys()


@pytest.mark.parametrize("width", [3, 4])
def test_every_number_can_be_joined(width):
    missing = {
        clip for number in range(1, 10**width) for clip in clips_of("A", f"{number:0{width}}")
    } - UNITS.keys()
    assert not missing


def test_every_place_can_be_joined():
    floors = [f"floor-{floor}" for floor in (1, 2, 3)]
    windows = [f"{kind}-{window}" for kind in ("tail", "window", "label") for window in range(1, 71)]
    assert not {"tail-side", *floors, *windows} - UNITS.keys()


def test_every_announcement_is_there():
    assert not {"open", "paused", "closing", "outage"} - UNITS.keys()


def test_the_kiosk_has_every_sentence_of_the_recipe():
    sentences = tomllib.loads(RECIPE.read_text(encoding="utf-8"))["kiosk"]
    assert len(sentences) > 10
    assert not {f"kiosk-{name}" for name in sentences} - UNITS.keys()


def test_every_gap_between_clips_is_given():
    assert set(MANIFEST["gaps_ms"]) == {
        "head_letter",
        "head_number",
        "digit_pair",
        "number_tail",
        "floor_window",
    }
    assert all(0 <= gap <= 500 for gap in MANIFEST["gaps_ms"].values())


@pytest.mark.parametrize("name", sorted(UNITS))
def test_a_clip_is_what_was_made(name):
    unit = UNITS[name]
    content = (PACK / unit["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == unit["sha256"]
    low, high = MANIFEST["ranges_ms"][kind_of(name)]
    assert low <= unit["ms"] <= high
    assert ogg_ms(content) == pytest.approx(unit["ms"], abs=8)  # the encoder adds its lead-in once more


def test_the_folder_holds_the_pack_and_nothing_else():
    expected = {"voice.json", *(unit["file"] for unit in UNITS.values())}
    assert {file.name for file in PACK.iterdir()} == expected


def test_the_pack_stays_small():
    assert sum(file.stat().st_size for file in PACK.iterdir()) <= 12_000_000


def test_the_pack_was_made_by_this_recipe():
    content = RECIPE.read_bytes()
    recipe = tomllib.loads(content.decode())
    assert MANIFEST["recipe_hash"] == hashlib.sha256(content).hexdigest(), (
        "recipe.toml changed: remake the pack"
    )
    assert MANIFEST["voice"] == recipe["voice"]
    assert MANIFEST["gaps_ms"] == recipe["gaps_ms"]
