"""The face of an emulated sign, the same for every brand."""

from dataclasses import dataclass, field

from devices.emulators.far_end import Answer

FAST_S = 0.999


@dataclass
class Panel:
    """What one would see on one sign, and what was counted."""

    runs: list[Answer] = field(default_factory=list)
    mode: str = ""
    blinking: bool = False
    frames: int = 0
    writes: int = 0
    too_fast: int = 0
    written_at: float = -10.0

    def write(self, runs: list[Answer], mode: str, now: float) -> None:
        """Show these runs, each a text with its colour."""
        self.writes += 1
        self.too_fast += now - self.written_at < FAST_S
        self.written_at = now
        self.runs = runs
        self.mode = mode

    def clear(self) -> None:
        """Show nothing."""
        self.runs = []
        self.mode = ""

    def state(self) -> Answer:
        """For the control socket."""
        return {
            "text": "".join(run["text"] for run in self.runs),
            "runs": self.runs,
            "mode": self.mode,
            "frames": self.frames,
            "writes": self.writes,
            "too_fast": self.too_fast,
        }
