"""Questions on a terminal: short, each with what an empty answer means."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from casepool.domain.review import Search


def ask_journal() -> str:
    """The journal profile that the user names; empty for none."""
    from casepool.knowledge.journals import load_journals

    known = tuple(load_journals())
    click.echo(f"Journal profiles: {', '.join(known)}.", err=True)
    while True:
        given = click.prompt("Journal (empty: none)", default="", show_default=False, err=True).strip()
        if not given or given in known:
            return str(given)
        click.echo(f"{given!r} is none of them.", err=True)


def ask_searches() -> "tuple[Search, ...]":
    """The searches that were done, until an empty database; all can be filled in later in protocol.toml."""
    from casepool.domain.review import Search

    found: list[Search] = []
    click.echo(
        "Searches done so far; leave the database empty to go on. Empty answers can be filled in later.", err=True
    )
    while database := _ask("Database, such as MEDLINE"):
        platform, day = _ask("Platform, such as PubMed"), _ask_day()
        string, limits = _ask("Search string"), _ask("Limits")
        found.append(Search(database, platform, day, string, limits, _ask_number("Records found")))
    return tuple(found)


def _ask(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False, err=True)).strip()


def _ask_day() -> str:
    from casepool.knowledge.plan_files import is_day

    while True:
        given = _ask("Date of the search, such as 2026-05-30")
        if not given or is_day(given):
            return given
        click.echo(f"{given!r} is no day. Write it as 2026-05-30.", err=True)


def _ask_number(question: str) -> int | None:
    while True:
        given = _ask(question)
        if not given or given.isdigit():
            return int(given) if given else None
        click.echo(f"{given!r} is no whole number.", err=True)
