"""recipe.toml: what the packs say and how."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

Recipe = dict[str, Any]
ENGLISH = "english"
"""The pack that speaks second, in any hall."""


def load() -> Recipe:
    return tomllib.loads((Path(__file__).parent / "recipe.toml").read_text(encoding="utf-8"))


def pack_hash(recipe: Recipe, pack: str) -> str:
    """sha256 of all that makes this pack sound as it does, so that another voice may come or go."""
    others = {"voices", ENGLISH}
    part = {key: value for key, value in recipe.items() if key not in others}
    part["voice"] = recipe[ENGLISH] if pack == ENGLISH else recipe["voices"][pack]
    if pack == ENGLISH:
        part = {
            key: part[key]
            for key in ("revision", "sample_rate", "bit_rate", "level", "windows", "floors", "voice")
        }
    content = json.dumps(part, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
