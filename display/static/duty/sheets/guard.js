// 保安: the hall as it is, whom to reach, and entries for the duty record; nothing else (R83).
import { boot, clock, html, render, useAsking, useEffect, useState } from "/static/hall.js";
import { signOut } from "/static/sign_in.js";
import { Got, Problem, useGot } from "./sheet.js";

const LOOK_MS = 20_000;
const at = (ms) => clock(ms, boot.timezone);

function Page({ log, read, onSignOut }) {
  const hall = useGot("/api/hall"), roster = useGot("/api/duty-roster");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState(null);
  const ask = useAsking();
  useEffect(() => {
    const timer = setInterval(() => { hall.read(); read(); }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const write = async (event) => {
    event.preventDefault();
    const answer = await ask("/api/duty-record/notes", { text });
    setProblem(answer.problem);
    if (answer.ok) { setText(""); read(); }
  };
  const today = roster.data?.days.find((day) => day.date === roster.data.today);
  return html`<nav class="tools" aria-label="保安"><h1>保安值班</h1><span class="gap"></span><button data-testid="sign-out" onClick=${onSignOut}>退出</button></nav>
    <article class="sheet">${hall.data?.hall.notices.map((notice) => html`<p key=${notice.id} class=${`hall-notice ${notice.urgency}`} role="alert" data-testid="hall-notice">${notice.text}</p>`)}
      <dl class="facts"><div><dt>大厅</dt><dd data-testid="hall-state" data-state=${hall.data?.hall.state}>${hall.data?.hall.text ?? "…"}</dd></div>
        <div><dt>有人的窗口</dt><dd>${hall.data?.windows.filter((w) => w.staff).map((w) => `${w.label} ${w.staff.name}`).join("、") || "无"}</dd></div>
        <div><dt>等候</dt><dd>${hall.data ? `${hall.data.queues.reduce((sum, q) => sum + q.waiting, 0)} 人` : "…"}</dd></div>
        <div><dt>值班员</dt><dd data-testid="officers">${today?.officers.map((one) => `${one.name} ${one.phone}`.trim()).join("、") || "未排班"}</dd></div>
        <div><dt>保安</dt><dd data-testid="on-guard">${log.on_guard.join("、") || "未排班"}</dd></div></dl>
      <section><h2>记事</h2><form class="write" onSubmit=${write}><label for="note">巡查、来访、异常 <span lang="en">Your entry</span></label>
        <input id="note" data-testid="note" maxlength="500" required autocomplete="off" value=${text} onInput=${(e) => setText(e.target.value)} /><button class="main" data-testid="note-ok">记入</button></form>
        <${Problem} problem=${problem} />
        <table class="entries" data-testid="entries"><thead><tr><th scope="col">时间</th><th scope="col">事项</th><th scope="col">保安</th></tr></thead>
          <tbody>${log.entries.map((entry) => html`<tr key=${entry.at}><td><time>${at(entry.at)}</time></td><td>${entry.text}</td><td>${boot.names[entry.by] ?? entry.by}</td></tr>`)}</tbody></table></section></article>`;
}

function Guard() {
  const got = useGot("/api/guard-log");
  const leave = async () => { await signOut(); location.reload(); };
  return html`<${Got} got=${got} title="保安">${(log) => html`<${Page} log=${log} read=${got.read} onSignOut=${leave} />`}</${Got}>`;
}

render(html`<${Guard} />`, document.getElementById("app"));
