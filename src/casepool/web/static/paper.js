// The text of a paper with its marks. Marks are pieces side by side, never nested; all words are text nodes.
// Offsets are code points of the canonical text; `places` knows for each text node where it begins.

import { h, hidden } from "./draw.js";

const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const HEADS = { title: "h2", heading: "h3" };
const NAMES = { caption: "caption", footnote: "fn", furniture: "furniture", title: "paper-title", reference: "ref" };
const places = new WeakMap();

const codes = (text) => (/[\ud800-\udfff]/.test(text) ? [...text] : text);
const cut = (block, start, end) => {
  const part = block.codes.slice(start - block.start, end - block.start);
  return Array.isArray(part) ? part.join("") : part;
};
const length = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

export class PaperText {
  constructor(article, paper, otherCases = {}) {
    this.article = article;
    this.blocks = [];
    this.signatures = [];
    this.drawBlocks(paper, otherCases);
  }

  drawBlocks(paper, otherCases) {
    const parts = [];
    const titled = paper.blocks.some((block) => block.kind === "title");
    const byline = paper.byline ? h("p", { class: "byline tool" }, paper.byline) : null;
    if (!titled) parts.push(h("h2", { class: "paper-title tool" }, paper.title), byline);
    for (const block of paper.blocks) {
      if (block.kind === "table") {
        parts.push(this.drawTable(block));
        continue;
      }
      const level = Math.min(6, 2 + Math.max(1, block.level));
      const tag = block.kind === "heading" ? `h${level}` : (HEADS[block.kind] ?? "p");
      const other = otherCases[block.start];
      const element = h(tag, {
        class: [NAMES[block.kind], other && "block-case"].filter(Boolean).join(" ") || null,
        "data-case": other ?? null,
      });
      this.add(block, element);
      parts.push(element);
      if (block.kind === "title") parts.push(byline);
    }
    this.article.replaceChildren(...parts.filter(Boolean));
    this.setMarks([]);
  }

  drawTable(block) {
    const rows = new Map();
    for (const cell of block.cells) {
      const element = h(cell.head ? "th" : "td", {
        rowspan: cell.rowspan > 1 ? cell.rowspan : null,
        colspan: cell.colspan > 1 ? cell.colspan : null,
        scope: cell.head ? "col" : null,
      });
      this.add(cell, element);
      if (!rows.has(cell.row)) rows.set(cell.row, []);
      rows.get(cell.row).push(element);
    }
    const table = h("table", { class: "journal" }, ...[...rows.values()].map((cells) => h("tr", {}, ...cells)));
    return h("div", { class: "grid-wrap", tabindex: "0", role: "region", "aria-label": `${block.name} as read` }, table);
  }

  add(block, element) {
    this.blocks.push({ ...block, codes: codes(block.text), element });
  }

  // spans: { start, end, classes, id, said, count }. Only blocks whose marks have changed are drawn again.
  setMarks(spans) {
    const sorted = [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
    this.blocks.forEach((block, number) => {
      const touching = sorted.filter((span) => span.start < block.end && span.end > block.start);
      const signature = touching.map((span) => `${span.start}-${span.end} ${span.classes} ${span.count ?? ""}`).join("|");
      if (this.signatures[number] === signature && signature !== undefined) return;
      this.signatures[number] = signature;
      this.fill(block, touching);
    });
  }

  fill(block, spans) {
    const bounds = new Set([block.start, block.end]);
    const inside = (place) => place > block.start && place < block.end && bounds.add(place);
    for (const span of spans) (inside(span.start), inside(span.end));
    for (const [start, end] of block.hidden) (inside(start), inside(end));
    for (const [start, end] of block.styles) (inside(start), inside(end));
    const cuts = [...bounds].sort((a, b) => a - b);
    const pieces = [];
    for (let n = 0; n + 1 < cuts.length; n++) {
      const [start, end] = [cuts[n], cuts[n + 1]];
      if (block.hidden.some(([a, b]) => a <= start && end <= b)) continue;
      const marks = spans.filter((span) => span.start <= start && end <= span.end);
      const styles = block.styles.filter(([a, b]) => a <= start && end <= b).map(([, , style]) => `t-${style}`);
      pieces.push({ start, end, marks, styles });
    }
    const first = new Map();
    const last = new Map();
    for (const piece of pieces) {
      for (const span of piece.marks) {
        if (!first.has(span) && span.start >= block.start) first.set(span, piece);
        last.set(span, piece);
      }
    }
    block.element.replaceChildren(...pieces.flatMap((piece) => this.drawPiece(block, piece, first, last)));
  }

  drawPiece(block, piece, first, last) {
    const words = this.drawWords(cut(block, piece.start, piece.end), piece.start);
    if (!piece.marks.length) return piece.styles.length ? [h("span", { class: piece.styles.join(" ") }, ...words)] : words;
    const starting = piece.marks.filter((span) => first.get(span) === piece);
    const ending = piece.marks.filter((span) => last.get(span) === piece && span.end <= block.end);
    const classes = new Set([...piece.marks.flatMap((span) => span.classes.split(" ")), ...piece.styles]);
    if (starting.length) classes.add("m-start");
    if (ending.length) classes.add("m-end");
    const said = starting.map((span) => span.said).filter(Boolean).join("; ");
    const mark = h(
      "mark",
      {
        id: starting.length ? `at-${starting[0].start}-${starting[0].end}` : null,
        class: [...classes].join(" "),
        "data-ids": [...new Set(piece.marks.map((span) => span.id).filter((id) => id !== undefined))].join(" "),
      },
      said ? hidden(`${said}: `) : null,
      ...words,
    );
    const counts = ending.map((span) => span.count).filter(Boolean);
    return counts.length ? [mark, h("span", { class: "m-count", "aria-hidden": "true" }, counts[0])] : [mark];
  }

  drawWords(words, start) {
    if (!UNSEEN.test(words)) return [this.text(words, start)];
    const parts = [];
    let place = start;
    for (const letter of words) {
      if (UNSEEN.test(letter)) {
        const shown = document.createTextNode(`[U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
        places.set(shown, { start: place, end: place + 1, whole: true });
        parts.push(h("span", { class: "ctl" }, shown));
      } else parts.push(this.text(letter, place));
      place += 1;
    }
    return parts;
  }

  text(words, start) {
    const node = document.createTextNode(words);
    places.set(node, { start, end: start + length(words) });
    return node;
  }

  // The canonical place of a point of the browser's selection; null outside the words of the paper.
  locate(node, offset, atEnd) {
    const known = places.get(node);
    if (known) return known.whole ? (atEnd ? known.end : known.start) : known.start + length(node.data.slice(0, offset));
    const walker = document.createTreeWalker(this.article, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    range.setStart(node, Math.min(offset, node.childNodes?.length ?? offset));
    let before = null;
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const place = places.get(text);
      if (!place) continue;
      if (range.comparePoint(text, 0) >= 0) return atEnd ? (before?.end ?? place.start) : place.start;
      before = place;
    }
    return before?.end ?? null;
  }

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.article.contains(range.commonAncestorContainer) && range.commonAncestorContainer !== this.article) return null;
    const start = this.locate(range.startContainer, range.startOffset, false);
    const end = this.locate(range.endContainer, range.endOffset, true);
    return start === null || end === null || start >= end ? null : this.trim(start, end);
  }

  trim(start, end) {
    while (start < end && /^\s?$/.test(this.letter(start))) start += 1;
    while (end > start && /^\s?$/.test(this.letter(end - 1))) end -= 1;
    return start < end ? { start, end, quote: this.words(start, end) } : null;
  }

  letter(place) {
    const block = this.blockAt(place);
    return block ? cut(block, place, place + 1) : " ";
  }

  blockAt(place) {
    return this.blocks.find((block) => block.start <= place && place < block.end);
  }

  words(start, end) {
    const touched = this.blocks.filter((block) => block.start < end && block.end > start);
    return touched.map((block) => cut(block, Math.max(start, block.start), Math.min(end, block.end))).join(" ");
  }

  range(start, end) {
    const range = document.createRange();
    let begun = false;
    const walker = document.createTreeWalker(this.article, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const place = places.get(text);
      if (!place || place.end <= start) continue;
      if (place.start >= end) break;
      const step = (offset) => [...text.data].slice(0, offset).join("").length;
      if (!begun) range.setStart(text, place.whole ? 0 : step(Math.max(0, start - place.start)));
      begun = true;
      range.setEnd(text, place.whole ? text.length : step(Math.min(end, place.end) - place.start));
    }
    return begun ? range : null;
  }

  // Sentences of the blocks, as places; the selection by keyboard goes from one to the next.
  sentences() {
    this.cached ??= this.blocks.flatMap((block) => {
      const found = [];
      let place = block.start;
      for (const { segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(block.text)) {
        const after = place + length(segment);
        const kept = this.trim(place, after);
        if (kept) found.push(kept);
        place = after;
      }
      return found;
    });
    return this.cached;
  }

  find(words) {
    const wanted = words.toLowerCase().replace(/\s+/g, " ").trim();
    if (!wanted) return [];
    return this.blocks.flatMap((block) => {
      const text = block.text.toLowerCase().replace(/\s/g, " ");
      const hits = [];
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const start = block.start + length(block.text.slice(0, at));
        hits.push({ start, end: start + length(wanted) });
      }
      return hits;
    });
  }
}
