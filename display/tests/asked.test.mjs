import assert from "node:assert/strict";
import { test } from "node:test";
import { Asked } from "../../server/web/static/asked.js";

function asking() {
  let made = 0;
  return new Asked(() => `key-${(made += 1)}`);
}

test("what got no answer keeps its key until somebody answers, yes or no", () => {
  const asked = asking();
  const first = asked.key("/api/moves", { source: "a" });
  asked.answered(0);
  assert.equal(asked.key("/api/moves", { source: "a" }), first);
  asked.answered(0);
  assert.equal(asked.key("/api/moves", { source: "a" }), first);
  asked.answered(409);
  const second = asked.key("/api/moves", { source: "a" });
  assert.notEqual(second, first);
  asked.answered(200);
  assert.notEqual(asked.key("/api/moves", { source: "a" }), second);
});

test("another request has another key, and going back to the first is a third one", () => {
  const asked = asking();
  const first = asked.key("/api/moves", { source: "a" });
  asked.answered(0);
  const other = asked.key("/api/moves", { source: "b" });
  assert.notEqual(other, first);
  assert.notEqual(asked.key("/api/hall/close", { source: "b" }), other);
  assert.notEqual(asked.key("/api/moves", { source: "a" }), first);
});
