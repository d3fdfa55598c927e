import { send } from "./send.js";
import { problem, say } from "./base.js";

const heat = document.getElementById("heat");
if (heat) {
  const fields = heat.dataset.fields.split(" ");
  const labels = heat.dataset.labels.split("|");
  const cases = heat.dataset.cases.split(" ");
  const now = document.getElementById("heat-now");
  let row = 0;
  let column = 0;
  const address = () => {
    const [publication, name] = cases[column].split("/");
    return `/workbench/${publication}?case=${encodeURIComponent(name)}&field=${fields[row]}`;
  };
  const show = () => {
    for (const id of ["heat-halo", "heat-cursor"]) {
      const ring = document.getElementById(id);
      ring.setAttribute("x", 149 + 11 * column);
      ring.setAttribute("y", 17 + 15 * row);
    }
    const link = document.createElement("a");
    link.href = address();
    link.textContent = "open the cell";
    now.replaceChildren(`${cases[column]}, ${labels[row]} · `, link);
  };
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const clamp = (value, most) => Math.max(0, Math.min(most, value));
  heat.addEventListener("keydown", (event) => {
    if (event.key === "Enter") location.href = address();
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    row = clamp(row + move[0], fields.length - 1);
    column = clamp(column + move[1], cases.length - 1);
    show();
  });
  const place = (event) => {
    const box = heat.querySelector("svg").getBoundingClientRect();
    column = Math.floor((event.clientX - box.left - 150) / 11);
    row = Math.floor((event.clientY - box.top - 18) / 15);
    return column >= 0 && column < cases.length && row >= 0 && row < fields.length;
  };
  heat.addEventListener("click", (event) => place(event) && (location.href = address()));
  heat.addEventListener("pointermove", (event) => place(event) && show());
  heat.addEventListener("focus", show);
}

document.getElementById("load-example")?.addEventListener("click", async (event) => {
  event.target.textContent = "Loading …";
  try {
    const done = await send("POST", "/api/example");
    say(done.done);
    location.reload();
  } catch (error) {
    event.target.textContent = "Load the worked example";
    problem(error);
  }
});
