"""The small status window: always on top, never in the way, without the focus unless somebody signs in."""

import sys
import threading
import tkinter as tk
from collections.abc import Callable

from caller.hotkeys import words as w
from caller.hotkeys.agent import Agent
from caller.hotkeys.desk import Shown

LOOK_MS = 100
WIDTH, HEIGHT, MARGIN = 380, 252, 16
FONT = "Microsoft YaHei" if sys.platform == "win32" else "Noto Sans CJK SC"
GROUND, INK, SOFT = "#FFFFFF", "#14213A", "#4A5873"
TONES = {"plain": "#4A5873", "call": "#B5300C", "good": "#17663A", "warn": "#8A5A00", "bad": "#B3261E"}
"""As on the console; every one carries white text at 4.5:1 or more."""


def run(agent: Agent, listening: Callable[[], bool], corner: str) -> int:
    """Until it is closed; the exit code. Raises tk.TclError where no window can be made."""
    return Window(agent, listening, corner).live()


class Window:
    def __init__(self, agent: Agent, listening: Callable[[], bool], corner: str) -> None:
        self._agent, self._listening = agent, listening
        self._beeps, self._code, self._busy = 0, 0, False
        self.root = tk.Tk()
        self.root.title("叫号热键 Hallcall")
        self.root.configure(bg=GROUND)
        self.root.resizable(False, False)
        self.root.attributes("-topmost", True)
        self._place(corner)
        self._make()

    def live(self) -> int:
        self._look()
        self.root.mainloop()
        return self._code

    # ------------------------------------------------------------ how it looks

    def _place(self, corner: str) -> None:
        right = self.root.winfo_screenwidth() - WIDTH - MARGIN
        bottom = self.root.winfo_screenheight() - HEIGHT - 4 * MARGIN
        x, y = (right if "right" in corner else MARGIN), (bottom if "bottom" in corner else MARGIN)
        self.root.geometry(f"{WIDTH}x{HEIGHT}+{x}+{y}")

    def _make(self) -> None:
        head = tk.Frame(self.root, bg=GROUND)
        head.pack(fill="x", padx=16, pady=(10, 0))
        self._label = self._text(head, 12, bold=True)
        self._label.pack(side="left")
        self._state = tk.Label(head, fg="#FFFFFF", font=(FONT, 13, "bold"), padx=10, pady=2)
        self._state.pack(side="right")
        self._number = self._text(self.root, 34, bold=True)
        self._number.pack(fill="x", padx=16)
        line = tk.Frame(self.root, bg=GROUND)
        line.pack(fill="x", padx=16)
        self._detail, self._waiting = self._text(line, 11, SOFT), self._text(line, 11, bold=True)
        self._detail.pack(side="left")
        self._waiting.pack(side="right")
        self._foot = self._make_foot()
        self._said = self._text(self.root, 11, bold=True)
        self._said_en = self._text(self.root, 9, SOFT)
        for words in (self._said, self._said_en):
            words.configure(wraplength=WIDTH - 32, justify="left")
            words.pack(fill="x", padx=16)
        self._form = self._make_form()

    def _text(self, parent: tk.Misc, size: int, colour: str = INK, *, bold: bool = False) -> tk.Label:
        font = (FONT, size, "bold") if bold else (FONT, size)
        return tk.Label(parent, bg=GROUND, fg=colour, font=font, anchor="w")

    def _make_foot(self) -> tk.Frame:
        foot = tk.Frame(self.root, bg=GROUND)
        foot.pack(side="bottom", fill="x", padx=16, pady=(0, 8))
        self._person = self._text(foot, 10, SOFT)
        self._person.pack(side="left")
        self._out = tk.Button(foot, text="退出登录", font=(FONT, 10), command=self._sign_out)
        self._in = tk.Button(
            foot, text="在此窗口签到", font=(FONT, 10), command=lambda: self._agent.press("sign-in")
        )
        return foot

    def _make_form(self) -> tk.Frame:
        """The sign-in, in place of the number while nobody has signed in."""
        form = tk.Frame(self.root, bg=GROUND)
        self._staff_no = self._entry(form, 0, "工号", "")
        self._password = self._entry(form, 1, "密码", "•")
        button = tk.Button(form, text="登录 Sign in", font=(FONT, 11), command=self._sign_in)
        button.grid(row=0, column=2, rowspan=2, sticky="ns", padx=(8, 0))
        for entry in (self._staff_no, self._password):
            entry.bind("<Return>", lambda _: self._sign_in())
        return form

    def _entry(self, form: tk.Frame, row: int, word: str, hidden: str) -> tk.Entry:
        self._text(form, 11).grid(row=row, column=0, sticky="w")
        tk.Label(form, text=word, bg=GROUND, fg=INK, font=(FONT, 11)).grid(row=row, column=0, padx=(0, 8))
        entry = tk.Entry(form, font=(FONT, 12), width=14, show=hidden, fg=INK)
        entry.grid(row=row, column=1, pady=2)
        return entry

    # ------------------------------------------------------------ what it shows

    def _look(self) -> None:
        if not self._listening():
            self._code = 1
            print(w.LISTENER_DEAD, file=sys.stderr)
            self.root.destroy()
            return
        self._show(self._agent.shown())
        self.root.after(LOOK_MS, self._look)

    def _show(self, shown: Shown) -> None:
        away = shown.state == w.AWAY_STATE
        self._label.configure(text=shown.label)
        self._state.configure(text=shown.state.zh, bg=TONES[shown.tone])
        signing_in = shown.needs == "sign-in" and not away
        self._number.configure(
            text=shown.state.zh if away else shown.number or "—",
            bg=TONES["bad"] if away else GROUND,
            fg="#FFFFFF" if away else INK,
        )
        self._swap(self._form, self._number, first=signing_in)
        self._detail.configure(text="热键暂时不能用" if away else shown.detail)
        self._waiting.configure(text="" if shown.waiting is None else f"等候 {shown.waiting} 人")
        self._said.configure(text=shown.said.zh, fg=TONES[shown.said_tone])
        self._said_en.configure(text=shown.said.en)
        self._person.configure(text=shown.person)
        self._present(self._out, there=bool(shown.person))
        self._present(self._in, there=shown.needs == "window")
        if shown.beeps != self._beeps:
            self._beeps = shown.beeps
            self.root.bell()

    def _swap(self, one: tk.Widget, other: tk.Widget, *, first: bool) -> None:
        here, gone = (one, other) if first else (other, one)
        if not here.winfo_manager():
            gone.pack_forget()
            here.pack(fill="x", padx=16, pady=(4, 0), before=self._detail.master)

    @staticmethod
    def _present(button: tk.Button, *, there: bool) -> None:
        if there and not button.winfo_manager():
            button.pack(side="right", padx=(8, 0))
        elif not there:
            button.pack_forget()

    # ------------------------------------------------------------ what is pressed in it

    def _sign_in(self) -> None:
        if self._busy:
            return
        self._busy = True
        staff_no, password = self._staff_no.get().strip(), self._password.get()
        self._password.delete(0, "end")
        threading.Thread(target=self._ask, args=(staff_no, password), daemon=True).start()

    def _ask(self, staff_no: str, password: str) -> None:
        self._agent.sign_in(staff_no, password)
        self._busy = False

    def _sign_out(self) -> None:
        threading.Thread(target=self._agent.sign_out, daemon=True).start()
