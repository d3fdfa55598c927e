"""The first step of a project: its folder, its database, and its plan with what is known of the searches."""

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from casepool.domain.errors import UsageError
from casepool.domain.review import Search
from casepool.knowledge.journals import load_journals
from casepool.knowledge.load import say_allowed
from casepool.knowledge.plan_files import read_stub
from casepool.pipeline.review import PROTOCOL_FILE
from casepool.store import create_project
from casepool.store.shelf import write_whole


def start_project(
    folder: Path, form_id: str, journal: str = "", database: str = "", searches: Sequence[Search] = ()
) -> Path:
    """Make a project; its folder. Raises UsageError for an unknown journal or form, and for a folder that is in use."""
    if journal and journal not in load_journals():
        raise UsageError(f"There is no journal profile {journal!r}. {say_allowed(journal, load_journals())}")
    with create_project(folder, form_id, journal, database) as project:
        if searches:
            text = read_stub(PROTOCOL_FILE, {"journal": journal, "searches": write_searches(searches)})
            write_whole(project.folder / PROTOCOL_FILE, text.encode())
        return project.folder


def write_searches(searches: Sequence[Search]) -> str:
    """The searches as blocks of `protocol.toml`; what is not known is left out."""
    return "".join(f"\n[[search]]\n{_write_keys(search)}" for search in searches) + "\n"


def _write_keys(search: Search) -> str:
    told = ((field.name, getattr(search, field.name)) for field in fields(search))
    return "".join(f"{name} = {_write_value(name, value)}\n" for name, value in told if value not in ("", None))


def _write_value(name: str, value: object) -> str:
    return str(value) if name == "date" else json.dumps(value, ensure_ascii=False)
