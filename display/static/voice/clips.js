// The clips of a voice pack, for every page that speaks.
const PACKS = "/display/static/voice/";
const ASK_AGAIN_MS = 60_000;
const ANSWER_MS = 4_000; // a call that waits longer for its words is told by the chime alone

/** Clips by id, fetched when first needed, decoded once. A miss is asked for again after a while. */
export class Clips {
  #context; #folder; #answerMs; #manifest = null; #asked = -Infinity; #decoded = new Map();

  /** `pack`: its folder among the packs. */
  constructor(context, pack, answerMs = ANSWER_MS) {
    this.#context = context;
    this.#answerMs = answerMs;
    this.#folder = `${PACKS}${pack}/`;
  }

  /** {units, gaps_ms}, or null while there is no pack. */
  async manifest() {
    if (!this.#manifest && performance.now() - this.#asked > ASK_AGAIN_MS) {
      this.#asked = performance.now();
      const response = await this.#ask("voice.json");
      this.#manifest = response.ok ? await response.json() : null;
    }
    return this.#manifest;
  }

  has(id) {
    return id in this.#manifest.units;
  }

  get(id) {
    if (!this.#decoded.has(id)) {
      const clip = this.#fetch(this.#manifest.units[id]);
      clip.catch(() => this.#decoded.delete(id));
      this.#decoded.set(id, clip);
    }
    return this.#decoded.get(id);
  }

  #ask(file) {
    return fetch(this.#folder + file, { signal: AbortSignal.timeout(this.#answerMs) });
  }

  async #fetch(unit) {
    const response = await this.#ask(unit.file); // no unit, no file: the caller falls back to the chime
    if (!response.ok) throw new Error(`no file ${unit.file}`);
    return this.#context.decodeAudioData(await response.arrayBuffer());
  }
}
