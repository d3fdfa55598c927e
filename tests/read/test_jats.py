"""JATS: every article, table, reference and citation mark, and an anchor for every character that is kept."""

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.read.jats import read_jats
from casepool.read.limits import DEFAULT_LIMITS
from casepool.read.raised import render_raised
from casepool.read.weave import LIGATURES, SUPERSCRIPTS
from casepool.read.xml_tree import parse_xml, source_text
from support import shared_path

DATA = Path(__file__).parent / "data"
MADE = DATA / "made"
EXPECTED = json.loads((MADE / "expected.json").read_text(encoding="utf-8"))


def read(data: bytes, name: str = "a.xml") -> tuple[Document, ...]:
    return read_jats(data, name, hashlib.sha256(data).hexdigest())


def read_body(inner: str) -> Document:
    """The document of an article with this body."""
    (document,) = read(f'<article xmlns:mml="m"><body>{inner}</body></article>'.encode())
    return document


def words(text: str) -> str:
    return " ".join(text.split())


def grid_of(document: Document, number: int = 0) -> list[list[str]]:
    """A table as rows of words, spanned cells repeated."""
    table = document.tables[number]
    return [
        [
            words(document.text[cell.start : cell.end]) if (cell := table.cell_at(row, column)) else ""
            for column in range(table.column_count)
        ]
        for row in range(table.row_count)
    ]


def blocks_of(document: Document, *kinds: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


class TestMadeFiles:
    def test_case_report(self) -> None:
        wanted = EXPECTED["case_report.xml"]
        documents = read((MADE / "case_report.xml").read_bytes(), "case_report.xml")
        assert len(documents) == wanted["documents"]
        document = documents[0]
        front = document.front
        assert (front.article_type, front.title) == (wanted["article_type"], wanted["title"])
        assert {"pmcid": front.pmcid, "doi": front.doi} == wanted["ids"]
        assert (front.journal, front.year, front.authors) == ("Journal of Invented Cases", 2024, ("A Made",))
        for sentence in wanted["sentences"]:
            assert sentence in document.text
        for never in wanted["never"]:
            assert never not in document.text
        assert grid_of(document) == wanted["table"]
        assert document.tables[0].header_rows == 2
        assert [(document.text[c.start : c.end], c.numbers) for c in document.citations] == [
            ("[1]", (1,)),
            ("[1,2]", (1, 2)),
        ]
        assert "T3 and T4² " in document.text.replace(".", " ")
        assert [(r.number, r.year, r.key) for r in document.references] == [(1, 2001, "r1"), (2, 2010, "r2")]

    def test_the_sentence_behind_a_table_belongs_to_its_paragraph(self) -> None:
        (document,) = read((MADE / "case_report.xml").read_bytes())
        (paragraph,) = [p for p in blocks_of(document, "paragraph") if p.startswith("The Ki-67")]
        assert paragraph.endswith("See Table 1. This sentence follows the table inside one paragraph.")

    def test_article_set(self) -> None:
        wanted = EXPECTED["articleset.xml"]
        first, second = read((MADE / "articleset.xml").read_bytes(), "dir/set.xml")
        assert [first.front.title, second.front.title] == wanted["titles"]
        assert [first.front.pmcid, second.front.pmcid] == wanted["ids"]
        assert [first.id, second.id] == ["set", "set#2"]
        assert second.front.pmid == "1"
        assert [str(p) for p in second.problems] == [
            "The file holds the front matter and no full text. Give the PDF or the full XML of the article."
        ]

    def test_image_table(self) -> None:
        (document,) = read((MADE / "image_table.xml").read_bytes())
        (table,) = document.tables
        assert (table.image_only, table.cells, table.label) == (True, (), "Table 1")
        assert [(p.kind, p.part, str(p)) for p in document.problems] == [
            (
                "image_table",
                "Table 1",
                "Table 1 is present as an image only; its cells cannot be read. "
                "Type the rows that matter, or ask the publisher for the table as text.",
            )
        ]

    def test_entity_bomb(self) -> None:
        with pytest.raises(ReadError) as caught:
            read((MADE / "hostile_entities.xml").read_bytes(), "hostile_entities.xml")
        assert str(caught.value) == (
            "hostile_entities.xml declares entities that multiply its size; casepool never expands entities. "
            "Such a file is an attack or damaged: download the article again from its publisher."
        )


class TestDialects:
    @pytest.fixture(scope="class")
    @staticmethod
    def documents() -> tuple[Document, ...]:
        return read((DATA / "dialects.xml").read_bytes(), "dialects.xml")

    @pytest.fixture(scope="class")
    @staticmethod
    def document(documents: tuple[Document, ...]) -> Document:
        return documents[0]

    def test_front(self, document: Document) -> None:
        front = document.front
        assert front.authors == ("Ada B Ash", "Cy Elm", "The Arm Group")
        assert (front.title, front.year) == ("Lipoma of the arm*: a case and its twin", 2020)
        assert (front.pmcid, front.pmid, front.doi) == ("PMC9900010", "99000010", "10.99999/made.10")
        assert front.keywords == ("lipoma", "left arm")
        assert blocks_of(document, "title", "paragraph")[:5] == [
            "Lipoma of the arm*: a case and its twin",
            "Ada B Ash, Cy Elm, The Arm Group",
            "1 Hospital of the Wood, Nowhere",
            "* Write to ada@example.org",
            "Journal of Invented Cases. 2020;7(2):11-15. doi: 10.99999/made.10",
        ]

    def test_headings_with_levels(self, document: Document) -> None:
        assert [(document.text[b.start : b.end], b.level) for b in document.blocks if b.kind == "heading"] == [
            ("Abstract", 1),
            ("Aim", 2),
            ("Case", 2),
            ("Keywords", 1),
            ("1 Opening words", 1),
            ("The baker", 1),
            ("Discussion", 1),
            ("Limits", 2),
            ("Acknowledgements", 1),
            ("Footnotes", 1),
            ("Conflict of interest", 1),
            ("Funding", 1),
            ("References", 1),
        ]

    def test_roles_that_only_the_section_type_tells(self, document: Document) -> None:
        roles = {s.title: s.role for s in document.sections if s.title}
        assert roles["Discussion"] == roles["Limits"] == "discussion"
        assert roles["Conflict of interest"] == "ethics"
        assert document.section_at(document.text.index("The baker's arm")) is not None
        assert document.place_at(document.text.index("The baker's arm")).role == "case"
        assert document.place_at(document.text.index("Hospital of the Wood")).role == "front"
        assert document.place_at(document.text.index("To tell of")).role == "abstract"

    def test_citation_marks(self, document: Document) -> None:
        assert (
            "Lipomas are known[1,2] and felt[1–3]. Some [2] say (Oak, 2003) so[2, 3]. Others[1,2] too" in document.text
        )
        assert [(document.text[c.start : c.end], c.numbers) for c in document.citations] == [
            ("[1,2]", (1, 2)),
            ("[1–3]", (1, 2, 3)),
            ("[2]", (2,)),
            ("Oak, 2003", (3,)),
            ("[2, 3]", (2, 3)),
        ]

    def test_raised_and_lowered_characters(self, document: Document) -> None:
        assert "10⁹ cells, 3 cm², 18F, Ca2+, the 1st, a value of 45^a and H2O." in document.text

    def test_least_clean_up(self, document: Document) -> None:
        assert (
            "The baker's arm was large\u00a0firm, caf\u00e9-coloured and soft. It weighed <2\u2009kg & more."
            in document.text
        )

    def test_a_list_splits_its_paragraph_and_a_note_follows_it(self, document: Document) -> None:
        start = document.text.index("The baker's arm")
        found = [(b.kind, words(document.text[b.start : b.end])) for b in document.blocks if b.start >= start]
        assert found[1:6] == [
            ("list-item", "1. First it grew."),
            ("list-item", "Then it hurt."),
            ("list-item", "At night."),
            ("paragraph", "So he came."),
            ("footnote", "a On a kitchen scale."),
        ]

    def test_formulas_stand_once(self, document: Document) -> None:
        assert "The area was A=r^2, in short b." in document.text

    def test_boxes_and_definitions(self, document: Document) -> None:
        assert "Learning points" in blocks_of(document, "paragraph")
        assert "CT: computed tomography" in blocks_of(document, "list-item")

    def test_floats_group(self, document: Document) -> None:
        assert [(f.label, document.text[f.start : f.end]) for f in document.figures] == [
            ("Fig. 1", "Fig. 1. The arm. Left side.")
        ]
        assert grid_of(document) == [["Who", "Arm[a]"], ["Ada", "left upper"], ["none", "none"]]
        table = document.tables[0]
        assert (table.header_rows, [document.text[s:e] for s, e in table.footnotes]) == (1, ["a As seen."])

    def test_references(self, document: Document) -> None:
        assert blocks_of(document, "reference") == [
            "1. Ash B, Elm C, Editor X. On arms. J Inv. 2001;3(4):5-9. 10.99999/a.1. 123",
            "2. Oak D. On legs. Inv Ann 2002;1:7.",
            "3. Yew E. On hands. Inv Ann. 2003;2:8-9.",
        ]
        first, second, third = document.references
        assert (first.authors, first.title, first.source) == (("Ash B", "Elm C"), "On arms", "J Inv")
        assert (first.year, first.volume, first.pages, first.doi, first.pmid) == (
            2001,
            "3",
            "5-9",
            "10.99999/a.1",
            "123",
        )
        assert (second.authors, second.title, second.pages) == (("Oak D",), "On legs", "7")
        assert (third.authors, third.year, third.pages) == (("Yew E",), 2003, "8-9")
        assert document.references_complete is True

    def test_what_was_left_out_is_said(self, document: Document) -> None:
        assert [str(p) for p in document.problems] == ["An abstract in a second language was left out."]

    def test_replies_are_documents_of_their_own(self, documents: tuple[Document, ...]) -> None:
        reply = documents[1]
        assert (reply.id, reply.front.title, reply.front.doi) == (
            "dialects+re1",
            "Answer of the baker",
            "10.99999/made.11",
        )
        assert "It was the right arm." in reply.text
        assert "right arm" not in documents[0].text


class TestStructure:
    def test_paragraphs_are_blocks_apart(self) -> None:
        document = read_body("<p>One.</p><sec><title>T</title><p>Two.</p></sec><p> </p>")
        assert document.text == "One.\n\nT\n\nTwo."

    def test_spans_beyond_the_table_are_cut(self) -> None:
        document = read_body(
            '<table-wrap><table><tr><td rowspan="99999999">a</td><td colspan="-3">b</td></tr>'
            '<tr><td colspan="9999999999">c</td></tr></table></table-wrap>'
        )
        table = document.tables[0]
        assert [(c.row, c.column, c.rowspan, c.colspan) for c in table.cells] == [
            (0, 0, 2, 1),
            (0, 1, 1, 1),
            (1, 1, 1, 200),
        ]

    def test_empty_cells_have_a_place_and_no_block(self) -> None:
        document = read_body("<table-wrap><table><tr><td/><td>b</td></tr><tr><td>c</td><td/></tr></table></table-wrap>")
        assert document.text == "b\nc\t"
        assert [(c.start, c.end) for c in document.tables[0].cells] == [(0, 0), (0, 1), (2, 3), (4, 4)]
        assert blocks_of(document, "cell") == ["b", "c"]

    def test_cals_tables(self) -> None:
        document = read_body(
            "<table-wrap><table><tgroup><thead><row><entry namest='c1' nameend='c2'>H</entry></row></thead>"
            "<tbody><row><entry morerows='1'>a</entry><entry>b</entry></row><row><entry>c</entry></row></tbody>"
            "</tgroup></table></table-wrap>"
        )
        assert grid_of(document) == [["H", "H"], ["a", "b"], ["a", "c"]]
        assert document.tables[0].header_rows == 1

    def test_a_default_namespace(self) -> None:
        inner = "<sec><title>Case</title><p>A <b>man</b>.</p></sec>"
        data = f'<article xmlns="http://jats.example"><body>{inner}</body></article>'.encode()
        (document,) = read(data)
        assert document.text == "Case\n\nA man."
        check_anchors(data, (document,))

    def test_unknown_entities_stand_as_written(self) -> None:
        data = b'<!DOCTYPE article SYSTEM "x.dtd"><article><body><p>5&nbsp;cm &alpha; &own; end</p></body></article>'
        (document,) = read(data)
        assert document.text == "5\u00a0cm α &own; end"
        assert [str(p) for p in document.problems if p.kind == "entity"] == [
            "The entity &own; is not expanded; it stands in the text as written."
        ]
        check_anchors(data, (document,))

    @pytest.mark.parametrize(
        ("data", "kind", "message"),
        [
            (
                b"<article><body><p>x</body></article>",
                "malformed",
                "a.xml is not well-formed XML: Opening and ending tag mismatch: p line 1 and body, line 1, column 27. "
                "Download it again.",
            ),
            (
                b"<article>" + b"<sec>" * 300 + b"</sec>" * 300 + b"</article>",
                "too_deep",
                "a.xml nests its elements too deeply for an article. Download the article again from its publisher.",
            ),
            (b"<pmc-articleset/>", "malformed", "a.xml holds no article. Download it again."),
        ],
    )
    def test_refusals(self, data: bytes, kind: str, message: str) -> None:
        with pytest.raises(ReadError) as caught:
            read(data)
        assert (caught.value.problem.kind, str(caught.value)) == (kind, message)


@pytest.mark.parametrize(
    ("content", "before", "way"),
    [
        ("2", "m", "digits"),
        ("-9", "0", "digits"),
        ("2", ")", "digits"),
        ("18", " ", "plain"),
        ("18", "", "plain"),
        ("18", "(", "plain"),
        ("2+", "a", "plain"),
        ("+", "D", "plain"),
        ("1,2", "d", "mark"),
        ("3–5", ".", "mark"),
        ("a", "5", "caret"),
        ("a", " ", "plain"),
        ("st", "1", "plain"),
        ("TM", "r", "plain"),
    ],
)
def test_raised_characters(content: str, before: str, way: str) -> None:
    assert render_raised(content, before) == way


def check_anchors(data: bytes, documents: tuple[Document, ...]) -> dict[tuple[str, str], set[int]]:
    """Every run gives back its characters; which characters of which source node were kept."""
    root = parse_xml(data, "a.xml", DEFAULT_LIMITS)
    kept: dict[tuple[str, str], set[int]] = {}
    for document in documents:
        assert unicodedata.is_normalized("NFC", document.text)
        last = 0
        for run in document.anchors:
            assert run.start >= last
            last = run.start + run.length
            source = source_text(root, run.path, run.part)[run.offset : run.offset + run.length]
            printed = document.text[run.start : last]
            assert same_characters(source, printed), (run, source, printed)
            kept.setdefault((run.path, run.part), set()).update(range(run.offset, run.offset + run.length))
    return kept


def same_characters(source: str, printed: str) -> bool:
    """Whether each printed character is its source character, blanks, ligatures and superscripts apart."""
    return len(source) == len(printed) and all(
        a == b
        or (a.isspace() and b == " ")
        or a.translate(SUPERSCRIPTS) == b
        or b in LIGATURES.get(a, "")
        or unicodedata.normalize("NFD", b).startswith(a)
        for a, b in zip(source, printed, strict=True)
    )


@pytest.mark.parametrize("name", ["case_report.xml", "articleset.xml", "image_table.xml", "../dialects.xml"])
def test_every_kept_character_has_its_anchor(name: str) -> None:
    data = (MADE / name).read_bytes()
    documents = read(data)
    check_anchors(data, documents)
    for document in documents:
        covered = {i for run in document.anchors for i in range(run.start, run.start + run.length)}
        inserted = "".join(c for i, c in enumerate(document.text) if i not in covered)
        assert set(inserted) <= set(" \t\n[],.:;()-^/") | set(
            "AbstractKeywordsReferencesFootnotesConflict of interestFunding"
        ) | set("Acknowledgementsdoi23\u2009")


@pytest.mark.parametrize("name", ["case_report.xml", "../dialects.xml"])
def test_every_text_node_of_the_body_is_kept_once(name: str) -> None:
    data = (MADE / name).read_bytes()
    documents = read(data)
    kept = check_anchors(data, documents)
    root = parse_xml(data, "a.xml", DEFAULT_LIMITS)
    tree = root.getroottree()
    skipped = {"label", "tex-math", "graphic", "xref", "element-citation"}
    for element in root.find("body").iter():
        if not isinstance(element.tag, str) or any(p.tag in skipped for p in (element, *element.iterancestors())):
            continue
        for part, content in (("text", element.text), ("tail", element.tail)):
            path = canonical_path(tree.getpath(element))
            for index, character in enumerate(content or ""):
                dropped = character.isspace() or character in "\u00ad\u0301"
                found = any(index in kept.get((p, part), ()) for p in (path, *alternatives(kept, root, element)))
                assert dropped or found, (path, part, character)


def canonical_path(path: str) -> str:
    """An XPath with a number at every step but the first, as the reader writes them."""
    first, *steps = path.strip("/").split("/")
    return "/".join(["", first, *(s if s.endswith("]") else f"{s}[1]" for s in steps)])


def alternatives(kept: dict[tuple[str, str], set[int]], root: object, element: object) -> list[str]:
    """Paths of the same element in another spelling (elements of other namespaces are counted, not named)."""
    return [path for path, _ in kept if "*" in path and root.xpath(path)[0] is element]  # type: ignore[attr-defined]


PAPERS = ["jats/1472-6831-8-11.nxml", "jats/elife-56337.nxml", "jats/pntd.0008301.nxml", "jats/pone.0046493.nxml"]
PAPERS += ["jats/ptag100.xml", "pairs/PMC1397864.xml", "pairs/PMC5376420.xml", "pairs/PMC6281068.xml"]


@pytest.mark.parametrize("name", PAPERS)
def test_real_articles(name: str) -> None:
    path = shared_path("papers", *name.split("/"))
    data = path.read_bytes()
    documents = read(data, path.name)
    check_anchors(data, documents)
    document = documents[0]
    assert document.front.title
    assert document.front.year
    assert document.front.doi
    assert document.references_complete is True
    cited = {number for citation in document.citations for number in citation.numbers}
    assert cited <= {reference.number for reference in document.references}
    assert len(cited) > 0.6 * len(document.references)
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end
        last = block.end
