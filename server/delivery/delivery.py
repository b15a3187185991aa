"""What the hall wants of its devices, and what they say.

Paper is EveryOne: where each slip stands is in the log itself (slip_printed, slip_moved, slip_failed), so
after a crash what was committed and not confirmed is printed again, marked as a copy (decision 16). Signs,
keypads and raters are LatestWins: they are handed the whole present state after every commit, and the driver
brings them in step.
"""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from devices.drivers.key_entry import KeyPress
from devices.drivers.printer import PrintOutcome
from devices.drivers.qe1 import Qe1Rater
from devices.drivers.rater import Rater, RatingPress
from devices.health import Health
from server import crash
from server.delivery.cards import CardReaders
from server.delivery.lines import AnyRater, Ears, Hardware
from server.delivery.moments import Moments
from server.delivery.notices import Notices
from server.delivery.printing import Printing
from server.delivery.stands import Stands
from server.domain import messages as m
from server.domain.effects import EFFECTS, Effect
from server.domain.facts.plan import Device, DeviceKind, HallPlan
from server.domain.hall import Hall
from server.domain.texts.signs import Room
from server.domain.views.guide import NoticeFacts, TrialFacts
from server.domain.views.hall import DeviceHealth, Healths
from server.domain.views.ledger import LinePaperFacts
from server.domain.words.signs import holds_until, keypad_digits, rater_view, sign_text
from server.domain.words.slip import Slip, SlipFacts
from server.executor import Executor, Outcome
from server.store.log import Recorded

AnyLayout = Callable[[SlipFacts | NoticeFacts | TrialFacts | LinePaperFacts], Slip]
OnChange = Callable[[Effect], None]
SEEN_BY = Effect.KIOSKS | Effect.CONSOLES | Effect.DUTY
SILENT = ("no_answer", "garbage")


class Grammar(Protocol):
    """What a keypad means by a press: makes the command from `at` and `actor`; None = it means nothing here.

    held: the ticket that this window has kept on hold for longest, "" if none.
    """

    def __call__(
        self, key: str, digits: str, *, window: str, held: str
    ) -> Callable[..., m.Command] | None: ...


class Delivery:
    """All devices of the hall. `start` opens the lines; nothing here ever waits for a device."""

    def __init__(  # noqa: PLR0913 - all but one are named
        self,
        executor: Executor,
        *,
        layout: AnyLayout,
        grammar: Grammar,
        phone_base: str,
        resolve: Callable[[str], str] = lambda url: url,
        record: Path | None = None,
    ) -> None:
        self.executor = executor
        self.plan: HallPlan = executor.plan
        self.on_change: OnChange = lambda _: None
        self._grammar = grammar
        self._healths: dict[str, Health] = {}
        self._healths_lock = threading.Lock()
        # Written at the writer's turn, read by those of the lines. By window: the number that is to be
        # rated there now, and the ticket on hold for longest.
        self._asked: dict[str, str] = {}
        self._held: dict[str, str] = {}
        self._stands = Stands()
        # A hall that gives nobody stars never speaks of them: not every box knows the frame.
        self._stars = any(person.stars is not None for person in self.plan.staff)
        self.cards = CardReaders()
        ears = Ears(
            printed=self._printed,
            key=self._key,
            pressed=self._pressed,
            felt=self._felt,
            card=self.cards.read,
            card_trouble=self.cards.troubled,
        )
        self._hardware = Hardware(self.plan, ears, record).build(resolve)
        self._printing = Printing(executor, self._hardware, layout, phone_base)
        self._notices = Notices(executor, self._hardware, layout, phone_base)
        self.cards.readers = self._hardware.readers
        self._moments = Moments(
            executor.clock, self.plan.timezone, due=self._time_is_over, hour=self._hardware.brighten
        )

    def start(self) -> None:
        """Open every line and bring every device to the present state."""
        self.executor.read(self._resume)
        self._moments.look()
        self._hardware.start()
        self._moments.start()

    def stop(self) -> None:
        self._moments.stop()
        self._hardware.stop()

    def healths(self) -> Healths:
        """Device id -> how it is, as of now."""
        with self._healths_lock:
            known = list(self._healths)
        return {id_: self._health(id_, self._hardware.drivers[id_].health()) for id_ in known}

    def _health(self, id_: str, health: Health) -> DeviceHealth:
        return {
            "link": health.link,
            "cause": health.cause,
            "since": health.since_ms,
            "last_ok": health.last_ok_ms,
            "errors": health.errors,
            "paper": health.paper,
            "reconnects": health.reconnects,
            "bad_frames": self._hardware.bus_of[id_].bad_frames,
            "firmware": health.firmware,
        }

    # ------------------------------------------------------------ what the hall wants of the devices

    def heard(self, recorded: list[Recorded], hall: Hall) -> None:
        """At the writer's turn, after each commit. Only hands over; the lines' own threads write."""
        self._stands.heard(recorded, hall)
        windows: dict[str, None] = {}
        pressed: set[str] = set()
        for record in recorded:
            event: Any = record.event
            effects = EFFECTS[type(event)]
            if effects & Effect.PRINT:
                crash.crash_point("before_print")
                self._printing.heard(hall, event)
                self._notices.heard(hall, event)
            if effects & (Effect.SHOW | Effect.ASK):
                windows |= dict.fromkeys(_windows(hall, event))
            if isinstance(event, m.RatingGiven) and event.actor.startswith("device:"):
                pressed.add(event.window)
        self._show(hall, windows, pressed)

    def _resume(self, hall: Hall) -> None:
        """At the writer's turn too, so that no commit comes between this and the first one heard of."""
        self.executor.listeners.append(self.heard)
        self._stands.begin(hall)
        self._show(hall, self.plan.window)
        self._printing.resume(hall)
        self._notices.resume(hall)

    def _show(self, hall: Hall, windows: Iterable[str], pressed: Iterable[str] = ()) -> None:
        """`pressed`: the windows whose box was pressed just now: it thanks, and needs no calling off."""
        self._held = {str(hall.tickets[ticket].window): ticket for ticket in reversed(hall.held)}
        now = self.executor.clock()
        for window in windows:
            for sign in self._hardware.signs[window]:
                shown = sign_text(hall, window, room=Room(*sign.face), at=now)
                sign.show(shown.text, call=shown.call, number=shown.number, paused=shown.paused)
            self._moments.until(window, holds_until(hall, window, now))
            waiting, number = keypad_digits(hall, window)
            for keypad in self._hardware.keypads[window]:
                keypad.display(waiting, number)
            if raters := self._hardware.raters[window]:
                self._rate(hall, window, raters, pressed=window in pressed)

    def _time_is_over(self, windows: Iterable[str]) -> None:
        self.executor.read(lambda hall: self._show(hall, windows))

    def _rate(self, hall: Hall, window: str, raters: list[AnyRater], *, pressed: bool) -> None:
        """Ask once for each visit whose rating is open; call off what nobody may answer any more."""
        view, visit = rater_view(hall, window), hall.desks[window].visit
        number = hall.tickets[visit].number if visit and view["state"] == "ask" else ""
        before, self._asked[window] = self._asked.get(window, ""), number
        person = self.plan.person.get(view["staff_no"])
        for rater in raters:
            stars = person.stars if person and view["staff_no"] else None
            if isinstance(rater, Qe1Rater):
                rater.staff(view["staff_no"], person.name if person else "", stars or 0)
            elif isinstance(rater, Rater) and self._stars and view["state"] != "ask":
                rater.stars(stars or 0)
            if number and number != before:
                _ask(rater, number)
            elif before and not number and not pressed and not isinstance(rater, Rater):
                rater.cancel()

    # ------------------------------------------------------------ what the devices say

    def _printed(self, device: Device, job: str, outcome: PrintOutcome) -> None:
        if not self._notices.printed(device, job, outcome):
            self._printing.printed(device, job, outcome)

    def _key(self, device: Device, press: KeyPress) -> None:
        window = str(device.window)
        keypad = next(k for k in self._hardware.keypads[window] if k.device == device.id)
        held = self._held.get(window, "")
        command = self._grammar(press.key.value, press.digits, window=window, held=held)
        if command is None:
            keypad.refuse(press)
            return
        done = self.executor.submit(partial(self._keyed, command, window, f"device:{device.id}"))
        done.add_done_callback(partial(_answer, keypad.accept, keypad.refuse, press))

    def _keyed(self, command: Callable[..., m.Command], window: str, actor: str, *, at: int) -> m.Command:
        """The command, meant for what stood there when the key was pressed. At the writer's turn."""
        made = command(at=at, actor=actor)
        if isinstance(made, m.AtWindow):
            return replace(made, meant=self._stands.meant(window, actor, at))
        return made

    def _pressed(self, device: Device, press: RatingPress) -> None:
        rater = next(r for r in self._hardware.raters[str(device.window)] if r.device == device.id)
        done = self.executor.submit(_meant(device, press))
        done.add_done_callback(partial(_answer, rater.thank, rater.refuse, press))

    def _felt(self, device: Device, health: Health) -> None:
        with self._healths_lock:
            before = self._healths.get(device.id)
            self._healths[device.id] = health
        if device.kind is DeviceKind.RATER and _came_back(before, health):
            self._ask_again(device)
        self.on_change(SEEN_BY)

    def _ask_again(self, device: Device) -> None:
        """A box that was away, or that this process has only now found, does not know that it should ask."""
        number = self._asked.get(str(device.window), "")
        for rater in self._hardware.raters[str(device.window)]:
            if number and rater.device == device.id:
                _ask(rater, number)


def _meant(device: Device, press: RatingPress) -> Callable[..., m.Command]:
    """What a button of this box means: a level, with a reason or without one, or a complaint."""
    actor, window = f"device:{device.id}", str(device.window)
    if press.button == device.options.get("complaint"):
        return partial(m.PressComplaint, actor=actor, window=window)
    reasons: Any = device.options.get("reasons") or {}
    return partial(
        m.PressRating,
        actor=actor,
        window=window,
        level=press.level or 0,
        channel="rater",
        reason=reasons.get(str(press.button), ""),
    )


def _ask(rater: AnyRater, number: str) -> None:
    if isinstance(rater, Qe1Rater):
        rater.ask(number)
    else:
        rater.ask()


def _came_back(before: Health | None, now: Health) -> bool:
    """Its line is open again, or it speaks again."""
    if now.link == "lost" or now.cause in SILENT:
        return False
    return before is None or before.link == "lost" or before.cause in SILENT


def _windows(hall: Hall, event: Any) -> Iterable[str]:
    """The windows whose devices may show something else after this event: its own, for the text, and all
    that serve the ticket's queue, for how many wait; all, where who serves what or waits where is new."""
    window: str = getattr(event, "window", None) or ""
    ticket = hall.tickets.get(getattr(event, "ticket", None) or "")
    if isinstance(event, m.QueuesAssigned | m.TicketMoved) or (not window and ticket is None):
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
