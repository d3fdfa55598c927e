// Settings of this browser, users, quota, signing out, the worked example.

import { problem, toast } from "./base.js";
import { send } from "./send.js";

const light = localStorage.getItem("casepool-light") ?? "";
document.querySelectorAll('input[name="light"]').forEach((input) => {
  input.checked = input.value === light;
  input.addEventListener("change", () => {
    if (input.value) localStorage.setItem("casepool-light", input.value);
    else localStorage.removeItem("casepool-light");
    if (input.value) document.documentElement.dataset.light = input.value;
    else delete document.documentElement.dataset.light;
  });
});

const letters = document.getElementById("letters");
letters.checked = localStorage.getItem("casepool-letters") !== "off";
letters.addEventListener("change", () => localStorage.setItem("casepool-letters", letters.checked ? "on" : "off"));

async function write(method, address, body, then) {
  try {
    const done = await send(method, address, body);
    if (done.done) toast(done.done);
    then?.(done);
  } catch (error) {
    problem(error);
  }
}

const showLink = (link) => {
  const box = document.getElementById("one-time");
  const code = document.createElement("code");
  code.textContent = link.address;
  box.replaceChildren(`${link.words} `, code);
};

document.getElementById("sign-out").addEventListener("click", () =>
  write("POST", "/api/sign-out", {}, () => location.replace("/sign-in")),
);
const example = document.getElementById("load-example");
example.addEventListener("click", () => {
  if (example.getAttribute("aria-disabled") === "true") return;
  example.textContent = "Loading …";
  write("POST", "/api/example", {}, () => (location.href = "/"));
});
document.getElementById("add-user")?.addEventListener("submit", (event) => {
  event.preventDefault();
  write("POST", "/api/users", Object.fromEntries(new FormData(event.target)), showLink);
});
document.querySelectorAll("[data-link]").forEach((button) =>
  button.addEventListener("click", () => write("POST", "/api/users/link", { name: button.dataset.link }, showLink)),
);
document.querySelectorAll("[data-deactivate]").forEach((button) =>
  button.addEventListener("click", () =>
    write("POST", "/api/users/deactivate", { name: button.dataset.deactivate }, () => location.reload()),
  ),
);
document.getElementById("quota-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  write("PUT", "/api/quota", { megabytes: Number(document.getElementById("quota").value) });
});
