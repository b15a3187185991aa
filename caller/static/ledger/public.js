// 台账公开: how cases go, for anybody (R70): no name, and of a case number only so much that who holds the slip knows it.
import { get, html, render, useEffect, useState } from "/static/hall.js";
import { dateTime } from "./words.js";

function One({ line }) {
  return html`<li data-testid="public-line"><p class="head"><b class="number">${line.accept_no}</b> <span class="badge plain">${line.state_text}</span>${line.to_collect && html` <span class="badge good">可取件</span>`}</p>
    <p>${line.matter}<span class="soft"> · ${line.unit}</span></p>
    <p class="soft">${dateTime(line.accepted_at)} 受理${line.promised && ` · 承诺 ${line.promised}`}${line.finished_at !== null ? ` · ${dateTime(line.finished_at)} 办结` : ""}</p></li>`;
}

function Public() {
  const [got, setGot] = useState(null);
  const [problem, setProblem] = useState(null);
  const [find, setFind] = useState("");
  useEffect(() => { get("/api/public-ledger").then(({ data, problem: no }) => { setGot(data); setProblem(no); }); }, []);
  if (problem) return html`<p class="problem" role="alert">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`;
  if (!got) return html`<p class="connecting" role="status">正在读取…<span class="en" lang="en">Loading…</span></p>`;
  const words = find.trim();
  const lines = got.lines.filter((line) => !words || line.accept_no.endsWith(words.slice(-4)) || line.matter.includes(words));
  return html`<header><h1>办件公开<span class="en" lang="en">How cases go</span></h1><p class="soft">${got.hall.name} · ${got.today} · 最近一个月</p></header>
    <label class="find">受理编号后四位,或事项<input type="search" maxlength="40" value=${find} data-testid="public-find" onInput=${(event) => setFind(event.currentTarget.value)} /></label>
    <p role="status" class="soft" data-testid="public-count">${lines.length ? `共 ${lines.length} 件` : "没有找到,请核对,或到总服务台查询。"}${got.total > got.lines.length ? `(只列出前 ${got.lines.length} 件)` : ""}</p>
    <ul>${lines.map((line, index) => html`<${One} key=${index} line=${line} />`)}</ul>`;
}

render(html`<${Public} />`, document.getElementById("app"));
