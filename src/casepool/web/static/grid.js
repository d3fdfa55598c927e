// The grid: every case by key fields, walked with arrows and Space.

import { bindKeys, problem, save, say, toast } from "./base.js";
import { button, h, plain, quoted, state } from "./draw.js";
import { GridTable } from "./grid_table.js";
import { ask, send } from "./send.js";

const byId = (id) => document.getElementById(id);
const which = byId("grid-head").dataset.fields;
const told = await ask(`/api/grid?fields=${which}`);
const columns = told.columns.map((column, number) => ({ ...column, number }));
const rows = told.rows;
const active = new Set([new URLSearchParams(location.search).get("show")].filter(Boolean));
const sorting = { column: null, up: true };
const cursor = { row: 0, column: 0 };
let anchor = null;
let shown = columns;
let view = rows;
let editor = null;
let quote = 0;
const undone = [];

const at = () => ({ row: view[cursor.row], column: shown[cursor.column] });

function cellOf(row, column) {
  const cell = row.cells[column.number];
  if (cell) return cell;
  if (row.machine !== "shown" && !row.signed) return { state: "not_assessed", shown: "", open: true, quotes: [], silent: true };
  const elsewhere = row.isRow && !told.reviewRow.includes(column.id);
  return { state: elsewhere ? "not_accessible" : "not_reported", shown: "", open: true, quotes: [], silent: true };
}

const isRange = (row, column) => {
  if (!anchor) return row === cursor.row && column === cursor.column;
  const between = (a, b, n) => n >= Math.min(a, b) && n <= Math.max(a, b);
  return between(anchor.row, cursor.row, row) && between(anchor.column, cursor.column, column);
};

const table = new GridTable(byId("grid"), byId("wrap"), {
  cellOf, sort, isChosen: isRange,
  isCursor: (row, column) => row === cursor.row && column === cursor.column,
  isCurrentRow: (row) => row === cursor.row,
});

// ---------- filters, sorting, counts
const tests = {
  unverified: (cell) => cell.open,
  conflict: (cell) => cell.conflict,
  unclear: (cell) => cell.state === "unclear",
  person: (cell) => cell.person,
};

const wanted = () => [...active].filter((name) => tests[name]);

function refresh(keep = true) {
  const held = keep && view[cursor.row];
  const column = shown[cursor.column]?.id;
  shown = active.has("critical") ? columns.filter((item) => item.critical) : columns;
  const filters = wanted();
  view = rows.filter((row) => filters.every((name) => shown.some((item) => tests[name](cellOf(row, item)))));
  if (sorting.column !== null) view = [...view].sort(compare);
  cursor.row = Math.max(0, held ? view.indexOf(held) : 0);
  cursor.column = Math.max(0, shown.findIndex((item) => item.id === column));
  table.setColumns(shown, view.length ? view : rows, sorting);
  table.setView(view);
  byId("empty").hidden = view.length > 0;
  byId("empty").textContent = rows.length ? "No case fits these filters." : "No case yet. Add publications on Home.";
  count();
  if (view.length) go(cursor.row, cursor.column);
  else byId("strip").replaceChildren();
}

function compare(one, other) {
  const way = sorting.up ? 1 : -1;
  if (sorting.column === "") return way * `${one.name} ${one.sub}`.localeCompare(`${other.name} ${other.sub}`, "en", { numeric: true });
  const column = columns.find((item) => item.id === sorting.column);
  const [a, b] = [cellOf(one, column), cellOf(other, column)];
  const told = (cell) => cell.state === "reported" || cell.state === "absent";
  if (told(a) !== told(b)) return told(a) ? -1 : 1;
  if (typeof a.number === "number" && typeof b.number === "number") return way * (a.number - b.number);
  return way * a.shown.localeCompare(b.shown, "en", { numeric: true });
}

function sort(column) {
  sorting.up = sorting.column === column ? !sorting.up : true;
  sorting.column = column;
  refresh();
  say(`Sorted by ${column ? columns.find((item) => item.id === column).label : "case"}, ${sorting.up ? "upwards" : "downwards"}`);
}

function count() {
  const counts = { unverified: 0, conflict: 0, unclear: 0, person: 0 };
  let total = 0;
  for (const row of rows) {
    for (const column of columns) {
      const cell = cellOf(row, column);
      if (cell.state === "not_applicable") continue;
      total += 1;
      for (const name of Object.keys(counts)) counts[name] += tests[name](cell) ? 1 : 0;
    }
  }
  for (const [name, number] of Object.entries(counts)) byId(`n-${name}`).textContent = number.toLocaleString("en");
  byId("grid-count").textContent = `${(total - counts.unverified).toLocaleString("en")} of ${total.toLocaleString("en")} verified`;
}

// ---------- moving
function go(row, column, extend = false) {
  if (extend) anchor ??= { ...cursor };
  else anchor = null;
  const before = cursor.row;
  const touched = new Set([...table.rows.keys()].filter((n) => table.rows.get(n).querySelector(".in-range, [aria-selected]")));
  cursor.row = Math.max(0, Math.min(view.length - 1, row));
  cursor.column = Math.max(0, Math.min(shown.length - 1, column));
  editor = null;
  quote = 0;
  table.reveal(cursor.row, cursor.column);
  const range = anchor ? [...table.rows.keys()].filter((n) => isRange(n, cursor.column)) : [];
  for (const n of new Set([...touched, ...range, before, cursor.row])) table.redrawRow(n);
  byId("grid").setAttribute("aria-activedescendant", `cell-${cursor.row}-${cursor.column}`);
  drawStrip();
  drawBar();
}

const move = (down, right, extend = false) => () => go(cursor.row + down, cursor.column + right, extend);

function findNext(by = 1) {
  const filters = wanted();
  const waits = (cell) => cell.state !== "not_applicable" && (filters.length ? filters.every((name) => tests[name](cell)) || (filters.includes("unverified") && cell.open) : cell.open);
  const total = view.length * shown.length;
  const from = cursor.row * shown.length + cursor.column;
  for (let n = 1; n < total; n++) {
    const place = (from + by * n + total) % total;
    const [row, column] = [Math.floor(place / shown.length), place % shown.length];
    if (view[row].may && waits(cellOf(view[row], shown[column]))) return [row, column];
  }
  return null;
}

function moveOn(words) {
  const next = findNext();
  if (!next) return (go(cursor.row, cursor.column), say(`${words} Nothing is left here.`));
  go(...next);
  const { row, column } = at();
  say(`${words} Next: ${column.label}, ${row.name}`);
}

// ---------- the strip: quote, place, how it is read
function drawStrip() {
  const { row, column } = at();
  const cell = cellOf(row, column);
  const quotes = cell.quotes ?? [];
  const now = quotes[quote]?.length === 4 ? quotes[quote] : null;
  const more = quotes.length > 1 ? `${quote + 1} of ${quotes.filter((item) => item.length === 4).length}${quotes.at(-1).length === 1 ? "+" : ""}` : "";
  const words = h("q", { id: "strip-quote" }, now ? now[0] : "");
  const label = h("span", { class: "label" }, `${row.name} · ${column.label}`);
  const address = `/workbench/${encodeURIComponent(row.publication)}?case=${encodeURIComponent(row.case)}&field=${column.id}`;
  const place = h("span", { class: "place" }, now ? `${now[1]} · ` : "", more ? `${more} · ` : "", h("a", { href: address }, "open in the source"), " ", h("kbd", {}, "↵"));
  const silent = cell.silent ? (cell.state === "not_assessed" ? "not assessed" : cell.state === "not_accessible" ? "the table has no column for it" : "nothing was read: the source seems silent") : "";
  const read = h("span", {}, cell.state === "reported" ? cell.says : state(cell.state, cell.silent ? silent : cell.says || plain(cell.state)), cell.reason ? h("span", { class: "meta" }, ` ${plain(cell.reason)}`) : "", cell.note ? h("span", { class: "meta" }, ` · ${cell.note}`) : "");
  const rule = h("span", { class: "meta" }, [cell.findings?.length ? `finding ${cell.findings.join(", ")}` : "", cell.rule && cell.rule !== "person" ? `rule ${cell.rule.split(", ").slice(0, 2).join(", ")}` : "", cell.person ? "needs a person" : ""].filter(Boolean).join(" · "));
  const rest = editor ? [h("span", { class: "label" }, "edit"), drawEditor(column), h("span")] : [h("span", { class: "label" }, cell.open ? "read as" : "answered"), read, rule];
  byId("strip").replaceChildren(label, now ? words : h("span"), place, ...rest);
  if (now) showAround(row, now, words);
}

function showAround(row, [, , start, end], words) {
  clearTimeout(showAround.timer);
  const turn = (showAround.turn = (showAround.turn ?? 0) + 1);
  showAround.timer = setTimeout(async () => {
    const asked = new URLSearchParams({ publication: row.publication, start, end });
    const around = await ask(`/api/around?${asked}`).catch(() => null);
    if (around && turn === showAround.turn) words.replaceChildren(around.before, h("b", {}, around.quote), around.after);
  }, 60);
}

function drawEditor(column) {
  const canonical = h("span", { class: "canonical", id: "grid-canonical" }, editor.error ?? "");
  canonical.classList.toggle("error-text", Boolean(editor.error));
  const check = async (event) => {
    editor.words = event.target.value;
    const words = editor.words;
    const { field, item } = { field: column.id, item: editor.item };
    const answer = words.trim() ? await send("POST", "/api/typed", { field, item, words }).catch(() => null) : { shown: "" };
    if (!editor || editor.words !== words || !answer) return;
    canonical.textContent = answer.problem || (answer.shown ? `= ${answer.shown}` : "");
    canonical.classList.toggle("error-text", Boolean(answer.problem));
  };
  const asked = { class: "field-in", id: "grid-value", "aria-label": column.label, "aria-describedby": "grid-canonical", autocomplete: "off" };
  const input = column.type === "enum"
    ? h("select", { ...asked, onchange: check }, ...["", ...column.allowed].map((word) => h("option", { value: word, selected: plain(word) === editor.words }, word ? plain(word) : "choose")))
    : h("input", { ...asked, value: editor.words, oninput: check });
  const note = h("input", { class: "field-in grid-note", "aria-label": "Note", placeholder: "note, where the quote does not say it", value: editor.note, autocomplete: "off", id: "grid-edit-note", oninput: (event) => (editor.note = event.target.value) });
  return h("form", { class: "row", onsubmit: (event) => (event.preventDefault(), saveEdit()) }, input, note, button("Save value", () => {}, { primary: true, keys: ["↵"], type: "submit" }), button("Cancel", () => closeEdit(), { keys: ["Esc"] }), canonical);
}

function closeEdit() {
  editor = null;
  drawStrip();
  drawBar();
  byId("grid").focus();
}

// ---------- answering
function mayAnswer() {
  const { row, column } = at();
  const cell = cellOf(row, column);
  const words = row.signed ? "You have signed this case. Withdraw the signature in the workbench to change an answer." : !row.may ? "You are not assigned to this publication, so you can only read it." : cell.state === "not_applicable" ? "This cannot be asked of this patient; it follows from another field." : "";
  if (words) (say(words), toast(words));
  return !words;
}

function whyNotAccept() {
  const { row, column } = at();
  const cell = cellOf(row, column);
  if (cell.state === "not_assessed") return "the protocol keeps the machine’s answer until you have given yours";
  if (cell.open && cell.readings) return `${cell.readings} readings; Enter opens the workbench, where one is settled`;
  return "";
}

async function put(calls, words, { stay = false } = {}) {
  const { row, column } = at();
  const cell = cellOf(row, column);
  const entry = { row, keys: calls.map((call) => ({ publication: row.publication, case: row.case, field: call.body.field, item: call.item ?? "" })), column };
  row.cells[column.number] = { ...cell, open: false, silent: false };
  undone.push(entry);
  entry.saving = keepAll(entry, calls, row, column, cell);
  if (!stay) moveOn(words);
  return entry.saving;
}

// Undo goes back in the order in which answers were given, so an answer is on the list before it is saved.
async function keepAll(entry, calls, row, column, cell) {
  try {
    for (const [n, call] of calls.entries()) {
      const kept = await save(call.method, call.address, call.body);
      if (kept.kept) entry.keys = Object.keys(kept.kept).map((name) => ({ ...entry.keys[0], field: name.split(" ")[0], item: name.slice(name.indexOf(" ") + 1) }));
      else if (kept.item !== undefined) entry.keys[n].item = kept.item;
      if (kept.waiting) entry.keys = [];
    }
    if (entry.keys.length) await reread(row);
  } catch (error) {
    undone.splice(undone.indexOf(entry), 1);
    row.cells[column.number] = cell.silent ? undefined : cell;
    redraw(row);
    problem(error);
  }
}

async function reread(row) {
  const asked = new URLSearchParams({ fields: which, publication: row.publication, case: row.case });
  const now = (await ask(`/api/grid?${asked}`)).rows[0];
  if (now) Object.assign(row, now);
  redraw(row);
}

function redraw(row) {
  const number = view.indexOf(row);
  if (number >= 0) table.redrawRow(number);
  if (number === cursor.row && !editor) (drawStrip(), drawBar());
  count();
}

const keyOf = () => ({ publication: at().row.publication, case: at().row.case, field: at().column.id });

function accept() {
  if (!mayAnswer()) return;
  const { row, column } = at();
  const cell = cellOf(row, column);
  if (!cell.open) return moveOn("");
  const why = whyNotAccept();
  if (why) return (say(why), toast(`${column.label}: ${why}.`));
  return put([{ method: "POST", address: "/api/answers/accept-cell", body: keyOf() }], `${column.label} accepted.`);
}

async function acceptRow() {
  if (!mayAnswer()) return;
  const { row } = at();
  const open = shown.filter((column) => cellOf(row, column).open && cellOf(row, column).state !== "not_applicable");
  if (!open.length) return moveOn("This row is verified.");
  const blocks = open.find((column) => cellOf(row, column).silent || cellOf(row, column).hinders);
  if (blocks) {
    const why = cellOf(row, blocks).silent ? "nothing was read here" : cellOf(row, blocks).hinders;
    go(cursor.row, shown.indexOf(blocks));
    const words = `The row is not accepted at once: ${blocks.label}, ${why}. Look at this cell by itself.`;
    return (say(words), toast(words));
  }
  const { publication, case: name } = keyOf();
  try {
    const kept = await save("POST", "/api/answers/accept-row", { publication, case: name, fields: open.map((column) => column.id) });
    undone.push({ row, column: open[0], keys: Object.keys(kept.kept ?? {}).map((key) => ({ publication, case: name, field: key.split(" ")[0], item: key.slice(key.indexOf(" ") + 1) })) });
    await reread(row);
    moveOn(`Row accepted: ${open.length} cells.`);
  } catch (error) {
    problem(error);
  }
}

const items = () => cellOf(at().row, at().column).items ?? [["", 0]];

function say_state(answer, words) {
  if (!mayAnswer()) return;
  const { row, column } = at();
  const searched = row.isRow ? "the row of the table" : "all text";
  const calls = items().map(([item, version]) => ({ method: "PUT", address: "/api/answers", item, body: { ...keyOf(), item, state: answer, searched, expected: version } }));
  return put(calls, `${column.label} ${words}.`);
}

function absent() {
  if (!mayAnswer()) return;
  const { column } = at();
  const cell = cellOf(at().row, column);
  if (cell.state === "absent") return accept();
  const words = "Say where the paper states it: Enter opens the source at this field. If it does not, choose Not reported.";
  say(words), toast(`${column.label}: ${words}`);
}

function unclear() {
  if (!mayAnswer()) return;
  const { column } = at();
  const cell = cellOf(at().row, column);
  if (cell.state === "unclear" && cell.open && items().length === 1) {
    return put([{ method: "POST", address: "/api/answers/keep-unclear", item: items()[0][0], body: { ...keyOf(), item: items()[0][0] } }], `${column.label} kept unclear.`);
  }
  const words = "An unclear answer names its reason and its readings: Enter opens the source at this field.";
  say(words), toast(`${column.label}: ${words}`);
}

function edit() {
  if (!mayAnswer()) return;
  const { column } = at();
  const cell = cellOf(at().row, column);
  if (!cell.quotes?.length || items().length > 1 || !["reported", "absent"].includes(cell.state)) return open();
  editor = { words: cell.state === "reported" ? cell.says : "", note: "", item: items()[0][0], error: "" };
  drawStrip();
  drawBar();
  byId("grid-value").focus();
  byId("grid-value").select?.();
}

async function saveEdit() {
  if (!editor) return;
  const { row, column } = at();
  const cell = cellOf(row, column);
  const places = cell.quotes.filter((item) => item.length === 4).map(([, , start, end]) => ({ start, end }));
  const body = { ...keyOf(), item: editor.item, state: "reported", words: editor.words, note: editor.note, places, expected: items()[0][1] };
  try {
    const kept = await save("PUT", "/api/answers", body);
    undone.push({ row, column, keys: [{ ...keyOf(), item: kept.item ?? editor.item }] });
    editor = null;
    byId("grid").focus();
    await reread(row);
    moveOn(`${column.label} saved.`);
  } catch (error) {
    editor.error = error.message;
    drawStrip();
    byId(/note/.test(error.message) ? "grid-edit-note" : "grid-value")?.focus();
  }
}

function flag() {
  if (!mayAnswer()) return;
  const { row, column } = at();
  const cell = cellOf(row, column);
  if (cell.open) return toast("A flag goes with an answer. Answer first, then flag it.");
  const calls = items().map(([item, version]) => ({ method: "POST", address: "/api/answers/flag", item, body: { ...keyOf(), item, flagged: !cell.flagged, expected: version } }));
  return put(calls, `${column.label} flagged.`, { stay: true });
}

async function undo() {
  const last = undone.pop();
  if (!last) return toast("Nothing was answered here since the page was opened. The workbench undoes earlier answers.");
  try {
    await last.saving;
    for (const key of last.keys) await save("POST", "/api/answers/undo", key);
    await reread(last.row);
    const [row, column] = [view.indexOf(last.row), shown.indexOf(last.column)];
    if (row >= 0 && column >= 0) go(row, column);
    say(`${last.column.label}, ${last.row.name}: taken back`);
    toast(`${last.column.label}, ${last.row.name}: taken back.`);
  } catch (error) {
    problem(error);
  }
}

function open() {
  const { publication, case: name, field } = keyOf();
  location.href = `/workbench/${encodeURIComponent(publication)}?case=${encodeURIComponent(name)}&field=${field}`;
}

async function sign() {
  const { publication, case: name } = keyOf();
  try {
    await save("POST", "/api/signatures", { publication, case: name });
    await reread(at().row);
    toast(`${at().row.name}: signed.`);
    say(`${at().row.name} signed`);
  } catch (error) {
    problem(error);
  }
}

function nextQuote() {
  const quotes = (cellOf(at().row, at().column).quotes ?? []).filter((item) => item.length === 4);
  if (!quotes.length) return;
  quote = (quote + 1) % quotes.length;
  drawStrip();
}

function drawBar() {
  const { row, column } = at();
  const cell = cellOf(row, column);
  const why = whyNotAccept();
  byId("answer-name").textContent = column.label;
  byId("answer-why").textContent = row.signed ? "signed by you" : editor ? "Enter saves, Esc leaves it as it was" : why || row.name;
  for (const control of document.querySelectorAll("[data-answer]")) {
    const name = control.dataset.answer;
    const off = !row.may || cell.state === "not_applicable" || (name === "accept" && Boolean(why));
    control.setAttribute("aria-disabled", String(off));
    control.classList.toggle("btn-primary", name === "accept" && !off && cell.open && !editor);
    const pressed = { flag: cell.flagged, absent: cell.state === "absent", "not-reported": cell.state === "not_reported", unclear: cell.state === "unclear" }[name];
    if (pressed !== undefined || name === "flag") control.setAttribute("aria-pressed", String(Boolean(pressed) && !cell.open));
  }
}

// ---------- keys, clicks, copying
const uses = { accept, absent, "not-reported": () => say_state("not_reported", "not reported"), unclear, edit, flag };
for (const control of document.querySelectorAll("[data-answer]")) control.addEventListener("click", () => (uses[control.dataset.answer](), editor || byId("grid").focus()));
const jump = (by) => () => { const next = findNext(by); if (next) go(...next); };
const letters = { a: absent, n: uses["not-reported"], u: unclear, e: edit, z: undo, j: jump(1), k: jump(-1) };
bindKeys({
  Space: accept, "Shift+Space": acceptRow, F: flag, f: nextQuote, "Ctrl+Enter": sign,
  ...letters, ...Object.fromEntries(Object.entries(letters).map(([name, use]) => [name.toUpperCase(), use])),
});
byId("grid").addEventListener("keydown", (event) => {
  if (event.target !== byId("grid")) return;
  const page = Math.floor(byId("wrap").clientHeight / table.height) - 2;
  const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0], PageUp: [-page, 0], Home: [0, -shown.length], End: [0, shown.length] };
  if (event.key === "Enter" && !event.ctrlKey) return open();
  if (!moves[event.key]) return;
  event.preventDefault();
  const far = event.ctrlKey && event.key === "Home" ? -view.length : event.ctrlKey && event.key === "End" ? view.length : 0;
  move(moves[event.key][0] + far, moves[event.key][1], event.shiftKey)();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && editor && closeEdit());
byId("grid").addEventListener("click", (event) => {
  const [, row, column] = event.target.closest("td.cell")?.id.split("-").map(Number) ?? [];
  if (row !== undefined) (go(row, column, event.shiftKey), byId("grid").focus({ preventScroll: true }));
});
byId("grid").addEventListener("dblclick", (event) => event.target.closest("td.cell") && open());
document.addEventListener("copy", (event) => {
  if (document.activeElement !== byId("grid") || !getSelection().isCollapsed) return;
  const lines = view.flatMap((row, n) => {
    const cells = shown.filter((_, place) => isRange(n, place)).map((column) => cellOf(row, column));
    return cells.length ? [cells.map((cell) => (cell.state === "reported" || cell.state === "unclear" ? cell.shown : plain(cell.state))).join("\t")] : [];
  });
  event.clipboardData.setData("text/plain", lines.join("\n"));
  event.preventDefault();
  say(`${lines.length} ${lines.length === 1 ? "row" : "rows"} copied`);
});
for (const input of document.querySelectorAll("[data-filter]")) {
  input.checked = active.has(input.dataset.filter);
  input.addEventListener("change", () => (input.checked ? active.add(input.dataset.filter) : active.delete(input.dataset.filter), refresh()));
}
for (const input of document.querySelectorAll("[name=density]")) {
  input.checked = input.value === (localStorage.getItem("casepool-density") ?? "density-regular");
  input.addEventListener("change", () => setDensity(input.value));
}
function setDensity(name) {
  localStorage.setItem("casepool-density", name);
  document.documentElement.classList.remove("density-dense", "density-regular", "density-roomy");
  document.documentElement.classList.add(name);
  table.measured = null;
  refresh();
  table.measured = null;
  table.drawn = "";
  table.draw();
}
setDensity(localStorage.getItem("casepool-density") ?? "density-regular");
if (rows.length) {
  const first = cellOf(view[0] ?? rows[0], shown[0]).open ? [0, 0] : findNext();
  if (view.length && first) go(...first);
  byId("grid").focus({ preventScroll: true });
} else for (const control of document.querySelectorAll("[data-answer]")) control.setAttribute("aria-disabled", "true");
document.documentElement.dataset.ready = "yes";
