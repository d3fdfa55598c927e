"""The article as one HTML page: no script, nothing remote; each number and cell opens what it rests on."""

import base64
from collections.abc import Callable
from html import escape

from casepool.knowledge.palette import load_palette
from casepool.write.article.inputs import ArticleFile
from casepool.write.article.model import (
    Article,
    Block,
    Bound,
    Break,
    Cited,
    Detail,
    DetailLine,
    FigureBlock,
    Gap,
    Heading,
    ListBlock,
    Paragraph,
    PlateBlock,
    ReferenceBlock,
    Run,
    Runs,
    Sign,
    Supplement,
    TableBlock,
    TableRow,
    Words,
)
from casepool.write.check_page import hash_style, load_style, load_template
from casepool.write.escape import show_hidden

STYLE_TAGS = {"bold": "b", "italic": "i", "sup": "sup"}
GLYPH_WORDS = {
    "–": "not reported",
    "×": "not accessible",
    "●": "given",
    "○": "stated as not given",
    "·": "not applicable",
}
PARAGRAPHS = {"meta": ' class="meta"', "note": ' class="note"', "refusal": ' class="refusal"'}
MOST_DATA_ROWS = 300


def render_html(article: Article) -> tuple[ArticleFile, ...]:
    """The page, and the figures as files of their own."""
    style = _load_colours() + load_style(("article.css",))
    page = load_template("article.html.j2").render(
        language=article.language,
        title=show_hidden(article.title),
        style=style,
        style_hash=hash_style(style),
        body=PageWriter(article).write(),
        footer=show_hidden(article.footer),
    )
    figures = [block for block in article.blocks if isinstance(block, FigureBlock)]
    pictures = [ArticleFile(f"{b.file}.svg", "image/svg+xml", b.figure.svg().encode()) for b in figures]
    return (ArticleFile("review.html", "text/html", page.encode()), *pictures)


def _load_colours() -> str:
    colours = load_palette().themes["print"]
    return ":root{" + "".join(f"--{name}:{value};" for name, value in sorted(colours.items())) + "}\n"


def escape_text(text: str) -> str:
    """Text for HTML: markup escaped, hidden characters visible."""
    return escape(show_hidden(text))


class PageWriter:
    """The blocks of one article as HTML. Each use of a bound value has its own box of evidence."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._boxes: list[str] = []
        self._count = 0
        self._writers: dict[type, Callable[..., str]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            ListBlock: self._list,
            TableBlock: self._table,
            FigureBlock: self._figure,
            PlateBlock: self._plate,
            ReferenceBlock: self._references,
            Break: lambda block: "",
        }

    def write(self) -> str:
        """All blocks, then the list of supplementary tables and of values that nobody has verified."""
        blocks = [self._write(block) for block in self.article.blocks]
        return "\n".join([*blocks, *self._supplements(), *self._unverified()])

    def _write(self, block: Block) -> str:
        return self._writers[type(block)](block)

    def _heading(self, block: Heading) -> str:
        level = block.level + 1
        anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
        return f"<h{level}{anchor}>{escape_text(block.text)}</h{level}>"

    def _paragraph(self, block: Paragraph) -> str:
        runs = self.runs(block.runs)
        if block.style == "title":
            return f'<h1 class="title">{runs}</h1>{self._take_boxes()}'
        return f"<p{PARAGRAPHS.get(block.style, '')}>{runs}</p>{self._take_boxes()}"

    def _list(self, block: ListBlock) -> str:
        items = "".join(f"<li>{self.runs(item)}</li>" for item in block.items)
        return f'<ul class="lines">{items}</ul>{self._take_boxes()}'

    def runs(self, runs: Runs) -> str:
        """The runs of a line."""
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        match run:
            case Bound():
                return self._bound(run)
            case Gap():
                return f'<span class="gap">[{escape_text(run.text)}]</span>'
            case Cited():
                return self._cited(run)
            case Sign():
                return f"<sup>{escape(run.text)}</sup>"
            case Words():
                return self._words(run)

    def _words(self, run: Words) -> str:
        text = escape_text(run.text)
        if run.text in GLYPH_WORDS:
            return f'<span aria-hidden="true">{text}</span><span class="vh">{GLYPH_WORDS[run.text]}</span>'
        tag = STYLE_TAGS.get(run.style)
        return f"<{tag}>{text}</{tag}>" if tag else text

    def _bound(self, run: Bound) -> str:
        shown = escape_text(run.printed)
        if run.printed in GLYPH_WORDS:
            shown = f'<span aria-hidden="true">{shown}</span><span class="vh">{GLYPH_WORDS[run.printed]}</span>'
        detail = self.article.details.get(run.name)
        if detail is None:
            return shown
        self._count += 1
        self._boxes.append(self._box(self._count, run, detail))
        marks = "".join(f" {mark}" for mark in run.marks if mark)
        return f'<a class="b{marks}" id="v-{self._count}" href="#ev-{self._count}">{shown}</a>'

    def _box(self, number: int, run: Bound, detail: Detail) -> str:
        state = f" · {escape_text(detail.state)}" if detail.state else ""
        method = f'<p class="st note">{escape_text(detail.method)}</p>' if detail.method else ""
        lines = "".join(f"<li>{self._line(line)}</li>" for line in detail.lines)
        more = f'<p class="st note">and {detail.more} more in Table S1</p>' if detail.more else ""
        return (
            f'<aside class="ev" id="ev-{number}" aria-label="Evidence"><a class="back" href="#v-{number}">back</a>'
            f"<b>{escape_text(detail.title)}</b>{state}{method}"
            + (f"<ul>{lines}</ul>" if lines else "")
            + more
            + "</aside>"
        )

    def _line(self, line: DetailLine) -> str:
        shown = f" {escape_text(line.shown)}" if line.shown else ""
        quotes = "; ".join(
            f"<q>{escape_text(quoted.quote)}</q>" + (f" {escape_text(quoted.place)}" if quoted.place else "")
            for quoted in line.quotes
        )
        status = f' · <span class="st">{escape_text(line.status)}</span>' if line.status else ""
        source = f' <span class="st">({escape_text(line.publication)})</span>'
        return f"{escape_text(line.patient)}:{shown} {quotes}{source}{status}".replace("  ", " ")

    def _take_boxes(self) -> str:
        boxes, self._boxes = "".join(self._boxes), []
        return boxes

    def _cited(self, run: Cited) -> str:
        shown = self.article.cited.get(run.key)
        if not shown:
            return ""
        link = f'<a class="cite" href="#{self._anchor(run.key)}">{{}}</a>'
        if self.article.style.order == "name":
            return link.format(escape_text(shown))
        is_raised = self.article.style.cite == "superscript"
        return f"<sup>{link.format(escape(shown))}</sup>" if is_raised else link.format(f"[{escape(shown)}]")

    def _anchor(self, key: str) -> str:
        keys = [entry.key for entry in self.article.references]
        return f"ref-{keys.index(key) + 1}"

    def _table(self, block: TableBlock) -> str:
        heads = "".join(f'<th scope="col"{_centre(head.align)}>{escape_text(head.text)}</th>' for head in block.heads)
        rows = "".join(self._row(row, block) for row in block.rows)
        label = f"{escape_text(block.label)}. " if block.label else ""
        caption = f"<caption><b>{label}{escape_text(block.title)}</b> {self.runs(block.lead)}</caption>"
        notes = "".join(f'<p class="note">{self.runs(note)}</p>' for note in block.notes)
        anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
        wide = " wide" if block.wide else ""
        name = f'role="region" aria-label="{label}{escape_text(block.title)}"'
        return (
            f'<div class="tablebox{wide}" tabindex="0" {name}{anchor}>'
            f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
            f"{notes}{self._take_boxes()}"
        )

    def _row(self, row: TableRow, block: TableBlock) -> str:
        cells = "".join(
            f"<td{_centre(head.align)}>{self.runs(cell)}</td>"
            for cell, head in zip(row.cells, block.heads, strict=True)
        )
        kind = f' class="{row.kind}"' if row.kind else ""
        boxes = self._take_boxes()
        under = f'<tr class="evs"><td colspan="{len(block.heads)}">{boxes}</td></tr>' if boxes else ""
        return f"<tr{kind}>{cells}</tr>{under}"

    def _figure(self, block: FigureBlock) -> str:
        svg = block.figure.svg(prefix=f"f{block.number}-")
        caption = f"<figcaption><b>{escape_text(block.lead)}</b> {escape_text(block.legend)}</figcaption>"
        data = [s for s in self.article.supplements if s.file.startswith((f"{block.file}.", f"{block.file}-"))]
        tables = "".join(_data_table(item, f"Data of Figure {block.number}") for item in data)
        return f'<figure id="{block.file}"><div class="pic">{svg}</div>{caption}{tables}</figure>'

    def _plate(self, block: PlateBlock) -> str:
        panels = "".join(
            f'<div class="panel"><img alt="Panel {panel.letter}" width="{panel.width}" height="{panel.height}" '
            f'src="data:{panel.media_type};base64,{base64.b64encode(panel.data).decode()}">'
            f"<figcaption><b>{panel.letter}</b> {self.runs(panel.legend)}</figcaption></div>"
            for panel in block.panels
        )
        lead = f"<figcaption><b>Figure {block.number}. {escape_text(block.lead)}</b></figcaption>"
        return f'<figure><div class="panels">{panels}</div>{lead}</figure>{self._take_boxes()}'

    def _references(self, block: ReferenceBlock) -> str:
        plain = "" if self.article.style.label else " plain"
        items = "".join(
            f'<li id="ref-{number}">' + (f"<span>{escape_text(entry.label)}</span>" if entry.label else "")
            + f"<span>{self.runs(entry.runs)}</span></li>"
            for number, entry in enumerate(block.entries, start=1)
        )  # fmt: skip
        return f'<ol class="refs{plain}">{items}</ol>'

    def _supplements(self) -> list[str]:
        if not self.article.supplements:
            return []
        items = "".join(
            f"<li>{escape_text(item.label)}: {escape_text(item.title)} ({escape_text(item.file)})</li>"
            for item in self.article.supplements
        )
        return [f'<h2 id="supplement">Supplementary tables</h2><ul class="lines">{items}</ul>']

    def _unverified(self) -> list[str]:
        items = "".join(f"<li>{escape_text(line)}</li>" for line in self.article.unverified)
        heading = '<h2 id="unverified">Values that no person has verified</h2>'
        return [f'{heading}<ul class="lines">{items}</ul>'] if items else []


def _centre(align: str) -> str:
    return ' class="c"' if align == "center" else ""


def _data_table(item: Supplement, title: str) -> str:
    """The data of a figure, folded; above MOST_DATA_ROWS rows the rest stands in the file."""
    sheet = item.sheet
    heads = "".join(f"<th>{escape_text(name)}</th>" for name in sheet.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape_text(cell)}</td>" for cell in row) + "</tr>"
        for row in sheet.rows[:MOST_DATA_ROWS]
    )
    left = len(sheet.rows) - MOST_DATA_ROWS
    more = f"<p>{left} more rows stand in {escape_text(item.file)}.</p>" if left > 0 else ""
    summary = f"<summary>{escape_text(title)} ({escape_text(item.label)}, {escape_text(item.file)})</summary>"
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<details>{summary}<div class="scroll" tabindex="0">{table}{more}</div></details>'
