"""`[slip]`: what the hall has printed on every slip. The layout itself is `kiosk.slip`."""

from string import Formatter

from config.errors import Rule
from config.reader import Table
from server.domain.facts.settings import SLIP_FACTS, SlipStyle

MOST_NOTES = 6
SIZES = range(3, 9)
USUAL = SlipStyle()


def read_slip(table: Table) -> SlipStyle:
    """What is left out is as in `SlipStyle`."""
    notes = table.texts("notes", least=0) if "notes" in table else USUAL.notes
    table.know("notes")
    if len(notes) > MOST_NOTES:
        table.wrong("notes", Rule(f"up to {MOST_NOTES} lines", f"不超过 {MOST_NOTES} 行"))
    style = SlipStyle(
        title=table.text("title", USUAL.title),
        notes=notes,
        footer=table.text("footer", ""),
        number_size=table.number("number_size", USUAL.number_size, SIZES),
        qr=table.flag("qr", USUAL.qr),
        ahead=table.flag("ahead", USUAL.ahead),
        wait=table.flag("wait", USUAL.wait),
        english=table.flag("english", USUAL.english),
    )
    texts = {"title": (style.title,), "notes": style.notes, "footer": (style.footer,)}
    for key, lines in texts.items():
        if not all(map(_names_known_facts, lines)):
            table.wrong(key, _facts())
    table.close()
    return style


def _names_known_facts(template: str) -> bool:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return False
    return all(name in (None, *SLIP_FACTS) and not form and not change for _, name, form, change in parts)


def _facts() -> Rule:
    names = " ".join(f"{{{name}}}" for name in SLIP_FACTS)
    return Rule(
        f"text; in braces only {names}, a brace itself doubled {{{{ }}}}",
        f"文字;花括号内只能是 {names},花括号本身写两次 {{{{ }}}}",
    )
