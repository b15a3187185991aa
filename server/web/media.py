"""Pictures of the hall's own, from the folder `media` beside its configuration.

`staff/<工号>.jpg` are photographs for staff cards (R21); `boards/` holds what boards show while nobody is
called.
"""

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

from server.web.access import Access

PICTURES = (".webp", ".jpg", ".jpeg", ".png")
FILMS = (".mp4", ".webm")
KINDS: Mapping[str, tuple[str, ...]] = {"staff": PICTURES, "boards": (*PICTURES, ".svg", *FILMS)}
URL = "/media"
CACHED_S = 600


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

    def _files(self, kind: str) -> list[Path]:
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
