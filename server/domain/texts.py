"""What the hall says in words: one sentence for each stable code, Chinese first, English second.

Polite, short, without blame, and with the next step (R50). `{name}` is filled from the refusal's params.
"""

from collections.abc import Mapping

REFUSALS: dict[str, tuple[str, str]] = {
    "nobody_waiting": ("现在没有人等候。", "Nobody is waiting."),
    "wrong_state": (
        "现在不能这样操作,请看当前状态。",
        "This cannot be done in the present state; please check it.",
    ),
    "not_signed_in": ("{window}:请先签到。", "{window}: please sign in first."),
    "window_busy": (
        "请先办结或过号手中的 {number} 号。",
        "Please finish or pass {number} first.",
    ),
    "window_suspended": ("窗口已暂停服务,请先恢复。", "The window is suspended; please resume first."),
    "window_taken": (
        "{window}已由工号 {staff} 签到,请其先签退。",
        "Staff {staff} is signed in at {window}; they must sign out first.",
    ),
    "signed_in_elsewhere": (
        "您已在{window}签到,请先在那里签退。",
        "You are signed in at {window}; please sign out there first.",
    ),
    "not_allowed_here": (
        "您不在{window}的人员名单中,请联系值班员。",
        "You are not on the list for {window}; please ask the duty officer.",
    ),
    "hall_not_open": ("未到对外服务时间。", "The hall is not open for service now."),
    "recovery": (
        "系统刚恢复,等候值班员确认后继续。",
        "The system has just come back; please wait for the duty officer to resume.",
    ),
    "tickets_in_hand": (
        "还有 {count} 个窗口正在办理,请办结后再关闭大厅。",
        "{count} windows still serve; please let them finish before closing.",
    ),
    "pass_too_early": (
        "至少呼叫 {calls} 次、等候 {seconds} 秒后才能过号。",
        "Call at least {calls} times and wait {seconds} seconds before passing.",
    ),
    "recall_limit": (
        "{number} 号已多次重呼,请过号或办理。",
        "{number} was recalled enough; pass or serve.",
    ),
    "requeue_limit": ("过号重排次数已用完,请重新取号。", "Already requeued; please take a new number."),
    "transfer_forbidden": (
        "不能转到那里,请联系值班员。",
        "It cannot be transferred there; please ask the duty officer.",
    ),
    "other_queue": ("{number} 不属于本窗口的业务。", "{number} is not for this window."),
    "others_wait": ("还有人在等候,请按顺序叫号。", "Others are waiting; please call in order."),
    "not_at_work": ("工号 {staff} 现在不在窗口。", "Staff {staff} is not at a window now."),
    "unknown_lane": ("没有这种号({lane})。", "There is no such lane ({lane})."),
    "unknown_hold": ("没有这种挂起方式({kind})。", "There is no such kind of hold ({kind})."),
    "reason_required": ("请填写原因。", "Please give a reason."),
    "already_rated": ("本次服务已评价,谢谢。", "This visit has been rated already, thank you."),
    "rating_closed": ("评价时间已过,谢谢。", "The time for rating is over, thank you."),
    "unknown_level": ("没有这个评价等级。", "There is no such rating level."),
    "stale_key": ("按键已过时,请再按一次。", "That key press is too old; please press again."),
    "unknown_queue": (
        "没有这项业务({queue}),请重新选择或到总服务台咨询。",
        "There is no such service ({queue}); please choose again or ask the help desk.",
    ),
    "unknown_window": ("没有这个窗口({window})。", "There is no such window ({window})."),
    "unknown_ticket": ("没有这张号票({ticket})。", "There is no such ticket ({ticket})."),
    "unknown_staff": ("没有这个工号({staff})。", "There is no such staff number ({staff})."),
    "unknown_kiosk": ("没有这台取号机({kiosk})。", "There is no such kiosk ({kiosk})."),
    "unknown_screen": ("没有这块屏幕({screen})。", "There is no such screen ({screen})."),
    "unknown_agent": ("没有这个窗口({agent})。", "There is no such window ({agent})."),
    "unknown_page": ("没有这个页面或接口。", "There is no such page or interface."),
    "method_not_allowed": ("此地址不支持这种操作。", "This address does not take that method."),
    "invalid": ("填写的内容有误,请检查。", "Something in the request is not right; please check."),
    "too_large": ("内容太长。", "That is too long."),
    "key_reused": (
        "同一个请求编号用在了不同的内容上。",
        "The same Idempotency-Key was used for a different request.",
    ),
    "sign_in_required": ("请先登录。", "Please sign in."),
    "bad_credentials": ("工号或密码不对,请重试。", "Staff number or password is wrong; please try again."),
    "locked": (
        "密码错误次数过多,请 {minutes} 分钟后再试或联系管理员。",
        "Too many wrong passwords; try again in {minutes} minutes or ask the administrator.",
    ),
    "bad_token": ("本设备未登记,请联系管理员。", "This device is not paired; please ask the administrator."),
    "forbidden": ("您没有这项权限,请联系值班员。", "You may not do this; please ask the duty officer."),
    "csrf": ("页面已过期,请刷新后重试。", "This page has expired; please reload it."),
    "storage_failed": (
        "系统未能保存,请稍候再试;如仍不行请到总服务台。",
        "The system could not save this; please try again shortly or ask the help desk.",
    ),
    "internal": ("系统出了问题,已记录,请稍候再试。", "Something went wrong and was recorded; try again."),
}

HALL_STATES: dict[str, tuple[str, str]] = {
    "off": ("未开启", "Off"),
    "prep": ("尚未开始办理,请稍候", "Not open yet"),
    "open": ("正在办理业务", "Open"),
    "extended": ("已停止取号,已取号的群众请继续等候", "No more tickets; those waiting will be served"),
    "closed": ("今日服务已结束,谢谢", "Closed for today, thank you"),
    "recovery": ("系统恢复中,请稍候", "Coming back, please wait"),
}

KIOSK_CLOSED: dict[str, tuple[str, str]] = {
    "prep": ("尚未开始取号,请稍候", "Tickets are not issued yet"),
    "off": ("尚未开始取号,请稍候", "Tickets are not issued yet"),
    "extended": ("今日取号已结束", "No more tickets today"),
    "closed": ("今日服务已结束,谢谢", "Closed for today, thank you"),
    "recovery": ("系统恢复中,请到总服务台", "Coming back; please go to the help desk"),
    "printer": ("设备维护,请到总服务台取号", "Out of order; please take a number at the help desk"),
}


def refusal_text(code: str, params: Mapping[str, str]) -> tuple[str, str]:
    """(Chinese, English). An unknown code is a fault of ours and reads as one."""
    zh, en = REFUSALS.get(code, REFUSALS["internal"])
    blanks = _Blanks(params)
    return zh.format_map(blanks), en.format_map(blanks)


class _Blanks(dict[str, str]):
    """A sentence with a gap is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return ""
