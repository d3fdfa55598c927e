"""Plain text and Markdown: the text is the file, unchanged; headings, lists, captions, tables and references in it."""

import hashlib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.read.limits import Limits
from casepool.read.plain import read_plain
from casepool.read.plain_layout import Layout
from support import ROOT, shared_path


def read(text: str, name: str = "a.txt") -> Document:
    """The document of a text."""
    data = text.encode()
    (document,) = read_plain(data, name, hashlib.sha256(data).hexdigest())
    return document


def blocks_of(document: Document, *kinds: str) -> list[str]:
    """The words of the blocks of these kinds."""
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


def grid_of(document: Document, number: int = 0) -> list[list[str]]:
    """A table as rows of words, gaps as empty words."""
    table = document.tables[number]
    rows = [[""] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row][cell.column] = document.text[cell.start : cell.end]
    return rows


LONG = "The tumour was exposed through a midline incision and removed in one piece together with the muscle around it."
FIRST = " ".join([LONG] * 4)
LONGER = f"{LONG} The wound healed without any trouble, and the patient left the ward on the sixth day."


class TestText:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0c"])
    def test_line_ends_stay(self, end: str) -> None:
        text = f"A title of some words{end}{end}Introduction{end}{LONG}{end}"
        document = read(text)
        assert document.text == text
        assert blocks_of(document, "title") == ["A title of some words"]
        assert blocks_of(document, "heading") == ["Introduction"]
        assert blocks_of(document, "paragraph") == [LONG]

    def test_nothing_is_normalised(self) -> None:
        text = "5\u2009%\u00a0of cafe\u0301s \ufb01brosis\u00ad end\tx"
        assert read(text).text == text

    def test_marks_that_turn_the_writing_are_said(self) -> None:
        document = read("The mass was \u202e6 cm\u202c wide.")
        assert "\u202e" in document.text
        assert [str(p) for p in document.problems] == [
            "Hidden marks change the direction of writing in 2 places, first near 'The mass was 6 cm wide.'. "
            "Compare what you see with the quotes."
        ]

    def test_more_lines_than_an_article_has(self) -> None:
        with pytest.raises(ReadError) as caught:
            read_plain(b"x\n" * 30, "dir/a.txt", "0" * 64, Limits(lines=20))
        assert str(caught.value) == (
            "a.txt has more than 20 lines; no article has. Give the article alone, without data files."
        )

    def test_a_byte_order_mark_is_not_counted(self) -> None:
        (document,) = read_plain(b"\xef\xbb\xbfA man.", "a.txt", "0" * 64)
        assert document.text == "A man."

    @given(st.text(st.sampled_from("ab A1.#*|-\t\n\r:;<>/[]_"), max_size=200))
    def test_blocks_follow_the_text_and_do_not_overlap(self, text: str) -> None:
        document = read(text)
        assert document.text == text
        last = 0
        for block in document.blocks:
            assert last <= block.start < block.end <= len(text)
            assert text[block.start : block.end] == text[block.start : block.end].strip()
            last = block.end
        for table in document.tables:
            assert all(0 <= cell.start <= cell.end <= len(text) for cell in table.cells)


class TestHeadings:
    @pytest.mark.parametrize(
        ("lines", "heading", "level"),
        [
            (["## Case history"], "Case history", 2),
            (["### **Case history** ###"], "Case history", 3),
            (["**Discussion:**"], "Discussion:", 0),
            (["__Discussion__:"], "Discussion", 0),
            (["<b>Discussion</b>"], "Discussion", 0),
            (["Our patient", "==========="], "Our patient", 1),
            (["Our patient", "-----------"], "Our patient", 2),
            (["1. Introduction"], "1. Introduction", 1),
            (["2.1. Operation technique"], "2.1. Operation technique", 2),
            (["IV. Outcome of the second patient"], "IV. Outcome of the second patient", 1),
            (["PATIENT AND METHODS"], "PATIENT AND METHODS", 1),
            (["Conclusion"], "Conclusion", 0),
            (["Microscopic appearance of the wall"], "Microscopic appearance of the wall", 0),
        ],
    )
    def test_found(self, lines: list[str], heading: str, level: int) -> None:
        document = read("\n".join([FIRST, "", *lines, LONGER]))
        found = [b for b in document.blocks if b.kind == "heading"]
        assert [(document.text[b.start : b.end], b.level) for b in found] == [(heading, level)]
        assert blocks_of(document, "paragraph") == [FIRST, LONGER]

    @pytest.mark.parametrize(
        "line",
        [
            "She was seen again after a year.",
            "**no** change was seen in the second scan of the left arm",
            "Table 2 shows all of them",
            "1. The first of the aims was to see them all again, and to count them;",
            "CT",
            "Published: May 2020",
        ],
    )
    def test_not_found(self, line: str) -> None:
        document = read(f"First sentence of all.\n\n{line}\nComputed tomography\n\nLast sentence.")
        assert blocks_of(document, "heading") == []

    def test_title_is_the_longest_of_the_first_headings(self) -> None:
        document = read(
            "## JOURNAL OF INVENTED SURGERY\n\n### CASE REPORT\n\n"
            "#### A lipoma of the back that was larger than the patient's head\n\n#### Abstract\n\n" + LONG
        )
        assert document.front.title == "A lipoma of the back that was larger than the patient's head"
        assert document.front.article_type == "case-report"
        assert [s.role for s in document.sections if s.role in ("title", "abstract")] == ["title", "abstract"]


class TestParagraphs:
    def test_wrapped_lines_are_one_paragraph(self) -> None:
        lines = [LONGER[i : i + 60] for i in range(0, 180, 60)]
        words = LONGER.split()
        wrapped, line = [], ""
        for word in words * 3:
            if len(line) + len(word) + 1 > 60:
                wrapped.append(line)
                line = ""
            line = f"{line} {word}".strip()
        text = "\n".join([*wrapped, line]) + "\n\n" + "\n".join([*wrapped[:4], "end."])
        document = read(text)
        assert lines
        assert len(blocks_of(document, "paragraph")) == 2

    def test_each_line_is_a_paragraph_where_lines_are_long(self) -> None:
        document = read("\n".join([LONGER, LONG, LONGER]))
        assert blocks_of(document, "paragraph") == [LONGER, LONG, LONGER]

    def test_a_line_that_goes_on_in_lower_case_is_joined(self) -> None:
        document = read("A woman with pain in the left\nleg for two weeks came.\nShe was seen.")
        assert blocks_of(document, "paragraph") == [
            "A woman with pain in the left\nleg for two weeks came.",
            "She was seen.",
        ]

    def test_labelled_parts_of_one_line_are_apart(self) -> None:
        document = read("OBJECTIVE: To see more. METHODS: We looked twice. RESULTS: We saw less.")
        assert blocks_of(document, "paragraph") == [
            "OBJECTIVE: To see more.",
            "METHODS: We looked twice.",
            "RESULTS: We saw less.",
        ]

    def test_two_cases_in_one_line_are_apart(self) -> None:
        document = read("Case 1. A woman fell. She rose. Case 2. A man fell. As in Case 1. He rose.")
        assert blocks_of(document, "paragraph") == [
            "Case 1. A woman fell. She rose.",
            "Case 2. A man fell. As in Case 1. He rose.",
        ]

    def test_lists(self) -> None:
        document = read("The aims were:\n\n- to look\n• to see\n1) to count\n(b) to tell\n")
        assert blocks_of(document, "list-item") == ["to look", "to see", "to count", "to tell"]

    def test_page_numbers_and_rules_are_furniture(self) -> None:
        document = read(f"{LONG}\n\n12\n\nPage 3 of 9\n\n* * *\n\n{LONG}")
        assert blocks_of(document, "furniture") == ["12", "Page 3 of 9", "* * *"]


class TestCaptions:
    @pytest.mark.parametrize(
        ("line", "label"),
        [
            ("Fig. 1: A scan of the arm.", "Fig. 1"),
            ("**Figure 2.-** Cells in rows.", "Figure 2"),
            ("FIGURE 3 Sagittal view", "FIGURE 3"),
            ("Fig 4a. The wall.", "Fig 4"),
            ("Abbildung 5: Der Arm.", "Abbildung 5"),
        ],
    )
    def test_figures(self, line: str, label: str) -> None:
        document = read(f"{LONG}\n\n{line}\n\n{LONG}")
        assert [f.label for f in document.figures] == [label]
        assert blocks_of(document, "caption") == [line.lstrip("*")]

    @pytest.mark.parametrize(
        "line",
        [
            "Figure 1 shows a scan of the arm in two planes, before and after the injection of the dye.",
            "Table 2, which we made, is long.",
            "Figures and tables are kept apart.",
            "Figurative speech is rare here.",
        ],
    )
    def test_sentences_are_no_captions(self, line: str) -> None:
        assert blocks_of(read(f"{LONG}\n\n{line}\n\n{LONG}"), "caption") == []

    def test_a_label_alone_takes_the_next_line(self) -> None:
        document = read("Table 1\nAll earlier patients.\n\nName\tAge\nAda\t4\nBob\t5\n")
        assert blocks_of(document, "caption") == ["Table 1\nAll earlier patients."]
        assert document.tables[0].label == "Table 1"


class TestTables:
    def test_tabs_with_tags(self) -> None:
        document = read(
            "**Table 1.-**Earlier cases.\n\n<i>Who</i>\t<i>Age</i>\t<i>T<sub>1</sub></i>\n<i>Ada 1990</i>\t43/F\tlow\n"
            "Bob\t\thigh\nNR: not reported\n*seen once\n\nOther text."
        )
        assert grid_of(document) == [
            ["Who", "Age", "T<sub>1</sub>"],
            ["Ada 1990", "43/F", "low"],
            ["Bob", "", "high"],
        ]
        table = document.tables[0]
        assert (table.label, table.header_rows, table.engine) == ("Table 1", 1, "tabs")
        assert table.caption is not None
        assert document.text[slice(*table.caption)] == "Table 1.-**Earlier cases."
        assert [document.text[s:e] for s, e in table.footnotes] == ["NR: not reported", "*seen once"]
        assert [c.header for c in table.cells[:4]] == [True, True, True, False]
        assert document.place_at(document.text.index("high")).column_name == "T<sub>1</sub>"

    def test_pipes(self) -> None:
        document = read("| Who | Age |\n|-----|:---:|\n| Ada | **4** |\n| A \\| B | |\n\nTable 2: Later cases.\n")
        assert grid_of(document) == [["Who", "Age"], ["Ada", "4"], ["A \\| B", ""]]
        assert (document.tables[0].label, document.tables[0].header_rows) == ("Table 2", 1)

    def test_pipes_without_edges(self) -> None:
        document = read("Who | Age | Arm\n--- | --- | ---\nAda | 4 | left\n")
        assert grid_of(document) == [["Who", "Age", "Arm"], ["Ada", "4", "left"]]

    def test_tags(self) -> None:
        document = read(
            "<table><tr><th>Who</th><th>Age</th></tr>\n<tr><td>Ada</td><td><b>4</b></td></tr></table>", "a.md"
        )
        assert grid_of(document) == [["Who", "Age"], ["Ada", "4"]]

    def test_blanks(self) -> None:
        document = read("Who    Age   Arm\nAda    4     left\nBob    5     right\nCy     61    left\n")
        assert grid_of(document) == [
            ["Who", "Age", "Arm"],
            ["Ada", "4", "left"],
            ["Bob", "5", "right"],
            ["Cy", "61", "left"],
        ]
        assert document.tables[0].score == 0.5

    def test_one_cell_a_line_as_web_pages_are_saved(self) -> None:
        row = "            {}\t\r\n"
        gap = "          \r\n\r\n          \r\n"
        text = (
            "Who\t\r\n"
            + row.format("Age")
            + gap
            + row.format("Ada")
            + row.format("4")
            + gap
            + row.format("Bob")
            + row.format("")
        )
        document = read(f"{LONG}\r\n{text}{gap}\r\n\r\n{LONG}")
        assert grid_of(document) == [["Who", "Age"], ["Ada", "4"], ["Bob", ""]]

    def test_a_group_row_belongs_to_its_table(self) -> None:
        document = read("Sign\tBefore\tAfter\nGeneral\nPain\t+\t-\nFever\t-\t-\n")
        assert grid_of(document)[1] == ["General", "", ""]

    def test_a_numbered_list_with_tabs_is_no_table(self) -> None:
        assert read("1.\tto look\n2.\tto see\n3.\tto count\n").tables == ()

    def test_indented_paragraphs_are_no_table(self) -> None:
        assert read(f"\t{LONG}\n\t{LONG}\n").tables == ()

    @pytest.mark.parametrize(
        ("rows", "heads"),
        [
            ("Age\tArm\n4\tleft\n5\tright", 1),
            ("V-1\tM\t4\nV-2\tF\t5", 0),
            ("\t1990\t2000\nMen\tfew\tmany\nWomen\tmany\tfew", 1),
            ("Ada\tleft\nBob\tright", 1),
        ],
    )
    def test_header_rows(self, rows: str, heads: int) -> None:
        assert read(rows).tables[0].header_rows == heads

    def test_a_caption_without_rows_is_said(self) -> None:
        document = read(f"{LONG}\n\nTable 3: Lost in copying.\n\n{LONG}")
        assert [str(p) for p in document.problems] == [
            "Table 3 has a caption, but no rows of it stand in the text. If the table is only a picture or was lost in "
            "copying, give the PDF or the XML of the article."
        ]

    def test_each_caption_goes_to_the_nearest_table(self) -> None:
        table = "Who\tAge\nAda\t4\n"
        document = read(
            f"Table 1. One.\n{table}\n{LONG}\n\nTable 2. Two.\n\n{table}\n{LONG}\n\n{table}\nTable 3. Three."
        )
        assert [t.label for t in document.tables] == ["Table 1", "Table 2", "Table 3"]


class TestReferences:
    ONE = "1. Ash B, Elm C. On arms. J Inv. 2001;3:4-5."
    TWO = "2. Oak D. On legs: a second look at them. Inv Ann. 2002;5:6."

    @pytest.mark.parametrize("title", ["References", "**Bibliographie:**", "## LITERATURE CITED", "REFERENCES:"])
    def test_numbered(self, title: str) -> None:
        document = read(f"{LONG}\n\n{title}\n\n{self.ONE}\n{self.TWO}\n\nFigure 1. Arm.\n")
        assert blocks_of(document, "reference") == [self.ONE, self.TWO]
        assert blocks_of(document, "caption") == ["Figure 1. Arm."]
        assert [(r.number, r.year, r.authors[0]) for r in document.references] == [
            (1, 2001, "Ash B"),
            (2, 2002, "Oak D"),
        ]
        assert document.references_complete is True

    def test_entries_that_go_on(self) -> None:
        document = read(
            f"{LONG}\n\nReferences\n\n[1] Ash B. On arms,\nin the wood. J Inv. 2001.\n[2] Oak D. Legs. 2002.\n"
        )
        assert blocks_of(document, "reference") == [
            "[1] Ash B. On arms,\nin the wood. J Inv. 2001.",
            "[2] Oak D. Legs. 2002.",
        ]

    def test_all_in_one_paragraph(self) -> None:
        document = read(f"{LONG}\n\nReferences\n\n{self.ONE} {self.TWO} 3. Yew E. Hands. J Inv. 2003;1:2.\n")
        assert blocks_of(document, "reference") == [self.ONE, self.TWO, "3. Yew E. Hands. J Inv. 2003;1:2."]

    def test_words_below_the_heading_that_are_no_references(self) -> None:
        document = read(f"{LONG}\n\nReferences\n\nA scan of the arm in two planes.\nCells in rows.\n")
        assert blocks_of(document, "reference") == []

    def test_citations(self) -> None:
        document = read(f"Arms are long [1]. Legs are longer [1,2].\n\nReferences\n\n{self.ONE}\n{self.TWO}\n")
        assert [(document.text[c.start : c.end], c.numbers) for c in document.citations] == [
            ("[1]", (1,)),
            ("[1,2]", (1, 2)),
        ]


class TestFront:
    def test_all_of_it(self) -> None:
        document = read(
            "# A lipoma of the left arm in a baker\n\nAda Ash1, Bea B. Elm2 and Cy de Oak\n\nPublished: 3 May 2020\n\n"
            "https://doi.org/10.99999/inv.2020.7.\n\n**Key words:** lipoma; left arm; baker.\n\n## Introduction\n\n"
            + LONG
        )
        front = document.front
        assert (front.title, front.year, front.doi) == (
            "A lipoma of the left arm in a baker",
            2020,
            "10.99999/inv.2020.7",
        )
        assert front.authors == ("Ada Ash", "Bea B. Elm", "Cy de Oak")
        assert front.keywords == ("lipoma", "left arm", "baker")

    def test_keywords_below_a_heading(self) -> None:
        document = read(
            f"# A lipoma of the left arm\n\n##### Key words:\n\nLipoma, Left  \nArm\n\n#### Abstract\n\n{LONG}"
        )
        assert document.front.keywords == ("Lipoma", "Left Arm")

    def test_what_is_not_printed_stays_empty(self) -> None:
        front = read(LONG).front
        assert (front.title, front.year, front.doi, front.authors, front.keywords) == ("", None, "", (), ())

    def test_dois_and_years_of_references_do_not_count(self) -> None:
        document = read(
            f"# A lipoma of the arm\n\n{LONG}\n\nReferences\n\n1. Ash B. Arms. Published 2001. 10.9999/x\n2. Elm. 2002."
        )
        assert (document.front.doi, document.front.year) == ("", None)


def test_the_synthetic_twin() -> None:
    document = read((ROOT / "tests" / "data" / "twin" / "twin.txt").read_bytes().decode(), "twin.txt")
    assert document.front.year == 2021
    assert (document.tables[0].row_count, document.tables[0].column_count, document.tables[0].label) == (
        7,
        6,
        "Table 1",
    )
    assert len(document.figures) == 2
    assert len(document.references) == 11
    assert grid_of(document)[6][0] == "Our case"


def test_the_first_paper() -> None:
    document = read(shared_path("seed", "idir-2023.txt").read_bytes().decode(), "idir-2023.txt")
    assert document.front.year == 2023
    assert (document.tables[0].row_count, document.tables[0].column_count, document.tables[0].label) == (
        7,
        6,
        "Table 1",
    )
    assert [f.label for f in document.figures] == ["Fig.1", "Fig. 2"]
    assert len(document.references) == 10
    assert [s.role for s in document.sections].count("case") == 1


@pytest.mark.parametrize(
    "text",
    ["a " * 600_000, "x\t" * 600_000, "| " * 600_000, "<table>\n" * 70_000, "**" * 600_000, "1. " * 400_000,
     "a  b  c\n" * 70_000, "word\t\n" * 70_000, "Table 1: x\n" * 50_000, "\n" * 199_000, "<i>" * 400_000],
    ids=["words", "tabs", "pipes", "tables", "stars", "numbers", "gaps", "cells", "captions", "empty", "tags"],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_seconds(text: str) -> None:
    start = process_time()
    Layout(text)
    assert process_time() - start < 10


class TestWrappedManuscript:
    """A manuscript with lines wrapped at 72 characters, as it is pasted from a mail or an old file."""

    @pytest.fixture(scope="class")
    @staticmethod
    def document() -> Document:
        return read((Path(__file__).parent / "data" / "wrapped.txt").read_text(encoding="utf-8"), "wrapped.txt")

    def test_front(self, document: Document) -> None:
        front = document.front
        assert front.title == "A giant lipoma of the left arm in a baker: a case report and review of the literature"
        assert (front.authors, front.year, front.article_type) == (("Ada Ash", "Bob B. Elm"), 2020, "case-report")
        assert front.keywords == ("lipoma", "arm", "baker")

    def test_sentences_go_on_over_lines_whatever_these_begin_with(self, document: Document) -> None:
        paragraphs = [" ".join(words.split()) for words in blocks_of(document, "paragraph")]
        assert any("a lipoma of 12 x 8 cm of the left arm that had grown for two years." in p for p in paragraphs)
        assert (
            "Giant lipomas are larger than 10 cm. We found two earlier cases (Table 1). All were removed." in paragraphs
        )

    def test_headings(self, document: Document) -> None:
        assert blocks_of(document, "heading") == [
            "CASE REPORT",
            "Abstract",
            "INTRODUCTION",
            "CASE REPORT",
            "DISCUSSION",
            "1. Surgical technique",
            "REFERENCES",
            "Figure legends",
        ]

    def test_table_references_and_legend(self, document: Document) -> None:
        assert grid_of(document)[3] == ["Present case", "2020", "40/M", "12 x 8"]
        assert document.tables[0].label == "Table 1"
        assert [(r.number, r.year) for r in document.references] == [(1, 2001), (2, 1999), (3, 2001)]
        assert [c.numbers for c in document.citations] == [(1, 2), (3,)]
        assert [" ".join(document.text[f.start : f.end].split()) for f in document.figures] == [
            "Figure 1. MRI of the arm, axial T1-weighted image, showing a fatty mass with thin septa."
        ]
