"""[voice] and [[volume]]: whose voice speaks, also in English or not, and how loud at which hour."""

from config.errors import Rule
from config.hours import CLOCK, minute_of
from config.reader import Choice, Table
from server.domain.facts.voice import SPEAKERS, Voice, Volume

LEAST_PERCENT = 5
"""Below it a call would not be heard, and the boards would not know."""
_SPEAKERS = Choice(SPEAKERS, Rule("a voice of the packs", "语音包中的声音"))


def read_voice(table: Table) -> Voice:
    voice = Voice(
        speaker=table.one_of("speaker", _SPEAKERS, SPEAKERS[0]),
        english=table.flag("english", False),
    )
    table.close()
    return voice


def read_volume(table: Table) -> Volume:
    """So many percent from this time of day on."""
    first = minute_of(table.text("from", form=CLOCK))
    return Volume(first, table.number("percent", None, range(LEAST_PERCENT, 101)))
