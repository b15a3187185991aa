"""docs/rules.md: a row for every core rule, and both its paths lead to something that names the rule."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = (
    *(1, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 19, 20, 21, 24, 25, 26, 30, 31, 34, 36, 37),
    *(41, 42, 43, 45, 46, 47, 49, 50, 61, 77, 78, 81, 85, 89, 90, 114, 116, 118, 119),
)
"""The rules of class core in the domain report."""
ALSO = (
    *(2, 32, 48, 58, 59, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 79, 82, 83),
    *(86, 87, 88, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 107, 108, 109, 112, 113, 117, 120),
)
"""Related rules that the queue keeps as well."""
ROW = re.compile(r"^\| (R\d+) \| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
ROWS = {rule: (module, test) for rule, _, module, test in ROW.findall((ROOT / "docs/rules.md").read_text())}


def test_every_core_rule_has_its_row():
    assert list(ROWS) == [f"R{number}" for number in sorted(CORE + ALSO)]


@pytest.mark.parametrize("rule", ROWS)
def test_the_row_leads_to_code_and_to_a_test(rule):
    module, test = (ROOT / path for path in ROWS[rule])
    assert module.is_file()
    assert test.is_file() and test.is_relative_to(ROOT / "tests")
    named = re.compile(rf"\b{rule}\b")
    assert named.search(module.read_text()) or named.search(test.read_text())
