// The help desk (总服务台): a number for whoever asks, help with one that was passed, appointments, the calendar.
import { boot, clock, get, html, render, useEffect, useFeed, useLayoutEffect, useNow, useState } from "/static/hall.js";
import { SignIn, signOut } from "/static/sign_in.js";
import { Accounts } from "./accounts.js";
import { Booked } from "./booked.js";
import { Calendar } from "./calendar.js";
import { Complaint } from "./complaint.js";
import { Issue } from "./issue.js";
import { Aside } from "./lists.js";
import { Overview } from "./overview.js";
import { Pair } from "./pair.js";
import { HallNotices } from "../parts.js";
import { Lookup } from "./ticket.js";
import { rights } from "./words.js";

const TONES = { open: "good", extended: "warn", lunch: "plain", outage: "bad", recovery: "bad" };
const KIOSK = "hallcall.desk.kiosk";
const TITLE = boot.page === "admin" ? ["系统管理", "Administration"] : ["总服务台", "Help desk"];

/** Open and close by turns -> "08:30–11:30、14:00–17:00". */
const hoursText = (hours) => hours.map((at, index) => (index % 2 ? `–${at}` : `${index ? "、" : ""}${at}`)).join("");

function Clock({ timezone }) {
  return html`<p class="clock">${clock(useNow(1000), timezone)}</p>`;
}

/** Where paper comes out: chosen once, then one press prints. */
function usePrinter(kiosks) {
  const [wanted, setWanted] = useState(localStorage.getItem(KIOSK));
  const choose = (id) => { localStorage.setItem(KIOSK, id); setWanted(id); };
  const kiosk = kiosks.find((k) => k.id === wanted && k.prints) ?? kiosks.find((k) => k.prints) ?? null;
  return { kiosk, choose };
}

function Printer({ kiosks, kiosk, onChoose }) {
  return html`<label class="printer">打印到 <select data-testid="printer" value=${kiosk?.id ?? ""} onChange=${(e) => onChoose(e.target.value)}>
    ${!kiosk && html`<option value="">没有可用的打印机</option>`}
    ${kiosks.map((k) => html`<option key=${k.id} value=${k.id} disabled=${!k.prints}>${k.name}${k.prints ? "" : "(不能打印)"}</option>`)}
  </select></label>`;
}

const TABS = [["work", "办号", (may) => may.issue], ["overview", "各队列", (may) => may.issue], ["booked", "预约", (may) => may.issue], ["complaint", "投诉", (may) => may.desk], ["calendar", "工作日历", (may) => may.calendar], ["pair", "登记设备", (may) => may.pair], ["accounts", "账号", (may) => may.pair]];

function Page({ view, seq, stale, staff, onLost, onSignOut }) {
  const { hall } = view;
  const may = rights(staff);
  const tabs = TABS.filter(([, , allowed]) => allowed(may));
  const [tab, setTab] = useState(tabs[0][0]);
  const [fresh, setFresh] = useState(0); // each new citizen begins with an empty form
  const [shown, setShown] = useState(null);
  const { kiosk, choose } = usePrinter(view.kiosks);
  const desk = { view, seq, stale, staff, may, kiosk, onLost, onShow: (id) => { setTab("work"); setShown(id); } };

  // The last citizen's number goes too: read late, it would take the focus from what is being typed.
  const next = () => { setFresh((n) => n + 1); setShown(null); };

  useLayoutEffect(() => {
    const pressed = (event) => {
      if (!["F2", "F4"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey || !may.issue) return;
      event.preventDefault();
      setTab("work");
      if (event.key === "F2") next();
      else setTimeout(() => { const field = document.getElementById("lookup"); field?.focus(); field?.select(); });
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [may.issue]);

  return html`<header>
      <h1>${TITLE[0]}<span class="en" lang="en">${TITLE[1]}</span></h1>
      <nav aria-label=${TITLE[0]}>${tabs.map(([id, word]) => html`<button key=${id} type="button" data-testid=${`tab-${id}`}
        aria-current=${tab === id ? "page" : undefined} onClick=${() => setTab(id)}>${word}</button>`)}</nav>
      <span class="badge ${hall.notices[0]?.urgency === "evacuate" ? "bad" : TONES[hall.state] ?? "plain"}" data-testid="hall-state" data-state=${hall.state}>${hall.text}</span>
      ${view.hours.length > 0 && html`<span class="soft" data-testid="hours">今日 ${hoursText(view.hours)}</span>`}
      <div class="who">
        ${may.paper && html`<${Printer} kiosks=${view.kiosks} kiosk=${kiosk} onChoose=${choose} />`}
        <${Clock} timezone=${hall.timezone} />
        <span>${staff.name} <span class="soft">${staff.no}</span></span>
        <button type="button" class="key" data-testid="sign-out" onClick=${onSignOut}>退出</button>
      </div>
    </header>
    ${stale && html`<p class="stale" data-testid="stale" role="status">连接中断,数据可能不是最新;操作暂不能发送<span class="en" lang="en">Connection lost; nothing can be sent now</span></p>`}
    <${HallNotices} hall=${hall} />
    ${tab === "work" && html`<div class="work">
      <${Issue} key=${fresh} desk=${desk} onNext=${next} />
      <div class="right"><${Lookup} desk=${desk} shown=${shown} onShow=${setShown} />
        <${Aside} desk=${desk} shown=${shown} /></div></div>`}
    ${tab === "overview" && html`<${Overview} desk=${desk} />`}
    ${tab === "complaint" && html`<${Complaint} desk=${desk} />`}
    ${tab === "booked" && html`<${Booked} desk=${desk} />`}
    ${tab === "pair" && html`<${Pair} desk=${desk} />`}
    ${tab === "accounts" && html`<${Accounts} desk=${desk} />`}
    ${tab === "calendar" && html`<${Calendar} desk=${desk} />`}`;
}

function Desk() {
  const [session, setSession] = useState(0);
  const [staff, setStaff] = useState(null);
  const { view, seq, stale, refused } = useFeed("/desk", { session });
  const anew = () => setSession((n) => n + 1);
  const connected = view !== null && !refused;
  useEffect(() => {
    if (!connected) return;
    get("/api/session").then(({ ok, data }) => { if (ok) setStaff(data.staff); });
  }, [connected, session]);
  const leave = async () => { await signOut(); setStaff(null); anew(); };
  if (refused) return html`<${SignIn} key=${refused.code} refused=${refused} was=${staff !== null} onDone=${anew} />`;
  if (!view || !staff) return html`<p class="connecting" role="status">正在连接…<span class="en" lang="en">Connecting…</span></p>`;
  return html`<${Page} key=${staff.no} ...${{ view, seq, stale, staff }} onLost=${anew} onSignOut=${leave} />`;
}

render(html`<${Desk} />`, document.getElementById("app"));
