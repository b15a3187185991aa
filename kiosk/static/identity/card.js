// The ID card reader of this kiosk, asked for one card while a page wants one.
import { boot, post, send, useEffect, useState } from "/static/hall.js";

const AGAIN_MS = 50_000; // a little less than the reader looks for
const OFFLINE_MS = 2_000;

const path = `/api/kiosks/${encodeURIComponent(boot.id)}/card`;

/**
 * What the reader says to this asking: {state: "asked" | "trouble" | "read" …}; null before it was asked, or where
 * it cannot be (`wanted` false, no connection, no reader). The asking ends with the page.
 */
export function useCard(view, wanted, stale) {
  const [session, setSession] = useState(null);
  const [round, setRound] = useState(0);
  const asking = wanted && view.reader && !stale;
  useEffect(() => {
    if (!asking) return undefined;
    let mine = null;
    let gone = false;
    let timer = null;
    const callOff = () => { if (mine) send("DELETE", `${path}/${encodeURIComponent(mine)}`); };
    post(path).then(({ ok, data }) => {
      if (ok) mine = data.session;
      if (gone) { callOff(); return; }
      setSession(mine);
      timer = setTimeout(() => setRound((last) => last + 1), ok ? AGAIN_MS : OFFLINE_MS);
    });
    return () => { gone = true; clearTimeout(timer); setSession(null); callOff(); };
  }, [asking, round]);
  const card = view.card;
  return session && card?.session === session ? card : null;
}
