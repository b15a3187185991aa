// The right third of a board: how many wait, and who was passed. What does not fit is paged, never scrolled.
import { html, useLayoutEffect, useNow, useRef } from "/static/hall.js";
import { signs } from "./fit.js";
import { fontOf, upright, useRoom } from "./room.js";

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

const LONG = 6, LONGEST = 16, LINE = 8;
/** Two parts, each of which fits a line: broken between them and not inside a word. */
const isParted = (name) => {
  const parts = name.split(/(?<=[、,])/);
  return signs(name) > LONG && parts.length === 2 && parts.every((part) => signs(part) <= LINE);
};

/** [class, size in u]: one line as long as it is not small, then as many as stand in the row; else it ends in dots. */
const SHAPES = [["line", 56], ["line", 50], ["line", 44], ["", 44], ["", 40], ["tight", 36], ["tight", 32], ["tight cut", 32]];

/** The name of a queue, as large as it stands whole between its letters and its count. */
function Name({ name }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    const el = box.current, text = el.firstChild, row = el.parentElement;
    const fit = () => SHAPES.some(([shape, size]) => {
      el.className = `name ${shape}`;
      el.style.setProperty("--size", size);
      return text.scrollWidth <= el.clientWidth && text.offsetHeight <= row.clientHeight;
    });
    const watch = new ResizeObserver(fit);
    watch.observe(row);
    document.fonts?.ready.then(fit);
    fit();
    return () => watch.disconnect();
  });
  return html`<span class="name" data-parted=${isParted(name)} ref=${box}><span>${name}</span></span>`;
}

/** Where not all fit: those in which somebody waits, in their order. */
const worth = (queues, size) => {
  const busy = queues.length > size ? queues.filter(({ waiting }) => waiting > 0) : [];
  return busy.length > 0 ? busy : queues;
};

/** As many as there is room for; upright the panel is as high as six of them. */
export function Queues({ queues }) {
  const list = useRef(null);
  const room = useRoom(list, (box) => (queues.some(({ name }) => signs(name) > LONGEST) ? 2 : 1.8) * fontOf(box));
  const size = upright() || room === Infinity ? QUEUES_A_PAGE : room;
  const [shown, page, pages] = usePage(worth(queues, size), size);
  return html`<section class="queues">
    <h2>等候人数<span class="en">Waiting</span><${Pages} page=${page} pages=${pages} /></h2>
    <ul ref=${list} class=${pages > 1 ? "paged" : ""} style=${`--rows: ${size}`}>${shown.map((queue) => html`<li key=${queue.id}>
      <b class="prefix ${queue.prefix.length > 1 ? "two" : ""}">${queue.prefix}</b>
      <${Name} name=${queue.name} />
      <b class="count" data-testid="queue-${queue.id}">${queue.waiting}</b></li>`)}</ul>
  </section>`;
}

export function Passed({ numbers, brief }) {
  const [shown, page, pages] = usePage(numbers, brief && !upright() ? PASSED_A_PAGE / 2 : PASSED_A_PAGE);
  return html`<section class="passed">
    <h2><span>过</span><span>号</span><${Pages} page=${page} pages=${pages} /></h2>
    <p class="numbers" data-testid="passed">${shown.map((number) => html`<span class="number" key=${number}>${number}</span>`)}
      ${numbers.length === 0 && html`<span class="none" aria-label="无">—</span>`}</p>
  </section>`;
}
