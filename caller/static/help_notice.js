// 一次性告知: all that a matter needs, or what is still missing, on paper for the citizen (R51).
import { get, html, useEffect, useRef, useState } from "/static/hall.js";
import { Done, PAPERLESS, Problem, useAct } from "./help_parts.js";

export function Notice({ desk, matter }) {
  const { act, problem, working } = useAct(desk);
  const [guide, setGuide] = useState(null);
  const [refused, setRefused] = useState(null);
  const [missing, setMissing] = useState([]);
  const [done, setDone] = useState("");
  const print = useRef(null);
  useEffect(() => {
    let gone = false;
    get(`/api/guide/${encodeURIComponent(matter.id)}`).then(({ ok, data, problem: no }) => {
      if (gone) return;
      if (ok) setGuide(data); else setRefused(no.code === "no_guide" ? NO_GUIDE : no);
    });
    return () => { gone = true; };
  }, [matter.id]);
  useEffect(() => { print.current?.focus({ preventScroll: true }); }, [guide]);
  if (!guide) return html`<${Problem} problem=${refused} />`;
  const toggle = (name) => { setMissing(missing.includes(name) ? missing.filter((one) => one !== name) : [...missing, name]); setDone(""); };
  const go = async () => {
    const kiosk = desk.kiosk;
    if (await act("/api/guide-slips", { matter: matter.id, kiosk: kiosk.id, missing })) setDone(`告知单已送到${kiosk.name}打印`);
  };
  return html`<section class="notice-slip" aria-label="一次性告知">
    <fieldset><legend>还缺哪些材料?不选即打印全部 <span class="en" lang="en">What is missing? Nothing chosen prints all</span></legend>
      ${guide.materials.map((one, index) => html`<label class="check" key=${one.name}><input type="checkbox" data-testid=${`missing-${index}`}
        checked=${missing.includes(one.name)} onChange=${() => toggle(one.name)} /><span>${one.name}<span class="soft"> ${one.papers.text}</span></span></label>`)}</fieldset>
    <p class="soft">${guide.limit.text} · ${guide.fees.text}</p>
    <${Problem} problem=${problem ?? (desk.kiosk ? null : PAPERLESS)} /><${Done} text=${!problem && done} />
    ${desk.kiosk && html`<button type="button" class=${done ? "key" : "main"} ref=${print} data-testid="print-notice" aria-disabled=${String(working)} onClick=${go}>
      ${missing.length ? `打印补正告知(缺 ${missing.length} 项)` : "打印一次性告知"}</button>`}</section>`;
}

const NO_GUIDE = { detail: "这件事还没有办事指南,请向窗口问清后告知群众。", detail_en: "There is no guide for this matter yet; please ask the window and tell the citizen." };
