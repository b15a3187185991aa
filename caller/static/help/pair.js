// A pairing code for a device, hot keys of a clerk's PC above all: chosen, made, and shown with what to do with it.
import { boot, get, html, send, useEffect, useFirstFocus, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { Problem, useAct } from "./parts.js";

const KINDS = [["agent", "热键", "windows"], ["rater", "评价平板", "windows"], ["kiosk", "取号机", "kiosks"], ["screen", "显示屏", "screens"], ["window", "窗口屏", "windows"]];

/** What is typed or opened on the device. */
const HOW = {
  agent: ({ code }) => ["在这台电脑上运行", `python run.py hotkeys --pair ${code}`],
  other: ({ url }) => ["在这台设备的浏览器里打开一次", url],
};

export function Pair({ desk }) {
  const { act, problem, setProblem, working } = useAct(desk);
  const [kind, setKind] = useState("agent");
  const [made, setMade] = useState(null);
  const [paired, setPaired] = useState([]);
  const first = useFirstFocus();
  const told = useRef(null);
  useEffect(() => { get("/api/pairings").then(({ ok, data }) => { if (ok) setPaired(data.pairings.map((one) => `${one.kind} ${one.device}`)); }); }, [made]);
  useLayoutEffect(() => { if (made) told.current.focus(); }, [made]);
  const [, word, list] = KINDS.find(([id]) => id === kind);
  const forget = async () => {
    const { ok, problem: refusal } = await send("DELETE", `/api/pairings/${made.kind}/${encodeURIComponent(made.device.id)}`);
    setProblem(refusal);
    if (ok) setMade(null);
  };
  const make = async (device) => {
    setMade(null);
    const answer = await act("/api/pairings", { kind, device: device.id });
    if (answer) setMade({ ...answer, kind, device });
  };
  const [what, text] = made ? (HOW[made.kind] ?? HOW.other)(made) : [];
  return html`<div class="work"><section class="card" aria-label="登记设备"><h2>登记设备<span class="en" lang="en">Pair a device</span></h2>
      <fieldset class="lanes"><legend>种类 <span class="en" lang="en">Kind</span></legend>${KINDS.map(([id, name]) => html`<label key=${id} class=${kind === id ? "on" : ""}>
        <input type="radio" name="kind" ref=${id === "agent" ? first : null} data-testid=${`pair-kind-${id}`} checked=${kind === id} onChange=${() => { setKind(id); setMade(null); }} />${name}</label>`)}</fieldset>
      <p class="quick pair-list" role="group" aria-label=${word}>${boot.devices[list].map((device) => html`<button type="button" key=${device.id} data-testid=${`pair-${device.id}`} aria-disabled=${String(working)} onClick=${() => make(device)}>
        ${device.name}${paired.includes(`${kind} ${device.id}`) && html` <small>已登记</small>`}</button>`)}</p></section>
    <section class="card" aria-label="登记码"><${Problem} problem=${problem} />
      ${made ? html`<div class="pair-code" ref=${told} tabindex="-1" role="status" data-testid="pair-code"><p><b>${KINDS.find(([id]) => id === made.kind)[1]} · ${made.device.name}</b></p>
        <p>${what}:</p><p><code>${text}</code></p><p class="soft">${made.minutes} 分钟内有效,只能用一次。<span class="en" lang="en">Valid for ${made.minutes} minutes, once.</span></p>
        ${paired.includes(`${made.kind} ${made.device.id}`) && html`<p><button type="button" class="key" data-testid="unpair" onClick=${forget}>取消已有的登记<span class="en" lang="en">Forget what was paired: it is shut out at once</span></button></p>`}</div>`
        : html`<p class="soft">选一台设备,就生成它的登记码。<span class="en" lang="en">Choose a device to get its code.</span></p>`}</section></div>`;
}
