// The way to the server: one function for each thing that is asked of it.

const BASE = new URL(".", location.href);
const NAMED = "mynah.person";

/** What a request came back with when it was not served: its status and a sentence for the person. */
export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** The server cannot be reached. */
export class Away extends Error {}

export const session = { person: null, how: null, csrf: null, hears: false, speaks: false };
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Each tab is a conversation of its own; nothing of it is kept in the browser. */
export const conversation = `page-${hex(12)}`;

function hex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** On the machine Mynah runs on, people say who they are; anywhere else the pairing does. */
export const named = {
  get: () => localStorage.getItem(NAMED),
  set: (person) => (person ? localStorage.setItem(NAMED, person) : localStorage.removeItem(NAMED)),
};

function address(path, query = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined) url.searchParams.set(name, value);
  if (session.how !== "cookie" && named.get()) url.searchParams.set("user_id", named.get());
  return url;
}

/** Send something; returns the server's answer. Throws `Refusal` when it says no and `Away` when it does not answer. */
async function send(path, { query, body, type, headers = {}, method, signal } = {}) {
  const sent = { method: method || (body === undefined ? "GET" : "POST"), headers: { ...headers }, credentials: "same-origin", cache: "no-store", signal };
  if (body !== undefined) {
    sent.body = type ? body : JSON.stringify(body);
    sent.headers["Content-Type"] = type || "application/json";
  }
  if (session.csrf) sent.headers["X-CSRF-Token"] = session.csrf;
  let answer;
  try {
    answer = await fetch(address(path, query), sent);
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Away("Mynah can't be reached right now.");
  }
  if (answer.ok) return answer;
  let told = null;
  try {
    told = await answer.json();
  } catch {
    // Not one of our refusals; the status says enough.
  }
  throw new Refusal(answer.status, told?.error || "That did not work. Please try again.");
}

const ask = async (path, sent) => (await send(path, sent)).json();

/** Ask for something that comes piece by piece; yields the name and the data of each event. */
async function* listen(path, sent) {
  const reader = (await send(path, sent)).body.pipeThrough(new TextDecoderStream()).getReader();
  let left = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    left += value;
    const events = left.split("\n\n");
    left = events.pop();
    for (const event of events) {
      const [, name, data] = event.match(/^event: (.*)\ndata: (.*)$/s) || [];
      if (name) yield [name, JSON.parse(data)];
    }
  }
}

/** Who this browser speaks for, as the server sees it. */
export async function meet() {
  Object.assign(session, { csrf: null, how: null, person: null });
  const [who, abilities] = await Promise.all([ask("session"), ask("page/abilities")]);
  return Object.assign(session, who, abilities);
}

export const pair = (code) => ask("pair", { body: { code, name: "browser" } });

/** End the pairing: the server forgets this browser. */
export async function unpair() {
  await ask("session", { method: "DELETE" });
  Object.assign(session, { csrf: null, how: null, person: null });
}

/** What every message tells of itself; `more` is what only this one does. */
function metadata(more) {
  const small = matchMedia("(pointer: coarse)").matches;
  const told = { timezone: zone, device: { id: "page", kind: small ? "phone" : "computer", screen: true }, ...more };
  if (session.how !== "cookie" && named.get()) told.user_id = named.get();
  return told;
}

/** A message as it is sent: words, or a recording, whose metadata stand in a header, which carries plain ASCII only. */
function message(said, more) {
  if (typeof said === "string") return { body: { sender: conversation, message: said, metadata: metadata(more) } };
  const escaped = JSON.stringify(metadata(more)).replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return { query: { sender: conversation }, body: said, type: "audio/wav", headers: { "X-Mynah-Metadata": escaped } };
}

/** Say words or a recording; yields `heard`, `sentence` with its sound and `reply`, as they come. */
export async function* say(said, aloud, more, signal) {
  const sent = { ...message(said, more), signal };
  if (aloud) return yield* listen("stream", sent);
  const answer = await ask(typeof said === "string" ? "webhook" : "audio", { ...sent, query: { ...sent.query, speak: 0 } });
  yield ["heard", answer];
  yield ["reply", answer];
}

/** Tell the server that a reply was cut short. */
export const interrupted = (id, played) => ask("interrupt", { body: { sender: conversation, id, played_ms: played } });

export const why = () => ask("knowledge/why", { query: { sender: conversation, timezone: zone } });
export const known = () => ask("knowledge", { query: { timezone: zone } });
export const progress = () => ask("knowledge/progress", { query: { timezone: zone } });
export const change = (what, body = {}) => ask(`knowledge/${what}`, { query: { timezone: zone }, body });
export const exported = () => ask("knowledge/export");
export const health = () => ask("health");
