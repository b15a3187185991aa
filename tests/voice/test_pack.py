"""The shipped voice packs are whole: every call can be joined, and no clip has changed since it was made.

How they sound is not judged here; display/voice/check_pack.py does what a machine can.
"""

import hashlib
import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from display.voice.pinyin import phonemes
from display.voice.recipe import ENGLISH, load, pack_hash
from server.domain.bulletins import TEMPLATES
from server.domain.facts.voice import SPEAKERS
from server.domain.words import speech
from server.domain.words.speech import CLIPS as SENTENCES

PACKS = Path(__file__).parents[2] / "display" / "static" / "voice"
RECIPE = load()
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
NAMES = sorted(manifest.parent.name for manifest in PACKS.glob("*/voice.json"))
MANIFESTS: dict[str, dict[str, Any]] = {
    name: json.loads((PACKS / name / "voice.json").read_text(encoding="utf-8")) for name in NAMES
}
CLIPS = [(name, clip) for name in NAMES for clip in sorted(MANIFESTS[name]["units"])]
WINDOWS, FLOORS = range(1, 71), range(1, 10)
OPUS_RATE = 48000  # Ogg counts Opus samples at this rate whatever went in
FULL_STOP_MS = 500
"""Between two English sentences; the Mandarin ones run on."""


def test_each_voice_that_a_hall_may_choose_has_its_pack():
    assert set(NAMES) - {ENGLISH} == set(SPEAKERS) == set(RECIPE["voices"])


def clips_of(letters: str, number: str) -> list[str]:
    """The joining rule of display/voice/README.md, up to the place."""
    first, *more = letters
    return [
        f"head-{first}",
        *(f"letter-{letter}" for letter in more),
        *(f"digit-{digit}" for digit in number[:-2]),
        f"pair-{number[-2:]}",
    ]


def ogg_ms(content: bytes) -> float:
    """What an Ogg Opus file lasts: the last page's position less the encoder's lead-in."""
    lead_in = struct.unpack_from("<H", content, content.index(b"OpusHead") + 10)[0]
    position = struct.unpack_from("<q", content, content.rindex(b"OggS") + 6)[0]
    return (position - lead_in) * 1000 / OPUS_RATE


@pytest.mark.parametrize("name", NAMES)
def test_letters_mistaken_for_digits_have_no_clip_and_all_others_have_two(name):
    units = MANIFESTS[name]["units"]
    assert {clip for clip in units if clip.startswith(("head-", "letter-"))} == {
        f"{kind}-{letter}" for kind in ("head", "letter") for letter in LETTERS
    }


@pytest.mark.parametrize("name", SPEAKERS)
@pytest.mark.parametrize("width", [3, 4])
def test_every_number_can_be_joined(name, width):
    every = {clip for number in range(1, 10**width) for clip in clips_of("A", f"{number:0{width}}")}
    assert not every - MANIFESTS[name]["units"].keys()


@pytest.mark.parametrize("name", SPEAKERS)
def test_every_place_and_sentence_is_there(name):
    places = {f"{kind}-{window}" for kind in ("tail", "window", "label") for window in WINDOWS}
    floors = {f"floor-{floor}" for floor in FLOORS}
    kiosk = {f"kiosk-{sentence}" for sentence in RECIPE["kiosk"]}
    assert set(SENTENCES) == set(RECIPE["sentences"]) and len(kiosk) > 10
    assert not {"tail-side", *SENTENCES, *kiosk, *floors, *places} - MANIFESTS[name]["units"].keys()


def test_every_call_and_sentence_can_be_said_in_english():
    words = {f"digit-{digit}" for digit in range(10)} | {f"window-{window}" for window in WINDOWS}
    floors = {f"floor-{floor}" for floor in FLOORS}
    assert set(SENTENCES) == set(RECIPE[ENGLISH]["sentences"])
    assert not {"window-side", *words, *floors, *SENTENCES} - MANIFESTS[ENGLISH]["units"].keys()


@pytest.mark.parametrize(("name", "clip"), CLIPS)
def test_a_clip_is_what_was_made(name, clip):
    unit, ranges = MANIFESTS[name]["units"][clip], MANIFESTS[name]["ranges_ms"]
    content = (PACKS / name / unit["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == unit["sha256"]
    low, high = ranges.get(clip.partition("-")[0]) or ranges["sentence"]
    assert low <= unit["ms"] <= high + 7  # the encoder adds its lead-in once more
    assert ogg_ms(content) == pytest.approx(unit["ms"], abs=0.5)
    before, after, inside = unit["quiet_ms"]
    assert unit["peak_dbfs"] <= -0.9 and -18.6 <= unit["lufs"] <= -14.5
    assert (
        before <= 40
        and after <= 120
        and inside <= (FULL_STOP_MS if name == ENGLISH and clip in SENTENCES else 200)
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_folder_holds_the_pack_and_nothing_else(name):
    expected = {"voice.json", *(unit["file"] for unit in MANIFESTS[name]["units"].values())}
    assert {file.name for file in (PACKS / name).iterdir()} == expected


def test_the_packs_stay_small():
    assert sum(file.stat().st_size for file in PACKS.rglob("*") if file.is_file()) <= 12_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_was_made_by_this_recipe(name):
    voice = RECIPE[ENGLISH] if name == ENGLISH else RECIPE["voices"][name]
    gaps = RECIPE[ENGLISH]["gaps_ms"] if name == ENGLISH else RECIPE["gaps_ms"]
    assert MANIFESTS[name]["recipe_hash"] == pack_hash(RECIPE, name), "recipe.toml changed: remake the pack"
    assert MANIFESTS[name]["voice"] == voice["source"]
    assert MANIFESTS[name]["gaps_ms"] == gaps
    quiet = RECIPE["level"]["before_ms"] + RECIPE["level"]["after_ms"]
    assert all(-quiet < gap <= 500 for gap in gaps.values())


def test_another_voice_or_language_does_not_make_a_pack_old():
    more = {**RECIPE, "voices": {**RECIPE["voices"], "new": {"source": "x", "sha256": ""}}, "english": {}}
    assert pack_hash(more, "yunxia") == pack_hash(RECIPE, "yunxia")
    slower = {**RECIPE, "speed": {**RECIPE["speed"], "digit": 0.6}}
    assert pack_hash(slower, "yunxia") != pack_hash(RECIPE, "yunxia")


SAID = {
    "open": "现xiàn在zài开kāi始shǐ办bàn理lǐ业yè务wù请qǐng取qǔ号hào等děng候hòu",
    "paused": "暂zàn停tíng服fú务wù请qǐng稍shāo候hòu",
    "closing": "已yǐ停tíng止zhǐ取qǔ号hào已yǐ取qǔ号hào的de群qún众zhòng请qǐng继jì续xù等děng候hòu"
    "我wǒ们men将jiāng为wèi您nín办bàn理lǐ完wán毕bì",
    "outage": "系xì统tǒng暂zàn时shí故gù障zhàng给gěi您nín带dài来lái不bú便biàn"
    "敬jìng请qǐng谅liàng解jiě请qǐng稍shāo候hòu",
    "by-hand": "系xì统tǒng故gù障zhàng现xiàn改gǎi为wéi手shǒu工gōng办bàn理lǐ请qǐng凭píng号hào票piào或huò"
    "纸zhǐ质zhì号hào等děng候hòu听tīng工gōng作zuò人rén员yuán叫jiào号hào",
    "power": "因yīn停tíng电diàn暂zàn停tíng办bàn理lǐ请qǐng留liú在zài座zuò位wèi上shàng"
    "听tīng从cóng工gōng作zuò人rén员yuán安ān排pái",
    "resumed": "系xì统tǒng已yǐ恢huī复fù请qǐng继jì续xù等děng候hòu叫jiào号hào谢xiè谢xie",
    "lunch": "现xiàn在zài是shì午wǔ休xiū时shí间jiān请qǐng稍shāo候hòu谢xiè谢xie",
    "closing-soon": "即jí将jiāng停tíng止zhǐ取qǔ号hào请qǐng需xū要yào办bàn理lǐ业yè务wù"
    "的de群qún众zhòng尽jǐn快kuài取qǔ号hào",
    "early-close": "今jīn日rì提tí前qián结jié束shù取qǔ号hào"
    "已yǐ取qǔ号hào的de群qún众zhòng请qǐng继jì续xù等děng候hòu"
    "我wǒ们men将jiāng为wèi您nín办bàn理lǐ完wán毕bì",
    "fire": "火huǒ警jǐng请qǐng立lì即jí从cóng安ān全quán出chū口kǒu离lí开kāi不bú要yào乘chéng坐zuò电diàn梯tī",
    "all-clear": "疏shū散sàn已yǐ解jiě除chú请qǐng继jì续xù等děng候hòu叫jiào号hào谢xiè谢xie",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_character_of_a_sentence_is_read_as_it_should_be(name):
    sentence = RECIPE["sentences"][name]
    plain = [mark for mark in sentence["text"] if mark not in ",。!?"]
    spoken = "".join(mark if mark.isalpha() else " " for mark in sentence["pinyin"]).split()
    assert len(plain) == len(spoken)
    assert "".join(a + b for a, b in zip(plain, spoken, strict=True)) == SAID[name]


OWN = [said for said in vars(speech).values() if isinstance(said, speech.Said)]


def test_what_is_said_is_what_stands_on_the_boards():
    told = {said.clip: said.text for said in (*OWN, *TEMPLATES)}
    assert len(OWN) > 7 and "" not in told
    assert told == {clip: RECIPE["sentences"][clip]["text"] for clip in told}
    assert set(SENTENCES) - set(told) == {"paused"}, "of no event; a hall's own notice may name it"


def words_of(english: str) -> list[str]:
    return re.findall(r"[a-z]+", english.lower())


def test_what_is_said_in_english_begins_as_what_stands_there():
    for said in (*OWN, *TEMPLATES):
        spoken = words_of(RECIPE[ENGLISH]["sentences"][said.clip]["text"])
        begin = ["attention", "please", *words_of(said.text_en)]
        assert spoken[: len(begin)] == begin, said.clip


def test_each_english_word_is_read_in_one_way():
    read: dict[str, set[str]] = {}
    for sentence in RECIPE[ENGLISH]["sentences"].values():
        spoken = [word.strip(".,;:!") for word in sentence["phonemes"].split()]
        for word, sound in zip(words_of(sentence["text"]), spoken, strict=True):
            read.setdefault(word, set()).add(sound)
    assert {word: sounds for word, sounds in read.items() if len(sounds) > 1} == {"the": {"ðə", "ði"}}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("qǐng qǔ-hào děng-hòu.", "ʨʰi↓ŋ ʨʰy↓xau↘ tə↓ŋxou↘."),
        ("chóng-xīn, xíng-zhèng, yín-háng", "ꭧʰʊ↗ŋɕi→n, ɕi↗ŋꭧə↘ŋ, i↗nxa↗ŋ"),
        ("yuǎn lǜ zhī zì ér nǚ lüè wèn?", "ɥɛ↓n ly↘ ꭧɨ→ ʦɨ↘ ɚ↗ ny↓ lɥe↘ wə↘n?"),
    ],
)
def test_pinyin_becomes_what_the_synthesiser_reads(written, spoken):
    assert phonemes(written) == spoken


def test_what_is_no_pinyin_is_refused():
    with pytest.raises(ValueError, match="hqo: no syllable"):
        phonemes("qǔ-hqo")
