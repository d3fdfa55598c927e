// Choosing a case, copying a sentence, the key form of the index case with what is understood shown while typing.

import { problem, say, toast } from "./base.js";
import { send } from "./send.js";

document.getElementById("case").addEventListener("change", (event) => {
  location.href = event.target.value ? `/compare?case=${encodeURIComponent(event.target.value)}` : "/compare";
});

document.querySelectorAll("[data-copy]").forEach((button) =>
  button.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(button.dataset.copy).catch(() => {});
    say("The sentence was copied.");
    toast("The sentence was copied.");
  }),
);

const form = document.getElementById("index-form");
form?.querySelectorAll("input").forEach((input) => {
  const told = input.closest("label").querySelector(".canonical");
  input.addEventListener("change", async () => {
    told.textContent = "";
    if (!input.value) return;
    const read = await send("POST", "/api/typed", { field: input.name, words: input.value }).catch(() => ({}));
    told.textContent = read.problem || (read.shown ? `kept as ${read.shown}` : "");
    input.setAttribute("aria-invalid", String(Boolean(read.problem)));
  });
});
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answers = Object.fromEntries([...new FormData(form)].filter(([, words]) => words.trim()));
  const words = document.getElementById("index-problem");
  words.textContent = "";
  try {
    const done = await send("POST", "/api/index-case", { answers });
    if (!done.warnings.length) return (location.href = "/compare");
    const lines = done.warnings.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
    document.getElementById("index-warnings").replaceChildren(...lines);
    toast(`${done.case} was kept. Look again at the warnings before you print it.`);
  } catch (error) {
    words.textContent = error.message;
  }
});

document.getElementById("erase")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const id = document.getElementById("erase-id").value.trim();
  try {
    const done = await send("DELETE", "/api/index-case", { case: id, confirm: id });
    toast(done.done);
    location.href = "/compare";
  } catch (error) {
    problem(error);
  }
});
