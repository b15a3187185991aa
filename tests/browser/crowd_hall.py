"""A hall of several floors with many windows each, and no hardware: for boards that have much to show."""

from collections.abc import Iterator

from tests.serving import Server, Session

WINDOWS_A_PERSON = 4
PREFIXES = "ABCDEFGH"


def hall_text(floors: int, windows: int, screens: str = "") -> str:
    """TOML of a hall with a queue a floor; a screen a floor and one of all, or `screens`."""
    return "\n".join([*_head(), *_floors(floors, windows, screens), *_people(floors * windows)])


def _head() -> Iterator[str]:
    yield '[hall]\ncode = "crowd"\nname = "五区大厅"\nname_en = "Five zones"\nsample = true'
    yield f"[settings]\nauto_open = true\nwindows_per_person = {WINDOWS_A_PERSON}"
    yield "waiting_alarm = 0\nunmanned_s = 0\nmin_staff = 0\nstand_ins_listed = false"


def _floors(floors: int, windows: int, screens: str) -> Iterator[str]:
    names = "一二三四五六七八"
    for floor in range(1, floors + 1):
        prefix = PREFIXES[floor - 1]
        yield f'[[floor]]\nid = "{floor}"\nname = "{names[floor - 1]}楼"'
        yield f'[[queue]]\nid = "q{floor}"\nprefix = "{prefix}"\nname = "综合{prefix}区"\nunit = "综合窗口"'
        yield f'[[kiosk]]\nid = "k{floor}"\nname = "取号机{floor}"\nfloor = "{floor}"\nneeds_paper = false'
        if not screens:
            yield f'[[screen]]\nid = "f{floor}"\nname = "{names[floor - 1]}楼屏"\nfloors = ["{floor}"]'
        for no in range((floor - 1) * windows + 1, floor * windows + 1):
            yield f'[[window]]\nid = "w{no}"\nno = "{no}"\nfloor = "{floor}"\nunits = ["综合窗口"]'
            yield f'queues = ["q{floor}"]'
    every = ", ".join(f'"{floor}"' for floor in range(1, floors + 1))
    yield screens or f'[[screen]]\nid = "hall"\nname = "总屏"\nfloors = [{every}]'


def _people(windows: int) -> Iterator[str]:
    for at in range(-(-windows // WINDOWS_A_PERSON)):
        first = at * WINDOWS_A_PERSON + 1
        own = ", ".join(f'"w{no}"' for no in range(first, min(first + WINDOWS_A_PERSON, windows + 1)))
        yield f'[[staff]]\nno = "{1000 + at}"\nname = "张敏"\nunit = "综合窗口"\nwindows = [{own}]'
    yield '[[staff]]\nno = "D01"\nname = "马志明"\nunit = "值班"\nroles = ["duty", "admin"]'


def people_at_work(server: Server, windows: int) -> dict[str, Session]:
    """Window -> the browser of who sits there; everybody has signed in."""
    clerks = [server.staff(str(1000 + at)) for at in range(-(-windows // WINDOWS_A_PERSON))]
    at_work = {f"w{no}": clerks[(no - 1) // WINDOWS_A_PERSON] for no in range(1, windows + 1)}
    for window, clerk in at_work.items():
        answer = clerk.post(f"/api/windows/{window}/sign-in")
        assert answer.ok, answer.text
    return at_work


def take_numbers(server: Server, floor: int, count: int) -> None:
    kiosk = server.kiosk(f"k{floor}")
    for _ in range(count):
        answer = kiosk.post("/api/tickets", {"queue": f"q{floor}", "kiosk": f"k{floor}"})
        assert answer.ok, answer.text
