"""`evolve(hall, event)`: apply one event, in place. One table; the changes are in `changes/`.

It never fails on an event that `decide` made, and the same events always give the same hall.
"""

from collections.abc import Callable
from typing import Any

from server.domain import messages as m
from server.domain.changes import (
    alarms,
    cases,
    day,
    guide,
    kiosks,
    lead,
    ledger,
    notices,
    ratings,
    record,
    tickets,
    windows,
)
from server.domain.hall import Hall


def evolve(hall: Hall, event: m.Event) -> None:
    """Apply one event."""
    hall.seq += 1
    hall.last_at = max(hall.last_at, event.at)
    _EVOLVE[type(event)](hall, event)


_EVOLVE: dict[type[m.Event], Callable[[Hall, Any], None]] = {
    m.DayStarted: day.started,
    m.DaySet: day.day_set,
    m.MonthEnded: day.nothing,
    m.AppointmentBooked: day.booked,
    m.BellRung: day.bell_rung,
    m.NoticeSet: notices.notice_set,
    m.NoticeEnded: notices.notice_ended,
    m.NoticeSaid: notices.notice_said,
    m.HallPrepared: day.moved,
    m.HallOpened: day.opened,
    m.HallAtLunch: day.moved,
    m.HallExtended: day.extended,
    m.HallClosed: day.closed,
    m.HallDarkened: day.darkened,
    m.GapSeen: day.gap_seen,
    m.OutageDeclared: day.outage_declared,
    m.HallRecovered: day.recovered,
    m.IncidentClosed: day.incident_closed,
    m.NumberTaken: tickets.taken,
    m.SlipPrinted: tickets.slip_printed,
    m.SlipFailed: tickets.slip_failed,
    m.SlipMoved: tickets.slip_moved,
    m.SlipUnconfirmed: tickets.slip_unconfirmed,
    m.ReprintAsked: tickets.reprint_asked,
    m.TicketKept: tickets.kept,
    m.OutcomeNoted: tickets.outcome_noted,
    m.TicketRequeued: tickets.requeued,
    m.TicketWoken: tickets.woken,
    m.TicketCancelled: tickets.settled_as("cancelled"),
    m.TicketVoided: tickets.settled_as("void"),
    m.TicketExpired: tickets.settled_as("expired"),
    m.PaperTaken: tickets.paper_taken,
    m.PaperFinished: tickets.paper_finished,
    m.TicketCalled: windows.called,
    m.TicketRecalled: windows.recalled,
    m.ServiceStarted: windows.serving,
    m.TicketPassed: windows.passed,
    m.TicketReturned: windows.returned,
    m.CallUndone: windows.undone,
    m.TicketHeld: windows.held,
    m.TicketTransferred: windows.transferred,
    m.WaySlipTold: windows.way_slip_told,
    m.TicketFinished: windows.finished,
    m.QueuesAssigned: lead.queues_assigned,
    m.WaitingMoved: day.nothing,
    m.TicketMoved: lead.ticket_moved,
    m.GreenChannelOpened: lead.green_opened,
    m.SignedIn: windows.signed_in,
    m.SignedOut: windows.signed_out,
    m.HandedOver: windows.handed_over,
    m.WindowSuspended: windows.suspended,
    m.WindowResumed: windows.resumed,
    m.NextStored: windows.next_stored,
    m.RatingGiven: ratings.rated,
    m.ReasonsGiven: ratings.reasons_given,
    m.RatingLapsed: ratings.lapsed,
    m.RatingRefused: day.nothing,
    m.FollowUpOpened: cases.follow_up_opened,
    m.ConditionNoted: alarms.condition_noted,
    m.AlarmRaised: alarms.raised,
    m.AlarmsTaken: alarms.taken,
    m.AlarmNoted: alarms.noted,
    m.AlarmsEscalated: alarms.escalated,
    m.AlarmCleared: alarms.cleared,
    m.HelpAnswered: alarms.help_answered,
    m.DutyNoted: record.noted,
    m.DutyChecked: record.checked,
    m.DutySigned: record.signed,
    m.DutyOffered: record.offered,
    m.DutyTaken: record.taken,
    m.ComplaintRegistered: cases.complaint_registered,
    m.CaseStepped: cases.stepped,
    m.ExportNoted: day.nothing,
    m.WindowGraded: day.nothing,
    m.ReportKept: day.nothing,
    m.NoticeGiven: guide.notice_given,
    m.NoticePaper: guide.notice_paper,
    m.KioskTended: day.nothing,
    m.KioskSwitched: kiosks.kiosk_switched,
    m.LinePaper: ledger.paper,
    **dict.fromkeys(ledger.KEPT_BY_THE_STORE, day.nothing),
}
