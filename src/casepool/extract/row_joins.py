"""Two tables of one article that list the same patients: who is in the one, what became of them in the other."""

import re
from collections import Counter
from collections.abc import Sequence

from casepool.extract.row_references import read_names
from casepool.extract.table_rows import AGE_KINDS, PatientRow, PatientTable

Key = tuple[str, ...]
_NUMBER = re.compile(r"\d+")
SHARE = 0.6
FEWEST = 2


def join_rows(tables: Sequence[PatientTable]) -> dict[int, PatientRow]:
    """For each row (by its identity) that tells of a patient of an earlier table: that patient's row there.

    Rows are joined by their labels (name and year, or number) if most rows of the later table are found again, each
    label once; numbers alone only if both tables have the same ones. A differing age forbids to join two tables.
    """
    joined: dict[int, PatientRow] = {}
    for number, table in enumerate(tables):
        for earlier in tables[:number]:
            pairs = match_rows(earlier.patients, table.patients)
            if pairs and (earlier.earlier == table.earlier or not (earlier.sure and table.sure)):
                joined |= {id(row): joined.get(id(first), first) for first, row in pairs}
                break
    return joined


def match_rows(first: Sequence[PatientRow], second: Sequence[PatientRow]) -> list[tuple[PatientRow, PatientRow]]:
    """The pairs of rows that name the same patient, empty if the two tables list different ones."""
    known, asked = _by_key(first), _by_key(second)
    pairs = [(known[key], row) for key, row in asked.items() if key in known]
    if len(pairs) < max(FEWEST, SHARE * len(second)) or any(_apart(a, b) for a, b in pairs):
        return []
    numbered = all(not read_names(" ".join(key)) for key in asked)
    return pairs if not numbered or set(known) == set(asked) else []


def _by_key(rows: Sequence[PatientRow]) -> dict[Key, PatientRow]:
    keys = [_key(row) for row in rows]
    counts = Counter(keys)
    return {key: row for key, row in zip(keys, rows, strict=True) if key and counts[key] == 1}


def _key(row: PatientRow) -> Key:
    """What a label names: the first name and all numbers."""
    words = " ".join(cell.words for cell in (row.label, *row.of_kind("year")) if cell is not None)
    return (*read_names(words)[:1], *sorted(set(_NUMBER.findall(words))))


def _apart(a: PatientRow, b: PatientRow) -> bool:
    ages = [
        {n for kind in AGE_KINDS for cell in row.of_kind(kind) for n in _NUMBER.findall(cell.words)} for row in (a, b)
    ]
    return bool(ages[0] and ages[1] and not ages[0] & ages[1])
