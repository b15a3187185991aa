"""Health changes are told once and logged by weight."""

import logging

from devices.health import HealthRecord


def test_each_change_is_told_once_and_dated(caplog):
    caplog.set_level(logging.INFO, "devices")
    told, now = [], [5]
    record = HealthRecord("led-3", told.append, lambda: now[0])
    for at, link, cause in [
        (10, "lost", "unplugged"),
        (20, "lost", "unplugged"),
        (30, "opened", ""),
        (40, "answered", ""),
        (50, "in_step", ""),
        (60, "answered", "nack_busy"),
        (70, "answered", "nack_memory"),
        (80, "in_step", ""),
    ]:
        now[0] = at
        record.set(link, cause, note="retry_s=4.0" if link == "lost" else "")
    assert [health.since_ms for health in told] == [10, 30, 40, 50, 60, 70, 80]
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "device=led-3 state=lost cause=unplugged retry_s=4.0"),
        ("INFO", "device=led-3 state=opened"),
        ("WARNING", "device=led-3 state=answered cause=nack_busy"),
        ("WARNING", "device=led-3 state=answered cause=nack_memory"),
        ("INFO", "device=led-3 state=in_step"),
    ]


def test_counts_and_good_messages_change_nothing_else():
    told = []
    record = HealthRecord("led-3", told.append, lambda: 7)
    record.failed()
    record.heard()
    assert (record.now.errors, record.now.last_ok_ms, told) == (1, 7, [])
