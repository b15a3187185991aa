"""The sections of hall.toml, one function each: a table becomes an entry of the plan."""

from collections.abc import Mapping
from dataclasses import fields, replace
from zoneinfo import ZoneInfo, available_timezones

from config.errors import Rule
from config.hours import MOST_TICKETS, read_service_days, read_slots
from config.reader import FAULTY, ID, PHONE, PREFIX, Choice, Table, nearest
from server.domain.facts.plan import (
    USUAL_VISIT_S,
    Floor,
    Kiosk,
    Matter,
    Queue,
    RealName,
    Role,
    Staff,
    Window,
    WindowKind,
)
from server.domain.facts.settings import PROFILES, DutyCheck, Outcome, PriorityKind, Profile, Settings
from server.domain.ledger import LineKind

MATTER_LIMIT = 120
"""A matter's name may be the whole text on the wall; the longest of Shangyu has 65 characters."""
NUMBER_LIMIT = 8
PRIORITY_LIMIT = 12
CHECK_LIMIT = 60
"""It stands on a key of the help desk."""
STARS = range(6)
SETTING_RANGES: Mapping[str, range] = {
    "rating_open_s": range(5, 601),
    "rating_phone_s": range(86_401),
    "kiosk_home_s": range(40, 601),
    "phone_notice_ahead": range(21),
    "slip_answer_s": range(5, 601),
    "gap_s": range(10, 3601),
    "promise_s": range(60, 86_401),
    "lane_priority": range(1, 11),
    "lane_normal": range(1, 11),
    "recall_limit": range(1, 51),
    "undo_s": range(61),
    "no_show_calls": range(1, 11),
    "no_show_s": range(601),
    "requeue_places": range(1, 101),
    "requeue_times": range(11),
    "one_key_start_s": range(5, 3601),
    "waiting_alarm": range(1001),
    "unmanned_s": range(3601),
    "readiness_s": range(3601),
    "min_staff": range(101),
    "sign_off_s": range(3601),
    "lock_s": range(36_001),
    "windows_per_person": range(1, 5),
    "closing_soon_s": range(7201),
    "dark_s": range(3601),
    "appointment_early_s": range(14_401),
    "appointment_late_s": range(14_401),
    "identity_days": range(1, 31),
    "bad_contact_days": range(1, 31),
    "bad_close_days": range(1, 91),
    "complainant_days": range(1, 366),
    "extension_days": range(61),
}
_PROFILES = Choice(tuple(PROFILES), Rule("by whose rules days are counted", "投诉时限的办法"))
_ROLES = Choice(tuple(Role), Rule("a role", "角色"))
_REAL_NAME = Choice(tuple(RealName), Rule("one of", "以下之一"))
_SPARES = Choice(
    ("second", "none"), Rule("who takes over from the first printer", "首台打印机故障时由谁接替")
)
_KINDS = Choice(tuple(WindowKind), Rule("a kind of window", "窗口种类"))
_LINES = Choice(tuple(LineKind), Rule("what its line in the ledger begins as", "台账登记方式"))
PROMISE_DAYS = range(366)


def read_timezone(hall: Table) -> str:
    name = hall.text("timezone", "Asia/Shanghai")
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # unknown, malformed, or a folder such as "Asia"
        hint = nearest(name, available_timezones())
        hall.wrong(
            "timezone",
            Rule(f"a time zone such as Asia/Shanghai{hint.en}", f"时区名,例如 Asia/Shanghai{hint.zh}"),
        )
    return name


def read_settings(table: Table) -> Settings:
    """Keys, types and defaults are those of `Settings`; only the ranges are ours."""
    values: dict[str, int | bool] = {}
    for setting in fields(Settings):
        if isinstance(setting.default, bool):
            values[setting.name] = table.flag(setting.name, setting.default)
        elif isinstance(setting.default, int):
            span = SETTING_RANGES.get(setting.name, range(86_401))
            values[setting.name] = table.number(setting.name, setting.default, span)
    settings = replace(Settings(), **values)  # type: ignore[arg-type]  # each was read by its field's type
    if settings.one_key and FAULTY < settings.one_key_start_s <= settings.no_show_s:
        table.wrong(
            "one_key_start_s",
            Rule(
                f"more than no_show_s ({settings.no_show_s}) with one_key: else nobody could be passed",
                f"一键模式下须大于 no_show_s({settings.no_show_s}),否则无法过号",
            ),
        )
    table.close()
    return settings


def read_complaints(table: Table) -> Profile:
    """[complaints]: by whose rules the days of a complaint are counted (R91–R93)."""
    name = table.one_of("profile", _PROFILES, next(iter(PROFILES)))
    table.close()
    return PROFILES.get(name, next(iter(PROFILES.values())))


def read_floor(table: Table) -> Floor:
    name = table.text("name")
    return Floor(
        id=table.text("id", form=ID),
        name=name,
        name_en=table.text("name_en", "") or name,
        section=table.text("section", ""),
    )


def read_queue(table: Table) -> Queue:
    name = table.text("name")
    return Queue(
        id=table.text("id", form=ID),
        prefix=table.text("prefix", form=PREFIX),
        name=name,
        name_en=table.text("name_en", "") or name,
        unit=table.text("unit"),
        unit_en=table.text("unit_en", ""),
        service_s=table.number("service_s", USUAL_VISIT_S, range(10, 14_401)),
        daily_limit=(
            table.number("daily_limit", None, range(MOST_TICKETS + 1)) if "daily_limit" in table else None
        ),
        slots=read_slots(table),
        identity=RealName(table.one_of("identity", _REAL_NAME, RealName.NONE) or RealName.NONE),
    )


def read_matter(table: Table, queues: Choice) -> Matter:
    name = table.text("name", limit=MATTER_LIMIT)
    return Matter(
        id=table.text("id", form=ID),
        queue=table.one_of("queue", queues),
        name=name,
        name_en=table.text("name_en", "", limit=MATTER_LIMIT) or name,
        days=read_service_days(table.table("days")) if "days" in table else None,
        frequent=table.flag("frequent", False),
        search=table.texts("search", least=0),
        task_code=table.text("task_code", ""),
    )


def read_priority(table: Table) -> PriorityKind:
    return PriorityKind(id=table.text("id", form=ID), name=table.text("name", limit=PRIORITY_LIMIT))


PLAN_COLUMNS, PLAN_ROWS = range(1, 25), range(1, 13)


def read_window(table: Table, floors: Choice, queues: Choice) -> Window:
    window_id = table.text("id", form=ID)
    number = table.maybe("no", limit=NUMBER_LIMIT)
    if "no" in table:
        label = table.text("label", f"{number}号窗口")
        label_en = table.text("label_en", f"Window {number}")
    else:
        label = table.text("label")
        label_en = table.text("label_en", "") or label
    kind = table.one_of("kind", _KINDS, WindowKind.SERVICE)
    served = table.some_of("queues", queues, least=0)
    backup = table.some_of("backup_queues", queues, least=0)
    if kind == WindowKind.SERVICE and not served and not table.holds("queues"):
        rule = Rule(
            'at least one queue, or kind = "other" for a counter without tickets',
            '至少一个队列;不取号的柜台请写 kind = "other"',
        )
        table.wrong("queues", rule)
    if set(served) & set(backup):
        table.wrong("backup_queues", Rule("queues that are not in `queues` already", "queues 中没有的队列"))
    if kind == WindowKind.OTHER and table.holds("queues"):
        table.wrong("queues", Rule('no queue at a counter of kind "other"', 'kind = "other" 的柜台不设队列'))
    if kind == WindowKind.SERVICE and "business" in table:
        rule = Rule(
            "no business at a window that serves queues: its [[matter]]s say it",
            "有队列的窗口由 [[matter]] 说明业务",
        )
        table.wrong("business", rule)
    return Window(
        id=window_id,
        no=number,
        label=label,
        label_en=label_en,
        floor=table.one_of("floor", floors),
        units=table.texts("units"),
        queues=served,
        backup_queues=backup,
        kind=WindowKind(kind or WindowKind.SERVICE),
        phone=table.text("phone", "", form=PHONE),
        business=table.text("business", "", limit=MATTER_LIMIT),
        staffed=table.flag("staffed", True),
        plan=table.place("plan", PLAN_COLUMNS, PLAN_ROWS),
    )


def read_staff(table: Table, windows: Choice) -> Staff:
    table.know("stars")
    return Staff(
        no=table.text("no", form=ID),
        name=table.text("name"),
        unit=table.text("unit"),
        roles=frozenset(map(Role, table.some_of("roles", _ROLES, (Role.CLERK,)))),
        windows=table.some_of("windows", windows, least=0),
        stands_in_for=table.texts("stands_in_for", least=0),
        stars=table.number("stars", None, STARS) if "stars" in table else None,
        phone=table.text("phone", "", form=PHONE),
    )


def read_outcome(table: Table) -> Outcome:
    name = table.text("name")
    needs_case_no = table.flag("needs_case_no", False)
    usually = LineKind.OPEN if needs_case_no else LineKind.DONE
    return Outcome(
        id=table.text("id", form=ID),
        name=name,
        name_en=table.text("name_en", "") or name,
        needs_case_no=needs_case_no,
        usual=table.flag("usual", False),
        line=LineKind(table.one_of("line", _LINES, usually) or usually),
        promise_days=table.number("promise_days", 0, PROMISE_DAYS),
        promise_workdays=table.flag("promise_workdays", True),
    )


def read_duty_check(table: Table) -> DutyCheck:
    text = table.text("text", limit=CHECK_LIMIT)
    return DutyCheck(table.text("id", form=ID), text, table.text("text_en", "", limit=CHECK_LIMIT) or text)


def read_kiosk(table: Table, floors: Choice) -> Kiosk:
    return Kiosk(
        id=table.text("id", form=ID),
        name=table.text("name"),
        floor=table.one_of("floor", floors),
        needs_paper=table.flag("needs_paper", True),
        spare=table.one_of("spare", _SPARES, "second") or "second",
        voice=table.flag("voice", False),
        volume=table.number("volume", 70, range(101)),
    )
