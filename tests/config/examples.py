"""Two halls: the smallest there can be, and the sample with every commented example in force."""

import tomllib
from pathlib import Path

HALL = (Path(__file__).parents[2] / "config" / "hall.toml").read_text(encoding="utf-8")
MINIMAL = """
[hall]
code = "x"
name = "小厅"
[[floor]]
id = "1"
name = "一楼"
[[queue]]
id = "a"
prefix = "A"
name = "甲"
unit = "甲窗口"
[[window]]
id = "w1"
no = "1"
floor = "1"
units = ["甲窗口"]
queues = ["a"]
"""


def uncommented() -> str:
    """What an administrator gets who removes each # of the sample."""
    return "\n".join(map(_in_force, HALL.splitlines()))


def _in_force(line: str) -> str:
    bare = line.removeprefix("# ")
    try:
        return bare if tomllib.loads(bare) else line
    except tomllib.TOMLDecodeError:
        return line
