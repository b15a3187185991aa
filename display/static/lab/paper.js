// A ticket printer and its paper: what came through the wire, in the sizes that were asked for.
import { html } from "/static/hall.js";
import { Faults } from "./faults.js";

const HALF = 0.5; // em: a column is half a Chinese character

function TextLine({ line }) {
  const stretch = line.width / line.height;
  const style = { fontSize: `${line.height}em`, fontWeight: line.bold ? 700 : 400, textAlign: line.align };
  const inner = stretch === 1 ? {} : { transform: `scaleX(${stretch})`, transformOrigin: line.align };
  return html`<p style=${style}><span style=${inner}>${line.text || "\u00a0"}</span></p>`;
}

function Line({ line }) {
  if ("text" in line) return html`<${TextLine} line=${line} />`;
  if ("qr" in line) {
    return html`<p style=${{ textAlign: line.align ?? "center" }}>
      <img alt="二维码" src=${`/lab/qr?data=${encodeURIComponent(line.qr)}`} style=${{ width: `${Math.min(14, 1.6 * (line.module ?? 5))}em` }} /></p>`;
  }
  if ("feed" in line) return html`<p style=${{ height: `${Math.min(4, line.feed) * 0.8}em` }}></p>`;
  if ("barcode" in line) return html`<p>▌▎▌▌▎ ${line.barcode}</p>`;
  return null;
}

function Slip({ slip, columns, printer }) {
  return html`<article class="slip ${slip.cut ? "" : "partial"}" data-testid=${slip.cut ? "slip" : "slip-partial"} data-printer=${printer} data-seq=${slip.seq}
      style=${{ width: `${columns * HALF + 2.4}em` }}>${slip.lines.map((line, i) => html`<${Line} key=${i} line=${line} />`)}</article>`;
}

function slipsOf(state) {
  if (!state) return [];
  const { lines, text } = state.current;
  const current = [...lines, ...(text ? [{ text, width: 1, height: 1, align: "left", bold: false }] : [])];
  const partial = current.length ? [{ seq: "partial", cut: false, lines: current }] : [];
  return [...partial, ...[...state.tickets].reverse()];
}

const paperWord = { ok: "有纸", near_end: "纸将尽", out: "缺纸" };

function statusOf(end) {
  if (!end) return "";
  if (!end.alive) return "没有运行";
  if (!end.plugged) return "已拔线";
  return [paperWord[end.state?.paper] ?? "", end.state?.cover_open ? "盖子开着" : "", end.state?.cutter ? "切刀卡住" : ""].filter(Boolean).join(" · ");
}

export function Printer({ printer, end, send }) {
  const slips = slipsOf(end?.state);
  const well = end?.alive && end?.plugged && end.state?.online;
  return html`<section class="printer ${well ? "" : "broken"}" aria-label=${`${printer.name} 打印机`}>
    <h2>${printer.name}<span class="en">${printer.id}</span></h2>
    <${Faults} name=${printer.far_end} end=${end} send=${send} />
    <div class="body"><i class="lamp" aria-hidden="true"></i><span>${statusOf(end)}</span><div class="slot"></div></div>
    <div class="paper" tabindex="0" aria-label="出纸口">
      ${slips.length ? slips.map((slip) => html`<${Slip} key=${slip.seq} slip=${slip} columns=${printer.columns} printer=${printer.id} />`)
        : html`<p class="empty">取号后,号票从这里出来<span class="en">Slips come out here</span></p>`}</div>
  </section>`;
}
