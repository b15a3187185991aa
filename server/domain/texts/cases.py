"""What is said instead of yes to who complains, and to who works on a complaint or a bad rating."""

CASE_REFUSALS: dict[str, tuple[str, str]] = {
    "complaint_in_future": (
        "时间在将来:请填事情发生的时间,最晚为今天 {now}。",
        "That time is still to come: please give when it happened, today {now} at the latest.",
    ),
    "complaint_incomplete": (
        "请填写对象、事项、时间和地点。",
        "Please give target, matter, time and place.",
    ),
    "already_complained": (
        "本次服务的投诉已受理,谢谢。",
        "The complaint about this visit has been received, thank you.",
    ),
    "complaint_empty": (
        "请选择原因,或写下您的意见。",
        "Please choose a reason or write what happened.",
    ),
    "unknown_case": (
        "没有这件投诉或差评({case}),请核对编号。",
        "There is no such case ({case}); please check its number.",
    ),
    "case_moved_on": (
        "{name}刚刚办理了这一件,请看清后再办。",
        "Somebody else has just worked on this case ({name}); please look, then go on.",
    ),
    "case_taken": (
        "这一件由{name}承办;要接手请先转交,并写明原因。",
        "{name} works on this case; to take it over, hand it over with a reason first.",
    ),
    "case_step": (
        "{case} 现在不能这样办理,请看当前状态。",
        "This cannot be done with {case} now; please look at its state.",
    ),
    "case_words": ("请写明原因或结果。", "Please say why, or what was found."),
    "case_choice": ("请从以下选择:{choices}。", "Please choose one of: {choices}."),
    "case_date": (
        "日期应为 {today} 或以后,格式如 2026-11-23。",
        "The date must be {today} or later, as 2026-11-23.",
    ),
    "own_case": (
        "这一件与其本人有关,请由其他值班员办理。",
        "This case is about that person; another duty officer must handle it.",
    ),
    "no_officer": (
        "{staff} 不是值班员,请填值班员的工号。",
        "{staff} is not a duty officer; please give the staff number of one.",
    ),
    "unit_required": ("请填写责任单位。", "Please say which unit."),
    "unit_not_asked": ("没有交单位办理,或单位已答复。", "No unit was asked, or it has answered."),
    "reply_form": (
        "请选择答复方式:口头、书面或无法答复。",
        "Please choose how the reply was given: spoken, written, or nobody to answer.",
    ),
    "written_reply": (
        "书面投诉须书面答复。",
        "A written complaint has a written reply.",
    ),
    "contact_first": ("请先回访,并记录结果。", "Please contact the citizen first and note the result."),
    "not_concerned": (
        "只有被评价的工作人员本人可以申诉。",
        "Only the clerk concerned may appeal.",
    ),
    "appealed_already": ("本件已申诉过一次。", "There has been an appeal in this case already."),
    "names_complainant": (
        "请勿写投诉人姓名或电话:此处文字长期保存。",
        "Please leave out who complained, and the telephone: these words are kept for good.",
    ),
}
