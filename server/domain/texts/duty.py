"""What the hall says of an outage and of the duty, in words: (Chinese, English) for each stable code."""

DUTY_REFUSALS: dict[str, tuple[str, str]] = {
    "no_duty_officer": (
        "{name}不能接班,请选择另一位值班员。",
        "The duty cannot be handed to {name}; please choose another duty officer.",
    ),
    "nothing_offered": (
        "现在没有人向您交班,请先由交班人选择您。",
        "Nobody hands the duty to you now; who has it must choose you first.",
    ),
}

BY_HAND = (
    "系统故障,现改为手工办理。请凭号票或纸质号等候,听工作人员叫号",
    "Now served by hand: please keep your number, on paper too, and listen for the staff",
)
"""A long outage (R119)."""

KIOSK_BY_HAND = ("现改为手工办理,请到总服务台领取纸质号", "Please take a paper number at the help desk")

CLOSING: dict[str, tuple[str, str]] = {
    "in_hand": ("窗口在办", "At the windows"),
    "waiting": ("等候中", "Waiting"),
    "held": ("挂起", "On hold"),
    "passed": ("过号未回", "Passed and not back"),
    "ratings": ("等候评价", "Ratings still open"),
    "unconfirmed": ("未确认打印的号票", "Slips nobody saw come out"),
    "incident": ("停机未结案", "Incidents not closed"),
    "alarms": ("提醒未处理", "Alarms without an answer"),
    "cases": ("今天到期的投诉、差评回访", "Complaints and follow-ups due today"),
    "offer": ("交班未接", "Hand-over not taken"),
    "checks": ("每日检查未做", "Items of the daily list"),
    "signed": ("值班记录未签字", "Duty record not signed"),
}
"""What is to be settled before the hall is left (R9, R118)."""

RECOVERY: dict[str, tuple[str, str]] = {
    "clock": ("系统时间正确", "The clock is right"),
    "in_hand": ("停机时在办的号码,按纸上的时间补录", "Visits in hand when it stopped"),
    "unconfirmed": ("未确认打印的号票,补录或作废", "Slips nobody saw come out"),
    "paper": ("纸质号连号补录,不缺号", "Paper numbers entered, none left out"),
    "windows": ("窗口重新签到", "Windows signed in again"),
}
"""What is settled before the hall goes on after an outage (4.3)."""

READINESS: dict[str, tuple[str, str]] = {
    "windows": ("窗口人员已签到", "Windows signed in"),
    "printer": ("取号机、窗口打印机有纸可打", "Printers have paper"),
    "sign": ("窗口屏在线", "Window signs in step"),
    "keypad": ("叫号器在线", "Keypads answer"),
    "rater": ("评价器在线", "Rating devices answer"),
    "idreader": ("身份证阅读器在线", "ID readers answer"),
    "kiosks": ("取号机已打开", "Kiosks are on"),
    "boards": ("大屏已打开", "Boards are on"),
    "voice": ("每个区域有声音", "Every zone has its voice"),
    "clock": ("系统时间正确", "The clock is right"),
    "disk": ("磁盘空间充足", "There is room on the disk"),
}
"""What is to be ready before the hall opens (R2)."""

SHUTDOWN: dict[str, tuple[str, str]] = {
    "closed": ("大厅已关闭,当天已结算", "The hall is closed, the day is settled"),
    "written": ("全部记录已写入磁盘", "Everything is on the disk"),
    "slips": ("没有待打印的号票", "No slip waits to be printed"),
    "dark": ("窗口屏、评价器已熄灭", "Signs and rating devices are dark"),
    "signed": ("值班记录已签字", "The duty record is signed"),
}
"""What is so when the mains may be cut (R118)."""

SWITCH_OFF: tuple[tuple[str, str], ...] = (
    ("取号机", "Kiosks"),
    ("大屏和音箱", "Boards and loudspeakers"),
    ("窗口屏、评价器、叫号器", "Signs, rating devices, keypads"),
    ("窗口电脑", "Computers at the windows"),
    ("服务器,最后关", "The server, last"),
)
"""In this order: who shows first, who remembers last."""
