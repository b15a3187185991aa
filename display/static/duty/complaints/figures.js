// 公开数据: how many by result in a time, as it may be published; no names, no numbers of cases (2.1).
import { get, html, useEffect, useRef, useState } from "/static/hall.js";

const COMPLAINTS = [["received", "收到"], ["open", "办理中"], ["closed", "已办结"], ["out_of_scope", "不属受理范围"], ["invalid", "无效"]];
const RATINGS = [["received", "收到"], ["open", "办理中"], ["fixed", "已整改"], ["explained", "已解释说明"], ["not_adopted", "不予采纳"], ["appeals", "工作人员申诉"], ["upheld", "其中成立"], ["rated_again", "群众再次评价"]];

/** The month that the day is in. */
const month = (day) => [`${day.slice(0, 8)}01`, day];

export function Figures({ today, onDone }) {
  const dialog = useRef(null);
  const [[first, last], setDays] = useState(() => month(today));
  const [got, setGot] = useState({ data: null, problem: null });
  useEffect(() => { dialog.current.showModal(); }, []);
  useEffect(() => {
    let late = false;
    if (first && last) get(`/api/cases/figures?from=${first}&to=${last}`).then(({ data, problem }) => { if (!late) setGot({ data, problem }); });
    return () => { late = true; };
  }, [first, last]);
  const table = (name, columns, counts) => html`<table><caption>${name}</caption><tbody>${columns.map(([key, word]) => html`
    <tr key=${key}><th scope="row">${word}</th><td data-testid=${`figure-${name}-${key}`}>${counts[key]}</td></tr>`)}</tbody></table>`;
  return html`<dialog ref=${dialog} class="step figures" onClose=${onDone} aria-labelledby="figures-name">
    <h2 id="figures-name">公开数据<span class="en" lang="en">Figures for publication</span></h2>
    <p class="days"><label>从<input type="date" data-testid="figures-from" value=${first} onInput=${(e) => setDays([e.target.value, last])} /></label>
      <label>到<input type="date" data-testid="figures-to" value=${last} onInput=${(e) => setDays([first, e.target.value])} /></label></p>
    ${got.problem && html`<p class="problem" role="alert">${got.problem.detail}<span class="en" lang="en">${got.problem.detail_en}</span></p>`}
    ${got.data && html`<div class="two">${table("投诉", COMPLAINTS, got.data.complaint)}${table("差评", RATINGS, got.data.bad_rating)}</div>`}
    <div class="choice"><button class="main" data-testid="figures-close" onClick=${onDone}>关闭</button></div></dialog>`;
}
