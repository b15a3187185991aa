// Every way of a newcomer through the pages' own model. stdin: {view, catalogue, sought: [[text, letters, window]]};
// stdout: {touches: {window: least}, ranks: [[text, letters, place among what is found, or null]]}.
import { readFileSync } from "node:fs";
import { find } from "../../server/web/static/find.js";
import { choicesOf, departmentsOf, wholeFloorsOf } from "../static/way/way.js";

const { view, catalogue, sought } = JSON.parse(readFileSync(0, "utf-8"));
const touches = {};
const reach = (window, count) => { touches[window] = Math.min(count, touches[window] ?? Infinity); };

for (const floor of wholeFloorsOf(view, catalogue.others)) {
  const department = floor.here ? 1 : 2; // its tab first
  for (const other of floor.others) reach(other.id, department);
  for (const { queues } of departmentsOf(floor)) {
    for (const { queue } of choicesOf(queues)) for (const window of queue.windows) reach(window.id, department + 1);
  }
}

const leads = (entry, window) => (entry.queue
  ? view.queues.find((queue) => queue.id === entry.queue).windows.some(({ id }) => id === window) : entry.id === window);
const near = (entry) => (entry.queue ? view.queues.find((queue) => queue.id === entry.queue).here : entry.floor === view.kiosk.floor);
const ranks = sought.map(([text, letters, window]) => {
  const place = find([...catalogue.matters, ...catalogue.others], letters, near).findIndex((entry) => leads(entry, window));
  return [text, letters, place < 0 ? null : place + 1];
});
console.log(JSON.stringify({ touches, ranks }));
