// The lower half of the console: who waits, and how the window's devices are.
import { html } from "/static/hall.js";
import { LANES } from "./desk.js";
import { lateness } from "./late.js";
import { age } from "../parts.js";

export function Waiting({ view, now }) {
  const { waiting, waiting_total: total, queues } = view;
  return html`<section class="waiting" aria-labelledby="waiting-title">
    <h2 id="waiting-title">等候 <b data-testid="waiting-total">${total}</b> 人</h2>
    ${queues.length > 1 && html`<p class="queue-line">${queues.map((q) => html`<span key=${q.id}>${q.name} <b>${q.waiting}</b></span>`)}</p>`}
    ${total === 0 && html`<p class="soft">现在没有人等候;有人取号会显示在这里。</p>`}
    <ol class="waiting-list" data-testid="waiting-list" tabindex="0" aria-label="等候名单">${waiting.map((ticket) => {
      const waited = now - ticket.taken_at;
      const late = lateness(now - ticket.promise_from, view.window.promise_s * 1000);
      return html`<li key=${ticket.id}><span class="number">${ticket.number}</span>
        <span class="waiting-queue">${ticket.queue_name}</span>
        ${ticket.assist && html`<span class="badge warn">需协助</span>`}
        ${LANES[ticket.lane] && html`<span class=${`badge ${LANES[ticket.lane].tone}`}>${LANES[ticket.lane].word}</span>`}
        ${late && html`<span class=${`badge ${late[1]}`} data-testid=${`late-${ticket.number}`}>${late[0]}</span>`}
        <span class="waiting-age">${age(waited)}</span></li>`;
    })}
      ${total > waiting.length && html`<li class="soft">还有 ${total - waiting.length} 人</li>`}</ol>
  </section>`;
}

const KINDS = { sign: "窗口屏", keypad: "叫号器", rater: "评价器", printer: "打印机" };

/** Without a cause a link that is only opened is no fault: a keypad says nothing until a key is pressed. */
const LINKS = {
  in_step: { word: "正常", tone: "good" },
  sent: { word: "已发送", tone: "good" },
  answered: { word: "已应答", tone: "plain" },
  opened: { word: "已接通", tone: "plain" },
  lost: { word: "未连接", tone: "bad" },
};

export const CAUSES = {
  unplugged: "线已拔出", busy: "端口被占用", denied: "没有权限", unreachable: "网络不通", stuck: "线路卡住",
  no_answer: "没有应答", garbage: "通信错乱", not_started: "未启动", error: "设备出错", offline: "脱机",
  paper_out: "缺纸", paper_near_end: "纸将用完", cover_open: "盖未合上", cutter: "切刀故障",
  stopped: "程序重新启动,不能确定是否打出",
};

export function Devices({ devices }) {
  if (!devices.length) return null;
  return html`<section class="devices" aria-label="本窗口设备"><ul>${devices.map((device) => {
    const link = LINKS[device.link] ?? LINKS.lost;
    const why = CAUSES[device.cause] ?? (device.cause ? "有故障" : "");
    const tone = why && link.tone !== "bad" ? "warn" : link.tone;
    return html`<li key=${device.id} class=${`lamp ${tone}`} data-testid=${`device-${device.id}`}>
      <span class="dot" aria-hidden="true"></span>${KINDS[device.kind] ?? device.kind}
      <b>${why || link.word}</b></li>`;
  })}</ul></section>`;
}
