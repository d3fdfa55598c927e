// The table of the grid: only the rows near the window are in the page, so that hundreds of cases scroll smoothly.

import { h, hidden, icon, plain } from "./draw.js";

// One text node a cell: thousands of cells must be drawn in an instant. The words stand in the label of the cell.
const GLYPHS = { absent: "○", not_reported: "–", unclear: "?", not_accessible: "×", not_applicable: "∕", not_assessed: "" };
const QUIET = ["not_reported", "not_accessible", "not_applicable", "not_assessed"];
const SPARE = 5;
const FIRST = 232;

export class GridTable {
  constructor(table, wrap, use) {
    this.table = table;
    this.wrap = wrap;
    this.use = use;
    this.rows = new Map();
    this.top = h("tr", { class: "spacer", "aria-hidden": "true" }, h("td", { class: "spacer" }));
    this.bottom = h("tr", { class: "spacer", "aria-hidden": "true" }, h("td", { class: "spacer" }));
    wrap.addEventListener("scroll", () => this.ask(), { passive: true });
    new ResizeObserver(() => this.ask()).observe(wrap);
  }

  ask() {
    this.asked ??= requestAnimationFrame(() => ((this.asked = null), this.draw()));
  }

  setColumns(columns, view, sorting) {
    this.columns = columns;
    const widths = columns.map((column) => measure(column, view));
    const [group, head] = [this.table.querySelector("colgroup"), this.table.querySelector("thead")];
    group.replaceChildren(...[FIRST, ...widths].map((width) => {
      const col = h("col");
      col.style.width = `${width}px`;
      return col;
    }));
    this.table.style.width = `${widths.reduce((sum, width) => sum + width, FIRST)}px`;
    this.widths = widths;
    const cells = columns.map((column) => {
      const way = sorting.column === column.id ? (sorting.up ? "ascending" : "descending") : null;
      const name = column.unit ? `${column.label}, ${column.unit}` : column.label;
      return h("th", { scope: "col", class: column.numeric ? "num" : null, "aria-sort": way, title: name },
        h("button", { type: "button", tabindex: "-1", onclick: () => this.use.sort(column.id) }, name, way ? (sorting.up ? " ↑" : " ↓") : ""));
    });
    head.replaceChildren(h("tr", { "aria-rowindex": "1" }, h("th", { scope: "col" }, h("button", { type: "button", tabindex: "-1", onclick: () => this.use.sort("") }, "Case")), ...cells));
    this.table.setAttribute("aria-colcount", columns.length + 1);
  }

  setView(view) {
    this.view = view;
    this.rows.clear();
    this.table.setAttribute("aria-rowcount", view.length + 1);
    this.drawn = "";
    this.draw();
  }

  get height() {
    return (this.measured ??= [...this.rows.values()][0]?.offsetHeight || 28);
  }

  draw() {
    if (!this.view) return;
    const first = Math.max(0, Math.floor(this.wrap.scrollTop / this.height) - SPARE);
    const last = Math.min(this.view.length, Math.ceil((this.wrap.scrollTop + this.wrap.clientHeight) / this.height) + SPARE);
    if (this.drawn === `${first}-${last}`) return;
    this.drawn = `${first}-${last}`;
    const shown = [];
    for (let n = first; n < last; n++) {
      if (!this.rows.has(n)) this.rows.set(n, this.drawRow(n));
      shown.push(this.rows.get(n));
    }
    for (const n of this.rows.keys()) if (n < first || n >= last) this.rows.delete(n);
    this.top.firstChild.style.height = `${first * this.height}px`;
    this.bottom.firstChild.style.height = `${(this.view.length - last) * this.height}px`;
    this.table.tBodies[0].replaceChildren(...(first ? [this.top] : []), ...shown, ...(last < this.view.length ? [this.bottom] : []));
  }

  drawRow(number) {
    const row = this.view[number];
    const head = h("th", { scope: "row", title: `${row.name} ${row.sub}` }, row.name, " ", h("span", { class: "meta" }, row.sub), row.signed ? icon("lock") : null, row.signed ? hidden(", signed") : null);
    const cells = this.columns.map((column, place) => this.drawCell(row, column, number, place));
    return h("tr", { "aria-rowindex": number + 2, "aria-current": this.use.isCurrentRow(number) ? "true" : null }, head, ...cells);
  }

  drawCell(row, column, number, place) {
    const cell = this.use.cellOf(row, column);
    const chosen = this.use.isChosen(number, place);
    const quiet = QUIET.includes(cell.state);
    const said = [quiet ? plain(cell.state) : cell.shown, cell.flagged && "flagged", cell.open && "not verified", cell.conflict && "conflict", cell.person && "needs a person"];
    const glyph = GLYPHS[cell.state] ?? "";
    const element = document.createElement("td");
    element.className = `cell${column.numeric ? " num" : ""}${chosen && !this.use.isCursor(number, place) ? " in-range" : ""}`;
    element.id = `cell-${number}-${place}`;
    element.dataset.state = cell.state;
    element.textContent = quiet ? glyph : `${glyph}${glyph ? " " : ""}${cell.shown}${cell.flagged ? " ⚑" : ""}`;
    element.setAttribute("aria-label", said.filter(Boolean).join(", "));
    if (!quiet) element.title = cell.shown;
    if (cell.open) element.dataset.check = "unverified";
    if (cell.conflict) element.dataset.conflict = "";
    if (cell.person) element.dataset.person = "";
    if (this.use.isCursor(number, place)) element.setAttribute("aria-selected", "true");
    return element;
  }

  redrawRow(number) {
    const old = this.rows.get(number);
    if (!old) return;
    const made = this.drawRow(number);
    this.rows.set(number, made);
    old.replaceWith(made);
  }

  reveal(number, place) {
    const top = number * this.height;
    const head = this.table.tHead.offsetHeight;
    if (top < this.wrap.scrollTop) this.wrap.scrollTop = top;
    if (top + this.height + head > this.wrap.scrollTop + this.wrap.clientHeight) this.wrap.scrollTop = top + this.height + head - this.wrap.clientHeight + 2;
    const left = this.widths.slice(0, place).reduce((sum, width) => sum + width, 0);
    if (left < this.wrap.scrollLeft) this.wrap.scrollLeft = left;
    const right = left + FIRST + this.widths[place] - this.wrap.clientWidth;
    if (right > this.wrap.scrollLeft) this.wrap.scrollLeft = right;
    this.draw();
  }
}

function measure(column, view) {
  const lengths = view.slice(0, 400).map((row) => row.cells[column.number]?.shown?.length ?? 1).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length * 0.95)] ?? 4;
  const words = `${column.label}${column.unit ? `, ${column.unit}` : ""}`;
  const longest = Math.max(...words.split(" ").map((word) => word.length), words.length * 0.58);
  return Math.round(Math.max(80, Math.min(224, Math.max(usual * 6.9 + 34, longest * 7.1 + 22))));
}
