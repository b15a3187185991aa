"""[signs] and [[brightness]]: what signs say in each state, and how bright they are at which hour."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from config.errors import Report, Rule, shown
from config.hours import CLOCK, minute_of
from config.reader import Table
from server.domain.facts.plan import Device, DeviceKind, Window
from server.domain.texts.signs import BLANKS, NEEDED, USUAL, Brightness, Scene, SignTexts, blanks, cells

VARIANTS = 8
TEXT_LIMIT = 60
LONGEST_NUMBER = "1000"
"""Numbers have four digits once a queue has issued 900 of a day (decision 11)."""
_FORMS = Rule(
    f'a text or a list of up to {VARIANTS}, the longest first, such as ["请{{number}}号", "{{number}}"]',
    f'文字,或最多 {VARIANTS} 条文字的列表,长的在前,例如 ["请{{number}}号", "{{number}}"]',
)


def read_sign_texts(table: Table) -> Mapping[Scene, Sequence[str]]:
    """The hall's own texts by scene; a scene left out has the usual ones."""
    texts = {scene: _read_variants(table, scene) for scene in Scene if scene.value in table}
    table.know(*Scene)
    table.close()
    _check_told_apart(table, texts)
    return texts


def _read_variants(table: Table, scene: Scene) -> Sequence[str]:
    raw = table.raw(scene)
    variants = [raw] if isinstance(raw, str) else raw
    if not isinstance(variants, list) or not 0 < len(variants) <= VARIANTS:
        table.wrong(scene, _FORMS)
        return USUAL[scene]
    found: list[str] = []
    for index, variant in enumerate(variants):
        at = scene if isinstance(raw, str) else f"{scene}[{index}]"
        rule = _fault_of(scene, variant)
        if rule is None:
            found.append(str(variant))
        else:
            table.report.add(table.at(at), shown(variant), rule)
    return found or USUAL[scene]


def _fault_of(scene: Scene, variant: object) -> Rule | None:
    """What a variant should be, if it is not."""
    if not isinstance(variant, str) or not variant.strip():
        return _FORMS
    if len(variant) > TEXT_LIMIT:
        return Rule(f"up to {TEXT_LIMIT} characters", f"不超过 {TEXT_LIMIT} 个字符")
    if any(unicodedata.category(char) in ("Cc", "Cf") for char in variant.replace("\n", "")):
        return Rule("text; of control characters only \\n, a new line", "文字;控制字符只可用 \\n(换行)")
    if not _is_gbk(variant):
        return Rule("characters that signs have (GBK)", "窗口屏字库中有的字(GBK)")
    known = BLANKS[scene]
    try:
        used = blanks(variant)
        variant.format_map(dict.fromkeys(known, "x"))
    except (ValueError, KeyError, IndexError, AttributeError):
        used = ("?",)
    if not set(used) <= set(known):
        names = " ".join(f"{{{name}}}" for name in known)
        return Rule(f"only these in braces: {names}", f"花括号内只能写:{names}")
    need = NEEDED.get(scene)
    if need and need not in used:
        return Rule(
            f"a text with {{{need}}}: without it nobody knows who is meant",
            f"必须含 {{{need}}},否则不知道指的是谁",
        )
    return None


def _is_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _check_told_apart(table: Table, texts: Mapping[Scene, Sequence[str]]) -> None:
    """A sign that says the same of who is called and who is served calls nobody."""
    calls = texts.get(Scene.CALL, USUAL[Scene.CALL])
    both = set(calls) & set(texts.get(Scene.SERVING, USUAL[Scene.SERVING]))
    if both:
        key = Scene.SERVING if Scene.SERVING in texts else Scene.CALL
        rule = Rule(
            f"texts of its own: call and serving both say {shown(min(both))}",
            f"与另一项不同的文字:call 与 serving 都写了 {shown(min(both))}",
        )
        table.wrong(key, rule)


def read_brightness(table: Table) -> Brightness:
    """So many percent from this time of day on."""
    return Brightness(minute_of(table.text("from", form=CLOCK)), table.number("percent", None, range(1, 101)))


def check_calls(
    report: Report,
    signs: SignTexts,
    devices: Mapping[str, Device],
    prefixes: Iterable[str],
    windows: Mapping[str, Window],
) -> None:
    """On a sign that cannot run, the longest number must be readable as a whole."""
    number = max(prefixes, key=len, default="") + LONGEST_NUMBER
    for path, device in devices.items():
        columns = device.options.get("columns")
        if device.kind is not DeviceKind.SIGN or not isinstance(columns, int):
            continue
        window = windows.get(device.window or "")
        facts = {"number": number, "window": window.label if window else ""}
        for scene in (Scene.CALL, Scene.SERVING):
            variants = signs.texts.get(scene, USUAL[scene])
            least = min(cells(variant.format_map(facts)) for variant in variants)
            if least > columns:
                rule = Rule(
                    f"at least {least}, or a shorter `{scene}` in [signs]: {number} must stand as a whole",
                    f"至少 {least},或在 [signs] 的 {scene} 中加一条更短的:{number} 必须完整显示",
                )
                report.add(f"{path}.options.columns", shown(columns), rule)
                break
