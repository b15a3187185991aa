"""The programs that check us from outside are pinned, listed for readers and used by the tests named."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocols" / "README.md").read_text(encoding="utf-8")
USED_AS = {
    "receiptio": "receiptio",
    "receiptline": "receiptline",
    "@point-of-sale/receipt-printer-encoder": "@point-of-sale/receipt-printer-encoder",
    "python-escpos": "escpos.printer",
    "pymodbus": "pymodbus",
    "crcmod": "crcmod.predefined",
    "alphasignpy": "alphasign",
    "pyserial": "serial.rfc2217",
}
ROWS = {
    name.strip().rpartition(" ")[0]: re.findall(r"`(tests/[^`]+)`", tests)
    for name, tests in re.findall(r"^\| ([^|`]+\d) \|[^|]*\| ([^|]*) \|$", PAGE, re.MULTILINE)
}


def test_the_page_names_each_of_them() -> None:
    assert ROWS.keys() == USED_AS.keys()


@pytest.mark.parametrize("name", USED_AS)
def test_each_is_pinned_and_used_where_the_page_says(name: str) -> None:
    pinned = json.loads((ROOT / "package.json").read_text())
    pinned = {**pinned.get("dependencies", {}), **pinned.get("devDependencies", {})}
    lock = (ROOT / "requirements-test.lock").read_text() + (ROOT / "requirements.lock").read_text()
    assert name in pinned or re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE)
    assert ROWS[name]
    for path in ROWS[name]:
        assert USED_AS[name] in (ROOT / path).read_text(encoding="utf-8"), path
