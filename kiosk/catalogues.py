"""The kiosk's languages: one gettext catalogue each in `kiosk/words/`. The message id is the Chinese text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po

FOLDER = Path(__file__).parent / "words"
SHOWN = 6
"""So many untranslated texts are named; the technician needs the number, the translator has the file."""
_PLACE = re.compile(r"\{\w+\}")


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the text says in Chinese and English which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    code: str
    name: str
    """What the language calls itself, for the button that chooses it."""
    dir: str
    """`ltr` or `rtl`."""
    messages: dict[str, str]
    """Translated texts only; what is untranslated or fuzzy is left to Chinese and English."""

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """Those of `wanted` that this language does not say yet, in order."""
        return [text for text in wanted if text not in self.messages]


def read_catalogue(path: Path) -> Catalogue:
    """`ug.po`: the name of the file is the language. Raises CatalogueError."""
    try:
        locale = Locale.parse(path.stem)
        with path.open("rb") as file:
            entries = read_po(file, locale=locale, abort_invalid=True)
    except (ValueError, UnknownLocaleError, PoFileError, OSError) as wrong:
        raise CatalogueError(
            f"{path.name}: 不能读取({wrong})。请用 msgfmt -c 检查,文件名须为语言代码,例如 ug.po"
            f" / cannot be read ({wrong}); check it with msgfmt -c and name it by its language, such as ug.po"
        ) from wrong
    messages: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry.id, str) or not isinstance(entry.string, str):
            continue  # plurals: no text of the kiosk has any
        if not entry.id or not entry.string or entry.fuzzy:
            continue
        if set(_PLACE.findall(entry.id)) != set(_PLACE.findall(entry.string)):
            places = "、".join(_PLACE.findall(entry.id)) or "没有花括号"
            raise CatalogueError(
                f"{path.name}: “{entry.id}”的译文须含 {places} / its translation must hold the same"
                f" {{names}}: {entry.string}"
            )
        messages[entry.id] = entry.string
    name = locale.get_display_name(path.stem) or path.stem
    way = "rtl" if locale.text_direction == "rtl" else "ltr"
    return Catalogue(path.stem, name, way, messages)


def read_catalogues(folder: Path = FOLDER) -> tuple[list[Catalogue], list[CatalogueError]]:
    """English first, then the others by code; and what could not be read, which a hall does without."""
    read: list[Catalogue] = []
    wrong: list[CatalogueError] = []
    for path in sorted(folder.glob("*.po"), key=lambda p: (p.stem != "en", p.stem)):
        try:
            read.append(read_catalogue(path))
        except CatalogueError as error:
            wrong.append(error)
    return read, wrong


def language_notes(folder: Path = FOLDER) -> list[str]:
    """For `run.py check`: the kiosk's languages, what each leaves to Chinese and English, what is broken."""
    catalogues, wrong = read_catalogues(folder)
    wanted = next((list(c.messages) for c in catalogues if c.code == "en"), [])
    notes = [_note(catalogue, wanted) for catalogue in catalogues if catalogue.code != "en"]
    return [*notes, *(f"  取号机语言 kiosk language: {error}" for error in wrong)]


def _note(catalogue: Catalogue, wanted: list[str]) -> str:
    missing = catalogue.missing(wanted)
    known = f"{len(wanted) - len(missing)}/{len(wanted)}"
    said = f"  取号机语言 kiosk language {catalogue.code} {catalogue.name}: {known}"
    if not missing:
        return said
    some = "、".join(missing[:SHOWN]) + ("…" if len(missing) > SHOWN else "")
    return f"{said};未译,显示中文和英文 / untranslated, shown in Chinese and English: {some}"
