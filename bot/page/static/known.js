// What Mynah knows: everything with its evidence and its uses, to be put right, set aside, taken back and forgotten.

import * as api from "./api.js";
import { byId, el, toast } from "./dom.js";
import { pictureOf } from "./picture.js";

const MANY = 8; // Things from which on there is a field to look for one.

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const linesOf = (field) => field.value.split("\n").filter((line) => line.trim());
const nameOf = ({ kind, number }) => `${kind}-${number}`;

function usesOf({ uses, used_at: at }) {
  if (!uses) return "Not used yet";
  const when = at ? `, last on ${new Date(at).toLocaleDateString(undefined, { weekday: "long", month: "long", day: "numeric" })}` : "";
  return `Used ${uses === 1 ? "once" : `${uses} times`}${when}`;
}

export class Known {
  #body = byId("known-body");
  #error = byId("known-error");
  #filter = "";
  #loading = null;
  #stale = false;

  /** `begin` puts the beginning of an answer into the conversation, `onErased` is called after everything was forgotten. */
  constructor({ begin, onErased }) {
    this.begin = begin;
    this.onErased = onErased;
    byId("undo").addEventListener("click", () => this.#change("undo", {}, "known-title"));
    byId("export").addEventListener("click", () => this.#export());
    byId("forget-everything").addEventListener("click", () => this.#askErase());
    byId("erase-yes").addEventListener("click", () => this.#erase());
  }

  /** Look again, unless something is just being edited; what is asked for meanwhile is looked up once more. */
  async refresh(focus = null) {
    if (!focus && this.#body.querySelector(".edit, .sure")) {
      this.#stale = true;
      return;
    }
    if (this.#loading) {
      this.#stale = true;
      return this.#loading;
    }
    this.#loading = this.#load(focus);
    await this.#loading;
    this.#loading = null;
    if (this.#stale) {
      this.#stale = false;
      await this.refresh();
    }
  }

  async #load(focus) {
    try {
      const [known, served] = await Promise.all([api.known(), api.progress()]);
      this.#error.textContent = "";
      this.#render(known, served.days);
      if (focus) (document.querySelector(focus) || byId("known-title")).focus();
    } catch (problem) {
      this.#error.textContent = problem.message;
    } finally {
      this.#body.removeAttribute("aria-busy");
    }
  }

  #render({ items, questions, not_asked: quiet, rewrites, habits, can_undo: undo }, days) {
    byId("undo").disabled = !undo;
    const picture = pictureOf(days, this.#body.clientWidth - 42);
    const groups = new Map();
    for (const item of items) groups.set(item.about, [...(groups.get(item.about) || []), item]);
    const lists = [...groups].map(([about, some], index) => this.#group(about, some, index));
    const scrolled = byId("known").scrollTop;
    this.#body.replaceChildren(
      ...[
        picture,
        questions.length ? this.#questions(questions) : null,
        items.length > MANY ? this.#filterField() : null,
        ...(items.length || rewrites.length || habits.length ? lists : [this.#nothing()]),
        habits.length ? this.#habits(habits) : null,
        rewrites.length ? this.#rewrites(rewrites) : null,
        quiet.length ? this.#quiet(quiet) : null,
      ].filter(Boolean),
    );
    this.#show();
    byId("known").scrollTop = scrolled;
  }

  #nothing() {
    const teach = el("button", { type: "button", class: "primary", onclick: () => this.begin("I like ") }, "Teach me something");
    return el(
      "div",
      { class: "nothing card" },
      el("h3", {}, "Nothing yet"),
      el("p", {}, "Tell me what you like, what to call you, or what your own words mean. It shows up here, and you can change it."),
      el("p", {}, el("br"), teach),
    );
  }

  // --- one thing

  #group(about, items, index) {
    const title = `group-${index}`;
    return el(
      "section",
      { class: "group", "aria-labelledby": title },
      el("h3", { id: title }, capital(about)),
      el("ul", { class: "items" }, items.map((item) => this.#item(item))),
    );
  }

  #item(item) {
    const badge = item.paused_at ? "Paused" : item.over ? "Over" : "";
    const made = el("li", { class: badge ? "item aside" : "item", id: nameOf(item), "data-words": `${item.told} ${item.evidence} ${item.about}`.toLowerCase() });
    const deed = (name, words, act) => el("button", { type: "button", class: name, "data-deed": name, "aria-label": `${words}: ${item.told}`, onclick: act }, words);
    const pausing = item.paused_at ? ["resume", "Resume"] : ["pause", "Pause"];
    made.append(
      el(
        "div",
        {},
        el("p", {}, el("span", { class: "told" }, item.told), badge && el("span", { class: "badge" }, badge)),
        item.evidence && el("p", { class: "evidence" }, item.evidence),
        usesOf(item) && el("p", { class: "uses" }, usesOf(item)),
      ),
      el(
        "div",
        { class: "deeds" },
        deed("edit-it", "Edit", () => this.#edit(made, item)),
        deed("pause", pausing[1], () => this.#change(pausing[0], { kind: item.kind, number: item.number }, `#${nameOf(item)} .pause`)),
        deed("forget", "Forget", () => this.#sure(made, item)),
      ),
    );
    return made;
  }

  /** What was noticed of the person, and nobody taught. */
  #habits(habits) {
    const made = (one) => {
      const [change, words] = one.stopped ? ["resume-habit", "Resume"] : ["stop-habit", "Stop"];
      const deed = el("button", { type: "button", class: one.stopped ? "pause" : "forget", "aria-label": `${words}: ${one.told}`, onclick: () => this.#change(change, { id: one.id }, "habits") }, words);
      return this.#learned(one, "", one.stopped ? "Stopped" : "", [deed]);
    };
    return this.#section("habits", "What I noticed", habits.map(made));
  }

  /** What is read by other words, since those had worked when it had not. */
  #rewrites(rewrites) {
    const made = (one, index) => {
      const edit = el("button", { type: "button", class: "edit-it", "data-deed": "edit-it", "aria-label": `Edit: ${one.told}`, onclick: () => this.#editRewrite(shown, one) }, "Edit");
      const stop = el("button", { type: "button", class: "forget", "aria-label": `Stop: ${one.told}`, onclick: () => this.#change("stop-rewrite", { id: one.id }, "known-title") }, "Stop");
      const shown = this.#learned(one, usesOf(one), "", [edit, stop]);
      shown.id = `rewrite-${index}`;
      return shown;
    };
    return this.#section("rewrites", "What you had to say again", rewrites.map(made));
  }

  #section(id, title, items) {
    return el("section", { class: "group", "aria-labelledby": id }, el("h3", { id, tabindex: -1 }, title), el("ul", { class: "items" }, items));
  }

  /** One thing that was learned from what the person did. */
  #learned({ told, evidence }, uses, badge, deeds) {
    return el(
      "li",
      { class: badge ? "item aside" : "item", "data-words": `${told} ${evidence}`.toLowerCase() },
      el("div", {}, el("p", {}, el("span", { class: "told" }, told), badge && el("span", { class: "badge" }, badge)), el("p", { class: "evidence" }, evidence), uses && el("p", { class: "uses" }, uses)),
      el("div", { class: "deeds" }, deeds),
    );
  }

  /** Other words for what had not worked; they become a phrase, and the rewrite is stopped. */
  #editRewrite(made, one) {
    const steps = el("textarea", { value: one.means, rows: 2, required: true });
    this.#form(made, one.told, (part) => [part("steps", `When you say “${one.said}” take it for, one request a line`, steps)], () => api.change("edit-rewrite", { id: one.id, steps: linesOf(steps) }));
  }

  #close(made, deed) {
    made.querySelector(".edit, .sure")?.remove();
    made.querySelector(`[data-deed=${deed}]`)?.focus();
    if (this.#stale) {
      this.#stale = false;
      this.refresh(`#${made.id} [data-deed=${deed}]`);
    }
  }

  #sure(made, item) {
    made.querySelector(".edit, .sure")?.remove();
    const target = { kind: item.kind, number: item.number };
    const yes = el("button", { type: "button", class: "primary danger", onclick: () => this.#change("forget", target, "known-title") }, "Forget");
    const no = el("button", { type: "button", class: "quiet", onclick: () => this.#close(made, "forget") }, "Keep");
    made.append(el("div", { class: "sure", role: "group", "aria-label": "Forget this" }, el("p", {}, "Forget this for good?"), el("div", { class: "row" }, no, yes)));
    yes.focus();
  }

  #edit(made, item) {
    const value = el("input", { value: item.value, maxlength: 200, required: true });
    const when = el("input", { value: item.when, maxlength: 200, placeholder: "always" });
    const liked = el("select", {}, el("option", { value: "yes" }, item.signs[0]), el("option", { value: "no" }, item.signs[1]));
    liked.value = item.liked ? "yes" : "no";
    const said = el("input", { value: item.said, maxlength: 200, required: true });
    const steps = el("textarea", { value: item.steps.join("\n"), rows: Math.max(2, item.steps.length), required: true });
    let fields;
    let body;
    if (item.kind === "preference") {
      fields = (part) => [el("div", { class: "pair" }, part("value", "What", value), part("liked", "How it is meant", liked)), part("when", "When it holds", when, "For example: in the mornings, on weekends, until Friday, in the kitchen.")];
      body = () => ({ value: value.value, liked: liked.value === "yes", when: when.value });
    } else if (item.kind === "phrase") {
      const meaning = item.name ? "Stands for" : "Does, one request a line";
      fields = (part) => [part("said", "When you say", said), part("steps", meaning, steps, item.steps.some((step) => step.includes("{")) ? "What stands in {braces} gives way to another thing you name." : "")];
      body = () => ({ said: said.value, steps: linesOf(steps) });
    } else {
      fields = (part) => [part("value", `When you say “${item.said}” you mean`, value)];
      body = () => ({ value: value.value });
    }
    this.#form(made, item.told, fields, () => api.change("edit", { kind: item.kind, number: item.number, ...body() }));
  }

  /** A form below one thing; `fields` is given a maker of labelled fields, `save` sends what was typed. */
  #form(made, told, fields, save) {
    made.querySelector(".edit, .sure")?.remove();
    const error = el("p", { class: "error", role: "alert", id: `${made.id}-error` });
    const part = (id, words, field, note) => {
      field.id = `${made.id}-${id}`;
      field.setAttribute("aria-describedby", note ? `${field.id}-note ${error.id}` : error.id);
      return el("div", { class: "part" }, el("label", { for: field.id }, words), field, note && el("p", { class: "note", id: `${field.id}-note` }, note));
    };
    const submit = async (event) => {
      event.preventDefault();
      error.textContent = "";
      try {
        const { said: words } = await save();
        form.remove();
        toast(words);
        await this.refresh("#known-title");
      } catch (problem) {
        error.textContent = problem.message;
        form.querySelector("input, textarea").focus();
      }
    };
    const form = el(
      "form",
      { class: "edit", onsubmit: submit, "aria-label": `Edit: ${told}`, autocomplete: "off", onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), this.#close(made, "edit-it")) },
      fields(part),
      error,
      el("div", { class: "row end" }, el("button", { type: "button", class: "quiet", onclick: () => this.#close(made, "edit-it") }, "Cancel"), el("button", { type: "submit", class: "primary" }, "Save")),
    );
    made.append(form);
    form.querySelector("input, textarea").focus();
  }

  // --- what is open

  #questions(questions) {
    const one = ({ kind, key, ask, evidence, choices, start }) => {
      const chosen = choices.map((value) => el("button", { type: "button", onclick: () => this.#change("answer", { key, value }, "known-title") }, value));
      const told = kind === "clash" ? [] : [el("button", { type: "button", onclick: () => this.begin(start) }, "Answer")];
      const drop = kind === "words" || kind === "clash" ? [el("button", { type: "button", onclick: () => this.#change("leave", { key }, "known-title"), "aria-label": `Don't ask: ${ask}` }, "Don't ask")] : [];
      return el("li", {}, el("p", { class: "ask" }, ask), evidence && el("p", { class: "note" }, evidence), el("div", { class: "chips" }, chosen, told, drop));
    };
    return el(
      "section",
      { class: "card open", "aria-labelledby": "open-title" },
      el("h3", { id: "open-title" }, questions.length === 1 ? "One open question" : `${questions.length} open questions`),
      el("ul", {}, questions.map(one)),
    );
  }

  #quiet(quiet) {
    const one = ({ key, about }) => el("button", { type: "button", class: "quiet", onclick: () => this.#change("ask-again", { key }, "known-title") }, `Ask me again about ${about}`);
    return el("section", { class: "group", "aria-labelledby": "quiet-title" }, el("h3", { id: "quiet-title" }, "What I don't ask about"), el("div", { class: "not-asked" }, quiet.map(one)));
  }

  // --- looking for something

  #filterField() {
    const field = el("input", { type: "search", id: "filter", value: this.#filter, placeholder: "Look for something", oninput: () => ((this.#filter = field.value), this.#show()) });
    return el("div", { class: "filter" }, el("label", { for: "filter", class: "hidden" }, "Look for something Mynah knows"), field, el("p", { id: "filtered", class: "hidden", role: "status" }));
  }

  #show() {
    const words = byId("filter") ? this.#filter.toLowerCase().trim() : "";
    let shown = 0;
    for (const group of this.#body.querySelectorAll(".group")) {
      const items = [...group.querySelectorAll(".item")];
      if (!items.length) continue;
      for (const item of items) item.hidden = !item.dataset.words.includes(words);
      group.hidden = items.every((item) => item.hidden);
      shown += items.filter((item) => !item.hidden).length;
    }
    if (words) byId("filtered").textContent = `${shown} found`;
  }

  // --- changing

  async #change(what, body, focus) {
    try {
      const { said } = await api.change(what, body);
      toast(said);
      await this.refresh(focus.startsWith("#") ? focus : `#${focus}`);
    } catch (problem) {
      toast(problem.message);
      if (problem.status === 404) await this.refresh("#known-title");
    }
  }

  async #export() {
    try {
      const told = await api.exported();
      const url = URL.createObjectURL(new Blob([JSON.stringify(told, null, 2)], { type: "application/json" }));
      const link = el("a", { href: url, download: "mynah.json" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
      toast("Downloaded as mynah.json.");
    } catch (problem) {
      toast(problem.message);
    }
  }

  async #askErase() {
    const dialog = byId("erase");
    byId("erase-error").textContent = "";
    try {
      byId("erase-text").textContent = (await api.change("forget-everything/ask")).said;
      dialog.showModal();
    } catch (problem) {
      toast(problem.message);
    }
  }

  async #erase() {
    try {
      const { said } = await api.change("forget-everything");
      byId("erase").close();
      this.onErased();
      toast(said);
      await this.refresh("#known-title");
    } catch (problem) {
      byId("erase-error").textContent = problem.message;
    }
  }
}
