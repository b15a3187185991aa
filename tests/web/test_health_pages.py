"""/healthz and /metrics: what a supervisor and a Prometheus are told of the devices."""

import re
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.domain.views.hall import DeviceHealth
from tests.web.house import House


def health(link: str = "in_step", cause: str = "", **fields: object) -> DeviceHealth:
    known = {"since": 5, "last_ok": None, "errors": 0, "paper": "", **fields}
    return {"link": link, "cause": cause, **known}  # type: ignore[typeddict-item]


@pytest.fixture
def told(house: House) -> House:
    """All devices of the sample hall are well but for one printer, one sign, and one that never spoke."""
    house.healths = {device.id: health() for device in house.plan.devices}
    house.healths["printer-k1"] = health(
        "answered", "paper_out", paper="out", errors=3, reconnects=2, bad_frames=7, firmware="EM-80 1.02"
    )
    house.healths["sign-w1"] = health("lost", "unplugged", last_ok=int(time.time() * 1000) - 90_000)
    del house.healths["rater-w7"]
    return house


def samples(house: House) -> dict[tuple[str, str, str], float]:
    """(name, device, the other labels' values) -> value."""
    text = house.browser().get("/metrics").get_data(as_text=True)
    return {
        (s.name, s.labels["device"], " ".join(v for k, v in s.labels.items() if k != "device")): s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
        if "device" in s.labels
    }


def test_healthz_counts_by_kind_names_the_ill_with_their_cause_and_stays_200(told: House) -> None:
    answer = told.browser().get("/healthz")
    body = answer.get_json()
    assert (answer.status_code, body["status"], body["devices_ill"]) == (200, "ok", 3)
    kinds = [device.kind for device in told.plan.devices]
    assert body["devices"] == {
        kind: {"well": kinds.count(kind) - ill, "ill": ill}
        for kind in dict.fromkeys(kinds)
        for ill in [1 if kind in ("printer", "sign", "rater") else 0]
    }
    assert {(one["id"], one["kind"], one["link"], one["cause"]) for one in body["ill"]} == {
        ("printer-k1", "printer", "answered", "paper_out"),
        ("sign-w1", "sign", "lost", "unplugged"),
        ("rater-w7", "rater", "lost", "not_started"),
    }


def test_metrics_say_of_each_device_how_it_is(told: House) -> None:
    seen = samples(told)
    assert {d for name, d, _ in seen if name == "hallcall_device_well"} == {d.id for d in told.plan.devices}
    assert seen["hallcall_device_well", "sign-w2", ""] == 1
    assert [seen["hallcall_device_well", id_, ""] for id_ in ("printer-k1", "sign-w1", "rater-w7")] == [0] * 3
    links = ("lost", "opened", "answered", "in_step", "sent")
    assert [seen["hallcall_device_link", "printer-k1", link] for link in links] == [0, 0, 1, 0, 0]
    papers = ("ok", "near_end", "out")
    assert [seen["hallcall_device_paper", "printer-k1", paper] for paper in papers] == [0, 0, 1]
    assert ("hallcall_device_paper", "sign-w1", "ok") not in seen
    assert seen["hallcall_device_errors_total", "printer-k1", ""] == 3
    assert seen["hallcall_device_reconnects_total", "printer-k1", ""] == 2
    assert seen["hallcall_device_bad_frames_total", "printer-k1", ""] == 7
    assert seen["hallcall_device_info", "printer-k1", "EM-80 1.02 printer escpos"] == 1
    assert 90 <= seen["hallcall_device_last_ok_age_seconds", "sign-w1", ""] < 600
    assert ("hallcall_device_last_ok_age_seconds", "sign-w2", "") not in seen, "it never spoke: no number"


def test_names_and_labels_are_as_prometheus_wants_them(told: House) -> None:
    text = told.browser().get("/metrics").get_data(as_text=True)
    families = list(text_string_to_metric_families(text))
    assert all(re.fullmatch(r"hallcall_[a-z_]+", family.name) for family in families)
    assert all(family.documentation for family in families)
    counters = {s.name for family in families if family.type == "counter" for s in family.samples}
    assert counters == {name for name in counters if name.endswith("_total")}
    assert {f"hallcall_device_{what}_total" for what in ("errors", "reconnects", "bad_frames")} <= counters
