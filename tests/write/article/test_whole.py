"""The whole article: its order, its sources, what it refuses, and the same bytes every time."""

import re
from dataclasses import replace

import pytest

from casepool.domain.appraisal import Judgement
from casepool.domain.cohort import Cohort, LinkProposal, Patient
from casepool.domain.errors import UsageError
from casepool.domain.review import Protocol, Publication
from casepool.knowledge.article_words import load_form_words, load_wording
from casepool.write.article.inputs import Appraised, ArticleFiles, PlatePicture, ReviewInput
from casepool.write.article.model import Bound, FigureBlock, Gap, Heading, Paragraph, TableBlock, list_runs, say_runs
from casepool.write.article.whole import build_article, write_article
from pool.build import age, cohort, patient
from write.article.hostile import build_hostile, without_quotes
from write.article.sample import PAPER, build_review, twin_cohort


def text_of(review: ReviewInput) -> str:
    article = build_article(review, figures=())
    text = "\n".join(say_runs(runs) for block in article.blocks for runs in list_runs(block))
    return text.replace("\u00a0", " ")


def test_the_parts_stand_in_their_order() -> None:
    article = build_article(build_review())
    heads = [block.text for block in article.blocks if isinstance(block, Heading)]
    assert heads == [
        "Abstract", "Introduction", "Case presentation", "Patient information", "Clinical findings", "Timeline",
        "Diagnostic assessment", "Therapeutic intervention", "Follow-up and outcomes", "Methods", "Software use",
        "Results", "Patients", "What the sources state", "Levels", "Follow-up and outcome", "Immunohistochemistry",
        "Index case against the literature", "Figures cited by the publications",
        "Conflicts between and within publications", "Appraisal of the publications", "Discussion", "Limitations",
        "References", "Declarations",
    ]  # fmt: skip
    numbers = [block.number for block in article.blocks if isinstance(block, FigureBlock)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 4
    assert [block.label for block in article.blocks if isinstance(block, TableBlock)][1:3] == ["Table 1", "Table 2"]


def test_every_bound_number_has_its_sources() -> None:
    article = build_article(build_review(), figures=())
    runs = [r for b in article.blocks for line in list_runs(b) for r in line if isinstance(r, Bound)]
    assert {run.name for run in runs} == set(article.details)
    values = [article.details[run.name] for run in runs if run.name.startswith(("patient.", "index."))]
    assert len(values) > 100
    assert all(line.quotes and line.publication == "Varzaru and Oyelaran 2021" for d in values for line in d.lines)


def test_words_of_a_private_source_never_leave() -> None:
    review = build_review(publications=(Publication(PAPER, "0" * 64, "notes.docx", unpublished=True),))
    article = build_article(review, figures=())
    assert all(not line.quotes for detail in article.details.values() for line in detail.lines)
    quote = "neurologically intact"
    assert any(quote.encode() in file.data for file in write_article(build_review(), "docx", figures=()).files) is False
    html = write_article(review, "html", figures=()).get("review.html").decode()
    assert quote not in html
    assert quote in write_article(build_review(), "html", figures=()).get("review.html").decode()
    assert "“" not in "".join(say_runs(r) for b in article.blocks if isinstance(b, TableBlock) and b.anchor ==
                              "table-conflicts" for r in list_runs(b))  # fmt: skip


def test_sentences_of_the_results() -> None:
    text = text_of(build_review())
    assert "The pool holds 6 patients from 1 publication. The median age was 58 years (quartiles 57 to 66" in text
    assert (
        "Radiotherapy was reported in 3 of 6 patients, stated absent in 0 and not stated in 3; the share lies" in text
    )
    assert "Overall survival was not estimated: no death is stated in 6 patients." in text
    assert "S(36) lies between 0 and 0.67. S(36) lies between 0 and 0.5, for the patients with known outcome" in text
    assert "No earlier patient reaches a level of the index case (L2, L3)." in text


def test_methods_say_what_was_done_and_what_is_not_known() -> None:
    text = text_of(build_review())
    assert "MEDLINE was searched on 2026-05-30 through PubMed (limits: none) with the string" in text
    assert "Two reviewers extracted each case independently" in text
    assert "[agreement of the reviewers was not measured]" in text
    assert f"ends in the hash {'cd' * 32}." in text
    bare = text_of(build_review(protocol=Protocol(), chain_head="", declarations={}))
    for gap in ("no search is recorded in the protocol", "eligibility criteria not stated", "question of the review",
                "who read the publications is not stated", "data-lock date not stated", "no history with a chain head",
                "consent of the patient: to be stated by the authors"):  # fmt: skip
        assert f"[{gap}" in bare
    assert "The protocol was not frozen." in bare


def test_limitations_cannot_be_removed() -> None:
    text = text_of(build_hostile())
    for sentence in ("There is no control group", "Published cases are a selection", "starts very low"):
        assert sentence in text


def test_no_template_speaks_of_causes() -> None:
    causal = re.compile(
        r"\b(improv|reduc|caus|lead|prevent|increas|decreas|due to|because|result(s|ed) in|benefi)", re.I
    )
    words = load_form_words()
    texts = [sentence.text for sentence in words.results]
    texts += [getattr(s, key) for part in words.case for s in part.sentences
              for key in ("text", "decade", "reported", "absent", "unclear", "present", "gap")]  # fmt: skip
    texts += [text for name, part in load_wording().parts.items() if name != "gaps" for text in part.values()]
    assert len(texts) > 300
    assert [text for text in texts if causal.search(text)] == []


@pytest.mark.parametrize("to", ["html", "docx", "tex"])
def test_same_review_same_bytes(to: str) -> None:
    first, second = (write_article(build_review(), to) for _ in range(2))
    assert first == second
    assert first.blockers == ("96 of 96 key values were not verified by a person.",)


def test_order_of_patients_and_publications_does_not_matter() -> None:
    turned = Cohort(tuple(reversed(twin_cohort().patients)))
    assert write_article(build_review(turned), "html") == write_article(build_review(), "html")


@pytest.mark.parametrize("to", ["html", "docx", "tex"])
def test_no_output_holds_a_number_that_is_none(to: str) -> None:
    files = write_article(build_hostile(), to, figures=()).files
    texts = [f.data.decode() for f in files if f.name.endswith((".html", ".tex", ".csv"))]
    texts += [text_of(build_review())]
    for text in texts:
        assert not re.search(r"(?<![\w-])(nan|inf|None|NaN|Infinity)(?![\w-])", text.replace("None,", ""))


def test_a_journal_turns_the_wording() -> None:
    plain, bmj = (text_of(build_review(journal=name)) for name in ("", "bmj_cr"))
    assert "Solitary fibrous tumor: a case report and review of 5 reported patients" in plain
    assert "Solitary fibrous tumor: one patient and 5 earlier patients" in bmj
    assert "aged 29 or 28 years, is presented" in plain
    assert "A female patient in her 20s is presented." in bmj
    sni = build_article(build_review(journal="sni"), figures=())
    assert "Anna Ek" not in "".join(say_runs(r) for b in sni.blocks for r in list_runs(b)) + sni.authors
    assert [say_runs(b.runs) for b in sni.blocks if isinstance(b, Paragraph)][3:6] == [
        "Background. [to be written by the authors]", "Case description. [to be written by the authors]",
        "Conclusion. [to be written by the authors]",
    ]  # fmt: skip
    jmcr = build_article(build_review(journal="jmcr"), figures=())
    gaps = [r.text for b in jmcr.blocks for line in list_runs(b) for r in line if isinstance(r, Gap)]
    assert "Table 1 about here" in gaps
    assert "Table 2 about here" in gaps


def test_undecided_links_print_a_range() -> None:
    people = replace(twin_cohort(), proposals=(LinkProposal(("p1", "p5")),))
    text = text_of(build_review(people))
    assert "The pool holds between 5 and 6 patients from 1 publication." in text
    assert "With every proposed link accepted there are 5 patients." in text
    assert "1 proposed links are undecided" in text


def test_one_patient_has_no_table_one() -> None:
    article = build_article(build_review(cohort(patient("p1", age_years=age(40), index=True)), flow=None))
    assert [block.label for block in article.blocks if isinstance(block, TableBlock)] == ["Table 2", ""]
    assert article.title == "[Diagnosis not stated]: a case report"


def test_appraisal_shows_items_and_never_a_sum() -> None:
    judged = (Judgement("a", "1", "yes"), Judgement("b", "1", "no"), Judgement("a", "2", "yes"), Judgement("b", "2"))
    article = build_article(build_review(appraised=(Appraised("jbi_case_report", judged),)))
    table = next(b for b in article.blocks if isinstance(b, TableBlock) and b.anchor.startswith("table-appraisal"))
    shown = [[say_runs(cell) for cell in row.cells] for row in table.rows]
    assert [row[1:] for row in shown][:3] == [["no 1, yes 1", "0"], ["yes 1", "1"], ["–", "2"]]


def test_pictures_wait_for_a_person() -> None:
    picture = PlatePicture("t1.png", b"never opened")
    assert "[1 picture in the folder of figures are not placed" in text_of(build_review(pictures=(picture,)))
    assert (
        "Pictures were not confirmed to show no name, no date and no face."
        in build_article(build_review(pictures=(picture,)), figures=()).blockers
    )


def test_ages_of_an_old_index_case_and_of_published_cases() -> None:
    people = cohort(patient("p1", age_years=age(93), index=True), patient("p2", age_years=age(94)))
    text = text_of(build_review(people, flow=None))
    assert "aged ≥90 years" in text
    files = write_article(build_review(people, flow=None), "html", figures=()).files
    assert [file.name for file in files if b"93" in file.data.replace(b"&#93", b"")] == []
    assert "94" in files[1].data.decode()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"to": "rtf"}, "An article is written to html, docx, tex, not to 'rtf'."),
        ({"comments": "few"}, "Comments are all, marked, none, not 'few'."),
    ],
)
def test_what_there_is_not_is_said(more: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        write_article(build_review(), figures=(), **more)
    assert str(raised.value) == message


def test_an_empty_pool_and_an_unknown_journal_are_refused() -> None:
    review = build_review()
    with pytest.raises(UsageError) as raised:
        build_article(replace(review, cohort=Cohort(())))
    assert str(raised.value) == (
        "The pool holds no patient, so there is nothing to write. Add publications or an index case."
    )
    with pytest.raises(UsageError) as raised:
        build_article(replace(review, journal="nature"))
    assert str(raised.value) == (
        "There is no journal profile 'nature'. Allowed: care_default, bmj_cr, ijscr, jmcr, sni, cureus."
    )


def test_files_are_found_by_name() -> None:
    files = ArticleFiles(write_article(build_review(), "tex", figures=()).files[:1])
    with pytest.raises(KeyError) as raised:
        files.get("review.html")
    assert str(raised.value.args[0]) == "No file 'review.html' in this article. There are: review.tex."


def test_hostile_texts_stay_words() -> None:
    review = build_hostile()
    assert build_article(review, figures=()).title.startswith("<script>")
    assert build_article(without_quotes(review), figures=()).details


def test_verified_values_lose_their_mark() -> None:
    people = tuple(replace(p, verified=frozenset({"age_years"})) for p in twin_cohort().patients)
    article = build_article(build_review(Cohort(people)), figures=())
    runs = [r for b in article.blocks for line in list_runs(b) for r in line if isinstance(r, Bound)]
    assert all("unverified" not in run.marks for run in runs if run.name.endswith("age_years"))
    assert any("unverified" in run.marks for run in runs)
    assert all("Age at presentation" not in line for line in article.unverified)
    assert isinstance(people[0], Patient)


def test_words_of_the_form_are_never_raw_in_the_case_section() -> None:
    told = text_of(build_review(cohort(patient("own", index=True, staging_workup="CT_chest"), patient("p1"))))
    assert "was searched for (computed tomography of the chest)." in told
    assert "CT_chest" not in told
