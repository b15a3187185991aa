"""[alarms]: from when on the duty officer is told, besides what stands in [settings]."""

from collections.abc import Mapping
from dataclasses import fields, replace

from config.errors import Rule
from config.reader import FAULTY, Table
from server.domain.facts.settings import AlarmLimits

RANGES: Mapping[str, range] = {
    "suspended_s": range(36_001),
    "device_s": range(3601),
    "voice_s": range(3601),
    "clock_s": range(3601),
    "disk_mb": range(10_000_001),
    "outbox_s": range(86_401),
    "escalate_s": range(3601),
    "again_s": range(3601),
    "group": range(101),
}
REASON_LIMIT = 20
DEVICE_LEAST_S = 5
"""A line that opens anew is away for a moment; that is no fault."""


def read_alarms(table: Table) -> AlarmLimits:
    """Keys, types and defaults are those of `AlarmLimits`; only the ranges are ours."""
    values: dict[str, int | bool] = {}
    for limit in fields(AlarmLimits):
        if isinstance(limit.default, bool):
            values[limit.name] = table.flag(limit.name, limit.default)
        elif isinstance(limit.default, int):
            values[limit.name] = table.number(limit.name, limit.default, RANGES[limit.name])
    away = AlarmLimits().away
    if "away" in table:
        away = table.texts("away", least=0, limit=REASON_LIMIT)
    limits = replace(AlarmLimits(), away=away, **values)  # type: ignore[arg-type]  # each read by its type
    if limits.group == 1:
        table.wrong("group", Rule("0 (never), or 2 to 100", "0(不合并)或 2 至 100"))
    if FAULTY < limits.device_s < DEVICE_LEAST_S and limits.device_s:
        rule = Rule(
            f"0 (never), or {DEVICE_LEAST_S} to {RANGES['device_s'][-1]}",
            f"0(不告警)或 {DEVICE_LEAST_S} 至 {RANGES['device_s'][-1]}",
        )
        table.wrong("device_s", rule)
    table.close()
    return limits
