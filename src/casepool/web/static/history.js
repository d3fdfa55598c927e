// Filters of the history, restoring, and the table of a day.

import { problem, toast } from "./base.js";
import { send } from "./send.js";

const read = (id) => document.getElementById(id).value;

function go() {
  const [publication, name] = read("filter-case").split("|");
  const words = { publication, case: name, field: read("filter-field"), who: read("filter-who"), kind: read("filter-kind") };
  const query = new URLSearchParams(Object.entries(words).filter(([, word]) => word));
  location.href = `/history?${query}`;
}

for (const id of ["filter-case", "filter-field", "filter-who", "filter-kind"]) {
  document.getElementById(id).addEventListener("change", go);
}
document.getElementById("show-day").addEventListener("click", () => {
  if (read("day")) location.href = `/history?on=${encodeURIComponent(read("day"))}`;
});
document.querySelectorAll("[data-restore]").forEach((button) =>
  button.addEventListener("click", async () => {
    try {
      const done = await send("POST", "/api/history/restore", { seq: Number(button.dataset.restore) });
      toast(done.done);
      location.reload();
    } catch (error) {
      problem(error);
    }
  }),
);
