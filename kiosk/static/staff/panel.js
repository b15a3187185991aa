// What the staff see and do at the kiosk: its devices and network, a test slip, the last slips again, the way out.
import { boot, clock, html, post, useEffect, useState } from "/static/hall.js";
import { Touch, useCountdown } from "../touch.js";
import { N_, Said, T, t } from "../words.js";

const LOOK_MS = 3_000;
const STAY_S = 60;
const KINDS = { printer: N_("打印机"), "idreader": N_("身份证阅读器") };
const CAUSES = {
  "": N_("正常"), not_started: N_("没有启动"), paper_out: N_("缺纸"), paper_near_end: N_("纸将用完"), cover_open: N_("上盖没有合上"),
  cutter: N_("切刀卡住"), offline: N_("打印机脱机"), error: N_("设备出错"), unplugged: N_("数据线拔出"), no_answer: N_("没有应答,请检查电源和数据线"),
  garbage: N_("通信错乱,请检查波特率"), denied: N_("没有权限打开端口"), busy: N_("端口被占用"), unreachable: N_("网络不通"), stuck: N_("线路写不出去"),
};
const FAULT = N_("有故障,请看服务器日志");
const LOST = N_("未连接");

export function StaffPanel({ view, stale, settled, home, pass }) {
  const [state, setState] = useState(pass);
  const [doing, setDoing] = useState(null);
  const [said, setSaid] = useState(null);
  const left = useCountdown(STAY_S, "panel", home);
  const act = async (what, more, done) => {
    if (doing) return;
    setDoing(what);
    const { ok, data, problem } = await post(`/api/kiosks/${boot.id}/${what}`, { token: pass.pass, ...more });
    setDoing(null);
    if (ok) setState(data);
    setSaid(ok ? done : problem);
  };
  useEffect(() => {
    const look = async () => {
      const { ok, data } = await post(`/api/kiosks/${boot.id}/state`, { token: pass.pass });
      if (ok) setState(data);
    };
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const locked = !settled || stale || doing !== null;
  return html`<section class="staff" aria-label=${t("取号机状态")} data-testid="staff-panel">
    <h2 class="ask"><${T} k="取号机状态" /></h2>
    <ul class="staff-lamps">
      <${Lamp} id="network" name=${N_("网络")} well=${!stale} word=${stale ? N_("连接中断") : N_("正常")} />
      ${state.devices.map((device) => html`<${Lamp} key=${device.id} id=${device.id} name=${KINDS[device.kind] ?? N_("设备")} code=${device.id} ...${healthOf(device)} />`)}
    </ul>
    ${view.closed && html`<p class="staff-line" data-testid="staff-closed"><${Said} of=${view.closed} /></p>`}
    <div class="question-keys">
      <${Touch} class="key" disabled=${locked} data-testid="test-slip" onTouch=${() => act("test-slip", {}, { k: N_("测试票已送打印,请看是否印出") })}><${T} k="打印测试票" /><//>
      ${state.last.slice(0, 1).map((ticket) => html`<${Touch} key=${ticket.id} class="key" disabled=${locked} data-testid="reprint"
        onTouch=${() => act("reprint", { ticket: ticket.id }, { k: N_("已送补打,请看是否印出") })}>
        <${T} k="补打 {number}({time})" with=${{ number: ticket.number, time: clock(ticket.taken_at, view.hall.timezone) }} /><//>`)}
    </div>
    <p class="staff-said" role="status" data-testid="staff-done">${said && (said.k ? html`<${T} k=${said.k} />` : html`<${Said} of=${said} as="detail" />`)}</p>
    <div class="staff-exit" data-testid="staff-exit">
      <h3><${T} k="退出全屏" /></h3>
      <p><${T} k="Windows:接上键盘,按 Ctrl+Alt+Del,注销或打开任务管理器" /></p>
      <p><${T} k="Linux:接上键盘,按 Ctrl+Alt+F3,登录后运行 systemctl --user stop hallcall-kiosk" /></p>
    </div>
    <div class="question-keys">
      <${Touch} class="key main" disabled=${!settled} data-back data-testid="staff-back" onTouch=${home}><${T} k="返回首页({left})" with=${{ left }} /><//>
    </div>
  </section>`;
}

function healthOf({ link, cause }) {
  const word = !cause && link === "lost" ? LOST : CAUSES[cause] ?? FAULT;
  return { well: word === CAUSES[""], word };
}

function Lamp({ id, name, code, well, word }) {
  return html`<li class=${`staff-lamp ${well ? "good" : "warn"}`} data-testid=${`lamp-${id}`}>
    <span class="mark" aria-hidden="true">${well ? "✓" : "!"}</span>
    <b><${T} k=${name} plain />${code && html` <small>${code}</small>`}</b>
    <span><${T} k=${word} /></span></li>`;
}
