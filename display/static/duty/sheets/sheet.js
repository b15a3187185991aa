// What the printed pages of the duty officer share: data that is asked for, who may see it, a table for a spreadsheet.
import { dateLine, get, html, useEffect, useState } from "/static/hall.js";
import { SignIn, asksWho } from "/static/sign_in.js";

/** {data, problem, read}: what the path gives, read anew on demand; what was there stays until something newer comes. */
export function useGot(path) {
  const [got, setGot] = useState({ data: null, problem: null });
  const read = async () => {
    const { ok, data, problem } = await get(path);
    setGot(ok ? { data, problem: null } : (last) => ({ data: last.data, problem }));
  };
  useEffect(() => { read(); }, [path]);
  return { ...got, read };
}

/** A page whose data is for people who have signed in: `children(data)` once it is there. */
export function Got({ got, title, children }) {
  const { data, problem, read } = got;
  if (data) return children(data);
  if (asksWho(problem)) return html`<${SignIn} refused=${problem} onDone=${read} />`;
  if (!problem) return html`<p class="connecting" role="status">正在读取…<span class="en" lang="en">Loading…</span></p>`;
  return html`<div class="sheet"><h1>${title}</h1><${Problem} problem=${problem} /><p><a href="/duty">返回值班台</a></p></div>`;
}

export const Problem = ({ problem }) => problem && html`<p class="problem" role="alert" data-testid="problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`;

export const dayLine = (day) => dateLine(Date.parse(`${day}T12:00Z`), "UTC");
export const beside = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** What a spreadsheet opens without a question: a mark for UTF-8, quotes around every field, nothing taken for a formula. */
export function csv(rows) {
  const field = (text) => `"${String(text).replaceAll('"', '""').replace(/^[=+\-@]/, "'$&")}"`;
  return `\ufeff${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

/** A link that saves these rows. */
export function Export({ rows, name }) {
  const file = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv" }));
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  return html`<a href=${file} download=${name} data-testid="export">导出表格</a>`;
}

export const Print = () => html`<button class="main" data-testid="print" onClick=${() => print()}>打印</button>`;
