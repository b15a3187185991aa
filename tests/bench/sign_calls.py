"""From the wish of a call to the yes of its sign, many signs on one line; part of bench devices."""

import contextlib
import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from devices.drivers.cards.card import Look
from devices.drivers.cards.onbon import OnbonCard
from devices.drivers.sign import WRITE_EVERY_S, Sign
from devices.health import Health
from tests.bench.far_ends import BAUD, BITS, LIMIT_S, Bare, far_end, running, until
from tests.bench.figures import QUICK, Figure, percentile, progress

SIGNS = 6 if QUICK else 60
PASSES = 1 if QUICK else 4
EVERY = 3 if QUICK else 4  # this part of the signs is called while the others are refreshed
IDLE_RATIO = 1.1
CARDS = ("社保窗口 张敏 工号{}", "社保窗口 李强 工号{}")


class Board:
    """The signs of one line, and when each came in step."""

    def __init__(self) -> None:
        self.signs = [Sign(f"led-{n}", n, on_health=self._heard) for n in range(1, SIGNS + 1)]
        self._news = threading.Condition()
        self._agreed: dict[str, float] = {}

    def _heard(self, health: Health) -> None:
        if health.link == "in_step":
            with self._news:
                self._agreed[health.device] = time.perf_counter()
                self._news.notify_all()

    def call_s(self, sign: Sign, number: int) -> float:
        """Seconds from the wish to the sign's yes."""
        with self._news:
            self._agreed.pop(sign.device, None)
        begun = time.perf_counter()
        sign.show(_call(number), call=True)
        with self._news:
            if not self._news.wait_for(lambda: sign.device in self._agreed, LIMIT_S):
                raise TimeoutError(f"{sign.device}: {sign.health()}")
            return self._agreed[sign.device] - begun

    def cards(self, turn: int, signs: list[Sign] | None = None) -> None:
        for sign in self.signs if signs is None else signs:
            sign.show(_card(sign, turn))

    def settle(self) -> None:
        """All in step, and none written so lately that it would have to wait for its next text."""
        until(self.agreed)
        time.sleep(1.1 * WRITE_EVERY_S)

    def agreed(self) -> bool:
        return all(sign.health().link == "in_step" for sign in self.signs)


@dataclass
class Took:
    """Seconds of each exchange."""

    idle: list[float]
    refresh: list[float]
    bare_call: list[float]
    bare_card: list[float]
    all_signs: float = 0.0


def measure(folder: Path) -> tuple[list[Figure], str]:
    chance = random.Random(9600)
    options = {"addresses": f"1-{SIGNS}", "baud": BAUD}
    board, took = Board(), Took([], [], [], [])
    board.cards(0)
    progress(f"devices: {SIGNS} signs, the first text")
    with (
        far_end(folder, "onbon", "led", **options) as led,
        far_end(folder, "onbon", "twin", **options) as twin,
        running(led, board.signs),
        contextlib.closing(Bare(twin)) as bare,
    ):
        board.settle()
        begun = time.perf_counter()
        board.cards(1)
        until(board.agreed)
        took.all_signs = time.perf_counter() - begun
        board.settle()
        progress("devices: calls while nothing else is to be said")
        for number, sign in enumerate(board.signs):
            for text, call, kept in (
                (_call(number), True, took.bare_call),
                (_card(sign, 0), False, took.bare_card),
            ):
                seconds, answer = bare.exchange_s(_frame(sign, text, call=call), b"\x5a")
                kept.append(seconds)
            time.sleep(chance.uniform(0.0, 0.1))
            took.idle.append(board.call_s(sign, number))
        for turn in range(PASSES):
            progress(f"devices: calls during a refresh, {turn + 1} of {PASSES}")
            took.refresh += _calls_during_refresh(board, turn, chance)
    frame = len(_frame(board.signs[0], _call(0), call=True))
    return _sign_figures(took, frame + answer), f"{frame} bytes, its answer {answer}"


def _calls_during_refresh(board: Board, turn: int, chance: random.Random) -> list[float]:
    """Every so many signs are called while the rest, all of it, gets a new text."""
    board.settle()
    called = board.signs[turn % EVERY :: EVERY]
    rest = [sign for sign in board.signs if sign not in called]
    board.cards(turn, rest)
    took = []
    for number, sign in enumerate(called):
        time.sleep(chance.uniform(0.05, 0.2))
        if not QUICK and all(other.health().link == "in_step" for other in rest):
            raise RuntimeError("the refresh was over before all calls were made")
        took.append(board.call_s(sign, number + 100))
    return took


def _sign_figures(took: Took, size: int) -> list[Figure]:
    bare, card = 1000 * median(took.bare_call), 1000 * median(took.bare_card)
    idle_goal = round(IDLE_RATIO * bare, 1)
    busy_goal = round(IDLE_RATIO * bare + card, 1)
    return [
        Figure("sign_wire_ms", bare, "ms", 1000 * size * BITS / BAUD),
        Figure("call_idle_ms_p50", _ms(took.idle, 50), "ms", bare, idle_goal),
        Figure("call_idle_ms_p95", _ms(took.idle, 95), "ms", bare, busy_goal),
        Figure("call_refresh_ms_p50", _ms(took.refresh, 50), "ms", bare, busy_goal),
        Figure("call_refresh_ms_p95", _ms(took.refresh, 95), "ms", bare, busy_goal),
        Figure("call_refresh_ms_max", 1000 * max(took.refresh), "ms", bare),
        Figure(f"refresh_s_{SIGNS}", took.all_signs, "s", SIGNS * card / 1000),
    ]


def _call(number: int) -> str:
    return f"请A{number:03d}号"


def _card(sign: Sign, turn: int) -> str:
    return CARDS[turn % len(CARDS)].format(1000 + sign.address)


def _frame(sign: Sign, text: str, *, call: bool) -> bytes:
    return OnbonCard(sign.address).steps(Look(text, call), None)[0].data


def _ms(seconds: list[float], percent: int) -> float:
    return 1000 * percentile(seconds, percent)
