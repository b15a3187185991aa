// The citizen's kiosk: start -> (a touch) -> result or trouble -> start. The page never navigates.
import { boot, html, newKey, post, render, useEffect, useRef, useState, useFeed } from "/static/hall.js";
import { Closed, Connecting, Frame, Refused, Trouble } from "./frame.js";
import { Queues } from "./queues.js";
import { Result } from "./result.js";
import { lockDown, useSettled } from "./touch.js";

const AUTH = { id: boot.id };
const NOTE_MS = 6_000;
const START = { page: "start", visit: 0 };
const REFUSED = { text: "连接中断,现在不能取号。请稍候,或到总服务台取号。", en: "Connection lost: please wait a little, or ask at the help desk." };

function Kiosk() {
  const { view, stale, refused } = useFeed("/kiosk", AUTH);
  const [stage, setStage] = useState(START);
  const [issuing, setIssuing] = useState(null);
  const [note, setNote] = useState(null);
  const busy = useRef(false); // state alone would let two touches of one frame through
  const settled = useSettled(stage.visit);

  useEffect(() => {
    const timer = setTimeout(() => setNote(null), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note]);
  useEffect(() => { if (!stale) setNote(null); }, [stale]);

  const turn = (next) => setStage((last) => ({ ...next, visit: last.visit + 1 }));
  const take = async (queue) => {
    if (busy.current) return;
    if (stale) { setNote({ ...REFUSED }); return; }
    busy.current = true;
    setIssuing(queue.id);
    const { ok, data, problem } = await post("/api/tickets", { queue: queue.id, kiosk: boot.id }, { key: newKey(), tries: 3 });
    busy.current = false;
    setIssuing(null);
    turn(ok ? { page: "result", ticket: data } : { page: "trouble", problem });
  };
  const home = () => turn({ page: "start" });

  if (refused && stage.page === "start") return html`<${Refused} refused=${refused} />`;
  if (!view) return html`<${Connecting} />`;
  const page = stage.page === "start" && view.closed && !issuing ? "closed" : stage.page;
  return html`<${Frame} view=${view} stale=${stale} page=${page}>
    ${page === "closed" && html`<${Closed} closed=${view.closed} />`}
    ${page === "start" && html`<${Queues} view=${view} issuing=${issuing} settled=${settled || stage.visit === 0} dimmed=${stale} onTake=${take} />`}
    ${page === "result" && html`<${Result} key=${stage.ticket.id} ticket=${stage.ticket} seen=${view.slips[stage.ticket.id] ?? stage.ticket.slip}
      floor=${view.kiosk.floor} stale=${stale} settled=${settled} onDone=${home} />`}
    ${page === "trouble" && html`<${Trouble} problem=${stage.problem} settled=${settled} onDone=${home} />`}
    <div class="note-place" role="alert">${note && page === "start" && html`<p class="note" data-testid="message">${note.text}<span class="en" lang="en">${note.en}</span></p>`}</div>
  <//>`;
}

lockDown();
render(html`<${Kiosk} />`, document.getElementById("app"));
