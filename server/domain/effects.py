"""Event -> effects: what an event causes outside the log. One table."""

from collections.abc import Iterable
from enum import Flag, auto
from functools import reduce
from operator import or_

from server.domain import messages as m


class Effect(Flag):
    """What must happen after the commit."""

    NONE = 0
    PRINT = auto()
    """EveryOne: a slip leaves the ticket's kiosk, or a printer near the window that sends somebody on; a
    notice where it was asked for, a test slip from every printer of the kiosk."""
    SHOW = auto()
    """LatestWins: sign and keypad of the window show its present state."""
    SAY = auto()
    """FreshOnly: the zone of the window hears the call, or every zone what the hall announces."""
    ASK = auto()
    """The window's rater asks for a rating."""
    BOARDS = auto()
    KIOSKS = auto()
    CONSOLES = auto()
    DUTY = auto()


_PAGES = Effect.CONSOLES | Effect.DUTY
_QUEUES = _PAGES | Effect.BOARDS | Effect.KIOSKS
_EVERYTHING = _QUEUES | Effect.SHOW

EFFECTS: dict[type[m.Event], Effect] = {
    m.DayStarted: _EVERYTHING,
    m.HallPrepared: _EVERYTHING,
    m.HallOpened: _EVERYTHING | Effect.SAY,
    m.HallExtended: _EVERYTHING | Effect.SAY,
    m.HallClosed: _EVERYTHING,
    m.GapSeen: _EVERYTHING,
    m.HallRecovered: _EVERYTHING | Effect.SAY,
    m.HallAtLunch: _EVERYTHING | Effect.SAY,
    m.HallDarkened: _EVERYTHING,
    m.OutageDeclared: _EVERYTHING | Effect.SAY,
    m.BellRung: _QUEUES | Effect.SAY,
    m.NoticeSet: _EVERYTHING | Effect.SAY,
    m.NoticeEnded: _EVERYTHING | Effect.SAY,
    m.NoticeSaid: Effect.SAY,
    m.DaySet: _QUEUES,
    m.MonthEnded: Effect.DUTY,
    m.IncidentClosed: Effect.DUTY,
    m.AppointmentBooked: Effect.KIOSKS | Effect.DUTY,
    m.NumberTaken: _QUEUES | Effect.PRINT | Effect.SHOW,
    m.SlipPrinted: Effect.KIOSKS | Effect.DUTY,
    m.SlipFailed: Effect.KIOSKS | Effect.DUTY,
    m.SlipMoved: Effect.PRINT | Effect.KIOSKS | Effect.DUTY,
    m.SlipUnconfirmed: Effect.KIOSKS | Effect.DUTY,
    m.TicketKept: Effect.KIOSKS | Effect.DUTY,
    m.TicketCalled: _QUEUES | Effect.SHOW | Effect.SAY,
    m.TicketRecalled: _PAGES | Effect.BOARDS | Effect.SHOW | Effect.SAY,
    m.ServiceStarted: _PAGES | Effect.BOARDS | Effect.SHOW,
    m.TicketPassed: _PAGES | Effect.BOARDS | Effect.SHOW,
    m.TicketFinished: _PAGES | Effect.BOARDS | Effect.SHOW | Effect.ASK,
    m.OutcomeNoted: Effect.CONSOLES,
    m.TicketReturned: _QUEUES | Effect.SHOW,
    m.CallUndone: _QUEUES | Effect.SHOW,
    m.TicketHeld: _PAGES | Effect.BOARDS | Effect.SHOW,
    m.TicketWoken: _QUEUES | Effect.SHOW,
    m.TicketTransferred: _QUEUES | Effect.SHOW | Effect.PRINT,
    m.WaySlipTold: Effect.CONSOLES,
    m.ReprintAsked: Effect.PRINT | Effect.KIOSKS,
    m.PaperTaken: _QUEUES | Effect.SHOW,
    m.PaperFinished: _QUEUES | Effect.SHOW,
    m.NextStored: _PAGES,
    m.TicketRequeued: _QUEUES | Effect.SHOW | Effect.PRINT,
    m.TicketCancelled: _QUEUES | Effect.SHOW,
    m.TicketVoided: _QUEUES | Effect.SHOW,
    m.TicketExpired: _QUEUES | Effect.SHOW,
    m.QueuesAssigned: _EVERYTHING,
    m.WaitingMoved: Effect.DUTY,
    m.TicketMoved: _EVERYTHING,
    m.GreenChannelOpened: _QUEUES,
    m.SignedIn: _PAGES | Effect.SHOW,
    m.SignedOut: _PAGES | Effect.SHOW,
    m.HandedOver: _PAGES | Effect.SHOW,
    m.WindowSuspended: _PAGES | Effect.SHOW,
    m.WindowResumed: _PAGES | Effect.SHOW,
    m.RatingGiven: _PAGES | Effect.SHOW,
    m.ReasonsGiven: Effect.DUTY,
    m.RatingLapsed: _PAGES | Effect.SHOW,
    m.RatingRefused: Effect.NONE,
    m.FollowUpOpened: Effect.DUTY,
    m.DutyNoted: Effect.DUTY,
    m.DutyChecked: Effect.DUTY,
    m.DutySigned: Effect.DUTY,
    m.DutyOffered: Effect.DUTY,
    m.DutyTaken: _PAGES,
    m.ComplaintRegistered: Effect.DUTY,
    m.CaseStepped: Effect.DUTY,
    m.ExportNoted: Effect.DUTY,
    m.WindowGraded: Effect.NONE,
    m.ReportKept: Effect.NONE,
    m.NoticeGiven: Effect.PRINT | Effect.KIOSKS | Effect.CONSOLES,
    m.NoticePaper: Effect.KIOSKS | Effect.CONSOLES,
    m.KioskTended: Effect.PRINT,
    m.KioskSwitched: Effect.KIOSKS | Effect.DUTY,
    m.LineOpened: Effect.NONE,
    m.LineExtended: Effect.NONE,
    m.LinePaused: Effect.NONE,
    m.LineResumed: Effect.NONE,
    m.LineFinished: Effect.NONE,
    m.LineTold: Effect.NONE,
    m.LineCollected: Effect.NONE,
    m.LineNumbered: Effect.NONE,
    m.LinePaper: Effect.PRINT | Effect.KIOSKS | Effect.CONSOLES,
    m.RecordReplayed: Effect.DUTY,
    m.AlarmRaised: _PAGES,
    m.AlarmCleared: _PAGES,
    m.ConditionNoted: Effect.DUTY,
    m.AlarmsTaken: Effect.DUTY,
    m.AlarmNoted: Effect.DUTY,
    m.AlarmsEscalated: Effect.DUTY,
    m.HelpAnswered: _PAGES,
}

SAID = frozenset(type_ for type_, effects in EFFECTS.items() if Effect.SAY in effects)


def effects_of(events: Iterable[m.Event]) -> Effect:
    """What all of them cause together."""
    return reduce(or_, (EFFECTS[type(event)] for event in events), Effect.NONE)
