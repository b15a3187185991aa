"""/healthz for supervisors, /metrics for Prometheus."""

from collections.abc import Callable, Iterator

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.domain.hall import Hall
from server.domain.views.hall import Healths
from server.executor import Executor

COUNTED = ("issued", "finished", "passed", "void", "expired", "rated", "unrated")


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
        well = GaugeMetricFamily("hallcall_device_well", "1 = open and nothing wrong", labels=["device"])
        for device, health in self._healths().items():
            well.add_metric([device], float(health["link"] != "lost" and not health["cause"]))
        yield well


def _figures(hall: Hall) -> tuple[dict[str, int], dict[str, int], int]:
    return dict(hall.counts), dict(hall.waiting), hall.seq


def blueprint(executor: Executor, healths: Callable[[], Healths]) -> Blueprint:
    page = Blueprint("health", __name__)
    registry = CollectorRegistry()
    registry.register(HallCollector(executor, healths))

    @page.get("/healthz")
    def healthz() -> Response:
        state, seq = executor.read(lambda hall: (hall.state, hall.seq))
        ill = sum(1 for h in healths().values() if h["link"] == "lost" or h["cause"])
        return jsonify({"status": "ok", "hall": state, "seq": seq, "devices_ill": ill})

    @page.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return page
