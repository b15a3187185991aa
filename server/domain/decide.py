"""`decide(hall, command)`: the events that follow, or a refusal. One table; the rules are in `rules/`."""

from collections.abc import Callable
from typing import Any

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules import (
    alarms,
    appointments,
    cases,
    clock,
    complaints,
    day,
    duty,
    guide,
    kiosks,
    lead,
    ledger,
    notices,
    outage,
    outcomes,
    posts,
    ratings,
    record,
    tickets,
    ways,
    windows,
)
from server.domain.rules.clock import next_due
from server.domain.rules.guards import Decision, overtaken

__all__ = ["Decision", "decide", "next_due"]


def decide(hall: Hall, command: m.Command) -> Decision:
    """The rules of the hall. Pure: same hall, same command, same answer; the hall is only read."""
    return overtaken(hall, command) or _DECIDE[type(command)](hall, command)


_DECIDE: dict[type[m.Command], Callable[[Hall, Any], Decision]] = {
    m.StartDay: day.start_day,
    m.NewDay: day.new_day,
    m.OpenHall: day.open_hall,
    m.ExtendHall: day.extend_hall,
    m.CloseHall: day.close_hall,
    m.DeclareOutage: outage.declare,
    m.RecoverHall: outage.recover,
    m.CloseIncident: outage.close_incident,
    m.BackEnter: outage.back_enter,
    m.SetNotice: notices.set_notice,
    m.EndNotice: notices.end_notice,
    m.SetDay: duty.set_day,
    m.AskHelp: duty.ask_help,
    m.AnswerHelp: duty.answer_help,
    m.AnswerAlarm: duty.answer_alarm,
    m.NoteCondition: alarms.note_condition,
    m.TakeAlarms: alarms.take_alarms,
    m.NoteAlarm: alarms.note_alarm,
    m.NoteDuty: record.note_duty,
    m.CheckDuty: record.check_duty,
    m.SignDuty: record.sign_duty,
    m.OfferDuty: record.offer_duty,
    m.TakeDuty: record.take_duty,
    m.RegisterComplaint: complaints.register_complaint,
    m.PressComplaint: complaints.press_complaint,
    m.WorkCase: cases.work_case,
    m.NoteExport: cases.note_export,
    m.GiveNotice: guide.give_notice,
    m.ReportNotice: guide.report_notice,
    m.TendKiosk: kiosks.tend_kiosk,
    m.SwitchKiosk: kiosks.switch_kiosk,
    m.BookAppointments: appointments.book,
    m.CheckIn: appointments.check_in,
    m.TakeNumber: tickets.take_number,
    m.KeepTicket: tickets.keep_ticket,
    m.VoidTicket: tickets.void_ticket,
    m.CancelTicket: tickets.cancel_ticket,
    m.RequeueTicket: tickets.requeue_ticket,
    m.WakeTicket: tickets.wake_ticket,
    m.ReportSlip: tickets.report_slip,
    m.Reprint: tickets.reprint,
    m.NoteOutcome: outcomes.note_outcome,
    m.HandleLine: ledger.handle_line,
    m.PrintLine: ledger.print_line,
    m.ReplayRecord: ledger.replay_record,
    m.AssignQueues: lead.assign_queues,
    m.MoveWaiting: lead.move_waiting,
    m.OpenGreenChannel: lead.open_green_channel,
    m.SignIn: posts.sign_in,
    m.SignOut: posts.sign_out,
    m.HandOver: posts.hand_over,
    m.Suspend: posts.suspend,
    m.Resume: posts.resume,
    m.TogglePause: posts.toggle_pause,
    m.CallNext: windows.call_next,
    m.CallChosen: windows.call_chosen,
    m.WalkIn: windows.walk_in,
    m.Recall: windows.recall,
    m.StartService: windows.start_service,
    m.Pass: windows.pass_ticket,
    m.ReturnToFront: windows.return_to_front,
    m.UndoCall: windows.undo_call,
    m.Hold: windows.hold,
    m.Transfer: ways.transfer,
    m.ReportWaySlip: ways.report_way_slip,
    m.Finish: windows.finish,
    m.PressRating: ratings.press_rating,
    m.RateVisit: ratings.rate_visit,
    m.GiveReasons: ratings.give_reasons,
    m.EnterCard: ratings.enter_card,
    m.Tick: clock.tick,
}
