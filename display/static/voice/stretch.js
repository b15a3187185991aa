// Speech made longer at the same pitch (WSOLA). Pure (tests run it in node).
const FRAME_S = 0.03;
const SEARCH_S = 0.008;
const SKIP = 8; // likeness is judged by every eighth sample, at every third place: enough to find the beat of a voice
const STEP = 3;

/** Float32Array -> one `factor` times as long. Frames overlap by half; each is taken where it fits the last one best. */
export function stretch(samples, rate, factor) {
  const hop = Math.round((FRAME_S * rate) / 2);
  const search = Math.round(SEARCH_S * rate);
  if (factor === 1 || samples.length < 4 * hop + search) return samples;
  const out = new Float32Array(Math.round(samples.length * factor));
  const fade = Float32Array.from({ length: 2 * hop }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / (2 * hop)) ** 2);
  let taken = 0;
  for (let at = 0; at < out.length; at += hop) {
    if (at > 0) taken = bestNear(samples, Math.round(at / factor), taken + hop, hop, search);
    const length = Math.min(2 * hop, samples.length - taken, out.length - at);
    for (let i = 0; i < length; i += 1) out[at + i] += samples[taken + i] * (at === 0 && i < hop ? 1 : fade[i]);
  }
  return out;
}

/** The start near `wanted` from where the sound goes on most like from `natural`. */
function bestNear(samples, wanted, natural, hop, search) {
  const most = samples.length - hop;
  let best = Math.min(wanted, Math.max(0, most));
  let likeness = -Infinity;
  for (let start = Math.max(0, wanted - search); start <= Math.min(wanted + search, most); start += STEP) {
    let sum = 0;
    let power = 1e-9;
    for (let i = 0; i < hop && natural + i < samples.length; i += SKIP) {
      sum += samples[start + i] * samples[natural + i];
      power += samples[start + i] ** 2;
    }
    if (sum / Math.sqrt(power) > likeness) [likeness, best] = [sum / Math.sqrt(power), start];
  }
  return best;
}
