// The workbench: one case beside its source. The state is `model`; `form`, `text` and `pictures` draw it.

import { bindKeys, isTyping, problem, save, say, toast } from "./base.js";
import { h, icon, key, plain } from "./draw.js";
import { answerOf, countGroups, Form, isOpen } from "./form.js";
import { PagePictures } from "./page_picture.js";
import { PaperText } from "./paper.js";
import { ask } from "./send.js";

const byId = (id) => document.getElementById(id);
const frame = byId("main").querySelector("[data-publication]").dataset;
const base = { publication: frame.publication, case: frame.case };
const encoded = encodeURIComponent;
const [paper, shown] = await Promise.all([
  ask(`/api/papers/${encoded(base.publication)}`),
  ask(`/api/cases/${encoded(base.publication)}?case=${encoded(base.case)}`),
]);

const fields = Object.fromEntries(shown.fields.map((field) => [field.id, field]));
const text = new PaperText(byId("paper"), paper, shown.other_cases);
const model = {
  questions: shown.questions.map(prepare),
  current: 0,
  mention: null,
  editor: null,
  history: null,
  flag: false,
  editable: Boolean(shown.letter) && !shown.signed,
  mentions: () => mentionsOf(model.questions[model.current]),
  wordsAround,
};
const undone = [];

function prepare(question) {
  question.hiddenMachine = shown.machine !== "shown" && !question.machine;
  question.readings = () => {
    const said = question.own ?? question.machine;
    return said?.state === "unclear" ? said.readings : [];
  };
  return question;
}

function mentionsOf(question) {
  if (question.mentions.length) return question.mentions;
  const said = answerOf(question);
  const quotes = said ? [...said.quotes, ...said.readings.flatMap((reading) => reading.quotes)] : [];
  return [...new Map(quotes.map((quote) => [`${quote.start}-${quote.end}`, quote])).values()].sort((a, b) => a.start - b.start);
}

function wordsAround({ start, end }) {
  const sentence = text.sentences().find((item) => item.start <= start && start < item.end);
  if (!sentence) return text.words(start, end);
  const [from, to] = [Math.max(sentence.start, start - 60), Math.min(Math.max(sentence.end, end), end + 60)];
  const cut = text.words(from, to);
  const part = to < sentence.end ? cut.replace(/\s\S*$/, "") : cut;
  return `${from > sentence.start ? `…${part.replace(/^\S*\s/, "")}` : part}${to < sentence.end ? " …" : ""}`.replace(/[*#]+/g, "");
}

// ---------- marks
function listSpans() {
  const spans = new Map();
  const put = (place, classes, question, said, count) => {
    const at = `${place.start}-${place.end}`;
    const held = spans.get(at);
    if (held) {
      held.classes = `${held.classes} ${classes}`;
      held.said = [held.said, said].filter(Boolean).join("; ");
      held.count ??= count;
      held.id = count || classes.includes("m-current") ? question : held.id;
    } else spans.set(at, { start: place.start, end: place.end, classes, id: question, said, count });
  };
  model.questions.forEach((question, number) => {
    if (number === model.current) return;
    const said = answerOf(question);
    if (!said) return;
    const line = isOpen(question) ? "m-suggest" : "m-other";
    for (const quote of said.quotes) put(quote, said.state === "unclear" ? `${line} m-conflict` : line, number, `evidence for ${question.name}`);
  });
  const question = model.questions[model.current];
  const mentions = model.mentions();
  const common = mostCommon(mentions.map((mention) => mention.value));
  mentions.forEach((mention, n) => {
    const differs = question.ledger.length > 0 && mention.value !== common;
    const classes = ["m-current", differs && "m-conflict", n === model.mention && "m-now"].filter(Boolean).join(" ");
    const count = mentions.length > 1 ? `${n + 1} of ${mentions.length}` : undefined;
    put(mention, classes, model.current, `evidence for ${question.name}${count ? `, ${count}` : ""}${differs ? ", differs" : ""}`, count);
  });
  const chosen = model.editor ? [...model.editor.places, ...model.editor.readings.flatMap((reading) => reading.places)] : [];
  for (const place of chosen) if (!mentions.some((m) => m.start === place.start && m.end === place.end)) put(place, "m-select", model.current, "chosen as evidence");
  return [...spans.values()];
}

function mostCommon(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

const pictures = paper.pages.length
  ? new PagePictures(byId("pages"), base.publication, paper.pages, shown.boxes, (at) => chooseMark(at))
  : null;

function drawMarks() {
  const spans = listSpans();
  text.setMarks(spans);
  pictures?.setMarks(spans);
}

function showPlace({ start, end }) {
  if (byId("v-page").checked && pictures?.show(start, end)) return;
  document.getElementById(`at-${start}-${end}`)?.scrollIntoView({ block: "center" })
    ?? text.range(start, end)?.startContainer.parentElement.scrollIntoView({ block: "center" });
}

function chooseMark(at) {
  const [start, end] = at.split("-").map(Number);
  const fits = (question) => mentionsOf(question).some((m) => m.start === start && m.end === end);
  const number = fits(model.questions[model.current]) ? model.current : model.questions.findIndex(fits);
  if (number < 0) return;
  const mention = mentionsOf(model.questions[number]).findIndex((m) => m.start === start && m.end === end);
  go(number, { mention, scroll: false });
}

// ---------- moving
const form = new Form(byId("form"), shown, {
  go: (number) => go(number),
  mention: (event, at) => (event.preventDefault(), chooseMark(at), showPlace(model.mentions()[model.mention])),
  settle, save: saveEditor, cancel: closeEditor, typed, reason: setReason, addReading, dropPlace,
});

function go(number, { mention = 0, scroll = true, focus = false } = {}) {
  const before = model.current;
  if (model.editor) model.editor = null;
  model.current = Math.max(0, Math.min(model.questions.length - 1, number));
  model.mention = model.mentions().length ? mention : null;
  model.history = null;
  if (before !== model.current) form.redraw(model, before);
  form.redraw(model, model.current);
  drawMarks();
  form.elements[model.current].scrollIntoView({ block: "nearest" });
  if (scroll && model.mention !== null) showPlace(model.mentions()[model.mention]);
  if (focus) form.elements[model.current].querySelector("button, input")?.focus();
  drawBar();
  drawRail();
  const question = model.questions[model.current];
  history.replaceState(null, "", `?case=${encoded(base.case)}&field=${question.field}`);
}

function nextOpen(from) {
  const order = [...model.questions.keys()];
  const waits = (n) => isOpen(model.questions[n]) && (model.questions[n].applicable || model.questions[n].machine);
  return order.slice(from + 1).find(waits) ?? order.slice(0, from).find(waits) ?? null;
}

const step = (by) => () => {
  let number = model.current + by;
  while (model.questions[number] && !model.questions[number].applicable && !model.questions[number].own) number += by;
  if (model.questions[number]) {
    go(number);
    say(describe(model.questions[number]));
  }
};

function describe(question) {
  const said = answerOf(question);
  return `${question.name}: ${said ? said.shown || plain(said.state) : "nothing read"}${isOpen(question) ? ", not verified" : ""}`;
}

function nextMention() {
  const mentions = model.mentions();
  if (!mentions.length) return say("No mention of this field was found.");
  model.mention = model.mention === null ? 0 : (model.mention + 1) % mentions.length;
  form.redraw(model, model.current);
  drawMarks();
  showPlace(mentions[model.mention]);
  say(`Mention ${model.mention + 1} of ${mentions.length}, ${mentions[model.mention].where}`);
}

// ---------- saving
const keyOf = (question) => ({ ...base, field: question.field, item: question.item });

async function put(method, address, body, done, quiet = false) {
  const number = model.current;
  const question = model.questions[number];
  try {
    const kept = await save(method, address, { ...body, expected: question.own?.version ?? 0 });
    if (model.flag && !kept.waiting) await save("POST", "/api/answers/flag", { ...keyOf(question), flagged: true });
    model.flag = false;
    undone.push({ ...keyOf(question), item: kept.item ?? question.item, name: question.name });
    if (kept.waiting) question.own = assume(question, body);
    else await reload();
    model.editor = null;
    form.redraw(model, model.current);
    if (quiet) return true;
    moveOn(number, done);
    return true;
  } catch (error) {
    refuse(error);
    return false;
  }
}

function assume(question, body) {
  const said = question.machine ?? { quotes: [], readings: [], note: "", words: "", version: 0, flagged: false, person: false, shown: "", reason: "" };
  return { ...said, state: body.state ?? said.state, shown: body.words || said.shown };
}

function moveOn(number, done) {
  const question = model.questions[number];
  const next = nextOpen(number);
  go(next ?? number);
  say(next === null ? `${question.name} ${done}. Nothing is left in this case: Control and Enter sign it.` : `${question.name} ${done}, next: ${model.questions[next].name}`);
}

function refuse(error) {
  if (model.editor) {
    model.editor.error = error.message;
    form.redraw(model, model.current);
    drawBar();
    byId(/note/.test(error.message) ? "edit-note" : "edit-value")?.focus();
  } else problem(error);
  if (error.status === 409) reload().then(() => go(model.current));
}

// The case as it is now: what was saved, and what the protocol shows only after one's own answer.
async function reload() {
  const now = await ask(`/api/cases/${encoded(base.publication)}?case=${encoded(base.case)}`);
  const here = model.questions[model.current];
  shown.signed = now.signed;
  model.editable = Boolean(now.letter) && !now.signed;
  const same = now.questions.length === model.questions.length;
  model.questions = now.questions.map(prepare);
  if (!same) {
    model.current = Math.max(0, model.questions.findIndex((q) => q.field === here.field && q.item === here.item));
    model.mention = null;
    form.draw(model);
  }
}

const refusals = {
  signed: "You have signed this case. Withdraw the signature to change an answer.",
  reader: "You are not assigned to this publication, so you can only read it.",
  derived: "This cannot be asked of this patient; it follows from another field.",
};

function mayAnswer() {
  const question = model.questions[model.current];
  const words = shown.signed ? refusals.signed : !model.editable ? refusals.reader : !question.applicable && !question.machine ? refusals.derived : "";
  if (words) (say(words), toast(words));
  return !words;
}

// Why Accept is off, in words; empty where it is on.
function whyNotAccept() {
  const question = model.questions[model.current];
  const readings = question.own ? [] : question.readings();
  if (readings.length) return `${readings.length} readings; Accept is off until one is settled`;
  if (question.own) return "answered; Edit changes it, Undo takes it back";
  if (!question.machine && shown.machine !== "shown") return "the protocol keeps the machine’s answer until you have given yours";
  return "";
}

function accept() {
  if (!mayAnswer()) return;
  const question = model.questions[model.current];
  if (question.own) return moveOn(model.current, "stands as it is");
  const reason = whyNotAccept();
  if (reason) return (say(reason), toast(`${question.name}: ${reason}.`));
  if (question.machine) return put("POST", "/api/answers/accept", keyOf(question), "accepted");
  return silent();
}

function silent() {
  if (!mayAnswer()) return;
  const question = model.questions[model.current];
  const elsewhere = shown.is_row && !shown.review_row.includes(question.field);
  const searched = shown.is_row ? "the row of the table" : paper.searched;
  const state = elsewhere ? "not_accessible" : "not_reported";
  return put("PUT", "/api/answers", { ...keyOf(question), state, searched }, plain(state));
}

function notReported() {
  if (!mayAnswer()) return;
  return put("PUT", "/api/answers", { ...keyOf(model.questions[model.current]), state: "not_reported", searched: shown.is_row ? "the row of the table" : paper.searched }, "not reported");
}

function absent() {
  if (!mayAnswer()) return;
  const question = model.questions[model.current];
  const marked = text.selected();
  if (!marked && !question.own && question.machine?.state === "absent") return accept();
  if (marked) return put("PUT", "/api/answers", { ...keyOf(question), state: "absent", places: [place(marked)] }, "absent");
  openEditor("absent", { error: "Say where the paper states it. If it does not, choose Not reported." });
}

function unclear() {
  if (!mayAnswer()) return;
  const question = model.questions[model.current];
  if (!question.own && question.machine?.state === "unclear") return put("POST", "/api/answers/keep-unclear", keyOf(question), "kept unclear");
  const quotes = question.own?.quotes ?? question.machine?.quotes ?? [];
  openEditor("unclear", { places: quotes.slice(0, 1) });
}

function settle(reading, note, input) {
  if (!mayAnswer()) return;
  if (!note.trim()) {
    input.setAttribute("aria-invalid", "true");
    input.classList.add("invalid");
    input.focus();
    return say("Say why this reading is the right one.");
  }
  return put("POST", "/api/answers/settle", { ...keyOf(model.questions[model.current]), reading, note }, "settled");
}

function flag() {
  if (!mayAnswer()) return;
  const question = model.questions[model.current];
  if (!question.own) {
    model.flag = !model.flag;
    drawBar();
    return say(model.flag ? "The next answer here is flagged for discussion." : "Flag taken down.");
  }
  return put("POST", "/api/answers/flag", { ...keyOf(question), flagged: !question.own.flagged }, "flag changed", true).then(drawBar);
}

async function undo() {
  const last = undone.pop() ?? { ...keyOf(model.questions[model.current]), name: model.questions[model.current].name };
  const { name, ...asked } = last;
  try {
    const done = await save("POST", "/api/answers/undo", asked);
    await reload();
    const number = model.questions.findIndex((q) => q.field === asked.field && q.item === asked.item);
    const other = model.questions.findIndex((q) => q.field === asked.field);
    go(number >= 0 ? number : other);
    say(`${name}: ${done.done ?? "taken back"}`);
    toast(`${name}: ${done.done ?? "taken back"}`);
  } catch (error) {
    problem(error);
  }
}

async function showHistory() {
  if (model.history) model.history = null;
  else {
    const { publication, case: name, field, item } = keyOf(model.questions[model.current]);
    const asked = new URLSearchParams({ publication, case: name, field, item });
    model.history = await ask(`/api/answers/changes?${asked}`).catch((error) => (problem(error), null));
  }
  form.redraw(model, model.current);
}

// ---------- the editor
const place = ({ start, end }) => ({ start, end });

function openEditor(mode, { places = [], error = "", words = "" } = {}) {
  model.editor = { mode, words, note: "", places: [...places], readings: [{ words: "", places: [] }, { words: "", places: [] }], target: 0, reason: mode === "unclear" ? "ambiguous" : "", given: "", timing: "", error };
  form.redraw(model, model.current);
  drawMarks();
  drawBar();
  const input = byId("edit-value") ?? byId("form").querySelector(".editor input, .editor select");
  input?.focus();
  input?.select?.();
}

function edit(marked) {
  if (!mayAnswer()) return;
  const question = model.questions[model.current];
  const said = question.own ?? question.machine;
  const kept = said && ["reported", "absent"].includes(said.state) ? said : null;
  openEditor("reported", { places: marked ? [marked] : (kept?.quotes ?? []), words: kept?.words || (question.item && fields[question.field].is_list ? kept?.shown ?? "" : "") });
  if (kept) (model.editor.given = kept.given), (model.editor.timing = kept.timing);
  form.redraw(model, model.current);
  byId("edit-value")?.focus();
}

function closeEditor() {
  if (!model.editor) return;
  model.editor = null;
  form.redraw(model, model.current);
  drawMarks();
  drawBar();
  byId("form").focus();
}

let typing = 0;
function typed(canonical) {
  const turn = ++typing;
  clearTimeout(typed.timer);
  const words = model.editor.words;
  if (!words.trim()) return (canonical.textContent = "");
  typed.timer = setTimeout(async () => {
    const { field, item } = keyOf(model.questions[model.current]);
    const answer = await import("./send.js").then(({ send }) => send("POST", "/api/typed", { field, item, words })).catch(() => null);
    if (!answer || turn !== typing || !model.editor) return;
    canonical.textContent = answer.problem || `= ${answer.shown || "present"}`;
    canonical.classList.toggle("error-text", Boolean(answer.problem));
  }, 120);
}

function setReason(name) {
  model.editor.reason = name;
  form.redraw(model, model.current);
  byId("form").querySelector(`[name="reason"][value="${name}"]`)?.focus();
}

function addReading() {
  model.editor.readings.push({ words: "", places: [] });
  form.redraw(model, model.current);
}

function dropPlace(number) {
  model.editor.places.splice(number, 1);
  form.redraw(model, model.current);
  drawMarks();
}

function useSelection() {
  const marked = text.selected();
  if (!marked) return say("Nothing is marked in the source."), toast("Mark the words in the source first; Shift and the down arrow mark a sentence.");
  getSelection().removeAllRanges();
  byId("use-evidence").hidden = true;
  if (!model.editor) return edit(marked);
  const editor = model.editor;
  if (editor.mode === "unclear" && ["contradictory", "ambiguous", "uninterpretable_bound"].includes(editor.reason)) {
    const free = editor.readings.findIndex((reading) => !reading.places.length);
    const target = editor.readings[editor.target]?.places.length && free >= 0 ? free : editor.target;
    editor.readings[target].places = [marked];
  } else editor.places = [marked];
  editor.error = "";
  form.redraw(model, model.current);
  drawMarks();
  (byId("edit-value") ?? byId("edit-note"))?.focus();
  say(`Evidence: ${marked.quote}`);
}

function saveEditor() {
  const { editor } = model;
  if (!editor) return;
  const body = { ...keyOf(model.questions[model.current]), state: editor.mode, note: editor.note, places: editor.places.map(place) };
  if (editor.mode === "reported") Object.assign(body, { words: editor.words, given: editor.given, timing: editor.timing });
  if (editor.mode === "unclear") {
    body.reason = editor.reason;
    body.candidates = editor.readings.filter((r) => r.words.trim()).map((r) => ({ words: r.words, places: r.places.map(place) }));
    if (!["stated_unknown", "garbled", "planned_only"].includes(editor.reason) && !body.candidates.length) {
      return refuse(new Error("Type each reading and mark the words that say it, or choose another reason."));
    }
    if (body.candidates.length) body.places = [];
  }
  return put("PUT", "/api/answers", body, "saved");
}

// ---------- the answer bar and the rail
function drawBar() {
  const question = model.questions[model.current];
  const said = answerOf(question);
  const why = whyNotAccept();
  byId("answer-name").textContent = question.name;
  byId("answer-why").textContent = shown.signed ? "signed by you" : model.editor ? "Enter saves, Esc leaves it as it was" : why || (said ? describe(question).split(": ").slice(1).join(": ") : "nothing was read: Accept records the silence");
  for (const control of document.querySelectorAll("[data-answer]")) {
    const name = control.dataset.answer;
    const off = !model.editable || (!question.applicable && !said) || (name === "accept" && Boolean(why));
    control.setAttribute("aria-disabled", String(off));
    control.classList.toggle("btn-primary", name === "accept" && !off && !model.editor);
    const pressed = name === "flag" ? model.flag || question.own?.flagged : question.own && { absent: "absent", "not-reported": "not_reported", unclear: "unclear" }[name] === question.own.state;
    if (name !== "accept" && name !== "edit") control.setAttribute("aria-pressed", String(Boolean(pressed)));
  }
}

function listLeft() {
  const answered = new Set(model.questions.filter((q) => q.own).map((q) => q.field));
  return shown.fields.filter((field) => field.critical && !answered.has(field.id));
}

function drawRail() {
  const counts = countGroups(model, fields);
  const here = fields[model.questions[model.current].field].group;
  byId("rail-groups").replaceChildren(
    ...Object.entries(shown.groups).filter(([id]) => counts[id]).map(([id, name], number) =>
      h("a", { href: `#group-${id}`, "aria-current": id === here ? "true" : null, "data-group": id, onclick: (event) => (event.preventDefault(), goGroup(id)) }, h("span", {}, name), h("span", { class: "n" }, `${counts[id].done}/${counts[id].total}`), h("kbd", { class: "group-key", "aria-hidden": "true" }, String(number + 1)))),
  );
  const left = listLeft();
  const sign = byId("rail-sign");
  const words = shown.signed ? "You have signed this case." : left.length ? `${left.length} critical ${left.length === 1 ? "field is" : "fields are"} not assessed.` : "Every critical field is assessed.";
  const act = !shown.letter ? null : shown.signed
    ? h("button", { class: "rail-act", type: "button", onclick: withdraw }, "Withdraw the signature")
    : h("button", { class: "rail-act", type: "button", onclick: sign_ }, left.length ? "Go to the first " : "Sign this case ", key("Ctrl"), " ", key("↵"));
  sign.replaceChildren(...[h("p", { class: "rail-item sub" }, words), act].filter(Boolean));
}

function drawFindings() {
  const list = shown.findings.filter((finding) => ["error", "warning"].includes(finding.severity));
  const labels = (finding) => fields[finding.fields[0]]?.label.toLowerCase() ?? "";
  byId("rail-findings").replaceChildren(
    ...list.map((finding) => h("a", { href: `/findings?rule=${finding.rule}`, title: finding.headline }, h("span", { class: "sv", "data-sv": finding.severity }, icon(finding.severity), finding.rule), h("span", { class: "n" }, labels(finding)))),
    h("a", { href: `/findings?publication=${encoded(base.publication)}` }, `All ${shown.findings.length}`),
  );
  byId("rail-findings").hidden = byId("rail-findings-head").hidden = shown.findings.length === 0;
}

function goGroup(id) {
  const inside = (n) => fields[model.questions[n].field].group === id;
  const numbers = [...model.questions.keys()].filter(inside);
  go(numbers.find((n) => isOpen(model.questions[n])) ?? numbers[0]);
  byId(`group-${id}`).scrollIntoView({ block: "start" });
}

async function sign_() {
  const left = listLeft();
  if (left.length) {
    const words = `Not assessed yet: ${left.map((field) => field.label).join(", ")}.`;
    say(words), toast(words);
    return go(model.questions.findIndex((q) => q.field === left[0].id));
  }
  await changeSignature("POST", "Signed. The case can be read only now.");
}

const withdraw = () => changeSignature("DELETE", "The signature was withdrawn.");

async function changeSignature(method, words) {
  try {
    await save(method, "/api/signatures", base);
    await reload();
    drawState();
    go(model.current);
    say(words), toast(words);
  } catch (error) {
    problem(error);
  }
}

function drawState() {
  const notices = [];
  const notice = (head, words) => h("div", { class: "notice", "data-sv": "note" }, h("span", { class: "sv", "data-sv": "note" }, icon("note")), h("h2", {}, head), h("p", {}, words));
  if (shown.signed) notices.push(notice("Signed by you", "Answers can be read, not changed. Withdraw the signature to go on."));
  else if (!shown.letter) notices.push(notice("For reading only", refusals.reader));
  if (shown.machine !== "shown" && !shown.signed) notices.push(notice(shown.machine === "none" ? "Without the machine" : "Your own answer first", shown.machine === "none" ? "The protocol hides what the machine read." : "The protocol shows what the machine read after you have answered."));
  for (const words of paper.unread) notices.push(h("div", { class: "notice", "data-sv": "warning" }, h("span", { class: "sv", "data-sv": "warning" }, icon("warning")), h("h2", {}, "A part was not read"), h("p", {}, words)));
  byId("notices").replaceChildren(...notices);
}

// ---------- the source: view, size, find, selection
const SIZES = ["s16", "s18", "s20", "s23"];
let size = Number(localStorage.getItem("casepool-size") ?? 1);
function resize(by) {
  size = Math.max(0, Math.min(SIZES.length - 1, size + by));
  byId("paper").dataset.size = SIZES[size];
  localStorage.setItem("casepool-size", size);
}

let hits = [];
let hit = -1;
function find(by) {
  const words = byId("find").value;
  if (find.words !== words) (hits = text.find(words)), (hit = -1), (find.words = words);
  byId("find-count").textContent = words.trim() ? (hits.length ? "" : "not found") : "";
  if (globalThis.Highlight) CSS.highlights.set("find", new Highlight(...hits.map((item) => text.range(item.start, item.end)).filter(Boolean)));
  if (!hits.length) return;
  hit = (hit + by + hits.length) % hits.length;
  const range = text.range(hits[hit].start, hits[hit].end);
  if (globalThis.Highlight) CSS.highlights.set("found", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  byId("find-count").textContent = `${hit + 1} of ${hits.length}`;
}

let sentence = null;
function markSentence(by) {
  const all = text.sentences();
  const marked = text.selected();
  const from = marked?.start ?? model.mentions()[model.mention ?? 0]?.start ?? 0;
  const first = Math.max(0, all.findIndex((item) => item.end > from));
  sentence = marked && sentence ? { first: sentence.first, last: Math.max(sentence.first, Math.min(all.length - 1, sentence.last + by)) } : { first, last: first };
  const range = text.range(all[sentence.first].start, all[sentence.last].end);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  range.endContainer.parentElement.scrollIntoView({ block: "nearest" });
  say(`Marked: ${text.words(all[sentence.first].start, all[sentence.last].end)}`);
}

function offerSelection() {
  const marked = model.editable && text.selected();
  const offer = byId("use-evidence");
  offer.hidden = !marked;
  if (!marked) return (sentence = isTyping({ target: document.activeElement }) ? sentence : null);
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  offer.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 190))}px`;
  offer.style.top = `${Math.min(box.bottom + 6, innerHeight - 110)}px`;
}

document.addEventListener("selectionchange", offerSelection);
byId("use-evidence").addEventListener("pointerdown", (event) => event.preventDefault());
byId("use-evidence").addEventListener("click", useSelection);
byId("paper").addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  const numbers = mark?.dataset.ids?.split(" ").filter(Boolean).map(Number);
  if (!numbers?.length || !getSelection().isCollapsed) return;
  const number = numbers.includes(model.current) ? model.current : numbers[0];
  const start = text.locate(mark.lastChild, 0, false);
  const mention = mentionsOf(model.questions[number]).findIndex((m) => m.start <= start && start < m.end);
  go(number, { mention: Math.max(0, mention), scroll: false });
});
byId("find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") (event.preventDefault(), find(event.shiftKey ? -1 : 1));
  if (event.key === "Escape") (CSS.highlights?.clear(), byId("source").focus());
});
byId("smaller").addEventListener("click", () => resize(-1));
byId("larger").addEventListener("click", () => resize(1));
for (const id of ["v-text", "v-page"]) {
  byId(id).addEventListener("change", () => model.mention !== null && showPlace(model.mentions()[model.mention]));
}
if (!pictures) byId("no-pages").hidden = false;

// ---------- keys
let group = false;
const goTo = (id) => () => byId(id)?.getAttribute("href") && (location.href = byId(id).href);
const uses = { accept, absent, "not-reported": notReported, unclear, edit: () => edit(), flag };
for (const control of document.querySelectorAll("[data-answer]")) control.addEventListener("click", () => uses[control.dataset.answer]());
const letters = { a: absent, n: notReported, u: unclear, e: () => edit(), q: useSelection, j: step(1), k: step(-1), h: showHistory, z: undo };
bindKeys({
  Space: accept, F: flag, f: nextMention, "/": () => byId("find").focus(), "[": goTo("previous-case"), "]": goTo("next-case"), "Ctrl+Enter": sign_,
  "Shift+ArrowDown": () => markSentence(1), "Shift+ArrowUp": () => markSentence(-1),
  g: chooseGroup, G: chooseGroup, ...letters,
  ...Object.fromEntries(Object.entries(letters).map(([name, use]) => [name.toUpperCase(), use])),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [String(n), () => group && pickGroup(n)])),
});

function chooseGroup() {
  group = true;
  document.body.classList.add("choosing-group");
  byId("rail-groups").querySelector("[aria-current]")?.focus();
  say("Choose a group: 1 to 9, or Tab and Enter.");
}

function pickGroup(number) {
  group = false;
  document.body.classList.remove("choosing-group");
  const link = byId("rail-groups").children[number - 1];
  if (link) goGroup(link.dataset.group);
  document.activeElement?.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeEditor();
  if (event.key === "q" && event.altKey) useSelection();
  if (group && !/^[1-9gG]$|Tab|Enter|Shift/.test(event.key)) ((group = false), document.body.classList.remove("choosing-group"));
});
byId("form").addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  if (event.key === "ArrowDown" && !event.shiftKey) (event.preventDefault(), step(1)());
  if (event.key === "ArrowUp" && !event.shiftKey) (event.preventDefault(), step(-1)());
});

// ---------- first drawing
byId("skeleton").remove();
resize(0);
drawState();
drawFindings();
form.draw(model);
const wanted = new URLSearchParams(location.search).get("field");
const asked = model.questions.findIndex((question) => question.field === wanted);
go(asked >= 0 ? asked : (nextOpen(-1) ?? 0));
document.documentElement.dataset.ready = "yes";
