// One pair: same, different, cannot tell; undo. After a decision the page shows it, and the next pair is one key away.

import { bindKeys, problem, say, toast } from "./base.js";
import { send } from "./send.js";

const pair = document.getElementById("pair");
const TOLD = "casepool-link-told";

async function decide(outcome) {
  if (!pair || pair.hasAttribute("data-decided")) return say("This pair is decided. Undo it first.");
  const reason = document.getElementById("reason")?.value ?? "";
  await write("PUT", { ...JSON.parse(pair.dataset.pair), outcome, reason }, nextAddress());
}

async function write(method, body, address) {
  try {
    const done = await send(method, "/api/links", body);
    sessionStorage.setItem(TOLD, JSON.stringify({ words: done.done, undo: method === "PUT" ? body : null }));
    location.href = address;
  } catch (error) {
    problem(error);
  }
}

const entries = () => [...document.querySelectorAll(".queue a")];
const here = () => entries().findIndex((entry) => entry.hasAttribute("aria-current"));

function nextAddress() {
  const open = [...document.querySelectorAll(".queue:not(:has(#decided)) a")];
  const next = open[open.findIndex((entry) => entry.hasAttribute("aria-current")) + 1];
  return next?.href ?? location.href;
}

function undo() {
  if (pair?.hasAttribute("data-decided")) return write("DELETE", JSON.parse(pair.dataset.pair), location.href);
  const newest = document.querySelector("#decided a");
  if (newest) location.href = newest.href;
  else say("Nothing was decided yet.");
}

const move = (step) => () => entries()[here() + step]?.click();

document.querySelectorAll("[data-outcome]").forEach((button) =>
  button.addEventListener("click", () => decide(button.dataset.outcome)),
);
document.getElementById("undo")?.addEventListener("click", undo);
const keys = { s: () => decide("same"), d: () => decide("different"), c: () => decide("cannot_tell"), z: undo };
for (const [name, use] of Object.entries({ ...keys })) keys[name.toUpperCase()] = use;
bindKeys({ ...keys, "[": move(-1), "]": move(1) });

const told = JSON.parse(sessionStorage.getItem(TOLD) ?? "null");
if (told) {
  sessionStorage.removeItem(TOLD);
  say(told.words);
  const back = told.undo && { first: told.undo.first, second: told.undo.second };
  toast(told.words, back ? () => write("DELETE", back, location.href) : undefined);
}
