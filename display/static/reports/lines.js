// The sentences at the head of a report; each number in them leads to where it comes from.
import { html } from "/static/hall.js";
import { spokenSource } from "./leads.js";

function Part({ part, onSource }) {
  if (typeof part === "string") return part;
  if (part.href) return html`<a class="said" href=${part.href}>${part.text}</a>`;
  if (part.table) return html`<a class="said" href=${`#table-${part.table}`}>${part.text}</a>`;
  return html`<button class="said" data-testid=${`said-${part.kind}`} onClick=${() => onSource(spokenSource(part))}>${part.text}</button>`;
}

export function Lines({ report, onSource }) {
  if (!report.lines.length) return null;
  return html`<ul class="lines">${report.lines.map(([zh, en], n) => html`<li key=${zh}>${report.spoken[n] ? report.spoken[n].map((part, at) => html`<${Part} key=${at} part=${part} onSource=${onSource} />`) : zh}<span class="en" lang="en">${en}</span></li>`)}</ul>`;
}
