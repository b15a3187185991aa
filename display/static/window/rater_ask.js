// The question: five keys alike in size and colour, so that none of them is hinted at.
import { html } from "/static/hall.js";

export const Face = ({ level }) => html`<svg class="face" aria-hidden="true"><use href=${`/static/rater_faces.svg#level-${level}`} /></svg>`;

export function Ask({ view, pressed, onPress }) {
  const sending = pressed?.level ?? null;
  const { staff } = view;
  return html`<section class="ask" data-testid="ask">
    <h1>请您对本次服务作出评价<span class="en">Please rate this service</span></h1>
    <p class="who">${view.window.label}${staff && html` · 工号 ${staff.no} ${staff.name}`}</p>
    <div class="levels" role="group" aria-label="评价 Rating">${view.levels.map(({ level, label, label_en: en }) => html`
      <button key=${level} class=${`level ${sending === level ? "sending" : ""}`} data-testid=${`level-${level}`}
        aria-disabled=${sending !== null} onClick=${() => onPress(level)}>
        <${Face} level=${level} /><span class="label">${label}<span class="en">${en}</span></span>
      </button>`)}
    </div>
    <p class="private">评价结果不会告诉窗口工作人员<span class="en">The staff at this window are not told your answer</span></p>
    <p class="told" role="status" data-testid="told">${sending !== null && html`正在提交…<span class="en">Sending…</span>`}${pressed?.problem && html`${pressed.problem.detail}<span class="en">${pressed.problem.detail_en}</span>`}</p>
  </section>`;
}
