"""The layout of 一次性告知单: all that a matter needs, or what of it is still missing (补正告知单)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.ledger_slip import line_slip
from kiosk.slip import ticket_slip, where
from server.domain.views.guide import NoticeFacts, TrialFacts
from server.domain.views.ledger import LinePaperFacts
from server.domain.words.slip import Slip, SlipElement, SlipFacts, SlipFeed, SlipQr, SlipRule, SlipText


def any_slip(facts: SlipFacts | NoticeFacts | TrialFacts | LinePaperFacts) -> Slip:
    """The layout of whatever is to be printed."""
    if isinstance(facts, LinePaperFacts):
        return line_slip(facts)
    if isinstance(facts, TrialFacts):
        return trial_slip(facts)
    return notice_slip(facts) if isinstance(facts, NoticeFacts) else ticket_slip(facts)


def trial_slip(facts: TrialFacts) -> Slip:
    """What a person looks at: both widths of letter, characters that fonts lack, a code, the cut."""
    asked = datetime.fromtimestamp(facts.at / 1000, ZoneInfo(facts.timezone)).strftime("%Y-%m-%d %H:%M")
    return (
        SlipText(facts.hall, bold=True),
        SlipText("测试票 Test", size=2, bold=True),
        SlipRule(),
        SlipText(f"{facts.kiosk} {facts.printer}"),
        SlipText("0123456789 ABCDEFGHJK 请到一号窗口 镕 喆 囍"),
        SlipQr("/guide"),
        SlipText(f"{asked} 工号 {facts.staff}"),
        SlipText("本票不是号票,请勿使用"),
        SlipFeed(1),
    )


def notice_slip(facts: NoticeFacts) -> Slip:
    """Six facts in about a second at 9600 baud; what is missing, in half of that."""
    guide = facts.guide
    return (
        SlipText(guide["hall"]["name"], bold=True),
        SlipText("补正告知单" if facts.missing or facts.also else "一次性告知单", size=2, bold=True),
        SlipText(guide["name"], size=2),
        SlipRule(),
        *(_missing(facts) if facts.missing or facts.also else _whole(guide)),
        SlipRule(),
        SlipText("办理地点", bold=True),
        *(SlipText(line) for line in where(guide["windows"])),
        *_phones(guide["phones"]),
        SlipQr(f"/guide/{guide['id']}"),
        SlipText("手机扫码看办事指南"),
        SlipRule(),
        *_signed(facts),
        SlipFeed(1),
    )


def _whole(guide: dict[str, Any]) -> list[SlipElement]:
    return [
        *_listed("申报材料", [_paper(one) for one in guide["materials"]] or ["不需要材料"]),
        *_listed("办事程序", [step["text"] for step in guide["procedure"]]),
        *_fact("办理时限", _limit(guide)),
        *_fact("收费标准", guide["fees"]["text"]),
        *_fact("办理内容", guide["content"]["text"]),
        *_fact("政策依据", "、".join(one["text"] for one in guide["basis"])),
    ]


def _missing(facts: NoticeFacts) -> list[SlipElement]:
    """Everything that is missing, at once; the order is the guide's, then what a person added."""
    missing = [one for one in facts.guide["materials"] if one["name"] in facts.missing]
    return [
        *_listed("请补齐以下材料", [*(_paper(one) for one in missing), *facts.also], mark="□"),
        SlipText("材料补齐后,请再来取号办理。", align="left"),
    ]


def _listed(title: str, lines: list[str], mark: str = "") -> list[SlipElement]:
    numbered = [f"{mark or f'{n}.'}{line}" for n, line in enumerate(lines, 1)]
    return [SlipText(title, align="left", bold=True), *(SlipText(line, align="left") for line in numbered)]


def _fact(title: str, text: str) -> list[SlipElement]:
    return [SlipText(f"{title}:{text}", align="left")]


def _paper(one: dict[str, Any]) -> str:
    """
    >>> _paper({"name": "户口簿", "papers": {"text": "原件1份"}, "note": "集体户口可带户籍证明"})
    '户口簿(原件1份;集体户口可带户籍证明)'
    """
    more = ";".join(filter(None, (one["papers"]["text"], one["note"])))
    return f"{one['name']}({more})" if more else str(one["name"])


def _limit(guide: dict[str, Any]) -> str:
    law = f"(法定{guide['statutory']['text']})" if guide["statutory"] else ""
    return f"{guide['limit']['text']}{law}"


def _phones(phones: list[str]) -> list[SlipElement]:
    return [SlipText(f"电话 {'、'.join(phones)}")] if phones else []


def _signed(facts: NoticeFacts) -> list[SlipElement]:
    """When, where and by whom: the day of the notice counts (R52)."""
    given = datetime.fromtimestamp(facts.at / 1000, ZoneInfo(facts.timezone)).strftime("%Y-%m-%d %H:%M")
    by = [
        facts.window,
        f"工号 {facts.staff}" if facts.staff else "",
        f"票号 {facts.number}" if facts.number else "",
    ]
    who = " ".join(filter(None, by))
    lines = [f"{facts.notice} {given}", *([who] if who else [])]
    return [SlipText(line, align="left") for line in lines]
