"""The demonstration: from a folder of papers to the written review, as a new user would type it.

    python examples/demo.py               makes demo/ anew and says where everything lies
    python examples/demo.py --finish      also renews examples/review/finished/

All papers are invented. The same version gives the same bytes, wherever the folder lies.
"""

import contextlib
import io
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casepool.cli.main import casepool
from casepool.domain.errors import CasepoolError

ROOT = Path(__file__).parents[1]
REVIEW = ROOT / "examples" / "review"
FINISHED = REVIEW / "finished"
MARK = ".made-by-the-demonstration"
PLAN = ("protocol.toml", "article.toml")
EXPORTS = ("csv", "xlsx", "parquet", "phenopackets", "fhir", "webannotation", "ris", "bibtex", "csljson", "redcap")
KEPT = ("review.html", "table1.csv", "*.svg")
DATE = "1780185600"  # the data-lock date of the example; the history is dated with it so that it can be made again
LONGEST = 24


@dataclass(frozen=True)
class Step:
    """One command of the journey: what it is for, its words, and whether its output is worth a look.

    `status` is the exit status that it may end with besides 0 (1: the audit found something).
    """

    why: str
    words: tuple[str, ...]
    shown: bool = True
    status: int = 0


def list_steps(name: str, whole: bool = True) -> Iterator[Step]:
    """The journey in a project of this name in the current folder; not `whole`: HTML and the bundle only."""
    here = ("--project", name)
    yield Step(
        "Read the papers of the inbox, find the patients and what is said of them.", ("run", "--workers", "1", *here)
    )
    yield Step("Titles and years from the reference manager.", ("add", place("references.ris"), *here))
    yield Step("Screening decisions: titles and abstracts.", ("import", place("screening.csv"), *here))
    yield Step("Screening decisions: full texts.", ("import", place("full-text.csv"), *here))
    yield Step("Review tables: a person compares each with the paper and confirms it.", ("tables", *here))
    for table in ("achterberg-2017/1", "brancusi-2009/1"):
        yield Step("", ("tables", "confirm", table, *here))
    yield Step("The authors' own patient, from their draft.", ("case", "new", "--from", place("draft"), *here))
    yield Step("Who is one patient? Proposals with their reasons; a person decides.", ("link", *here))
    yield Step("The links are accepted (each can be undone).", ("link", *accept_all(name), *here), False)
    yield Step("Contradictions within and between the papers.", ("audit", *here), status=1)
    yield Step("The numbers.", ("pool", *here))
    yield Step("The own patient beside the others.", ("compare", "index-1/case-1", *here))
    formats = [word for kind in (("html", "docx", "tex") if whole else ("html",)) for word in ("--to", kind)]
    yield Step("The article, for the browser, Word and LaTeX.", ("write", *formats, *here), False)
    for kind in (*EXPORTS, "bundle") if whole else ("bundle",):
        yield Step("", ("export", kind, *here), False)
    yield Step("Every quote, file and step of the history is checked again.", ("verify", *here))
    yield Step("Where it stands.", ("status", *here))


def accept_all(name: str) -> list[str]:
    """`--accept N` for every proposal. A user looks at each; the tests hold that none of them is wrong here."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        call(("link", "--json", "--project", name))
    return [word for line in out.getvalue().splitlines() for word in ("--accept", str(json.loads(line)["number"]))]


def place(name: str) -> str:
    """The path of an input of the example."""
    return str(REVIEW / "index-case" / "draft.docx" if name == "draft" else REVIEW / name)


def build_review(folder: Path, whole: bool = True) -> None:
    """Make the example review in a folder that does not exist yet (`whole`: see list_steps).

    Raises RuntimeError if a command fails.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(folder.parent), set_variables():
        take(Step("A folder for the review.", ("new", folder.name, "--json"), False))
        (folder / MARK).touch()
        for name in PLAN:
            shutil.copyfile(REVIEW / name, folder / name)
        for paper in sorted((REVIEW / "papers").iterdir()):
            shutil.copyfile(paper, folder / "inbox" / paper.name)
        for step in list_steps(folder.name, whole):
            take(step)


@contextlib.contextmanager
def set_variables() -> Iterator[None]:
    """The date of the history and who works on it, for as long as the journey lasts."""
    before = {name: os.environ.get(name) for name in ("SOURCE_DATE_EPOCH", "CASEPOOL_USER")}
    os.environ.update({"SOURCE_DATE_EPOCH": DATE, "CASEPOOL_USER": "example"})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def take(step: Step) -> None:
    """Run one command in this process and print what it is for, its words and the first lines of its output."""
    if step.why:
        print(f"\n{step.why}")
    print(f"$ casepool {' '.join(shorten(word) for word in step.words)}", flush=True)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = call(step.words)
    if status not in (0, step.status):
        raise RuntimeError(f"casepool {' '.join(step.words)} ended with {status}:\n{out.getvalue()}")
    if step.shown:
        lines = out.getvalue().splitlines()
        print("".join(f"  {line}\n" for line in lines[:LONGEST]), end="")
        print(f"  ... and {len(lines) - LONGEST} lines more\n" if len(lines) > LONGEST else "", end="", flush=True)


def shorten(word: str) -> str:
    """A path below this repository without its beginning."""
    return str(Path(word).relative_to(ROOT)) if word.startswith(str(ROOT)) else word


def call(words: tuple[str, ...]) -> int:
    """The exit status of a command."""
    try:
        casepool(list(words), prog_name="casepool", standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    except CasepoolError as error:
        print(error)
        return error.exit_status
    return 0


def list_finished(folder: Path) -> list[Path]:
    """The files of a written review that the repository keeps."""
    return sorted(path for pattern in KEPT for path in (folder / "article").glob(pattern))


def say_places(folder: Path) -> str:
    """Where to look, in plain words."""
    figures = len(list((folder / "article").glob("fig*.svg")))
    return (
        f"\nThe review of 13 invented papers is ready.\n"
        f"  Read it in a browser   {folder / 'article' / 'review.html'}\n"
        f"  in Word                {folder / 'article' / 'review.docx'}\n"
        f"  with a comment at each number: {folder / 'article' / 'review-traced.docx'}\n"
        f"  in LaTeX               {folder / 'article' / 'review.tex'}\n"
        f"  {figures} figures             {folder / 'article'}/fig*.svg, .png, .pdf, each with its data as .csv\n"
        f"  Data                   {folder / 'exports'}\n"
        f"  Look behind it         casepool serve --project {folder}\n"
    )


def main(arguments: list[str]) -> int:
    """Make demo/ anew. 2 if there is a folder of that name that something else has made."""
    folder = ROOT / "demo"
    if folder.exists() and not (folder / MARK).exists():
        print(f"{folder} was not made by this demonstration. Move it away and try again.", file=sys.stderr)
        return 2
    shutil.rmtree(folder, ignore_errors=True)
    build_review(folder)
    print(say_places(folder))
    print(f"{time.process_time():.0f} seconds of processor time.")
    if "--finish" in arguments:
        shutil.rmtree(FINISHED, ignore_errors=True)
        FINISHED.mkdir()
        for path in list_finished(folder):
            shutil.copyfile(path, FINISHED / path.name)
        print(f"Renewed: {FINISHED.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
