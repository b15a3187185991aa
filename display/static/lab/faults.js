// Switches that make a device misbehave as real ones do.
import { html } from "/static/hall.js";

const LINE = [["silence", "不应答"], ["late", "迟应答"], ["garbage", "乱码"], ["bad_crc", "校验错"], ["drop", "丢字节"]];
const REFUSE = ["nack", "拒收"];
const FAULTS = {
  printer: [["paper_out", "缺纸"], ["paper_near_end", "纸将尽"], ["cover_open", "开盖"], ["cutter", "卡刀"], ["offline", "脱机"], ["silence", "不应答"], ["late", "迟应答"], ["garbage", "乱码"]],
  onbon: [...LINE, REFUSE],
  lihe: LINE,
  shuangse: [...LINE, REFUSE],
  ruize: LINE.filter(([kind]) => kind !== "bad_crc"),
  alpha: [...LINE.filter(([kind]) => kind !== "bad_crc"), REFUSE],
  digits: [...LINE, REFUSE],
  ff68: LINE,
  qe1: [...LINE, REFUSE],
  samv: [...LINE, REFUSE, ["select_failed", "选卡失败"], ["read_failed", "读卡失败"], ["self_test", "自检不过"]],
  keys: [["silence", "按键无反应"], ["drop", "丢字节"], ["garbage", "乱码"], ["numlock", "夹带 NumLock"]],
};
export const KINDS = {
  printer: "打印机", onbon: "仰邦窗口屏线路", lihe: "平安力合窗口屏线路", shuangse: "双色屏线路", ruize: "瑞泽窗口屏线路",
  alpha: "Alpha 屏线路", digits: "数码管线路", ff68: "叫号器、评价器线路", qe1: "QE1 评价器线路", keys: "USB 数字键盘", samv: "身份证阅读器",
};

function Fault({ name, kind, word, on, send }) {
  return html`<button class="switch" aria-pressed=${String(on)} data-testid="fault-${name}-${kind}"
    onClick=${() => send(name, { op: "fault", kind, on: !on })}>${word}</button>`;
}

export function Faults({ name, end, send }) {
  const on = new Set(end?.state?.faults ?? []);
  const plugged = end?.plugged ?? true;
  const alive = end?.alive ?? true;
  return html`<div class="faults">
    <button class="switch" aria-pressed=${String(!plugged)} data-testid="unplug-${name}" disabled=${!alive}
      onClick=${() => send(name, { op: plugged ? "unplug" : "plug" })}>拔线</button>
    ${(FAULTS[end?.kind] ?? []).map(([kind, word]) => html`<${Fault} key=${kind} name=${name} kind=${kind} word=${word} on=${on.has(kind)} send=${send} />`)}
  </div>`;
}

/** A line that several devices share: its faults are everybody's. */
export function Line({ name, end, send }) {
  const well = end?.alive && end?.plugged;
  return html`<div class="line ${well ? "" : "broken"}" data-testid="line-${name}">
    <p><i class="lamp" aria-hidden="true"></i>${KINDS[end?.kind] ?? ""} <small>${name}${well || !end ? "" : end.alive ? " · 已拔线" : " · 没有运行"}</small></p>
    <${Faults} name=${name} end=${end} send=${send} /></div>`;
}
