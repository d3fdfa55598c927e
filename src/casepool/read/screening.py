"""Decisions of other screening programs (Rayyan, Covidence, ASReview, Zotero; CSV, TSV or RIS) as records.

Several reviewers are never collapsed to one. A word that is not known stops the import with its line and column; a
record that names no work is listed with its line and left out. Addresses tell reviewers apart and are not kept.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from casepool.domain.errors import Problem, UsageError
from casepool.domain.review import DECISIONS, ScreeningRecord
from casepool.knowledge.screening import Program, ScreeningWords, load_screening
from casepool.read.decode import decode
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.reader import check_size
from casepool.read.records import read_records
from casepool.read.refusal import label, note, refuse
from casepool.read.sniff import sniff
from casepool.read.tagged_lines import split_ris

LARGEST_CELL = 5_000_000
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>;]+")
_PMID = re.compile(r"\bPMID:\s*(\d+)")
_VOTE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"([^"]*)"')
_PART = re.compile(r"\b(RAYYAN-INCLUSION|RAYYAN-LABELS|RAYYAN-EXCLUSION-REASONS|USER-NOTES):\s*")
_ASREVIEW = re.compile(r"\bASReview_(relevant|irrelevant|not_seen)\b")
_REASON = re.compile(r"(?:exclusion reason|excluded?)\s*[:=]\s*([^;|]+)", re.IGNORECASE)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user says of a list that does not say it itself; "" where the list does."""

    stage: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class ScreeningList:
    """The decisions of one file in its order, with the records that could not be used."""

    source: str
    records: tuple[ScreeningRecord, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Vote:
    decision: str
    reviewer: str = ""
    reason: str = ""
    raw: str = ""


def read_screening(
    data: bytes, name: str, chosen: Chosen | None = None, limits: Limits = DEFAULT_LIMITS
) -> ScreeningList:
    """Read the bytes of an export. Raises UsageError, naming line and column, for a decision that is not known, and
    where neither the file nor `chosen` says what was decided; ReadError for bytes that are no list."""
    check_size(len(data), name, limits)
    chosen = chosen or Chosen()
    if sniff(data, name, limits) == "ris":
        return _read_ris(data, name, chosen, limits)
    return _read_csv(data, name, chosen)


def _read_csv(data: bytes, name: str, chosen: Chosen) -> ScreeningList:
    words = load_screening()
    rows = list(_list_rows(decode(data, label(name)).text, name))
    headings = list(rows[0][1]) if rows else []
    program = words.program_of(headings)
    known = {kind: next((h for h in found if h in headings), "") for kind, found in words.columns.items()}
    if not known["title"]:
        raise UsageError(
            f"{name} has no column 'title'. Its columns are: {', '.join(headings) or 'none'}. "
            "Export the references as CSV with their titles, or as RIS."
        )
    source = program.name if program else ("Rayyan" if _has_votes(rows, known) else name)
    read = _CsvReading(name, source, words, program, known, chosen)
    return read.read(rows)


def _has_votes(rows: list[tuple[int, dict[str, str]]], known: Mapping[str, str]) -> bool:
    return any("RAYYAN-INCLUSION" in row.get(known["notes"], "") for _, row in rows)


def _list_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line that it begins in, by heading in lower case."""
    body = text.lstrip("\ufeff")
    first = body.partition("\n")[0]
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter="\t" if first.count("\t") > first.count(",") else ",")
    line = 1
    try:
        headings = [" ".join(heading.casefold().split()) for heading in next(reader, [])]
        for row in reader:
            line, begun = reader.line_num + 1, line if line > 1 else 2
            if any(cell.strip() for cell in row):
                yield begun, dict(zip(headings, (cell.strip() for cell in row), strict=False))
    except csv.Error as error:
        raise refuse("malformed", f"{label(name)}, line {line}: {error}.", "Export the list again.") from error


@dataclass(frozen=True)
class _CsvReading:
    name: str
    source: str
    words: ScreeningWords
    program: Program | None
    known: Mapping[str, str]
    chosen: Chosen

    def read(self, rows: list[tuple[int, dict[str, str]]]) -> ScreeningList:
        records: list[ScreeningRecord] = []
        problems: list[Problem] = []
        for line, row in rows:
            told = self._describe(row, line)
            if told is None:
                problems.append(_say_nameless(line))
            else:
                records += [_add_vote(told, vote) for vote in self._vote(row, line)]
        return ScreeningList(self.source, _hide_addresses(records), tuple(problems))

    def _cell(self, row: Row, kind: str) -> str:
        return row.get(self.known[kind], "") if self.known[kind] else ""

    def _describe(self, row: Row, line: int) -> ScreeningRecord | None:
        """The record without its decision; None if it names no work."""
        title, doi = self._cell(row, "title"), _DOI.search(self._cell(row, "doi"))
        pmid = re.search(r"\d+", self._cell(row, "pmid")) or _PMID.search(self._cell(row, "extra"))
        if not (title or doi or pmid):
            return None
        year = _YEAR.search(self._cell(row, "year"))
        return ScreeningRecord(
            key=self._cell(row, "key") or (doi.group() if doi else f"line {line}"),
            stage=self._stage(row, line),
            decision="undecided",
            source=self.source,
            title=title,
            authors=_split_authors(self._cell(row, "authors")),
            year=int(year.group()) if year else None,
            doi=doi.group().rstrip(".,") if doi else "",
            pmid=pmid.group(pmid.lastindex or 0) if pmid else "",
            line=line,
        )

    def _stage(self, row: Row, line: int) -> str:
        printed = self._cell(row, "stage").casefold().replace(" ", "_").replace("/", "_")
        if printed and printed not in ("title_abstract", "full_text"):
            raise UsageError(
                f"{self.name}, line {line}, column '{self.known['stage']}': {printed!r} is no stage. "
                "Allowed: title_abstract, full_text."
            )
        return printed or self.chosen.stage or "title_abstract"

    def _vote(self, row: Row, line: int) -> list[_Vote]:
        notes = self._cell(row, "notes")
        if self.source == "Rayyan":
            return _read_votes(notes, self.name, line)
        kind = next((kind for kind in ("decision", "label") if self.known[kind]), "")
        if kind:
            raw = self._cell(row, kind)
            decision = self.words.decision_of(raw)
            if not decision:
                raise UsageError(_say_unknown(self.name, line, self.known[kind], raw, self.words))
            return [_Vote(decision, self._cell(row, "reviewer"), self._cell(row, "reason"), raw)]
        return [self._read_list(row, notes)]

    def _read_list(self, row: Row, notes: str) -> _Vote:
        """The decision of a list that has none for each record: from its tags, else from what the user says."""
        tags = [tag.strip() for tag in re.split(r"[;,]", self._cell(row, "tags")) if tag.strip()]
        for tag in tags:
            word, _, reason = tag.partition(":")
            decision = self.words.decision_of(word)
            if decision and word.strip() and not word.strip().isdigit():
                return _Vote(decision, "", reason.strip(), tag)
        found = _REASON.search(notes)
        if self.chosen.decision:
            reason = found.group(1).strip() if found and self.chosen.decision == "exclude" else ""
            return _Vote(self.chosen.decision, "", reason, "--decision")
        if self.program and self.program.name == "Zotero":
            return _Vote("undecided", raw="; ".join(tags))
        raise UsageError(
            f"{self.name} does not say what was decided: it has no column for it. Say what this list holds: "
            f"--decision {'|'.join(DECISIONS)}, and --stage title_abstract|full_text."
        )


def _read_ris(data: bytes, name: str, chosen: Chosen, limits: Limits) -> ScreeningList:
    listed = read_records(data, name, limits)
    tagged = list(split_ris(decode(data, label(name)).text))
    records: list[ScreeningRecord] = []
    problems = list(listed.problems)
    for record, lines in zip(listed.records, tagged, strict=True):
        notes = " | ".join(lines.all("N1"))
        if not (record.title or record.doi or record.pmid):
            problems.append(_say_nameless(record.line or 0))
            continue
        key = record.key or record.doi or f"line {record.line}"
        told = ScreeningRecord(
            key, chosen.stage or "title_abstract", "undecided", source=name, title=record.title,
            authors=record.authors, year=record.year, doi=record.doi, pmid=record.pmid, line=record.line,
        )  # fmt: skip
        votes = _vote_of_ris(notes, record.keywords, chosen, name, record.line or 0)
        records += [_add_vote(told, vote) for vote in votes]
    return ScreeningList(name, _hide_addresses(records), tuple(problems))


def _vote_of_ris(notes: str, keywords: tuple[str, ...], chosen: Chosen, name: str, line: int) -> list[_Vote]:
    if "RAYYAN-INCLUSION" in notes:
        return _read_votes(notes, name, line)
    words = load_screening()
    if match := _ASREVIEW.search(notes):
        return [_Vote(words.decision_of(match.group(1)), raw=match.group())]
    for word, _, reason in (keyword.partition(":") for keyword in keywords):
        if words.decision_of(word) and not word.strip().isdigit() and word.strip():
            return [_Vote(words.decision_of(word), "", reason.strip(), word)]
    if chosen.decision:
        return [_Vote(chosen.decision, raw="--decision")]
    raise UsageError(
        f"{name}, line {line}: the record does not say what was decided. Say what this list holds: "
        f"--decision {'|'.join(DECISIONS)}, and --stage title_abstract|full_text."
    )


def _read_votes(notes: str, name: str, line: int) -> list[_Vote]:
    """The votes in a cell of Rayyan: one for each reviewer; undecided where nobody has voted."""
    pieces = _PART.split(notes)
    parts = {pieces[n]: pieces[n + 1].strip(" |") for n in range(1, len(pieces) - 1, 2)}
    reason = ", ".join(_split_quoted(parts.get("RAYYAN-EXCLUSION-REASONS", "")))
    votes, words = [], load_screening()
    for reviewer, printed in _VOTE.findall(parts.get("RAYYAN-INCLUSION", "")):
        decision = words.decision_of(printed)
        if not decision:
            raise UsageError(_say_unknown(name, line, "RAYYAN-INCLUSION", printed, words))
        votes.append(_Vote(decision, reviewer, reason if decision == "exclude" else "", printed))
    return votes or [_Vote("undecided")]


def _split_quoted(listed: str) -> list[str]:
    """The parts of a list between commas; a comma inside quotes does not part."""
    rows = list(csv.reader([listed], skipinitialspace=True)) if listed else []
    return [part.strip() for row in rows for part in row if part.strip()]


def _split_authors(printed: str) -> tuple[str, ...]:
    parts = re.split(r";|\s+and\s+", printed)
    return tuple(part.strip() for part in parts if part.strip())


def _add_vote(told: ScreeningRecord, vote: _Vote) -> ScreeningRecord:
    return replace(told, decision=vote.decision, reviewer=vote.reviewer, reason=vote.reason, raw=vote.raw)


def _hide_addresses(records: list[ScreeningRecord]) -> tuple[ScreeningRecord, ...]:
    """The records with "reviewer 1" in the place of an address, numbered in the order of the addresses."""
    addresses = sorted({record.reviewer for record in records if "@" in record.reviewer})
    names = {address: f"reviewer {number}" for number, address in enumerate(addresses, start=1)}
    return tuple(replace(record, reviewer=names.get(record.reviewer, record.reviewer)) for record in records)


def _say_nameless(line: int) -> Problem:
    said = f"The record in line {line} has neither title nor DOI nor PMID and was left out."
    return note("nameless_record", said, "Give it a title.", part=f"line {line}")


def _say_unknown(name: str, line: int, column: str, printed: str, words: ScreeningWords) -> str:
    allowed = ", ".join(word for word in words.decisions if word)
    return f"{name}, line {line}, column '{column}': {printed!r} is no decision. Allowed: {allowed}."
