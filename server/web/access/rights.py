"""Who may do what: one table, deny by default. A route that it does not name is refused (R26, R114, R116)."""

from dataclasses import dataclass

from server.domain.facts.plan import Role

DEVICE_KINDS = ("kiosk", "screen", "agent", "rater", "window")


@dataclass(frozen=True, slots=True)
class Right:
    """Who may use a route: any of these roles, a device of these kinds, or anybody (`public`).

    by_agent: one of the roles also through the hot keys of the window that the path names."""

    roles: frozenset[Role] = frozenset()
    devices: frozenset[str] = frozenset()
    public: bool = False
    by_agent: bool = False


def right(*roles: Role, devices: tuple[str, ...] = ()) -> Right:
    return Right(frozenset(roles), frozenset(devices))


PUBLIC = Right(public=True)
EVERYBODY = right(*Role, devices=DEVICE_KINDS)
WINDOW = right(Role.CLERK, Role.LEAD)
WINDOW_KEYS = Right(WINDOW.roles, by_agent=True)
DESK = right(Role.HELP_DESK, Role.DUTY)
DESK_OR_KIOSK = right(Role.HELP_DESK, Role.DUTY, devices=("kiosk",))
LEAD = right(Role.LEAD, Role.DUTY)
DUTY = right(Role.DUTY)
OFFICE = right(Role.DUTY, Role.ADMIN)
ADMIN = right(Role.ADMIN)
REPORTS = right(Role.MANAGER, Role.DUTY, Role.LEAD)
MANAGER = right(Role.MANAGER, Role.DUTY)
LEDGER = right(Role.CLERK, Role.LEAD, Role.DUTY, Role.ADMIN)

FEEDS: dict[str, frozenset[Role]] = {
    "/caller": WINDOW.roles,
    "/duty": OFFICE.roles,
    "/desk": frozenset({Role.HELP_DESK, Role.LEAD, Role.DUTY, Role.ADMIN}),
    "/lead": LEAD.roles,
}
"""Namespace of a feed for staff -> who may listen; the other feeds are for devices."""

RIGHTS: dict[str, Right] = {
    "api.get_session": PUBLIC,
    "api.sign_in": PUBLIC,
    "api.sign_out": PUBLIC,
    "api.lock_session": PUBLIC,
    "api.unlock_session": PUBLIC,
    "api.redeem": PUBLIC,
    "api.get_hall": EVERYBODY,
    "api.take_ticket": right(Role.HELP_DESK, Role.DUTY, Role.LEAD, devices=("kiosk",)),
    "api.get_catalogue": right(Role.HELP_DESK, Role.DUTY, Role.LEAD, devices=("kiosk",)),
    "api.get_waits": DESK_OR_KIOSK,
    "api.ask_card": right(devices=("kiosk",)),
    "api.cancel_card": right(devices=("kiosk",)),
    "api.open_kiosk": right(devices=("kiosk",)),
    "api.kiosk_state": right(devices=("kiosk",)),
    "api.print_test": right(devices=("kiosk",)),
    "api.reprint_here": right(devices=("kiosk",)),
    "api.get_guide": PUBLIC,
    "api.get_matter_guide": PUBLIC,
    "api.give_notice": right(Role.CLERK, Role.LEAD, Role.HELP_DESK, Role.DUTY, devices=("kiosk",)),
    "api.check_in": right(Role.HELP_DESK, Role.DUTY, Role.LEAD, devices=("kiosk",)),
    "api.get_ticket": right(Role.CLERK, Role.LEAD, Role.HELP_DESK, Role.DUTY),
    "api.get_story": right(Role.CLERK, Role.LEAD, Role.HELP_DESK, Role.DUTY),
    "api.keep_ticket": DESK_OR_KIOSK,
    "api.void_ticket": DESK_OR_KIOSK,
    "api.reprint_ticket": right(Role.HELP_DESK, Role.DUTY, Role.LEAD, devices=("kiosk",)),
    "api.cancel_ticket": DESK,
    "api.requeue_ticket": right(Role.HELP_DESK, Role.DUTY, Role.LEAD),
    "api.enter_card": DESK,
    "api.note_outcome": WINDOW,
    "api.get_ledger": LEDGER,
    "api.get_line": LEDGER,
    "api.get_public_ledger": PUBLIC,
    "api.handle_line": right(Role.CLERK, Role.LEAD, Role.DUTY),
    "api.print_line": right(Role.CLERK, Role.LEAD, Role.DUTY),
    "api.forget_collector": ADMIN,
    "api.export_ledger": right(Role.LEAD, Role.DUTY, Role.ADMIN),
    "api.get_outbox": OFFICE,
    "api.replay_record": OFFICE,
    "api.import_appointments": DESK,
    "api.list_appointments": DESK,
    "api.wake_ticket": right(Role.CLERK, Role.LEAD, Role.HELP_DESK, Role.DUTY),
    "api.window_call": right(Role.CLERK, Role.LEAD, Role.DUTY),
    "api.window_call_next": WINDOW_KEYS,
    "api.window_walk_in": WINDOW,
    "api.window_return": WINDOW,
    "api.window_hold": WINDOW,
    "api.window_transfer": WINDOW,
    "api.window_sign_in": WINDOW_KEYS,
    "api.window_sign_out": right(Role.CLERK, Role.LEAD, Role.DUTY),
    "api.window_hand_over": WINDOW,
    "api.window_action": WINDOW_KEYS,
    "api.window_suspend": WINDOW_KEYS,
    "api.window_help": WINDOW_KEYS,
    "api.window_help_answer": LEAD,
    "api.get_targets": WINDOW,
    "api.get_window": right(devices=("agent",)),
    "api.assign_queues": LEAD,
    "api.move_waiting": LEAD,
    "api.open_green_channel": LEAD,
    "api.get_why": LEAD,
    "api.get_window_facts": OFFICE,
    "api.get_queue_facts": OFFICE,
    "api.switch_kiosk": DUTY,
    "api.hall_action": DUTY,
    "api.hall_outage": DUTY,
    "api.hall_notice": DUTY,
    "api.end_notice": DUTY,
    "api.get_sums": OFFICE,
    "api.set_day": OFFICE,
    "api.get_calendar": OFFICE,
    "api.answer_alarm": LEAD,
    "api.take_alarms": DUTY,
    "api.note_alarm": DUTY,
    "api.back_enter": DUTY,
    "api.close_incident": DUTY,
    "api.list_reports": REPORTS,
    "api.get_report": REPORTS,
    "api.get_report_visits": REPORTS,
    "api.get_report_events": REPORTS,
    "api.export_report": REPORTS,
    "api.grade_window": MANAGER,
    "api.get_duty_record": OFFICE,
    "api.get_closing": OFFICE,
    "api.get_day_report": OFFICE,
    "api.get_incident": OFFICE,
    "api.get_duty_roster": right(*Role),
    "api.note_duty": right(Role.DUTY, Role.GUARD),
    "api.get_guard_log": right(Role.GUARD, Role.DUTY, Role.ADMIN),
    "api.offer_duty": DUTY,
    "api.take_duty": DUTY,
    "api.check_duty": DUTY,
    "api.sign_duty": DUTY,
    "api.register_complaint": DESK,
    "api.complain_on_web": PUBLIC,
    "api.list_cases": MANAGER,
    "api.get_case": MANAGER,
    "api.take_step": DUTY,
    "api.export_cases": MANAGER,
    "api.get_case_figures": right(Role.MANAGER, Role.DUTY, Role.ADMIN),
    "api.forget_identity": ADMIN,
    "api.forget_complainant": ADMIN,
    "api.rate_visit": Right(devices=frozenset({"rater"}), public=True),
    "api.give_reasons": right(devices=("rater",)),
    "api.complain": Right(devices=frozenset({"rater"}), public=True),
    "api.get_visit": PUBLIC,
    "api.cancel_visit": PUBLIC,
    "api.wake_visit": PUBLIC,
    "api.get_events": OFFICE,
    "api.pair": ADMIN,
    "api.list_pairings": ADMIN,
    "api.unpair": ADMIN,
    "api.set_password": ADMIN,
    "api.list_accounts": ADMIN,
}
"""API endpoint -> right. Pages and static files hold no data of the hall and are open to all."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Staff (`kind` "staff") or a device; `actor` is how the log names it."""

    kind: str
    id: str
    roles: frozenset[Role] = frozenset()

    @property
    def actor(self) -> str:
        return f"{self.kind}:{self.id}"


def holds(principal: Principal, wanted: Right) -> bool:
    return bool(principal.roles & wanted.roles) or principal.kind in wanted.devices
