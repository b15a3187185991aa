"""Chinese text by its sound, for who types letters."""

from functools import lru_cache


def findable(*texts: str) -> list[list[str]]:
    """[text, its `syllables`], each once; without 窗口, which everything here is."""
    found = dict.fromkeys(filter(None, (text.replace("窗口", "") for text in texts)))
    return [[text, syllables(text)] for text in found]


@lru_cache(maxsize=4096)
def syllables(text: str) -> str:
    """One entry a character, joined by spaces: its readings joined by |, or nothing where it has none.

    Words are read as words (银行 is yin hang); where a character stands alone every reading of it counts.

    >>> syllables("婚姻A、银行")
    'hun yin   yin hang'
    """
    # A quarter of a second and 50 MB: not for the tools on the command line, and not while the hall starts.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    def silent(other: str) -> list[list[str]]:
        return [[""] for _ in other]

    found = pinyin(text, style=Style.NORMAL, heteronym=True, errors=silent)  # type: ignore[arg-type]
    return " ".join("|".join(readings) for readings in found)  # one list a character
