"""Reference lists: entries, their parts, names, and whether two entries are one work. Invented entries throughout."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.document import Block, Reference
from casepool.text.names import fold_name, read_names, split_name
from casepool.text.references import given_names, parse_references, read_reference, same_work, surnames
from casepool.text.sections import find_sections
from support import shared_path

VANCOUVER = "Brandt K, Okoye LA, de Vries J. A swelling of the back. J Invented Surg. 2004;12(3):33-9."
COLON = "Lind P, O'Moe S: Masses beside the spine. *Acta Fict* **3**:1-4, 1999"
CHAPTER = "Roe T (ed): Muscle of the back, in *Invented Pathology* (ed 2). Sampletown, Example Press, 2010, pp 460-490"
SPELT_OUT = (
    "**Maria Lopez<sup>1</sup>, Anand R Iyer<sup>2</sup>, Tomas Berg<sup>1</sup>**. A mass at the loin. "
    "*Spine Tales*. 64: 10-14, 2016."
)


def parse(text: str, blocks: tuple[Block, ...] = ()) -> tuple[tuple[Reference, ...], bool]:
    return parse_references(text, 0, len(text), blocks)


def read(printed: str) -> Reference:
    return read_reference(1, 0, len(printed), printed)


@pytest.mark.parametrize(
    "mark", ["{}. ", "[{}] ", "({}) ", "{}) ", "{} ", "{}.", "**{}.** ", "- [{}] ", "{}.\n", "\\[{}\\] "]
)
def test_numbered_entries_in_every_usual_style(mark: str) -> None:
    entries = [VANCOUVER, COLON, CHAPTER]
    text = "References\n" + "".join(mark.format(n) + entry + "\n" for n, entry in enumerate(entries, 1))
    found, complete = parse(text)
    assert complete
    assert [r.number for r in found] == [1, 2, 3]
    assert [surnames(r)[0] for r in found] == ["Brandt", "Lind", "Roe"]
    assert all(text[r.start : r.end].endswith(entry) for r, entry in zip(found, entries, strict=True))
    assert all(text[r.start : r.end].startswith(mark.format(r.number)[:1]) for r in found)


def test_entries_that_run_over_lines_keep_together() -> None:
    first = "1. Brandt K, Okoye LA. A swelling\nof the back, seen in\n12. years. J Invented Surg.\n2004;12:33-9.\n"
    text = first + "2. Lind P. On masses. 1999;3:\n1-4.\n"
    found, complete = parse(text)
    assert complete
    assert [text[r.start : r.end].split()[0] for r in found] == ["1.", "2."]
    assert found[0].title == "A swelling of the back, seen in 12. years"
    assert found[1].pages == "1-4"


def test_numbers_within_one_paragraph_are_found() -> None:
    text = f"1. {VANCOUVER} 2. Lind P. On masses. Acta Fict. 1999;3:1-4. 3. Moe S. A third. Acta Fict. 2001;5:6-9."
    found, complete = parse(text)
    assert complete
    assert [(r.number, r.year) for r in found] == [(1, 2004), (2, 1999), (3, 2001)]


def test_unnumbered_entries_one_a_line_or_wrapped() -> None:
    text = (
        "Brandt K, Okoye LA (2004) A swelling of the back. J Invented Surg 12:33–39\n"
        "Lind P, Moe S, Roe T, Iyer A, Berg T,\nLopez M (1999) Masses beside the spine, and\n"
        "what they are. Example Press, Sampletown\n"
        "Zorn W (1968) The back. Acta Fict 1:2–3\n"
    )
    found, complete = parse(text)
    assert complete
    assert [(r.number, surnames(r)[0], r.year) for r in found] == [
        (1, "Brandt", 2004),
        (2, "Lind", 1999),
        (3, "Zorn", 1968),
    ]
    assert len(surnames(found[1])) == 6


def test_blocks_of_the_reader_part_the_entries() -> None:
    entries = [
        "Brandt K (2004) A swelling. J Invented Surg 12:33",
        "Institute of Backs. Yearly statement. 2003.",
        "Zorn W. The back. 1968.",
    ]
    text, blocks = "", []
    for entry in entries:
        blocks.append(Block("reference", len(text), len(text) + len(entry)))
        text += entry + "\n\n"
    found, complete = parse(text, tuple(blocks))
    assert complete
    assert [text[r.start : r.end] for r in found] == entries
    assert found[1].authors == ("Institute of Backs",)


def test_a_gap_in_the_numbers_is_not_complete() -> None:
    found, complete = parse(f"1. {VANCOUVER}\n2. {COLON}\n4. {CHAPTER}\n")
    assert not complete
    assert [r.number for r in found] == [1, 2, 4]


def test_an_entry_that_cannot_be_read_is_not_complete() -> None:
    found, complete = parse(f"1. {VANCOUVER}\n2. ????\n3. {CHAPTER}\n")
    assert (len(found), complete) == (3, False)


def test_no_entries_is_not_complete() -> None:
    assert parse("References\n") == ((), False)


@pytest.mark.parametrize(
    ("printed", "authors", "year", "title", "source", "volume", "pages"),
    [
        (
            VANCOUVER,
            ("Brandt K", "Okoye LA", "de Vries J"),
            2004,
            "A swelling of the back",
            "J Invented Surg",
            "12",
            "33-9",
        ),
        (COLON, ("Lind P", "O'Moe S"), 1999, "Masses beside the spine", "Acta Fict", "3", "1-4"),
        (
            *(CHAPTER, ("Roe T (ed)",), 2010, "Muscle of the back"),
            *("Invented Pathology (ed 2). Sampletown, Example Press", "", "460-490"),
        ),
        (
            SPELT_OUT,
            ("Maria Lopez", "Anand R Iyer", "Tomas Berg"),
            2016,
            "A mass at the loin",
            "Spine Tales",
            "64",
            "10-14",
        ),
        (
            *("Smith, J. A., & Lee, K. (2010). Two masses. Acta Fict, 5(2), 15–20.", ("Smith, J. A.", "Lee, K."), 2010),
            *("Two masses", "Acta Fict", "5", "15–20"),
        ),
        (
            *("J. A. Smith, K. Lee, and P. van der Berg, “Two masses,” Acta Fict, vol. 5, no. 2, pp. 15–20, 2010.",),
            *(("J. A. Smith", "K. Lee", "P. van der Berg"), 2010, "Two masses", "Acta Fict", "5", "15–20"),
        ),
        (
            *("Kothari S. K., Berg A. B. Oils of the back. Acta Fict. 54 Suppl 1:S131–55, 2002.",),
            *(("Kothari S. K.", "Berg A. B."), 2002, "Oils of the back", "Acta Fict", "54", "S131–55"),
        ),
        (
            *("Alok S. A view of backs. Acta Fict. 2013; 3(2):185–192.", ("Alok S",), 2013, "A view of backs"),
            *("Acta Fict", "3", "185–192"),
        ),
        (
            *("Iyer A, Moe S et al. Backs in 1990–2000. Acta Fict 137 (2011) 1130-1134.", ("Iyer A", "Moe S"), 2011),
            *("Backs in 1990–2000", "Acta Fict", "137", "1130-1134"),
        ),
        (
            *("Moe S. Backs of dogs. A second look at many of them. J Med Fict 2008;16: 293-296.", ("Moe S",), 2008),
            *("Backs of dogs. A second look at many of them", "J Med Fict", "16", "293-296"),
        ),
        (
            "World Body of Backs Organization. Facts. 2015.",
            ("World Body of Backs Organization",),
            2015,
            "Facts",
            "",
            "",
            "",
        ),
    ],
)
def test_parts_of_an_entry(
    printed: str, authors: tuple[str, ...], year: int, title: str, source: str, volume: str, pages: str
) -> None:
    found = read(printed)
    assert found.authors == authors
    assert (found.year, found.title, found.volume, found.pages) == (year, title, volume, pages)
    assert found.source == source


def test_identifiers_are_read_and_kept_out_of_the_other_parts() -> None:
    found = read("Berg T. A back. Acta Fict. 2015; 36(6):68–91. https://doi.org/10.1234/fict.(2015)6.1 PMID: 2598711")
    assert (found.doi, found.pmid, found.pages, found.year) == ("10.1234/fict.(2015)6.1", "2598711", "68–91", 2015)
    assert read("Berg T. A back. Acta Fict. 2015 (doi:10.1234/a.b).").doi == "10.1234/a.b"


def test_a_date_of_access_is_not_the_year() -> None:
    found = read(
        "Weave MJ, Abra JA. Backs: A review. *FICT* 2007;4. Available from: <http://www.example.org/b.html>. "
        "[Last accessed on 2022 Apr 21]."
    )
    assert (found.year, found.title) == (2007, "Backs: A review")
    assert read("Updated figures of Lind P. 2003;1:2").year == 2003


@pytest.mark.parametrize(
    ("printed", "surname", "given"),
    [
        ("SenGupta SK", "SenGupta", ()),
        ("de Vries J", "de Vries", ()),
        ("Smith, J. A.", "Smith", ()),
        ("Okoye, Lena Ada", "Okoye", ("Lena", "Ada")),
        ("J. A. Smith", "Smith", ()),
        ("P. van der Berg", "van der Berg", ()),
        ("Maria Lopez", "Lopez", ("Maria",)),
        ("Anand R Iyer2", "Iyer", ("Anand",)),
        ("Roe T (ed)", "Roe", ()),
        ("Berg T Jr.", "Berg", ()),
        ("García-Pérez MÁ", "García-Pérez", ()),
        ("Zhang J.-P.", "Zhang", ()),
        ("Ministry of Backs", "Ministry of Backs", ()),
        ("LEE K", "LEE", ()),
    ],
)
def test_names_are_split(printed: str, surname: str, given: tuple[str, ...]) -> None:
    name = split_name(printed)
    assert (name.surname, name.given) == (surname, given)


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Brandt K, Okoye LA. A swelling", ("Brandt K", "Okoye LA"), " A swelling"),
        ("Brandt K and Okoye L (2004) A swelling", ("Brandt K", "Okoye L"), " (2004) A swelling"),
        ("Ben Salah A, El Ouali Z. Backs", ("Ben Salah A", "El Ouali Z"), " Backs"),
        ("Smith JA, Lee K, et al. A title", ("Smith JA", "Lee K"), " A title"),
        ("Li W, Wu X-Y, Zhang J.-P. Backs", ("Li W", "Wu X-Y", "Zhang J.-P."), " Backs"),
        ("M. Iorga, Z. Bro´k, and T. Berg, “Backs", ("M. Iorga",), "“Backs"),
        ("a text that begins with no name", (), "a text that begins with no name"),
    ],
)
def test_lists_of_names_are_read_to_their_end(text: str, names: tuple[str, ...], rest: str) -> None:
    found = read_names(text)
    assert found.names == names
    assert text[found.end :] == rest


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("de Vries", "De-Vries"),
        ("Müller", "muller"),
        ("Sørby", "Sorby"),
        ("O'Moe", "O’Moe"),
        ("Łuk", "luk"),
        ("Strauß", "Strauss"),
    ],
)
def test_names_are_folded_alike(left: str, right: str) -> None:
    assert fold_name(left) == fold_name(right)


def test_given_names_are_those_spelt_out() -> None:
    assert given_names(read(SPELT_OUT)) == ("Maria", "Anand", "Tomas")
    assert given_names(read(VANCOUVER)) == ()


def test_the_same_work_twice() -> None:
    first = read(VANCOUVER)
    assert same_work(first, replace(first, number=8))
    assert same_work(first, read(VANCOUVER.replace("33-9", "33–39")))
    assert same_work(first, read(VANCOUVER.replace("swelling", "sweling")))
    assert same_work(first, read(VANCOUVER.replace(", de Vries J", ", et al")))


@pytest.mark.parametrize(
    "other",
    [
        VANCOUVER.replace("back.", "back. Part II."),
        VANCOUVER.replace("33-9", "40-9"),
        VANCOUVER.replace("2004", "2005"),
        VANCOUVER.replace("A swelling", "Erratum: A swelling"),
        VANCOUVER.replace("Brandt", "Lind"),
        VANCOUVER + " doi:10.1/x",
        CHAPTER,
    ],
)
def test_other_works_are_other_works(other: str) -> None:
    first = read(VANCOUVER + " doi:10.1234/y") if "doi" in other else read(VANCOUVER)
    second = read(other.replace("10.1/x", "10.1234/x"))
    assert not same_work(first, second)
    assert not same_work(second, first)


def test_parts_one_and_two_and_other_chapters_differ() -> None:
    first = read("Roe T. Backs. Part I. Acta Fict. 2004;12:33-9.")
    assert not same_work(first, read("Roe T. Backs. Part II. Acta Fict. 2004;12:33-9."))
    assert not same_work(read(CHAPTER), read(CHAPTER.replace("460-490", "491-500")))


@given(
    st.lists(
        st.sampled_from(
            ["1. ", "2. ", "3 ", "[1] ", VANCOUVER, COLON, SPELT_OUT, "\n", "\n\n", "(", "İ", "1999", "Lind P,"]
        )
    )
)
def test_every_entry_is_an_interval_of_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    found, _ = parse(text)
    ends = [0, *(r.end for r in found)]
    assert all(before <= r.start < r.end <= len(text) for before, r in zip(ends, found, strict=False))
    assert all(text[r.start : r.end].strip() == text[r.start : r.end].strip() != "" for r in found)


def test_time_grows_with_the_length_only() -> None:
    def seconds(times: int) -> float:
        text = "".join(f"{n}. {VANCOUVER}\n" for n in range(1, times + 1))
        start = time.process_time()
        found, _ = parse(text)
        assert len(found) == times
        return time.process_time() - start

    seconds(10)
    assert seconds(4000) < 16 * seconds(500) + 0.5


def test_the_list_of_the_starting_paper() -> None:
    text = shared_path("seed", "idir-2023.txt").read_text("utf-8")
    part = next(s for s in find_sections(text, ()) if s.role == "references")
    found, complete = parse_references(text, part.start, part.end, ())
    assert complete
    assert [r.number for r in found] == list(range(1, 11))
    assert [(a.number, b.number) for a in found for b in found if a.number < b.number and same_work(a, b)] == [(4, 8)]
    assert surnames(found[9])[0] == "Gupta"
    assert given_names(found[9])[0] == "Ankush"
    assert [r.year for r in found] == [2004, 2001, 1992, 2010, 2007, 1994, 1995, 2010, 2011, 2016]


def test_the_number_before_the_start_of_a_list_belongs_to_its_first_entry() -> None:
    text = "## Literature\n\n" + "".join(f"{n}. {entry}\n" for n, entry in enumerate((VANCOUVER, COLON, CHAPTER), 1))
    found, complete = parse_references(text, text.index("Brandt"), len(text), ())
    assert complete
    assert [r.number for r in found] == [1, 2, 3]
    assert text[found[0].start :].startswith("1. Brandt")
