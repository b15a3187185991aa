// The table: the cells as the server made them. Every number leads to the visits that it comes from.
import { boot, html, useState } from "/static/hall.js";
import { Chart } from "./chart.js";
import { sourceOf } from "./leads.js";

const UNIT = { min: "分钟", h: "小时", "%": "%" };

function Cell({ table, row, column, value, onSource }) {
  if (value === null || value === "") return html`<td class="none">${value === null ? "–" : ""}</td>`;
  const source = typeof value === "number" ? sourceOf(table, row, column) : null;
  if (!source) return html`<td class=${typeof value === "number" ? "n" : value.length > 20 ? "long" : ""}>${value}</td>`;
  return html`<td class="n"><button class="source" title="看来源 Where it comes from" data-testid=${`source-${row.key}-${column.id}`} onClick=${() => onSource(source)}>${value}</button></td>`;
}

export function Table({ table, onSource, onGrade }) {
  const [open, setOpen] = useState(null);
  const grading = table.id === "grades" && onGrade;
  return html`<section class="table" id=${`table-${table.id}`} data-testid=${`table-${table.id}`}><h2>${table.title}<span class="en" lang="en">${table.title_en}</span></h2>
    ${table.rows.length > 1 && html`<div class="charts">${table.charts.map((chart) => html`<${Chart} key=${chart.title} chart=${chart} table=${table} />`)}</div>`}
    ${table.rows.length === 0 ? html`<p class="empty">这段时间没有数据。<span class="en" lang="en">Nothing in this period.</span></p>` : html`
    <div class="wide" tabindex="0" role="region" aria-label=${table.title}><table><thead><tr>${table.columns.map((column) => html`<th scope="col" key=${column.id}>${column.name}<span class="en" lang="en">${column.name_en}</span>${UNIT[column.unit] && html`<span class="unit">${UNIT[column.unit]}</span>`}</th>`)}${grading && html`<th scope="col" class="act"></th>`}</tr></thead>
      <tbody>${table.rows.map((row, n) => html`<tr key=${`${row.key}-${n}`} data-key=${row.key}><th scope="row">${row.cells[0]}</th>
        ${table.columns.slice(1).map((column, at) => html`<${Cell} key=${column.id} table=${table} row=${row} column=${column} value=${row.cells[at + 1]} onSource=${onSource} />`)}
        ${grading && html`<td class="act"><button data-testid=${`grade-${row.key}`} onClick=${() => setOpen(row)}>评定</button></td>`}</tr>`)}</tbody></table></div>`}
    ${table.note && html`<p class="note">${table.note}<span class="en" lang="en">${table.note_en}</span></p>`}
    ${open && html`<${Grading} row=${open} onDone=${() => setOpen(null)} onGrade=${onGrade} />`}</section>`;
}

const GRADES = [["好", "Good"], ["较好", "Fair"], ["一般", "Middling"], ["差", "Poor"], ["", "Taken back 撤回"]];

function Grading({ row, onDone, onGrade }) {
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState(null);
  const grade = async (word) => {
    const answer = await onGrade({ window: row.key, grade: word, note });
    if (answer.ok) onDone(); else setProblem(answer.problem);
  };
  return html`<dialog open class="ask" data-testid="grading" aria-label="窗口评定"><h3>${boot.windows[row.key] ?? row.key} 评定</h3>
    <label for="grade-note">说明 <span lang="en">Note</span></label><input id="grade-note" maxlength="200" value=${note} onInput=${(e) => setNote(e.target.value)} />
    ${problem && html`<p class="problem" role="alert">${problem.detail}</p>`}
    <div class="keys">${GRADES.map(([word, en]) => html`<button key=${en} class=${word ? "main" : ""} data-testid=${`grade-as-${word || "none"}`} onClick=${() => grade(word)}>${word || "撤回"}</button>`)}<button onClick=${onDone}>关闭</button></div></dialog>`;
}
