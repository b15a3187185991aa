"""One device of each kind on a line in memory, under one surface: what is wanted of it, is it there?

A wish is a number n. Of a sign it is the text to show, of a printer a slip, of a rating box a question, of a
card reader a card, of what only speaks a press. `want` may be repeated, as people do when nothing happened.
"""

from collections.abc import Callable
from typing import Any

from memory_line import Clock, Rig

from devices.codecs.escpos import Cut, Feed, Text
from devices.drivers.cards.brands import card_for
from devices.drivers.idcard import CardRead, IdReader
from devices.drivers.keypad import Keypad, KeyPress
from devices.drivers.printer import Printer, PrintOutcome
from devices.drivers.qe1 import Qe1Rater
from devices.drivers.rater import Rater, RatingPress
from devices.drivers.sign import Sign
from devices.drivers.usb_keypad import UsbKeypad, UsbRater
from devices.emulators.alpha import Alpha
from devices.emulators.digits import Digits
from devices.emulators.far_end import FarEnd
from devices.emulators.ff68 import Ff68
from devices.emulators.keys import UsbKeys
from devices.emulators.lihe import Lihe
from devices.emulators.onbon import Onbon
from devices.emulators.printer import Printer as FarPrinter
from devices.emulators.qe1 import Qe1
from devices.emulators.ruize import Ruize
from devices.emulators.samv import Samv
from devices.emulators.shuangse import Shuangse
from devices.health import Health

LEVELS = {0: 5, 1: 5, 2: 4, 3: 3, 4: 2, 5: 1}
CARDS = ("11010519491231002X", "440524188001010014")


class Bench(Rig):
    """invented: what the driver reported and nobody did."""

    def __init__(self, make: Callable[[dict[str, Any]], Any], far_end: FarEnd, **options: Any) -> None:
        clock = Clock()
        self.told: list[Health] = []
        self.driver = make({"wall_ms": clock.wall_ms, "on_health": self.told.append})
        super().__init__(far_end, [self.driver], clock, **options)

    def well(self) -> bool:
        """Nothing is known to be wrong, and as much is known as can be."""
        health = self.driver.health()
        return health.well and health.link in self.tops()

    def tops(self) -> tuple[str, ...]:
        return ("in_step", "sent")

    def want(self, n: int) -> None:
        raise NotImplementedError

    def has(self, n: int) -> bool:
        raise NotImplementedError

    def invented(self) -> bool:
        return False


class SignBench(Bench):
    def __init__(self, protocol: str, far_end: FarEnd, **options: Any) -> None:
        super().__init__(lambda all_: Sign("d", 3, card=card_for(protocol, 3, **options), **all_), far_end)

    def want(self, n: int) -> None:
        self.driver.show(f"A{n:03d}", call=True, number=f"A{n:03d}")

    def has(self, n: int) -> bool:
        state = self.order(op="state")
        text = (state.get("signs") or state["displays"])["3"]["text"]
        return text.strip() == f"A{n:03d}" and self.well()


class PrinterBench(Bench):
    def __init__(self, *, baud: int | None = None) -> None:
        self.outcomes: dict[str, list[PrintOutcome]] = {}
        self.asked: dict[str, int] = {}
        super().__init__(
            lambda all_: Printer("d", columns=32, on_job=self._done, **all_),
            FarPrinter(baud=baud),
            baudrate=baud or 9600,
        )

    def _done(self, job: str, outcome: PrintOutcome) -> None:
        self.outcomes.setdefault(job, []).append(outcome)

    def want(self, n: int) -> None:
        """A slip that is still under way is not asked for again; one that failed is, as the kiosk offers."""
        job = f"A{n:03d}"
        if self.asked.get(job, 0) == len(self.outcomes.get(job, ())):
            self.asked[job] = self.asked.get(job, 0) + 1
            self.driver.print(job, [Text(job, 4, 4), Text("请到3号窗口"), Text("二楼"), Feed(2), Cut()])

    def has(self, n: int) -> bool:
        outcomes = self.outcomes.get(f"A{n:03d}", [])
        return bool(outcomes) and outcomes[-1].printed and f"A{n:03d}" in self.papers()

    def papers(self) -> list[str]:
        """The number of each slip that was cut; the driver marks one printed anew."""
        lines = [ticket["lines"] for ticket in self.order(op="state")["tickets"]]
        return ["".join(line.get("text", "") for line in slip if line.get("height") == 4) for slip in lines]

    def invented(self) -> bool:
        """More reports than jobs, or a slip called printed that lies nowhere."""
        said = [job for job, all_ in self.outcomes.items() if any(outcome.printed for outcome in all_)]
        known = all(len(all_) <= self.asked[job] for job, all_ in self.outcomes.items())
        return not known or any(job not in "".join(self.papers()) for job in said)


class Qe1Bench(Bench):
    """A question is dropped after a while: when the box is back, the hall asks anew, and so does `want`."""

    def __init__(self) -> None:
        self.presses: list[RatingPress] = []
        super().__init__(
            lambda all_: Qe1Rater("d", 3, levels=LEVELS, on_press=self.presses.append, ask_s=200, **all_),
            Qe1([3]),
        )

    def want(self, n: int) -> None:
        if self.order(op="state")["boxes"]["3"]["ticket"] != f"A{n:03d}":
            self.driver.ask(f"A{n:03d}")

    def has(self, n: int) -> bool:
        box = self.order(op="state")["boxes"]["3"]
        return (box["showing"], box["ticket"]) == ("asking", f"A{n:03d}") and self.well()

    def invented(self) -> bool:
        return bool(self.presses)


class ReaderBench(Bench):
    def __init__(self) -> None:
        self.cards: list[CardRead] = []
        self.read: set[int] = set()
        super().__init__(
            lambda all_: IdReader("d", on_card=self.cards.append, **all_), Samv(), baudrate=115200
        )

    def want(self, n: int) -> None:
        """A hand lays the card down, again if need be."""
        self.number = CARDS[n % 2]
        self.cards.clear()
        self.order(op="remove")
        self.order(op="card", number=self.number)
        self.driver.ask(600)

    def has(self, n: int) -> bool:
        return [card.number for card in self.cards] == [CARDS[n % 2]]

    def invented(self) -> bool:
        return any(card.number != self.number for card in self.cards)


class PressBench(Bench):
    """What only speaks. The hall says yes to each press at once; a press that shows nothing is repeated."""

    def __init__(self, make: Callable[[Callable[[Any], None], dict[str, Any]], Any], far_end: FarEnd) -> None:
        self.presses: list[Any] = []
        self.pressed: list[str] = []
        super().__init__(lambda all_: make(self._heard, all_), far_end)

    def _heard(self, press: KeyPress | RatingPress) -> None:
        self.presses.append(press)
        if isinstance(press, KeyPress):
            self.driver.accept(press)
        else:
            self.driver.thank(press)

    def tops(self) -> tuple[str, ...]:
        return ("opened", "answered")

    def want(self, n: int) -> None:
        self.run(2.5)  # nobody presses the same key faster; it would be the device's own repeat
        self.presses.clear()
        self.button = self.press(n)

    def press(self, n: int) -> object:
        raise NotImplementedError

    def has(self, n: int) -> bool:
        return self.said() == [self.button] and self.answered()

    def said(self) -> list[object]:
        return [getattr(press, "key", None) or press.button for press in self.presses]

    def answered(self) -> bool:
        return True

    def invented(self) -> bool:
        return self.said() not in ([], [self.button])


class KeypadBench(PressBench):
    def __init__(self, make: Any = None, far_end: FarEnd | None = None) -> None:
        super().__init__(
            make or (lambda heard, all_: Keypad("d", 3, on_key=heard, **all_)), far_end or Ff68([3])
        )

    def press(self, n: int) -> object:
        key = ("call", "recall", "pause")[n % 3]
        self.order(op="press", address=3, key=key)
        return key

    def answered(self) -> bool:
        return not self.order(op="state")["desks"]["3"]["unanswered"]


class RaterBench(KeypadBench):
    def __init__(self) -> None:
        super().__init__(lambda heard, all_: Rater("d", 3, levels=LEVELS, on_press=heard, **all_))

    def press(self, n: int) -> object:
        self.order(op="rate", address=3, button=1 + n % 3)
        return 1 + n % 3

    def answered(self) -> bool:
        return not self.order(op="state")["desks"]["3"]["rater"]["unanswered"]


class UsbKeypadBench(PressBench):
    def __init__(self) -> None:
        super().__init__(lambda heard, all_: UsbKeypad("d", on_key=heard, **all_), UsbKeys())

    def press(self, n: int) -> object:
        cap, key = (("plus", "call"), ("minus", "recall"), ("slash", "pause"))[n % 3]
        self.order(op="press", key=cap)
        return key


class UsbRaterBench(PressBench):
    def __init__(self) -> None:
        super().__init__(lambda heard, all_: UsbRater("d", levels=LEVELS, on_press=heard, **all_), UsbKeys())

    def press(self, n: int) -> object:
        self.order(op="press", key=str(1 + n % 3))
        return 1 + n % 3


BENCHES: dict[str, Callable[[], Bench]] = {
    "printer": PrinterBench,
    "onbon": lambda: SignBench("onbon-k", Onbon([3])),
    "lihe": lambda: SignBench("lihe", Lihe([3]), confirms=True),
    "lihe, old": lambda: SignBench("lihe", Lihe([3], old=True)),
    "shuangse": lambda: SignBench("shuangse", Shuangse([3])),
    "ruize": lambda: SignBench("ruize", Ruize([3])),
    "alpha": lambda: SignBench("alpha", Alpha([3]), acknowledges=True),
    "alpha, silent": lambda: SignBench("alpha", Alpha([3])),
    "digits": lambda: SignBench("modbus-digits", Digits([3])),
    "ff68 keypad": KeypadBench,
    "ff68 rater": RaterBench,
    "qe1": Qe1Bench,
    "samv": ReaderBench,
    "keys": UsbKeypadBench,
    "keys, rater": UsbRaterBench,
}
