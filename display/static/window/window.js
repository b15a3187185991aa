// The screen of one window. Read from two metres.
import { html, render, serverNow, useNow } from "/static/hall.js";
import { Unattended } from "/static/unattended.js";
import { Screen, storeOf, useKeptFeed } from "./scenes.js";

const Told = ({ zh, en, testid }) => html`<section class="told" role="status" data-testid=${testid}><h1>${zh}<span class="en" lang="en">${en}</span></h1></section>`;

/** Thanks end by themselves: nothing may happen in the hall that would bring a new view. */
function useScene(view) {
  useNow(1000);
  if (view?.scene === "thanks" && view.thanks_until !== null && serverNow() > view.thanks_until) return view.staff ? "idle" : "not_open";
  return view?.scene;
}

function Window() {
  const { view, stale, refused } = useKeptFeed("/window");
  const scene = useScene(view);
  if (refused) return html`<${Told} testid="refused" zh=${refused.detail} en=${refused.detail_en} />`;
  if (!view) return html`<${Told} testid="connecting" zh="正在连接…" en="Connecting…" />`;
  return html`<${Screen} view=${view} scene=${scene} stale=${stale} />`;
}

render(html`<${Unattended} forget=${() => storeOf("/window").drop()}><${Window} /><//>`, document.getElementById("app"));
