import { say, problem } from "./base.js";
import { send } from "./send.js";

const list = document.getElementById("uploads");
const input = document.getElementById("files");
const drop = document.getElementById("drop");

function line(name, words, outcome) {
  const item = document.createElement("li");
  item.dataset.outcome = outcome;
  const label = document.createElement("b");
  label.textContent = name;
  item.append(label, " ", words);
  return item;
}

async function upload(file) {
  const waiting = line(file.name, "is being read …", "busy");
  list.append(waiting);
  const body = new FormData();
  body.append("file", file);
  try {
    const done = await send("POST", "/api/publications", body);
    waiting.replaceWith(line(done.file, done.words, done.outcome));
    return done.outcome === "ok";
  } catch (error) {
    waiting.replaceWith(line(file.name, error.message, "failed"));
    return false;
  }
}

async function uploadAll(files) {
  let read = 0;
  for (const [number, file] of [...files].entries()) {
    say(`Reading ${number + 1} of ${files.length}`);
    read += await upload(file);
  }
  say(`${read} of ${files.length} files read`);
  if (read) {
    const link = document.createElement("a");
    link.href = "/publications";
    link.className = "btn btn-small";
    link.textContent = "Show the list";
    list.append(link);
  }
}

document.getElementById("choose-files")?.addEventListener("click", () => input.click());
input?.addEventListener("change", () => uploadAll(input.files));
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.hidden = false;
  drop.classList.add("drop-over");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("drop-over");
  uploadAll(event.dataTransfer.files);
});
document.querySelectorAll("[data-again]").forEach((button) =>
  button.addEventListener("click", async () => {
    button.textContent = "Reading …";
    try {
      await send("POST", "/api/publications/again", { publication: button.dataset.again });
      location.reload();
    } catch (error) {
      button.textContent = "Read again";
      problem(error);
    }
  }),
);
