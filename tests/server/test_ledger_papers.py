"""受理回单 and the notices of a case, for narrow and wide paper: all that must stand there does (R63)."""

from dataclasses import replace
from typing import Any

import pytest

from devices.codecs import escpos
from kiosk.notice_slip import any_slip
from server.delivery.paper import cells, elements
from server.domain.views.ledger import PAPERS, LinePaperFacts
from tests.halls import T0

FACTS: dict[str, Any] = {
    "accept_no": "330604202611230017",
    "number": "A001",
    "matter": "房产证、土地证联合受理和不动产权籍调查成果备案",
    "outcome": "承诺件",
    "unit": "自然资源和规划局窗口",
    "accepted_at": T0,
    "promised": "2026-11-30",
    "days": 5,
    "workdays": True,
    "extended": 2,
    "reason": "需要会同住房和城乡建设部门现场核验",
    "window": "17号窗口",
    "phone": "0575-82110000",
    "staff": "1007",
}
GIVEN = LinePaperFacts("上虞区政务服务中心", "Asia/Shanghai", "TZ-20261123-001", "receipt", T0, "1007", FACTS)


def lines(paper: LinePaperFacts, columns: int) -> list[str]:
    laid = elements(any_slip(paper), phone_base="http://h", columns=columns)
    texts = [one for one in laid if isinstance(one, escpos.Text)]
    assert all(cells(one.text) * one.width <= columns for one in texts)
    return [one.text for one in texts]


ALL = ("330604202611230017", "A001", "2026-11-23 10:13", "17号窗口", "0575-82110000", "1007")


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize(
    ("paper", "said"),
    [
        ("receipt", ("受理回单", "2026-11-30", "5个工作日", "承诺件", *ALL)),
        ("supplement", ("补正告知书", "请补齐", "现场核验", "不用重新排队", *ALL)),
        ("extension", ("延期办结通知书", "延期原因", "现场核验", "2026-11-30", *ALL)),
        ("return", ("退回件通知书", "退回原因", "现场核验", *ALL)),
    ],
)
def test_everything_stands_on_it_and_nothing_beside_the_paper(
    columns: int, paper: str, said: tuple[str, ...]
):
    text = "".join(lines(replace(GIVEN, paper=paper), columns))
    assert [one for one in said if one not in text] == []
    assert paper in PAPERS


def test_while_papers_are_missing_nothing_is_promised_and_no_empty_line_stands_there():
    waiting = replace(GIVEN, facts=FACTS | {"promised": "", "phone": "", "workdays": False})
    text = lines(waiting, 48)
    assert not [line for line in text if "承诺办结" in line or line.endswith(":")]
    assert any("材料补齐后开始计时" in line for line in text)
    natural = lines(replace(GIVEN, facts=FACTS | {"workdays": False, "days": 7}), 48)
    assert any("7天" in line for line in natural)
