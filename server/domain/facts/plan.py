"""The static facts of a hall: what the configuration says before the first citizen comes.

Every id is an internal slug (``w17``, ``w17-side``), never what the public sees: a window number may be
missing, repeated on another floor or skipped (R16). All classes are frozen; `HallPlan` indexes them once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from server.domain.bulletins import TEMPLATES, NoticeTemplate
from server.domain.facts.calendar import Calendar, GuardRoster, Roster, ServiceDays
from server.domain.facts.guide import Guide, guide_on
from server.domain.facts.settings import (
    PRIORITY_KINDS,
    PROFILES,
    AlarmLimits,
    DutyCheck,
    Outcome,
    PriorityKind,
    Profile,
    ReportLimits,
    Settings,
    SlipStyle,
)
from server.domain.facts.upload import UploadPlan
from server.domain.facts.voice import Voice
from server.domain.texts.signs import SignTexts


class Role(StrEnum):
    """What a person may do. A person may hold several roles."""

    CLERK = "clerk"
    LEAD = "lead"
    HELP_DESK = "help_desk"
    DUTY = "duty"
    ADMIN = "admin"
    MANAGER = "manager"
    """Reads every report and grades windows (R99); decides nothing at a window."""
    GUARD = "guard"
    """Sees the hall and writes into the duty record, nothing else (R83)."""


class WindowKind(StrEnum):
    """R19: counters that are not government have no clerk, no ticket and no rating."""

    SERVICE = "service"
    OTHER = "other"


class DeviceKind(StrEnum):
    PRINTER = "printer"
    SIGN = "sign"
    KEYPAD = "keypad"
    RATER = "rater"
    ID_READER = "idreader"


class RealName(StrEnum):
    """实名取号: whether a queue asks who takes a number of it."""

    NONE = "none"
    ASKED = "asked"
    """The citizen may go on without."""
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Floor:
    id: str
    name: str
    name_en: str
    section: str = ""
    """The section in charge of it (R20)."""


USUAL_VISIT_S = 300
"""The length of a visit where nothing better is known."""


@dataclass(frozen=True, slots=True)
class QuotaSlot:
    """So many tickets of a queue may be taken from `first` until before `last`, minutes after midnight."""

    first: int
    last: int
    limit: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A group of matters served in turn by one or many windows (R17)."""

    id: str
    prefix: str
    name: str
    name_en: str
    unit: str
    unit_en: str = ""
    """The department in English; "" = as in Chinese."""
    service_s: int = USUAL_VISIT_S
    """The usual length of a visit, until the day's own visits tell."""
    daily_limit: int | None = None
    """Tickets a day; None = no limit."""
    slots: tuple[QuotaSlot, ...] = ()
    """In order, none overlapping; outside them only `daily_limit` counts."""
    identity: RealName = RealName.NONE


@dataclass(frozen=True, slots=True)
class Matter:
    """A business a citizen comes for; it leads to one queue."""

    id: str
    queue: str
    name: str
    name_en: str
    days: ServiceDays | None = None
    """The days it is served (R12); None = whenever the hall is open."""
    frequent: bool = False
    """What many come for: kiosks show it first."""
    search: tuple[str, ...] = ()
    """Other words that people look for it by."""
    task_code: str = ""
    """事项编码 in the list of the province, for 数据上报."""


@dataclass(frozen=True, slots=True)
class Window:
    id: str
    no: str | None
    """The number on the wall; None where the hall gave none (R16)."""
    label: str
    """What people are told: "3号窗口", "残联窗口(17号旁)"."""
    label_en: str
    floor: str
    units: tuple[str, ...]
    queues: tuple[str, ...]
    kind: WindowKind = WindowKind.SERVICE
    phone: str = ""
    backup_queues: tuple[str, ...] = ()
    """The second tier: served only while nobody waits in `queues`."""
    business: str = ""
    """What a counter of kind OTHER does, for who looks for it; a served window's business is its matters."""
    staffed: bool = True
    """False: nobody need sit here; an empty chair is no alarm."""
    lanes: tuple[int, int] | None = None
    """(priority, normal) in turn at this window; None = as the settings have it."""
    plan: tuple[int, int] | None = None
    """Where it stands on its floor, as (column, row) from 1: the duty officer's picture; None = in order."""

    @property
    def tiers(self) -> tuple[tuple[str, ...], ...]:
        return (self.queues, self.backup_queues) if self.backup_queues else (self.queues,)


@dataclass(frozen=True, slots=True)
class Staff:
    no: str
    """工号, unique per person."""
    name: str
    unit: str
    roles: frozenset[Role] = frozenset({Role.CLERK})
    windows: tuple[str, ...] = ()
    """Windows this person may sign in at; empty = any."""
    stands_in_for: tuple[str, ...] = ()
    """Staff numbers of the people whose B this person is (AB岗, R42)."""
    stars: int | None = None
    """0 to 5, as the hall gave them, shown on rating boxes that have stars; None = none are shown."""
    phone: str = ""
    """For staff only (R82)."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    id: str
    name: str
    floor: str
    needs_paper: bool = True
    """True: the kiosk closes itself while none of its printers can print."""
    spare: str = "second"
    """"second": further printers take over in their order; "none": only the first prints tickets."""
    voice: bool = False
    """True: the kiosk speaks without being asked; else only for whoever switches it on."""
    volume: int = 70
    """Of its voice, in percent of the pack's own loudness."""


PANELS = ("newest", "last", "waiting", "passed", "clock")
"""Of a hall board. Notices and the state of the hall always have their place."""
GUIDE, GUIDE_EN = "请取号等候", "Please take a number and wait"


@dataclass(frozen=True, slots=True)
class Screen:
    """A hall board; it speaks for its floors (R20)."""

    id: str
    name: str
    floors: tuple[str, ...]
    zone: str = ""
    """Boards heard in one room have one zone: one of them speaks for all; empty = a zone of its own."""
    pictures_s: int = 0
    """So long after the last call the hall's own pictures are shown beside it; 0 = never."""
    queues: tuple[str, ...] = ()
    """Only what concerns these queues is shown and spoken; empty = all of its floors."""
    panels: tuple[str, ...] = PANELS
    rows: int = 6
    """Calls below the newest."""
    scale: int = 100
    """Size of everything in percent, 100 = read from ten metres."""
    guide: str = GUIDE
    """What it says while the hall is open and nobody is called."""
    guide_en: str = GUIDE_EN


@dataclass(frozen=True, slots=True)
class Device:
    """One piece of hardware on a line. Devices of different kinds may share url and address."""

    id: str
    kind: DeviceKind
    protocol: str
    url: str
    address: int = 0
    window: str | None = None
    kiosk: str | None = None
    baudrate: int = 9600
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class HallPlan:
    """Everything static, with its indexes."""

    code: str
    name: str
    name_en: str
    timezone: str
    floors: tuple[Floor, ...]
    queues: tuple[Queue, ...]
    matters: tuple[Matter, ...]
    windows: tuple[Window, ...]
    staff: tuple[Staff, ...]
    kiosks: tuple[Kiosk, ...]
    screens: tuple[Screen, ...]
    devices: tuple[Device, ...]
    settings: Settings
    sample: bool = False
    """The demonstration hall: random demo accounts, emulated devices, the lab."""
    drill: bool = False
    """Somebody practises: every page says so."""
    calendar: Calendar = field(default_factory=Calendar)
    duty_hours: tuple[int, int] | None = None
    """Minutes after midnight in which the duty officer is there, whatever the windows' hours (R13)."""
    roster: Roster = field(default_factory=Roster)
    guards: GuardRoster = field(default_factory=GuardRoster)
    guide_file: str = ""
    """As the configuration names it."""
    media: str = ""
    """The folder with the hall's own pictures; as the configuration names it until it is loaded."""
    guides: tuple[Guide, ...] = ()
    """Every version of every matter's guide (R28, R29)."""
    outcomes: tuple[Outcome, ...] = ()
    """Empty: nothing is asked about how a visit ended."""
    complaints: Profile = PROFILES["曾家"]
    """How long a complaint may take (R91–R93)."""
    duty_checks: tuple[DutyCheck, ...] = ()
    """What the duty officer looks at every day (R79)."""
    alarms: AlarmLimits = field(default_factory=AlarmLimits)
    reports: ReportLimits = field(default_factory=ReportLimits)
    slip: SlipStyle = field(default_factory=SlipStyle)
    signs: SignTexts = field(default_factory=SignTexts)
    priorities: tuple[PriorityKind, ...] = PRIORITY_KINDS
    voice: Voice = field(default_factory=Voice)
    notices: tuple[NoticeTemplate, ...] = TEMPLATES
    """What the duty officer may publish with one key."""
    upload: UploadPlan | None = None
    """None: nothing is sent anywhere."""

    @cached_property
    def floor(self) -> Mapping[str, Floor]:
        return MappingProxyType({f.id: f for f in self.floors})

    @cached_property
    def queue(self) -> Mapping[str, Queue]:
        return MappingProxyType({q.id: q for q in self.queues})

    @cached_property
    def matter(self) -> Mapping[str, Matter]:
        return MappingProxyType({m.id: m for m in self.matters})

    @cached_property
    def window(self) -> Mapping[str, Window]:
        return MappingProxyType({w.id: w for w in self.windows})

    @cached_property
    def person(self) -> Mapping[str, Staff]:
        return MappingProxyType({s.no: s for s in self.staff})

    @cached_property
    def notice(self) -> Mapping[str, NoticeTemplate]:
        return MappingProxyType({n.id: n for n in self.notices})

    @cached_property
    def outcome(self) -> Mapping[str, Outcome]:
        return MappingProxyType({o.id: o for o in self.outcomes})

    @cached_property
    def kiosk(self) -> Mapping[str, Kiosk]:
        return MappingProxyType({k.id: k for k in self.kiosks})

    @cached_property
    def screen(self) -> Mapping[str, Screen]:
        return MappingProxyType({s.id: s for s in self.screens})

    @cached_property
    def windows_of(self) -> Mapping[str, tuple[Window, ...]]:
        """Queue id -> the windows that serve it, in the order of the plan."""
        return MappingProxyType(
            {
                q.id: tuple(w for w in self.windows if q.id in w.queues or q.id in w.backup_queues)
                for q in self.queues
            }
        )

    @cached_property
    def staffed(self) -> tuple[Window, ...]:
        """Windows that somebody is missed at while nobody sits there (R41)."""
        return tuple(w for w in self.windows if w.kind is WindowKind.SERVICE and w.staffed and w.queues)

    @cached_property
    def matters_of(self) -> Mapping[str, tuple[Matter, ...]]:
        return MappingProxyType(
            {q.id: tuple(m for m in self.matters if m.queue == q.id) for q in self.queues}
        )

    @cached_property
    def _guides_of(self) -> Mapping[str, tuple[Guide, ...]]:
        return {m.id: tuple(g for g in self.guides if g.matter == m.id) for m in self.matters}

    def guide_of(self, matter: str, day: str) -> Guide | None:
        """The guide of a matter that holds on this day (YYYY-MM-DD); None if there is none."""
        return guide_on(self._guides_of.get(matter, ()), day)

    def slip_printers(self, *, window: str = "", kiosk: str = "") -> tuple[Device, ...]:
        """The printers of this window or kiosk that print slips; the first that can gets each."""
        printers = self.devices_at(DeviceKind.PRINTER, window=window, kiosk=kiosk)
        at = self.kiosk.get(kiosk)
        return printers[:1] if at and at.spare == "none" else printers

    def way_printers(self, window: str, kiosk: str = "", *, chain: bool = False) -> tuple[Device, ...]:
        """Where the slip of somebody sent on may come out (R37): at the kiosk that was asked for, else at the
        window, then at the kiosks of its floor. Who goes back by itself (`chain`) is not sent to a kiosk."""
        if kiosk:
            return self.slip_printers(kiosk=kiosk)
        floor = "" if chain else self.window[window].floor
        near = (p for k in self.kiosks if k.floor == floor for p in self.slip_printers(kiosk=k.id))
        return (*self.slip_printers(window=window), *near)

    def behind(self, printer: Device) -> tuple[Device, ...]:
        """The printers of its place that take over from it, in their order."""
        here = self.slip_printers(window=printer.window or "", kiosk=printer.kiosk or "")
        return here[here.index(printer) + 1 :] if printer in here else ()

    def with_window(self, window: Window) -> "HallPlan":
        """The same hall with this window in place of the one of that id."""
        return replace(self, windows=tuple(window if w.id == window.id else w for w in self.windows))

    def devices_at(self, kind: DeviceKind, *, window: str = "", kiosk: str = "") -> tuple[Device, ...]:
        """Devices of a kind that belong to this window or kiosk."""
        return tuple(
            d
            for d in self.devices
            if d.kind is kind and ((window and d.window == window) or (kiosk and d.kiosk == kiosk))
        )
