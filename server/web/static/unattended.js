// A page at which nobody sits: what it cannot draw must not leave the old standing as if it were new.
import { html, useEffect } from "/static/hall.js";
import { useErrorBoundary } from "/static/vendor/preact.js";
import { loadAnew } from "./renew.js";

const SOON_MS = 1_000;
const AGAIN_MS = 60_000; // who broke a moment ago breaks again
const BROKEN = "broken";

/** How long it waits before it loads itself anew. */
function pause() {
  const ago = Date.now() - (Number(sessionStorage.getItem(BROKEN)) || 0);
  sessionStorage.setItem(BROKEN, Date.now());
  return ago >= 0 && ago < AGAIN_MS ? AGAIN_MS : SOON_MS;
}

/** Its children; once they cannot be drawn it says that it is not ready and loads itself anew. `forget` drops what may be at fault. */
export function Unattended({ children, forget }) {
  const [broken] = useErrorBoundary((error) => {
    console.error(error);
    forget();
  });
  useEffect(() => {
    if (!broken) return undefined;
    let timer = null;
    const again = async () => { if (!await loadAnew()) timer = setTimeout(again, AGAIN_MS); };
    timer = setTimeout(again, pause());
    return () => clearTimeout(timer);
  }, [broken]);
  if (!broken) return children;
  return html`<p class="broken" role="status" data-testid="broken">屏幕正在准备,请稍候<span class="en" lang="en">Please wait a moment</span></p>`;
}
