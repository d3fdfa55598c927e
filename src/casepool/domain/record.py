"""Bibliographic records: what a database or a reference manager exports about articles, one record per article."""

from dataclasses import dataclass

from casepool.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class Record:
    """One exported reference, in one set of names whatever the format called them. Unknown parts are empty.

    `kind` is the type of work in lower case with hyphens ("journal-article"), `authors` are "Surname, Given" or as
    printed, `types` the publication types that the database gives ("Case Reports"). `line` is the first line of the
    record in its file (from 1; None for XML).
    """

    kind: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    key: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RecordList:
    """The records of one file in their order, with what could not be read of it. `format` is the format word."""

    source: str
    sha256: str
    format: str
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
