"""What the pages load: in rooms that a stranger can overlook, and every part where it is looked for."""

import re
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOUNTS = {
    "/static/": "server/web/static/",
    "/caller/static/": "caller/static/",
    "/display/static/": "display/static/",
    "/kiosk/static/": "kiosk/static/",
}
FULL_ROOM = 20
"""Files of one folder."""
NAMED = re.compile(r'(?:import|export) \{([^}]*)\} from "([^"]+)"')
LOADED = re.compile(r"""["']([./][\w./-]+\.(?:js|css))["']""")


def parts() -> list[Path]:
    """Every script and style of ours that a browser loads; what is installed (`vendor`) is not ours."""
    found = [
        p for folder in MOUNTS.values() for p in (ROOT / folder).rglob("*") if p.suffix in {".js", ".css"}
    ]
    return sorted(p for p in found if "vendor" not in p.parts)


def place_of(address: str, reader: Path) -> Path:
    for mount, folder in MOUNTS.items():
        if address.startswith(mount):
            return ROOT / folder / address.removeprefix(mount)
    return (reader.parent / address).resolve()


def test_no_room_of_the_pages_is_too_full():
    sizes = Counter(str(path.parent.relative_to(ROOT)) for path in parts())
    assert {room: size for room, size in sizes.items() if size > FULL_ROOM} == {}


def test_whatever_a_page_loads_is_there():
    """A page with one wrong address stays white, and only the browser knows why."""
    lost = [
        f"{path.relative_to(ROOT)}: {address}"
        for path in parts()
        for address in LOADED.findall(path.read_text())
        if "vendor" not in address and not place_of(address, path).is_file()
    ]
    assert lost == []


def test_whatever_a_route_names_is_there():
    """The addresses that Python and the templates write; `{STATIC}` is the mount."""
    lost = []
    for folder in ("caller", "display", "kiosk", "server/web"):
        for path in [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.html")]:
            text = path.read_text()
            mount = re.search(r'^STATIC = "(.*)"', text, re.MULTILINE)
            text = text.replace("{STATIC}", mount[1]) if mount else text
            named = [address for address in LOADED.findall(text) if address.startswith(tuple(MOUNTS))]
            lost += [f"{path.relative_to(ROOT)}: {a}" for a in named if not place_of(a, path).is_file()]
    assert lost == []


def test_whatever_a_script_takes_from_another_is_given_there():
    missing = []
    for path in parts():
        for names, address in NAMED.findall(path.read_text()) if path.suffix == ".js" else []:
            given = set() if "vendor" in address else exported(place_of(address, path))
            taken = {name.split(" as ")[0].strip() for name in names.split(",")} - {""}
            if given and not taken <= given:
                missing.append(f"{path.relative_to(ROOT)}: {sorted(taken - given)} of {address}")
    assert missing == []


def test_whatever_a_script_takes_it_uses():
    idle = []
    for path in parts():
        text = path.read_text() if path.suffix == ".js" else ""
        body = re.sub(r"^import .*$", "", text, flags=re.MULTILINE)
        for names, _ in re.findall(r'^import \{([^}]*)\} from "([^"]+)"', text, re.MULTILINE):
            taken = {name.split(" as ")[-1].strip() for name in names.split(",")}
            idle += [
                f"{path.relative_to(ROOT)}: {name}" for name in taken if not re.search(rf"\b{name}\b", body)
            ]
    assert idle == []


def exported(path: Path) -> set[str]:
    text = path.read_text()
    own = re.findall(r"^export (?:async )?(?:const|let|function|class)\*? ?(\w+)", text, re.MULTILINE)
    several = re.findall(r"^export (?:const|let) (.*)$", text, re.MULTILINE)
    passed = re.findall(r"^export \{([^}]*)\}", text, re.MULTILINE)
    more = [name for line in several for name in re.findall(r"(?:^|, )(\w+) =", line)]
    return {*own, *more, *(n.split(" as ")[-1].strip() for names in passed for n in names.split(","))}


def test_the_top_of_the_house_is_what_was_agreed():
    """Who comes first sees the four people and the devices, the server, the tests, and one file to run."""
    told = subprocess.run(["git", "ls-files", "*/*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    packages = {path.partition("/")[0] for path in told.stdout.splitlines()}
    assert packages == {"kiosk", "caller", "display", "devices", "server", "tests", "config"}
