"""The refusals that send a citizen to the help desk, for who sits there: what to do instead."""

STAFF_REFUSALS: dict[str, tuple[str, str]] = {
    "quota_reached": (
        "今日 {limit} 个号已取完,请群众改日再来;确需加号的,请联系值班员。",
        "All {limit} numbers of today are taken; only the duty officer can give one more.",
    ),
    "identity_required": (
        "此业务须实名取号:请输入身份证号;群众没有证件的,请选“未带证件”并写明原因。",
        "This service asks who it is: type the ID number, or choose no papers and say why.",
    ),
    "no_card_reader": (
        "身份证阅读器暂时不能用,请输入身份证号。",
        "The card reader cannot be used now; please type the number of the ID card.",
    ),
    "no_appointment": (
        "今天没有查到此人的预约,请输入预约码,或按普通号取号。",
        "No appointment of this person today; enter its code, or give a normal number.",
    ),
    "unknown_appointment": (
        "没有找到这个预约({code}),请核对预约码和日期,或按普通号取号。",
        "There is no such appointment ({code}); check its code and day, or give a normal number.",
    ),
    "no_guide": (
        "“{matter}”还没有办事指南,请向窗口问清后告知群众。",
        "There is no guide for this matter yet ({matter}); please ask the window and tell the citizen.",
    ),
    "unknown_queue": (
        "没有这项业务({queue}),请重新选择。",
        "There is no such service ({queue}); please choose again.",
    ),
    "storage_failed": (
        "系统未能保存,请稍候再试;如仍不行请联系值班员。",
        "The system could not save this; please try again shortly or ask the duty officer.",
    ),
    "kiosk_paused": (
        "这台取号机已停用,请用其他取号机,或在本页恢复。",
        "This machine is out of service: please use another one, or put it back.",
    ),
}
"""Where a code is missing here, the public sentence of `texts.REFUSALS` serves staff as well."""
