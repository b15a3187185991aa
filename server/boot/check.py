"""`run.py check`: is the configuration right, and does every device answer?"""

import argparse
import logging
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from config.guide import guide_notes
from devices.emulators import fleet
from kiosk.catalogues import language_notes
from server.boot.far_ends import emulated, recorded_line
from server.boot.options import today
from server.delivery import trial
from server.domain.facts.plan import HallPlan
from server.web.pages.media import Media


def check(plan: HallPlan, options: argparse.Namespace) -> int:
    print(f"{options.config}: 配置正确 ok — {plan.name}, {len(plan.windows)} windows")
    print("\n".join([*guide_notes(plan, today(plan)), *language_notes(), *Media(plan.media).notes()]))
    return 0 if options.only_config else _devices(plan, options)


def _devices(plan: HallPlan, options: argparse.Namespace) -> int:
    """Try every device. Emulated ones get far ends of their own: a running sample hall is left alone."""
    if options.replay:
        return _check_replay(plan, options)
    logging.getLogger("devices").setLevel(logging.ERROR)  # the table says it
    with tempfile.TemporaryDirectory(prefix="hallcall-") as folder, emulated(plan, Path(folder)):
        resolve = partial(fleet.resolve, folder=Path(folder))
        if options.commission:
            said = trial.commission(plan, options.commission, resolve)
            print(said.text)
            return 0 if said.well else 1
        found = trial.try_devices(plan, resolve, pattern=options.test_pattern, record=options.record)
    print("\n".join(trial.table(found)))
    return 0 if all(one.well for one in found) else 1


def _check_replay(plan: HallPlan, options: argparse.Namespace) -> int:
    """The devices of the recorded line, with the recording in place of the line."""
    line = recorded_line(options.replay)
    here = tuple(device for device in plan.devices if device.url == line)
    if not line:
        return 2
    if not here:
        urls = "、".join(dict.fromkeys(device.url for device in plan.devices))
        print(
            f"配置中没有录下的线路 {line}(有 {urls}),请用录制时的配置。"
            f" The configuration has no line {line}: give the one it was recorded with.",
            file=sys.stderr,
        )
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="hallcall-") as folder,
        fleet.replaying(options.replay, Path(folder)) as (tty, control),
    ):
        only = replace(plan, devices=here)
        found = trial.try_devices(only, lambda _: str(tty), pattern=options.test_pattern)
        state = control.state()
    print("\n".join([*trial.table(found), *fleet.differences(state)]))
    return 0 if all(one.well for one in found) and not state["differences"] else 1
