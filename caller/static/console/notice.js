// 一次性告知 at the window: what is still missing, ticked or in own words, on paper for the citizen in hand (R51); or the whole list.
import { get, html, useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { Cancel, Panel } from "./panel.js";
import { Place, usePlace } from "./places.js";

const BETWEEN = /[、,,;;]/;
const NO_PRINTER = ["现在没有能打印的打印机,请当面说清并请群众记下。", "No printer works now; please tell everything and let the citizen note it down."];

/** `onAnswer(body, {name, title})`: name of the place where the paper comes out, and what it is called. */
export function Notice({ ticket, papers, stood, onAnswer, onClick, onCancel }) {
  const [matters, guide, trouble, choose] = useGuide(ticket);
  const [missing, setMissing] = useState([]);
  const [own, setOwn] = useState("");
  const [places, place, choosePlace] = usePlace("notice", papers);
  const first = useRef(null);
  useLayoutEffect(() => setMissing([]), [guide?.id]);  // before the focus, which is where the next key goes
  useLayoutEffect(() => { first.current?.focus({ preventScroll: true }); }, [guide, matters.length]);
  const also = own.split(BETWEEN).map((one) => one.trim()).filter(Boolean);
  const count = missing.length + also.length;
  const toggle = (name) => setMissing((ticked) => (ticked.includes(name) ? ticked.filter((one) => one !== name) : [...ticked, name]));
  const onKey = (event, typing) => {
    const one = !typing && event.target.tagName !== "SELECT" && guide?.materials[Number(event.key) - 1];
    if (event.key === "Escape") onCancel();
    else if (one) { event.preventDefault(); toggle(one.name); }
  };
  const title = count ? `补正告知单(缺 ${count} 项)` : "一次性告知单(全部材料)";
  const given = () => [{ matter: guide.id, ticket: ticket.id, missing, also, ...(place.kiosk ? { kiosk: place.kiosk } : { window: place.window }) }, { name: place.name, title }];
  const ready = guide && place;
  return html`<${Panel} ...${{ name: "告知", id: "ask-notice", ask: "还缺哪些材料?不选即打印全部", en: "What is missing? None = the whole list", number: ticket.number, stood, onKey }} onSubmit=${() => ready && onAnswer(...given())}>
    ${matters.length !== 1 && html`<label class="reason-own"><span>事项</span><select data-testid="notice-matter" ref=${guide ? null : first} value=${guide?.id ?? ""} onChange=${(event) => choose(event.currentTarget.value)}>
      ${!guide && html`<option value="">请选择</option>`}${matters.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>`}
    ${guide && html`<fieldset class="missing-list" aria-label=${guide.name}>${guide.materials.map((one, index) => html`<label key=${one.name} class="come-back">
      <input type="checkbox" ref=${index ? null : first} data-testid=${`missing-${index + 1}`} checked=${missing.includes(one.name)} onChange=${() => toggle(one.name)} />
      <span>${one.name} <small>${one.papers.text}</small></span>${index < 9 && html`<kbd>${index + 1}</kbd>`}</label>`)}
      ${!guide.materials.length && html`<p class="soft">这件事不需要材料。</p>`}</fieldset>`}
    ${trouble && html`<p class="soft" role="status" data-testid="no-guide">${trouble}</p>`}
    <label class="reason-own"><span>其他材料(用顿号分开)</span>
      <input type="text" value=${own} maxlength="200" autocomplete="off" data-testid="missing-own" onInput=${(event) => setOwn(event.currentTarget.value)} /></label>
    ${place ? html`<${Place} id="notice-place" label="打印到" ...${{ places, place, onChoose: choosePlace }} />`
      : html`<p class="message" data-testid="notice-paperless">${NO_PRINTER[0]}<span class="en" lang="en">${NO_PRINTER[1]}</span></p>`}
    <div class="reason-ends"><${Cancel} onCancel=${onCancel} />
      <button type="button" class="side-key strong" data-testid="notice-ok" aria-disabled=${String(!ready)} onClick=${() => ready && onClick(...given())}>${count ? `打印补正告知(${count})` : "打印全部"}</button></div>
  <//>`;
}

/** [matters with a guide in the number's queue, the chosen one's guide, trouble, choose]: its own matter is chosen at once, or the only one. */
function useGuide(ticket) {
  const [matters, setMatters] = useState([]);
  const [wanted, setWanted] = useState("");
  const [guide, setGuide] = useState(null);
  const [trouble, setTrouble] = useState("正在连接…");
  useEffect(() => {
    let gone = false;
    get("/api/guide").then(({ ok, data, problem }) => {
      if (gone) return;
      const known = ok ? data.matters.filter((one) => one.queue === ticket.queue && one.version) : [];
      setMatters(known);
      setTrouble(!ok ? problem.detail : known.length ? "" : "这个队列还没有办事指南,请当面说清。");
      setWanted(known.find((one) => one.id === ticket.matter)?.id ?? (known.length === 1 ? known[0].id : ""));
    });
    return () => { gone = true; };
  }, []);
  useEffect(() => {
    if (!wanted) return undefined;
    let gone = false;
    get(`/api/guide/${encodeURIComponent(wanted)}`).then(({ ok, data, problem }) => {
      if (gone) return;
      setTrouble(ok ? "" : problem.detail);
      setGuide(ok ? data : null);
    });
    return () => { gone = true; };
  }, [wanted]);
  return [matters, guide, trouble, setWanted];
}

const PAPER = {
  pending: ["正在打印…", "Printing…"], printed: ["已打印,请交给群众。", "Printed; please hand it over."],
  failed: ["没有打印出来:请换一台打印机再打,或当面说清。", "It did not come out: please try another printer."],
};

/** What became of the paper that was asked for last. */
export function Given({ given, notice, onClose }) {
  const [text, en] = PAPER[notice?.id === given.notice ? notice.state : "pending"];
  const failed = notice?.id === given.notice && notice.state === "failed";
  return html`<section class=${failed ? "sent failed" : "sent"} role="status" data-testid="given">
    <p><span class="number">${given.number}</span> ${given.title} · ${given.name}</p><p class="soft">${text}<span class="en" lang="en">${en}</span></p>
    <button type="button" class="side-key slim" data-testid="given-close" aria-label="关闭" onClick=${onClose}>×</button></section>`;
}
