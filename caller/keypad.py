"""What a clerk's keypad means: key and digits -> command. The grammar of the FF 68 callers (decision 21)."""

from server.domain import messages as m

KEYS: dict[tuple[str, str], type[m.AtWindow]] = {
    ("call", ""): m.CallNext,
    ("recall", ""): m.Recall,
    ("rate", ""): m.Finish,
    ("pause", ""): m.TogglePause,
    ("ok", "6"): m.Pass,
}


def keypad_command(key: str, digits: str) -> type[m.AtWindow] | None:
    """The command of this press, None where the hall gives the keys no meaning.

    >>> keypad_command("ok", "6").__name__
    'Pass'
    """
    return KEYS.get((key, digits))
