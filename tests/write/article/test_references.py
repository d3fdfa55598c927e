"""References: styles as data, names in any order, numbers in the order of the text, nothing over a line."""

import pytest

from casepool.domain.record import Record
from casepool.knowledge.article_words import load_styles
from casepool.write.article.model import ReferenceBlock, say_runs
from casepool.write.article.names import family_and_initials, show_author_year
from casepool.write.article.references import write_authors, write_reference
from casepool.write.article.whole import build_article
from write.article.sample import RECORDS, build_review

MANY = tuple(f"Author{letter}, A.{letter}." for letter in "ABCDEFGHIJ")


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("vancouver", "Halvorsen PM, Brekke TA. A fibrous tumour beside the neck. Scand Rep Pathol. 1996;14:330-334. "
         "doi:10.99999/halvorsen."),
        ("superscript", "Halvorsen PM, Brekke TA. A fibrous tumour beside the neck. Scand Rep Pathol 1996;14:330-334. "
         "doi:10.99999/halvorsen"),
        ("author_year", "Halvorsen, PM and Brekke, TA (1996). A fibrous tumour beside the neck. Scand Rep Pathol 14: "
         "330-334. https://doi.org/10.99999/halvorsen"),
    ],
)  # fmt: skip
def test_styles(style: str, text: str) -> None:
    assert write_reference(RECORDS["halvorsen"], load_styles()[style]) == text


def test_missing_parts_leave_no_marks() -> None:
    style = load_styles()["vancouver"]
    assert write_reference(Record(title="A title."), style) == "A title."
    assert write_reference(Record(authors=("Ek A",), year=2001), style) == "Ek A. 2001."
    assert write_reference(Record(title="Two\nlines\r\nTY  - JOUR", authors=("Ek A",)), style) == (
        "Ek A. Two lines TY - JOUR."
    )


def test_many_authors_end_in_et_al() -> None:
    assert write_authors(MANY, load_styles()["vancouver"]) == (
        "AuthorA AA, AuthorB AB, AuthorC AC, AuthorD AD, AuthorE AE, AuthorF AF, et al"
    )


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Ek, Anna B.", ("Ek", "AB")), ("Anna B. Ek", ("Ek", "AB")), ("Ek AB", ("Ek", "AB")),
        ("van Lierop, Amelie", ("van Lierop", "A")), ("Ek", ("Ek", "")),
    ],
)  # fmt: skip
def test_names_in_any_order(printed: str, parts: tuple[str, str]) -> None:
    assert family_and_initials(printed) == parts


def test_author_and_year() -> None:
    assert show_author_year(("Ek, A", "Lind, B"), 2020) == "Ek and Lind 2020"
    assert show_author_year(("Ek, A", "Lind, B", "Berg, C"), None) == "Ek"


def test_references_are_numbered_as_they_are_cited() -> None:
    article = build_article(build_review(), figures=())
    block = next(b for b in article.blocks if isinstance(b, ReferenceBlock))
    assert [(entry.label, entry.key) for entry in block.entries] == [
        ("[1]", "halvorsen"), ("[2]", "wielgosz"), ("[3]", "the paper"),
    ]  # fmt: skip
    assert say_runs(block.entries[1].runs).startswith("Wielgosz T, Rybczak D, van Lierop A. A thoracolumbar fibrous")
