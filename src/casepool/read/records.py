"""Reference lists (RIS, NBIB, BibTeX, PubMed XML) as records with one set of names, and what could not be read."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from casepool.domain.errors import Problem, ReadError
from casepool.domain.record import Record, RecordList
from casepool.read.decode import decode
from casepool.read.files import load_bytes, printable_path
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.reader import LISTS, check_size
from casepool.read.refusal import label, note, refuse
from casepool.read.sniff import sniff
from casepool.read.tagged_lines import TaggedRecord, split_nbib, split_ris
from casepool.read.xml_tree import Element, parse_xml, words_of

RIS_KINDS = {
    "JOUR": "journal-article",
    "EJOUR": "journal-article",
    "MGZN": "journal-article",
    "CASE": "case-report",
    "BOOK": "book",
    "CHAP": "book-chapter",
    "THES": "thesis",
    "CONF": "conference-paper",
    "CPAPER": "conference-paper",
    "RPRT": "technical-report",
    "ELEC": "web-page",
    "ABST": "abstract",
}
BIBTEX_KINDS = {
    "article": "journal-article",
    "book": "book",
    "inbook": "book-chapter",
    "incollection": "book-chapter",
    "inproceedings": "conference-paper",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "techreport": "technical-report",
}
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_AND = re.compile(r"\s+and\s+")
Found = tuple[list[Record], list[Problem]]


def read_record_path(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> RecordList:
    """Read a file of references. Raises ReadError if it cannot be opened or is none."""
    return read_records(load_bytes(path, limits), printable_path(path), limits)


def read_records(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> RecordList:
    """Read the bytes of a reference list into records.

    A record that is damaged is kept as far as it can be read, with a problem line; an entry that cannot be read at all
    has its problem line. Raises ReadError when the bytes are no reference list.
    """
    check_size(len(data), name, limits)
    found = sniff(data, name, limits)
    if found not in LISTS:
        raise refuse(
            "unknown_format", f"{label(name)} is no list of references.", "Give RIS, NBIB, BibTeX or PubMed XML."
        )
    records, problems = _read(found, data, name, limits)
    if not records and not problems:
        problems = [note("no_records", f"{label(name)} holds no record.", "Export the references again.")]
    return RecordList(name, hashlib.sha256(data).hexdigest(), found, tuple(records), tuple(problems))


def _read(found: str, data: bytes, name: str, limits: Limits) -> Found:
    try:
        return _READERS[found](data, name, limits)
    except ReadError:
        raise
    except Exception as error:
        said = f"{label(name)} could not be read: {type(error).__name__}: {str(error)[:200]}."
        raise refuse("reader_failed", said, "Export the references again.") from error


def _read_ris(data: bytes, name: str, limits: Limits) -> Found:
    decoded = decode(data, label(name))
    records, problems = [], list(decoded.problems)
    for number, tagged in enumerate(split_ris(decoded.text), start=1):
        records.append(_from_ris(tagged))
        if not tagged.closed:
            said = f"Record {number} (line {tagged.line}) had no end tag (ER); it was kept as it stands."
            problems.append(note("no_end_tag", said, "Check that nothing of it is missing.", part=f"record {number}"))
    return records, problems


def _from_ris(tagged: TaggedRecord) -> Record:
    first, last = tagged.first("SP"), tagged.first("EP")
    return Record(
        kind=RIS_KINDS.get(tagged.first("TY").upper(), tagged.first("TY").lower()),
        title=tagged.first("TI", "T1", "CT", "BT"),
        authors=tagged.all("AU", "A1"),
        year=_year(tagged.first("PY", "Y1", "DA")),
        journal=tagged.first("JO", "JF", "T2", "JA", "J2"),
        volume=tagged.first("VL"),
        issue=tagged.first("IS"),
        pages=f"{first}-{last}" if first and last and "-" not in first else first,
        doi=_doi(tagged.first("DO") or " ".join(tagged.all("UR", "M3", "L3", "N1"))),
        pmid=_digits(tagged.first("AN")) if "pubmed" in " ".join(tagged.all("DB", "UR")).lower() else "",
        abstract=tagged.first("AB", "N2"),
        keywords=tagged.all("KW"),
        language=tagged.first("LA"),
        url=tagged.first("UR", "L2"),
        key=tagged.first("ID"),
        line=tagged.line,
    )


def _read_nbib(data: bytes, name: str, limits: Limits) -> Found:
    decoded = decode(data, label(name))
    return [_from_nbib(tagged) for tagged in split_nbib(decoded.text)], list(decoded.problems)


def _from_nbib(tagged: TaggedRecord) -> Record:
    marked = {tail: value for value, tail in map(_identifier, tagged.all("LID", "AID"))}
    return Record(
        kind="journal-article",
        title=tagged.first("TI", "BTI"),
        authors=tagged.all("FAU") or tagged.all("AU", "CN"),
        year=_year(tagged.first("DP", "DEP")),
        journal=tagged.first("JT", "TA"),
        volume=tagged.first("VI"),
        issue=tagged.first("IP"),
        pages=tagged.first("PG"),
        doi=_doi(marked.get("doi", "")),
        pmid=_digits(tagged.first("PMID")),
        pmcid=tagged.first("PMC"),
        abstract=tagged.first("AB"),
        keywords=(*tagged.all("OT"), *tagged.all("MH")),
        types=tagged.all("PT"),
        language=tagged.first("LA"),
        line=tagged.line,
    )


def _identifier(printed: str) -> tuple[str, str]:
    """An identifier such as "10.1/x [doi]" as its value and its kind."""
    value, _, kind = printed.rpartition("[")
    return value.strip(), kind.rstrip("] ").strip()


def _read_bibtex(data: bytes, name: str, limits: Limits) -> Found:
    import logging

    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware

    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    logging.getLogger("bibtexparser").propagate = False
    decoded = decode(data, label(name))
    library = parse_string(decoded.text, append_middleware=[LatexDecodingMiddleware()])
    problems = [*decoded.problems, *(_failed(block) for block in library.failed_blocks)]
    return [_from_bibtex(entry) for entry in library.entries], problems


def _failed(block: Any) -> Problem:
    head = " ".join(str(block.raw or "").split())[:60]
    line = (block.start_line or 0) + 1
    if type(block).__name__ == "DuplicateBlockKeyBlock":
        said = f"The entry in line {line} repeats the key {block.key!r} and was left out: {head}"
        return note("repeated_key", said, "Give it a key of its own.", part=f"line {line}")
    said = f"The entry in line {line} is broken and was left out: {head}"
    return note("broken_entry", said, "Close its braces and quotes.", part=f"line {line}")


def _from_bibtex(entry: Any) -> Record:
    fields = {field.key.lower(): _plain(str(field.value)) for field in entry.fields}
    return Record(
        kind=BIBTEX_KINDS.get(entry.entry_type.lower(), entry.entry_type.lower()),
        title=fields.get("title", ""),
        authors=tuple(_AND.split(fields["author"])) if fields.get("author") else (),
        year=_year(fields.get("year", "") or fields.get("date", "")),
        journal=fields.get("journal", "") or fields.get("journaltitle", "") or fields.get("booktitle", ""),
        volume=fields.get("volume", ""),
        issue=fields.get("number", "") or fields.get("issue", ""),
        pages=fields.get("pages", "").replace("--", "-").replace("–", "-"),
        doi=_doi(fields.get("doi", "") or fields.get("url", "")),
        pmid=_digits(fields.get("pmid", "")),
        pmcid=fields.get("pmcid", ""),
        abstract=fields.get("abstract", ""),
        keywords=tuple(k.strip() for k in re.split(r"[,;]", fields.get("keywords", "")) if k.strip()),
        language=fields.get("language", ""),
        url=fields.get("url", ""),
        key=entry.key,
        line=(entry.start_line or 0) + 1,
    )


def _plain(value: str) -> str:
    return " ".join(value.replace("{", "").replace("}", "").split())


def _read_pubmed(data: bytes, name: str, limits: Limits) -> Found:
    root = parse_xml(data, name, limits)
    articles = root.iter("PubmedArticle", "PubmedBookArticle") if root.tag != "MedlineCitationSet" else root
    found = [root] if root.tag in ("PubmedArticle", "MedlineCitation", "PubmedBookArticle") else list(articles)
    return [_from_pubmed(article) for article in found if isinstance(article.tag, str)], []


def _from_pubmed(article: Element) -> Record:
    year = _first(article, "JournalIssue/PubDate/Year", "JournalIssue/PubDate/MedlineDate", "ArticleDate/Year")
    keywords = [words_of(e) for e in (*article.iter("Keyword"), *article.iter("DescriptorName"))]
    return Record(
        kind="journal-article",
        title=_first(article, "ArticleTitle", "BookTitle"),
        authors=tuple(_pubmed_author(author) for author in article.iter("Author")),
        year=_year(year or _first(article, "PubDate/Year")),
        journal=_first(article, "Journal/Title", "MedlineTA"),
        volume=_first(article, "JournalIssue/Volume"),
        issue=_first(article, "JournalIssue/Issue"),
        pages=_first(article, "MedlinePgn"),
        doi=_doi(_marked(article, "doi")),
        pmid=_digits(_first(article, "PMID")),
        pmcid=_marked(article, "pmc"),
        abstract="\n".join(_abstract_part(e) for e in article.iter("AbstractText")),
        keywords=tuple(dict.fromkeys(keywords)),
        types=tuple(words_of(e) for e in article.iter("PublicationType")),
        language=_first(article, "Language"),
    )


def _pubmed_author(author: Element) -> str:
    surname = words_of(author.find("LastName"))
    given = words_of(author.find("ForeName")) or words_of(author.find("Initials"))
    return ", ".join(part for part in (surname, given) if part) or words_of(author.find("CollectiveName"))


def _abstract_part(element: Element) -> str:
    head = element.get("Label", "")
    return f"{head}: {words_of(element)}" if head else words_of(element)


def _marked(article: Element, kind: str) -> str:
    """An identifier of the article itself (not of its references) by its type."""
    for element in article.iter("ELocationID", "ArticleId"):
        own = not any(parent.tag == "Reference" for parent in element.iterancestors())
        if own and kind in (element.get("EIdType"), element.get("IdType")):
            return words_of(element)
    return ""


def _first(article: Element, *paths: str) -> str:
    return next((words for path in paths if (words := words_of(article.find(f".//{path}")))), "")


def _year(printed: str) -> int | None:
    match = _YEAR.search(printed)
    return int(match.group()) if match else None


def _doi(printed: str) -> str:
    match = _DOI.search(printed)
    return match.group().rstrip(".,;)") if match else ""


def _digits(printed: str) -> str:
    match = re.search(r"\d+", printed)
    return match.group() if match else ""


_READERS: dict[str, Callable[[bytes, str, Limits], Found]] = {
    "ris": _read_ris,
    "nbib": _read_nbib,
    "bibtex": _read_bibtex,
    "pubmed": _read_pubmed,
}
