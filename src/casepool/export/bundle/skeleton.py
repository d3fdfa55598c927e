"""A text that holds only the quotes of a document, each at its place: enough to prove them against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from casepool.export.material import Row

BLANK = "\u00b7"
KEPT_BACK = "[The words of the authors' own patient are kept back.]"
FEWEST = 1


@dataclass
class Skeleton:
    """The text, and the ids of quotes that contradict another quote at the same place and could not be put in."""

    text: str
    clashes: set[str] = field(default_factory=set)


def build_skeleton(length: int, evidence: Iterable[Row]) -> Skeleton:
    """The quotes and their surroundings at their places, a dot for every other character of the text."""
    rows = sorted(evidence, key=lambda row: (int(str(row["start"])), int(str(row["end"]))))
    characters = [BLANK] * max([length, *(int(str(row["end"])) for row in rows), FEWEST])
    fixed: dict[int, str] = {}
    clashes: set[str] = set()
    for row in rows:
        start, quote = int(str(row["start"])), str(row["quote"])
        wanted = dict(enumerate(quote, start=start))
        if len(quote) != int(str(row["end"])) - start or any(fixed.get(n, c) != c for n, c in wanted.items()):
            clashes.add(str(row["evidence_id"]))
            continue
        fixed.update(wanted)
    for row in rows:
        _fill_around(characters, row)
    for place, character in fixed.items():
        characters[place] = character
    return Skeleton("".join(characters), clashes)


def _fill_around(characters: list[str], row: Row) -> None:
    """The words before and behind a quote; where they contradict a quote, the quote will go over them."""
    start, end = int(str(row["start"])), int(str(row["end"]))
    prefix, suffix = str(row.get("prefix", "")), str(row.get("suffix", ""))
    for place, character in (*enumerate(prefix, start - len(prefix)), *enumerate(suffix, end)):
        if 0 <= place < len(characters):
            characters[place] = character


def stands(row: Mapping[str, object], text: str) -> bool:
    """Whether the quote of an evidence row stands at its place in a text."""
    start, end = int(str(row["start"])), int(str(row["end"]))
    return 0 <= start < end <= len(text) and text[start:end] == row["quote"]
