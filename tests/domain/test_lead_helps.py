"""A lead lines up, prints and checks in for queues of the own unit's windows; the help desk for all (R36)."""

import pytest

from server.domain import messages as m
from server.domain.decide import decide
from tests.domain.test_lead import BANKED, LEE, MO
from tests.halls import A1, DUTY, PASSED, T0, hall_after


def asked(who: str, cls: type[m.Command], **what: object):
    return decide(hall_after(PASSED, BANKED), cls(at=T0 + 10_000, actor=who, **what))


@pytest.mark.parametrize(
    ("cls", "what"),
    [(m.RequeueTicket, {"ticket": A1}), (m.Reprint, {"ticket": A1})],
)
def test_a_lead_helps_at_the_windows_of_the_own_unit_only(cls, what):
    assert isinstance(asked(f"staff:{LEE}", cls, **what), list)
    assert isinstance(asked(f"staff:{DUTY}", cls, **what), list)
    refused = asked(f"staff:{MO}", cls, **what)
    assert isinstance(refused, m.Refusal)
    assert refused.code == "forbidden"
