"""Formats of tagged lines (RIS, NBIB): tags with their values, record by record, nothing dropped in silence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_RIS_LINE = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{1,2}-(?: (.*)|\s*)$")
_NBIB_LINE = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")


@dataclass
class TaggedRecord:
    """One record: (tag, value) in order, the line that it begins in, whether it was closed by its end tag."""

    line: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    closed: bool = False

    def all(self, *tags: str) -> tuple[str, ...]:
        """The values of these tags in the order of the file."""
        return tuple(value for tag, value in self.pairs if tag in tags and value)

    def first(self, *tags: str) -> str:
        """The value of the first of these tags that has one; empty if none has."""
        return next((v for wanted in tags for tag, v in self.pairs if tag == wanted and v), "")


def split_ris(text: str) -> Iterator[TaggedRecord]:
    """The records of a RIS file: TY begins one, ER ends it; a new TY ends one that was left open."""
    record: TaggedRecord | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        match = _RIS_LINE.match(line)
        if match is None:
            _continue(record, line)
        elif match.group(1) == "TY":
            if record:
                yield record
            record = TaggedRecord(number, [("TY", (match.group(2) or "").strip())])
        elif match.group(1) == "ER" and record:
            record.closed = True
            yield record
            record = None
        elif record:
            record.pairs.append((match.group(1), (match.group(2) or "").strip()))
    if record:
        yield record


def split_nbib(text: str) -> Iterator[TaggedRecord]:
    """The records of a MEDLINE (.nbib) file: PMID begins one; indented lines go on with the value before."""
    record: TaggedRecord | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        match = _NBIB_LINE.match(line)
        if match is None:
            _continue(record, line)
        elif match.group(1) == "PMID":
            if record:
                yield record
            record = TaggedRecord(number, [("PMID", match.group(2).strip())], closed=True)
        elif record:
            record.pairs.append((match.group(1), match.group(2).strip()))
    if record:
        yield record


def _continue(record: TaggedRecord | None, line: str) -> None:
    """A line without a tag goes on with the value before it."""
    if record and record.pairs and line.strip():
        tag, value = record.pairs[-1]
        record.pairs[-1] = (tag, f"{value} {line.strip()}".strip())
