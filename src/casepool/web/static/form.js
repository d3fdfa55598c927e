// The form: groups of questions, one of them open with its ledger, readings, editor, codebook and history.

import { button, h, hidden, icon, key, plain, quoted, state } from "./draw.js";

export const answerOf = (question) => question.own ?? firstOther(question) ?? question.machine;
const firstOther = (question) => Object.values(question.others)[0] ?? null;
export const isOpen = (question) => !question.own && !firstOther(question);

const ledgerName = (count) => `${count} ${count === 1 ? "mention" : "mentions"} in reading order`;

function drawValue(question) {
  if (!question.applicable && !question.own) return [state("not_applicable")];
  const said = answerOf(question);
  if (!said) return [question.hiddenMachine ? state("not_assessed") : state("not_assessed", "nothing read")];
  if (said.state === "reported") return [said.shown, said.person && !question.own ? h("span", { class: "meta" }, " needs a person") : ""];
  if (said.state === "unclear") {
    return [said.shown, said.shown ? h("br") : "", state("unclear", `unclear: ${plain(said.reason)}`)];
  }
  return [state(said.state, said.shown)];
}

export class Form {
  constructor(root, shown, use) {
    this.root = root;
    this.shown = shown;
    this.use = use;
    this.fields = Object.fromEntries(shown.fields.map((field) => [field.id, field]));
    this.elements = [];
  }

  draw(model) {
    const groups = Object.entries(this.shown.groups).map(([id, name]) => {
      const numbers = model.questions.flatMap((question, n) => (this.fields[question.field].group === id ? [n] : []));
      if (!numbers.length) return null;
      const head = h("h2", { id: `group-${id}` }, name, h("span", { class: "n" }));
      const elements = numbers.map((n) => (this.elements[n] = this.drawQuestion(model, n)));
      return h("div", { class: "group", "data-group": id, role: "group", "aria-labelledby": `group-${id}` }, head, ...elements);
    });
    this.root.replaceChildren(...groups.filter(Boolean));
    this.count(model);
  }

  count(model) {
    for (const [id, { done, total }] of Object.entries(countGroups(model, this.fields))) {
      const place = this.root.querySelector(`#group-${id} .n`);
      if (place) place.textContent = `${done} of ${total} verified`;
    }
  }

  redraw(model, number) {
    const made = this.drawQuestion(model, number);
    this.elements[number].replaceWith(made);
    this.elements[number] = made;
    this.count(model);
  }

  drawQuestion(model, number) {
    const question = model.questions[number];
    const field = this.fields[question.field];
    const said = answerOf(question);
    const current = number === model.current;
    const open = isOpen(question) && (question.applicable || said);
    const label = current
      ? h("span", { class: "f-label", id: `q-${number}` }, question.name)
      : h("button", { class: "f-label f-go", type: "button", onclick: () => this.use.go(number) }, question.name);
    if (field.critical) label.append(" ", h("span", { class: "f-critical" }, "critical"));
    const counts = question.mentions.length || said?.quotes.length || 0;
    const quote = said?.quotes[0] ?? said?.readings[0]?.quotes[0];
    const shown = current && model.mention !== null ? model.mentions()[model.mention] : null;
    const end = h("span", { class: "f-end" }, counts ? `${shown ? `${model.mention + 1} of ` : ""}${counts}` : "");
    if (said?.flagged) end.append(icon("flag"), hidden("flagged"));
    if (!open) end.append(icon("check"), hidden("verified"));
    else end.append(hidden("not yet verified"));
    const words = shown ? model.wordsAround(shown) : quote?.quote;
    const element = h(
      "div",
      { class: "f", "data-check": open ? "unverified" : "verified", "aria-current": current ? "true" : null, "data-number": number },
      label,
      h("span", { class: "f-value" }, ...drawValue(question)),
      end,
      words ? h("span", { class: "f-quote" }, quoted(words), current && quote ? h("span", { class: "place" }, ` ${(shown ?? quote).where}`) : "") : null,
    );
    if (!current) element.addEventListener("click", () => getSelection().isCollapsed && this.use.go(number));
    if (current) element.append(this.drawMore(model, question, field));
    return element;
  }

  drawMore(model, question, field) {
    const more = h("div", { class: "f-more" });
    if (question.ledger.length) more.append(this.drawLedger(model, question));
    else if (question.mentions.length > 1) more.append(this.drawTally(question));
    if (question.findings.length) {
      more.append(h("p", { class: "f-findings" }, ...question.findings.map((rule) => h("a", { href: `/findings?rule=${rule}` }, `Finding ${rule}`))));
    }
    for (const [reader, other] of Object.entries(question.others)) {
      more.append(h("p", { class: "meta" }, reader === "consensus" ? "Settled: " : `Reviewer ${reader}: `, other.shown || plain(other.state)));
    }
    if (question.own?.note) more.append(h("p", { class: "hint" }, `Note: ${question.own.note}`));
    if (model.editable && !model.editor && question.readings().length) more.append(this.drawReadings(model, question));
    if (model.editor) more.append(this.drawEditor(model, field));
    more.append(this.drawCodebook(field));
    if (model.history) more.append(this.drawHistory(model.history));
    return more;
  }

  drawTally(question) {
    const values = [...new Set(question.mentions.map((mention) => mention.value))];
    const words = values.length === 1 ? `${question.mentions.length} say ${values[0]}` : `${question.mentions.length} mentions: ${values.join(", ")}`;
    return h("p", { class: "ledger-sum" }, h("span", {}, h("strong", {}, words)), h("span", { class: "push" }, key("f"), " next mention"));
  }

  drawLedger(model, question) {
    const now = model.mention === null ? "" : `${model.mentions()[model.mention].start}-${model.mentions()[model.mention].end}`;
    const chip = (item) =>
      h("li", {}, h("a", { class: "ledger-m", href: `#at-${item.at}`, "aria-current": item.at === now ? "true" : null, onclick: (event) => this.use.mention(event, item.at) },
        item.count > 1 ? `${item.value} ×${item.count}` : item.value, hidden(item.said)));
    const columns = question.ledger.map((column) =>
      h("li", { class: "ledger-sec" },
        column.on_line.length ? h("ol", {}, ...column.on_line.map(chip)) : null,
        column.below.length ? h("ol", { class: "differs" }, ...column.below.map(chip)) : null,
        h("span", { class: "ledger-place" }, column.place)));
    const tally = new Map();
    for (const mention of question.mentions) tally.set(mention.value, (tally.get(mention.value) ?? 0) + 1);
    const said = [...tally].sort((a, b) => b[1] - a[1]).map(([value, count]) => `${count} ${count === 1 ? "says" : "say"} ${value}`);
    return h("div", { class: "ledger", role: "group", "aria-label": `${question.name}: ${ledgerName(question.mentions.length)}` },
      h("ol", {}, ...columns),
      h("p", { class: "ledger-sum" }, h("strong", {}, said.join(" · ")), h("span", { class: "push" }, key("f"), " next mention")));
  }

  drawReadings(model, question) {
    const readings = question.readings();
    const why = h("input", { class: "field-in", id: "why", placeholder: "why this one", autocomplete: "off" });
    const rows = readings.map((reading, number) =>
      button(`Settle ${reading.shown}`, () => this.use.settle(number, why.value, why), { primary: false }));
    return h("div", { class: "settle stack" },
      h("div", { class: "value-edit" }, h("label", { class: "label", for: "why" }, "Reason"), why),
      h("div", { class: "row" }, ...rows),
      h("p", { class: "hint" }, "What is not chosen stays in the history with its quote. Leaving it unclear is also an answer."));
  }

  drawEditor(model, field) {
    const editor = model.editor;
    const parts = [];
    if (editor.mode === "reported") parts.push(this.drawInput(model, field), ...this.drawChoices(editor, field));
    if (editor.mode === "unclear") parts.push(...this.drawUnclear(model));
    parts.push(this.drawEvidence(editor));
    const note = h("input", { class: "field-in", id: "edit-note", value: editor.note, placeholder: editor.mode === "reported" ? "only where the quote does not say it" : "optional", autocomplete: "off", oninput: (event) => (editor.note = event.target.value) });
    parts.push(h("div", { class: "value-edit" }, h("label", { class: "label", for: "edit-note" }, "Note"), note));
    if (editor.error) parts.push(h("p", { class: "error-text", role: "alert", id: "edit-error" }, icon("error"), editor.error));
    const names = { reported: "Save value", absent: "Save absent", unclear: "Save unclear" };
    parts.push(h("div", { class: "row" },
      button(names[editor.mode], () => {}, { primary: true, keys: ["↵"], type: "submit" }),
      button("Cancel", () => this.use.cancel(), { keys: ["Esc"] })));
    return h("form", { class: "editor stack", onsubmit: (event) => (event.preventDefault(), this.use.save()) }, ...parts);
  }

  drawInput(model, field) {
    const editor = model.editor;
    const asked = { class: "field-in", id: "edit-value", "aria-describedby": "edit-canonical edit-error", "aria-invalid": editor.error ? "true" : null, autocomplete: "off" };
    const canonical = h("span", { class: "canonical", id: "edit-canonical" }, editor.understood ?? "");
    const change = (event) => ((editor.words = event.target.value), this.use.typed(canonical));
    let input;
    if (field.type === "enum") {
      const options = ["", ...field.allowed].map((word) => h("option", { value: word, selected: word === editor.words || plain(word) === editor.words }, word ? plain(word) : "choose"));
      input = h("select", { ...asked, onchange: change }, ...options);
    } else {
      input = h("input", { ...asked, type: "text", value: editor.words, list: field.allowed.length ? "edit-allowed" : null, oninput: change });
    }
    const list = field.allowed.length && field.type !== "enum" ? h("datalist", { id: "edit-allowed" }, ...field.allowed.map((word) => h("option", { value: plain(word) }))) : null;
    const unit = field.units.length ? h("span", { class: "meta" }, field.units.join(", ")) : null;
    return h("div", { class: "value-edit value-wide" }, h("label", { class: "label", for: "edit-value" }, field.type === "presence" ? "Details" : "Value"), input, list, unit, canonical);
  }

  drawChoices(editor, field) {
    return ["given", "timing"].filter((name) => field[name].length).map((name) =>
      h("div", { class: "value-edit" }, h("label", { class: "label", for: `edit-${name}` }, name === "given" ? "Given" : "Timing"),
        h("select", { class: "field-in", id: `edit-${name}`, onchange: (event) => (editor[name] = event.target.value) },
          ...["", ...field[name]].map((word) => h("option", { value: word, selected: word === editor[name] }, word ? plain(word) : "not said")))));
  }

  drawUnclear(model) {
    const editor = model.editor;
    const reasons = Object.entries(this.shown.reasons).map(([name, words]) =>
      h("label", {}, h("input", { type: "radio", name: "reason", value: name, checked: editor.reason === name, onchange: () => this.use.reason(name) }), h("span", {}, h("b", {}, plain(name)), h("br"), h("span", { class: "hint" }, words))));
    const parts = [h("fieldset", { class: "reasons" }, h("legend", { class: "label" }, "Why is it unclear?"), ...reasons)];
    if (["contradictory", "ambiguous", "uninterpretable_bound"].includes(editor.reason)) {
      const rows = editor.readings.map((reading, number) =>
        h("div", { class: "value-edit value-wide" },
          h("label", { class: "label", for: `reading-${number}` }, `Reading ${number + 1}`),
          h("input", { class: "field-in", id: `reading-${number}`, value: reading.words, autocomplete: "off", oninput: (event) => (reading.words = event.target.value), onfocus: () => (editor.target = number) }),
          h("span", { class: "meta" }, reading.places.length ? quoted(reading.places[0].quote) : "mark its words, then Q")));
      parts.push(h("div", { class: "stack" }, ...rows, button("Add a reading", () => this.use.addReading())));
    }
    return parts;
  }

  drawEvidence(editor) {
    const places = editor.places.map((place, number) =>
      h("li", {}, quoted(place.quote), " ", h("button", { class: "btn btn-quiet btn-small", type: "button", "aria-label": `Take this quote away: ${place.quote}`, onclick: () => this.use.dropPlace(number) }, "take away")));
    const wanted = editor.mode === "unclear" && editor.readings.length ? null : h("p", { class: "hint" }, editor.places.length ? "Mark other words in the source and press Q to replace this quote." : "Mark the words in the source that say it, then press Q.");
    return h("div", { class: "evidence" }, places.length ? h("ul", {}, ...places) : null, wanted);
  }

  drawCodebook(field) {
    const rules = "Silence is never “absent”. Two statements that disagree are unclear until a person settles them with a reason.";
    const allowed = field.allowed.length ? h("p", {}, `Allowed: ${field.allowed.map(plain).join(", ")}.`) : null;
    return h("details", { class: "codebook", open: localStorage.getItem("casepool-codebook") !== "closed", ontoggle: (event) => localStorage.setItem("casepool-codebook", event.target.open ? "open" : "closed") },
      h("summary", {}, `Codebook: ${field.label}`), h("p", {}, field.question, field.note ? ` ${field.note[0].toUpperCase()}${field.note.slice(1)}${field.note.endsWith(".") ? "" : "."}` : ""), allowed, h("p", { class: "hint" }, rules));
  }

  drawHistory(changes) {
    if (!changes.length) return h("p", { class: "hint history" }, "Nothing was changed here yet.");
    const rows = changes.map((change) => h("li", {}, h("span", { class: "meta num" }, change.time.replace("T", " ").slice(0, 16)), ` ${change.who} `, change.action === "put" ? `said ${change.shown || plain(change.state)}` : "took it back", change.note ? ` (${change.note})` : ""));
    return h("ol", { class: "history", "aria-label": "History" }, ...rows);
  }
}

export function countGroups(model, fields) {
  const counts = {};
  for (const question of model.questions) {
    const group = (counts[fields[question.field].group] ??= { done: 0, total: 0 });
    if (!question.applicable && !answerOf(question)) continue;
    group.total += 1;
    group.done += isOpen(question) ? 0 : 1;
  }
  return counts;
}
