// What a scanner read, when it was no code. Pure: tests run it in node.
const LINK = /^https?\W|\/\//i;
const SLIP = /\/t\/[\w-]+$/;

/** "slip": the code of one of our numbers; "link": another address; null: it may be an appointment's code. */
export function strange(text) {
  if (SLIP.test(text)) return "slip";
  return LINK.test(text) ? "link" : null;
}
