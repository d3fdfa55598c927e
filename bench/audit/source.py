"""Clean texts that faults are planted in, read in place: as they are stored (`raw`), and as plain text with the place
of each character in the stored form, so that one planter works on plain text, Markdown and JATS alike.

This module and the planters know nothing of the rules of the audit: facts are found by words of their own.
"""

import html
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

SHARED = Path(__file__).parents[2].parent / "shared"
ARTICLES = Path(__file__).parent / "articles"
BODIES = ("maccrobat2020", "e3c_en_layer1")
FULL = "jax_phenopackets"
SETS = (*BODIES, FULL, "jats", "synthetic")
BLOCKS = re.compile(
    r"p|title|article-title|sec|ref|caption|label|td|th|tr|table|fig|abstract|list-item|kwd|mixed-citation"
)
Edit = tuple[int, int, str]
LEGEND = "\u00a7 "
TAG_OR_ENTITY = re.compile(r"<!--.*?-->|<[^>]*>|&[#\w]+;", re.S)
CASE_HEADING = re.compile(
    r"^(?:\d+\.? *)*(?:case\b|patients? information|clinical (?:case|history|report|presentation)|patient\b)", re.I
)
PART_OF_CASE = re.compile(
    r"history|examination|imaging|staging|patholog|histolog|treatment|operation|surgery|course|follow|timeline|present|diagnos"
    r"|clinical|patient|findings|outcome|complication|intervention|biopsy|assessment|therap|referral|work-?up",
    re.I,
)


@dataclass(frozen=True)
class Source:
    """A clean text. `starts[i]` and `ends[i]` are the offsets in `raw` of character i of `plain`; -1 where it
    is not in the stored form."""

    name: str
    group: str
    filename: str
    raw: str
    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    patients: int

    @property
    def half(self) -> str:
        """The half that a text belongs to, by the hash of its name: patterns are tuned on the first only."""
        return "development" if sha256(self.name.encode()).digest()[0] % 2 == 0 else "held out"

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """The filled lines of the plain text: paragraphs, headings, cells and entries."""
        return tuple(m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", self.plain))

    @cached_property
    def references_start(self) -> int:
        """Where the reference list begins, or the end of the text."""
        found = re.search(r"^(?:#+ *)?(?:references|literature)\s*$", self.plain, re.I | re.M)
        return found.start() if found else len(self.plain)

    @property
    def is_article(self) -> bool:
        return self.group not in BODIES

    def dice(self, kind: str) -> random.Random:
        """Random choices that depend on the text and the kind of fault only."""
        return random.Random(f"{self.name}/{kind}")

    def can_edit(self, start: int, end: int) -> bool:
        """Whether a stretch of plain text lies in one piece in the stored form."""
        if min(self.starts[start:end], default=-1) < 0:
            return False
        return all(self.ends[i] == self.starts[i + 1] for i in range(start, end - 1))

    def edit(self, start: int, end: int, words: str) -> Edit:
        """The change of the stored form that replaces a stretch of plain text; an empty stretch inserts."""
        new = html.escape(words, quote=False) if self.filename.endswith(".xml") else words
        if start == end:
            return self.ends[start - 1], self.ends[start - 1], new
        return self.starts[start], self.ends[end - 1], new

    def edited(self, edits: Sequence[Edit]) -> str:
        """The stored form with some changes made."""
        stored = self.raw
        for start, end, new in sorted(edits, reverse=True):
            stored = stored[:start] + new + stored[end:]
        return stored

    @cached_property
    def headings(self) -> tuple[tuple[int, int, str], ...]:
        """The headings: start, end, words. A line with number signs, or in plain text a short line without a stop."""
        found = []
        for start, end in self.lines:
            line = self.plain[start:end].strip()
            short = (
                self.filename.endswith(".txt")
                and len(line) < 60
                and re.match(r"[\dA-Z]", line)
                and line[-1] not in ".;:,"
            )
            if line.startswith("#") or (short and "\t" not in line):
                found.append((start, end, line.lstrip("# ")))
        return tuple(found)

    def case_end(self) -> int | None:
        """Where a sentence can be added to the case: the end of the last paragraph of the longest stretch under a
        heading of the case and of its parts. None if there is none."""
        if not self.is_article:
            return len(self.plain.rstrip())
        stretches, begun = [], -1
        for start, _, words in (*self.headings, (len(self.plain), len(self.plain), "End")):
            if begun >= 0 and not PART_OF_CASE.search(words):
                stretches.append((start - begun, begun, start))
                begun = -1
            if begun < 0 and CASE_HEADING.match(words) and "view" not in words.lower():
                begun = start
        _, begun, stop = max(stretches, default=(0, 0, 0))
        ends = [e for s, e in self.lines if begun <= s < stop and self._is_paragraph(s, e)]
        return ends[-1] if ends else None

    def _is_paragraph(self, start: int, end: int) -> bool:
        line = self.plain[start:end].rstrip()
        if line.startswith(LEGEND):
            return False
        return len(line) > 60 and line.endswith(".") and "|" not in line and self.can_edit(end - 1, end)

    def sentence(self, position: int) -> tuple[int, int]:
        """The bounds of the sentence around a position, by full stops before a capital."""
        start = max([m.end() for m in re.finditer(r"(?<=[.!?])\s+(?=[A-Z])|\n", self.plain[:position])] or [0])
        found = re.compile(r"[.!?](?=\s+[A-Z]|\s*$)|\n").search(self.plain, position)
        return start, found.end() if found else len(self.plain)


def load_sources() -> Iterator[Source]:
    """Every clean text that is here, in a fixed order."""
    for group in (*BODIES, FULL):
        yield from load_gold(group)
    for folder in ("pairs", "jats"):
        for path in sorted((SHARED / "papers" / folder).glob("*.*xml")):
            yield make_source(path.stem, "jats", f"{path.stem}.xml", path.read_text(encoding="utf-8"), 0)
    for path in sorted(ARTICLES.iterdir()):
        yield make_source(path.stem, "synthetic", path.name, path.read_text(encoding="utf-8"), 1)


def load_gold(group: str) -> Iterator[Source]:
    """The texts of one gold set, with the number of patients that its curators counted."""
    folder = SHARED / "gold" / group
    if not folder.exists():
        return
    patients = Counter(item["doc_id"] for item in read_lines(folder / "patients.jsonl"))
    for item in read_lines(folder / "docs.jsonl"):
        yield make_source(item["id"], group, f"{item['id']}.txt", item["text"], patients[item["id"]])


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def make_source(name: str, group: str, filename: str, raw: str, patients: int) -> Source:
    """A source from its stored form."""
    if filename.endswith(".xml"):
        return Source(name, group, filename, raw, *flatten(raw), patients)
    places = tuple(range(len(raw)))
    return Source(name, group, filename, raw, raw, places, tuple(i + 1 for i in places), patients)


def flatten(raw: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The text of an XML file with a line for each block, and the places of its characters."""
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(char: str, start: int, end: int) -> None:
        plain.append(char)
        starts.append(start)
        ends.append(end)

    position, legend = 0, False
    for found in TAG_OR_ENTITY.finditer(raw):
        for i in range(position, found.start()):
            add(" " if raw[i] == "\n" else raw[i], i, i + 1)
        position = found.end()
        if found.group().startswith("&"):
            for char in html.unescape(found.group())[:1]:
                add(char, found.start(), found.end())
        elif re.match(r"</?caption\b", found.group()):
            legend = not found.group().startswith("</")
            for char in f"\n{LEGEND}" if legend else "\n":
                add(char, -1, -1)
        elif BLOCKS.fullmatch(re.sub(r"[</>\s].*", "", found.group().strip("</>"))):
            heading = "# " if re.match(r"<title\b", found.group()) else ""
            for char in " " if legend else f"\n{heading}":
                add(char, -1, -1)
    return "".join(plain), tuple(starts), tuple(ends)
