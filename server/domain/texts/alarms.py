"""Alarms in words: what is wrong, what a group of them is called, what the duty officer is asked to do.

Chinese first, English second. Devices and computers are reported, never repaired by clerks (R117).
"""

Words = tuple[str, str]

DEVICE_NAMES: dict[str, Words] = {
    "printer": ("打印机", "printer"),
    "sign": ("显示屏", "sign"),
    "keypad": ("叫号器", "keypad"),
    "rater": ("评价器", "rating device"),
    "idreader": ("身份证阅读器", "card reader"),
}
CAUSES: dict[str, Words] = {
    "unplugged": ("已拔出", "is unplugged"),
    "no_answer": ("无应答", "does not answer"),
    "garbage": ("乱码", "sends garbage"),
    "unreachable": ("网络不通", "cannot be reached"),
    "stuck": ("线路不动", "takes no bytes"),
    "busy": ("端口被占用", "is used by another program"),
    "denied": ("无权打开", "may not be opened"),
    "paper_out": ("缺纸", "is out of paper"),
    "cover_open": ("盖子开着", "has its cover open"),
    "cutter": ("切刀故障", "has its cutter jammed"),
    "offline": ("脱机", "is offline"),
    "not_started": ("未启动", "was not started"),
}
OUT_OF_ORDER: Words = ("故障", "is out of order")

GROUPS: dict[str, Words] = {
    "printer": ("{n}台打印机故障", "{n} printers are out of order"),
    "sign": ("{n}块窗口屏失联", "{n} window signs are lost"),
    "keypad": ("{n}个叫号器失联", "{n} keypads are lost"),
    "rater": ("{n}个评价器失联", "{n} rating devices are lost"),
    "idreader": ("{n}个身份证阅读器失联", "{n} card readers are lost"),
    "board": ("{n}块大屏未连接", "{n} boards are away"),
    "kiosk": ("{n}台取号机未连接", "{n} kiosks are away"),
    "voice": ("{n}个播报区没有声音", "{n} voice zones are silent"),
    "unmanned": ("{n}个窗口无人在岗", "Nobody at {n} windows"),
    "suspended": ("{n}个窗口暂停过久", "{n} windows are paused for long"),
    "waiting": ("{n}个队列等候人数过多", "Too many wait in {n} queues"),
    "wait": ("{n}个队列等候过久", "People wait too long in {n} queues"),
    "complaint_overdue": ("{n}件投诉超期", "{n} complaints are overdue"),
    "bad_rating_overdue": ("{n}件差评超期", "{n} bad ratings are overdue"),
}
"""Of these kinds many are one line."""

_REPORT: Words = ("请报告技术人员,不要自行拆修。", "Please report it to the technician; do not repair it.")
ADVICE: dict[str, Words] = {
    "waiting": (
        "请增开窗口或调整窗口业务,并请引导员说明等候情况。",
        "Please open or re-assign a window, and have people told how long it takes.",
    ),
    "wait": (
        "请安排窗口优先办理,并向这位群众说明。",
        "Please have this person served next, and tell them so.",
    ),
    "unmanned": ("请联系该窗口人员或 B 岗到岗。", "Please call the clerk or the stand-in to the window."),
    "suspended": ("请询问窗口原因,安排恢复或 B 岗顶岗。", "Please ask the clerk why; resume or stand in."),
    "min_staff": ("请通知在岗不足的单位增派人员。", "Please ask the units to send more staff."),
    "help": ("请先回复,再到窗口,处理后写明情况。", "Please reply, go there, then write what was done."),
    "bad_rating": (
        "请了解情况,按时限联系群众,处理后写明。",
        "Please find out why, call the citizen in time, then write what was done.",
    ),
    "complaint_overdue": (
        "请在投诉办理中完成这一步。",
        "Please do the step that is due, on the page of complaints.",
    ),
    "bad_rating_overdue": (
        "请在差评办理中完成这一步。",
        "Please do the step that is due, on the page of complaints.",
    ),
    "unbalanced": ("请核对当日记录,报告技术人员。", "Please check the record and report it."),
    "rater": ("请引导群众扫码或纸质评价,并报告技术人员。", "Please offer phone or paper, and report it."),
    "printer": (
        "请引导群众到其他取号机或总服务台,并报告技术人员。",
        "Please send people elsewhere; report it.",
    ),
    "printer:paper_out": (
        "请给打印机装纸;装纸后仍缺纸的,请报告技术人员。",
        "Please load paper; else report it.",
    ),
    "printer:cover_open": (
        "请合上打印机盖子;仍未恢复的,请报告技术人员。",
        "Please close the cover; else report it.",
    ),
    "sign": ("请窗口人员口头叫号,并报告技术人员。", "Please have numbers called aloud, and report it."),
    "keypad": ("请窗口人员改用电脑叫号,并报告技术人员。", "Please call from the PC instead, and report it."),
    "idreader": (
        "请引导群众输入证件号或到总服务台,并报告技术人员。",
        "Please have numbers typed; report it.",
    ),
    "board": ("请查看大屏是否开机;未恢复的,请报告技术人员。", "Please see whether it is on; else report it."),
    "kiosk": (
        "请查看取号机是否开机,并请引导员带群众到其他取号机或总服务台;未恢复的,请报告技术人员。",
        "Please see whether it is on and send people to another kiosk or the desk; else report it.",
    ),
    "voice": (
        "请到大屏前触摸一次打开声音;仍无声的,请窗口人员口头叫号并报告技术人员。",
        "Please touch the board once; if silent, have numbers called aloud and report it.",
    ),
    "clock": (
        "请报告技术人员检查对时;核对前请以手表时间为准。",
        "Please report it; go by your watch meanwhile.",
    ),
    "clock_jump": (
        "请核对大厅时间与标准时间,不一致的请报告技术人员;核对后写明。",
        "Please compare the clock, report a difference, then write what was found.",
    ),
    "disk": (
        "请尽快报告技术人员清理磁盘,磁盘满后将不能取号叫号。",
        "Please report it soon: a full disk stops us.",
    ),
    "report": (
        "请打开报表,核对后报送,并标记已报送。",
        "Please check the report, send it, and mark it as sent.",
    ),
    "report_late": (
        "请尽快报送,并在报表中标记已报送。",
        "Please send it soon, and mark it as sent.",
    ),
    "outbox": ("请报告技术人员检查到上级平台的网络。", "Please report it: the line to the platform is down."),
}
"""By kind, or by kind and cause; what has no words of its own is reported."""
DEFAULT_ADVICE = _REPORT

ALARM_REFUSALS: dict[str, Words] = {
    "unknown_alarm": ("没有这个提醒({alarm})。", "There is no such alarm ({alarm})."),
    "alarm_taken": (
        "{name}(工号 {staff})已于 {time} 接手,请与其联系。",
        "{name} ({staff}) has taken it at {time}; please talk to them.",
    ),
    "alarm_free": ("现在没有人接手,请再按一次。", "Nobody has taken it now; please press again."),
    "clears_itself": ("原因消除后,此提醒自动消失。", "This alarm goes by itself when its cause is gone."),
}
