"""/healthz for supervisors, /metrics for Prometheus."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.domain.facts.plan import Device, HallPlan
from server.domain.hall import Hall
from server.domain.views.duty import health_of
from server.domain.views.hall import DeviceHealth, Healths
from server.executor import Executor

COUNTED = ("issued", "finished", "passed", "void", "expired", "rated", "unrated")
LINKS = ("lost", "opened", "answered", "in_step", "sent")
PAPERS = ("ok", "near_end", "out")
Known = list[tuple[Device, DeviceHealth]]


class HallCollector(Collector):
    """Today's figures, read from the hall when asked."""

    def __init__(self, executor: Executor, healths: Callable[[], Healths]) -> None:
        self._executor = executor
        self._healths = healths

    def collect(self) -> Iterator[Metric]:
        counts, waiting, seq = self._executor.read(_figures)
        tickets = CounterMetricFamily("hallcall_tickets", "Tickets of the day", labels=["what"])
        for what in COUNTED:
            tickets.add_metric([what], counts.get(what, 0))
        yield tickets
        lines = GaugeMetricFamily("hallcall_waiting", "People waiting", labels=["queue"])
        for queue, length in waiting.items():
            lines.add_metric([queue], length)
        yield lines
        yield GaugeMetricFamily("hallcall_event_seq", "Newest event of the log", value=seq)
        known = _known(self._executor.plan, self._healths())
        yield from _states(known)
        yield from _counters(known)
        yield _last_ok(known, int(time.time() * 1000))


def _figures(hall: Hall) -> tuple[dict[str, int], dict[str, int], int]:
    return dict(hall.counts), dict(hall.waiting), hall.seq


def _known(plan: HallPlan, healths: Healths) -> Known:
    """Every device of the plan; one that nobody has heard of yet counts as not started."""
    return [(device, health_of(healths, device.id)) for device in plan.devices]


def _well(health: DeviceHealth) -> bool:
    return health["link"] != "lost" and not health["cause"]


def _states(known: Known) -> Iterator[Metric]:
    well = GaugeMetricFamily("hallcall_device_well", "1 = open and nothing wrong", labels=["device"])
    link = GaugeMetricFamily("hallcall_device_link", "1 = the link stands so", labels=["device", "link"])
    paper = GaugeMetricFamily("hallcall_device_paper", "1 = the paper is so", labels=["device", "paper"])
    labels = ["device", "kind", "protocol", "firmware"]
    info = GaugeMetricFamily("hallcall_device_info", "What the device is; always 1", labels=labels)
    for device, health in known:
        well.add_metric([device.id], float(_well(health)))
        info.add_metric([device.id, device.kind, device.protocol, health.get("firmware", "")], 1.0)
        for name in LINKS:
            link.add_metric([device.id, name], float(health["link"] == name))
        for name in PAPERS if health["paper"] else ():
            paper.add_metric([device.id, name], float(health["paper"] == name))
    yield from (well, link, paper, info)


def _counters(known: Known) -> Iterator[Metric]:
    """Since the process started. Prometheus' own `_total` is added to the names."""
    errors = CounterMetricFamily("hallcall_device_errors", "Failed exchanges", labels=["device"])
    again = CounterMetricFamily("hallcall_device_reconnects", "Times the line came back", labels=["device"])
    says = "Unreadable frames on the device's line, whoever sent them"
    bad = CounterMetricFamily("hallcall_device_bad_frames", says, labels=["device"])
    for device, health in known:
        errors.add_metric([device.id], health["errors"])
        again.add_metric([device.id], health.get("reconnects", 0))
        bad.add_metric([device.id], health.get("bad_frames", 0))
    yield from (errors, again, bad)


def _last_ok(known: Known, now: int) -> Metric:
    """No sample for a device that has not said a sensible word yet."""
    says = "Seconds since its last good message"
    age = GaugeMetricFamily("hallcall_device_last_ok_age_seconds", says, labels=["device"])
    for device, health in known:
        if health["last_ok"] is not None:
            age.add_metric([device.id], max(0, now - health["last_ok"]) / 1000)
    return age


def _summary(known: Known) -> dict[str, Any]:
    """Well and ill by kind, and each that is ill with its cause."""
    ill = [(device, health) for device, health in known if not _well(health)]
    kinds, ill_kinds = Counter(d.kind for d, _ in known), Counter(d.kind for d, _ in ill)
    return {
        "devices_ill": len(ill),
        "devices": {kind: {"well": n - ill_kinds[kind], "ill": ill_kinds[kind]} for kind, n in kinds.items()},
        "ill": [
            {"id": d.id, "kind": d.kind, "link": h["link"], "cause": h["cause"], "since": h["since"]}
            for d, h in ill
        ],
    }


def blueprint(executor: Executor, healths: Callable[[], Healths]) -> Blueprint:
    page = Blueprint("health", __name__)
    registry = CollectorRegistry()
    registry.register(HallCollector(executor, healths))

    @page.get("/healthz")
    def healthz() -> Response:
        """200 as long as the server decides and writes; a device that is ill does not make the hall ill."""
        state, seq = executor.read(lambda hall: (hall.state, hall.seq))
        summary = _summary(_known(executor.plan, healths()))
        return jsonify({"status": "ok", "hall": state, "seq": seq, **summary})

    @page.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return page
