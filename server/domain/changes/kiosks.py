"""Kiosks out of service, and back."""

from server.domain import messages as m
from server.domain.hall import Hall, KioskOff


def kiosk_switched(hall: Hall, event: m.KioskSwitched) -> None:
    if event.on:
        hall.kiosks_off.pop(event.kiosk, None)
    else:
        hall.kiosks_off[event.kiosk] = KioskOff(event.at, event.actor.removeprefix("staff:"), event.reason)
