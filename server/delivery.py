"""Committed effects -> device lines; what the devices say -> commands. The only module that knows drivers.

Paper is EveryOne: where each slip stands is in the log itself (slip_printed, slip_failed), so after a crash
what was committed and not confirmed is printed again, marked as a copy (decision 16). Signs and keypads are
LatestWins: they are handed the whole present text after every commit and the driver brings them in step.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, Protocol

from devices.bus import Bus
from devices.codecs import escpos
from devices.driver import Driver
from devices.drivers.keypad import Keypad, KeyPress
from devices.drivers.printer import Printer, PrintOutcome
from devices.drivers.rater import Rater, RatingPress
from devices.drivers.sign import Sign
from devices.health import Health
from server import crash
from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.hall import Hall, HallState
from server.domain.plan import Device, DeviceKind, HallPlan
from server.domain.signs import keypad_digits, sign_text
from server.domain.slip import Slip, SlipFacts, SlipFeed, SlipQr, SlipRule, SlipText, slip_facts
from server.domain.ticket import Slip as SlipState
from server.domain.views.hall import DeviceHealth, Healths
from server.executor import Executor, Outcome
from server.store.log import Recorded

Layout = Callable[[SlipFacts], Slip]
OnChange = Callable[[Effect], None]
COPY, SENT_ON = "#copy", "#sent-on"
"""How jobs end that are not the first paper of a ticket."""
SEEN_BY = Effect.KIOSKS | Effect.CONSOLES | Effect.DUTY


class Grammar(Protocol):
    """(key, digits) -> the command a keypad means by them; None = no meaning in this hall."""

    def __call__(self, key: str, digits: str) -> type[m.AtWindow] | None: ...


class Delivery:
    """All devices of the hall. `start` opens the lines; nothing here ever waits for a device."""

    def __init__(
        self,
        executor: Executor,
        *,
        layout: Layout,
        grammar: Grammar,
        phone_base: str,
        resolve: Callable[[str], str] = lambda url: url,
    ) -> None:
        self.executor = executor
        self.plan: HallPlan = executor.plan
        self.on_change: OnChange = lambda _: None
        self._layout = layout
        self._grammar = grammar
        self._phone_base = phone_base.rstrip("/")
        self._healths: dict[str, DeviceHealth] = {}
        self._healths_lock = threading.Lock()
        self._printers: dict[str, Printer] = {}
        self._signs: dict[str, list[Sign]] = defaultdict(list)
        self._keypads: dict[str, list[Keypad]] = defaultdict(list)
        self._raters: dict[str, list[Rater]] = defaultdict(list)
        self._buses = [self._bus(resolve(url), devices) for url, devices in _lines(self.plan)]

    def start(self) -> None:
        """Open every line and bring every device to the present state."""
        self.executor.read(self._resume)
        self.executor.listeners.append(self.heard)
        for bus in self._buses:
            bus.start()

    def stop(self) -> None:
        for bus in self._buses:
            bus.stop()

    def healths(self) -> Healths:
        """Device id -> how it is, as of now."""
        with self._healths_lock:
            return dict(self._healths)

    # ------------------------------------------------------------ what the hall wants of the devices

    def heard(self, recorded: list[Recorded], hall: Hall) -> None:
        """On the writer's thread, after each commit. Only hands over; the lines' own threads write."""
        windows: dict[str, None] = {}
        for record in recorded:
            event: Any = record.event
            effects = EFFECTS[type(event)]
            if effects & Effect.PRINT:
                crash.crash_point("before_print")
                self._print(hall, event)
            if effects & Effect.SHOW:
                windows |= dict.fromkeys(_windows(hall, event))
            if effects & Effect.ASK:
                for rater in self._raters[event.window]:
                    rater.ask()
        self._show(hall, windows)

    def _resume(self, hall: Hall) -> None:
        self._show(hall, self.plan.window)
        for ticket_id in hall.open_ratings:
            for rater in self._raters[str(hall.tickets[ticket_id].window)]:
                rater.ask()
        if hall.state is HallState.RECOVERY:
            return
        for ticket in list(hall.unsettled()):
            if ticket.slip is SlipState.PENDING:
                self._paper(hall, ticket.id, self._at_kiosk(ticket.kiosk), copy=True)

    def _show(self, hall: Hall, windows: Iterable[str]) -> None:
        for window in windows:
            shown, (waiting, number) = sign_text(hall, window), keypad_digits(hall, window)
            for sign in self._signs[window]:
                sign.show(shown.text, call=shown.call)
            for keypad in self._keypads[window]:
                keypad.display(waiting, number)

    def _print(self, hall: Hall, event: Any) -> None:
        """Its first paper at the ticket's kiosk; a copy, or the slip of one who is back, where it was asked
        for; where somebody is sent on (R37) a paper at the window that sends, if a printer stands there."""
        kiosk = hall.tickets[event.ticket].kiosk
        match event:
            case m.ReprintAsked():
                at = self._at_kiosk(event.kiosk or kiosk)
                self._paper(hall, event.ticket, at, copy=True, job=f"{event.ticket}{COPY}")
            case m.TicketRequeued():
                at = self._at_kiosk(event.kiosk)
                self._paper(hall, event.ticket, at, copy=False, job=f"{event.ticket}{SENT_ON}")
            case m.TicketTransferred():
                at = self.plan.devices_at(DeviceKind.PRINTER, window=event.window)
                self._paper(hall, event.ticket, at, copy=False, job=f"{event.ticket}{SENT_ON}")
            case _:
                self._paper(hall, event.ticket, self._at_kiosk(kiosk), copy=False)

    def _at_kiosk(self, kiosk: str | None) -> tuple[Device, ...]:
        return self.plan.devices_at(DeviceKind.PRINTER, kiosk=kiosk or "")

    def _paper(self, hall: Hall, ticket: str, at: tuple[Device, ...], *, copy: bool, job: str = "") -> None:
        """`job`: only the first paper of a ticket is named as the ticket."""
        for device in at[:1]:
            slip = self._layout(slip_facts(hall, hall.tickets[ticket], copy=copy))
            self._printers[device.id].print(job or ticket, self._elements(slip))

    def _elements(self, slip: Slip) -> list[escpos.Element]:
        return [self._element(e) for e in slip] + [escpos.Cut()]

    def _element(self, element: object) -> escpos.Element:
        match element:
            case SlipText():
                size = element.size
                return escpos.Text(element.text, size, size, element.align, element.bold)
            case SlipQr():
                return escpos.Qr(self._phone_base + element.path)
            case SlipFeed():
                return escpos.Feed(element.lines)
            case SlipRule():
                return escpos.Rule()
        raise TypeError(element)

    # ------------------------------------------------------------ what the devices say

    def _printed(self, device: Device, job: str, outcome: PrintOutcome) -> None:
        """A copy that came out is paper in the hand; one that did not takes nothing from the citizen."""
        if job.endswith(SENT_ON) or (job.endswith(COPY) and not outcome.printed):
            return
        ticket = job.removesuffix(COPY)
        make = partial(
            m.ReportSlip,
            actor=f"device:{device.id}",
            ticket=ticket,
            printed=outcome.printed,
            cause=outcome.cause,
        )
        self.executor.submit(make)

    def _key(self, device: Device, press: KeyPress) -> None:
        keypad = next(k for k in self._keypads[str(device.window)] if k.device == device.id)
        command = self._grammar(press.key.value, press.digits)
        if command is None:
            keypad.refuse(press)
            return
        done = self.executor.submit(partial(command, actor=f"device:{device.id}", window=str(device.window)))
        done.add_done_callback(partial(_answer, keypad.accept, keypad.refuse, press))

    def _pressed(self, device: Device, press: RatingPress) -> None:
        rater = next(r for r in self._raters[str(device.window)] if r.device == device.id)
        make = partial(
            m.PressRating,
            actor=f"device:{device.id}",
            window=str(device.window),
            level=press.level or 0,
            channel="rater",
        )
        done = self.executor.submit(make)
        done.add_done_callback(partial(_answer, rater.thank, rater.refuse, press))

    def _felt(self, health: Health) -> None:
        with self._healths_lock:
            self._healths[health.device] = {
                "link": health.link,
                "cause": health.cause,
                "since": health.since_ms,
                "last_ok": health.last_ok_ms,
                "errors": health.errors,
                "paper": health.paper,
            }
        self.on_change(SEEN_BY)

    # ------------------------------------------------------------ building

    def _bus(self, url: str, devices: list[Device]) -> Bus:
        drivers = [self._driver(device) for device in devices]
        kill_point = crash.crash_point if crash.armed() else None
        return Bus(url, drivers, baudrate=devices[0].baudrate, kill_point=kill_point)

    def _driver(self, device: Device) -> Driver:
        window, options = str(device.window), device.options
        match device.kind:
            case DeviceKind.PRINTER:
                printer = Printer(
                    device.id,
                    columns=_int(options, "columns", 48),
                    on_job=partial(self._printed, device),
                    on_health=self._felt,
                )
                self._printers[device.id] = printer
                return printer
            case DeviceKind.SIGN:
                sign = Sign(
                    device.id,
                    device.address,
                    width=_int(options, "width", 128),
                    height=_int(options, "height", 32),
                    on_health=self._felt,
                )
                self._signs[window].append(sign)
                return sign
            case DeviceKind.KEYPAD:
                keypad = Keypad(
                    device.id, device.address, on_key=partial(self._key, device), on_health=self._felt
                )
                self._keypads[window].append(keypad)
                return keypad
            case DeviceKind.RATER:
                rater = Rater(
                    device.id,
                    device.address,
                    levels=_levels(options),
                    on_press=partial(self._pressed, device),
                    on_health=self._felt,
                )
                self._raters[window].append(rater)
                return rater


def _lines(plan: HallPlan) -> Iterable[tuple[str, list[Device]]]:
    """Devices by line: one worker a line, however many devices hang on it."""
    lines: dict[str, list[Device]] = {}
    for device in plan.devices:
        lines.setdefault(device.url, []).append(device)
    return lines.items()


def _windows(hall: Hall, event: Any) -> Iterable[str]:
    """The windows whose devices may show something else after this event: its own, for the text, and all
    that serve the ticket's queue, for how many wait."""
    window: str = getattr(event, "window", None) or ""
    ticket = hall.tickets.get(getattr(event, "ticket", None) or "")
    if not window and ticket is None:
        return hall.plan.window
    touched = {window} if window in hall.plan.window else set()
    if ticket:
        touched |= {w.id for w in hall.plan.windows_of.get(ticket.queue, ())}
    return touched


def _answer(
    accept: Callable[[Any], None], refuse: Callable[[Any], None], press: Any, done: "Future[Outcome]"
) -> None:
    """After the commit the device may say yes; anything else is a no."""
    if done.exception() is None and not done.result().code:
        accept(press)
    else:
        refuse(press)


def _int(options: Mapping[str, object], name: str, default: int) -> int:
    value = options.get(name, default)
    return value if isinstance(value, int) else default


def _levels(options: Mapping[str, object]) -> dict[int, int]:
    levels = options.get("levels")
    return {int(k): int(v) for k, v in levels.items()} if isinstance(levels, dict) else {}
