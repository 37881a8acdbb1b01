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

/** Ask the server; returns its JSON. Throws `Refusal` when it says no and `Away` when it does not answer. */
export async function ask(path, { query, body, type, headers = {}, method } = {}) {
  const sent = { method: method || (body === undefined ? "GET" : "POST"), headers: { ...headers }, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    sent.body = type ? body : JSON.stringify(body);
    sent.headers["Content-Type"] = type || "application/json";
  }
  if (session.csrf) sent.headers["X-CSRF-Token"] = session.csrf;
  let answer;
  try {
    answer = await fetch(address(path, query), sent);
  } catch {
    throw new Away("Mynah can't be reached right now.");
  }
  let told = null;
  try {
    told = await answer.json();
  } catch {
    told = null;
  }
  if (!answer.ok) throw new Refusal(answer.status, (told && (told.error || told.message)) || "That did not work. Please try again.");
  return told;
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

export const say = (message, aloud, more = {}) =>
  ask("webhook", { query: { speak: aloud ? 1 : 0 }, body: { sender: conversation, message, metadata: metadata(more) } });

/** Send a recording; a header carries plain ASCII only, so the rest is escaped. */
export const hear = (wav, aloud, more = {}) =>
  ask("audio", {
    query: { speak: aloud ? 1 : 0, sender: conversation },
    body: wav,
    type: "audio/wav",
    headers: { "X-Mynah-Metadata": JSON.stringify(metadata(more)).replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`) },
  });

export const why = () => ask("knowledge/why", { query: { sender: conversation, timezone: zone } });
export const known = () => ask("knowledge", { query: { timezone: zone } });
export const progress = () => ask("knowledge/progress", { query: { timezone: zone } });
export const change = (what, body = {}) => ask(`knowledge/${what}`, { query: { timezone: zone }, body });
export const exported = () => ask("knowledge/export");
export const health = () => ask("health");
