// 呼叫值班 as the clerk sees it: nobody has answered yet, or who answers and what. It goes when somebody has been there.
import { clock, html } from "/static/hall.js";

export function HelpLine({ window, timezone }) {
  const { help_asked: asked, help_answer: answer } = window;
  return html`<div class="help-place" role="status">${asked && html`<p class=${`help-line ${answer ? "answered" : ""}`} data-testid="help-line">
    ${answer ? html`<b>${answer.name}</b>:${answer.text} <span class="soft">${clock(answer.at, timezone)}</span>`
      : html`已呼叫值班,等候回复<span class="en" lang="en">The duty officer was called; no answer yet</span>`}</p>`}</div>`;
}
