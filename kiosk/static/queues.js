// The start page: one card a queue, this floor's first, in pages a hand can reach.
import { html, useEffect, useState } from "/static/hall.js";
import { En, places } from "./frame.js";
import { Touch } from "./touch.js";

const FEW = 8;
const PAGE = 12;
const IDLE_MS = 60_000;
const STEPS = [["点选业务", "Touch"], ["取走号票", "Take your slip"], ["等候叫号", "Wait for your call"]];

export function Queues({ view, issuing, settled, stale, modes, setMode, turn, take }) {
  const many = view.queues.length > FEW;
  const floors = floorsOf(view);
  const [floor, setFloor] = useState(view.kiosk.floor);
  const [page, setPage] = useState(0);
  useEffect(() => {
    const home = setTimeout(() => { setFloor(view.kiosk.floor); setPage(0); }, IDLE_MS);
    return () => clearTimeout(home);
  }, [floor, page, view.kiosk.floor]);

  const groups = many ? floors.filter((f) => f.id === floor) : floors;
  const shown = groups.map((g) => (many ? { ...g, queues: g.queues.slice(page * PAGE, (page + 1) * PAGE) } : g));
  const pages = many ? Math.ceil((groups[0]?.queues.length ?? 0) / PAGE) : 1;
  const locked = issuing !== null || !settled;
  const crowded = view.banner || view.hall.notice ? "crowded" : "";
  return html`<section class=${`start ${many ? "many" : "few"} ${crowded} ${settled ? "" : "settling"}`} aria-label="取号">
    <div class="guide">
      ${view.banner && html`<p class="banner" role="status" data-testid="banner"><span class="mark" aria-hidden="true">!</span>
        <span>${view.banner.text}<span class="en" lang="en">${view.banner.text_en}</span></span></p>`}
      <h2 class="ask">请选择要办理的业务<span class="en" lang="en">Please touch the service you need</span></h2>
      ${!many && html`<ol class="steps">${STEPS.map(([zh, en], index) => html`<li key=${zh}>
        <b aria-hidden="true">${index + 1}</b><span>${zh}<span class="en" lang="en">${en}</span></span></li>`)}</ol>`}
    </div>
    ${many && floors.length > 1 && html`<div class="tabs">${floors.map((f) => html`
      <${Touch} key=${f.id} class="tab" disabled=${locked} aria-pressed=${String(f.id === floor)}
        onTouch=${() => { setFloor(f.id); setPage(0); }}>${f.here ? `本层 · ${f.name}` : f.name}
        <${En} text=${f.nameEn} than=${f.name} /><//>`)}</div>`}
    <div class="groups">${shown.map((g) => html`<div class="group" key=${g.id} role="group" aria-label=${g.name}>
      ${!many && floors.length > 1 && html`<h3>${g.here ? `本层 · ${g.name}` : g.name}<${En} text=${g.nameEn} than=${g.name} /></h3>`}
      ${g.queues.map((queue) => html`<${Card} key=${queue.id} queue=${queue} floor=${view.kiosk.floor} brief=${many}
        busy=${issuing === queue.id} locked=${locked} dimmed=${stale} onTake=${take} />`)}
    </div>`)}</div>
    ${pages > 1 && html`<nav class="pager" aria-label="翻页">
      <${Touch} class="key" disabled=${locked || page === 0} onTouch=${() => setPage(page - 1)}>上一页<span class="en" lang="en">Back</span><//>
      <span class="page-no" role="status">第 ${page + 1} 页,共 ${pages} 页</span>
      <${Touch} class="key" disabled=${locked || page + 1 >= pages} onTouch=${() => setPage(page + 1)}>下一页<span class="en" lang="en">More</span><//>
    </nav>`}
    ${view.priority && html`<${Touch} class="check-in-key" disabled=${locked} aria-pressed=${String(modes.priority)} data-testid="priority" onTouch=${() => setMode({ priority: !modes.priority })}>
      ${modes.priority ? "☑" : "☐"} 优先办理:军人、高龄、孕妇、残障<span class="en" lang="en">Priority: soldiers, elderly, pregnant, disabled</span><//>`}
    ${view.check_in && html`<${Touch} class="check-in-key" disabled=${locked} data-testid="check-in" onTouch=${() => turn({ page: "check-in" })}>已预约?按这里签到
      <span class="en" lang="en">Have an appointment? Check in here</span><//>`}
  </section>`;
}

/** A queue stands once: under this floor if any of its windows is here, else under the floor of its first. */
function floorsOf({ queues, kiosk }) {
  const floors = new Map();
  for (const queue of queues) {
    const at = queue.windows.find((w) => w.floor === kiosk.floor) ?? queue.windows[0];
    const id = at?.floor ?? kiosk.floor;
    if (!floors.has(id)) {
      floors.set(id, { id, here: id === kiosk.floor, name: at?.floor_name ?? "", nameEn: at?.floor_name_en ?? "", queues: [] });
    }
    floors.get(id).queues.push(queue);
  }
  return [...floors.values()].sort((a, b) => Number(b.here) - Number(a.here));
}

function Card({ queue, floor, brief, busy, locked, dimmed, onTake }) {
  const names = queue.matters.map((m) => m.name).join("、");
  const matters = names === queue.name ? "" : names;
  const where = places(queue.windows, floor);
  if (queue.closed) return html`<${NotToday} queue=${queue} />`;
  return html`<${Touch} class=${`card ${busy ? "busy" : ""}`} disabled=${locked} aria-disabled=${String(locked || dimmed)}
      data-testid=${`queue-${queue.id}`} onTouch=${() => onTake({ queue })}>
    <span class="card-what">
      <span class="card-name">${queue.name}<${En} text=${queue.name_en} than=${queue.name} /></span>
      ${!brief && html`<span class="card-matters">${matters || queue.unit}</span>`}
    </span>
    <span class="card-how">
      <span class="card-waiting">${busy ? "正在出号…" : waiting(queue.waiting, brief)}</span>
      <span class="card-where">${where.map((w) => html`<span key=${w.floor}>${w.floor === floor ? "" : w.floorName} ${w.labels}</span>`)}</span>
    </span>
  <//>`;
}

/** It is said when, and nothing is there to touch. */
function NotToday({ queue }) {
  return html`<div class="card not-today" data-testid=${`queue-${queue.id}`}>
    <span class="card-what"><span class="card-name">${queue.name}<${En} text=${queue.name_en} than=${queue.name} /></span></span>
    <span class="card-why">${queue.closed.text}<span class="en" lang="en">${queue.closed.text_en}</span></span>
  </div>`;
}

function waiting(count, brief) {
  if (count) return html`等候 <b>${count}</b> 人`;
  return brief ? "无人等候" : "现在无人等候";
}
