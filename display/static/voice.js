// The mouth of a board: chime, sentence, sentence again. Works without internet; clips are fetched when first
// needed and stay decoded. Where a clip is missing the chime sounds alone.
import { Announcements, sentence, timeline } from "./announce.js";
import { Clips } from "./clips.js";

const CHIME = [{ hertz: 783.99, at: 0 }, { hertz: 587.33, at: 0.42 }];
const CHIME_MS = 1250;
const BETWEEN_MS = 700; // sentence and sentence again
const AFTER_MS = 500; // one call and the next
const UNLOCKED_BY = ["pointerdown", "keydown"];
const GRACE_MS = 1200; // how long a browser that allows sound may take to start it

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Speaks for one board. `onChange` gets {sound: "on"|"off"|"starting", chimeOnly, speaking}. */
export class Voice {
  #context = new AudioContext();
  #clips = new Clips(this.#context);
  #line = new Announcements();
  #busy = false; #now; #onChange; #onSpoken;
  #state = { sound: "starting", chimeOnly: false, speaking: "" };

  constructor({ now, onChange, onSpoken }) {
    this.#now = now;
    this.#onChange = onChange;
    this.#onSpoken = onSpoken;
    this.#context.onstatechange = () => this.#heard();
    for (const type of UNLOCKED_BY) addEventListener(type, () => this.unlock(), { capture: true });
    this.unlock();
    setTimeout(() => this.#heard(), GRACE_MS);
  }

  /** "on", "off", "chime" where there are no words; "" while it is not known yet. */
  health() {
    const { sound, chimeOnly } = this.#state;
    if (sound === "starting") return "";
    return sound === "on" && chimeOnly ? "chime" : sound;
  }

  unlock() {
    if (this.#context.state !== "running") this.#context.resume().catch(() => {});
  }

  snapshot(seq) {
    this.#line.snapshot(seq);
  }

  announce(message) {
    if (this.#line.offer(message, this.#now())) this.#pump();
  }

  #set(change) {
    this.#state = { ...this.#state, ...change };
    this.#onChange(this.#state);
  }

  #heard() {
    const running = this.#context.state === "running";
    this.#set({ sound: running ? "on" : "off" });
    if (running) this.#pump();
  }

  async #pump() {
    if (this.#busy || this.#context.state !== "running") return;
    this.#busy = true;
    for (let message = this.#line.next(this.#now()); message; message = this.#line.next(this.#now())) {
      this.#set({ speaking: message.number });
      await this.#say(message).catch(() => sleep(AFTER_MS));
      this.#set({ speaking: "" });
      this.#onSpoken(message.id);
      await sleep(AFTER_MS);
    }
    this.#busy = false;
  }

  async #say(message) {
    const loading = this.#load(message);
    this.#chime();
    await sleep(CHIME_MS);
    const spoken = await loading;
    this.#set({ chimeOnly: spoken === null });
    if (!spoken) return;
    for (let time = 0; time < (message.repeat ?? 2); time += 1) {
      if (time) await sleep(BETWEEN_MS);
      await sleep(this.#play(spoken));
    }
  }

  async #load(message) {
    try {
      const pack = await this.#clips.manifest();
      if (!pack) return null;
      const clips = sentence(message, pack.gaps_ms);
      return { clips, buffers: await Promise.all(clips.map(({ id }) => this.#clips.get(id))) };
    } catch {
      return null;
    }
  }

  #play({ clips, buffers }) {
    const { starts, length } = timeline(clips, buffers.map((buffer) => buffer.duration * 1000));
    const begin = this.#context.currentTime + 0.05;
    buffers.forEach((buffer, i) => {
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.#context.destination);
      source.start(begin + starts[i] / 1000);
    });
    return length + 50;
  }

  #chime() {
    for (const { hertz, at } of CHIME) {
      const begin = this.#context.currentTime + 0.03 + at;
      const tone = this.#context.createOscillator();
      const gain = this.#context.createGain();
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, begin);
      gain.gain.linearRampToValueAtTime(0.28, begin + 0.015);
      gain.gain.exponentialRampToValueAtTime(0.001, begin + 0.85);
      tone.connect(gain).connect(this.#context.destination);
      tone.start(begin);
      tone.stop(begin + 0.9);
    }
  }
}
