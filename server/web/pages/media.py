"""Pictures of the hall's own, from the folder `media` beside its configuration.

`staff/<工号>.jpg` are photographs for staff cards (R21); `boards/` holds what boards show while nobody is
called. What is none of these, empty or too large for a TV box is left out, and named at the start.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

from server.web.access.sessions import Access

log = logging.getLogger("media")

PICTURES = (".webp", ".jpg", ".jpeg", ".png")
FILMS = (".mp4", ".webm")
KINDS: Mapping[str, tuple[str, ...]] = {"staff": PICTURES, "boards": (*PICTURES, ".svg", *FILMS)}
URL = "/media"
CACHED_S = 600
MOST_MB = dict.fromkeys(PICTURES, 20) | {".svg": 5} | dict.fromkeys(FILMS, 500)
HEAD = 512
"""So many bytes tell what a file is."""
JPEG = (0, b"\xff\xd8\xff")
SIGNATURES: Mapping[str, tuple[int, bytes]] = {
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": (0, b"\x89PNG\r\n\x1a\n"),
    ".webp": (8, b"WEBP"),
    ".mp4": (4, b"ftyp"),
    ".webm": (0, b"\x1a\x45\xdf\xa3"),
}
"""Where a file of this kind says so: offset and bytes. An svg is text with a `<svg`."""


class Media:
    """The folder is looked at anew for every page: a picture laid into it needs no restart."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None

    def photos(self) -> dict[str, str]:
        """Staff number -> address of the photograph."""
        return {path.stem: f"{URL}/staff/{path.name}" for path in self._files("staff")}

    def shown(self) -> list[dict[str, str]]:
        """For boards, in the order of their names: address and "picture" or "film"."""
        kinds = dict.fromkeys(FILMS, "film")
        return [
            {"url": f"{URL}/boards/{path.name}", "kind": kinds.get(path.suffix.lower(), "picture")}
            for path in self._files("boards")
        ]

    def warn(self) -> None:
        """Names in the log what is left out."""
        for note in self.notes():
            log.warning("state=media_left_out %s", note)

    def notes(self) -> list[str]:
        """A line in both languages for each file that is left out, in the order of their names."""
        faults = ((path, fault(path)) for kind in KINDS for path in self._laid(kind))
        return [f"{path}:{why[0]} {why[1]}" for path, why in faults if why]

    def _files(self, kind: str) -> list[Path]:
        return [path for path in self._laid(kind) if not fault(path)]

    def _laid(self, kind: str) -> list[Path]:
        folder = self._folder / kind if self._folder else None
        if folder is None or not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS[kind])

    def blueprint(self, access: Access) -> Blueprint:
        """For paired screens and people who are signed in: a photograph is a person's."""
        bp = Blueprint("media", __name__, url_prefix=URL)

        @bp.get("/<kind>/<name>")
        def picture(kind: str, name: str) -> Response:
            if not access.principals() or all(path.name != name for path in self._listed(kind)):
                abort(404)
            return send_from_directory(self._listed(kind)[0].parent, name, max_age=CACHED_S)

        return bp

    def _listed(self, kind: str) -> list[Path]:
        return self._files(kind) if kind in KINDS else []


def fault(path: Path) -> tuple[str, str] | None:
    """Why this file is not shown, in Chinese and English: unreadable, empty, too large, or not what its name
    says; None if it may be. Reads its first bytes only: a browser drops what is broken further on."""
    suffix = path.suffix.lower()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        return f"读不到({error.strerror}),不显示。", f"Cannot be read ({error.strerror}); left out."
    most = MOST_MB[suffix]
    if size > most << 20:
        return (
            f"{size >> 20} MB,{suffix} 最多 {most} MB,不显示。请压缩后再放入。",
            f"{size >> 20} MB; {suffix} may have {most} MB. Left out: please make it smaller.",
        )
    if not head or not _is(suffix, head):
        return (
            f"不是 {suffix} 文件,不显示。请重新导出后再放入。",
            f"Not a {suffix} file. Left out: please export it anew.",
        )
    return None


def _is(suffix: str, head: bytes) -> bool:
    if suffix == ".svg":
        return b"<svg" in head.lower()
    at, sign = SIGNATURES[suffix]
    return head[at : at + len(sign)] == sign
