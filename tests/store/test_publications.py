"""Publications: the same bytes once, what was read of them, what could not be read."""

from dataclasses import replace

import pytest

from casepool.domain.document import Document
from casepool.domain.errors import Problem, UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.review import RULES
from casepool.store import DamagedError, Project
from casepool.store.publications import name_own, name_publication
from store.invented import OTHER, TEXT, add_paper, answer_age, extract_text


def test_the_same_bytes_are_kept_once(project: Project) -> None:
    first = project.add_publication(TEXT.encode(), "invented-2020.md", "eva")
    again = project.add_publication(TEXT.encode(), "copy of it.md", "tom")
    assert (first.is_new, again.is_new, again.publication) == (True, False, first.publication)
    assert [event.kind for event in project.history()] == ["publication"]
    assert project.load_document(first.publication.sha256) == TEXT.encode()


def test_two_documents_of_one_file_are_two_publications(project: Project) -> None:
    ids = [project.add_publication(b"set", "set.xml", "eva", part=part).publication.id for part in (0, 1)]
    assert ids == ["set", "set-2"]
    found = project.find_publication(project.publication("set").sha256, part=1)
    assert found == project.publication("set-2")


def test_what_was_added_and_not_read_is_work_to_do(project: Project) -> None:
    added = project.add_publication(TEXT.encode(), "invented-2020.md", "eva").publication
    assert project.unfinished() == (added,)
    add_paper(project)
    assert project.unfinished() == ()


def test_what_was_extracted_comes_back_whole(project: Project) -> None:
    name, extraction = add_paper(project), extract_text(TEXT)
    assert project.extraction(name) == extraction
    assert project.document(name) == extraction.document
    told = project.publication(name)
    assert (told.status, told.reader, told.title) == ("ok", "casepool 1", extraction.document.front.title)
    assert [entry.case for entry in project.cases(name)] == [case.id for case in extraction.cases]
    answers = project.answers(name, reader=RULES)
    assert len(answers) == sum(len(case.assertions) for case in extraction.cases) > 3
    assertions = [answer.to_assertion(extraction.document.text) for answer in answers]
    assert sorted(map(repr, assertions)) == sorted(repr(a) for case in extraction.cases for a in case.assertions)


def test_the_same_extraction_again_writes_nothing(project: Project) -> None:
    add_paper(project)
    before = project.history()
    add_paper(project)
    assert project.history() == before


def test_another_extraction_replaces_the_engine_and_not_the_people(project: Project) -> None:
    name = add_paper(project)
    mine = project.save_answer(answer_age(project, name), "eva")
    bare = Extraction(extract_text(TEXT).document)
    project.save_extraction(name, bare, "casepool", "casepool 2")
    assert project.answers(name, layer="engines") == ()
    assert project.answers(name) == (mine,)
    assert project.cases(name) == ()


def test_another_engine_has_a_layer_of_its_own(project: Project) -> None:
    name = add_paper(project)
    rules = project.answers(name)
    told = replace(answer_age(project, name, 53), made_by="model 7")
    project.save_engine_answers(name, "llm", [told], "casepool")
    assert [answer.reader for answer in project.answers(name, field="age_years")] == ["engine:llm", RULES]
    project.save_engine_answers(name, "llm", [], "casepool")
    assert project.answers(name) == rules


def test_what_a_person_corrected_is_kept_when_a_paper_is_read_again(project: Project) -> None:
    name = add_paper(project)
    known = project.publication(name)
    project.change_publication(replace(known, title="A rare lump", year=2020), "eva", known.version)
    document = extract_text(TEXT).document
    front = replace(document.front, title="Read otherwise", journal="Invented Journal", year=1999)
    project.save_extraction(name, Extraction(replace(document, front=front)), "casepool", "casepool 2")
    now = project.publication(name)
    assert (now.title, now.year, now.journal) == ("A rare lump", 2020, "Invented Journal")


def test_a_file_that_could_not_be_read_says_why(project: Project) -> None:
    name = project.add_publication(b"%PDF", "scan-1998.pdf", "eva").publication.id
    problem = Problem("scan", "No text layer on 6 of 6 pages.", "casepool add --ocr scan-1998.pdf", fatal=True)
    failed = project.fail_publication(name, problem, "casepool", "casepool 1")
    assert (failed.status, failed.problem, project.publication(name)) == ("failed", problem, failed)
    with pytest.raises(UsageError) as refused:
        project.extraction(name)
    assert str(refused.value) == "scan-1998 was not read. Run 'casepool run' first."


def test_the_file_of_a_publication_is_never_exchanged(project: Project) -> None:
    known = project.publication(add_paper(project))
    with pytest.raises(UsageError) as refused:
        project.change_publication(replace(known, sha256="0" * 64), "eva")
    assert str(refused.value) == (
        "The file of invented-2020 cannot be exchanged. Add the other file as its own publication."
    )


def test_a_publication_that_is_not_there_is_said(project: Project) -> None:
    with pytest.raises(UsageError) as refused:
        project.publication("olsen-1998")
    assert str(refused.value) == ("There is no publication 'olsen-1998'. 'casepool status' lists those that there are.")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63 + "/", "A" * 64])
def test_a_hash_from_outside_is_never_a_path(project: Project, name: str) -> None:
    assert project.shelf is not None
    with pytest.raises(UsageError) as refused:
        project.shelf.get(name)
    assert str(refused.value) == f"{name!r} is no SHA-256. Give 64 hexadecimal digits."


def test_a_document_that_was_changed_or_lost_is_said(project: Project) -> None:
    known = project.publication(add_paper(project))
    assert project.shelf is not None
    place = project.shelf.place(known.sha256)
    place.write_bytes(b"changed")
    with pytest.raises(DamagedError, match=r"^The document [0-9a-f]{12} was changed in "):
        project.load_document(known.sha256)
    place.unlink()
    with pytest.raises(DamagedError, match=r"^The document [0-9a-f]{12} is missing in "):
        project.load_document(known.sha256)
    add_paper(project)
    assert project.load_document(known.sha256) == TEXT.encode()


def test_the_text_that_is_stored_is_the_text_that_was_read(project: Project) -> None:
    text = "# A note\n\nA man of 61 had a µ‑lump – “odd”: 𝒌 \x85 done. \n"
    name = add_paper(project, text, "odd.md")
    assert project.document(name).text == extract_text(text, "odd.md").document.text


def test_ids_tell_a_person_which_file_it_is() -> None:
    sha = "ab12cd34" + "0" * 56
    names = ["Ängström 2007 (final).PDF", "C:\\papers\\x.pdf", "../../etc/passwd", "…", "olsen-1998.pdf", "index-3.txt"]
    assert [name_publication(name, sha, 0, {"olsen-1998"}) for name in names] == [
        "angstrom-2007-final", "x", "passwd", "publication", "olsen-1998-ab12cd34", "index-3-ab12cd34",
    ]  # fmt: skip


def test_ids_of_index_cases_are_never_used_again() -> None:
    assert [name_own(set()), name_own({"index-1", "index-7", "x"})] == ["index-1", "index-8"]


def test_publications_are_sorted_whatever_the_order_of_adding(project: Project) -> None:
    for name, text in (("b.md", TEXT), ("a.md", OTHER), ("B-2.md", "# Third\n\nNothing.\n")):
        project.add_publication(text.encode(), name, "eva")
    assert [item.id for item in project.publications()] == ["a", "b", "b-2"]


def test_a_document_with_a_broken_store_is_said(project: Project) -> None:
    name = add_paper(project)
    with project.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM blob")
    with pytest.raises(DamagedError, match=r" is damaged: the stored content [0-9a-f]{12} is missing"):
        project.document(name)


def test_a_document_is_what_pictures_and_pages_need(project: Project) -> None:
    document = project.document(add_paper(project))
    assert isinstance(document, Document)
    assert document.anchors == extract_text(TEXT).document.anchors
    assert document.blocks
