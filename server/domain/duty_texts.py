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
    "Served by hand: please keep your number, on paper too, and listen for the staff",
)
"""A long outage (R119)."""

KIOSK_BY_HAND = ("现改为手工办理,请到总服务台领取纸质号", "Please take a paper number at the help desk")
