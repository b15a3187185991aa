// The sound of an alarm, made here: no file. Two notes for what waits, a quick rise for what cannot.
import { clock, html, serverNow, useEffect, useNow, useRef, useState } from "/static/hall.js";
import { ring, unheard } from "./rings.js";

const KEPT = "hallcall.duty.stilled_until";
const MINUTES = [5, 10, 30];
const NOTES = {
  plain: { wave: "sine", loud: 0.22, tones: [[659, 0, 0.35], [523, 0.3, 0.5]] },
  urgent: { wave: "triangle", loud: 0.5, tones: [[740, 0, 0.16], [988, 0.16, 0.16], [1319, 0.32, 0.3], [740, 0.8, 0.16], [988, 0.96, 0.16], [1319, 1.12, 0.3]] },
};
const SOFT_S = 0.02; // a note that begins at once clicks

function play(audio, tone) {
  const { wave, loud, tones } = NOTES[tone];
  for (const [hertz, at, long] of tones) {
    const begin = audio.currentTime + at, end = begin + long;
    const note = new OscillatorNode(audio, { type: wave, frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(loud, begin + SOFT_S);
    gain.gain.setValueAtTime(loud, end - SOFT_S * 2);
    gain.gain.linearRampToValueAtTime(0, end);
    note.connect(gain).connect(audio.destination);
    note.start(begin);
    note.stop(end);
  }
}

/** The loudspeaker, and whether the browser lets it speak: some do only after a touch. */
function useAudio() {
  const audio = useRef(null);
  const [allowed, setAllowed] = useState(true);
  useEffect(() => {
    const context = audio.current = new AudioContext();
    const look = () => setAllowed(context.state === "running");
    const touch = () => { if (context.state !== "running") context.resume(); };
    context.addEventListener("statechange", look);
    const settled = setTimeout(look, 1000); // it is never running at once
    addEventListener("pointerdown", touch);
    addEventListener("keydown", touch);
    return () => {
      clearTimeout(settled);
      removeEventListener("pointerdown", touch);
      removeEventListener("keydown", touch);
      context.close();
    };
  }, []);
  return { audio, allowed };
}

/** Until when this page is stilled, epoch ms; kept over a reload. */
function useStilled() {
  const [until, setUntil] = useState(() => Number(localStorage.getItem(KEPT)) || 0);
  const still = (minutes) => {
    const end = minutes ? serverNow() + minutes * 60_000 : 0;
    localStorage.setItem(KEPT, String(end));
    setUntil(end);
  };
  return [until, still];
}

/** `lines`: the alarms. Rings for those nobody has taken, on the page and on the wall alike; what `Sound` shows of it. */
export function useSound(lines) {
  const now = useNow(1000);
  const { audio, allowed } = useAudio();
  const [until, still] = useStilled();
  const last = useRef(undefined);
  const stilled = now < until;
  useEffect(() => {
    if (!allowed) return;
    last.current = ring(lines, { now: serverNow(), stilledUntil: until, last: last.current });
    if (last.current.tone) play(audio.current, last.current.tone);
  }, [lines, now, until, allowed]);
  return { lines, allowed, until, stilled, still, resume: () => audio.current.resume() };
}

/** Whether the page can be heard, and how it is stilled. */
export function Sound({ lines, allowed, until, stilled, still, resume, timezone }) {
  const state = !allowed ? "off" : stilled ? "stilled" : "on";
  return html`<div class="sound ${state}" data-testid="sound" data-state=${state}>
    ${!allowed && html`<button class="bad" data-testid="sound-on" onClick=${resume}><i class="shape" aria-hidden="true"></i>声音未开启,请点这里<span class="en">Sound is off, touch to start</span></button>`}
    ${allowed && stilled && html`<span>已静音到 ${clock(until, timezone)}</span><button data-testid="sound-again" onClick=${() => still(0)}>恢复声音</button>`}
    ${allowed && !stilled && unheard(lines).length > 0 && html`<label>静音<select data-testid="still" value="" onChange=${(e) => still(Number(e.target.value))}>
      <option value="" disabled>不静音</option>${MINUTES.map((n) => html`<option key=${n} value=${n}>${n} 分钟</option>`)}</select></label>`}
  </div>`;
}
