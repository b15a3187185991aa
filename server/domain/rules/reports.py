"""Reports that are kept as they were (R100, R108)."""

from server.domain import messages as m
from server.domain.hall import Hall
from server.domain.rules.guards import Decision


def keep_report(_: Hall, c: m.KeepReport) -> Decision:
    """Once: whoever comes second, after a kill or a correction, changes nothing."""
    if c.kept:
        return []
    return [m.ReportKept(at=c.at, actor=c.actor, report=c.report, period=c.period, body=c.body)]
