"""What the hot keys say, Chinese first, English second."""

from typing import NamedTuple


class Words(NamedTuple):
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"


NOTHING = Words("", "")

ACTIONS: dict[str, Words] = {
    "call": Words("呼叫下一位", "Call the next"),
    "recall": Words("重呼", "Recall"),
    "start": Words("开始办理", "Start"),
    "finish": Words("办结", "Finish"),
    "pass": Words("过号", "Pass"),
    "suspend": Words("暂停/恢复", "Suspend or resume"),
    "help": Words("呼叫值班", "Ask for the duty officer"),
}
"""What can have a key of its own."""

DONE: dict[str, Words] = {
    "call-next": Words("已呼叫 {number}", "Called {number}"),
    "recall": Words("已重呼 {number}", "Recalled {number}"),
    "start": Words("开始办理 {number}", "Serving {number}"),
    "finish": Words("已办结 {number}", "Finished {number}"),
    "pass": Words("已过号 {number}", "Passed {number}"),
    "suspend": Words("已暂停服务", "Suspended"),
    "resume": Words("已恢复服务", "Resumed"),
    "help": Words("已呼叫值班", "The duty officer is called"),
    "sign-in": Words("已签到", "Signed in at the window"),
    "stored": Words("有人取号时将自动呼叫", "The next to come is called by itself"),
}

STATES: dict[str, Words] = {
    "closed": Words("未签到", "Nobody signed in"),
    "idle": Words("空闲", "Idle"),
    "calling": Words("正在呼叫", "Calling"),
    "serving": Words("办理中", "Serving"),
    "suspended": Words("暂停服务", "Suspended"),
}
AWAY_STATE = Words("连接中断", "Connection lost")
SIGNED_OUT_STATE = Words("请登录", "Please sign in")
OTHERS_STATE = Words("他人签到", "Another person is signed in")
UNPAIRED_STATE = Words("未登记", "Not paired")

AWAY = Words(
    "连接中断,这次按键没有发送。请等恢复后再按。",
    "Connection lost; nothing was sent. Press again once it is back.",
)
UNANSWERED = Words(
    "没有收到答复。请看清窗口状态后再按。",
    "No answer came. Please look at the window's state, then press again.",
)
HELP_ANSWER = Words("值班回复 {name}:{text}", "The call for help was answered")
BACK = Words("连接已恢复", "Connected again")
BUSY = Words(
    "上一次按键还没有完成,这一下没有执行。", "The press before is not done yet; this one did nothing."
)
SIGN_IN_FIRST = Words("请先登录,这次按键没有发送。", "Please sign in first; nothing was sent.")
OTHERS = Words(
    "本窗口现在由 {name} 签到,这次按键没有发送。请在此退出,由本人登录热键。",
    "Somebody else sits at this window now; nothing was sent. Please sign out and let them sign in here.",
)
SESSION_OVER = Words("登录已失效,请重新登录。", "Your session is over; please sign in again.")
UNPAIRED = Words(
    "本电脑没有登记到此窗口,请联系管理员。",
    "This PC is not paired with the window; please ask the administrator.",
)
WELCOME = Words("{name},您好。热键可以用了。", "Welcome {name}. The hot keys work now.")
FAREWELL = Words("已退出登录。", "Signed out.")
LISTENER_DEAD = Words(
    "听不到键盘了,热键已停止,请重新启动。", "The keyboard is not heard any more; please start again."
)

WAYLAND = Words(
    "桌面是 Wayland,程序听不到别的窗口中的按键。请在登录界面选择 Xorg/X11 会话,或使用浏览器叫号台、呼叫器。",
    "This desktop is Wayland, where no program hears keys pressed in another window. Choose an Xorg session"
    " at log-on, or use the browser console or a keypad.",
)
NO_DISPLAY = Words(
    "没有图形桌面(DISPLAY 未设置),全局热键不能用。请在 X11 桌面中启动,或使用浏览器叫号台。",
    "There is no X display (DISPLAY is not set), so no global keys. Start it inside an X11 desktop, or use"
    " the browser console.",
)
NO_PYNPUT = Words(
    "没有安装 pynput。Windows:py -m pip install pynput;Debian/Ubuntu:apt install python3-pynput python3-tk。",
    "pynput is not installed. Windows: py -m pip install pynput; Debian/Ubuntu: apt install python3-pynput"
    " python3-tk.",
)
NO_KEYBOARD = Words("键盘监听启动失败:{cause}。", "Keys cannot be listened to: {cause}.")
NO_TK = Words(
    "没有 tkinter,状态窗口打不开;改用文字方式(--no-window)。",
    "There is no tkinter, so no status window; text is used instead (--no-window).",
)
TITLE = Words("叫号热键", "Hallcall hot keys")
BAD_CODE = Words(
    "登记码不对、已用过或已过十分钟,没有登记。请管理员再给一个登记码。",
    "The code is wrong, used up or older than ten minutes; nothing is paired. Please ask for a new one.",
)
OTHER_WINDOW = Words(
    "登记码是另一个窗口的,配置中是 {window}。请核对 hotkeys.toml,再要一个登记码。",
    "The code is for another window than {window} of hotkeys.toml. Please check it and ask for a new code.",
)
RUNNING = Words("热键程序已在运行。", "The hot keys run already.")
NO_TERMINAL = Words("没有键盘输入,不能登录。", "Nothing can be typed here, so nobody can sign in.")
NO_SERVER = Words("连不上 {server}:{cause}。", "{server} cannot be reached: {cause}.")


def filled(words: Words, **values: str) -> Words:
    return Words(words.zh.format(**values), words.en.format(**values))
