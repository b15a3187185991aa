// What was taken in: its number and promised day, and the paper that goes with it (R58, R63).
import { html, useAsking } from "/static/hall.js";
import { useStood } from "../commands.js";
import { Place, usePlace } from "./places.js";

const PAPER = { open: ["receipt", "受理回单"], paused: ["receipt", "受理回单"], returned: ["return", "退回件通知书"] };

/** Only of what has a paper: an errand done at once, or an enquiry, is told by its tick in the list. */
export const hasPaper = (noted) => Boolean(noted && PAPER[noted.kind] && (noted.kind !== "returned" || noted.reason));

export function Receipt({ noted, papers, say, onGiven, onClose }) {
  const [places, place, choose] = usePlace("receipt", papers);
  const stood = useStood();
  const ask = useAsking();
  const [paper, title] = PAPER[noted.kind];
  const print = async () => {
    if (!stood || !place) return;
    const at = place.kiosk ? { kiosk: place.kiosk } : { window: place.window };
    const { ok, data, problem } = await ask(`/api/ledger/${encodeURIComponent(noted.line)}/papers`, { paper, ...at });
    say(problem);
    if (ok) onGiven({ id: noted.line, given: { number: noted.number, title, name: place.window ? "本窗口" : place.name, notice: data.notice } });
  };
  return html`<section class="sent receipt" role="status" data-testid="receipt">
    <p><span class="number">${noted.number}</span> 受理编号 <b data-testid="accept-no">${noted.accept_no}</b></p>
    <p>${noted.promised ? html`承诺 <b data-testid="promised">${noted.promised}</b> 前办结(${noted.days}${noted.workdays ? "个工作日" : "天"})` : noted.kind === "paused" ? "材料补齐后开始计时" : noted.reason}
      ${noted.guessed && html`<span class="soft">放假安排未公布,按周一至周五推算</span>`}</p>
    ${place ? html`<${Place} id="receipt-place" label="打印到" ...${{ places, place, onChoose: choose }} />
      <button type="button" class="side-key strong print" data-testid="receipt-print" aria-disabled=${String(!stood)} onClick=${print}>打印${title}</button>`
      : html`<p class="soft">没有能打印的打印机,请手写交给群众。<span class="en" lang="en">No printer works; please write it by hand.</span></p>`}
    <button type="button" class="side-key slim" data-testid="receipt-close" aria-label="关闭" onClick=${onClose}>×</button></section>`;
}
