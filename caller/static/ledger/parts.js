// A refusal on the page of the ledger.
import { html } from "/static/hall.js";

export function Refusal({ problem }) {
  return problem && html`<p class="problem" role="alert" data-testid="problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`;
}
