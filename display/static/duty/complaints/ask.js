// One step of a case, asked in a dialog that the keyboard alone can fill.
import { boot, html, useAsking, useEffect, useRef, useState } from "/static/hall.js";
import { blank, bodyOf, fieldsOf } from "./steps.js";

function Field({ field, value, onValue }) {
  const { name, kind, label, options, optional, list } = field;
  const more = { "data-testid": `field-${name}`, value, onInput: (e) => onValue(e.target.value), required: !optional };
  if (kind === "pick") {
    return html`<fieldset class="pick"><legend>${label}</legend>${options.map(([code, word]) => html`<label key=${code} class=${value === code ? "on" : ""}>
      <input type="radio" name=${name} data-testid=${`pick-${code || "no"}`} checked=${value === code} onChange=${() => onValue(code)} />${word}</label>`)}</fieldset>`;
  }
  if (kind === "select") {
    return html`<label>${label}<select data-testid=${`field-${name}`} value=${value} onChange=${(e) => onValue(e.target.value)}>
      ${options.map(([code, word]) => html`<option key=${code} value=${code}>${word}</option>`)}</select></label>`;
  }
  if (kind === "text") return html`<label>${label}${optional ? "(选填)" : ""}<textarea rows="4" maxlength="500" ...${more}></textarea></label>`;
  const type = { date: "date", moment: "datetime-local" }[kind] ?? "text";
  return html`<label>${label}${optional ? "(选填)" : ""}<input type=${type} autocomplete="off" maxlength="200" list=${list ? "units" : undefined} ...${more} />
    ${list && html`<datalist id="units">${list.map((one) => html`<option key=${one} value=${one} />`)}</datalist>`}</label>`;
}

/** `onDone(true)` when the step was taken. */
export function AskStep({ step, sheet, me, onDone }) {
  const dialog = useRef(null);
  const ask = useAsking();
  const fields = fieldsOf(step, { sheet, boot, me });
  const [values, setValues] = useState(() => blank(fields));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("input:checked, select, textarea, input")?.focus();
  }, []);
  const go = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask(`/api/cases/${encodeURIComponent(sheet.id)}/steps`, bodyOf(step, fields, values, sheet));
    setBusy(false);
    if (answer.ok) onDone(true);
    else setProblem(answer.problem);
  };
  const name = boot.steps[step] ?? step;
  return html`<dialog ref=${dialog} class="step" onClose=${() => onDone(false)} aria-labelledby="step-name"><form onSubmit=${go}>
    <h2 id="step-name">${name}<small>${sheet.id}</small></h2>
    ${fields.map((field) => html`<${Field} key=${field.name} field=${field} value=${values[field.name]} onValue=${(value) => setValues((now) => ({ ...now, [field.name]: value }))} />`)}
    <p class="soft">这里写的长期保存,请勿写投诉人姓名、电话。<span class="en" lang="en">Kept for good: leave out who complained.</span></p>
    ${problem && html`<p class="problem" role="alert" data-testid="step-problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}
    <div class="choice"><button type="button" data-testid="step-cancel" onClick=${() => onDone(false)}>返回</button>
      <button class="main" data-testid="step-ok" aria-disabled=${String(busy)}>确认${name}</button></div></form></dialog>`;
}

/** A list leaves the house with a person and a reason (R76). */
export function AskExport({ kind, over, onDone }) {
  const dialog = useRef(null);
  const ask = useAsking();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState(null);
  useEffect(() => { dialog.current.showModal(); }, []);
  const go = async (event) => {
    event.preventDefault();
    const { ok, data, problem: refused } = await ask("/api/cases/export", { kind, over, reason });
    setProblem(refused);
    if (!ok) return;
    const file = URL.createObjectURL(new Blob([data.table], { type: "text/csv" }));
    Object.assign(document.createElement("a"), { href: file, download: data.name }).click();
    setTimeout(() => URL.revokeObjectURL(file), 60_000);
    onDone();
  };
  return html`<dialog ref=${dialog} class="step" onClose=${onDone} aria-labelledby="export-name"><form onSubmit=${go}>
    <h2 id="export-name">导出表格</h2><p>谁导出、为什么,都会记入日志;表中没有投诉人和投诉内容。<span class="en" lang="en">Who took it and why is logged; nobody who complained is in it.</span></p>
    <label>用途<input data-testid="export-reason" required maxlength="200" autocomplete="off" value=${reason} onInput=${(e) => setReason(e.target.value)} /></label>
    ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}
    <div class="choice"><button type="button" onClick=${onDone}>返回</button><button class="main" data-testid="export-ok">导出</button></div></form></dialog>`;
}
