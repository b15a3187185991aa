// The mouth of a board: chime, sentence, sentence again. Works without internet; clips are fetched when first
// needed and stay decoded. Where a clip is missing the chime sounds alone.
import { Announcements, cutsOff, mannerOf, sentence, sentenceInEnglish, USUAL } from "./announce.js";
import { Clips } from "./clips.js";
import { Loudspeaker } from "./loudspeaker.js";

const CHIME_MS = 1250;
const BETWEEN_MS = 700; // sentence and sentence again
const AFTER_MS = 500; // one call and the next
const VOLUME_MS = 5000; // how often the volume of the hour is looked up
const UNLOCKED_BY = ["pointerdown", "keydown"];
const GRACE_MS = 1200; // how long a browser that allows sound may take to start it

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Where a voice sounds and by which clock; a test renders the same voice without waiting. */
function live() {
  const context = new AudioContext();
  return { context, sleep, time: () => context.currentTime, running: () => context.state === "running" };
}

/**
 * Speaks for one board while it is the mouth of its zone. `onChange` gets {sound: "on"|"off"|"starting", chimeOnly,
 * speaking}; `onBegun` and `onSpoken` the id of an announcement. `packs`: {mandarin, english} folders of clips,
 * english "" = none. `volume` gives the percent of the hour, `sure` whether `now` is to be believed.
 */
export class Voice {
  #stage; #packs; #speaker; #withFloor; #volume; #now; #sure; #onChange; #onBegun; #onSpoken;
  #line = new Announcements(); #unsure = [];
  #busy = false; #mouth = true; #held = false; #stop = null; #saying = null; #dropped = false;
  #state = { sound: "starting", chimeOnly: false, speaking: "" };

  constructor({ now, sure, onChange, onBegun, onSpoken, packs, floors, volume, stage = live() }) {
    this.#stage = stage;
    this.#now = now;
    this.#sure = sure;
    this.#onChange = onChange;
    this.#onBegun = onBegun;
    this.#onSpoken = onSpoken;
    this.#withFloor = floors.length > 1;
    this.#volume = volume;
    const clips = (pack) => pack && new Clips(stage.context, pack);
    this.#packs = { mandarin: clips(packs.mandarin), english: clips(packs.english) };
    this.#speaker = new Loudspeaker(stage.context, stage.time);
    stage.context.onstatechange = () => this.#heard();
    for (const type of UNLOCKED_BY) addEventListener(type, () => this.unlock(), { capture: true });
    this.unlock();
    setTimeout(() => this.#heard(), GRACE_MS);
    setInterval(() => this.#speaker.setVolume(this.#volume()), VOLUME_MS);
  }

  /** "on", "off", "chime" where there are no words; "" while it is not known yet. */
  health() {
    const { sound, chimeOnly } = this.#state;
    if (sound === "starting") return "";
    return sound === "on" && chimeOnly ? "chime" : sound;
  }

  unlock() {
    if (!this.#stage.running()) this.#stage.context.resume().catch(() => {});
  }

  announce(message) {
    if (!this.#sure()) {
      this.#unsure.push(message); // how old it is will be known with the next view
      return;
    }
    if (!this.#mouth || !this.#line.offer(message, this.#now())) return;
    if (cutsOff(message, this.#saying)) {
      this.#dropped = true;
      this.#hush();
    }
    this.#pump();
  }

  /** The board shows what is so as of `seq`, and the time is known: `notices` are the ids of those that stand. */
  seen(notices, seq) {
    this.#line.stand(notices, seq);
    for (const message of this.#unsure.splice(0)) this.announce(message);
    this.#pump();
  }

  /** Whether this board speaks for its zone; where another one does, it is silent at once. */
  speaks(mouth) {
    this.#mouth = mouth;
    if (!mouth) {
      this.#line.clear();
      this.#hush();
    }
    this.#pump();
  }

  /** It cannot know whether another board speaks by now: what it says waits. */
  hold(held) {
    this.#held = held;
    if (held) this.#hush();
    else this.#pump();
  }

  #set(change) {
    this.#state = { ...this.#state, ...change };
    this.#onChange(this.#state);
  }

  #heard() {
    const running = this.#stage.running();
    this.#set({ sound: running ? "on" : "off" });
    if (running) this.#pump();
  }

  async #pump() {
    if (this.#busy) return;
    this.#busy = true;
    for (let message = this.#next(); message; message = this.#next()) {
      const stopped = new Promise((_, reject) => { this.#stop = () => reject(new Hushed()); });
      stopped.catch(() => {});
      const until = (promise) => Promise.race([stopped, promise]);
      this.#set({ speaking: message.number ?? message.id });
      this.#onBegun(message.id);
      [this.#saying, this.#dropped] = [message, false];
      const hushed = await this.#say(message, until).then(() => false, (error) => error instanceof Hushed);
      this.#saying = null;
      this.#set({ speaking: "" });
      if (hushed) {
        if (!this.#dropped) this.#putBack(message);
      } else {
        this.#onSpoken(message.id);
        await this.#stage.sleep(AFTER_MS);
      }
    }
    this.#stop = null;
    this.#busy = false;
  }

  #putBack(message) {
    this.#line.again(message, this.#now());
    if (!this.#mouth) this.#line.clear();
  }

  #next() {
    const able = this.#mouth && !this.#held && this.#sure() && this.#stage.running();
    return able ? this.#line.next(this.#now()) : null;
  }

  #hush() {
    this.#speaker.hush();
    this.#stop?.();
  }

  /** `until` waits for what it is given, or fails where this is hushed meanwhile. */
  async #say(message, until) {
    const pause = (ms) => until(this.#stage.sleep(ms));
    const manner = mannerOf(message);
    const { mandarin, english } = this.#load(message);
    this.#speaker.setVolume(this.#volume());
    this.#speaker.chime();
    await pause(CHIME_MS);
    if (message.clip === "") return; // no words in the pack: the board shows them
    const words = await until(mandarin);
    this.#set({ chimeOnly: words === null });
    if (!words) return;
    for (let time = 0; time < (message.repeat ?? 2); time += 1) {
      if (time && !this.#line.mayRepeat(message)) break;
      if (time) await pause(BETWEEN_MS * manner.pause);
      await pause(this.#speaker.say(words, manner));
    }
    const second = await until(english);
    if (!second) return;
    await pause(BETWEEN_MS);
    await pause(this.#speaker.say(second, USUAL));
  }

  /** The clips of a message in each language, fetched at once; Mandarin does not wait for English. */
  #load(message) {
    const { mandarin, english } = this.#packs;
    const joined = (plan) => (gaps) => (message.kind === "call" ? plan(message, gaps, this.#withFloor) : [{ id: message.clip, gap: 0 }]);
    return { mandarin: this.#clips(mandarin, joined(sentence)), english: english && this.#clips(english, joined(sentenceInEnglish)) };
  }

  /** Null where one of them is missing: half a call leads astray. */

  async #clips(pack, planned) {
    try {
      const manifest = await pack.manifest();
      if (!manifest) return null;
      const clips = planned(manifest.gaps_ms);
      return { clips, buffers: await Promise.all(clips.map(({ id }) => pack.get(id))) };
    } catch {
      return null;
    }
  }
}

class Hushed extends Error {}
