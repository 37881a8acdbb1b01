// The picture of learning over time: for each day (or week) the requests served at once, after a question, after a repair.

import { el, svg } from "./dom.js";

const HEIGHT = 170;
const LEFT = 28;
const BOTTOM = 24;
const FEWEST = 14; // Days that are shown at least, the empty ones as well.
const MOST = 28; // Days from which on they are put together by weeks.
const WEEKS = 26;
const DAY = 86400000;
const KINDS = [
  ["at_once", "once", "served at once"],
  ["asked", "asked", "after a question"],
  ["repaired", "repaired", "needed repair"],
];

const at = (day) => new Date(`${day}T12:00:00`);
const short = (date) => date.toLocaleDateString(undefined, { month: "short", day: "numeric" });
const requests = (one) => one.at_once + one.asked + one.repaired;

/** The time up to today as bars: each day by itself, or weeks where the days are many. */
function bars(days) {
  const today = new Date();
  today.setHours(12, 0, 0, 0);
  const since = Math.round((today - at(days[0].day)) / DAY) + 1;
  const weekly = since > MOST;
  const start = weekly ? monday(new Date(today - (Math.min(since, WEEKS * 7) - 1) * DAY)) : new Date(today - (Math.max(since, FEWEST) - 1) * DAY);
  const some = new Map();
  for (let day = start; day <= today || day.toDateString() === today.toDateString(); day = later(day, weekly ? 7 : 1)) {
    some.set(day.toDateString(), { at_once: 0, asked: 0, repaired: 0, name: weekly ? `week of ${short(day)}` : short(day) });
  }
  for (const one of days) {
    const bar = some.get((weekly ? monday(at(one.day)) : at(one.day)).toDateString());
    for (const [kind] of KINDS) if (bar) bar[kind] += one[kind];
  }
  return [...some.values()];
}

function later(date, days) {
  const next = new Date(date);
  next.setDate(next.getDate() + days);
  return next;
}

const monday = (date) => later(date, -((date.getDay() + 6) % 7));

/** How often requests were served at once in the last seven days, and in the seven days before. */
function summary(days) {
  const today = Date.now();
  const sum = (from, to) => {
    const some = days.filter((one) => today - at(one.day) < to * DAY && today - at(one.day) >= from * DAY);
    return [some.reduce((all, one) => all + one.at_once, 0), some.reduce((all, one) => all + requests(one), 0)];
  };
  const [once, all] = sum(-1, 7);
  const [onceBefore, allBefore] = sum(7, 14);
  if (!all) return ["There was nothing to serve in the last seven days."];
  const now = [el("b", {}, `${once} of ${all}`), ` ${all === 1 ? "request was" : "requests were"} served at once in the last seven days`];
  return allBefore ? [...now, `, ${onceBefore} of ${allBefore} in the seven days before.`] : [...now, "."];
}

/** The card with the picture and its figures, as wide as there is room; nothing while nothing was asked for. */
export function pictureOf(days, room) {
  if (!days.length) return null;
  const WIDTH = Math.max(280, Math.min(720, room));
  const some = bars(days);
  const most = Math.max(...some.map(requests));
  const step = Math.max(1, Math.ceil(most / 4));
  const top = Math.ceil(most / step) * step;
  const plot = HEIGHT - BOTTOM - 8;
  const slot = (WIDTH - LEFT) / some.length;
  const wide = Math.max(4, Math.min(36, slot * 0.62));
  const y = (count) => 8 + plot - (count / top) * plot;
  const parts = [];
  for (let count = 0; count <= top; count += step) {
    parts.push(svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: y(count), y2: y(count) }));
    parts.push(svg("text", { x: LEFT - 8, y: y(count) + 4, "text-anchor": "end" }, String(count)));
  }
  const every = Math.ceil((some.length * 52) / (WIDTH - LEFT));
  some.forEach((one, index) => {
    const x = LEFT + slot * index + (slot - wide) / 2;
    let below = 0;
    for (const [kind, name] of KINDS) {
      if (!one[kind]) continue;
      const height = y(below) - y(below + one[kind]);
      // A gap of the background's colour tells the parts apart without their colours.
      parts.push(svg("rect", { class: name, x, width: wide, y: y(below + one[kind]) + 1, height: Math.max(1, height - 1.5), rx: 2.5 }));
      below += one[kind];
    }
    if ((some.length - 1 - index) % every === 0) parts.push(svg("text", { x: x + wide / 2, y: HEIGHT - 4, "text-anchor": "middle" }, one.name.replace("week of ", "")));
  });
  const told = some.filter(requests).map((one) => `${one.name}: ${KINDS.map(([kind, , words]) => `${one[kind]} ${words}`).join(", ")}`).join("; ");
  const title = svg("title", { id: "picture-title" }, document.createTextNode("Requests served at once, after a question, and after a repair"));
  const words = svg("desc", { id: "picture-words" }, document.createTextNode(told));
  return el(
    "section",
    { class: "card chart", "aria-labelledby": "chart-title" },
    el("h3", { id: "chart-title" }, "How well it goes"),
    el("p", {}, summary(days)),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": "picture-title picture-words" }, title, words, ...parts),
    el("ul", { class: "legend" }, KINDS.map(([, name, text]) => el("li", { class: name }, el("i", { "aria-hidden": "true" }), text))),
    el("details", { class: "figures" }, el("summary", {}, "The figures"), table(some.filter(requests))),
  );
}

function table(some) {
  const head = el("tr", {}, el("th", { scope: "col" }, "When"), KINDS.map(([, , words]) => el("th", { scope: "col" }, words)));
  const rows = some.map((one) => el("tr", {}, el("th", { scope: "row" }, one.name), KINDS.map(([kind]) => el("td", {}, String(one[kind])))));
  return el("table", {}, el("thead", {}, head), el("tbody", {}, rows));
}
