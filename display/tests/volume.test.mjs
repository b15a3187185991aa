import assert from "node:assert/strict";
import { test } from "node:test";
import { stretch } from "../static/voice/stretch.js";
import { minuteOf, volumeAt } from "../static/voice/volume.js";

test("the volume is that of the last step of the day, and over midnight that of yesterday's last", () => {
  const steps = [{ first: 450, percent: 100 }, { first: 720, percent: 40 }, { first: 840, percent: 90 }];
  for (const [minute, percent] of [[450, 100], [719, 100], [720, 40], [839, 40], [840, 90], [1439, 90], [0, 90], [449, 90]]) {
    assert.equal(volumeAt(steps, minute), percent);
  }
  assert.equal(volumeAt([], 600), 100);
});

test("the hour is the hall's, not that of the box behind the screen", () => {
  const at = Date.UTC(2026, 10, 22, 16, 5);
  assert.equal(minuteOf(at, "Asia/Shanghai"), 5);
  assert.equal(minuteOf(at, "UTC"), 16 * 60 + 5);
});

const RATE = 24_000;
const tone = (hertz, seconds) => Float32Array.from({ length: seconds * RATE }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / RATE));
const crossings = (sound) => sound.filter((value, i) => i && sound[i - 1] < 0 && value >= 0).length;

test("slower speech is longer, as loud and as high as before", () => {
  for (const hertz of [90, 200, 350]) {
    const slow = stretch(tone(hertz, 1), RATE, 1.2);
    assert.equal(slow.length, 1.2 * RATE);
    assert.ok(Math.abs(crossings(slow) / 1.2 - hertz) < 0.03 * hertz, `${hertz} Hz`);
    const body = slow.subarray(1000, slow.length - 2000);
    assert.ok(Math.max(...body) <= 0.52);
    const power = Math.sqrt(body.reduce((sum, value) => sum + value ** 2, 0) / body.length);
    assert.ok(Math.abs(power - 0.3536) < 0.03, `level ${power}`);
  }
});

test("it begins and ends in silence as it did, and what is too short stays as it is", () => {
  const quiet = new Float32Array(RATE);
  quiet.set(tone(200, 0.5), RATE / 4);
  const slow = stretch(quiet, RATE, 1.2);
  const begins = slow.findIndex((value) => Math.abs(value) > 0.01);
  assert.ok(Math.abs(begins - 0.25 * 1.2 * RATE) < 0.03 * RATE);
  assert.ok(slow.subarray(-0.2 * RATE).every((value) => Math.abs(value) < 0.01));
  const click = new Float32Array(100);
  assert.equal(stretch(click, RATE, 1.2), click);
});
