"""What a kiosk says of itself: why it gives no numbers, what is wrong with a card, why nothing is printed."""

KIOSK_CLOSED: dict[str, tuple[str, str]] = {
    "prep": ("尚未开始取号,请稍候", "Tickets are not issued yet"),
    "off": ("尚未开始取号,请稍候", "Tickets are not issued yet"),
    "extended": ("今日取号已结束", "No more tickets today"),
    "closed": ("今日服务已结束,谢谢", "Closed for today, thank you"),
    "lunch": ("午休,暂停取号", "Lunch break"),
    "outage": ("系统暂时故障,敬请谅解,请稍候,已取的号有效", "Out of order for a while; numbers stay valid"),
    "recovery": ("系统暂时故障,请到总服务台", "Out of order; please go to the help desk"),
    "evacuation": ("正在疏散,请立即离开", "Evacuation; please leave now"),
    "paused": (
        "本机暂停服务,请到总服务台取号",
        "This machine is out of service; please take a number at the help desk",
    ),
    "printer": ("设备维护,请到总服务台取号", "Out of order; please take a number at the help desk"),
}

CARD_TROUBLES: dict[str, tuple[str, str]] = {
    "select_failed": ("请把身份证放平,再放一次。", "Please lay the card flat, once more."),
    "read_failed": (
        "请把身份证拿起,再放一次,不要移动。",
        "Please lift the card and lay it down again, without moving it.",
    ),
    "card_refused": ("请把身份证拿起,再放一次。", "Please lift the card and lay it down again."),
    "other_card": (
        "这不是居民身份证。请放身份证,或输入号码。",
        "This is no resident's ID card; please use that, or type its number.",
    ),
    "bad_number": (
        "没有读清,请再放一次,或输入号码。",
        "It was not read well; please lay it down again, or type the number.",
    ),
}
"""What the citizen is told of a card that lies there and gives no number."""

NO_PAPER: dict[str, tuple[str, str]] = {
    "none": (
        "这台机器不能打印,请用手机扫码查看",
        "This machine cannot print; please scan the code with your phone",
    ),
    "printer": (
        "打印机暂时不能用,请用手机扫码查看,或到总服务台",
        "The printer is out of order; please scan the code with your phone, or ask at the help desk",
    ),
}
"""Why a kiosk cannot print a notice."""
