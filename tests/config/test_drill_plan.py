"""A drill has every device of the hall, and none of them is real (R120, ADR 0023)."""

import subprocess
from dataclasses import replace

import pytest

from config.drill import drill_plan
from config.load import load
from server.domain.facts.upload import UploadPlan
from tests.serving import ROOT, SAMPLE, command


def test_every_line_of_a_real_hall_leads_to_an_emulator_of_its_own():
    sample = load(SAMPLE)
    real = ("/dev/ttyS0", "socket://10.0.0.7:9100", "usb://0416:5011", "rfc2217://10.0.0.8:4001")
    devices = tuple(replace(d, url=real[n % 4]) for n, d in enumerate(sample.devices))
    plan = replace(sample, sample=False, devices=devices, upload=UploadPlan("https://province", "hall"))
    drilled = drill_plan(plan)
    assert all(d.url.startswith("emulator://") for d in drilled.devices)
    together = {
        (a.url == b.url, c.url == d.url)
        for a, c in zip(devices, drilled.devices, strict=True)
        for b, d in zip(devices, drilled.devices, strict=True)
        if a.protocol == b.protocol
    }
    assert together <= {(True, True), (False, False)}, "who shares a line still shares one"
    assert (drilled.upload, drilled.drill, drilled.sample, drilled.settings.gap_s) == (None, True, True, 0)
    assert (drilled.windows, drilled.staff, drilled.queues) == (plan.windows, plan.staff, plan.queues)


@pytest.mark.parametrize("behind", [False, True])
def test_a_drill_never_gets_the_database_of_the_hall(tmp_path, behind):
    database = ["--database", f"sqlite:///{tmp_path / 'hall.db'}"]
    done = subprocess.run(
        [*command(tmp_path), *(["drill", *database] if behind else [*database, "drill"])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert "演练不能用 --database" in done.stderr
    assert list(tmp_path.iterdir()) == []
