"""The demonstration accounts of the sample hall: random passwords, made once, kept in one private file."""

import json
import os
import secrets
import threading
from pathlib import Path

from server.web.access.sessions import Access


def write_private(path: Path, content: bytes) -> None:
    """Only the owner may read it (mode 600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


class DemoAccounts:
    """Never made for any hall but the sample. Hashing takes its time, so it is done beside the start."""

    def __init__(self, access: Access, path: Path) -> None:
        self._access = access
        self._path = path
        self._listed: list[dict[str, object]] = []
        if access.plan.sample:
            threading.Thread(target=self._make, name="demo accounts", daemon=True).start()

    def listed(self) -> list[dict[str, object]]:
        """[{no, name, roles, password}]; empty until they are made."""
        return self._listed

    def _make(self) -> None:
        known = json.loads(self._path.read_bytes()) if self._path.exists() else {}
        for person in self._access.plan.staff:
            if person.no not in known or not self._access.has_account(person.no):
                known[person.no] = secrets.token_hex(4)
                self._access.set_password(person.no, known[person.no])
        write_private(self._path, json.dumps(known, indent=1).encode())
        self._listed = [
            {"no": p.no, "name": p.name, "roles": sorted(p.roles), "password": known[p.no]}
            for p in self._access.plan.staff
        ]
