"""What the ledger, its exports and the outbox refuse, in words: Chinese, English."""

LEDGER_REFUSALS: dict[str, tuple[str, str]] = {
    "unknown_line": (
        "台账中没有 {line} 这件业务,请核对受理编号。",
        "The ledger has no case {line}; please check its number.",
    ),
    "unknown_step": (
        "台账没有“{step}”这种操作,请刷新页面后重试。",
        "The ledger knows no step {step}; please reload the page.",
    ),
    "unknown_pause": (
        "没有“{why}”这种暂停事由,可选:{allowed}。",
        "There is no such cause of a pause ({why}); please choose one of the list.",
    ),
    "unknown_record": (
        "没有 {record} 这条上报记录,请刷新页面后重试。",
        "There is no record {record} to be sent; please reload the page.",
    ),
    "line_went_on": (
        "{number} 号的台账已有后续登记,请在“登记台账”中处理。",
        "The case of {number} has gone on since; please handle it in the ledger.",
    ),
    "line_not_so": (
        "{number} 现在是“{state}”,不能这样登记,请看当前状态。",
        "{number} is in another state now; please look at it first.",
    ),
    "line_overdue": (
        "已超过承诺日期 {promised},不能再暂停计时,请尽快办结。",
        "The promised day {promised} is over; its clock cannot be stopped any more. Please finish the case.",
    ),
    "promise_required": (
        "{outcome}须写明承诺办结的工作日数,请填写。",
        "Please say in how many working days this case will be finished.",
    ),
    "extension_too_long": (
        "最多还可延期 {most} 天,请缩短。",
        "It can be put off by {most} more days at most; please choose fewer.",
    ),
    "extension_too_late": (
        "延期须在承诺日期({promised})至少一天前告知,现在已来不及。请向办事群众说明并尽快办结。",
        "An extension must be told a day before the promised day ({promised}) at the latest; please explain"
        " to the applicant and finish the case.",
    ),
    "nothing_to_collect": (
        "{number} 现在没有待取的证照或文件,请核对。",
        "There is nothing to be collected for {number} now; please check it.",
    ),
    "case_no_missing": ("请填写受理编号。", "Please type the case number."),
    "paper_without_reason": (
        "{number} 没有登记原因,请先更正登记、写明原因,再打印。",
        "No reason is noted for {number}; please correct the entry with one, then print.",
    ),
    "paper_not_due": (
        "{number} 现在不需要这种文书,请看当前状态。",
        "This paper does not fit the present state of {number}; please look at it first.",
    ),
}
