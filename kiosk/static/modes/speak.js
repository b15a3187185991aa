// The kiosk's voice: phrases of the hall's own pack, one page at a time. Without the pack it is silent.
import { boot, useLayoutEffect, useRef } from "/static/hall.js";
import { timeline } from "/display/static/voice/announce.js";
import { Clips } from "/display/static/voice/clips.js";
import { phrases } from "./phrases.js";

const UNLOCKED_BY = ["pointerdown", "keydown"];
const AGAIN = "*"; // on a numeric pad too
const START_S = 0.05;

class Speaker {
  #context = new AudioContext();
  #clips = new Clips(this.#context, boot.speaker);
  #loud = this.#context.createGain();
  #playing = []; #turn = 0;

  constructor(volume) {
    this.#loud.gain.value = volume / 100;
    this.#loud.connect(this.#context.destination);
    for (const type of UNLOCKED_BY) addEventListener(type, () => this.#context.resume().catch(() => {}), { capture: true });
  }

  hush() {
    this.#turn += 1;
    for (const source of this.#playing) source.stop();
    this.#playing = [];
  }

  /** What was said to its end, as clip ids; null if something else came between, or there is no pack. */
  async say(page, facts) {
    this.hush();
    const turn = this.#turn;
    const pack = await this.#clips.manifest();
    if (!pack || turn !== this.#turn) return null;
    const clips = phrases(page, facts, pack.gaps_ms).filter((phrase) => phrase.every(({ id }) => this.#clips.has(id))).flat();
    const buffers = await Promise.all(clips.map(({ id }) => this.#clips.get(id)));
    await this.#context.resume();
    if (!clips.length || turn !== this.#turn) return null;
    const { starts } = timeline(clips, buffers.map((buffer) => buffer.duration * 1000));
    const begin = this.#context.currentTime + START_S;
    this.#playing = buffers.map((buffer, index) => {
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.#loud);
      source.start(begin + starts[index] / 1000);
      return source;
    });
    await new Promise((resolve) => { this.#playing.at(-1).onended = resolve; });
    return turn === this.#turn ? clips.map(({ id }) => id) : null;
  }
}

/** Speaks while `on`: once for each `key`, and again at the asterisk of a keypad. */
export function useVoice(on, key, page, facts) {
  const speaker = useRef(null);
  useLayoutEffect(() => {
    if (!on) return undefined;
    speaker.current ??= new Speaker(boot.volume);
    const say = () => speaker.current.say(page, facts)
      .then((said) => { if (said) document.documentElement.dataset.said = said.join(" "); })
      .catch(() => {}); // a clip that cannot be fetched: the screen says it all
    const again = (event) => { if (event.key === AGAIN) say(); };
    say();
    addEventListener("keydown", again);
    return () => {
      removeEventListener("keydown", again);
      speaker.current.hush();
    };
  }, [on, key]);
}
