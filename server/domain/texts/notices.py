"""Why a notice of the whole hall cannot be, and what a hall that is being left refuses."""

NOTICE_REFUSALS: dict[str, tuple[str, str]] = {
    "evacuation": (
        "正在疏散,取号和叫号都已停止。请立即从安全出口离开,不要乘坐电梯。",
        "The hall is being evacuated: no numbers and no calls. Please leave by the emergency exits, not the"
        " lifts.",
    ),
    "evacuation_everywhere": (
        "疏散通知对全大厅发布,不能只选楼层。",
        "An evacuation is for the whole hall, not for some floors.",
    ),
    "notice_empty": (
        "通知内容为空:请填写内容,或选一条预备通知。",
        "The notice is empty: please write it, or choose a prepared one.",
    ),
    "notice_too_long": (
        "通知太长:最多 {limit} 个字,请删去“{cut}”或改短。",
        "The notice is too long: at most {limit} characters; please take out or shorten: {cut}",
    ),
    "notice_over": (
        "结束时间 {time} 已过(现在 {now}),请选以后的时间。",
        "The end {time} is over (it is {now}); please choose a later time.",
    ),
    "notice_gone": (
        "这条通知已经撤下,或已到时结束。",
        "This notice has been taken back already, or its time is over.",
    ),
    "unknown_notice": (
        "没有这条预备通知({notice}),可选:{allowed}。",
        "There is no such prepared notice ({notice}); there are: {allowed}.",
    ),
    "unknown_floor": (
        "没有这个楼层({floor}),可选:{allowed}。",
        "There is no such floor ({floor}); there are: {allowed}.",
    ),
    "sign_too_long": (
        "窗口屏短文太长:{window}的屏只能显示 {room} 个汉字,会少“{cut}”,请改短。",
        "The text for signs is too long: the one of {window} holds {room} characters; it would lose: {cut}",
    ),
    "sign_characters": (
        "窗口屏没有这些字:{characters}。请换常用字(GB2312)。",
        "Window signs do not have these characters: {characters}. Please use others (GB 2312).",
    ),
}
