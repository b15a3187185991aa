// What each step of a complaint or a bad rating asks for, and what is sent of it.
const TEXT = (label, more = {}) => ({ name: "text", kind: "text", label, ...more });
const PICK = (name, label, codes, words) => ({ name, kind: "pick", label, options: codes.map((code) => [code, words[code] ?? code]) });

/** The officers of the hall but the clerk concerned, the one who asks first. */
const officers = ({ sheet, boot, me }) => ({
  name: "staff", kind: "select", label: "由谁办理",
  options: [["", "本人"], ...boot.officers.filter(({ no }) => no !== sheet.staff_no && no !== me).map(({ no, name }) => [no, name])],
});

function correction({ sheet, boot }) {
  const line = (name, label) => ({ name, kind: "line", label, initial: sheet[name], change: true });
  return [line("target", "对象"), line("matter", "事项"), line("place", "地点"),
    { name: "happened_at", kind: "moment", label: "发生时间", initial: sheet.happened_local, change: true },
    { name: "channel", kind: "select", label: "渠道", change: true, initial: boot.channels.find(([, word]) => word === sheet.channel)?.[0], options: boot.channels },
    TEXT("更正原因")];
}

const sorting = ({ sheet }) => [
  { name: "complex", kind: "pick", label: "难易", options: [["", "一般"], ["yes", "复杂"]] },
  ...(sheet.told ? [{ name: "date", kind: "date", label: "复杂的:答应投诉人的日期", optional: true }, TEXT("复杂的:怎样告知投诉人", { optional: true })] : []),
];

const FIELDS = {
  take: (about) => [officers(about)],
  hand: (about) => [officers(about), TEXT("转交原因")],
  sort: sorting,
  unit: ({ boot }) => [{ name: "unit", kind: "line", label: "责任单位", list: boot.units }, { name: "date", kind: "date", label: "请于何日前答复" }, TEXT("要求")],
  unit_answer: () => [TEXT("单位答复")],
  escalate: ({ boot }) => [PICK("result", "上报到", ["leader", "discipline", "justice"], boot.choices), TEXT("原因")],
  answer: ({ boot, sheet }) => [
    PICK("form", "答复方式", sheet.written ? ["written", "none"] : ["oral", "written", "none"], boot.choices), TEXT("答复内容"),
  ],
  close: () => [TEXT("备注", { optional: true })],
  out_of_scope: () => [TEXT("原因和已作的说明")],
  invalid: () => [TEXT("原因")],
  correct: correction,
  reopen: () => [TEXT("原因")],
  contact: ({ boot }) => [PICK("form", "回访", ["reached", "not_reached"], boot.choices), TEXT("情况")],
  result: ({ boot }) => [PICK("result", "结果", ["fixed", "explained", "not_adopted"], boot.choices), TEXT("依据和说明")],
  appeal: () => [TEXT("申诉理由")],
  decide: ({ boot }) => [PICK("result", "决定", ["upheld", "rejected"], boot.choices), TEXT("理由")],
  second: ({ boot }) => [{ name: "second", kind: "pick", label: "群众再次评价", options: boot.levels.map(({ level, label }) => [String(level), label]) }],
};

/** What the dialog of this step shows; `about`: {sheet, boot, me}. */
export const fieldsOf = (step, about) => (FIELDS[step]?.(about) ?? [TEXT("说明")]);

/** Picks begin at the first; a correction begins at what is there. */
export const blank = (fields) => Object.fromEntries(fields.map((f) => [f.name, f.initial ?? (f.kind === "pick" ? f.options[0][0] : "")]));

/** The body of the request: a correction holds what has changed, and nothing else. */
export function bodyOf(step, fields, values, sheet) {
  const body = { step, seen: sheet.steps };
  const changes = {};
  for (const { name, change, initial } of fields) {
    const value = values[name].trim();
    if (change && value !== (initial ?? "")) changes[name] = value.replace("T", " ");
    else if (!change && value) body[name] = value;
  }
  if (step === "correct") body.changes = changes;
  if (step === "appeal") body.staff = sheet.staff_no;
  if ("complex" in body) body.complex = true;
  if ("second" in body) body.second = Number(body.second);
  return body;
}
