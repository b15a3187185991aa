"""Pinyin to the phonemes of the synthesiser: "qǐng qǔ-hào děng-hòu." -> "ʨʰi↓ŋ ʨʰy↓xau↘ tə↓ŋxou↘.".

Syllables are written as they are spoken, tone changes included (不便 is bú biàn). The tone stands behind the
vowels that carry it and before a final n or ng; a syllable without a mark is neutral.
"""

import re
import unicodedata

TONES = {"\u0304": "→", "\u0301": "↗", "\u030c": "↓", "\u0300": "↘"}
INITIALS = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ",
    "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "r": "ɻ",
    "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
FINALS = {
    "a": ("a", ""), "o": ("wo", ""), "e": ("ɤ", ""), "i": ("i", ""), "u": ("u", ""), "ü": ("y", ""),
    "ai": ("ai", ""), "ei": ("ei", ""), "ao": ("au", ""), "ou": ("ou", ""),
    "an": ("a", "n"), "en": ("ə", "n"), "ang": ("a", "ŋ"), "eng": ("ə", "ŋ"), "ong": ("ʊ", "ŋ"),
    "ia": ("ja", ""), "ie": ("je", ""), "iao": ("jau", ""), "iu": ("jou", ""), "ian": ("jɛ", "n"),
    "in": ("i", "n"), "iang": ("ja", "ŋ"), "ing": ("i", "ŋ"), "iong": ("jʊ", "ŋ"),
    "ua": ("wa", ""), "uo": ("wo", ""), "uai": ("wai", ""), "ui": ("wei", ""), "uan": ("wa", "n"),
    "un": ("wə", "n"), "uang": ("wa", "ŋ"),
    "üe": ("ɥe", ""), "üan": ("ɥɛ", "n"), "ün": ("y", "n"), "er": ("ɚ", ""),
}  # fmt: skip
BUZZED = {"zh", "ch", "sh", "r", "z", "c", "s"}
"""Behind these an i is no i."""
ZERO = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iu", "yan": "ian", "yin": "in", "yang": "iang",
    "ying": "ing", "yong": "iong", "yu": "ü", "yue": "üe", "yuan": "üan", "yun": "ün", "wu": "u", "wa": "ua",
    "wo": "uo", "wai": "uai", "wei": "ui", "wan": "uan", "wen": "un", "wang": "uang",
}  # fmt: skip
"""Written with y or w where no consonant begins the syllable."""


def phonemes(text: str) -> str:
    """Syllables of one word are joined by hyphens; `, . ? !` stand as they are spoken. Raises ValueError for
    what is no syllable."""
    return re.sub(r"[^\s,.?!-]+-?", lambda found: _syllable(found[0].rstrip("-")), text)


def _syllable(written: str) -> str:
    plain, tone = "", ""
    for mark in unicodedata.normalize("NFD", written):
        if mark in TONES:
            tone = TONES[mark]
        else:
            plain += mark
    plain = unicodedata.normalize("NFC", plain)
    initial = next((begin for begin in INITIALS if plain.startswith(begin)), "")
    final = ZERO.get(plain, plain.removeprefix(initial))
    if initial in {"j", "q", "x"} and final.startswith("u"):
        final = "ü" + final[1:]
    if final not in FINALS:
        raise ValueError(f"{written}: no syllable of pinyin")
    vowels, end = FINALS[final]
    if final == "i" and initial in BUZZED:
        vowels = "ɨ"
    return INITIALS.get(initial, "") + vowels + tone + end
