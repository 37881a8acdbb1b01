// Elements without markup in strings: whatever people said or taught is put in as text, never as HTML.

/** An element with attributes, listeners ("onclick") and children; strings become text, empty children nothing. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(made, name, value);
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for a part of a picture. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function set(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "disabled") made[name] = value;
  else made.setAttribute(name, value === true ? "" : value);
}

export const byId = (id) => document.getElementById(id);

let waiting = 0;

/** Say something short at the bottom of the page; it is read out and goes by itself. */
export function toast(words) {
  const place = byId("toast");
  place.textContent = words;
  place.classList.add("shown");
  clearTimeout(waiting);
  waiting = setTimeout(() => place.classList.remove("shown"), 5000);
}
