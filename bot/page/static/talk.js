// The conversation: what is typed or spoken goes to the server, what it answers is shown and spoken.

import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { Player, Recorder, browserHears, listenInBrowser, noMicrophone } from "./speech.js";
import { whyOf } from "./why.js";

const BEGINNINGS = ["I like Thai food", "Find me a restaurant", "Play some jazz", "What do you know about me?"];

export class Talk {
  #log = byId("log");
  #message = byId("message");
  #hint = byId("hint");
  #microphone = byId("microphone");
  #player = new Player();
  #recorder = null;
  #listening = null;
  #interrupted = {}; // What the next message tells of the interruption before it.
  #sending = Promise.resolve();
  #reply = null; // The reply that is coming in: its number, and what stops it.

  /** `settings` says whether to speak and who recognises; `onTurn` is called after each answer, `onAway` when none came. */
  constructor(settings, { onTurn, onAway }) {
    this.settings = settings;
    this.onTurn = onTurn;
    this.onAway = onAway;
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#message.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#message.addEventListener("input", () => {
      this.#grow();
      if (this.#message.value.trim()) this.#interrupt();
    });
    byId("stop").addEventListener("click", () => {
      this.#interrupt();
      this.#message.focus();
    });
    this.#microphone.addEventListener("click", () => this.#toggle());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
      if (this.#recorder || this.#listening) this.#end(false);
      else this.#interrupt();
    });
    this.#player.addEventListener("change", () => {
      byId("stop").hidden = !this.#player.speaking;
    });
  }

  /** Stop speaking; what is being answered is shown without being spoken. */
  hush() {
    if (this.#reply) this.#reply.cut = true;
    this.#player.interrupt();
  }

  /** Begin a conversation: a greeting, and some things to say. */
  greet(name) {
    this.#player.interrupt();
    const chips = BEGINNINGS.map((words) => el("button", { type: "button", onclick: () => this.send(words) }, words));
    this.#log.replaceChildren(
      el(
        "div",
        { class: "hello" },
        el("img", { src: "page/mynah.svg", alt: "", width: 72, height: 72 }),
        el("h3", {}, name ? `Hello, ${name}` : "Hello"),
        el("p", {}, "Ask for something, or teach me what you like. The next answer already goes by it, and each says why."),
        el("div", { class: "chips" }, chips),
      ),
    );
  }

  /** Put the beginning of an answer into the field, for the person to go on. */
  begin(words) {
    this.#message.value = words;
    this.#grow();
    this.#message.focus();
    this.#message.setSelectionRange(words.length, words.length);
  }

  /** Send words; `more` is what the message tells of itself. One message goes at a time, in the order they were put. */
  send(words, more = {}) {
    this.#go(this.#mine(words), words, more);
  }

  #submit() {
    const words = this.#message.value.trim();
    if (!words) return;
    this.#message.value = "";
    this.#grow();
    this.send(words);
  }

  #go(mine, said, more = {}) {
    if (this.settings.aloud) this.#player.unlock();
    this.#interrupt();
    // Of a reply before this message nothing more is to be spoken; what it says is still to be shown.
    if (this.#reply) this.#reply.cut = true;
    if (this.#reply?.stands) this.#reply.stop.abort();
    const told = { ...more, ...this.#interrupted };
    this.#interrupted = {};
    this.#sending = this.#sending.then(() => this.#exchange(mine, said, told));
  }

  /** One message and its reply; over as soon as the reply stands there, while the rest of it is still being spoken. */
  #exchange(mine, said, told) {
    const thinking = el("div", { class: "turn theirs", "aria-hidden": "true" }, el("div", { class: "bubble" }, el("span", { class: "thinking" }, el("i"), el("i"), el("i"))));
    this.#show(thinking);
    return new Promise((settled) => {
      this.#follow(mine, said, told, thinking, settled).catch((problem) => {
        thinking.remove();
        if (problem.name !== "AbortError") this.#failed(mine, problem, () => this.#go(this.#mine(mine.querySelector(".bubble").textContent), said, told));
      }).finally(settled);
    });
  }

  async #follow(mine, said, told, thinking, settled) {
    const reply = { id: null, stop: new AbortController(), cut: false, stands: false };
    this.#reply = reply;
    for await (const [name, data] of api.say(said, this.settings.aloud && api.session.speaks, told, reply.stop.signal)) {
      if (name === "heard") {
        reply.id = data.id;
        if (typeof said !== "string") mine.querySelector(".bubble").textContent = data.transcript || "(nothing was heard)";
      } else if (name === "sentence" && data.audio && !reply.cut) {
        this.#player.add(data.audio);
      } else if (name === "reply") {
        thinking.remove();
        await this.#answered(data);
        reply.stands = true;
        settled();
      }
    }
    if (!reply.stands) throw new Error("The answer did not come through.");
  }

  #mine(words) {
    this.#log.querySelector(".hello")?.remove();
    const turn = el("div", { class: "turn mine" }, el("span", { class: "hidden" }, "You: "), el("div", { class: "bubble" }, words));
    this.#show(turn);
    return turn;
  }

  async #answered(answer) {
    const messages = (answer.messages || []).filter((message) => message.text || message.buttons);
    const turn = el("div", { class: "turn theirs" }, el("span", { class: "hidden" }, "Mynah: "));
    for (const message of messages) {
      if (message.text) turn.append(el("div", { class: "bubble" }, message.text));
      if (message.buttons?.length) {
        const chips = message.buttons.map(({ title }) => el("button", { type: "button", onclick: () => this.send(title) }, title));
        turn.append(el("div", { class: "chips" }, chips));
      }
    }
    if (!messages.length) turn.append(el("div", { class: "bubble" }, answer.reply || "…"));
    this.#show(turn);
    try {
      const told = await api.why();
      const unfolds = whyOf(told);
      unfolds.addEventListener("toggle", () => unfolds.open && unfolds.scrollIntoView({ block: "nearest" }));
      turn.append(unfolds);
      this.#down();
    } catch {
      // Nobody's turn has no record to be told from; after "forget everything" there is none either.
    }
    this.onTurn();
  }

  #failed(mine, problem, again) {
    mine.classList.add("failed");
    const retry = el("button", { type: "button", class: "again", onclick: () => (mine.remove(), again()) }, "Try again");
    mine.append(el("span", { class: "aside", role: "alert" }, problem.message, " "), retry);
    this.#down();
    this.onAway(problem);
  }

  #show(turn) {
    this.#log.append(turn);
    this.#down();
  }

  #down() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #grow() {
    this.#message.style.height = "auto";
    this.#message.style.height = `${this.#message.scrollHeight}px`;
  }

  #interrupt() {
    const played = this.#player.interrupt();
    if (played === null) return;
    this.#interrupted = { barge_in: true, played_ms: played };
    if (!this.#reply?.id) return;
    this.#reply.cut = true;
    api.interrupted(this.#reply.id, played).catch(() => {}); // The next message tells it as well.
  }

  // --- speaking

  #say(words, wrong = false) {
    this.#hint.textContent = words;
    this.#hint.classList.toggle("error", wrong);
  }

  #pressed(on) {
    this.#microphone.setAttribute("aria-pressed", String(on));
    this.#microphone.setAttribute("aria-label", on ? "Stop and send" : "Speak");
    this.#microphone.style.setProperty("--level", "0");
  }

  async #toggle() {
    if (this.#recorder || this.#listening) return this.#end(true);
    this.#interrupt();
    if (this.settings.recogniser === "browser" && browserHears) return this.#listen();
    if (!navigator.mediaDevices) return this.#say(noMicrophone(), true);
    const recorder = new Recorder();
    this.#recorder = recorder;
    this.#pressed(true);
    try {
      await recorder.start((level) => this.#microphone.style.setProperty("--level", level.toFixed(2)), () => this.#end(true));
      this.#say("Listening. Press again to send, Escape to drop it.");
    } catch (problem) {
      this.#recorder = null;
      this.#pressed(false);
      this.#say(noMicrophone(problem), true);
      await recorder.stop();
    }
  }

  async #end(send) {
    const [recorder, listening] = [this.#recorder, this.#listening];
    this.#recorder = this.#listening = null;
    this.#pressed(false);
    this.#say("");
    if (listening) return listening.stop();
    const recording = await recorder?.stop();
    if (!send || !recording) return;
    this.#go(this.#mine("…"), recording);
  }

  async #listen() {
    this.#listening = listenInBrowser();
    this.#pressed(true);
    this.#say("This browser is listening.");
    try {
      const heard = await this.#listening.heard;
      if (heard?.text) this.send(heard.text, { asr: { confidence: heard.confidence, hypotheses: heard.hypotheses } });
      this.#say("");
    } catch (problem) {
      this.#say(noMicrophone(problem), true);
    } finally {
      this.#listening = null;
      this.#pressed(false);
    }
  }
}
