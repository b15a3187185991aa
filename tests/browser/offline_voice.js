// The board's own voice on an offline context: time runs as fast as it is rendered. Called by test_board_voice.py.
async ({ messages, seconds, english, volume, floors }) => {
  const RATE = 24000;
  const { Voice } = await import("/display/static/voice/voice.js");
  const { sentence, sentenceInEnglish, timeline } = await import("/display/static/voice/announce.js");
  const context = new OfflineAudioContext(1, seconds * RATE, RATE);
  const due = [...messages];
  const log = [];
  let now = 0;
  let idle = true;
  let ahead = 0; // how far the clock was put forward
  const deliver = (until) => {
    while (due.length && due[0].at <= until) {
      now = Math.max(now, due[0].at);
      const { then, ...message } = due.shift();
      if (then) then[0] === "ahead" ? (ahead = then[1]) : voice[then[0]](...then.slice(1));
      else voice.announce(message);
    }
    now = Math.max(now, until);
  };
  const stage = { context, time: () => now / 1000, running: () => true, sleep: async (ms) => deliver(now + ms) };
  const voice = new Voice({
    now: () => now + ahead, sure: () => ahead === 0, stage, floors, packs: { mandarin: "yunxia", english: english ? "english" : "" }, volume: () => volume ?? 100,
    onChange: ({ speaking }) => { idle = speaking === ""; }, onBegun: (id) => log.push([id, "begun", now]), onSpoken: (id) => log.push([id, "spoken", now]),
  });
  for (let quiet = 0; due.length || quiet < 10; quiet += 1) {
    const before = log.length;
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    if (log.length > before || !idle) quiet = 0; // clips are fetched while the clock stands
    else if (quiet > 2 && due.length) deliver(due[0].at);
  }
  const sound = (await context.startRendering()).getChannelData(0);

  /** The sentence alone, joined here, as it should lie in the recording. */
  const joined = async (pack, plan) => {
    const manifest = await (await fetch(`/display/static/voice/${pack}/voice.json`)).json();
    const clips = plan(manifest.gaps_ms);
    const decoded = await Promise.all(clips.map(async ({ id }) => {
      const file = await fetch(`/display/static/voice/${pack}/${manifest.units[id].file}`);
      return (await context.decodeAudioData(await file.arrayBuffer())).getChannelData(0);
    }));
    const { starts, length } = timeline(clips, decoded.map((part) => (1000 * part.length) / RATE));
    const whole = new Float32Array(Math.round((length / 1000) * RATE) + 1);
    decoded.forEach((part, i) => {
      const start = Math.round((starts[i] * RATE) / 1000);
      part.forEach((value, at) => { whole[Math.min(start + at, whole.length - 1)] += value; });
    });
    return whole;
  };
  /** [start in ms, share of its energy that differs] of the place near `ms` where `wanted` fits best. */
  const found = (wanted, ms) => {
    const energy = wanted.reduce((sum, value) => sum + value * value, 0);
    let best = [0, Infinity];
    const base = Math.round((ms * RATE) / 1000);
    for (let start = base - 6; start <= base + 6; start += 1) {
      let differs = 0;
      for (let i = 0; i < wanted.length; i += 1) differs += (sound[start + i] - wanted[i]) ** 2;
      if (differs < best[1]) best = [start, differs];
    }
    return [(1000 * best[0]) / RATE, best[1] / energy];
  };
  const level = (from, to) => {
    const part = sound.subarray(Math.round((from * RATE) / 1000), Math.round((to * RATE) / 1000));
    return { rms: Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length), peak: part.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
  };
  const said = [];
  for (const [id, , begun] of log.filter(([, what]) => what === "begun")) {
    const message = messages.find((one) => one.id === id);
    const words = await joined("yunxia", (gaps) => (message.kind === "call" ? sentence(message, gaps, floors.length > 1) : [{ id: message.clip, gap: 0 }]));
    const length = (1000 * words.length) / RATE;
    const first = begun + 1250 + 50;
    const second = first + length + 700 + 50;
    const spoken = { id, begun, length, first: found(words, first), second: found(words, second), chime: level(begun + 50, begun + 1000) };
    spoken.between = level(first + length + 20, second - 20);
    spoken.level = level(first, first + length);
    spoken.end = second + length;
    const follows = english && joined("english", (gaps) => (message.kind === "call" ? sentenceInEnglish(message, gaps, floors.length > 1) : [{ id: message.clip, gap: 0 }]));
    const more = await Promise.resolve(follows).catch(() => null); // its clip is missing
    if (more) {
      spoken.english = found(more, spoken.end + 700 + 50);
      spoken.end += 750 + (1000 * more.length) / RATE;
    }
    spoken.after = level(spoken.end + 20, spoken.end + 480);
    said.push(spoken);
  }
  const bytes = new Uint8Array(Int16Array.from(sound, (value) => Math.max(-32768, Math.min(32767, Math.round(value * 32767)))).buffer);
  let pcm = "";
  for (let i = 0; i < bytes.length; i += 8192) pcm += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { log, said, all: level(0, seconds * 1000), pcm: btoa(pcm) };
}
