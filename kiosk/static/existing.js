// Who has a number already: this one, where to go with it, and its paper once more.
import { boot, html, newKey, post, useRef, useState } from "/static/hall.js";
import { places } from "./frame.js";
import { MoreTime } from "./time.js";
import { Touch, useCountdown } from "./touch.js";
import { Named, N_, Said, T, named, t } from "./words.js";

const SHOW_S = 30;

export function Existing({ view, stage, settled, stale, home }) {
  const { ticket } = stage.problem;
  const [asked, setAsked] = useState("");
  const [trouble, setTrouble] = useState(null);
  const left = useCountdown(SHOW_S, asked, home);
  const key = useRef(newKey()); // a second touch prints no second paper
  const reprint = async () => {
    if (asked || stale) return;
    setAsked("asked");
    const { ok, problem } = await post(`/api/tickets/${encodeURIComponent(ticket.id)}/reprint`, { kiosk: boot.id }, { key: key.current, tries: 3 });
    setAsked(ok ? "done" : "");
    setTrouble(ok ? null : problem);
  };
  return html`<section class="result existing" aria-label=${t("您已经取过号了")} data-testid="existing">
    <div class="result-top">
      <h2 class="ask"><${T} k="您已经取过号了" /></h2>
      <p class="result-number number" style=${{ "--places": ticket.number.length }} data-testid="result-number">${ticket.number}</p>
      <p class="result-queue"><${Named} of=${ticket} as="queue_name" /></p>
      ${ticket.tail && html`<p class="tail" data-testid="tail"><${T} k="证件尾号 {tail}" with=${{ tail: ticket.tail }} /></p>`}
    </div>
    <div class="result-rest">
      <div class="way">
        <p class="way-to">${places(ticket.windows, view.kiosk.floor).map((place, index) => html`<span key=${place.floor}>
          <${T} k=${index ? N_("或{place}") : N_("请到{place}")} with=${{ place: (code) => html`<b>${named(place, "floorName", code)} ${named(place, "labels", code)}</b>` }} /></span>`)}</p>
        <p class="way-ahead" data-testid="state">${ticket.state === "waiting" ? html`<${T} k="前面等候 {ahead} 人" with=${{ ahead: html`<b>${ticket.ahead}</b>` }} />` : html`<${Said} of=${ticket} />`}</p>
        ${ticket.wait && html`<p class="way-wait"><${T} k="预计等候 {range} 分钟" with=${{ range: `${ticket.wait.low_min}–${ticket.wait.high_min}` }} /></p>`}
      </div>
      ${asked === "done" && html`<p class="slip good" role="status" data-testid="reprinted"><span class="mark" aria-hidden="true">✓</span><span><${T} k="号票正在打印,请取走" /></span></p>`}
      ${trouble && html`<p class="question-trouble" role="alert"><${Said} of=${trouble} as="detail" /></p>`}
      <div class="question-keys">
        ${asked !== "done" && html`<${Touch} class="key" disabled=${!settled || asked !== "" || stale} data-testid="reprint" onTouch=${reprint}><${T} k="补打号票" /><//>`}
        <${Touch} class="key main" disabled=${!settled} onTouch=${home} data-testid="done"><${T} k="完成({left})" with=${{ left }} /><//>
      </div>
      <${MoreTime} disabled=${!settled} />
    </div>
  </section>`;
}
