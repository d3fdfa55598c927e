"""Reference lists: one set of names whatever the format, and nothing dropped in silence."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.errors import ReadError
from casepool.domain.record import Record, RecordList
from casepool.read.records import read_record_path, read_records

MADE = Path(__file__).parent / "data" / "made"
EXPECTED = json.loads((MADE / "expected.json").read_text(encoding="utf-8"))
PUBMED = """<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.example/pubmed.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">77</PMID><Article>
<Journal><JournalIssue><Volume>5</Volume><Issue>2</Issue><PubDate><MedlineDate>2019 Nov-Dec</MedlineDate></PubDate>
</JournalIssue><Title>Journal of Invented Cases</Title></Journal>
<ArticleTitle>A lipoma of the <i>left</i> arm.</ArticleTitle><Pagination><MedlinePgn>3-5</MedlinePgn></Pagination>
<Abstract><AbstractText Label="CASE">A baker of 40 years.</AbstractText>
<AbstractText>He is well.</AbstractText></Abstract>
<AuthorList><Author><LastName>Ash</LastName><ForeName>Ada B</ForeName></Author>
<Author><CollectiveName>The Arm Group</CollectiveName></Author></AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType>Case Reports</PublicationType></PublicationTypeList>
<ELocationID EIdType="doi">10.99999/inv.77</ELocationID></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Lipoma</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList><ReferenceList><Reference>
<ArticleIdList><ArticleId IdType="doi">10.1/other</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle></PubmedArticleSet>"""


def read(text: str, name: str = "refs.txt") -> RecordList:
    return read_records(text.encode(), name)


def problems_of(records: RecordList) -> list[str]:
    return [str(problem) for problem in records.problems]


class TestMadeFiles:
    def test_ris(self) -> None:
        found = read_record_path(MADE / "refs.ris")
        wanted = EXPECTED["refs.ris"]
        assert len(found.records) == wanted["records"]
        assert [r.title for r in found.records] == wanted["titles"]
        assert [r.year for r in found.records] == wanted["years"]
        assert found.records[0].pages == "1071-1074"
        assert [r.journal for r in found.records] == ["J Inv", "Hum Inv", ""]
        assert problems_of(found) == [
            "Record 3 (line 20) had no end tag (ER); it was kept as it stands. Check that nothing of it is missing."
        ]

    def test_bibtex(self) -> None:
        found = read_record_path(MADE / "refs.bib")
        wanted = EXPECTED["refs.bib"]
        assert len(found.records) == wanted["records"]
        record = found.records[0]
        assert (record.title, record.journal, record.year, record.key) == (
            wanted["title"],
            wanted["journal"],
            2016,
            "a16",
        )
        assert wanted["author_2"] in record.authors[1]
        assert problems_of(found) == [
            "The entry in line 3 is broken and was left out: @article{broken, title={x} Close its braces and quotes.",
            "The entry in line 4 repeats the key 'a16' and was left out: @misc{a16, title={same key again}} "
            "Give it a key of its own.",
        ]

    def test_nbib(self) -> None:
        found = read_record_path(MADE / "refs.nbib")
        wanted = EXPECTED["refs.nbib"]
        assert len(found.records) == wanted["records"]
        assert (found.records[0].title, found.records[0].doi) == (wanted["title_1"], wanted["doi_1"])
        assert found.records[0].abstract == "A 34-year-old woman presented with low back ache."
        assert found.records[0].types == ("Case Reports", "Journal Article")


class TestRis:
    def test_both_sets_of_tags_give_the_same_names(self) -> None:
        new = read("TY  - JOUR\nAU  - Ash, A\nTI  - Arms\nJO  - J Inv\nPY  - 2001\nDO  - 10.99999/a\nER  - \n")
        old = read("TY  - JOUR\nA1  - Ash, A\nT1  - Arms\nJF  - J Inv\nY1  - 2001/05//\nM3  - doi:10.99999/a\nER  - \n")
        assert new.records == old.records

    def test_a_record_that_the_next_one_ends(self) -> None:
        found = read("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \n")
        assert [(r.title, r.kind, r.line) for r in found.records] == [("One", "journal-article", 1), ("Two", "book", 3)]
        assert problems_of(found) == [
            "Record 1 (line 1) had no end tag (ER); it was kept as it stands. Check that nothing of it is missing."
        ]

    def test_values_over_several_lines_and_odd_blanks(self) -> None:
        found = read("TY - JOUR\r\nTI - A title\r\n  that goes on\r\nKW - arm\r\nKW - leg\r\nER -\r\n")
        assert (found.records[0].title, found.records[0].keywords) == ("A title that goes on", ("arm", "leg"))
        assert found.problems == ()

    def test_latin1_is_said(self) -> None:
        found = read_records("TY  - JOUR\nAU  - Rüd, A\nER  - \n".encode("latin-1"), "a.ris")
        assert found.records[0].authors == ("Rüd, A",)
        assert problems_of(found)[0].startswith("Not UTF-8: byte 18 (0xFC, line 2) does not fit.")

    @given(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1), min_size=1, max_size=4
        )
    )
    def test_every_record_comes_back(self, titles: list[str]) -> None:
        found = read("".join(f"TY  - JOUR\nTI  - {title}\nER  - \n" for title in titles))
        assert [r.title for r in found.records] == titles


def test_pubmed_xml() -> None:
    found = read(PUBMED, "a.xml")
    assert found.records == (
        Record(
            kind="journal-article",
            title="A lipoma of the left arm.",
            authors=("Ash, Ada B", "The Arm Group"),
            year=2019,
            journal="Journal of Invented Cases",
            volume="5",
            issue="2",
            pages="3-5",
            doi="10.99999/inv.77",
            pmid="77",
            pmcid="PMC77",
            abstract="CASE: A baker of 40 years.\nHe is well.",
            keywords=("Lipoma",),
            types=("Case Reports",),
            language="eng",
        ),
    )


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("A man of 40 years.", "a.txt", "a.txt is no list of references. Give RIS, NBIB, BibTeX or PubMed XML."),
        (
            "<PubmedArticleSet><PubmedArticle></PubmedArticleSet>",
            "a.xml",
            "a.xml is not well-formed XML: Opening and ending tag mismatch: PubmedArticle line 1 and PubmedArticleSet, "
            "line 1, column 53. Download it again.",
        ),
    ],
)
def test_refusals(text: str, name: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text, name)
    assert str(caught.value) == message


def test_a_list_without_records() -> None:
    assert problems_of(read("<PubmedArticleSet/>", "a.xml")) == ["a.xml holds no record. Export the references again."]


def test_deep_braces_are_a_problem_of_the_file_only() -> None:
    text = "@article{a, title={" + "{" * 5_000 + "x" + "}" * 5_000 + "}}\n"
    try:
        found = read(text, "a.bib")
        assert len(found.records) + len(found.problems) >= 1
    except ReadError as error:
        assert error.problem.kind == "reader_failed"  # noqa: PT017
