"""Projects for tests of the workbench: three invented papers, one person; or a team whose reviewers disagree."""

from pathlib import Path

from casepool.domain.review import Signature, User
from casepool.pipeline.answering import Entry, accept_answer, make_answer
from casepool.pipeline.project import add_file, read_publications
from casepool.store import Project, create_project, open_project
from web.papers import PAPERS

TEAM = {"rosa": "reader", "anna": "reviewer", "ben": "reviewer", "carl": "adjudicator", "lea": "lead", "ada": "admin"}
TWO_READERS = '\n[[reviewers]]\npublication = "*"\nA = "anna"\nB = "ben"\n'
CASE = ("berg-1998", "case-1")


def make_project(folder: Path, papers: dict[str, str] = PAPERS) -> Path:
    """A project in which these papers were read."""
    with create_project(folder) as project:
        for name, text in papers.items():
            (project.inbox / name).write_text(text, encoding="utf-8")
            add_file(project, project.inbox / name, "anna")
        for _ in read_publications(project, project.publications(), workers=1):
            pass
    return folder


def make_team(folder: Path, signed: tuple[str, ...] = ("A", "B")) -> Path:
    """The same with six users, and a first case that anna (A) and ben (B) have answered, with four kinds of conflict.

    `signed` are the letters that have signed the case.
    """
    make_project(folder)
    plan = folder / "protocol.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + TWO_READERS, encoding="utf-8")
    with open_project(folder) as project:
        for name, role in TEAM.items():
            project.save_user(User(name, role), "ada")
        _answer_all(project)
        for letter in signed:
            user = "anna" if letter == "A" else "ben"
            project.save_signature(Signature(*CASE, letter, user), user)
    return folder


def _answer_all(project: Project) -> None:
    for field in ("sex", "diagnosis", "surgery_done"):
        for letter, user in (("A", "anna"), ("B", "ben")):
            told = [a for a in project.answers(*CASE, field=field) if a.is_engine]
            for item in told:
                project.save_answer(accept_answer(project, item.key, letter, user), user)
    put(project, "A", "age_years", "reported", "43 years", "A 43-year-old man presented")
    put(project, "B", "age_years", "reported", "43 years", "a 43-year-old man with a leiomyosarcoma")
    put(project, "A", "level_range", "reported", "T3-T4", "paraspinal mass at T3-T4")
    put(project, "B", "level_range", "reported", "T3", "paraspinal mass at T3-T4", note="the upper level only")
    put(project, "A", "local_recurrence", "not_reported")
    put(project, "B", "local_recurrence", "absent", quote="alive without\nrecurrence")
    put(project, "A", "resection_extent", "reported", "gross total", "gross total resection")


def put(
    project: Project, letter: str, field: str, state: str, words: str = "", quote: str = "", note: str = ""
) -> None:
    """Save an answer of a reviewer to a field of the first case, with the quote where it first stands."""
    document = project.document(CASE[0])
    start = document.text.index(quote) if quote else 0
    spans = ((start, start + len(quote)),) if quote else ()
    user = "anna" if letter == "A" else "ben"
    entry = Entry(*CASE, field, state, words=words, spans=spans, note=note)
    project.save_answer(make_answer(project.form, document, entry, letter, user), user)
