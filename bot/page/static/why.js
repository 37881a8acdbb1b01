// The small "why" beside an answer: what was heard, what it was read as, and what of the memory was used.

import { el } from "./dom.js";

const OUTCOMES = {
  done: "done",
  asked: "asked back",
  not_found: "understood, but there is no such thing",
  unsupported: "not something Mynah does",
  failed: "something could not be reached",
};

const percent = (share) => `${Math.round(share * 100)} %`;

/** The unfolding explanation of one answer. */
export function whyOf(told) {
  const rows = [];
  const row = (name, ...content) => rows.push(el("dt", {}, name), el("dd", {}, ...content));
  const sure = told.confidence === null ? "" : ` (${percent(told.confidence)} sure)`;
  row(told.confidence === null ? "You wrote" : "I heard", `“${told.heard}”${sure}`);
  if (told.alternatives.length) row("Or maybe", told.alternatives.map((one) => `“${one}”`).join(", "));
  if (told.became) row("That is", `“${told.became}”`);
  row("I took it for", told.read_as + (told.sure === null ? "" : ` (${percent(told.sure)} sure)`), told.because && el("p", { class: "quote" }, `because ${told.because}`));
  if (told.details.length) row("You named", told.details.map(([name, value]) => el("span", { class: "tag" }, `${name}: ${value}`)));
  if (told.used.length) row("I used", told.used.map(used));
  if (told.avoided.length) row("I left out", told.avoided.map((reason) => el("p", {}, `something, because ${reason}`)));
  if (told.outcome) row("It was", OUTCOMES[told.outcome] || told.outcome, told.again && el("p", { class: "quote" }, "served again, with what you had just taught"));
  return el("details", { class: "why" }, el("summary", {}, "Why?"), el("dl", {}, rows));
}

function used(one) {
  const what = one.name ? `${one.name}: ${one.value}` : one.value;
  const reason = `${one.what}${one.reason ? `, because ${one.reason}` : ""}.`;
  return [el("p", {}, what && el("span", { class: "tag" }, what), reason), one.evidence && el("p", { class: "quote" }, one.evidence)];
}
