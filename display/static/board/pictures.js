// The hall's own pictures and films, while nobody has been called for a while. A call takes their place at once.
import { boot, html, serverNow, useEffect, useNow, useState } from "/static/hall.js";

const PICTURE_MS = 12_000;

/** The picture whose turn it is: {picture, turn, next, drop}, or null. `since` = epoch ms of the last call, null while the board has more to say. */
export function usePictures(since) {
  useNow(1000);
  const [turn, setTurn] = useState(0);
  const [bad, setBad] = useState([]); // what this browser cannot show is not tried again
  const good = boot.pictures.filter(({ url }) => !bad.includes(url));
  if (since === null || good.length === 0 || serverNow() - since < boot.pictures_s * 1000) return null;
  return {
    picture: good[turn % good.length],
    turn,
    next: () => setTurn((at) => at + 1),
    drop: (url) => setBad((known) => [...known, url]),
  };
}

export function Picture({ picture: { url, kind }, turn, next, drop }) {
  useEffect(() => {
    if (kind !== "picture") return undefined;
    const timer = setTimeout(next, PICTURE_MS);
    return () => clearTimeout(timer);
  }, [turn, url]);
  const shared = { src: url, "data-testid": "picture", onError: () => drop(url) };
  return html`<section class="picture">${kind === "film" ? html`<video key=${`${turn} ${url}`} autoplay muted playsinline onEnded=${next} ...${shared}></video>`
    : html`<img key=${url} alt="" ...${shared} />`}</section>`;
}
