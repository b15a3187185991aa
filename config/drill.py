"""演练: the hall to practise an outage in. The same windows, queues and people; nothing of the real one's
devices, data and far ends (R120)."""

from dataclasses import replace

from server.domain.facts.plan import HallPlan

PORT = 8001
FOLDER = "drill"
"""Below the folder of the hall's data."""


def drill_plan(plan: HallPlan) -> HallPlan:
    """Every line leads to an emulator, nothing is sent anywhere, accounts are random ones of the drill; from
    any stop a person must resume."""
    lines = {(d.url, d.protocol): None for d in plan.devices}
    names = {line: f"emulator://drill-{n}" for n, line in enumerate(lines, 1)}
    return replace(
        plan,
        devices=tuple(replace(d, url=names[d.url, d.protocol]) for d in plan.devices),
        settings=replace(plan.settings, gap_s=0),
        upload=None,
        sample=True,
        drill=True,
    )
