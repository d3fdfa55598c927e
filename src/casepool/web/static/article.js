// The release, and the parts of the article that scroll its preview.

import { problem, toast } from "./base.js";
import { send } from "./send.js";

const frame = document.getElementById("preview");
const form = document.getElementById("release-form");
const open = document.getElementById("release-open");

async function release(reason) {
  try {
    const done = await send("POST", "/api/release", { reason });
    toast(done.done);
    location.reload();
  } catch (error) {
    problem(error);
  }
}

document.getElementById("release-now")?.addEventListener("click", () => release(""));
open?.addEventListener("click", () => {
  form.hidden = !form.hidden;
  open.setAttribute("aria-expanded", String(!form.hidden));
  if (!form.hidden) document.getElementById("release-reason").focus();
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  release(document.getElementById("release-reason").value);
});
document.querySelectorAll("[data-part]").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    frame.contentDocument?.getElementById(link.dataset.part)?.scrollIntoView();
  }),
);
