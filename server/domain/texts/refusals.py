"""What is said instead of yes, and what state the hall is in: a sentence for each stable code, Chinese first.

Polite, short, without blame, and with the next step (R50). `{name}` is filled from the refusal's params.
"""

from collections.abc import Mapping

from server.domain.texts.alarms import ALARM_REFUSALS
from server.domain.texts.cases import CASE_REFUSALS
from server.domain.texts.duty import DUTY_REFUSALS
from server.domain.texts.ledger import LEDGER_REFUSALS
from server.domain.texts.notices import NOTICE_REFUSALS
from server.domain.texts.staff import STAFF_REFUSALS

REFUSALS: dict[str, tuple[str, str]] = {
    **ALARM_REFUSALS,
    **NOTICE_REFUSALS,
    **DUTY_REFUSALS,
    **CASE_REFUSALS,
    **LEDGER_REFUSALS,
    "nobody_waiting": ("现在没有人等候。", "Nobody is waiting."),
    "wrong_state": (
        "现在不能这样操作,请看当前状态。",
        "This cannot be done in the present state; please check it.",
    ),
    "moved_on": (
        "窗口状态刚刚变了,这次按键没有执行,请看清后再按。",
        "The window has just changed; this press did nothing. Please look, then press again.",
    ),
    "not_signed_in": ("{window}:请先签到。", "{window}: please sign in first."),
    "window_busy": (
        "请先办结、过号或挂起手中的 {number} 号。",
        "Please finish, pass or hold {number} first.",
    ),
    "window_suspended": ("窗口已暂停服务,请先恢复。", "The window is suspended; please resume first."),
    "window_taken": (
        "{window}已由工号 {staff} 签到,请其先签退。",
        "Staff {staff} is signed in at {window}; they must sign out first.",
    ),
    "same_person": (
        "您就在{window},请由接班的人输入其工号和密码。",
        "You are at {window} yourself; who takes over types the own staff number and password.",
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
    "undo_too_late": (
        "{number} 号呼叫已超过{seconds}秒,或已重呼,不能撤销;叫错了请用“退回”并写明原因。",
        "{number} was called over {seconds} s ago, or again; please return it to the front, with a reason.",
    ),
    "nothing_to_undo": (
        "只有刚呼叫的号可以撤销。办结不能撤销:评价已请群众作出;办理结果可在“我的今天”更正。",
        "Only a fresh call can be undone, never a finish: the citizen has been asked for a rating. An outcome"
        " is corrected in the list of the day.",
    ),
    "requeue_limit": ("过号重排次数已用完,请重新取号。", "Already requeued; please take a new number."),
    "not_finished": (
        "{number} 号还没有办结,请办结后再登记结果。",
        "{number} is not finished yet; please note its outcome afterwards.",
    ),
    "other_clerk": (
        "{number} 号由工号 {staff} 办理,请由其登记结果。",
        "{number} was served by staff {staff}, who must note its outcome.",
    ),
    "outcome_not_listed": (
        "没有“{outcome}”这种办理结果,可选:{allowed}。",
        "There is no outcome {outcome}; please choose one of the list of this hall.",
    ),
    "case_no_required": ("{outcome}须填写受理编号。", "For this outcome the case number is needed."),
    "transfer_forbidden": (
        "不能转到那里,请联系值班员。",
        "It cannot be transferred there; please ask the duty officer.",
    ),
    "other_queue": ("{number} 不属于本窗口的业务。", "{number} is not for this window."),
    "never_called": ("{number} 今天还没有叫过。", "{number} has not been called today."),
    "others_wait": ("还有人在等候,请按顺序叫号。", "Others are waiting; please call in order."),
    "queues_missing": ("{window}至少要有一项业务。", "{window} must serve one queue at least."),
    "queue_unserved": (
        "“{queue}”还有{count}人等候,只有这个窗口办理。请先转移等候的人,或确认仍要调整。",
        "{count} people wait for {queue}, which only this window serves; move them first, or confirm.",
    ),
    "not_at_work": ("工号 {staff} 现在不在窗口。", "Staff {staff} is not at a window now."),
    "unknown_lane": ("没有这种号({lane})。", "There is no such lane ({lane})."),
    "unknown_hold": ("没有这种挂起方式({kind})。", "There is no such kind of hold ({kind})."),
    "not_today": ("{days}办理,下次{next}。", "Served on {days_en}; next time {next_en}."),
    "window_off_today": (
        "今日只有部分窗口值班,此业务请在工作日办理。",
        "Only some windows are on duty today; please come on a working day.",
    ),
    "queue_off_today": (
        "{queue}今天不能转入:{why}请告诉群众何时再来,或转到别处。",
        "{queue_en} takes nobody today. {why_en} Please say when to come again, or choose another place.",
    ),
    "quota_reached": (
        "今日 {limit} 个号已取完,请改日再来或到总服务台咨询。",
        "All {limit} numbers of today are taken; please come another day or ask the help desk.",
    ),
    "slot_full": (
        "本时段 {limit} 个号已取完,{time} 后可再取号。",
        "All {limit} numbers of this period are taken; please try again after {time}.",
    ),
    "open_ticket_exists": (
        "您已取号 {number},可补打号票。",
        "You already have number {number}; it can be printed again.",
    ),
    "identity_required": (
        "此业务须实名取号:请刷身份证或输入身份证号;没有证件的,请到总服务台。",
        "This service asks who you are: please lay down your ID card or type its number; without one,"
        " please go to the help desk.",
    ),
    "no_card_reader": (
        "身份证阅读器暂时不能用,请输入身份证号,或到总服务台。",
        "The card reader cannot be used now; please type the number of your ID card or ask the help desk.",
    ),
    "card_expired": (
        "身份证信息已失效,请把身份证再放一次。",
        "The card was read too long ago; please lay it down once more.",
    ),
    "no_appointment": (
        "今天没有查到您的预约,请输入预约码,或到总服务台咨询。",
        "No appointment of yours was found for today; please enter its code or ask the help desk.",
    ),
    "unknown_appointment": (
        "没有找到这个预约({code}),请核对或到总服务台咨询。",
        "There is no such appointment ({code}); please check it or ask the help desk.",
    ),
    "bad_appointment": (
        "预约 {code} 有误:请检查预约码、日期和时段。",
        "Appointment {code} is not right: please check its code, date and slot.",
    ),
    "checked_in": ("预约 {code} 已签到,号码 {number}。", "Appointment {code} is checked in as {number}."),
    "too_early": (
        "您预约的时间是 {slot},请在 {time} 以后签到。",
        "Your appointment is at {slot}; please check in from {time}.",
    ),
    "too_early_to_leave": (
        "请坚守岗位到 {until};提前签退请填写原因。",
        "Please stay until {until}, or give a reason for leaving earlier.",
    ),
    "queue_waits": (
        "本队列还有{count}人等候,签退须首席代表或值班员同意。",
        "{count} people still wait here; only the lead or the duty officer may let you go.",
    ),
    "held_waits": (
        "挂起的 {number} 等{count}件没有别的窗口可接,请办完;须离开的,由首席代表或值班员同意。",
        "{count} on hold ({number} and on) can go on at no other window; please finish them, or ask the lead"
        " or the duty officer.",
    ),
    "no_outage": ("今天没有停机记录,不需要补录。", "There was no outage today; nothing is to be entered."),
    "clock_wrong": (
        "系统时间早于最后一次记录({last}),请先校准时间。",
        "The clock stands before the last record ({last}); please set it first.",
    ),
    "unknown_incident": ("没有这次停机记录({incident})。", "There is no such incident ({incident})."),
    "entries_outstanding": (
        "还有 {count} 项未补录({number} 等),请先补录。",
        "{count} entries are outstanding ({number} and on); please enter them first.",
    ),
    "unknown_outcome": ("没有这种结果({outcome})。", "There is no such outcome ({outcome})."),
    "already_entered": ("{number} 已补录。", "{number} has been entered already."),
    "not_a_paper_number": (
        "{number} 不是手工号:手工号为字头加 {first}–{last}。",
        "{number} is not a paper number: those are a prefix and {first} to {last}.",
    ),
    "times_missing": ("请填写纸面上的时间。", "Please fill in the times on the paper."),
    "impossible_times": (
        "时间不合理:应按先后顺序,办结在 {since} 之后、{now} 之前。",
        "These times cannot be: they must be in order, the end between {since} and {now}.",
    ),
    "help_not_asked": (
        "{window}没有呼叫值班,或已处理完。",
        "{window} does not call for the duty officer, or not any more.",
    ),
    "answer_required": (
        "请写明回复,例如“马上到”。",
        "Please say what the clerk is told, e.g. that you come.",
    ),
    "note_required": ("请写明内容。", "Please write what happened."),
    "no_such_grade": (
        "没有“{grade}”这个评定,可选:{grades}。",
        "There is no such grade ({grade}); please choose one of the four.",
    ),
    "unknown_check": ("检查表上没有这一项({check})。", "There is no such item on the list ({check})."),
    "day_not_over": (
        "大厅还没有关闭,不能签字。请先关闭大厅。",
        "The hall is not closed yet: please close it, then sign.",
    ),
    "checks_missing": (
        "还有 {count} 项没有检查:{checks}。请逐项检查后再签字。",
        "{count} items of the list are still open: {checks}. Please check each, then sign.",
    ),
    "bad_day": (
        "日期有误({date}):只能设置今天({today})及以后。",
        "Not a day that can be set ({date}): from today ({today}) on.",
    ),
    "windows_missing": ("请选择当天值班的窗口。", "Please name the windows that are on duty."),
    "unknown_channel": ("没有这种投诉渠道({channel})。", "There is no such channel ({channel})."),
    "unknown_matter": ("没有这个事项({matter})。", "There is no such matter ({matter})."),
    "no_guide": (
        "“{matter}”还没有办事指南,请到总服务台咨询。",
        "There is no guide for this matter yet ({matter}); please ask at the help desk.",
    ),
    "no_printer": (
        "这里没有打印机,请选择取号机打印。",
        "There is no printer here; please choose the printer of a kiosk.",
    ),
    "unknown_material": (
        "办事指南中没有“{material}”,可选:{allowed}。",
        "The guide has no such material ({material}); it has: {allowed}.",
    ),
    "reason_required": ("请填写原因。", "Please give a reason."),
    "reasons_not_asked": (
        "现在不用说明原因;如需投诉,请告诉值班人员。",
        "No reasons are asked for now; to complain, please tell the duty officer.",
    ),
    "already_rated": ("本次服务已评价,谢谢。", "This visit has been rated already, thank you."),
    "rating_closed": ("评价时间已过,谢谢。", "The time for rating is over, thank you."),
    "wait_for_staff": (
        "窗口正在为您处理,请按工作人员的说明等候。",
        "The window is busy with it for you; please wait as the staff told you.",
    ),
    "too_often": ("操作太快,请稍候再试。", "Too many requests; please try again in a moment."),
    "visit_over": (
        "这张号票已经过期。号票仅当日有效,如需办理请重新取号。",
        "This slip is of an earlier day. A number is good for its day; please take a new one.",
    ),
    "unknown_visit": ("没有找到这次服务,请核对号票。", "There is no such visit; please check the slip."),
    "unknown_day": ("{day} 没有值班记录。", "There is no record of {day}."),
    "unknown_level": ("没有这个评价等级。", "There is no such rating level."),
    "stale_key": ("按键已过时,请再按一次。", "That key press is too old; please press again."),
    "unknown_queue": (
        "没有这项业务({queue}),请重新选择或到总服务台咨询。",
        "There is no such service ({queue}); please choose again or ask the help desk.",
    ),
    "unknown_window": ("没有这个窗口({window})。", "There is no such window ({window})."),
    "unknown_ticket": ("没有这张号票({ticket})。", "There is no such ticket ({ticket})."),
    "unknown_staff": ("没有这个工号({staff})。", "There is no such staff number ({staff})."),
    "kiosk_paused": (
        "这台取号机暂停服务,请到其他取号机或总服务台取号。",
        "This machine is out of service; please take a number at another one or at the help desk.",
    ),
    "unknown_kiosk": ("没有这台取号机({kiosk})。", "There is no such kiosk ({kiosk})."),
    "unknown_screen": ("没有这块屏幕({screen})。", "There is no such screen ({screen})."),
    "unknown_rater": ("没有这个窗口({rater})。", "There is no such window ({rater})."),
    "unknown_agent": ("没有这个窗口({agent})。", "There is no such window ({agent})."),
    "report_not_kept": (
        "{period} 没有已生成的报告:整月或整季结束后,系统下一次开机时生成,请稍后再试。",
        "No report of {period} has been made: it is at the first boot after a whole month or quarter.",
    ),
    "unknown_report": ("没有这份报表({report})。", "There is no such report ({report})."),
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
    "wrong_password": ("密码不对,请重试。", "The password is wrong; please try again."),
    "locked": (
        "密码错误次数过多,请 {minutes} 分钟后再试或联系管理员。",
        "Too many wrong passwords; try again in {minutes} minutes or ask the administrator.",
    ),
    "screen_locked": (
        "屏幕已锁,请先在窗口叫号页面输入密码解锁。",
        "The screen is locked; please unlock it with your password on the console page first.",
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
    "extended": (
        "已停止取号。已取号的群众请继续等候,我们将为您办理完毕",
        "No more tickets; everybody waiting will be served",
    ),
    "lunch": ("午休,请稍候", "Lunch break"),
    "closed": ("今日服务已结束,谢谢", "Closed for today, thank you"),
    "outage": ("系统暂时故障,给您带来不便,敬请谅解,请稍候", "Out of order for a while; we apologise"),
    "recovery": ("系统暂时故障,给您带来不便,敬请谅解,请稍候", "Out of order for a while; we apologise"),
}
BEING_LEFT = ("正在疏散", "Being evacuated")
"""Of the hall in any state, while an evacuation stands."""


def refusal_text(code: str, params: Mapping[str, str], *, staff: bool = False) -> tuple[str, str]:
    """(Chinese, English) for staff or for the public. An unknown code is a fault of ours and reads as one."""
    zh, en = REFUSALS.get(code, REFUSALS["internal"])
    if staff:
        zh, en = STAFF_REFUSALS.get(code, (zh, en))
    blanks = _Blanks(params)
    return zh.format_map(blanks), en.format_map(blanks)


class _Blanks(dict[str, str]):
    """A sentence with a gap is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return ""
