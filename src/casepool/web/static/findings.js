// Findings: filters, setting aside with a reason, and the letter, which lives in this tab until it is emptied.

import { problem, say, toast } from "./base.js";
import { send } from "./send.js";

const LETTER = "casepool-letter";
const chosen = () => JSON.parse(sessionStorage.getItem(LETTER) ?? "[]");
const text = document.getElementById("letter-text");

async function showLetter() {
  const keys = chosen();
  document.querySelectorAll("[data-letter]").forEach((button) => {
    const isIn = keys.includes(button.closest(".fd").dataset.key);
    button.setAttribute("aria-pressed", String(isIn));
    button.querySelector("span").textContent = isIn ? "In the letter" : "Put in letter";
  });
  const count = `${keys.length} ${keys.length === 1 ? "query" : "queries"}`;
  document.getElementById("letter-count").textContent = keys.length ? count : "no query yet";
  document.getElementById("letter-hint").hidden = keys.length > 0;
  text.value = keys.length ? (await send("POST", "/api/letter", { keys })).text : "";
}

const keep = (keys) => {
  sessionStorage.setItem(LETTER, JSON.stringify(keys));
  return showLetter().catch(problem);
};

document.querySelectorAll("[data-letter]").forEach((button) =>
  button.addEventListener("click", () => {
    const key = button.closest(".fd").dataset.key;
    const keys = chosen();
    keep(keys.includes(key) ? keys.filter((item) => item !== key) : [...keys, key]);
  }),
);

document.getElementById("copy").addEventListener("click", async () => {
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    document.execCommand("copy");
  }
  say("The letter was copied.");
  toast("The letter was copied.");
});
document.getElementById("empty").addEventListener("click", () => keep([]));

function openAside(button) {
  const card = button.closest(".fd");
  const old = card.querySelector(".fd-aside");
  button.setAttribute("aria-expanded", String(!old));
  if (old) return old.remove();
  const box = document.createElement("form");
  box.className = "fd-aside";
  const label = document.createElement("label");
  label.className = "stacked";
  const words = document.createElement("span");
  words.className = "label";
  words.textContent = "Why is it not a problem? The reason is kept with the finding.";
  const input = document.createElement("input");
  input.className = "field-in";
  input.required = true;
  input.maxLength = 2000;
  label.append(words, input);
  const save = document.createElement("button");
  save.className = "btn btn-small btn-primary";
  save.type = "submit";
  save.textContent = "Set aside";
  box.append(label, save);
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const keys = card.dataset.keys.split(" ");
    try {
      const done = await send("PUT", "/api/findings/aside", { keys, reason: input.value });
      card.remove();
      const back = async () => (await send("DELETE", "/api/findings/aside", { keys }), location.reload());
      toast(done.done, () => back().catch(problem));
    } catch (error) {
      problem(error);
    }
  });
  card.querySelector(".fd-acts").after(box);
  input.focus();
}

document.querySelectorAll("[data-aside-open]").forEach((b) => b.addEventListener("click", () => openAside(b)));
document.querySelectorAll("[data-again]").forEach((button) =>
  button.addEventListener("click", async () => {
    try {
      await send("DELETE", "/api/findings/aside", { keys: button.closest(".fd").dataset.keys.split(" ") });
      location.reload();
    } catch (error) {
      problem(error);
    }
  }),
);

for (const name of ["rule", "publication"]) {
  document.getElementById(name).addEventListener("change", (event) => {
    const address = new URL(location.href);
    address.searchParams.set(name, event.target.value);
    location.href = address.href;
  });
}
if (location.hash) document.querySelector(location.hash)?.closest("details")?.setAttribute("open", "");
showLetter().catch(problem);
