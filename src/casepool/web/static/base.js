// What every page shares: toasts, the list of keys, what is said to screen readers, and saving that outlives a lost line.

import { send } from "./send.js";

export function say(words) {
  document.getElementById("live").textContent = words;
}

export function toast(words, undo) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(document.createTextNode(words));
  if (undo) {
    const button = document.createElement("button");
    button.className = "btn btn-small";
    button.type = "button";
    button.textContent = "Undo";
    button.addEventListener("click", () => (box.remove(), undo()));
    box.append(" ", button);
  }
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 10000);
}

export function problem(error) {
  const box = document.createElement("div");
  box.className = "toast toast-problem";
  box.setAttribute("role", "alert");
  const close = document.createElement("button");
  close.className = "btn btn-small";
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => box.remove());
  box.append(document.createTextNode(error.message ?? String(error)), " ", close);
  document.getElementById("toasts").append(box);
}

export const isTyping = (event) =>
  event.target.closest?.("input, textarea, select, [contenteditable]") !== null && event.target.type !== "radio";

const lettersOff = () => localStorage.getItem("casepool-letters") === "off";

// Single keys of a page: { "a": [handler, ...] }. They rest while typing, with a dialog open, and when switched off.
export function bindKeys(keys) {
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || document.querySelector("dialog[open]")) return;
    const name = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.shiftKey && event.key.length > 1 ? "Shift+" : ""}${
      event.key === " " ? (event.shiftKey ? "Shift+Space" : "Space") : event.key
    }`;
    const use = keys[name];
    if (!use || (name.length === 1 && lettersOff())) return;
    event.preventDefault();
    use(event);
  });
}

const dialog = document.getElementById("keys");
const openKeys = () => dialog?.showModal();
document.getElementById("keys-button")?.addEventListener("click", openKeys);
bindKeys({ "?": openKeys });

const light = localStorage.getItem("casepool-light");
if (light) document.documentElement.dataset.light = light;

// Writes that could not be sent wait in this browser, in order, and go when the line is back.
const WAITING = "casepool-waiting";
const waiting = () => JSON.parse(localStorage.getItem(WAITING) ?? "[]");
const keep = (list) => localStorage.setItem(WAITING, JSON.stringify(list));
const saved = document.getElementById("saved");

function showSaved(words) {
  if (saved) saved.textContent = words;
}

function clock() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function showWaiting() {
  const count = waiting().length;
  if (count) showSaved(`offline, ${count} ${count === 1 ? "answer" : "answers"} kept in this browser`);
  return count;
}

export async function save(method, address, body) {
  showSaved("saving");
  try {
    if (waiting().length) await flush();
    const answer = await send(method, address, body);
    showSaved(`Saved ${clock()}`);
    return answer;
  } catch (error) {
    if (error.status) {
      showSaved("not saved");
      throw error;
    }
    keep([...waiting(), { method, address, body }]);
    showWaiting();
    return { waiting: true };
  }
}

let flushing = null;

export function flush() {
  flushing ??= sendWaiting().finally(() => (flushing = null));
  return flushing;
}

async function sendWaiting() {
  while (waiting().length) {
    const [first, ...rest] = waiting();
    try {
      await send(first.method, first.address, first.body);
    } catch (error) {
      if (!error.status) throw error;
      problem(new Error(`An answer that waited in this browser was not taken: ${error.message}`));
    }
    keep(rest);
  }
  showSaved(`Saved ${clock()}`);
}

if (showWaiting()) flush().catch(() => showWaiting());
addEventListener("online", () => flush().catch(() => showWaiting()));
setInterval(() => waiting().length && flush().catch(() => showWaiting()), 5000);
