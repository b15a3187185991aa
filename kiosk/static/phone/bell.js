// The phone rings when its turn is near and when it is called. Browsers allow sound only after a touch, so
// one touch turns it on; and only while the page is open.
import { useEffect, useRef, useState } from "/static/vendor/preact.js";

const SOUNDS = {
  on: { notes: [[880, 0]], vibrate: [120] },
  near: { notes: [[660, 0], [880, 0.25]], vibrate: [200, 120, 200] },
  called: { notes: [[784, 0], [988, 0.3], [1175, 0.6], [784, 1.2], [988, 1.5], [1175, 1.8]], vibrate: [500, 200, 500, 200, 800] },
};
const NOTE_S = 0.28;

class Bell {
  #audio = null; #lock = null; on = false;

  /** Inside a touch: from here on the phone may ring. */
  async turnOn() {
    this.on = true;
    this.#audio ??= new AudioContext();
    await this.#audio.resume();
    this.ring("on");
    await this.keepAwake();
  }

  /** Where the browser can: the screen stays on while the page is open. It lets go whenever the page is hidden. */
  async keepAwake() {
    if (!this.on || document.hidden) return;
    this.#lock = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  ring(kind) {
    if (!this.on) return;
    const { notes, vibrate } = SOUNDS[kind];
    navigator.vibrate?.(vibrate);
    for (const [hertz, after] of notes) this.#note(hertz, this.#audio.currentTime + after);
  }

  #note(hertz, at) {
    const tone = this.#audio.createOscillator(), level = this.#audio.createGain();
    tone.frequency.value = hertz;
    level.gain.setValueAtTime(0.6, at);
    level.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
    tone.connect(level).connect(this.#audio.destination);
    tone.start(at);
    tone.stop(at + NOTE_S);
  }
}

/** {on, turnOn}: rings once when the ticket comes near, once a call and once a recall. */
export function useBell(view) {
  const bell = useRef(null);
  bell.current ??= new Bell();
  const [on, setOn] = useState(false);
  const before = useRef({ call: view?.call ?? "", near: Boolean(view?.near) });
  useEffect(() => {
    if (!view) return;
    const { call, near } = before.current;
    if (view.call && view.call !== call) bell.current.ring("called");
    else if (view.near && !near) bell.current.ring("near");
    before.current = { call: view.call, near: view.near };
  }, [view?.call, view?.near]);
  useEffect(() => {
    const awake = () => bell.current.keepAwake();
    document.addEventListener("visibilitychange", awake);
    return () => document.removeEventListener("visibilitychange", awake);
  }, []);
  const turnOn = () => { setOn(true); bell.current.turnOn(); };
  return { on, turnOn };
}
