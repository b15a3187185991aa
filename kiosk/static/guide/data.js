// The service guide, fetched when somebody looks; the browser asks by its tag whether it is still the same.
import { useEffect, useState } from "/static/hall.js";

const AGAIN_MS = 5_000;
const LIMIT_MS = 6_000;
const kept = new Map();

/** {data, failed, none}: what `path` below /api/guide says; the last known while the network is away. `none`: it has no guide. */
export function useGuide(path = "") {
  const [state, setState] = useState({ data: kept.get(path) ?? null, failed: false, none: false });
  useEffect(() => {
    let timer = null, gone = false;
    const ask = async () => {
      try {
        const response = await fetch(`/api/guide${path && `/${encodeURIComponent(path)}`}`, { signal: AbortSignal.timeout(LIMIT_MS) });
        const data = await response.json();
        if (response.status === 404) kept.delete(path); else if (!response.ok) throw new Error(response.statusText); else kept.set(path, data);
        if (!gone) setState({ data: kept.get(path) ?? null, failed: false, none: response.status === 404 });
      } catch {
        if (gone) return;
        setState((last) => ({ ...last, failed: true }));
        timer = setTimeout(ask, AGAIN_MS);
      }
    };
    setState({ data: kept.get(path) ?? null, failed: false, none: false });
    ask();
    return () => { gone = true; clearTimeout(timer); };
  }, [path]);
  return state;
}
