// The right third of a board: how many wait, and who was passed. What does not fit is paged, never scrolled.
import { html, useNow } from "/static/hall.js";

const QUEUES_A_PAGE = 6;
const PASSED_A_PAGE = 4;
const PAGE_MS = 8000;

/** The page of `items` whose turn it is: [items, page, pages]. */
function usePage(items, size) {
  const turn = Math.floor(useNow(PAGE_MS) / PAGE_MS);
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = turn % pages;
  return [items.slice(page * size, (page + 1) * size), page, pages];
}

function Pages({ page, pages }) {
  if (pages < 2) return null;
  return html`<span class="pages">${page + 1}/${pages}</span>`;
}

export function Queues({ queues, scale }) {
  const [shown, page, pages] = usePage(queues, Math.floor((QUEUES_A_PAGE * 100) / scale));
  return html`<section class="queues">
    <h2>等候人数<span class="en">Waiting</span><${Pages} page=${page} pages=${pages} /></h2>
    <ul>${shown.map((queue) => html`<li key=${queue.id}>
      <b class="prefix">${queue.prefix}</b>
      <span class="name ${queue.name.length > 6 ? "long" : ""}">${queue.name}</span>
      <b class="count" data-testid="queue-${queue.id}">${queue.waiting}</b></li>`)}</ul>
  </section>`;
}

export function Passed({ numbers, brief }) {
  const [shown, page, pages] = usePage(numbers, brief ? PASSED_A_PAGE / 2 : PASSED_A_PAGE);
  return html`<section class="passed">
    <h2><span>过</span><span>号</span><${Pages} page=${page} pages=${pages} /></h2>
    <p class="numbers" data-testid="passed">${shown.map((number) => html`<span class="number" key=${number}>${number}</span>`)}
      ${numbers.length === 0 && html`<span class="none" aria-label="无">—</span>`}</p>
  </section>`;
}
