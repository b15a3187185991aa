// 转移等候: who waits in this queue waits elsewhere, all or some of them, by one decision; numbers and places are kept.
import { clock, html, useAsking, useState } from "/static/hall.js";
import { Problem } from "./behind.js";

const QUICK = ["窗口关闭", "窗口故障", "人手调整"];

/** `tickets`: those who wait, in order, as the server told them. `open`: the form is shown at once. */
export function Move({ queue, tickets, view, open = false }) {
  const [shown, setShown] = useState(open);
  const [chosen, setChosen] = useState(null); // null = all
  const [goal, setGoal] = useState("");
  const [reason, setReason] = useState("");
  const [tell, setTell] = useState(true);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState({});
  const ask = useAsking();
  const movable = tickets.filter((t) => t.movable);
  const count = chosen ? chosen.size : queue.waiting - (tickets.length - movable.length);
  const toggle = (id) => { const next = new Set(chosen); if (!next.delete(id)) next.add(id); setChosen(next); };
  const go = async (event) => {
    event.preventDefault();
    const [to, id] = goal.split(" ");
    setBusy(true);
    const { ok, data, problem } = await ask("/api/moves", { of: "queue", source: queue.id, to, id, reason: reason.trim(), tickets: [...chosen ?? []], tell });
    setBusy(false);
    const left = tickets.filter((t) => chosen?.has(t.id) && !data?.moved.includes(t.number)).map((t) => t.number);
    setSaid(ok ? { done: data.moved, left } : { problem });
    if (ok) { setChosen(null); setReason(""); }
  };
  const lost = said.problem?.code === "server_away"; // it may have been done: asked again it is the same decision
  const done = said.done && html`<p class="done" role="status" data-testid="moved">已转移 ${said.done.length} 人:${said.done.join("、")}。号码和先后不变。${said.left.length > 0 && html`<b>没有转移:${said.left.join("、")}(已不在这里等候)</b>`}</p>`;
  if (!shown) return html`${done}<p class="sheet-keys"><button type="button" data-testid="move" disabled=${!movable.length} onClick=${() => { setShown(true); setSaid({}); }}>转移等候…</button></p>`;
  const queues = view.queues.filter((q) => q.id !== queue.id);
  const windows = view.windows.filter((w) => w.kind === "service" && w.queues.length);
  return html`<form class="moving" onSubmit=${go} data-testid="moving"><h3>转移等候</h3>
    <p class="soft">号码和取号时间不变,不用重新排队。<span class="en" lang="en">Numbers and places are kept.</span></p>
    <fieldset><legend>谁</legend>
      <label><input type="radio" name="who" checked=${!chosen} data-testid="move-all" onChange=${() => setChosen(null)} />全部(${queue.waiting - (tickets.length - movable.length)} 人)</label>
      <label><input type="radio" name="who" checked=${Boolean(chosen)} data-testid="move-some" onChange=${() => setChosen(new Set())} />选择号码</label></fieldset>
    ${chosen && html`<p class="chips">${movable.map((t) => html`<label key=${t.id} class="chip"><input type="checkbox" data-testid=${`move-${t.number}`} checked=${chosen.has(t.id)} onChange=${() => toggle(t.id)} /><b class="number">${t.number}</b><span>${clock(t.taken_at, view.hall.timezone)}</span></label>`)}</p>`}
    <label>转到<select required value=${goal} data-testid="move-goal" onChange=${(e) => setGoal(e.currentTarget.value)}><option value="">请选择</option>
      <optgroup label="队列">${queues.map((q) => html`<option key=${q.id} value=${`queue ${q.id}`}>${q.prefix} ${q.name}(等候 ${q.waiting},${q.windows_open} 个窗口)</option>`)}</optgroup>
      <optgroup label="窗口">${windows.map((w) => html`<option key=${w.id} value=${`window ${w.id}`}>${w.label}${w.staff ? ` ${w.staff.name}` : "(无人)"}</option>`)}</optgroup></select></label>
    <label>原因<input required maxlength="200" autocomplete="off" value=${reason} data-testid="move-reason" onInput=${(e) => setReason(e.currentTarget.value)} /></label>
    <p class="quick">${QUICK.map((text) => html`<button type="button" key=${text} onClick=${() => setReason(text)}>${text}</button>`)}</p>
    <label class="check"><input type="checkbox" checked=${tell} data-testid="move-tell" onChange=${(e) => setTell(e.currentTarget.checked)} />在大屏和手机上告诉群众(15分钟)</label>
    <${Problem} problem=${said.problem} />${done}
    <p class="sheet-keys"><button type="button" onClick=${() => setShown(false)}>返回</button><button class="main" data-testid="move-go" disabled=${busy || (!count && !lost)}>${lost ? "再试一次" : `转移 ${count} 人`}</button></p></form>`;
}
