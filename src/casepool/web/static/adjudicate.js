// One conflict: choose A, B, another answer or unclear, give a reason, settle, go on.

import { bindKeys, problem, say, toast } from "./base.js";
import { send } from "./send.js";

const conflict = document.getElementById("conflict");
const key = conflict ? JSON.parse(conflict.dataset.key) : null;
const settleButton = document.getElementById("settle");
const chosenWords = document.getElementById("chosen");
const other = document.getElementById("other");
const names = { A: "A’s answer", B: "B’s answer", other: "another answer", unclear: "unclear" };
let chosen = "";
let place = null;

const reason = () => document.querySelector('input[name="why"]:checked');

function show() {
  document.querySelectorAll("[data-take]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.take === chosen));
  });
  document.querySelectorAll('input[name="win"]').forEach((input) => (input.checked = input.value === chosen));
  other.hidden = chosen !== "other";
  document.getElementById("definition").hidden = reason()?.value !== "definition_unclear";
  const why = reason()?.parentElement.textContent ?? "a reason is required";
  chosenWords.textContent = chosen ? `${names[chosen]}, ${why}` : "nothing chosen yet";
  settleButton.setAttribute("aria-disabled", String(!(chosen && reason())));
}

function take(what) {
  const button = document.querySelector(`[data-take="${what}"]`);
  if (button.getAttribute("aria-disabled") === "true") return say("This reviewer gave no answer here.");
  chosen = what;
  show();
  if (what === "other") document.getElementById("other-words").focus();
  else if (!reason()) document.querySelector('input[name="why"]').focus();
}

const length = (words) => [...words].length;

// Where a point of the selection stands in the canonical text, in code points; null outside of it.
function offset(node, at, atEnd) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-s]");
  if (!piece) return null;
  const start = Number(piece.dataset.s);
  if (piece.dataset.fixed) return start + (atEnd ? Number(piece.dataset.fixed) : 0);
  const inner = piece.matches(".t") ? piece : piece.querySelector(".t");
  if (node.nodeType !== Node.TEXT_NODE || !inner.contains(node)) return start + (atEnd ? length(inner.textContent) : 0);
  return start + length(node.data.slice(0, at));
}

function useSelection() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return say("Select words in the source first.");
  const range = selection.getRangeAt(0);
  const source = document.getElementById("source");
  if (!source.contains(range.commonAncestorContainer)) return say("Select words in the source first.");
  const start = offset(range.startContainer, range.startOffset, false);
  const end = offset(range.endContainer, range.endOffset, true);
  if (start === null || end === null || end <= start) return say("Select words inside one paragraph.");
  place = { start, end };
  document.getElementById("other-quote").textContent = `“${selection.toString().replace(/\s+/g, " ").trim()}”`;
  say("The selected words are the quote of the other answer.");
}

async function settle() {
  if (!chosen || !reason()) return say("Choose an answer and a reason first.");
  const body = { ...key, chosen, reason: reason().value, note: document.getElementById("note").value };
  if (chosen === "other") {
    body.state = document.getElementById("other-state").value;
    body.words = body.state === "reported" ? document.getElementById("other-words").value : "";
    body.places = place ? [place] : [];
  }
  try {
    await send("PUT", "/api/adjudications", body);
    location.reload();
  } catch (error) {
    problem(error);
  }
}

if (conflict) {
  document.querySelectorAll("[data-take]").forEach((b) => b.addEventListener("click", () => take(b.dataset.take)));
  document.querySelectorAll('input[name="win"]').forEach((i) => i.addEventListener("change", () => take(i.value)));
  document.querySelectorAll('input[name="why"]').forEach((i) => i.addEventListener("change", show));
  settleButton.addEventListener("click", settle);
  document.getElementById("use-selection").addEventListener("mousedown", (event) => event.preventDefault());
  document.getElementById("use-selection").addEventListener("click", useSelection);
  document.getElementById("other-words").addEventListener("input", async (event) => {
    const told = document.getElementById("other-canonical");
    if (!event.target.value) return (told.textContent = "");
    const body = { field: key.field, words: event.target.value, item: key.item };
    const read = await send("POST", "/api/typed", body).catch(() => ({ problem: "", shown: "" }));
    told.textContent = read.problem || `kept as ${read.shown}`;
  });
  const go = (id) => () => (location.href = document.getElementById(id).href);
  bindKeys({
    1: () => take("A"), 2: () => take("B"), 3: () => take("other"), u: () => take("unclear"), U: () => take("unclear"),
    q: useSelection, Q: useSelection, "[": go("before"), "]": go("after"),
    Enter: (event) => (event.target.closest("button, a, summary") ? event.target.click() : settle()),
  });
  show();
  document.querySelector("mark.m-start")?.scrollIntoView({ block: "center" });
}

document.querySelectorAll("[data-undo]").forEach((button) =>
  button.addEventListener("click", async () => {
    try {
      const done = await send("DELETE", "/api/adjudications", JSON.parse(button.dataset.undo));
      toast(done.done);
      location.reload();
    } catch (error) {
      problem(error);
    }
  }),
);
