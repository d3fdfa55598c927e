"""The papers of the worked example: invented, and saying so. They lie beside the program where it runs from source."""

from pathlib import Path

from casepool.domain.errors import UsageError
from casepool.pipeline.project import add_file, list_unread, read_publications
from casepool.store import Project

FOLDER = Path(__file__).parents[3] / "examples" / "papers"
KINDS = (".md", ".txt", ".xml", ".html")


def list_examples(folder: Path = FOLDER) -> list[Path]:
    """The example papers by name; none where they are not here."""
    return sorted(path for path in folder.glob("*") if path.suffix in KINDS) if folder.is_dir() else []


def load_example(project: Project, by: str, folder: Path = FOLDER) -> int:
    """Add and read the example papers; how many. UsageError where they are not here or the project is in use."""
    papers = list_examples(folder)
    if not papers:
        raise UsageError(
            "The papers of the worked example are not part of this installation. Get the folder examples/papers from "
            "the source of casepool and run: casepool add examples/papers"
        )
    if project.publications():
        raise UsageError("This project holds publications already. Make a new one for the example: casepool new DIR")
    for path in papers:
        add_file(project, path, by)
    return sum(done.publication.status == "ok" for done in read_publications(project, list_unread(project)))
