// Where paper for the citizen comes out: at the window, or at a kiosk; each kind of paper remembers its own place.
import { html, useState } from "/static/hall.js";

const NOWHERE = "none";

const placeOf = (paper) => (paper ? (paper.window ? "window" : paper.kiosk) : NOWHERE);

/** [places that print now, the chosen one or the nearest, choose(paper or null)]; null was chosen where no paper is wanted, this once. */
export function usePlace(kind, papers) {
  const key = `hallcall.${kind}.place`;
  const [wanted, setWanted] = useState(localStorage.getItem(key));
  const places = papers.filter((paper) => paper.prints);
  const place = wanted === NOWHERE ? null : places.find((paper) => placeOf(paper) === wanted) ?? places[0] ?? null;
  const choose = (paper) => { if (paper) localStorage.setItem(key, placeOf(paper)); setWanted(placeOf(paper)); };
  return [places, place, choose];
}

/** `none`: what choosing no paper is called; without it there is no such choice. */
export function Place({ id, label, places, place, none, onChoose }) {
  const chosen = (event) => onChoose(places.find((paper) => placeOf(paper) === event.currentTarget.value) ?? null);
  return html`<label class="notice-place"><span>${label}</span> <select data-testid=${id} value=${placeOf(place)} onChange=${chosen}>
    ${places.map((paper) => html`<option key=${placeOf(paper)} value=${placeOf(paper)}>${paper.window ? "本窗口" : paper.name}</option>`)}
    ${none && html`<option value=${NOWHERE}>${none}</option>`}</select></label>`;
}
