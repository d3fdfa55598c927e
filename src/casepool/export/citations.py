"""Citations in the exchange form (CSL-JSON): of the publications that are held, and of those only cited in a table."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from casepool.domain.document import Document, Reference
from casepool.domain.record import Record
from casepool.export.material import HeldPublication, Material, Row

CSL_TYPES = {
    "": "article-journal",
    "journal-article": "article-journal",
    "case-report": "article-journal",
    "abstract": "article-journal",
    "book": "book",
    "book-chapter": "chapter",
    "thesis": "thesis",
    "conference-paper": "paper-conference",
    "web-page": "webpage",
    "technical-report": "report",
}
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?-?){1,3}")
_WORD = re.compile(r"[^\W\d_]{4,}")
_SMALL = frozenset(["with", "from", "this", "that", "case", "cases", "report", "reports"])


def list_citations(material: Material) -> list[Row]:
    """One CSL-JSON item per publication, then one per cited publication that is not held; sorted by id, ids unique.

    A row of a review table that its own reference list does not have is cited as printed, with a note that says so.
    """
    found = [_cite_held(publication, material) for publication in material.publications]
    found += list(_cite_rows(material))
    return name_items(found)


def name_items(items: Iterable[Row]) -> list[Row]:
    """The items with ids FamilyYearWord, a second of the same name with "a", "b" ... behind it, sorted by id."""
    drafts = sorted(((_draft_id(item), _sort_key(item), item) for item in items), key=lambda draft: draft[:2])
    counts: dict[str, int] = {}
    for name, _, _ in drafts:
        counts[name] = counts.get(name, 0) + 1
    seen: dict[str, int] = {}
    named = []
    for name, _, item in drafts:
        number = seen[name] = seen.get(name, -1) + 1
        named.append({"id": name + (_letters(number) if counts[name] > 1 else ""), **item})
    return sorted(named, key=lambda item: str(item["id"]))


def cite_record(record: Record) -> Row:
    """The CSL-JSON item of a record, without an id; keys without content are left out."""
    item: Row = {
        "type": CSL_TYPES.get(record.kind, "article"),
        "title": tidy_line(record.title),
        "author": [split_name(author) for author in record.authors if tidy_line(author)],
        "issued": {"date-parts": [[record.year]]} if record.year else None,
        "container-title": tidy_line(record.journal),
        "volume": tidy_line(record.volume),
        "issue": tidy_line(record.issue),
        "page": tidy_line(record.pages).replace("–", "-"),
        "DOI": tidy_line(record.doi),
        "PMID": tidy_line(record.pmid),
        "PMCID": tidy_line(record.pmcid),
        "URL": tidy_line(record.url),
        "language": tidy_line(record.language),
        "keyword": "; ".join(filter(None, map(tidy_line, record.keywords))),
    }
    return {key: value for key, value in item.items() if value not in ("", None, [])}


def read_item(item: Row) -> Record:
    """The record of a CSL-JSON item: the inverse of `cite_record`."""
    kinds = {csl: kind for kind, csl in reversed(CSL_TYPES.items()) if kind}
    return Record(
        kind=kinds.get(str(item.get("type", "")), str(item.get("type", ""))),
        authors=tuple(join_name(name) for name in _dicts(item.get("author"))),
        year=_read_year(item.get("issued")),
        journal=str(item.get("container-title") or ""),
        pages=str(item.get("page") or ""),
        doi=str(item.get("DOI") or ""),
        pmid=str(item.get("PMID") or ""),
        pmcid=str(item.get("PMCID") or ""),
        url=str(item.get("URL") or ""),
        keywords=tuple(filter(None, str(item.get("keyword") or "").split("; "))),
        key=str(item.get("id") or ""),
        title=str(item.get("title") or ""),
        volume=str(item.get("volume") or ""),
        issue=str(item.get("issue") or ""),
        language=str(item.get("language") or ""),
    )


def split_name(author: str) -> Row:
    """A name as CSL parts: "Family, Given", "Family AB" as in reference lists; anything else is literal (a group).

    One word alone is a family name.
    """
    name = tidy_line(author)
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family:
        return {"family": family, **({"given": given} if given else {})}
    head, _, last = name.rpartition(" ")
    if head and _INITIALS.fullmatch(last):
        return {"family": head, "given": last}
    return {"literal": name} if head else {"family": name}


def join_name(name: Row) -> str:
    """The name as "Family, Given", a group as it is, a family name alone with a comma behind it."""
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(str(name[key]) for key in ("non-dropping-particle", "family") if name.get(key))
    return f"{family}, {name.get('given', '')}".strip()


def tidy_line(text: str) -> str:
    """The text on one line, without control characters: no value can start a line of its own in a written format."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") or c.isspace())
    return " ".join(kept.split())


def cite_document(document: Document) -> Record:
    """What a document says about itself, as a record."""
    front = document.front
    return Record(
        kind="journal-article", title=front.title, authors=front.authors, year=front.year, journal=front.journal,
        doi=front.doi, pmid=front.pmid, pmcid=front.pmcid, keywords=front.keywords,
    )  # fmt: skip


def citation_of(publication: HeldPublication) -> Record:
    """The record of a publication: the one that is given, what it leaves open filled from the document."""
    own = cite_document(publication.document) if publication.document else Record()
    given = publication.record
    if given is None:
        return own
    fields = {name: getattr(given, name) or getattr(own, name) for name in Record.__dataclass_fields__}
    return Record(**fields)


def _cite_held(publication: HeldPublication, material: Material) -> Row:
    own = [case for p in material.cohort.patients for case in p.cases if case.publication == publication.id]
    told = [case for case in own if not case.is_second_hand]
    roles = [*(["present_case"] if told else []), *(["review_table"] if len(told) < len(own) else [])]
    marks = [*(f"casepool:role={role}" for role in roles), f"casepool:n_cases={len(own)}"]
    item = cite_record(citation_of(publication))
    words = [str(item["keyword"])] if "keyword" in item else []
    return {**item, "keyword": "; ".join([*words, *marks]), "custom": {"casepool": publication.id}}


def _cite_rows(material: Material) -> Iterator[Row]:
    """Cited publications of table rows that are not held themselves, each reference once."""
    held = {publication.id for publication in material.publications}
    seen: set[tuple[str, object]] = set()
    for patient in material.cohort.patients:
        for pooled in patient.cases:
            document = material.document_of(pooled.publication)
            if not pooled.is_second_hand or pooled.cited in held or document is None:
                continue
            label = tidy_line(pooled.case.cited.quote if pooled.case.cited else "")
            key = (pooled.publication, pooled.case.reference or label)
            if (pooled.case.reference is None and not label) or key in seen:
                continue
            seen.add(key)
            yield _cite_row(document, pooled.case.reference, label)


def _cite_row(document: Document, number: int | None, label: str) -> Row:
    entry = next((entry for entry in document.references if entry.number == number), None)
    mark = {"keyword": "casepool:role=review_table_row"}
    if entry is not None:
        return {**cite_record(_record_of(entry)), **mark}
    front = document.front
    name = front.doi or front.title or document.id
    return {"type": "article-journal", "title": label, **mark, "note": f"not in the reference list of {name}"}


def _record_of(entry: Reference) -> Record:
    return Record(
        kind="journal-article", title=entry.title, authors=entry.authors, year=entry.year, journal=entry.source,
        volume=entry.volume, pages=entry.pages, doi=entry.doi, pmid=entry.pmid,
    )  # fmt: skip


def _draft_id(item: Row) -> str:
    """FamilyYearWord in plain letters; "Anon" without an author, "nd" without a year."""
    names = _dicts(item.get("author"))
    family = str(names[0].get("family") or names[0].get("literal")) if names else "Anon"
    year = _read_year(item.get("issued"))
    words = [w for w in _WORD.findall(str(item.get("title", ""))) if w.lower() not in _SMALL]
    return f"{_letters_only(family) or 'Anon'}{year or 'nd'}{_letters_only(words[0]).capitalize() if words else ''}"


def _letters_only(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]", "", plain)


def _letters(number: int) -> str:
    """0 is a, 25 is z, 26 is aa."""
    head, last = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("a") + last)


def _sort_key(item: Row) -> str:
    return "\x1f".join(str(item.get(key, "")) for key in ("DOI", "title", "container-title", "page", "note", "custom"))


def _dicts(value: object) -> Sequence[Row]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _read_year(issued: object) -> int | None:
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    try:
        return int(parts[0][0]) if parts else None
    except (IndexError, TypeError, ValueError):
        return None
