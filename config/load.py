"""hall.toml -> HallPlan, or every fault of the file at once.

Sections are read in the order in which they refer to each other, so a reference is checked where it is read;
only what concerns several entries together is checked afterwards. A town of three windows on one floor and a
city of seventy are the same file, shorter or longer (R25).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from config.alarms import read_alarms
from config.checks import (
    check_emulated,
    check_paper,
    check_unique,
)
from config.devices import check_lines, read_device
from config.errors import ConfigError, ConfigErrors, Report, Rule, shown
from config.guide import guide_path, read_guides, unreadable
from config.hours import (
    calendar_of,
    check_hours,
    read_day_edit,
    read_duty,
    read_duty_day,
    read_duty_post,
    read_guards,
    read_hours,
)
from config.lists import Lists, check_lists, desks, read_lists, section
from config.notices import check_notices, read_notice
from config.reader import ID, Choice, Table, ids_of
from config.reports import read_reports
from config.sections import (
    read_complaints,
    read_duty_check,
    read_settings,
    read_timezone,
)
from config.signs import check_calls, read_brightness, read_sign_texts
from config.slip import read_slip
from config.upload import read_upload, read_upload_unit, with_departments, with_files
from config.voice import read_voice, read_volume
from server.domain.bulletins import TEMPLATES, NoticeTemplate
from server.domain.facts.calendar import Calendar, GuardRoster, Roster
from server.domain.facts.guide import Guide
from server.domain.facts.plan import Device, HallPlan, Kiosk, Matter, Queue, Role, Staff, Window
from server.domain.facts.settings import PRIORITY_KINDS, DutyCheck, Outcome
from server.domain.facts.upload import UploadPlan
from server.domain.facts.voice import Voice
from server.domain.ledger import LineKind
from server.domain.texts.signs import SignTexts

__all__ = ["ConfigError", "ConfigErrors", "load", "parse"]


PATH_LIMIT = 200


def load(path: Path) -> HallPlan:
    """The hall that this file and its guide describe. Raises `ConfigErrors`, and nothing else, whatever
    stands in them: the faults of both at once."""
    try:
        content = path.read_bytes()
    except OSError as error:
        rule = Rule("a readable configuration file", "可读取的配置文件")
        raise ConfigErrors((ConfigError(str(path), 0, "", error.strerror or "?", *rule),)) from error
    plan, errors = _read(content, str(path))
    guides: tuple[Guide, ...] = ()
    if where := guide_path(path, plan.guide_file):
        guides, more = _read_guide_file(where, ids_of("matter", (m.id for m in plan.matters)))
        errors += more
    media = path.parent / (plan.media or "media")
    if plan.media and not media.is_dir():
        errors += (no_folder(path, plan.media),)
    upload = plan.upload
    if upload and not errors:
        upload, errors = with_files(path, upload)
    if errors:
        raise ConfigErrors(errors)
    return replace(plan, guides=guides, upload=upload, media=str(media) if media.is_dir() else "")


def no_folder(file: Path, named: str) -> ConfigError:
    rule = Rule(
        "a folder with staff/ and boards/, beside this file", "与本文件同处的文件夹,内有 staff/ 和 boards/"
    )
    return ConfigError(str(file), 0, "hall.media", shown(named), *rule)


def parse(content: bytes, file: str) -> HallPlan:
    """As `load`, for bytes that are at hand and without the guide beside them; `file` is the name that
    faults are reported under."""
    plan, errors = _read(content, file)
    if errors:
        raise ConfigErrors(errors)
    return plan


def _read(content: bytes, file: str) -> tuple[HallPlan, tuple[ConfigError, ...]]:
    """The hall, and the faults of its file; with any of them it is no good. Raises where it is no TOML."""
    report, raw = _read_toml(content, file)
    return _read_hall(Table(report, "", raw)), report.errors


def _read_guide_file(path: Path, matters: Choice) -> tuple[tuple[Guide, ...], tuple[ConfigError, ...]]:
    try:
        report, raw = _read_toml(path.read_bytes(), str(path))
    except ConfigErrors as broken:
        return (), broken.errors
    except OSError as error:
        return (), (unreadable(path, error),)
    return read_guides(Table(report, "", raw), matters), report.errors


def _read_toml(content: bytes, file: str) -> tuple[Report, Mapping[str, object]]:
    try:
        source = content.decode("utf-8-sig")  # Windows Notepad writes the mark
        return Report(file, source), tomllib.loads(source)
    except UnicodeDecodeError as error:
        line, found = content.count(b"\n", 0, error.start) + 1, f"byte {content[error.start]:02X}"
        rule = Rule("UTF-8 text: save the file as UTF-8", "UTF-8 编码:请将文件另存为 UTF-8")
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        end = source.rstrip().count("\n") + 1 if "end of document" in str(error) else 0
        line, found = int(at[1]) if at else end, shown(str(error))
        rule = Rule(
            "TOML: check quotes, brackets and the = in this place",
            "TOML 语法:请检查此处的引号、括号和等号(须用英文标点)",
        )
    raise ConfigErrors((ConfigError(file, line, "", found, *rule),))


class _Days(NamedTuple):
    calendar: Calendar
    duty_hours: tuple[int, int] | None
    roster: Roster
    guards: GuardRoster
    duty_checks: tuple[DutyCheck, ...]


def _read_days(root: Table, lists: Lists) -> _Days:
    """The sections that say when the hall works, and who has the duty."""
    floors, staff = ids_of("floor", (f.id for f in lists.floors.values())), lists.staff.values()
    hours = section(root, "hours", read_hours)
    edits = section(root, "calendar", partial(read_day_edit, windows=desks(lists.windows)))
    duty_hours = read_duty(root)
    officers, guards = _with_role(staff, Role.DUTY, "值班员"), _with_role(staff, Role.GUARD, "保安")
    posts = section(root, "duty_post", partial(read_duty_post, floors=floors, officers=officers))
    dates = section(root, "duty_day", partial(read_duty_day, floors=floors, officers=officers))
    check_unique(root.report, "date", ((path, f"{d.date} {d.floor}") for path, d in dates.items()))
    check_unique(root.report, "id", ((path, profile.id) for path, profile in hours.items()))
    check_unique(root.report, "date", ((path, edit.date) for path, edit in edits.items()))
    check_unique(root.report, "floor", ((path, post.floor) for path, post in posts.items()))
    check_hours(root.report, hours)
    checks = section(root, "duty_check", read_duty_check)
    check_unique(root.report, "id", ((path, check.id) for path, check in checks.items()))
    by_days = _by_days(lists.matters.values(), lists.outcomes.values())
    calendar = calendar_of(hours.values(), edits.values(), by_days=by_days)
    roster = Roster(tuple(posts.values()), tuple(dates.values()))
    return _Days(calendar, duty_hours, roster, read_guards(root, guards), tuple(checks.values()))


def _read_notices(root: Table) -> tuple[NoticeTemplate, ...]:
    notices = section(root, "notice", read_notice)
    check_unique(root.report, "id", ((path, notice.id) for path, notice in notices.items()))
    return tuple(notices.values()) or TEMPLATES


def _read_signs(root: Table) -> SignTexts:
    """What signs say, and how bright they are."""
    texts = read_sign_texts(root.table("signs"))
    hours = section(root, "brightness", read_brightness)
    check_unique(root.report, "from", ((path, b.first + 1) for path, b in hours.items()))
    return SignTexts(texts, tuple(sorted(hours.values(), key=lambda b: b.first)))


def _read_voice(root: Table) -> Voice:
    """Who speaks, and how loud."""
    voice = read_voice(root.table("voice"))
    hours = section(root, "volume", read_volume)
    check_unique(root.report, "from", ((path, v.first + 1) for path, v in hours.items()))
    return replace(voice, volume=tuple(sorted(hours.values(), key=lambda v: v.first)))


def _read_upload(root: Table, queues: Iterable[Queue]) -> UploadPlan | None:
    """None: nothing is sent anywhere."""
    plan = read_upload(root.table("outbox")) if "outbox" in root else None
    what = Rule("the unit of a [[queue]]", "某个 [[queue]] 的 unit")
    units = Choice(tuple(dict.fromkeys(queue.unit for queue in queues)), what)
    codes = section(root, "outbox_unit", partial(read_upload_unit, units=units))
    check_unique(root.report, "unit", ((path, unit) for path, (unit, _) in codes.items()))
    return with_departments(plan, dict(codes.values()))


def _read_devices(
    root: Table, windows: Mapping[str, Window], kiosks: Mapping[str, Kiosk]
) -> tuple[dict[str, Device], bool]:
    """Those that could be read, and whether these are all."""
    known = section(root, "device", lambda table: read_device(table, windows, kiosks))
    devices = {path: device for path, device in known.items() if device is not None}
    return devices, len(devices) == len(known)


def _with_role(staff: Iterable[Staff], role: Role, name: str) -> Choice:
    what = Rule(f"the no of a [[staff]] with the role {role}", f"某个{name}(roles 含 {role})的工号")
    return Choice([person.no for person in staff if role in person.roles], what)


def _read_head(root: Table) -> Callable[..., HallPlan]:
    """[hall] to [reports], [slip] and [[notice]]; what it gives makes the plan with the rest."""
    hall = root.table("hall", needed=True)
    name = hall.text("name")
    plan = partial(
        HallPlan,
        code=hall.text("code", form=ID),
        name=name,
        name_en=hall.text("name_en", "") or name,
        timezone=read_timezone(hall),
        settings=read_settings(root.table("settings")),
        alarms=read_alarms(root.table("alarms")),
        reports=read_reports(root.table("reports")),
        slip=read_slip(root.table("slip")),
        notices=_read_notices(root),
        voice=_read_voice(root),
        complaints=read_complaints(root.table("complaints")),
        sample=hall.flag("sample", False),
        guide_file=hall.text("guide", "", limit=PATH_LIMIT),
        media=hall.text("media", "", limit=PATH_LIMIT),
    )
    hall.close()
    return plan


def _by_days(matters: Iterable[Matter], outcomes: Iterable[Outcome]) -> bool:
    """Something of the hall is reckoned in its working days."""
    promising = (LineKind.OPEN, LineKind.PAUSED)
    return any(m.days for m in matters) or any(o.line in promising for o in outcomes)


def _read_hall(root: Table) -> HallPlan:
    report, make, lists = root.report, _read_head(root), read_lists(root)
    windows = {w.id: w for w in lists.windows.values()}
    kiosks = {k.id: k for k in lists.kiosks.values()}
    days = _read_days(root, lists)
    signs, upload = _read_signs(root), _read_upload(root, lists.queues.values())
    devices, all_read = _read_devices(root, windows, kiosks)
    root.close()

    check_lists(report, lists)
    check_unique(report, "id", ((path, device.id) for path, device in devices.items()))
    check_lines(report, devices)
    check_calls(report, signs, devices, [q.prefix for q in lists.queues.values()], windows)
    if all_read:  # else a printer may be among those that could not be read
        check_paper(report, lists.kiosks, devices)
    entries = {name: tuple(found.values()) for name, found in lists._asdict().items()}
    entries["priorities"] = entries["priorities"] or PRIORITY_KINDS
    devices_read = tuple(devices.values())
    plan = make(**entries, devices=devices_read, signs=signs, upload=upload, **days._asdict())
    _check_plan(report, plan, devices)
    return plan


def _check_plan(report: Report, plan: HallPlan, devices: Mapping[str, Device]) -> None:
    """What the whole hall tells of its devices."""
    if plan.notices is not TEMPLATES:
        check_notices(report, plan.notices, devices)
    if plan.sample:
        check_emulated(report, devices)
