"""The headings of a document: blocks that a reader marked, lines that the lexicon knows, and run-in headings."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from casepool.domain.document import Block
from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.headings import HeadingRule, load_headings

_LINE = compile_pattern(r"[^\n]+")
_MARKUP = compile_pattern(r"^[\s#>*_]+|[\s#*_]+$|</?[A-Za-z][^<>]{0,80}>")
_NUMBER = compile_pattern(r"^[\s#*_]*(\d{1,2}(?:\.\d{1,2}){0,3})[.):]?\s*(?=[^\W\d])")
_RUN_IN = compile_pattern(
    r"^[\s#>*_-]{0,12}(?:<[a-z]{1,6}>)?(?P<name>[^\s.:*_<>\n#][^.:*_<>\n]{1,58}?(?:\s?\d\.?)?)\s?"
    r"(?P<end>(?:[*_]{1,3}|</[a-z]{1,6}>)\s?[.:\u2013\u2014-]{0,2}|(?:\s?[:.]|:-)[*_]{0,3}|\s[\u2013\u2014-]{1,2})(?:</[a-z]{1,6}>)?"
    r"(?=\s|[A-Z(*])"
)
_CAPITALS = compile_pattern(
    r"^\s*(?:\d{1,2}\.?\s+)?(?P<name>Abstract(?=\s+[A-Z])|[A-Z][A-Z]{3,}(?: (?:[A-Z]{2,}|&)){0,4})"
    r"(?=\s+(?:[A-Z][a-z]|A\s|An\s|\d{1,3}[- ]))"
)
_HASHES = compile_pattern(r"[ ]{0,3}(#{1,6})[ \t]+\S")
_BOLD = compile_pattern(r"\s*(\*\*|__)[^*_\n]{3,90}\1\s*$")
_LABEL = compile_pattern(
    r"(?<=[.!?)])[ \t\r\n]+"
    r"(?P<name>[A-Z][A-Za-z&/ -]{3,40}:|(?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+ (?:\d{1,2}|[IVX]{1,3})[.:])(?=\s+[A-Z0-9])"
)
_FIRST_WORD = compile_pattern(r"\s*(?P<mark>[*_<#>]?)[^\w]*(?:\d[\d.]*[^\w]*|[IVX]{1,4}[.)]\s*)?(?P<word>[^\W\d_]+)")
_OPENS_LOUD = compile_pattern(r"\s*(?:\d{1,2}\.?\s+)?(?:[A-Z]{4}|Abstract )")
_DELIMITER = compile_pattern(r"[:.*_<\u2013\u2014]| -")
_DEEPEST = 74
_SHORT = 90
_WORDY = 14
_SENTENCE = 4
_BODY = 40
_JOINING = ("of", "in", "with", "and", "for", "to", "on", "from", "by", "at", "or", "the", "a", "an")
_LISTING = ("references", "caption", "table", "front", "other", "ethics")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that is treated as one: a block, a line, or a block with its run-in heading.

    `heading` is the printed heading ("" for plain text), `rule` what the lexicon knows of it, `level` its depth
    (0 = unknown), `number` the depth of its printed number ("2.1." is 2, 0 = none), `run_in` whether its text
    follows in the same block, `marked` whether a reader marked it.
    """

    start: int
    end: int
    kind: str
    heading: str = ""
    rule: HeadingRule | None = None
    level: int = 0
    number: int = 0
    run_in: bool = False
    marked: bool = False
    table: str = ""

    @property
    def is_heading(self) -> bool:
        return bool(self.heading)

    @property
    def role(self) -> str:
        """The role that the heading stands for, empty if it is not known."""
        return self.rule.role if self.rule else ""


def find_parts(text: str, blocks: tuple[Block, ...]) -> list[Part]:
    """The stretches of the text in order, headings recognised. Without blocks each line counts as a block."""
    parts: list[Part] = []
    for block in blocks or _lines_as_blocks(text):
        parts.extend(_split_block(text, block))
    return _settle_levels(_drop_false_headings(text, parts))


def _settle_levels(parts: list[Part]) -> list[Part]:
    """Levels by printed numbers where the parts of the article are numbered, else by the reader's marks."""
    numbered = any(p.number == 1 and p.rule and p.rule.place == "article" for p in parts)
    return [replace(p, level=p.number if numbered else p.level or p.number + 1) if p.number else p for p in parts]


def _lines_as_blocks(text: str) -> list[Block]:
    return [_line_as_block(m) for m in _LINE.finditer(text) if not m.group().isspace()]


def _line_as_block(line: re.Match[str]) -> Block:
    if line.group().lstrip()[:1] not in "#*_":
        return Block("paragraph", *line.span())
    hashes = _HASHES.match(line.group())
    if hashes:
        return Block("heading", *line.span(), level=len(hashes.group(1)))
    return Block("heading" if _BOLD.match(line.group()) else "paragraph", *line.span())


def _split_block(text: str, block: Block) -> list[Part]:
    if block.kind == "heading":
        return [_read_heading(text, block.start, block.end, block.kind, level=block.level, marked=True)]
    if block.kind not in ("paragraph", "list-item"):
        return [Part(block.start, block.end, block.kind, table=block.table)]
    return _split_paragraph(text, block)


def _split_paragraph(text: str, block: Block) -> list[Part]:
    """A paragraph, cut at lines that are headings by the lexicon; its first line may begin with a run-in heading."""
    cuts = _heading_lines(text, block)
    if not cuts:
        return _split_labels(text, _read_run_in(text, block.start, block.end, block.kind))
    edges = sorted({block.start, block.end, *(e for cut in cuts for e in cut)})
    pieces = []
    for start, end in pairwise(edges):
        if (start, end) in cuts:
            pieces.append(_read_heading(text, start, end, block.kind))
        elif text[start:end].strip():
            pieces.extend(_split_labels(text, _read_run_in(text, start, end, block.kind)))
    return pieces


def _split_labels(text: str, part: Part) -> list[Part]:
    """A paragraph with a run-in heading, cut where further ones follow within it (an abstract in one paragraph)."""
    if not part.run_in or part.rule is None or part.rule.place != "article":
        return [part]
    labels = [
        (m, load_headings().find_rule(m["name"], forgive=False)) for m in _LABEL.finditer(text, part.start, part.end)
    ]
    cuts = [(m.start("name"), m["name"], rule) for m, rule in labels if rule and rule.place == "article"]
    ends = [*(start for start, _, _ in cuts), part.end]
    pieces = [replace(part, end=ends[0])]
    for (start, name, rule), end in zip(cuts, ends[1:], strict=True):
        pieces.append(Part(start, end, part.kind, clean_title(name.rstrip(".")), rule, run_in=True))
    return pieces


def _heading_lines(text: str, block: Block) -> list[tuple[int, int]]:
    """The lines of a paragraph that are known headings: at its start, or after a line that ended a sentence."""
    if block.end - block.start > _SHORT and text.find("\n", block.start, block.end) < 0:
        return []
    found = []
    closed = True
    for match in _LINE.finditer(text, block.start, block.end):
        line = match.group().strip(" \r")
        if closed and 2 < len(line) <= _SHORT and _looks_like_heading(line) and load_headings().find_rule(line):
            found.append(match.span())
        elif line:
            closed = line[-1] in ".:!?)]"
    return found


def _looks_like_heading(line: str) -> bool:
    first = next((c for c in line if c.isalpha()), "")
    words = line.count(" ") + 1
    return (
        first.isupper()
        and "\t" not in line
        and line[-1] not in ",;"
        and words <= (_SENTENCE if line[-1] == "." else _WORDY)
    )


def _read_heading(text: str, start: int, end: int, kind: str, level: int = 0, marked: bool = False) -> Part:
    title = clean_title(text[start:end])
    rule = load_headings().find_rule(title) or (_rule_of_first(title) if marked else None)
    return Part(start, end, kind, title, rule, level, _number_depth(text[start:end]), False, marked)


def _rule_of_first(title: str) -> HeadingRule | None:
    """The rule of the first of two headings that a reader took for one ("Methods Drugs and doses")."""
    words = title.split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        following = words[count]
        if not following[0].isupper() or following.lower() in _JOINING:
            continue
        rule = load_headings().find_rule(" ".join(words[:count]), forgive=False)
        if rule is not None and rule.place == "article" and not rule.label:
            return rule
    return None


def _number_depth(heading: str) -> int:
    match = _NUMBER.match(heading)
    return match.group(1).count(".") + 1 if match else 0


def clean_title(printed: str) -> str:
    """A heading as printed, without marks around it and without its final colon."""
    return " ".join(_MARKUP.sub("", printed).split()).rstrip(":*_# ").strip()


def _read_run_in(text: str, start: int, end: int, kind: str) -> Part:
    if not _may_open(text, start, end):
        return Part(start, end, kind)
    head = text[start : min(end, start + 160)]
    for pattern in (_RUN_IN, _CAPITALS):
        match = pattern.match(head)
        rule = _run_in_rule(match) if match and "\t" not in head else None
        if match and rule and start + match.end() < end:
            return Part(start, end, kind, clean_title(match.group("name")), rule, 0, _number_depth(head), True)
    return Part(start, end, kind)


def _may_open(text: str, start: int, end: int) -> bool:
    """A quick look: marks or a known first word, and the end of a heading not far from it."""
    first = _FIRST_WORD.match(text, start, end)
    if first is None or (not first["mark"] and not load_headings().may_open(first["word"])):
        return False
    near = _DELIMITER.search(text, start, min(end, start + _DEEPEST))
    return near is not None or bool(_OPENS_LOUD.match(text, start))


def _run_in_rule(match: re.Match[str]) -> HeadingRule | None:
    """The rule of a run-in heading; an unmarked one that ends in a period must open a part of an article."""
    name = match.group("name")
    if not name[:1].isupper() and not name[:1].isdigit():
        return None
    rule = load_headings().find_rule(name, forgive="*" in match.group() or "<" in match.group())
    end = (match.groupdict().get("end") or ":").strip()
    unmarked = end == "." or not end.strip("\u2013\u2014-")
    if rule and unmarked and (rule.place != "article" or rule.role in ("references", "caption", "table", "review")):
        return None
    return rule


def _drop_false_headings(text: str, parts: list[Part]) -> list[Part]:
    """Unmarked heading lines count only where text, a further heading or a list follows (not in a torn table)."""
    kept = []
    for index, part in enumerate(parts):
        bare = part.is_heading and not part.marked and not part.run_in
        if bare and not _is_followed(text, parts, index):
            part = Part(part.start, part.end, part.kind)
        kept.append(part)
    return kept


def _is_followed(text: str, parts: list[Part], index: int) -> bool:
    part, after = parts[index], parts[index + 1 : index + 3]
    if part.role in _LISTING:
        return part.role != "references" or not after or _may_open_list(text, after[0])
    if part.rule is not None and part.rule.place == "case":
        return bool(after) and after[0].end - after[0].start >= _BODY and not after[0].is_heading
    if after and after[0].is_heading and not after[0].run_in:
        return after[0].role not in ("ethics", "other", "front")
    return any(p.end - p.start >= _BODY or p.kind in ("caption", "cell") for p in after)


def _may_open_list(text: str, after: Part) -> bool:
    content = text[after.start : after.end]
    return after.is_heading or after.kind == "reference" or len(content) >= 40 or content.lstrip()[:1] in "[(1"
