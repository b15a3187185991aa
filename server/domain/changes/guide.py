"""Notices handed over in writing."""

from server.domain import messages as m
from server.domain.hall import Hall, Notice


def notice_given(hall: Hall, event: m.NoticeGiven) -> None:
    hall.notices[event.notice] = Notice(event.notice, event.kiosk, window=event.window)


def notice_paper(hall: Hall, event: m.NoticePaper) -> None:
    hall.notices[event.notice].state = "printed" if event.printed else "failed"
