"""The writer that is killed: every kind of write without a pause, each said when it is done."""

import os
from dataclasses import replace
from pathlib import Path

from casepool.domain.evidence import Evidence, Span
from casepool.domain.quantity import Quantity
from casepool.domain.review import Answer, LinkDecision, TableDecision
from casepool.extract.document import extract_document
from casepool.read.reader import read_bytes
from casepool.store import Project, back_up, create_project, is_project, open_project
from casepool.store.project import Store

TEXT = """# An invented lump of the back {number}

## Case report
A {years}-year-old woman came with pain in the back. There was no fever. The mass measured 4 x 3 cm.
She was alive without disease after 18 months.
"""


def write_on(root: Path, address: str, number: int, pipe: int) -> None:
    """Make or open the project and write until somebody kills this process. One line on `pipe` for each write."""
    project = open_project(root) if is_project(root) else create_project(root, database=address)
    step = 0
    while True:
        step += 1
        years = 20 + (number * 7 + step) % 70
        paper = add_paper(project, number * 1000 + step, years, pipe)
        answer_all(project, paper, years, pipe)
        project.save_link_decision(LinkDecision(((paper, "case-1"), ("x", str(step))), "different"), "eva")
        project.save_table_decision(TableDecision(paper, "table-1", step, "earlier_case", True), "eva")
        project.save_setting("step", f"{number}.{step}", "eva")
        say(project, pipe)
        if step % 3 == 1:
            add_paper(project.private, number * 1000 + step, years, None)
            path = back_up(project, root.parent / f"{number}-{step}.zip", "eva")
            os.write(pipe, f"backup {path}\n".encode())


def add_paper(store: Store, number: int, years: int, pipe: int | None) -> str:
    """Add and extract one paper; its id."""
    data = TEXT.format(number=number, years=years).encode()
    name = f"paper-{number}.md"
    paper = store.add_publication(data, name, "eva").publication.id
    if pipe is not None:
        say(store, pipe)
    read_paper(store, paper, data)
    if pipe is not None:
        say(store, pipe)
    return paper


def read_paper(store: Store, paper: str, data: bytes) -> None:
    """Read and extract a paper that was added."""
    extraction = extract_document(read_bytes(data, f"{paper}.md")[0])
    store.save_extraction(paper, extraction, "casepool", "casepool")


def answer_all(project: Project, paper: str, years: int, pipe: int) -> None:
    """Answer, answer again, take back, and answer with the other letter."""
    text, quote = project.document(paper).text, f"{years}-year-old"
    start = text.index(quote)
    evidence = (Evidence(Span.of(text, start, start + len(quote))),)
    case = project.cases(paper)[0].case
    answer = Answer(paper, case, "age_years", "A", "reported", value=Quantity(years, "year"), evidence=evidence)
    for version, note in enumerate(("first", "second", "third")):
        project.save_answer(replace(answer, note=note), "eva", version)
        say(project, pipe)
    project.clear_answer(answer, "eva", 3)
    say(project, pipe)
    project.save_answers([(replace(answer, reader=letter), 0) for letter in "AB"], "tom")
    say(project, pipe)


def say(store: Store, pipe: int) -> None:
    """Tell the number and hash of the newest event: it was written, so it must be there for ever."""
    event = store.history(after=store.event_number() - 1)[-1]
    os.write(pipe, f"write {event.seq} {event.hash}\n".encode())
