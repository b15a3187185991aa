"""[outbox] and [[outbox_unit]]: where cases and ratings are sent (数据上报), and the files it needs."""

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from config.errors import NOTHING, ConfigError, Rule, line_of, shown
from config.reader import Choice, Form, Table
from server.domain.facts.upload import KEY_VARIABLE, UploadPlan

PATHS = 200
TIMEOUT_S = 30
SHORTEST_KEY = 16
"""Bytes: a shorter secret can be tried out."""
HTTPS = Form(
    re.compile(r"https://[^\s/?#@]+(?:/[^\s?#]*)?"),
    Rule("an address that begins with https://", "以 https:// 开头的地址"),
)
DEPARTMENT = Form(
    re.compile(r"[0-9A-Z]{18}"),
    Rule("the 18 digits and capital letters of the credit code", "18 位统一社会信用代码(数字和大写字母)"),
)
APP = Form(
    re.compile(r"[A-Za-z0-9._-]{1,80}"), Rule("letters, digits, . _ - only", "只能用字母、数字和 . _ -")
)


def read_upload(table: Table) -> UploadPlan:
    plan = UploadPlan(
        url=table.text("url", form=HTTPS, limit=PATHS),
        app=table.text("app", form=APP),
        key_file=table.text("key_file", "", limit=PATHS),
        ca_file=table.text("ca_file", "", limit=PATHS),
        source=table.text("source", ""),
        area_code=table.text("area_code", ""),
        area_name=table.text("area_name", ""),
        timeout_s=table.number("timeout_s", TIMEOUT_S, range(1, 301)),
    )
    table.close()
    return plan


def read_upload_unit(table: Table, units: Choice) -> tuple[str, str]:
    return table.one_of("unit", units), table.text("code", form=DEPARTMENT)


def with_departments(plan: UploadPlan | None, codes: Mapping[str, str]) -> UploadPlan | None:
    return replace(plan, departments=dict(codes)) if plan else None


def with_files(file: Path, plan: UploadPlan) -> tuple[UploadPlan, tuple[ConfigError, ...]]:
    """Paths as seen from the configuration `file`; what is missing is told before the first record waits."""
    source = file.read_text("utf-8-sig").splitlines()
    faults = []

    def wrong(key: str, found: str, rule: Rule) -> None:
        place = f"outbox.{key}"
        faults.append(ConfigError(str(file), line_of(source, place), place, found, *rule))

    key = _secret(file, plan)
    if key is None:
        rule = Rule("a file that can be read", "能读取的文件")
        wrong("key_file", shown(plan.key_file), rule)
    elif len(key) < SHORTEST_KEY:
        found = shown(plan.key_file) if plan.key_file else NOTHING
        rule = Rule(
            f"a file with a key of at least {SHORTEST_KEY} bytes, or the variable {KEY_VARIABLE} set to one",
            f"密钥至少 {SHORTEST_KEY} 字节的文件,或设好环境变量 {KEY_VARIABLE}",
        )
        wrong("key_file", found, rule)
    if plan.ca_file and not _certificates(file.parent / plan.ca_file):
        wrong("ca_file", shown(plan.ca_file), Rule("a file with certificates (PEM)", "证书文件(PEM)"))
    key_file, ca_file = (
        str((file.parent / path).resolve()) if path else "" for path in (plan.key_file, plan.ca_file)
    )
    return replace(plan, key_file=key_file, ca_file=ca_file), tuple(faults)


def _certificates(path: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        return False
    return True


def _secret(file: Path, plan: UploadPlan) -> bytes | None:
    """None: its file cannot be read."""
    if not plan.key_file:
        return os.environ.get(KEY_VARIABLE, "").encode()
    try:
        return (file.parent / plan.key_file).read_bytes().strip()
    except OSError:
        return None
