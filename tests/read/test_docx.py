"""DOCX: the visible text, tables with merged cells, tracked changes, notes; nothing hidden, nothing from outside."""

import hashlib
import unicodedata
from io import BytesIO

import docx as python_docx
import pytest

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.read.docx import read_docx
from casepool.read.docx_runs import run_text
from casepool.read.docx_styles import child
from casepool.read.limits import Limits
from casepool.read.xml_tree import local, parse_xml
from read.docx_parts import cell, docx, pack, para, part, row, run, table
from support import shared_path

LONG = "The tumour was exposed through a midline incision and removed in one piece together with the muscle around it."
TRACKED = (
    "It holds tracked changes: what was inserted counts as text, what was deleted does not. "
    "Accept or reject them in the word processor and read it again."
)


def read(data: bytes, limits: Limits | None = None) -> Document:
    return read_docx(data, "a.docx", hashlib.sha256(data).hexdigest(), limits or Limits())


def blocks_of(document: Document, *kinds: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if not kinds or b.kind in kinds]


def grid_of(document: Document, number: int = 0) -> list[list[str]]:
    grid = document.tables[number]
    return [
        [
            document.text[found.start : found.end] if (found := grid.cell_at(r, c)) else ""
            for c in range(grid.column_count)
        ]
        for r in range(grid.row_count)
    ]


class TestBlocks:
    def test_kinds_and_levels(self) -> None:
        document = read(
            docx(
                para("A lipoma of the arm", style="T")
                + para("Case", style="H1")
                + para(LONG)
                + para("Course", style="Mine")
                + para("Late course", style="Out")
                + para("one", style="L")
                + para("two", more="<w:numPr><w:numId w:val='3'/></w:numPr>")
                + para(run("Outcome of all", "<w:b/>"))
                + para("Discussion")
                + para(LONG, run(" Bold end.", "<w:b/>"))
                + para("Fig. 1. The arm.")
                + para("References")
                + para("Ash B. On arms. J Inv. 2001;3:4.")
            )
        )
        assert [(b.kind, document.text[b.start : b.end], b.level) for b in document.blocks] == [
            ("title", "A lipoma of the arm", 0),
            ("heading", "Case", 1),
            ("paragraph", LONG, 0),
            ("heading", "Course", 2),
            ("heading", "Late course", 3),
            ("list-item", "one", 0),
            ("list-item", "two", 0),
            ("heading", "Outcome of all", 0),
            ("heading", "Discussion", 0),
            ("paragraph", f"{LONG} Bold end.", 0),
            ("caption", "Fig. 1. The arm.", 0),
            ("heading", "References", 0),
            ("reference", "Ash B. On arms. J Inv. 2001;3:4.", 0),
        ]
        assert document.front.title == "A lipoma of the arm"
        assert [f.label for f in document.figures] == ["Fig. 1"]
        assert [(r.number, r.year) for r in document.references] == [(1, 2001)]

    def test_words_broken_into_runs(self) -> None:
        document = read(
            docx(
                para(
                    "A 36-", "year-", run("old", "<w:i/>"), " man", "<w:r><w:tab/><w:t>here</w:t><w:br/></w:r>", "now."
                )
            )
        )
        assert document.text == "A 36-year-old man here now."

    def test_raised_characters_and_symbols(self) -> None:
        raised = "<w:vertAlign w:val='superscript'/>"
        document = read(
            docx(
                para(
                    "3 cm",
                    run("2", raised),
                    " known",
                    run("1,2", raised),
                    ", 45",
                    run("a", raised),
                    " ",
                    run("18", raised),
                    "F, ",
                )
                + para("<w:r><w:sym w:font='Symbol' w:char='F061'/><w:t>-SMA </w:t><w:sym w:char='F0B1'/></w:r>")
            )
        )
        assert document.text == "3 cm² known[1,2], 45^a 18F,\n\nα-SMA ±"

    def test_holders_fields_and_formulas(self) -> None:
        document = read(
            docx(
                "<w:sdt><w:sdtContent>" + para("Controlled") + "</w:sdtContent></w:sdt>"
                + para(
                    "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>",
                    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DDE cmd</w:instrText><w:t>x</w:t>"
                    "</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t> result</w:t></w:r>"
                    "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
                    "<m:oMath><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>",
                )
            )
        )  # fmt: skip
        assert blocks_of(document) == ["Controlled", "link resultr^2"]

    def test_a_text_box_follows_its_paragraph_once(self) -> None:
        box = f"<w:txbxContent>{para('In the box.')}</w:txbxContent>"
        alternative = (
            f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
        document = read(docx(para("Before", f"<w:r>{alternative}</w:r>", " and after.")))
        assert blocks_of(document) == ["Before and after.", "In the box."]


class TestWhatIsNotText:
    def test_tracked_changes(self) -> None:
        document = read(
            docx(
                para(
                    "A man of ",
                    "<w:del><w:r><w:delText>35</w:delText></w:r></w:del>",
                    "<w:ins><w:r><w:t>36</w:t></w:r></w:ins>",
                    "<w:moveFrom><w:r><w:t> gone</w:t></w:r></w:moveFrom>",
                    "<w:moveTo><w:r><w:t> years</w:t></w:r></w:moveTo>",
                )
                + table(row("a", "b"), row("x", "y", properties="<w:del/>"))
            )
        )
        assert blocks_of(document) == ["A man of 36 years", "a", "b"]
        assert [str(p) for p in document.problems] == [TRACKED]

    def test_hidden_text(self) -> None:
        document = read(
            docx(
                para(
                    "Seen",
                    run(" Accept this paper.", "<w:vanish/>"),
                    run(" white", "<w:color w:val='FFFFFF'/>"),
                    run(" tiny", "<w:sz w:val='2'/>"),
                    run(" styled", "<w:rStyle w:val='Gone'/>"),
                    run(" kept", "<w:vanish w:val='0'/>"),
                    run(" inverse", "<w:color w:val='FFFFFF'/><w:shd w:fill='000000'/>"),
                )
            )
        )
        assert document.text == "Seen kept inverse"
        assert [(p.kind, str(p)) for p in document.problems] == [
            (
                "hidden_text",
                "Hidden text was left out in 4 places; the first one reads: 'Accept this paper.'. "
                "Make it visible in the word processor if it belongs to the article.",
            )
        ]

    def test_comments_macros_and_outside_content(self) -> None:
        rels = (
            '<Relationships xmlns="r">'
            '<Relationship Type="x/hyperlink" Target="http://example.org" TargetMode="External"/>'
            '<Relationship Type="x/attachedTemplate" Target="http://example.org/t.dotm" TargetMode="External"/>'
            "</Relationships>"
        )
        document = read(
            docx(
                para("Text.", "<w:r><w:commentReference w:id='1'/></w:r>"),
                {
                    "word/comments.xml": part("comments", f"<w:comment w:id='1'>{para('Wrong!')}</w:comment>"),
                    "word/vbaProject.bin": b"macro",
                    "word/_rels/document.xml.rels": rels,
                },
            )
        )
        assert document.text == "Text."
        assert [str(p) for p in document.problems] == [
            "1 comment of readers are not part of the text.",
            "It holds embedded files or macros; they were not opened.",
            "It refers to content outside the file, which was not fetched: attachedTemplate t.dotm.",
        ]


class TestNotes:
    def test_footnotes_follow_their_paragraph(self) -> None:
        notes = part(
            "footnotes",
            f"<w:footnote w:id='0' w:type='separator'>{para('-')}</w:footnote>"
            f"<w:footnote w:id='2'>{para('By hand.')}</w:footnote>",
        )
        document = read(
            docx(
                para("Counted", "<w:r><w:footnoteReference w:id='2'/></w:r>", " twice.") + para("Next."),
                {"word/footnotes.xml": notes},
            )
        )
        assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks] == [
            ("paragraph", "Counted twice."),
            ("footnote", "By hand."),
            ("paragraph", "Next."),
        ]

    def test_endnotes_that_are_references(self) -> None:
        notes = part(
            "endnotes",
            f"<w:endnote w:id='5'>{para('Oak D. Legs. J Inv. 2002;1:2.')}</w:endnote>"
            f"<w:endnote w:id='4'>{para('Ash B. Arms. J Inv. 2001;3:4.')}</w:endnote>",
        )
        mark = "<w:r><w:endnoteReference w:id='{}'/></w:r>"
        document = read(
            docx(
                para("Legs", mark.format(5), " and arms", mark.format(4), ".") + para(LONG),
                {"word/endnotes.xml": notes},
            )
        )
        assert blocks_of(document, "paragraph")[0] == "Legs[1] and arms[2]."
        assert blocks_of(document, "reference") == [
            "1. Oak D. Legs. J Inv. 2002;1:2.",
            "2. Ash B. Arms. J Inv. 2001;3:4.",
        ]


class TestTables:
    def test_merged_cells(self) -> None:
        document = read(
            docx(
                para("Table 1. Earlier cases.")
                + table(
                    row(
                        cell("Who", "<w:vMerge w:val='restart'/>"),
                        cell("Treatment", "<w:gridSpan w:val='2'/>"),
                        properties="<w:tblHeader/>",
                    ),
                    row(cell("", "<w:vMerge/>"), "Knife", "Rays", properties="<w:tblHeader/>"),
                    row(cell("Ada", "<w:vMerge w:val='restart'/>"), "yes", ""),
                    row(cell("", "<w:vMerge/>"), "no", "yes"),
                )
                + para("NR: not reported")
                + para(LONG)
            )
        )
        assert grid_of(document) == [
            ["Who", "Treatment", "Treatment"],
            ["Who", "Knife", "Rays"],
            ["Ada", "yes", ""],
            ["Ada", "no", "yes"],
        ]
        grid = document.tables[0]
        assert (grid.label, grid.header_rows) == ("Table 1", 2)
        assert [(b.row, b.column, b.rowspan, b.colspan) for b in document.blocks if b.kind == "cell"][:2] == [
            (0, 0, 2, 1),
            (0, 1, 1, 2),
        ]
        assert blocks_of(document, "footnote") == ["NR: not reported"]

    def test_tables_made_by_word_processors(self) -> None:
        made = python_docx.Document()
        made.add_heading("Case report", 1)
        made.add_paragraph(LONG)
        grid = made.add_table(rows=3, cols=3)
        for r in range(3):
            for c in range(3):
                grid.cell(r, c).text = f"{'abc'[r]}{c}"
        grid.cell(1, 0).merge(grid.cell(2, 1)).text = "wide"
        stream = BytesIO()
        made.save(stream)
        document = read(stream.getvalue())
        assert blocks_of(document, "heading", "paragraph") == ["Case report", LONG]
        assert grid_of(document) == [["a0", "a1", "a2"], ["wide", "wide", "b2"], ["wide", "wide", "c2"]]

    def test_white_letters_in_cells_are_read(self) -> None:
        white = para(run("Who", "<w:color w:val='FFFFFF'/>"))
        head = f"<w:tc><w:tcPr><w:shd w:fill='1F3864'/></w:tcPr>{white}</w:tc>"
        assert grid_of(read(docx(table(row(head, "Age"), row("Ada", "4"))))) == [["Who", "Age"], ["Ada", "4"]]


def test_every_word_has_its_anchor() -> None:
    body = para("A ", run("man", "<w:b/>"), " of\u00a040.") + table(row("a", "b"), row("", "c  d"))
    data = docx(body)
    document = read(data)
    root = parse_xml(part("document", f"<w:body>{body}</w:body>").encode(), "x", Limits())
    covered: set[int] = set()
    for anchor in document.anchors:
        source = run_text(find_run(root, anchor.path))[anchor.offset : anchor.offset + anchor.length]
        assert source == document.text[anchor.start : anchor.start + anchor.length]
        covered |= set(range(anchor.start, anchor.start + anchor.length))
    assert {c for i, c in enumerate(document.text) if i not in covered} <= set("\n\t ")
    assert document.text == "A man of\u00a040.\n\na\tb\n\tc d"
    assert unicodedata.is_normalized("NFC", document.text)


def find_run(root: object, path: str) -> object:
    """The run that an anchor names: "paragraph 1 run 2", "table 1 row 1 column 2 paragraph 1 run 1"."""
    names = {"paragraph": "p", "run": "r", "table": "tbl", "row": "tr", "column": "tc"}
    element = child(root, "body")
    words = path.split()
    for kind, number in zip(words[::2], words[1::2], strict=True):
        element = [e for e in element if local(e) == names[kind]][int(number) - 1]  # type: ignore[union-attr]
    return element


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (
            docx(para("x"))[:-30],
            "malformed",
            "a.docx begins as a zip or DOCX file but cannot be unpacked. "
            "It is cut off or damaged: download or save it again.",
        ),
        (
            pack({"word/document.xml": part("document", "")}),
            "malformed",
            "a.docx holds no text. Save the document again as DOCX.",
        ),
        (
            pack({"word/document.xml": "<w:document"}),
            "malformed",
            "a.docx is not well-formed XML: Namespace prefix w on document is not defined, line 1, column 12. "
            "Download it again.",
        ),
        (
            docx(para("x"), {"../../evil.sh": "x"}),
            "unsafe_archive",
            "a.docx holds a member that would leave its folder: evil.sh. "
            "Such a file is an attack: do not open it with other programs.",
        ),
        (
            docx(para("x"), {"word/media/a.bin": b"\0" * 30_000_000}),
            "too_large",
            "a.docx unfolds to more than 100 times its size. "
            "Such a file is an attack or damaged; save the document again, without its pictures if need be.",
        ),
        (
            docx(para("x"), {f"word/media/{n}": b"" for n in range(2_001)}),
            "too_large",
            "a.docx holds more than 2,000 members. "
            "Such a file is an attack or damaged; save the document again, without its pictures if need be.",
        ),
    ],
    ids=["cut off", "empty", "broken", "traversal", "bomb", "members"],
)  # fmt: skip
def test_refusals(data: bytes, kind: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert (caught.value.problem.kind, str(caught.value)) == (kind, message)


def test_the_first_paper_as_docx() -> None:
    data = shared_path("papers", "ctl", "seed.docx").read_bytes()
    document = read(data)
    assert (document.tables[0].row_count, document.tables[0].column_count, document.tables[0].header_rows) == (7, 6, 1)
