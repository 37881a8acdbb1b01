// Puts the page together: who is speaking, which view is shown, the settings, and whether the server is there.

import * as api from "./api.js";
import { byId, toast } from "./dom.js";
import { Known } from "./known.js";
import { browserHears } from "./speech.js";
import { Talk } from "./talk.js";

const ALOUD = "mynah.aloud";
const RECOGNISER = "mynah.recogniser";
const LOOK_AGAIN = 3000;

const settings = { aloud: localStorage.getItem(ALOUD) !== "no", recogniser: localStorage.getItem(RECOGNISER) === "browser" && browserHears ? "browser" : "server" };

// What nobody looks at is not asked for; it is when they turn to it.
const seen = () => wide.matches || document.body.dataset.view === "known";
const wide = matchMedia("(min-width: 70rem)");

const known = new Known({ begin, onErased: () => talk.greet(api.session.person) });
const talk = new Talk(settings, { onTurn: () => seen() && known.refresh(), onAway: (problem) => problem instanceof api.Away && away() });

// --- the two views

function view() {
  const asked = location.hash === "#known" ? "known" : "talk";
  document.body.dataset.view = asked;
  for (const link of document.querySelectorAll("[data-view-link]")) {
    if (link.dataset.viewLink === asked) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (document.body.dataset.state !== "ready") return;
  if (asked === "known") known.refresh();
}

function begin(words) {
  if (!wide.matches) location.hash = "#talk";
  talk.begin(words);
}

addEventListener("hashchange", () => {
  view();
  if (document.body.dataset.state === "ready" && !wide.matches) byId(location.hash === "#known" ? "known-title" : "message").focus();
});

// --- who is speaking

function gate(kind, problem = "") {
  document.body.dataset.state = kind;
  byId("talk").hidden = byId("known").hidden = byId("open-settings").hidden = byId("aloud").hidden = byId("person").hidden = true;
  const pairing = kind === "pairing";
  byId("gate-title").textContent = pairing ? "Pair this browser" : "Who is speaking?";
  byId("gate-text").textContent = pairing
    ? "Mynah gives a code to whoever sits at its machine: ask it there with “mynah tokens pair”. This browser then speaks for one person, until you take that back."
    : "On the machine Mynah runs on, people say who they are. Each has a memory of their own.";
  byId("gate-label").textContent = pairing ? "Pairing code" : "Name";
  byId("gate-button").textContent = pairing ? "Pair" : "Go on";
  const field = byId("gate-field");
  field.value = "";
  field.classList.toggle("code", pairing);
  field.maxLength = pairing ? 12 : 200;
  field.placeholder = pairing ? "ABCD-2345" : "";
  byId("gate-error").textContent = problem;
  byId("gate").hidden = false;
  field.focus();
}

byId("gate-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = byId("gate-field").value.trim();
  if (!typed) return;
  byId("gate-error").textContent = "";
  try {
    if (document.body.dataset.state === "pairing") await api.pair(typed);
    else api.named.set(typed);
    await start();
  } catch (problem) {
    byId("gate-error").textContent = problem.message;
    byId("gate-field").select();
  }
});

async function start() {
  let session;
  try {
    session = await api.meet();
  } catch (problem) {
    if (problem.status === 401) return gate("pairing");
    if (problem instanceof api.Away) return away();
    api.named.set(null);
    return gate("naming", problem.message);
  }
  if (!session.person) return gate("naming");
  byId("gate").hidden = true;
  byId("talk").hidden = byId("known").hidden = byId("open-settings").hidden = byId("person").hidden = false;
  byId("person").textContent = session.person;
  document.body.dataset.state = "ready";
  byId("microphone").hidden = !session.hears && settings.recogniser !== "browser";
  byId("aloud").hidden = !session.speaks;
  byId("aloud").setAttribute("aria-pressed", String(settings.aloud));
  talk.greet(session.person);
  view();
  if (wide.matches) known.refresh();
  byId("message").focus();
}

// --- the settings

byId("aloud").addEventListener("click", () => {
  settings.aloud = !settings.aloud;
  localStorage.setItem(ALOUD, settings.aloud ? "yes" : "no");
  byId("aloud").setAttribute("aria-pressed", String(settings.aloud));
  if (!settings.aloud) talk.hush();
});

byId("open-settings").addEventListener("click", () => {
  for (const choice of document.querySelectorAll("[name=recogniser]")) choice.checked = choice.value === settings.recogniser;
  byId("by-browser").disabled = !browserHears;
  byId("no-browser-speech").hidden = browserHears;
  const paired = api.session.how === "cookie";
  byId("settings-who").textContent = paired ? `This browser is paired with ${api.session.person}.` : `Speaking: ${api.session.person}.`;
  byId("switch-person").textContent = paired ? "End the pairing" : "Someone else is speaking";
  byId("settings").showModal();
});

byId("settings").addEventListener("close", () => {
  settings.recogniser = document.querySelector("[name=recogniser]:checked")?.value || "server";
  localStorage.setItem(RECOGNISER, settings.recogniser);
  byId("microphone").hidden = !api.session.hears && settings.recogniser !== "browser";
});

byId("switch-person").addEventListener("click", async () => {
  byId("settings").close();
  try {
    if (api.session.how === "cookie") await api.unpair();
  } catch (problem) {
    return toast(problem.message);
  }
  api.named.set(null);
  await start();
});

// --- whether the server is there

let looking = 0;

function away() {
  const banner = byId("away");
  banner.textContent = "Mynah can't be reached. I keep looking for it.";
  banner.hidden = false;
  clearTimeout(looking);
  looking = setTimeout(async () => {
    try {
      await api.health();
      banner.hidden = true;
      if (document.body.dataset.state !== "ready") await start();
      else if (seen()) known.refresh();
    } catch {
      away();
    }
  }, LOOK_AGAIN);
}

start();
