// What kiosks and the help desk fetch besides their feeds: the catalogue for looking things up, and waits while somebody looks.
import { get, useEffect, useState } from "/static/hall.js";

const AGAIN_MS = 20_000;
const EMPTY = { matters: [], others: [], taken: {} };

/** The catalogue, fetched anew each day and after each break of the connection: the plan may be another then. */
export function useCatalogue(day, stale) {
  const [catalogue, setCatalogue] = useState(EMPTY);
  const [missed, setMissed] = useState(0);
  useEffect(() => {
    if (stale || !day) return undefined;
    let gone = false, retry = null;
    get("/api/catalogue").then(({ ok, data }) => {
      if (gone) return;
      if (ok) setCatalogue(data); else retry = setTimeout(() => setMissed(missed + 1), AGAIN_MS);
    });
    return () => { gone = true; clearTimeout(retry); };
  }, [day, stale, missed]);
  return catalogue;
}

/** Queue -> {low_min, high_min}, or null while nobody serves it; asked for only while these queues are looked at. */
export function useWaits(queues, stale) {
  const [waits, setWaits] = useState({});
  const ids = [...new Set(queues.map((queue) => queue.id))];
  const counts = queues.map((queue) => Math.min(queue.waiting, 1)).join();
  useEffect(() => {
    if (!ids.length || stale) return undefined;
    let gone = false;
    const ask = async () => {
      const { ok, data } = await get(`/api/waits?${ids.map((id) => `queue=${encodeURIComponent(id)}`).join("&")}`);
      if (ok && !gone) setWaits(data.waits);
    };
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => { gone = true; clearInterval(timer); };
  }, [ids.join(), counts, stale]);
  return waits;
}
