// A read table beside its picture: a person compares each row and confirms it.

import { bindKeys, problem, save, say, toast } from "./base.js";
import { button, h, hidden, icon, plain, quoted, state } from "./draw.js";

const byId = (id) => document.getElementById(id);
const head = byId("table-head").dataset;
const grid = byId("rows");
const rows = [...grid.tBodies[0].rows];
const CASES = ["earlier_case", "index_case"];
const cursor = { row: 0, column: 0 };
const undone = [];
let editing = false;

const cells = (row) => [...row.querySelectorAll("[data-column]")];
const now = () => cells(rows[cursor.row])[cursor.column];
const isCase = (row) => CASES.includes(row.dataset.kind);
const told = (row) => ({
  row: Number(row.dataset.row), kind: row.dataset.kind, confirmed: row.dataset.confirmed === "yes",
  cells: Object.fromEntries(cells(row).filter((cell) => cell.hasAttribute("data-typed")).map((cell) => [cell.dataset.column, wordsOf(cell)])),
});
const wordsOf = (cell) => cell.dataset.words ?? (cell.textContent === "–" ? "" : cell.textContent);

function drawRow(row) {
  const confirmed = row.dataset.confirmed === "yes";
  for (const cell of cells(row)) cell.toggleAttribute("data-check", !confirmed && isCase(row));
  for (const cell of cells(row)) if (cell.hasAttribute("data-check")) cell.dataset.check = "unverified";
  row.querySelector("select").value = row.dataset.kind;
  const place = row.querySelector(".said");
  const act = button("Confirm", () => (go(rows.indexOf(row), 0), confirmRow()), { tabindex: "-1" });
  place.replaceChildren(...(confirmed ? [icon("check"), hidden("confirmed")] : head.may ? [act] : ["not yet"]));
}

function go(row, column) {
  const before = now();
  before.removeAttribute("aria-selected");
  rows[cursor.row].removeAttribute("aria-current");
  cursor.row = Math.max(0, Math.min(rows.length - 1, row));
  cursor.column = Math.max(0, Math.min(cells(rows[cursor.row]).length - 1, column));
  editing = false;
  now().setAttribute("aria-selected", "true");
  rows[cursor.row].setAttribute("aria-current", "true");
  grid.setAttribute("aria-activedescendant", now().id);
  now().scrollIntoView({ block: "nearest", inline: "nearest" });
  const here = rows[cursor.row].dataset.row;
  for (const box of document.querySelectorAll(".table-box")) {
    const chosen = box.dataset.row === here;
    box.classList.toggle("bx-current", chosen && box.dataset.column === now().dataset.column);
    box.classList.toggle("bx-other", chosen && box.dataset.column !== now().dataset.column);
  }
  for (const line of document.querySelectorAll(".as-text [data-row]")) line.toggleAttribute("aria-current", line.dataset.row === here);
  drawStrip();
}

function drawStrip() {
  const cell = now();
  const row = rows[cursor.row];
  const column = grid.tHead.rows[0].cells[cursor.column].textContent;
  const becomes = cell.dataset.becomes ? cell.dataset.becomes.split("\n").map((line) => line.split("\t")) : [];
  const typed = cell.hasAttribute("data-typed");
  const read = becomes.length
    ? h("ul", { class: "becomes" }, ...becomes.map(([name, label, words]) => h("li", {}, h("span", { class: "label" }, label), " ", name === "reported" ? words : state(name, words || plain(name)))))
    : h("span", { class: "meta" }, isCase(row) ? "nothing in the form" : `the row is a ${plain(row.dataset.kind)}`);
  const link = row.dataset.address ? h("a", { href: row.dataset.address }, typed ? "correct the values of this row" : "open this row in the workbench") : "";
  const middle = editing
    ? h("form", { class: "row", onsubmit: (event) => (event.preventDefault(), saveCell()) }, h("input", { class: "field-in", id: "cell-words", "aria-label": `${column}, row ${row.dataset.row}`, value: wordsOf(cell), autocomplete: "off" }), button("Save cell", () => {}, { primary: true, keys: ["↵"], type: "submit" }), button("Cancel", () => stopEditing(), { keys: ["Esc"] }))
    : quoted(wordsOf(cell));
  const note = typed ? h("span", { class: "meta" }, `read as “${cell.dataset.read}”, typed over by a person; the values still rest on the printed words`) : h("span", { class: "meta" }, row.dataset.confirmed === "yes" ? "confirmed" : "not verified");
  byId("strip").replaceChildren(h("span", { class: "label" }, `Row ${row.dataset.row}, ${column}`), middle, h("span", { class: "place" }, link), h("span", { class: "label" }, "becomes"), read, note);
}

function count() {
  const cases = rows.filter(isCase);
  byId("confirmed").textContent = `${cases.filter((row) => row.dataset.confirmed === "yes").length} of ${cases.length}`;
  const lacking = findLacking();
  byId("confirm-table").setAttribute("aria-disabled", String(!head.may || Boolean(lacking)));
}

const findLacking = () => rows.find((row) => isCase(row) && cells(row).some((cell) => !wordsOf(cell)));

async function keep(changed, before) {
  try {
    await save("PUT", "/api/tables/rows", { publication: head.publication, table: head.table, rows: changed.map(told) });
    if (before) undone.push(before);
    changed.forEach(drawRow);
    count();
    drawStrip();
    return true;
  } catch (error) {
    if (before) restore(before);
    problem(error);
    return false;
  }
}

const snapshot = (list) => list.map((row) => [row, told(row), new Map(cells(row).map((cell) => [cell, [cell.textContent, cell.hasAttribute("data-typed")]]))]);

function restore(before) {
  for (const [row, said, words] of before) {
    row.dataset.kind = said.kind;
    row.dataset.confirmed = said.confirmed ? "yes" : "";
    for (const [cell, [text, typed]] of words) ((cell.textContent = text), cell.toggleAttribute("data-typed", typed));
    drawRow(row);
  }
}

async function confirmRow() {
  if (!head.may) return;
  const row = rows[cursor.row];
  const before = snapshot([row]);
  row.dataset.confirmed = "yes";
  if (!(await keep([row], before))) return;
  const next = rows.findIndex((item, n) => n > cursor.row && isCase(item) && item.dataset.confirmed !== "yes");
  say(`Row ${row.dataset.row} confirmed.${next < 0 ? " No row after it waits." : ""}`);
  if (next >= 0) go(next, cursor.column);
}

async function confirmTable() {
  if (!head.may) return;
  const lacking = findLacking();
  if (lacking) {
    const words = `Row ${lacking.dataset.row} does not have all its cells. Compare it with the source and confirm it by itself.`;
    go(rows.indexOf(lacking), cells(lacking).findIndex((cell) => !wordsOf(cell)));
    return (say(words), toast(words));
  }
  const open = rows.filter((row) => row.dataset.confirmed !== "yes");
  if (!open.length) return say("Every row is confirmed.");
  const before = snapshot(open);
  for (const row of open) row.dataset.confirmed = "yes";
  if (await keep(open, before)) (say(`${open.length} rows confirmed.`), toast(`${open.length} rows confirmed.`, undo));
}

function edit() {
  if (!head.may) return;
  editing = true;
  drawStrip();
  byId("cell-words").focus();
  byId("cell-words").select();
}

function stopEditing() {
  editing = false;
  drawStrip();
  grid.focus();
}

async function saveCell() {
  const row = rows[cursor.row];
  const before = snapshot([row]);
  const words = byId("cell-words").value.trim();
  now().textContent = words || "–";
  now().toggleAttribute("data-typed", words !== now().dataset.read);
  editing = false;
  if (await keep([row], before)) say("Cell saved.");
  grid.focus();
}

async function undo() {
  const before = undone.pop();
  if (!before) return toast("Nothing was changed here since the page was opened.");
  restore(before);
  if (await keep(before.map(([row]) => row))) (say("Taken back."), toast("Taken back."));
}

grid.addEventListener("change", (event) => {
  const row = event.target.closest("tr");
  const before = snapshot([row]);
  row.dataset.kind = event.target.value;
  row.dataset.confirmed = "";
  keep([row], before).then(() => (drawRow(row), grid.focus()));
});
grid.addEventListener("click", (event) => {
  const cell = event.target.closest("[data-column]");
  if (cell) go(rows.indexOf(cell.parentElement), cells(cell.parentElement).indexOf(cell));
});
for (const box of document.querySelectorAll(".table-box")) {
  box.addEventListener("click", () => {
    const row = rows.findIndex((item) => item.dataset.row === box.dataset.row);
    if (row >= 0) (go(row, Number(box.dataset.column)), grid.focus({ preventScroll: true }));
  });
}
grid.addEventListener("keydown", (event) => {
  const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  if (event.target !== grid || !moves[event.key]) return;
  event.preventDefault();
  go(cursor.row + moves[event.key][0], cursor.column + moves[event.key][1]);
});
document.addEventListener("keydown", (event) => event.key === "Escape" && editing && stopEditing());
const goTo = (id) => () => byId(id)?.getAttribute("href") && (location.href = byId(id).href);
const kind = () => rows[cursor.row].querySelector("select").focus();
bindKeys({ Space: confirmRow, "Shift+Space": confirmTable, e: edit, E: edit, r: kind, R: kind, z: undo, Z: undo, "[": goTo("previous-table"), "]": goTo("next-table") });
byId("edit-cell").addEventListener("click", edit);
byId("confirm-row").addEventListener("click", confirmRow);
byId("confirm-table").addEventListener("click", confirmTable);
for (const id of ["edit-cell", "confirm-row"]) byId(id).setAttribute("aria-disabled", String(!head.may));
rows.forEach(drawRow);
count();
const first = rows.findIndex((row) => isCase(row) && row.dataset.confirmed !== "yes");
go(Math.max(0, first), 0);
grid.focus({ preventScroll: true });
document.documentElement.dataset.ready = "yes";
