// What the parts of the help desk share: sending a command, a sentence about it, and paper.
import { html, useRef, useState } from "/static/hall.js";
import { AWAY, useCommand } from "../commands.js";

/**
 * {act, problem, setProblem, working}: `act(path, body)` -> the answer, or null when there was none or it was no.
 * One at a time; what got no answer is done once, however often it is tried.
 */
export function useAct(desk) {
  const [problem, setProblem] = useState(null);
  const [working, setWorking] = useState(false);
  const busy = useRef(false);
  const ask = useCommand();
  const act = async (path, body = {}) => {
    if (busy.current) return null;
    if (desk.stale) { setProblem(AWAY); return null; }
    busy.current = true;
    setWorking(true);
    const { ok, lost, data, problem: refusal } = await ask(path, body);
    busy.current = false;
    setWorking(false);
    setProblem(ok ? null : refusal);
    if (lost) desk.onLost();
    return ok ? data : null;
  };
  return { act, problem, setProblem, working };
}

export const ticketPath = (id, what = "") => `/api/tickets/${encodeURIComponent(id)}${what && `/${what}`}`;

export function Problem({ problem, children }) {
  return html`<div role="alert" class="said">${problem && html`<div class="problem" data-testid="problem">
    <p>${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>${children}</div>`}</div>`;
}

export function Done({ text }) {
  return html`<p role="status" class="said">${text && html`<span class="done" data-testid="done">✓ ${text}</span>`}</p>`;
}

export const PAPERLESS = { detail: "现在没有能打印的取号机,请把号码抄给群众。", detail_en: "No printer works now; please write the number down." };
