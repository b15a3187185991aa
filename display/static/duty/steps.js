// A list that leads through something: every line is so, or names what is still to be done.
import { html } from "/static/hall.js";

const MOST = 12; // names in a line; the rest is a number

/** `word`: of a line that is so; `after(item)`: where its action is; `place(item, name)`: where this one of what is left is settled, "" = nowhere. */
export function Steps({ items, word = "完成", after = () => null, place = () => "" }) {
  return html`<ul class="steps">${items.map((item) => html`
    <li key=${item.id} class=${item.done ? "good" : "warn"} data-testid=${`step-${item.id}`} data-done=${String(item.done)}>
      <i class="shape" aria-hidden="true"></i><span class="what">${item.text}<span class="en" lang="en">${item.text_en}</span></span>
      <span class="left-over">${item.done ? word : named(item, place)}</span>${item.done ? null : after(item)}</li>`)}</ul>`;
}

function named(item, place) {
  const { left } = item;
  const more = left.length > MOST ? ` 等 ${left.length} 项` : "";
  const one = (name, n) => {
    const href = place(item, name);
    return html`${n > 0 && "、"}${href ? html`<a class="name" href=${href} data-testid=${`left-${name}`}>${name}</a>` : name}`;
  };
  return html`${left.slice(0, MOST).map(one)}${more}`;
}

/** Before the public comes (R2). */
export function Readiness({ items }) {
  const open = items.filter((item) => !item.done).length;
  return html`<section class="card readiness" data-testid="readiness" aria-label="开门前检查">
    <h2>开门前检查 ${open ? html`<span class="badge warn">还有 ${open} 项</span>` : html`<span class="badge good" data-testid="ready">全部就绪</span>`}</h2>
    <${Steps} items=${items} /></section>`;
}
