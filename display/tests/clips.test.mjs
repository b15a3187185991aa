import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";
import { Clips } from "../static/voice/clips.js";

test("a server that takes the question and says nothing does not hold up the voice", async (t) => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    if (request.url.endsWith("voice.json")) response.end(JSON.stringify({ units: { "head-A": { file: "a.opus" } } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => { server.closeAllConnections(); server.close(); });
  const { fetch } = globalThis;
  t.mock.method(globalThis, "fetch", (path, how) => fetch(`http://127.0.0.1:${server.address().port}${path}`, how));
  const clips = new Clips({}, "yunxia", 1_500);
  await clips.manifest();
  await assert.rejects(clips.get("head-A"), { name: "TimeoutError" });
  await assert.rejects(clips.get("head-A"), { name: "TimeoutError" });
  assert.deepEqual(asked.map((url) => url.split("/").at(-1)), ["voice.json", "a.opus", "a.opus"], "asked again the next time");
});
