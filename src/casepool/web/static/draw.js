// Elements from words: everything that comes from a paper or a person becomes a text node, never markup.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function icon(name) {
  return s("svg", { class: "i", "aria-hidden": "true" }, s("use", { href: `/static/icons.svg#i-${name}` }));
}

export const hidden = (words) => h("span", { class: "vh" }, words);

const ICONS = {
  absent: "absent", not_reported: "silent", unclear: "unclear", not_accessible: "noaccess",
  not_applicable: "na", not_assessed: "none",
};

export const plain = (word) => word.replaceAll("_", " ");

export function state(name, words) {
  const mark = ICONS[name];
  return h("span", { class: "st", "data-state": name }, mark ? icon(mark) : null, words ?? plain(name));
}

export const quoted = (words) => h("q", {}, words);

export const key = (name) => h("kbd", {}, name);

export function button(words, use, options = {}) {
  const { keys = [], primary = false, ...attributes } = options;
  const name = `btn btn-small${primary ? " btn-primary" : ""}`;
  return h("button", { class: name, type: "button", onclick: use, ...attributes }, ...keys.map(key), words);
}
