// After the press: thanks; after a bad level also reasons and the way to complain (R85).
import { boot, html, post, useRef, useState } from "/static/hall.js";

/** Thanks once the hall has it; or what the hall said instead ("already rated"), which is no reproach. */
export function Thanks({ problem }) {
  return html`<section class="thanks" role="status" data-testid=${problem ? "over" : "thanks"}>
    <svg class="tick" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="28" /><path d="M20 33 l9 9 l16 -19" /></svg>
    ${problem ? html`<h1>${problem.detail}<span class="en">${problem.detail_en}</span></h1>`
      : html`<h1>感谢您的评价<span class="en">Thank you for your rating</span></h1>`}
  </section>`;
}

function Registered({ number, onDone }) {
  return html`<section class="thanks" role="status" data-testid="registered">
    <h1>您的投诉已登记<span class="en">Your complaint is registered</span></h1>
    <p class="case number">${number}</p>
    <p>值班人员会处理。请记下编号,可向值班人员查询<span class="en">Please note the number; the duty officer can look it up</span></p>
    <button class="quiet-key" data-testid="done" onClick=${onDone}>完成<span class="en">Done</span></button>
  </section>`;
}

/** Reasons go alone, or with a complaint; what was chosen is never left behind. `onDone(said)`: whether there is something to thank for. */
export function Sorry({ visit, onTouch, onDone }) {
  const [chosen, setChosen] = useState([]);
  const [state, setState] = useState({});
  const busy = useRef(false);
  const sent = useRef(false); // what was sent once may be in the log: sent again, it is the same
  const toggle = (code) => {
    onTouch();
    if (!sent.current) setChosen((now) => (now.includes(code) ? now.filter((c) => c !== code) : [...now, code]));
  };
  const complain = async () => {
    if (busy.current) return;
    busy.current = sent.current = true;
    onTouch();
    setState({ sending: true });
    // One complaint a visit from this tablet, however often the key is touched: one visit, one key, one list.
    const { ok, data, problem } = await post(`/api/visits/${visit}/complaint`, { reasons: chosen }, { key: `complaint ${visit}`, tries: 3 });
    busy.current = false;
    onTouch();
    setState(ok ? { number: data.complaint } : { problem });
  };
  const end = async () => {
    if (busy.current) return;
    if (!chosen.length) { onDone(); return; }
    busy.current = sent.current = true;
    onTouch();
    setState({ sending: true });
    const { ok, problem } = await post(`/api/visits/${visit}/reasons`, { reasons: chosen }, { key: `reasons ${visit}`, tries: 3 });
    busy.current = false;
    onTouch();
    if (ok) onDone(true); else setState({ problem });
  };
  if (state.number) return html`<${Registered} number=${state.number} onDone=${onDone} />`;
  return html`<section class="sorry" data-testid="sorry">
    <h1>感谢您的评价,很抱歉没有让您满意<span class="en">Thank you for telling us; we are sorry</span></h1>
    <p id="why">请选择原因,帮助我们改进(可多选,也可不选)<span class="en">Please tell us why, if you like; you may choose several</span></p>
    <div class="reasons" role="group" aria-labelledby="why">${boot.reasons.map(({ code, label, label_en: en }) => html`
      <button key=${code} data-testid=${`reason-${code}`} aria-pressed=${chosen.includes(code)} aria-disabled=${sent.current} onClick=${() => toggle(code)}>
        <span class="mark" aria-hidden="true">${chosen.includes(code) ? "✓" : ""}</span><span>${label}<span class="en">${en}</span></span></button>`)}
    </div>
    <div class="ends">
      <button class="quiet-key" data-testid="no-complaint" aria-disabled=${Boolean(state.sending)} onClick=${end}>${chosen.length ? html`提交原因<span class="en">Send the reasons</span>` : html`不说明,完成<span class="en">No reasons, done</span>`}</button>
      <button class="main-key" data-testid="complain" aria-disabled=${Boolean(state.sending)} onClick=${complain}>我要投诉<span class="en">I wish to complain</span></button>
    </div>
    <p class="told" role="status" data-testid="told">${state.sending && html`正在提交…<span class="en">Sending…</span>`}${state.problem && html`${state.problem.detail}<span class="en">${state.problem.detail_en}</span>`}</p>
  </section>`;
}
