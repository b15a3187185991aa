"""The layout of what a window hands over for a case: 受理回单, 补正告知书, 延期办结通知书, 退回件通知书."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.views.ledger import PAPERS, LinePaperFacts
from server.domain.words.slip import Slip, SlipElement, SlipFeed, SlipRule, SlipText


def line_slip(paper: LinePaperFacts) -> Slip:
    """R63: number, matter, time, promised day, window, telephone, 工号; the others with their reason."""
    facts = paper.facts
    return (
        SlipText(paper.hall, bold=True),
        SlipText(PAPERS[paper.paper], size=2, bold=True),
        SlipText(facts["matter"], size=2),
        SlipRule(),
        *_lines(
            ("受理编号", facts["accept_no"]),
            ("票号", facts["number"]),
            ("受理时间", _clock(paper, facts["accepted_at"])),
            ("办理类型", facts["outcome"]),
        ),
        *_body(paper),
        SlipRule(),
        *_lines(
            ("办理部门", facts["unit"]),
            ("办理窗口", facts["window"]),
            ("咨询电话", facts["phone"]),
            ("经办工号", facts["staff"]),
        ),
        SlipRule(),
        SlipText(f"{paper.notice} {_clock(paper, paper.at)} 工号 {paper.staff}", align="left"),
        SlipFeed(1),
    )


def _body(paper: LinePaperFacts) -> Iterator[SlipElement]:
    facts = paper.facts
    match paper.paper:
        case "receipt" if facts["promised"]:
            yield from _lines(("承诺办结", f"{facts['promised']}({_days(facts)})"))
            yield SlipText("请凭本单查询、取件。", align="left")
        case "receipt":
            yield SlipText("材料补齐后开始计时,请尽快补齐,谢谢。", align="left")
        case "supplement":
            yield from _lines(("请补齐", facts["reason"]))
            yield SlipText("补齐后请回到原窗口,不用重新排队。", align="left")
        case "extension":
            yield from _lines(("延期原因", facts["reason"]), ("延期至", facts["promised"]))
            yield SlipText("给您带来不便,敬请谅解。", align="left")
        case _:
            yield from _lines(("退回原因", facts["reason"]))
            yield SlipText("如有疑问,请向窗口咨询。", align="left")


def _days(facts: Any) -> str:
    """
    >>> _days({"days": 5, "workdays": True}), _days({"days": 7, "workdays": False})
    ('5个工作日', '7天')
    """
    return f"{facts['days']}个工作日" if facts["workdays"] else f"{facts['days']}天"


def _lines(*pairs: tuple[str, str]) -> Iterator[SlipElement]:
    return (SlipText(f"{title}:{text}", align="left") for title, text in pairs if text)


def _clock(paper: LinePaperFacts, at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(paper.timezone)):%Y-%m-%d %H:%M}"
