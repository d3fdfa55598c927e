"""The blocks of an article as the body of a Word document."""

from collections.abc import Callable
from dataclasses import dataclass, field

from casepool.write.article.model import (
    Article,
    Block,
    Bound,
    Break,
    Cited,
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
    TableBlock,
    TableRow,
    Words,
)
from casepool.write.formats.word_comments import write_lines
from casepool.write.formats.word_styles import colour
from casepool.write.formats.word_xml import (
    attribute,
    make_control,
    make_paragraph,
    make_picture,
    make_run,
    make_section,
    twips,
)

PAGES = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
PARAGRAPHS = {"title": "Title", "meta": "Meta", "note": "TableNote"}
SUPER = '<w:vertAlign w:val="superscript"/>'
FOOTER = '<w:footerReference w:type="default" r:id="rIdFooter"/>'
PANEL_WIDTH = 82.0
PANEL_HEIGHT = 90.0


@dataclass
class Media:
    """The pictures of a document, by the id of their relation."""

    parts: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def add(self, suffix: str, data: bytes) -> str:
        """A picture; the id by which the document names it."""
        relation = f"rIdPicture{len(self.parts) + 1}"
        self.parts[relation] = (f"media/picture{len(self.parts) + 1}.{suffix}", data)
        return relation


class BodyWriter:
    """Writes the blocks of one article. `commented` are the names whose values get a comment; `is_traced` marks what
    no person has verified."""

    def __init__(
        self, article: Article, pictures: dict[str, bytes], commented: frozenset[str], is_traced: bool
    ) -> None:
        self.article = article
        self.comments: list[list[str]] = []
        self.media = Media()
        self._pictures = pictures
        self._commented = commented
        self._is_traced = is_traced
        self._controls = 0
        self._drawn = 0
        self.page = PAGES[article.theme.page]
        self._writers: dict[type, Callable[..., str]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            ListBlock: self._list,
            TableBlock: self._table,
            FigureBlock: self._figure,
            PlateBlock: self._plate,
            ReferenceBlock: self._references,
            Break: self._break,
        }

    def write(self, blocks: tuple[Block, ...]) -> str:
        """The body of the document with its sections."""
        return "".join(self._writers[type(block)](block) for block in blocks)

    def end_section(self, wide: bool) -> str:
        """The properties of the section that ends here."""
        return make_section(*self.page, wide, FOOTER, self.article.theme.body == "manuscript" and not wide)

    def _heading(self, block: Heading) -> str:
        return make_paragraph(make_run(block.text), f"Heading{min(block.level, 2)}")

    def _paragraph(self, block: Paragraph) -> str:
        return make_paragraph(self.runs(block.runs), PARAGRAPHS.get(block.style, ""))

    def _break(self, block: Break) -> str:
        return make_paragraph('<w:r><w:br w:type="page"/></w:r>')

    def _list(self, block: ListBlock) -> str:
        return "".join(make_paragraph(make_run("•  ") + self.runs(item), "ListLine") for item in block.items)

    def runs(self, runs: Runs, bold: bool = False, italic: bool = False, ink: str = "") -> str:
        """The runs of a line; `bold`, `italic` and `ink` hold for all of them."""
        return "".join(self._run(run, bold, italic, ink) for run in runs)

    def _run(self, run: Run, bold: bool, italic: bool, ink: str) -> str:
        match run:
            case Bound():
                return self._bound(run, bold, italic, ink)
            case Gap():
                return make_run(
                    f"[{run.text}]", (f'<w:shd w:val="clear" w:color="auto" w:fill="{colour("care_lt")}"/>',)
                )
            case Cited():
                return self._cited(run)
            case Sign():
                return make_run(run.text, ("<w:i/>", SUPER))
            case Words():
                is_bold, is_italic = bold or run.style == "bold", italic or run.style == "italic"
                raised = SUPER if run.style == "sup" else ""
                return make_run(run.text, _look(is_bold, is_italic, ink, tail=raised))

    def _bound(self, run: Bound, bold: bool, italic: bool, ink: str) -> str:
        is_conflict = "conflict" in run.marks
        ink = colour("event") if is_conflict else ink
        is_dotted = self._is_traced and "unverified" in run.marks
        dots = f'<w:u w:val="dotted" w:color="{colour("line")}"/>' if is_dotted else ""
        look = _look(bold or is_conflict or run.style == "bold", italic, ink, dots)
        self._controls += 1
        control = make_control(run.name, make_run(run.printed, look), 10_000 + self._controls)
        detail = self.article.details.get(run.name)
        if detail is None or run.name not in self._commented:
            return control
        number = len(self.comments)
        self.comments.append(write_lines(detail))
        return (
            f'<w:commentRangeStart w:id="{number}"/>{control}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        )

    def _cited(self, run: Cited) -> str:
        shown = self.article.cited.get(run.key, "")
        if not shown:
            return ""
        if self.article.style.order == "name":
            return make_run(shown)
        is_raised = self.article.style.cite == "superscript"
        return make_run(shown, (SUPER,)) if is_raised else make_run(f"[{shown}]")

    def _table(self, block: TableBlock) -> str:
        before = make_paragraph("", "", self.end_section(wide=False)) if block.wide else ""
        after = make_paragraph("", "", self.end_section(wide=True)) if block.wide else make_paragraph("", "TableCell")
        width = (self.page[1] if block.wide else self.page[0]) - 36
        label = f"{block.label}. " if block.label else ""
        caption = make_run(f"{label}{block.title} ", ("<w:b/>",)) + self.runs(block.lead)
        notes = "".join(make_paragraph(self.runs(note), "TableNote") for note in block.notes)
        return f"{before}{make_paragraph(caption, 'TableCaption')}{self._grid(block, width, label)}{notes}{after}"

    def _grid(self, block: TableBlock, width: float, label: str) -> str:
        share = width / sum(head.width for head in block.heads)
        widths = [twips(head.width * share) for head in block.heads]
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        heads = "".join(
            _make_cell(make_run(head.text, ("<w:b/>",)), w, head.align, _edge("bottom", 4), "", is_head=True)
            for head, w in zip(block.heads, widths, strict=True)
        )
        rows = "".join(self._row(row, block, widths) for row in block.rows)
        edges = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="auto"/>' for side in ("top", "bottom"))
        margins = (
            f'<w:top w:w="{twips(0.5)}" w:type="dxa"/><w:left w:w="{twips(0.9)}" w:type="dxa"/>'
            f'<w:bottom w:w="{twips(0.5)}" w:type="dxa"/><w:right w:w="{twips(0.9)}" w:type="dxa"/>'
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
            f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={attribute(label + block.title)}/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
        )

    def _row(self, row: TableRow, block: TableBlock, widths: list[int]) -> str:
        fill = colour("index_lt") if row.kind == "index" else ""
        cells = []
        for place, (cell, head, w) in enumerate(zip(row.cells, block.heads, widths, strict=True)):
            ink = colour("index") if row.kind == "index" and place < 2 else colour("ink2") if row.kind == "run" else ""
            content = self.runs(cell, row.kind == "group", row.kind == "run", ink)
            indent = f'<w:ind w:left="{twips(2)}"/>' if row.kind in ("indent", "run") and not place else ""
            cells.append(_make_cell(content, w, head.align, "", fill, indent))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def _figure(self, block: FigureBlock) -> str:
        figure, self._drawn = block.figure, self._drawn + 1
        relation = self.media.add("png", self._pictures[block.file])
        width = min(figure.width, self.page[0] - 36)
        height = figure.height * width / figure.width
        picture = make_picture(relation, width, height, self._drawn, f"Figure {block.number}", block.alt)
        caption = make_run(f"{block.lead} ", ("<w:b/>",)) + make_run(block.legend)
        return make_paragraph(picture, "Picture") + make_paragraph(caption, "Caption")

    def _plate(self, block: PlateBlock) -> str:
        parts, legends = [], [make_run(f"Figure {block.number}. {block.lead} ", ("<w:b/>",))]
        for panel in block.panels:
            self._drawn += 1
            scale = min(PANEL_WIDTH / panel.width, PANEL_HEIGHT / panel.height)
            relation = self.media.add("png" if panel.media_type == "image/png" else "jpg", panel.data)
            size = (panel.width * scale, panel.height * scale)
            picture = make_picture(relation, *size, self._drawn, f"Panel {panel.letter}", f"{block.alt} {panel.letter}")
            parts.append(make_run(f"{panel.letter} ", ("<w:b/>",)) + picture + make_run("   "))
            legends += [make_run(f"{panel.letter} ", ("<w:b/>",)), self.runs(panel.legend), make_run(" ")]
        return make_paragraph("".join(parts), "Picture") + make_paragraph("".join(legends), "Caption")

    def _references(self, block: ReferenceBlock) -> str:
        return "".join(
            make_paragraph(
                (make_run(entry.label) + "<w:r><w:tab/></w:r>" if entry.label else "") + self.runs(entry.runs),
                "Reference",
            )
            for entry in block.entries
        )


def _look(bold: bool, italic: bool, ink: str, underline: str = "", tail: str = "") -> tuple[str, ...]:
    """Properties of a run in the order of the schema."""
    inked = f'<w:color w:val="{ink}"/>' if ink else ""
    return ("<w:b/>" if bold else "", "<w:i/>" if italic else "", inked, underline, tail)


def _edge(side: str, eighths: int) -> str:
    return f'<w:tcBorders><w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="auto"/></w:tcBorders>'


def _make_cell(
    content: str, width: int, align: str, borders: str, fill: str, indent: str = "", is_head: bool = False
) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    placed = '<w:vAlign w:val="bottom"/>' if is_head else ""
    centred = '<w:jc w:val="center"/>' if align == "center" else ""
    kept = "<w:keepNext/>" if is_head else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}{shade}{placed}</w:tcPr>'
        f"{make_paragraph(content, 'TableCell', kept + indent + centred)}</w:tc>"
    )
