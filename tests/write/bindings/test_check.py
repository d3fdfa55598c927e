"""Drafts: bound numbers found, compared after rounding, named where they drifted; filled in and made plain."""

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.errors import UsageError
from casepool.write.article.bindable import list_bindable
from casepool.write.article.whole import write_article
from casepool.write.bindings import Bindable, check_draft, fill_draft
from casepool.write.bindings.reading import says_same, update_printed
from casepool.write.formats.word_xml import NAMESPACES, make_control, make_paragraph, make_run
from write.article.sample import build_review

NUMBERS = {
    item.name: item
    for item in (
        Bindable("age.median", "45", 45.0, 5),
        Bindable("patients", "6", 6.0, 6),
        Bindable("sex.male.share", "3/6", 0.5, 6, True),
        Bindable("followup.median", "9 (any value in 9–36)", 9.0, 4),
        Bindable("rt.low", "1/3", 1 / 3, 3, True, ("1/3",)),
        Bindable("size.mean", "12.3", 12.345, 5),
        Bindable("index.sex", "female patient", None, 0, False, ("F", "female patient")),
        Bindable("local_recurrence.envelope36", "S(36) lies between 0 and 0.67"),
    )
}


def word(*paragraphs: str, extra: dict[str, bytes] | None = None, body: str = "") -> bytes:
    """A Word file with these paragraphs (runs and controls as XML)."""
    content = "".join(make_paragraph(item) for item in paragraphs) + body
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{content}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def control(name: str, text: str, number: int = 1) -> str:
    return make_control(name, make_run(text) if text else "", number)


def text_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


def test_drifted_numbers_are_named_with_their_paragraph() -> None:
    empty = [make_run(f"line {number}") for number in range(13)]
    draft = word(
        *empty, make_run("The ") + control("age.median", "median 48"),
        *empty[:5], control("patients", "five patients", 2), control("index.sex", "F", 3),
    )  # fmt: skip
    found = check_draft(draft, "draft.docx", NUMBERS)
    assert found.sentence == (
        "2 numbers drifted: paragraph 14 'median 48' (cp:age.median) is now 45; "
        "paragraph 20 'five patients' (cp:patients) is now 6."
    )
    assert (found.bound, found.is_clean) == (3, False)


def test_unknown_and_empty_bindings_are_named() -> None:
    draft = b"The {{cp:age.medain|45}} of {{cp:patients}} and {{cp:nothing.like.it|1}}\nsecond {{ cp:age.median }}\n"
    found = check_draft(draft, "draft.md", NUMBERS)
    assert found.sentence == (
        "2 bindings are unknown (casepool pool --names lists all): line 1 (cp:age.medain), did you mean "
        "cp:age.median?; line 1 (cp:nothing.like.it).\n"
        "2 bindings are still empty (casepool write --fill): line 1 (cp:patients), 6; line 2 (cp:age.median), 45."
    )
    assert check_draft(b"{{cp:age.medain|1}}", "a.md", NUMBERS).sentence == (
        "1 binding is unknown (casepool pool --names lists all): line 1 (cp:age.medain), did you mean cp:age.median?"
    )


def test_a_clean_draft_and_a_draft_without_bindings() -> None:
    assert check_draft(rb"\cp{age.median}{45} and \cp{patients}{six}", "a.tex", NUMBERS).sentence == (
        "2 bound numbers, all as computed."
    )
    assert check_draft(b"{{cp:age.median|45}}", "a.md", NUMBERS).sentence == "1 bound number, all as computed."
    assert check_draft(b"no number", "a.md", NUMBERS).sentence == "a.md: no number is bound."
    assert check_draft(b"no number", "a.md", NUMBERS).is_clean


def test_latex_comments_and_the_macro_itself_are_no_bindings() -> None:
    draft = b"\\newcommand{\\cp}[2]{#2}\n% \\cp{age.median}{1}\n100\\% \\cp{age.median}{\\textbf{44}}\n\\cp{patients}{"
    found = check_draft(draft, "draft.tex", NUMBERS)
    assert found.sentence == "1 number drifted: line 3 '44' (cp:age.median) is now 45."


@pytest.mark.parametrize(
    ("name", "printed", "same"),
    [
        ("age.median", "45", True), ("age.median", "45.0", True), ("age.median", "44.6", False),
        ("age.median", "forty", False), ("age.median", "45 (36 to 61)", False), ("patients", "Six patients", True),
        ("patients", "7", False), ("sex.male.share", "3/6", True), ("sex.male.share", "3 of 6", True),
        ("sex.male.share", "3 of 5", False), ("sex.male.share", "50%", True), ("sex.male.share", "50.0 %", True),
        ("sex.male.share", "51%", False), ("sex.male.share", "0.5", True), ("rt.low", "33%", True),
        ("rt.low", "33.3%", True), ("rt.low", "34%", False), ("size.mean", "12", True), ("size.mean", "12.3", True),
        ("size.mean", "12.35", True), ("size.mean", "12.4", False), ("age.median", "45%", False),
        ("followup.median", "9 (any value in 9-36)", True), ("followup.median", "9", True), ("index.sex", "f", True),
        ("index.sex", "male patient", False), ("local_recurrence.envelope36", "S(36) lies between 0 and 0.67", True),
        ("local_recurrence.envelope36", "S(36) lies between 0 and 0.5", False), ("age.median", "", False),
    ],
)  # fmt: skip
def test_comparing_after_rounding(name: str, printed: str, same: bool) -> None:
    assert says_same(printed, NUMBERS[name]) is same


def test_signs_and_thousands_are_read() -> None:
    assert says_same("−2.5", Bindable("x", "-2.5", -2.5, 3))
    assert not says_same("2.5", Bindable("x", "-2.5", -2.5, 3))
    assert says_same("1,234 patients", Bindable("x", "1234", 1234.0, 3))
    assert says_same("1\u2009234", Bindable("x", "1234", 1234.0, 3))


@pytest.mark.parametrize(
    ("name", "printed", "now"),
    [
        ("age.median", "", "45"), ("age.median", "median 48", "median 45"), ("patients", "five patients", "6 patients"),
        ("sex.male.share", "4 of 6", "3 of 6"), ("sex.male.share", "67%", "50%"),
        ("sex.male.share", "66.7 %", "50.0 %"), ("sex.male.share", "0.67", "3/6"), ("age.median", "44 to 46", "45"),
        ("index.sex", "male patient", "female patient"), ("age.median", "45.0", "45.0"),
    ],
)  # fmt: skip
def test_updating_keeps_the_words_around(name: str, printed: str, now: str) -> None:
    assert update_printed(printed, NUMBERS[name]) == now


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_number_rounded_to_any_digits_says_the_same(value: float, digits: int) -> None:
    assert says_same(f"{value:.{digits}f}", Bindable("x", "", value, 5))


def test_filling_markdown_and_latex() -> None:
    text = b"Median {{cp:age.median}}, {{cp:patients|five patients}}, {{cp:unknown}}."
    filled = fill_draft(text, "a.md", NUMBERS)
    assert filled == b"Median {{cp:age.median|45}}, {{cp:patients|6 patients}}, {{cp:unknown}}."
    assert fill_draft(filled, "a.md", NUMBERS) == filled
    assert fill_draft(text, "a.md", NUMBERS, plain=True) == b"Median 45, 6 patients, {{cp:unknown}}."
    tex = b"\\cp{age.median}{} and \\cp{sex.male.share}{\\textbf{67\\%}}"
    assert fill_draft(tex, "a.tex", NUMBERS) == b"\\cp{age.median}{45} and \\cp{sex.male.share}{50\\%}"
    assert fill_draft(tex, "a.tex", NUMBERS, plain=True) == b"45 and 50\\%"


def test_filling_word_changes_nothing_else() -> None:
    split = '<w:r><w:t>fi</w:t></w:r><w:ins w:id="9"><w:r><w:rPr><w:b/></w:rPr><w:t>ve</w:t></w:r></w:ins>'
    holder = '<w:sdt><w:sdtPr><w:tag w:val="cp:age.median"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click'
    draft = word(
        make_run("before > & after"), make_control("patients", split, 1), control("age.median", "", 2),
        holder + "</w:t></w:r></w:sdtContent></w:sdt>", control("other", "kept", 4),
        extra={"word/media/a.bin": b"\x00\x01", "word/footnotes.xml": text_of(word(control("patients", "7"))).encode()},
    )  # fmt: skip
    assert check_draft(draft, "d.docx", NUMBERS).sentence == (
        "2 numbers drifted: paragraph 2 'five' (cp:patients) is now 6; "
        "footnote paragraph 1 '7' (cp:patients) is now 6.\n"
        "1 binding is unknown (casepool pool --names lists all): paragraph 5 (cp:other).\n"
        "2 bindings are still empty (casepool write --fill): paragraph 3 (cp:age.median), 45; "
        "paragraph 4 (cp:age.median), 45."
    )
    filled = fill_draft(draft, "d.docx", NUMBERS)
    found = check_draft(filled, "d.docx", NUMBERS)
    assert (len(found.drifted), len(found.empty), len(found.unknown)) == (0, 0, 1)
    before, after = text_of(draft), text_of(filled)
    assert "<w:t>6</w:t>" in after
    assert "<w:rPr><w:b/></w:rPr><w:t></w:t>" in after
    assert "showingPlcHdr" not in after
    assert before.split("before")[0] == after.split("before")[0]
    assert zipfile.ZipFile(io.BytesIO(filled)).read("word/media/a.bin") == b"\x00\x01"
    assert fill_draft(filled, "d.docx", NUMBERS) == filled


def test_plain_word_has_no_bound_control_left() -> None:
    draft = word(make_run("a ") + control("patients", "five") + make_run(" b"), control("other", "kept", 2))
    plain = text_of(fill_draft(draft, "d.docx", NUMBERS, plain=True))
    assert 'w:val="cp:patients"' not in plain
    assert 'w:val="cp:other"' in plain
    assert plain.count("<w:sdt>") == 1
    assert ">6</w:t>" in plain


def test_controls_in_controls_and_other_prefixes() -> None:
    inner = control("patients", "7", 2)
    draft = word(make_control("local_recurrence.envelope36", make_run("S lies ") + inner, 1))
    found = check_draft(draft, "d.docx", NUMBERS)
    assert [drift.binding.printed for drift in found.drifted] == ["S lies 7", "7"]
    filled = text_of(fill_draft(draft, "d.docx", NUMBERS))
    assert "S lies " in filled
    assert ">6</w:t>" in filled
    other = text_of(word(control("patients", "")))
    for old, new in (("xmlns:w=", "xmlns:x="), ("<w:", "<x:"), ("</w:", "</x:"), (" w:", " x:")):
        other = other.replace(old, new)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", other.encode("utf-16"))
    assert '<x:r><x:t xml:space="preserve">6</x:t></x:r>' in text_of(fill_draft(out.getvalue(), "d.docx", NUMBERS))


def test_every_draft_that_casepool_writes_is_clean_and_opens_again() -> None:
    review = build_review()
    names = list_bindable(review)
    for to, file in (("docx", "review.docx"), ("docx", "review-traced.docx"), ("tex", "review.tex")):
        data = write_article(review, to, figures=()).get(file)
        found = check_draft(data, file, names)
        assert found.sentence == f"{found.bound} bound numbers, all as computed."
        assert found.bound > 200
    plain = fill_draft(write_article(review, "docx", figures=()).get("review.docx"), "review.docx", names, plain=True)
    assert check_draft(plain, "review.docx", names).bound == 0
    assert len(docx.Document(io.BytesIO(plain)).tables) > 4


@pytest.mark.parametrize("journal", ["bmj_cr", "sni", "jmcr"])
def test_wording_of_a_journal_is_no_drift(journal: str) -> None:
    review = build_review(journal=journal)
    found = check_draft(write_article(review, "docx", figures=()).get("review.docx"), "r.docx", list_bindable(review))
    assert found.is_clean, found.sentence


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"x", "draft.odt", "draft.odt: a draft ends in .docx, .md, .markdown, .txt, .tex. Save it as one of these."),
        (b"x", "draft", "draft: a draft ends in .docx, .md, .markdown, .txt, .tex. Save it as one of these."),
        (b"\xff\xfe\xfa", "a.md", "a.md: the draft is not UTF-8 text. Save it with the encoding UTF-8."),
        (b"PK no", "a.docx", "a.docx: not a Word file (File is not a zip file). Save the draft as .docx."),
        (word()[:40], "a.docx", "a.docx: not a Word file (File is not a zip file). Save the draft as .docx."),
    ],
    ids=("odt", "no ending", "not utf-8", "no zip", "cut zip"),
)  # fmt: skip
def test_what_is_no_draft_is_refused(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_draft(data, name, NUMBERS)
    assert str(raised.value) == message


def hostile_word(xml: bytes, *more: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("word/document.xml", xml), *more):
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (hostile_word(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "d.docx: a Word file holds no document type."),
        (hostile_word(b"<a>" * 300), "d.docx: the Word file nests deeper than 256 levels."),
        (hostile_word(b"<a><b></a>"), "d.docx: the Word file is damaged (mismatched tag: line 1, column 8)."),
        (hostile_word(b" " * 3_000_000), "d.docx: 1 members, 3,000,000 bytes unpacked. A draft may have 2,000"),
    ],
)  # fmt: skip
def test_hostile_word_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_draft(data, "d.docx", NUMBERS)
    assert str(raised.value).startswith(message)
