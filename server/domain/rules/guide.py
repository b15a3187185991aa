"""一次性告知: everything a matter needs, told once and in writing (R51, R52)."""

from server.domain import messages as m
from server.domain.facts.guide import Guide
from server.domain.hall import Hall
from server.domain.rules.guards import MAX_REASON, Decision


def give_notice(hall: Hall, c: m.GiveNotice) -> Decision:
    """At any hour: what to bring may be asked while no numbers are given."""
    if c.matter not in hall.plan.matter:
        return m.Refusal("unknown_matter", {"matter": c.matter[:MAX_REASON]})
    guide = hall.plan.guide_of(c.matter, hall.day)
    if guide is None:
        return m.Refusal("no_guide", {"matter": hall.plan.matter[c.matter].name})
    window = c.window or next(iter(hall.posts.get(c.actor.removeprefix("staff:"), ())), "")
    if refusal := _by_kiosk(c) or nowhere(hall, c.kiosk, window) or _unknown(hall, c, guide):
        return refusal
    ticket = c.ticket or (hall.desks[window].ticket if window else None) or ""
    return [
        m.NoticeGiven(
            at=c.at,
            actor=c.actor,
            notice=f"GZ-{hall.day.replace('-', '')}-{len(hall.notices) + 1:03d}",
            matter=c.matter,
            version=guide.valid_from,
            missing=list(dict.fromkeys(c.missing)),
            kiosk=c.kiosk,
            window=window,
            ticket=ticket,
            also=list(dict.fromkeys(words[:MAX_REASON] for one in c.also if (words := one.strip()))),
        )
    ]


def _by_kiosk(c: m.GiveNotice) -> m.Refusal | None:
    """A kiosk hands out the whole list, on its own paper; what is missing is a person's judgement."""
    if not c.actor.startswith("kiosk:"):
        return None
    own = c.actor == f"kiosk:{c.kiosk}" and not (c.window or c.missing or c.also or c.ticket)
    return None if own else m.Refusal("forbidden")


def nowhere(hall: Hall, kiosk: str, window: str) -> m.Refusal | None:
    """Why no paper can come out at this kiosk or, none named, at this window."""
    if kiosk and kiosk not in hall.plan.kiosk:
        return m.Refusal("unknown_kiosk", {"kiosk": kiosk})
    if window and window not in hall.plan.window:
        return m.Refusal("unknown_window", {"window": window})
    place = {"kiosk": kiosk} if kiosk else {"window": window}
    printers = hall.plan.slip_printers(**place)
    return None if printers else m.Refusal("no_printer")


def _unknown(hall: Hall, c: m.GiveNotice, guide: Guide) -> m.Refusal | None:
    if c.ticket and c.ticket not in hall.tickets:
        return m.Refusal("unknown_ticket", {"ticket": c.ticket})
    strange = next((name for name in c.missing if guide.material(name) is None), None)
    if strange is None:
        return None
    allowed = "、".join(one.name for one in guide.materials)
    return m.Refusal("unknown_material", {"material": strange[:MAX_REASON], "allowed": allowed})


def report_notice(hall: Hall, c: m.ReportNotice) -> Decision:
    """The first word of the printer counts."""
    notice = hall.notices.get(c.notice)
    if notice is None or notice.state != "pending":
        return []
    return [m.NoticePaper(at=c.at, actor=c.actor, notice=c.notice, printed=c.printed, cause=c.cause)]
