"""Which pages this server serves: a page that was opened from others, or of another hall, reloads itself
when nobody is near."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDERS = ("server/web", "kiosk", "caller", "display")
SERVED = (".js", ".css", ".html", ".po", ".svg")


def pages_version(*more: object, root: Path = ROOT) -> str:
    """16 hex digits that change with any file of the pages, and with `more`: what the shell tells them."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted(p for p in (root / folder).rglob("*") if p.suffix in SERVED and p.is_file()):
            digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    digest.update(repr(more).encode())
    return digest.hexdigest()[:16]
