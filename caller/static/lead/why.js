// "Why him before me": the stored reason of a call, in words, with those who had come earlier.
import { clock, get, html, useState } from "/static/hall.js";

export function Why({ view, window }) {
  const [number, setNumber] = useState(window.number ?? "");
  const [answer, setAnswer] = useState(null);
  const ask = async (event) => {
    event.preventDefault();
    const wanted = number.trim().toUpperCase();
    if (!wanted) return;
    setAnswer(await get(`/api/tickets/${encodeURIComponent(`${view.hall.day.replaceAll("-", "")}-${wanted}`)}/why`));
  };
  return html`<form class="lead-form" onSubmit=${ask}>
    <p class="lead-note">群众问“为什么他先”时,照此答复。<span class="en" lang="en">What to tell a citizen who asks.</span></p>
    <label class="lead-field">号码<span class="en" lang="en">Number</span>
      <input type="text" maxlength="12" autocomplete="off" autocapitalize="characters" spellcheck=${false} data-testid="why-number" value=${number} onInput=${(e) => setNumber(e.currentTarget.value)} /></label>
    <p class="lead-ends"><button type="submit" class="lead-key main" data-testid="lead-ok">查询</button></p>
    ${answer?.problem && html`<p class="lead-problem" role="alert" data-testid="lead-problem">${answer.problem.detail}<span class="en" lang="en">${answer.problem.detail_en}</span></p>`}
    ${answer?.ok && html`<${Told} why=${answer.data} timezone=${view.hall.timezone} />`}
  </form>`;
}

function Told({ why, timezone }) {
  const { before, before_total: total, marks } = why;
  return html`<section class="lead-why" role="status" data-testid="why">
    <h3><span class="number">${why.number}</span> ${why.text}<span class="en" lang="en">${why.text_en}</span></h3>
    <p>${clock(why.taken_at, timezone)} 取号,${clock(why.at, timezone, true)} 由${why.window} ${why.staff} 呼叫${why.by !== why.staff && why.code === "chosen" ? `,${why.by} 决定` : ""}。</p>
    ${marks.map((mark) => html`<p key=${mark.at}>${clock(mark.at, timezone)} ${mark.text}${mark.reason && `:${mark.reason}`}(${mark.by})</p>`)}
    <p>${total ? `当时有 ${total} 人取号更早、仍在等候:` : "当时没有取号更早的人在等候。"}<span class="en" lang="en">${total ? `${total} had taken a number earlier and still waited` : "Nobody who waited had come earlier"}</span></p>
    ${total > 0 && html`<ul class="lead-before">${before.map((t) => html`<li key=${t.number}><b class="number">${t.number}</b> ${t.queue_name} ${clock(t.taken_at, timezone)}</li>`)}</ul>`}
  </section>`;
}
