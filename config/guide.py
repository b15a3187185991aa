"""The service guide, a file beside the hall's: [[guide]], one entry a version of a matter (R28, R29).

A file of its own: the texts of 300 matters would bury the hall, and other people write them.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from config.errors import ConfigError, Report, Rule, shown
from config.hours import DATE
from config.reader import FAULTY, Choice, Table
from server.domain.facts.guide import Guide, Material, Sentence, TimeLimit
from server.domain.facts.plan import HallPlan

TEXT_LIMIT = 400
"""A sentence of the guide; longer ones are steps of a list."""
NAME_LIMIT = 60
MOST_PAPERS = 20
LONGEST_DAYS = 730
_MATERIALS = '[{ name = "户口簿", originals = 1, copies = 1 }]'
_UNITS = Choice(("working", "calendar"), Rule("how days count", "天数的算法"))


def guide_path(hall: Path, named: str) -> Path | None:
    """Where the guide of a hall's file is: as named, else `hall.guide.toml` beside `hall.toml` if it exists.

    >>> guide_path(Path("/etc/hall.toml"), "texts/guide.toml")
    PosixPath('/etc/texts/guide.toml')
    """
    usual = hall.with_suffix(".guide.toml")
    if named:
        return hall.parent / named
    return usual if usual.exists() else None


def read_guides(root: Table, matters: Choice) -> tuple[Guide, ...]:
    """All versions, in the order of the file; faults go to the report of the table."""
    guides: dict[str, Guide] = {}
    for table in root.tables("guide", least=0):
        guides[table.path] = _read_guide(table, matters)
        table.close()
    root.close()
    _check_versions(root.report, guides)
    return tuple(guides.values())


def _read_guide(table: Table, matters: Choice) -> Guide:
    day = table.text("from", form=DATE)
    if day.endswith("02-29") and int(day[:4]) % 4:
        table.wrong("from", Rule("a date that the year has", "该年确有的日期"))
    limit = table.table("limit", needed=True)
    return Guide(
        matter=table.one_of("matter", matters),
        valid_from=day,
        content=_sentence(table, "content"),
        procedure=_sentences(table, "procedure"),
        materials=_materials(table),
        basis=_sentences(table, "basis"),
        limit=_read_limit(limit) if "limit" in table else TimeLimit(0),
        fees=_sentence(table, "fees"),
    )


def _sentence(table: Table, key: str) -> Sentence:
    return Sentence(table.text(key, limit=TEXT_LIMIT), table.text(f"{key}_en", "", limit=TEXT_LIMIT))


def _sentences(table: Table, key: str) -> tuple[Sentence, ...]:
    """A list, and if it is given its English, line by line."""
    texts = table.texts(key, limit=TEXT_LIMIT)
    english = table.texts(f"{key}_en", least=0, limit=TEXT_LIMIT)
    if english and len(english) != len(texts):
        rule = Rule(f"as many lines as {key}: {len(texts)}", f"与 {key} 行数相同:{len(texts)} 行")
        table.wrong(f"{key}_en", rule)
    return tuple(map(Sentence, texts, english or ("",) * len(texts)))


def _materials(table: Table) -> tuple[Material, ...]:
    """[] says that nothing is needed; the key itself may not be forgotten."""
    rows = table.rows("materials", _MATERIALS, least=0)
    if "materials" not in table:
        nothing = Rule(
            f"a list such as {_MATERIALS}, or [] for none", f"列表,例如 {_MATERIALS};无需材料写 []"
        )
        table.wrong("materials", nothing)
    materials = [_read_material(row) for row in rows]
    names = [one.name for one in materials if one.name]
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.report.add(table.at("materials"), shown(name), Rule("each one only once", "每项只列一次"))
    return tuple(materials)


def _read_material(row: Table) -> Material:
    material = Material(
        name=row.text("name", limit=NAME_LIMIT),
        name_en=row.text("name_en", "", limit=NAME_LIMIT * 2),
        originals=row.number("originals", 1, range(MOST_PAPERS + 1)),
        copies=row.number("copies", 0, range(MOST_PAPERS + 1)),
        note=row.text("note", "", limit=TEXT_LIMIT),
        note_en=row.text("note_en", "", limit=TEXT_LIMIT),
    )
    row.close()
    return material


def _read_limit(table: Table) -> TimeLimit:
    days = table.number("days", None, range(LONGEST_DAYS + 1))
    statutory = table.number("statutory", None, range(LONGEST_DAYS + 1)) if "statutory" in table else None
    unit = table.one_of("unit", _UNITS, "working")
    if statutory is not None and FAULTY < statutory < days:
        rule = Rule(f"at least days ({days}): a promise is no longer than the law", f"不少于 days({days})")
        table.wrong("statutory", rule)
    table.know("statutory")
    table.close()
    return TimeLimit(days, unit != "calendar", statutory)


def _check_versions(report: Report, guides: Mapping[str, Guide]) -> None:
    """A matter has one version from one day."""
    first: dict[tuple[str, str], str] = {}
    for path, guide in guides.items():
        version = guide.matter, guide.valid_from
        if all(version) and version in first:
            rule = Rule(f"a day of its own: {first[version]} has this", f"不重复的日期:{first[version]} 已用")
            report.add(f"{path}.from", shown(guide.valid_from), rule)
        first.setdefault(version, path)


def unreadable(path: Path, error: OSError) -> ConfigError:
    """The hall names a guide that cannot be read."""
    rule = Rule(
        "a readable guide file: [hall] guide names it, relative to the hall's own file",
        "可读取的办事指南文件([hall] guide,路径相对于大厅配置文件)",
    )
    return ConfigError(str(path), 0, "", error.strerror or "?", *rule)


def guide_notes(plan: HallPlan, day: str) -> Sequence[str]:
    """What `run.py check` says of the guide on a day: matters without one, limits that are not halved."""
    if not plan.guides:
        return ["办事指南 guide: 没有,取号机和手机上不显示 none; see [hall] guide"]
    bare = [matter for matter in plan.matters if plan.guide_of(matter.id, day) is None]
    having = len(plan.matters) - len(bare)
    notes = [f"办事指南 guide: {having} / {len(plan.matters)} 个事项 matters"]
    notes += [f"  没有办事指南 without a guide: {matter.name}({matter.id})" for matter in bare]
    return [*notes, *_long_limits(plan, plan.guides)]


def _long_limits(plan: HallPlan, guides: Iterable[Guide]) -> Iterable[str]:
    """R65: the promise is half of what the law allows, or less. All versions: a future one may be mended."""
    for guide in guides:
        if not guide.limit.halved:
            name, promised, statutory = (
                plan.matter[guide.matter].name,
                guide.limit.days,
                guide.limit.statutory,
            )
            yield (
                f"  提醒 warning: {name}({guide.matter}, from = {guide.valid_from}): "
                f"承诺 {promised} 天,未比法定 {statutory} 天缩短一半"
                f" / {promised} days promised is more than half of the statutory {statutory}"
            )
