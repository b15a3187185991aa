// The laboratory: the hall's emulated hardware as it looks, with keys and fault switches.
import { boot, html, post, render, useEffect, useState } from "/static/hall.js";
import { Reader } from "./card.js";
import { Desk } from "./desk.js";
import { Line } from "./faults.js";
import { Led } from "./led.js";
import { Printer } from "./paper.js";
import { Side } from "./side.js";

const LOOK_EVERY_MS = 400;

/** The state of every far end, looked at only while somebody looks at the page. */
function useBench() {
  const [state, setState] = useState({ ends: {}, lost: false });
  useEffect(() => {
    let timer = null;
    let stopped = false;
    const look = async () => {
      if (document.visibilityState === "visible") {
        try {
          const response = await fetch("/lab/state", { signal: AbortSignal.timeout(5000) });
          const { far_ends: ends } = await response.json();
          setState({ ends, lost: false });
        } catch {
          setState((last) => ({ ...last, lost: true }));
        }
      }
      if (!stopped) timer = setTimeout(look, LOOK_EVERY_MS);
    };
    look();
    return () => { stopped = true; clearTimeout(timer); };
  }, []);
  return state;
}

/** What stands at an address of a line, whatever its brand calls it: a sign, a display, a desk, a box. */
function at(ends, wire) {
  const state = wire && ends[wire.far_end]?.state;
  if (!state) return null;
  const here = state.signs ?? state.displays ?? state.desks ?? state.boxes;
  return here ? here[wire.address] ?? null : state;
}

function WindowCard({ window: desk, ends, send }) {
  return html`<section class="window" aria-label=${desk.label}>
    <h3>${desk.label}</h3>
    ${desk.sign && html`<${Led} id=${desk.id} kind=${ends[desk.sign.far_end]?.kind} state=${at(ends, desk.sign)} />`}
    ${(desk.keypad || desk.rater) && html`<${Desk} window=${desk} keypad=${at(ends, desk.keypad)} rater=${at(ends, desk.rater)} send=${send} />`}
  </section>`;
}

const linesOf = (windows) => [...new Set(windows.flatMap((w) => [w.sign, w.keypad, w.rater]).filter(Boolean).map((wire) => wire.far_end))];

function Floor({ floor, ends, send }) {
  const windows = boot.bench.windows.filter((w) => w.floor === floor.id);
  if (!windows.length) return null;
  return html`<section class="floor" aria-label=${floor.name}>
    <h2>${floor.name}<span class="en">${floor.name_en}</span></h2>
    ${linesOf(windows).map((name) => html`<${Line} key=${name} name=${name} end=${ends[name]} send=${send} />`)}
    <div class="windows">${windows.map((w) => html`<${WindowCard} key=${w.id} window=${w} ends=${ends} send=${send} />`)}</div>
  </section>`;
}

function Lab() {
  const { ends, lost } = useBench();
  const [problem, setProblem] = useState(null);
  const send = async (name, order) => {
    const answer = await post(`/lab/${name}`, order);
    setProblem(answer.ok ? null : answer.problem);
  };
  return html`<header><h1>设备模拟台<span class="en">Lab: the emulated hardware of ${boot.hall.name_en}</span></h1>
      ${lost && html`<p class="badge warn" role="status">连接不上服务器</p>`}
      ${problem && html`<p class="badge bad" role="alert">${problem.detail}</p>`}</header>
    <div class="columns">
      <${Side} />
      <div class="floors">${boot.bench.floors.map((floor) => html`<${Floor} key=${floor.id} floor=${floor} ends=${ends} send=${send} />`)}</div>
      <div class="printers">${boot.bench.readers.map((reader) => html`
        <${Reader} key=${reader.id} reader=${reader} end=${ends[reader.far_end]} send=${send} />`)}
        ${boot.bench.printers.map((printer) => html`
        <${Printer} key=${printer.id} printer=${printer} end=${ends[printer.far_end]} send=${send} />`)}</div>
    </div>`;
}

render(html`<${Lab} />`, document.getElementById("app"));
