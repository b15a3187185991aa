// What sounds: chime and clips on an audio context, at the volume of the hour, until it is hushed.
import { timeline } from "./announce.js";
import { stretch } from "./stretch.js";

const CHIME = [{ hertz: 783.99, at: 0 }, { hertz: 587.33, at: 0.42 }];
const SOON_S = 0.05; // what is to sound together must not begin in the past
const LIMIT = { threshold: -9, knee: 6, ratio: 20, attack: 0.002, release: 0.12 }; // louder, but never over the top

export class Loudspeaker {
  #context; #time; #volume; #loud; #sounding = new Set();

  /** `time` gives the seconds of the context's clock at which something starts that is to sound now. */
  constructor(context, time) {
    this.#context = context;
    this.#time = time;
    this.#volume = context.createGain();
    this.#volume.connect(context.destination);
    this.#loud = new DynamicsCompressorNode(context, LIMIT);
    this.#loud.connect(this.#volume);
  }

  /** In percent of the pack's own loudness, from now on. */
  setVolume(percent) {
    this.#volume.gain.setValueAtTime(percent / 100, this.#time());
  }

  chime() {
    for (const { hertz, at } of CHIME) {
      const begin = this.#time() + SOON_S + at;
      const tone = this.#context.createOscillator();
      const gain = this.#context.createGain();
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, begin);
      gain.gain.linearRampToValueAtTime(0.28, begin + 0.015);
      gain.gain.exponentialRampToValueAtTime(0.001, begin + 0.85);
      tone.connect(gain).connect(this.#volume);
      this.#start(tone, begin);
      tone.stop(begin + 0.9);
    }
  }

  /** Joins the clips from now on; returns how long they take, in ms. `manner` as in announce.js. */
  say({ clips, buffers }, manner) {
    const drawn = buffers.map((buffer) => this.#drawn(buffer, manner.stretch));
    const paused = clips.map(({ gap }) => ({ gap: gap * manner.pause }));
    const { starts, length } = timeline(paused, drawn.map((buffer) => buffer.duration * 1000));
    const begin = this.#time() + SOON_S;
    drawn.forEach((buffer, i) => {
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.#way(manner.gain));
      this.#start(source, begin + starts[i] / 1000);
    });
    return length + SOON_S * 1000;
  }

  hush() {
    for (const source of this.#sounding) source.stop();
    this.#sounding.clear();
  }

  #way(gain) {
    if (gain === 1) return this.#volume;
    const louder = this.#context.createGain();
    louder.gain.value = gain;
    louder.connect(this.#loud);
    return louder;
  }

  #drawn(buffer, factor) {
    if (factor === 1) return buffer;
    const samples = stretch(buffer.getChannelData(0), buffer.sampleRate, factor);
    const drawn = this.#context.createBuffer(1, samples.length, buffer.sampleRate);
    drawn.copyToChannel(samples, 0);
    return drawn;
  }

  #start(source, begin) {
    source.onended = () => this.#sounding.delete(source);
    this.#sounding.add(source);
    source.start(begin);
  }
}
