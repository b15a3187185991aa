"""On what halls differ, apart from their windows and people; each default is the one of the domain rules."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.domain.ledger import LineKind


@dataclass(frozen=True, slots=True)
class PriorityKind:
    """What entitles to the priority lane, shown with a proof at the help desk (R46)."""

    id: str
    name: str


PRIORITY_KINDS = (
    PriorityKind("military", "军人"),
    PriorityKind("elderly", "老年人"),
    PriorityKind("disabled", "残疾人"),
    PriorityKind("pregnant", "孕妇"),
    PriorityKind("infant", "携带婴幼儿"),
)
"""Where the hall names none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Points on which halls differ; each default is the one given in decisions and domain rules."""

    rating_open_s: int = 30
    """How long the rater stays open after a finish, inclusive."""
    rating_phone_s: int = 86_400
    """How long after the finish a phone may still rate, over the night as well."""
    kiosk_home_s: int = 60
    """A kiosk page that nobody touches leaves for the start page after so long; it asks 20 s before."""
    phone_notice_ahead: int = 3
    """A phone rings when so many or fewer are ahead; 0 = only when called."""
    slip_answer_s: int = 30
    """How long a citizen may think after a failed print before the ticket is void."""
    gap_s: int = 60
    """A stop up to this long goes on as if nothing had been; a longer one means RECOVERY."""
    promise_s: int = 2700
    """The promised maximum of a wait; who waits longer comes first (decision 1, step 1)."""
    lane_priority: int = 2
    lane_normal: int = 1
    """While both lanes wait: so many priority calls, then so many normal ones, by window."""
    citizen_priority: bool = False
    """True: a citizen may choose the priority lane at the kiosk; else the help desk gives it on proof."""
    recall_limit: int = 5
    undo_s: int = 10
    """A call by mistake can be undone for so long; 0 = never."""
    no_show_calls: int = 3
    no_show_s: int = 60
    """A citizen is a no-show after so many announcements and so long since the call."""
    requeue_places: int = 3
    requeue_times: int = 1
    transfer_allowed: bool = True
    """False: the first window must settle it; citizens are never sent on (R40)."""
    one_key: bool = False
    """True: the call key finishes the visit in hand and calls the next."""
    auto_open: bool = False
    """Open by itself when the day starts, whatever the hours: the demonstration hall only."""
    store_next: bool = False
    """True: a clerk with nobody waiting may ask for the next one to come, who is then called by itself."""
    one_key_start_s: int = 90
    """In one-key mode a call turns into a visit by itself so long after it; longer than `no_show_s`."""
    waiting_alarm: int = 10
    """More people than this waiting in a queue are an alarm; 0 = never."""
    unmanned_s: int = 180
    """A staffed window empty for so long while the hall is open is an alarm; 0 = never."""
    readiness_s: int = 300
    """So long before opening, windows without anybody are listed (R2)."""
    min_staff: int = 1
    """Fewer people than this signed in are an alarm."""
    sign_off_s: int = 300
    """Staff stay so long after closing, or give a reason (R7)."""
    lock_s: int = 900
    """A console that nobody touches locks after so long; 0 = never."""
    windows_per_person: int = 1
    """At so many windows one person may be signed in at a time."""
    stand_ins_listed: bool = True
    """True: only a listed B or the lead may stand in (R42)."""
    closing_soon_s: int = 600
    """So long before closing, kiosks and boards say so."""
    dark_s: int = 120
    """Signs go dark so long after the day was closed; 0 = never."""
    appointment_early_s: int = 1800
    """Check-in begins so long before the slot (decision 6)."""
    appointment_late_s: int = 900
    """An appointment is kept so long after the end of its slot; later it is a normal ticket."""
    identity_days: int = 1
    """So many days after its last use an identity is deleted, the day of the visit counted."""
    bad_contact_days: int = 1
    """Working days in which the citizen behind a bad rating is to be called."""
    bad_close_days: int = 15
    """Working days in which the case of a bad rating is to be closed."""
    complainant_days: int = 30
    """So many days after a complaint is closed, name and telephone of who complained are deleted."""
    extension_days: int = 10
    """A promised day may be put off by so many days in all (R67)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How many working days a complaint may take, in the words of the hall's own rules."""

    name: str
    simple: int
    complex: int | None
    """None: until the date that the complainant is told."""


PROFILES: Mapping[str, Profile] = {
    p.name: p for p in (Profile("曾家", 0, 3), Profile("004", 1, None), Profile("罗田", 0, 2))
}
"""R91: at once, else the same day, else 3 days. R92: the next day at the latest; of a complex one the
complainant is told. R93: one unit promptly, two or more units 2 working days."""


@dataclass(frozen=True, slots=True)
class AlarmLimits:
    """When the duty officer is told, besides `waiting_alarm`, `unmanned_s` and `min_staff`; 0 = never."""

    promise: bool = True
    """Whether somebody who waits longer than `promise_s` is an alarm."""
    suspended_s: int = 900
    """A window suspended for so long."""
    away: tuple[str, ...] = ("用餐", "午餐", "开会", "会议")
    """A suspension whose reason has one of these words is none."""
    device_s: int = 30
    """A device ill for so long, at a window where somebody sits or at a kiosk."""
    voice_s: int = 60
    """A board away or silent, or a kiosk away, for so long while the hall serves."""
    clock_s: int = 2
    """The clock jumped by so much."""
    clock_sync: bool = True
    """Whether a clock that no time server keeps right is an alarm."""
    disk_mb: int = 1024
    """Less room than this on the disk of the hall's data, in MiB."""
    outbox_s: int = 900
    """Something has waited for so long to be sent."""
    escalate_s: int = 180
    """An alarm that nobody has taken for so long is told once more, louder."""
    again_s: int = 300
    """The same alarm is raised again so long after it was raised at the earliest; 0 = at once."""
    group: int = 4
    """So many alarms of a kind, or more, are one line; 0 = never."""


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """From when on a report asks about something. What a day is counted by (`_s`) it keeps once it is closed;
    from how many on (`_least`), and from what share of the finished on (`_percent`), holds for every period.
    """

    short_s: int = 30
    """From the call to the end of a visit: shorter is counted (刷号?)."""
    short_least: int = 5
    short_percent: int = 3
    idle_s: int = 180
    """Idle for so long, while somebody waited for this window for so long."""
    idle_least: int = 3
    pause_s: int = 900
    """Suspended for so long."""
    pause_least: int = 3
    press_s: int = 3
    """A level on the box so soon after the end of the visit."""
    press_least: int = 5
    press_percent: int = 5
    no_show_least: int = 10
    no_show_percent: int = 12


@dataclass(frozen=True, slots=True)
class DutyCheck:
    """An item of the duty officer's daily list (R79)."""

    id: str
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a visit may end (六件管理, R54); which of them there are is the hall's own word (R55, R56)."""

    id: str
    name: str
    name_en: str
    needs_case_no: bool = False
    """True: not without the 受理编号."""
    usual: bool = False
    line: LineKind = LineKind.DONE
    """What its line in the ledger begins as."""
    promise_days: int = 0
    """Promised where the matter's guide promises nothing; 0 = its clerk says so."""
    promise_workdays: bool = True


@dataclass(frozen=True, slots=True)
class SlipStyle:
    """What stands on every slip besides the number. Texts may name the facts of `SLIP_FACTS` in braces."""

    title: str = "{hall}"
    notes: tuple[str, ...] = ("请在休息区等候,留意屏幕和广播叫号",)
    footer: str = ""
    """The last line of all; empty = none."""
    number_size: int = 4
    """Times the printer's own font; made smaller where the paper is too narrow."""
    qr: bool = True
    """The way to the ticket's page on a phone."""
    ahead: bool = True
    wait: bool = True
    """The range, where one is known."""
    english: bool = False
    """English below the Chinese."""


SLIP_FACTS = ("hall", "hall_en", "number", "queue", "queue_en", "unit", "date", "time")
