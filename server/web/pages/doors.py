"""Pages that staff sign in to: what each is called in English, and what it asks for: so who may enter."""

from dataclasses import dataclass

from server.domain.facts.plan import Role
from server.web.access.rights import FEEDS, RIGHTS

ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.CLERK: ("窗口人员", "clerk"),
    Role.LEAD: ("首席代表", "lead"),
    Role.HELP_DESK: ("总服务台", "help desk"),
    Role.DUTY: ("值班员", "duty officer"),
    Role.ADMIN: ("管理员", "administrator"),
    Role.MANAGER: ("管理者", "manager"),
    Role.GUARD: ("保安", "guard"),
}
ALL_STAFF = ("全体工作人员", "all staff")


@dataclass(frozen=True, slots=True)
class Door:
    """asks: what the page cannot be without: a feed by its namespace or an API route by its endpoint."""

    title_en: str
    asks: str

    @property
    def roles(self) -> frozenset[Role]:
        return FEEDS[self.asks] if self.asks in FEEDS else RIGHTS[self.asks].roles

    def who(self) -> tuple[str, str]:
        """Who may enter, in words: Chinese, English."""
        if self.roles == frozenset(Role):
            return ALL_STAFF
        names = [name for role, name in ROLE_NAMES.items() if role in self.roles]
        return "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)


DOORS: dict[str, Door] = {
    "caller": Door("Window console", "/caller"),
    "desk": Door("Help desk", "/desk"),
    "admin": Door("Administration", "/desk"),
    "ledger": Door("Ledger of cases", "api.get_ledger"),
    "duty": Door("Duty officer", "/duty"),
    "duty_record": Door("Duty record", "api.get_duty_record"),
    "duty_sheets_closing": Door("Closing list", "api.get_closing"),
    "duty_sheets_report": Door("Day report", "api.get_day_report"),
    "duty_outage_report": Door("Outage report", "api.get_incident"),
    "duty_sheets_roster": Door("Duty roster", "api.get_duty_roster"),
    "duty_sheets_guard": Door("Guards", "api.get_guard_log"),
    "duty_complaints": Door("Complaints and bad ratings", "api.list_cases"),
    "reports": Door("Reports", "api.list_reports"),
}
"""By the name of the page (`Pages.shell`)."""


def door_view(page: str, title: str) -> dict[str, str] | None:
    """What the form to sign in by says on this page; None = nobody signs in there."""
    door = DOORS.get(page)
    if door is None:
        return None
    who, who_en = door.who()
    return {"title": title, "title_en": door.title_en, "who": who, "who_en": who_en}
