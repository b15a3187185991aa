// 呼叫值班 from a window that the lead directs: answer it in one press or in own words, or say that somebody has been there.
import { html, useRef, useState } from "/static/hall.js";
import { useCommand } from "../commands.js";

const QUICK = ["马上到", "五分钟内到"];

export function Help({ window, onDone }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState(null);
  const busy = useRef(false);
  const ask = useCommand();
  if (!window.help) return html`<p class="soft" data-testid="no-help">${window.label}没有呼叫值班。<span class="en" lang="en">This window does not call for help.</span></p>`;
  const { alarm, note, answer } = window.help;
  const send = async (path, body, done) => {
    if (busy.current) return;
    busy.current = true;
    const { ok, problem: refused } = await ask(path, body);
    busy.current = false;
    setProblem(refused);
    if (ok) { setText(""); onDone(done); }
  };
  const reply = (words) => send(`/api/windows/${encodeURIComponent(window.id)}/help/answer`, { text: words }, `已回复 ${window.label}`);
  const settle = () => send(`/api/alarms/${encodeURIComponent(alarm)}/answer`, { note: text.trim() || "已处理" }, `${window.label}的呼叫已处理`);
  return html`<form class="lead-form" onSubmit=${(event) => { event.preventDefault(); reply(text.trim()); }}>
    <p><b>${window.label}</b> 呼叫值班${note && `:${note}`}${answer && html`<br /><span class="soft">${answer.name}已回复:${answer.text}</span>`}</p>
    <p class="lead-quick">${QUICK.map((words) => html`<button key=${words} type="button" class="lead-key" data-testid=${`reply-${words}`} onClick=${() => reply(words)}>${words}</button>`)}</p>
    <label class="lead-field">回复内容<span class="en" lang="en">In own words</span>
      <input type="text" maxlength="40" autocomplete="off" data-testid="lead-reply" value=${text} onInput=${(e) => setText(e.currentTarget.value)} /></label>
    ${problem && html`<p class="lead-problem" role="alert" data-testid="lead-problem">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}
    <p class="lead-ends"><button type="button" class="lead-key" data-testid="help-done" onClick=${settle}>已处理</button>
      <button type="submit" class="lead-key main" data-testid="lead-ok" aria-disabled=${String(!text.trim())}>回复</button></p>
  </form>`;
}
