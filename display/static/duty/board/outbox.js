// 数据上报: how much has not arrived and since when, and what the far end refused, in its own words; sent again by a press.
import { get, html, useAsking, useEffect, useState } from "/static/hall.js";

const LOOK_MS = 30_000;
const KINDS = { case: "办件", rating: "评价" };

/** "11月20日 21:36": it may be days ago. */
const since = (ms, timezone) => new Intl.DateTimeFormat("zh-CN", {
  month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: timezone,
}).format(ms);

export function Outbox({ timezone }) {
  const [told, setTold] = useState(null);
  const [problem, setProblem] = useState(null);
  const ask = useAsking();
  const read = async () => {
    const { ok, data } = await get("/api/outbox");
    if (ok) setTold(data);
  };
  useEffect(() => {
    read();
    const timer = setInterval(read, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const again = async (record) => {
    const answer = await ask(`/api/outbox/${encodeURIComponent(record)}/replay`);
    setProblem(answer.problem);
    await read();
  };
  if (!told) return null;
  const parked = told.records.filter((one) => one.state === "parked"), failing = told.records.find((one) => one.state === "waiting");
  return html`<section class="card" data-testid="outbox" data-unsent=${told.unsent}><h2>数据上报 <small>${told.unsent ? `${told.unsent} 条未达` : "全部已达"}</small></h2>
    ${told.unsent > 0 && html`<p class="soft">最早 ${since(told.oldest_at, timezone)}${failing && ` · 正在重试:${failing.said}`}</p>`}
    ${problem && html`<p class="problem" role="alert">${problem.detail}<span class="en" lang="en">${problem.detail_en}</span></p>`}
    ${parked.length > 0 && html`<ul class="slips" data-testid="parked">${parked.map((one) => html`<li key=${one.record} data-testid=${`record-${one.record}`}>
      <b>${KINDS[one.kind]}</b><span>被退回:${one.said}</span><a href=${`/ledger?find=${encodeURIComponent(one.line)}`}>查看</a>
      <button data-testid=${`replay-${one.record}`} onClick=${() => again(one.record)}>再次上报</button></li>`)}</ul>`}</section>`;
}
