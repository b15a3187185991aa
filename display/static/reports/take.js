// A report leaves the house with a person and a reason: as a workbook, as CSV, on paper, or marked as sent.
import { boot, html, newKey, useRef, useState } from "/static/hall.js";

const FORMS = [["xlsx", "Excel"], ["csv", "CSV"], ["print", "打印 Print"]];
const QUICK = ["月度报送", "领导查阅", "会议材料"];

async function taken(report, asked, form, reason, key) {
  const response = await fetch(`/api/reports/${report}/export`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": boot.csrf ?? "", "Idempotency-Key": key },
    body: JSON.stringify({ ...asked, form, reason }),
  });
  if (!response.ok) return { problem: await response.json() };
  if (form === "print" || form === "sent") return { problem: null };
  const name = decodeURIComponent(response.headers.get("Content-Disposition").split("''")[1]);
  return { problem: null, name, file: await response.blob() };
}

export function Take({ report, asked, onDone }) {
  const [form, setForm] = useState(null);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState(null);
  const key = useRef("");
  const choose = (chosen) => { setForm(chosen); setProblem(null); key.current = newKey(); };
  const send = async (event) => {
    event.preventDefault();
    const got = await taken(report, asked, form, reason, key.current).catch(() => ({ problem: { detail: "连接不上服务器,请再试。", detail_en: "The server cannot be reached." } }));
    if (got.problem) { setProblem(got.problem); return; }
    setForm(null);
    if (got.file) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(got.file);
      link.download = got.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } else if (form === "print") print();
    onDone?.();
  };
  return html`<span class="take">${FORMS.map(([id, name]) => html`<button key=${id} data-testid=${`take-${id}`} onClick=${() => choose(id)}>${name}</button>`)}
    ${report === "month" && html`<button data-testid="take-sent" onClick=${() => choose("sent")}>标记已报送</button>`}
    ${form && html`<dialog open class="ask" data-testid="taking" aria-label="用途"><form onSubmit=${send}><h3>用途<span class="en" lang="en">What for? It is kept in the log with your name.</span></h3>
      <input data-testid="take-reason" required maxlength="200" autocomplete="off" aria-label="用途" value=${reason} onInput=${(e) => setReason(e.target.value)} ref=${(input) => { if (input && !reason) input.focus(); }} />
      <div class="quick">${QUICK.map((text) => html`<button type="button" key=${text} onClick=${() => setReason(text)}>${text}</button>`)}</div>
      ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en">${problem.detail_en}</span></p>`}
      <div class="keys"><button class="main" data-testid="take-ok">确定</button><button type="button" onClick=${() => setForm(null)}>取消</button></div></form></dialog>`}</span>`;
}
