// 一次性告知: all that a matter needs, or what is still missing, on paper for the citizen (R51).
import { get, html, useEffect, useLayoutEffect, useRef, useState } from "/static/hall.js";
import { Done, PAPERLESS, Problem, useAct } from "./parts.js";

/** "1、3、介绍信" -> {missing, also}: places in the list or names of it, and what it does not know. */
function read(typed, materials) {
  const words = typed.split(/[、,,;;\s]+/).filter(Boolean);
  const named = words.map((word) => materials[Number(word) - 1]?.name ?? materials.find((one) => one.name === word)?.name ?? null);
  return { missing: named.filter(Boolean), also: words.filter((_, index) => !named[index]) };
}

export function Notice({ desk, matter }) {
  const { act, problem, working } = useAct(desk);
  const [guide, setGuide] = useState(null);
  const [refused, setRefused] = useState(null);
  const [ticked, setTicked] = useState([]);
  const [typed, setTyped] = useState("");
  const [done, setDone] = useState("");
  const field = useRef(null);
  useEffect(() => {
    let gone = false;
    get(`/api/guide/${encodeURIComponent(matter.id)}`).then(({ ok, data, problem: no }) => {
      if (gone) return;
      if (ok) setGuide(data); else setRefused(no.code === "no_guide" ? NO_GUIDE : no);
    });
    return () => { gone = true; };
  }, [matter.id]);
  useLayoutEffect(() => { field.current?.focus({ preventScroll: true }); }, [guide]);
  if (!guide) return html`<${Problem} problem=${refused} />`;
  const { missing: written, also } = read(typed, guide.materials);
  const missing = guide.materials.map((one) => one.name).filter((name) => ticked.includes(name) || written.includes(name));
  const count = missing.length + also.length;
  const toggle = (name) => { setTicked(ticked.includes(name) ? ticked.filter((one) => one !== name) : [...ticked, name]); setDone(""); };
  const go = async (event) => {
    event.preventDefault();
    const { kiosk } = desk;
    if (kiosk && await act("/api/guide-slips", { matter: matter.id, kiosk: kiosk.id, missing, also })) setDone(`告知单已送到${kiosk.name}打印`);
  };
  return html`<form class="notice-slip" aria-label="一次性告知" onSubmit=${go}>
    <fieldset><legend>还缺哪些材料?不选即打印全部 <span class="en" lang="en">What is missing? Nothing chosen prints all</span></legend>
      ${guide.materials.map((one, index) => html`<label class="check" key=${one.name}><input type="checkbox" data-testid=${`missing-${index}`}
        checked=${missing.includes(one.name)} onChange=${() => toggle(one.name)} /><span>${index + 1}. ${one.name}<span class="soft"> ${one.papers.text}</span></span></label>`)}</fieldset>
    <div class="field"><label for="missing-typed">或写序号、材料名(用顿号分开)<span class="en" lang="en">Or their places or names</span></label>
      <input id="missing-typed" data-testid="missing-typed" ref=${field} autocomplete="off" maxlength="200" placeholder="如:1、3、介绍信" value=${typed} onInput=${(e) => { setTyped(e.target.value); setDone(""); }} /></div>
    <p class="soft">${guide.limit.text} · ${guide.fees.text}</p>
    <${Problem} problem=${problem ?? (desk.kiosk ? null : PAPERLESS)} /><${Done} text=${!problem && done} />
    ${desk.kiosk && html`<button class=${done ? "key" : "main"} data-testid="print-notice" aria-disabled=${String(working)}>
      ${count ? `打印补正告知(缺 ${count} 项)` : "打印一次性告知"}</button>`}</form>`;
}

const NO_GUIDE = { detail: "这件事还没有办事指南,请向窗口问清后告知群众。", detail_en: "There is no guide for this matter yet; please ask the window and tell the citizen." };
