"""Notices of the whole hall: set, said again, ended."""

from dataclasses import replace

from server.domain import messages as m
from server.domain.bulletins import DAY, Bulletin, Urgency
from server.domain.changes.halts import go_on
from server.domain.hall import Hall


def notice_set(hall: Hall, event: m.NoticeSet) -> None:
    if event.notice == DAY and not event.text:
        hall.bulletins.pop(DAY, None)
        return
    if event.urgency == Urgency.EVACUATE and not hall.halted:
        hall.by_hand_from = event.at
    hall.bulletins[event.notice] = Bulletin(
        event.notice,
        event.at,
        event.text,
        event.text_en,
        tuple(event.signs),
        Urgency(event.urgency),
        event.until,
        tuple(event.floors),
        event.clip,
        event.repeat_s,
        event.template,
        event.actor.removeprefix("staff:"),
        event.at,
    )


def notice_said(hall: Hall, event: m.NoticeSaid) -> None:
    hall.bulletins[event.notice] = replace(hall.bulletins[event.notice], said_at=event.at)


def notice_ended(hall: Hall, event: m.NoticeEnded) -> None:
    was = hall.halted
    del hall.bulletins[event.notice]
    if was and not hall.halted:
        go_on(hall, event.at)
