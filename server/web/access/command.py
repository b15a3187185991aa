"""`run.py password`: the first password of a hall."""

import contextlib
import getpass
import sys

from server.domain.facts.plan import HallPlan
from server.store.database import AlreadyRunning, Database
from server.web.access.sessions import MIN_PASSWORD, store_password


def set_password(plan: HallPlan, staff_no: str, url: str) -> int:
    """Typed twice, or one line of standard input; the exit code."""
    person = plan.person.get(staff_no)
    if person is None:
        print(f"没有工号 {staff_no}。No such staff number.", file=sys.stderr)
        return 2
    typed = _typed_password(f"{person.name} {person.no}")
    if typed is None or len(typed) < MIN_PASSWORD:
        print(
            f"两次要一致,至少 {MIN_PASSWORD} 位。Twice the same, {MIN_PASSWORD} or longer.", file=sys.stderr
        )
        return 2
    try:
        database = Database(url, plan.code)
    except AlreadyRunning as running:
        print(running, file=sys.stderr)
        return 1
    with contextlib.closing(database), database.writer.begin() as connection:
        store_password(connection, plan.code, person.no, typed)
    print(f"已设置。Password set: {person.name} {person.no}")
    return 0


def _typed_password(who: str) -> str | None:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"{who} 新密码 new password: ")
    return first if first == getpass.getpass("再输一次 once more: ") else None
