"""The sample hall with every commented example in force: what an administrator gets who removes each #."""

import tomllib
from pathlib import Path

HALL = (Path(__file__).parents[2] / "config" / "hall.toml").read_text(encoding="utf-8")


def uncommented() -> str:
    return "\n".join(map(_in_force, HALL.splitlines()))


def _in_force(line: str) -> str:
    bare = line.removeprefix("# ")
    try:
        return bare if tomllib.loads(bare) else line
    except tomllib.TOMLDecodeError:
        return line
