// The page of one ticket: its place while it waits, gold when it is called, five faces when it is done.
import { html, render, useEffect, useState } from "/static/vendor/preact.js";
import { InTurn, foremost } from "/static/turns.js";
import { useBell } from "./bell.js";
import { act, boot, useTicket } from "./link.js";
import { After } from "./rate.js";
import { En, Told } from "./words.js";

/** "一楼 2号窗口、3号窗口": one line a floor. */
function Places({ windows }) {
  const floors = new Map();
  for (const w of windows) floors.set(w.floor, [...(floors.get(w.floor) ?? []), w]);
  return html`<ul class="places" data-testid="places">${[...floors.values()].map((here) => html`
    <li key=${here[0].floor}>${here[0].floor_name} ${here.map((w) => w.label).join("、")}
      <${En} text=${`${here[0].floor_name_en}: ${here.map((w) => w.label_en).join(", ")}`} /></li>`)}</ul>`;
}

function Wait({ view }) {
  const { ahead, wait, hall } = view;
  return html`<section class="wait">
    <p class="ahead" data-testid="ahead">前面等候 <b>${ahead}</b> 人<${En} text=${`${ahead} ahead of you`} /></p>
    ${wait ? html`<p data-testid="wait">预计等候 ${wait.low_min}–${wait.high_min} 分钟<${En} text=${`about ${wait.low_min}–${wait.high_min} minutes`} /></p>`
      : !hall.text && html`<p data-testid="no-window">暂时没有窗口办理此业务,请稍候<${En} text="No window is open for this now; please wait" /></p>`}
    <p class="queue">${view.queue_name}<${En} text=${view.queue_name_en} than=${view.queue_name} /></p>
    <${Places} windows=${view.windows} />
  </section>`;
}

function Ring({ bell }) {
  if (bell.on) {
    return html`<p class="ring on" role="status" data-testid="ring-on">提醒已开启,请保持本页面打开
      <${En} text="The alert is on; please keep this page open" /></p>`;
  }
  const n = boot.notice_ahead;
  return html`<section class="ring">
    <button class="main-key" data-testid="ring" onClick=${bell.turnOn}>开启提醒<${En} text="Turn the alert on" /></button>
    <p>${n > 0 ? `前面还有${n}人时和叫号时` : "叫号时"},手机会响铃、振动。请不要关闭本页面
      <${En} text=${`Sound and vibration ${n > 0 ? `at ${n} ahead and ` : ""}when called. Please keep this page open`} /></p>
  </section>`;
}

/** Giving the number up takes two touches. */
function GiveUp({ number, onDone }) {
  const [asked, setAsked] = useState(false);
  const [told, setTold] = useState(null);
  const give = async () => {
    setTold({ detail: "正在提交…", detail_en: "Sending…" });
    const { problem } = await act("cancel");
    setTold(problem);
    onDone();
  };
  if (!asked) {
    return html`<button class="quiet-key" data-testid="give-up" onClick=${() => setAsked(true)}>放弃这个号<${En} text="Give this number up" /></button>`;
  }
  return html`<section class="sure" data-testid="sure">
    <h2>确定放弃 ${number} 吗?<${En} text=${`Give up ${number}?`} /></h2>
    <p>放弃后需要重新取号<${En} text="To be served you would need a new number" /></p>
    <button class="quiet-key" data-testid="keep" onClick=${() => { setAsked(false); setTold(null); }}>不放弃<${En} text="Keep it" /></button>
    <button class="bad-key" data-testid="give-up-sure" onClick=${give}>确定放弃<${En} text="Give it up" /></button>
    <${Told} told=${told} />
  </section>`;
}

function Back({ onDone }) {
  const [told, setTold] = useState(null);
  const back = async () => {
    setTold({ detail: "正在提交…", detail_en: "Sending…" });
    const { problem } = await act("wake");
    setTold(problem);
    onDone();
  };
  return html`<section><button class="main-key" data-testid="back" onClick=${back}>我回来了<${En} text="I am back" /></button><${Told} told=${told} /></section>`;
}

/** Called: nothing but the number and the way. */
function Called({ view }) {
  const { number, window: at, text, text_en: en } = view;
  return html`<section class="call" role="alert" data-testid="called" key=${view.call}>
    <h1 class="number">${number}</h1>
    <p class="state">${text}<${En} text=${en} /></p>
    <p class="floor">请到 ${at.floor_name}<${En} text=${`Please go to ${at.floor_name_en}`} /></p>
    <p class="window">${at.label}<${En} text=${at.label_en} /></p>
  </section>`;
}

function Ticket({ view, bell, refresh }) {
  const waiting = view.state === "waiting";
  const coming = ["waiting", "held", "passed"].includes(view.state);
  return html`
    <h1 class="number" data-testid="number">${view.number}</h1>
    <div aria-live="polite">
      <p class="state" data-testid="state">${view.text}<${En} text=${view.text_en} /></p>
      <p class="next" data-testid="next">${view.next}<${En} text=${view.next_en} /></p>
    </div>
    ${waiting && html`<${Wait} view=${view} />`}
    ${view.may.includes("come_back") && html`<${Back} key=${view.situation} onDone=${refresh} />`}
    ${coming && html`<${Ring} bell=${bell} />`}
    ${view.state === "finished" && html`<${After} view=${view} refresh=${refresh} />`}
    ${view.may.includes("cancel") && html`<${GiveUp} key=${view.situation} number=${view.number} onDone=${refresh} />`}`;
}

/** The hall is being left: the number is kept, and nothing asks anybody to wait or to come. */
const Kept = ({ number }) => html`<h1 class="number" data-testid="number">${number}</h1>
  <p class="next" data-testid="kept">号码为您保留,请先离开大厅<${En} text="Your number is kept; please leave the hall now" /></p>`;

const Nothing = ({ over }) => (over ? html`
  <h1>这张号票已过期<${En} text="This slip is of an earlier day" /></h1>
  <p class="next">号票仅当日有效,请重新取号<${En} text="A number is good for its day; please take a new one" /></p>` : html`
  <h1>没有这张号票<${En} text="There is no such ticket today" /></h1>
  <p class="next">号票仅当日有效。请核对号票,或到总服务台咨询<${En} text="A ticket is good for its day. Please check it, or ask the help desk" /></p>`);

/** Epoch ms by this phone's own clock. */
function useSecond() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** One at a time: the number below is what the page is for. */
const hallNotice = (notice, { later, mark, testid }) => html`<p key=${notice.id} class="hall-notice ${notice.urgency} ${later}" data-testid=${testid}>${notice.text}<${En} text=${notice.text_en} />
  ${mark && html`<span class="mark">${mark}</span>`}</p>`;

function Phone() {
  const { view, over, stale, refresh } = useTicket();
  const bell = useBell(view);
  const now = useSecond();
  const leaving = view?.hall.notices[0]?.urgency === "evacuate";
  useEffect(() => {
    document.body.className = `phone ${view?.situation ?? "nothing"}`;
    document.title = view ? `${view.number} ${view.text} · ${view.hall.name}` : over ? "这张号票已过期" : "没有这张号票";
  }, [view, over]);
  return html`
    ${stale && html`<p class="weak" role="status" data-testid="stale">连接不上,正在重试<${En} text="No connection, trying again" /></p>`}
    <p class="hall">${view ? view.hall.name : boot.hall}</p>
    <${InTurn} notices=${foremost(view?.hall.notices ?? [])} now=${now} draw=${hallNotice} />
    ${view?.hall.text && !leaving && html`<p class="closed" role="status" data-testid="hall">${view.hall.text}<${En} text=${view.hall.text_en} /></p>`}
    ${!view ? html`<${Nothing} over=${over} />` : leaving ? html`<${Kept} number=${view.number} />` : view.state === "called" ? html`<${Called} view=${view} />` : html`<${Ticket} view=${view} bell=${bell} refresh=${refresh} />`}`;
}

const app = document.getElementById("app");
app.replaceChildren();
render(html`<${Phone} />`, app);
