"""What a plain text says about itself: title, authors, kind of article, keywords, DOI, year."""

import re
from collections.abc import Sequence
from dataclasses import replace

from casepool.domain.document import Block, Front
from casepool.knowledge.headings import HeadingRule, fold_heading, load_headings

CONTENT = ("abstract", "introduction", "case", "discussion", "review", "methods", "results", "conclusion", "references")
KEYWORDS = (
    "keywords",
    "key words",
    "keyword",
    "key word",
    "mots cles",
    "palabras clave",
    "palavras-chave",
    "index terms",
)
_HEAD = 8_000
_LONGEST_TITLE = 400
_TITLE_WORDS = 4
_AUTHOR_LINES = 12
_LONG_PARAGRAPH = 400
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|\])}]{2,120}")
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_YEARS = tuple(
    re.compile(pattern + _YEAR, re.IGNORECASE)
    for pattern in (
        r"\bpublished\b[^\n\r]{0,40}?",
        r"(?:©|\(c\)|\bcopy\s?right\b)[^\n\r]{0,60}?",
        r"\baccepted\b[^\n\r]{0,40}?",
        r"\breceived\b[^\n\r]{0,40}?",
    )
)
_ISSUE = re.compile(rf"\b{_YEAR}\s?(?:[A-Z][a-z]{{2}}[a-z]*)?\s?;\s?\d{{1,4}}")
_KEYWORD_LINE = re.compile(r"^\W{0,4}([A-Za-zéèêãáçü -]{6,16}?)\W{0,3}\s?[:.–—-]\W{0,4}(.{3,600})", re.DOTALL)
_KIND = re.compile(r"article|research|communication|case|review|letter|image|series|study", re.IGNORECASE)
_DEGREE = re.compile(
    r"^(?:M\.?D|Ph\.?D|M\.?B\.?B\.?S|M\.?S\.?c?|B\.?S\.?c?|M\.?Ch|D\.?O|D\.?M|FRCS|FACS|MPH|R\.?N)\.?$"
)
_NOTICE = re.compile(
    r"https?:|www\.|@|\bdoi\b|\bissn\b|©|\bcopyright\b|\bvol(?:ume)?\b|^\W*(?:received|accepted|published)", re.I
)
_PLACE = re.compile(
    r"\b(?:depart|hospital|universit|institut|cent(?:er|re)\b|clinics?\b|divis|facult|school|college|service|unit\b|laborat)",
    re.IGNORECASE,
)
_NAME = re.compile(r"^[A-Z][\w.'’-]*(?:[ -](?:[a-z]{1,3} )?[A-Z][\w.'’-]*){1,4}$")


def find_title(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the title marked as such: the longest heading before the first part, or a bare first line."""
    marked = list(blocks)
    opening = _opening(text, marked)
    headings = [i for i in opening if marked[i].kind == "heading" and _rule(text, marked[i]) is None]
    best = max(headings, key=lambda i: (len(_words(text, marked[i]).split()), -i), default=None)
    if best is None or len(_words(text, marked[best]).split()) < _TITLE_WORDS:
        best = _bare_title(text, marked, opening)
    if best is not None:
        marked[best] = replace(marked[best], kind="title")
    return marked


def read_front(text: str, blocks: Sequence[Block]) -> Front:
    """Title, authors, kind of article, keywords, DOI and year as printed; what is not printed stays empty."""
    title = next((block for block in blocks if block.kind == "title"), None)
    body = text[: _start_of_references(text, blocks)]
    return Front(
        title=" ".join(_words(text, title).split()) if title else "",
        authors=_find_authors(text, blocks, title),
        year=_find_year(body),
        doi=_find_doi(body),
        article_type=_find_type(text, blocks, title),
        keywords=_find_keywords(text, blocks),
    )


def _opening(text: str, blocks: Sequence[Block]) -> range:
    """The blocks before the first heading that opens a part of the article, and before the first long paragraph."""
    for index, block in enumerate(blocks):
        if block.kind == "paragraph" and block.end - block.start > _LONG_PARAGRAPH:
            return range(index + 1)
        rule = _rule(text, block) if block.kind == "heading" else None
        if rule is not None and rule.role in CONTENT and not rule.label:
            return range(index)
    return range(min(len(blocks), 12))


def _rule(text: str, block: Block) -> HeadingRule | None:
    return load_headings().find_rule(_words(text, block))


def _words(text: str, block: Block) -> str:
    return text[block.start : block.end]


def _bare_title(text: str, blocks: Sequence[Block], opening: range) -> int | None:
    """A line that is a title without marks: before the first part of an article, or the first line of all."""
    headed = len(opening) < len(blocks) and blocks[len(opening)].kind == "heading"
    kept = [i for i in opening if blocks[i].kind == "paragraph" and not _is_notice(_words(text, blocks[i]))]
    for index in kept if headed else kept[:1]:
        words = _words(text, blocks[index])
        fits = len(words.split()) >= _TITLE_WORDS and len(words) <= _LONGEST_TITLE
        if fits and (words[-1] not in ".:;,!" or _stands_before_one_text(blocks, index, words)):
            return index if index + 1 < len(blocks) else None
    return None


def _stands_before_one_text(blocks: Sequence[Block], index: int, words: str) -> bool:
    """Whether a line that ends in a period is all that precedes one long text (title and abstract of a database)."""
    alone = index == 0 and len(blocks) == 2 and words.count(". ") <= 1 and len(words) <= 250
    return alone and blocks[1].end - blocks[1].start > 2 * len(words)


def _is_notice(words: str) -> bool:
    """Whether a line of the opening names the journal, people, places or dates, and so is no title."""
    return bool(_NOTICE.search(words) or _PLACE.search(words) or _ISSUE.search(words) or _names_in(words))


def _start_of_references(text: str, blocks: Sequence[Block]) -> int:
    return next((block.start for block in blocks if block.kind == "reference"), len(text))


def _find_doi(body: str) -> str:
    match = _DOI.search(body[:_HEAD]) or _DOI.search(body[-_HEAD:])
    return match.group().rstrip(".,;:)*_") if match else ""


def _find_year(body: str) -> int | None:
    for pattern in _YEARS:
        match = pattern.search(body[:_HEAD]) or pattern.search(body[-_HEAD:])
        if match:
            return int(match.group("year"))
    match = _ISSUE.search(body[:2_000])
    return int(match.group("year")) if match else None


def _find_type(text: str, blocks: Sequence[Block], title: Block | None) -> str:
    """The kind of article that is printed above the title ("CASE REPORT" gives "case-report")."""
    above = [block for block in blocks if title and block.start < title.start and block.end - block.start < 60]
    named = [(words, rule) for b in above if (rule := _rule(text, b)) and _is_label(words := _words(text, b), rule)]
    kinds = [words for words, rule in named if rule.role in ("case", "review")]
    chosen = (kinds or [words for words, _ in named] or [""])[-1]
    return "-".join(fold_heading(chosen).split())


def _is_label(words: str, rule: HeadingRule) -> bool:
    """Whether a line names a kind of article, not a part or a notice."""
    plain = all(c.isalpha() or c in " -&#*" for c in words.strip())
    return rule.label and plain and (rule.role in ("case", "review") or bool(_KIND.search(words)))


def _find_keywords(text: str, blocks: Sequence[Block]) -> tuple[str, ...]:
    for index, block in enumerate(blocks):
        words = _words(text, block) if block.end - block.start < 800 else ""
        if block.kind == "heading" and fold_heading(words) in KEYWORDS:
            return _split_keywords(_until_heading(text, blocks[index + 1 : index + 8]))
        match = _KEYWORD_LINE.match(words) if block.kind in ("paragraph", "list-item") else None
        if match and fold_heading(match.group(1)) in KEYWORDS:
            return _split_keywords(match.group(2))
    return ()


def _until_heading(text: str, blocks: Sequence[Block]) -> str:
    """The words below a heading: one keyword a line, or one list that goes on over lines."""
    parts = []
    for block in blocks:
        if block.kind not in ("paragraph", "list-item") or block.end - block.start > 400:
            break
        parts.append(_words(text, block))
    return " ".join(parts) if any("," in part or ";" in part for part in parts) else ";".join(parts)


def _split_keywords(words: str) -> tuple[str, ...]:
    mark = r"[;•·]" if re.search(r"[;•·]", words) else r","
    parts = (" ".join(part.split()).strip(" .*_:-–—") for part in re.split(mark, words))
    return tuple(part for part in parts if 1 < len(part) <= 80)


def _find_authors(text: str, blocks: Sequence[Block], title: Block | None) -> tuple[str, ...]:
    """The names in the first lines after the title: those lines in which every item looks like a name."""
    authors: list[str] = []
    for block in [block for block in blocks if title and block.start > title.start][:_AUTHOR_LINES]:
        names = _names_in(re.split(r"[\n\r]", _words(text, block), maxsplit=1)[0])
        if not names and authors:
            break
        authors += names
    return tuple(authors)


def _names_in(line: str) -> list[str]:
    clean = re.sub(r"<sup>.*?</sup>|\^?[\d*†‡§¹²³⁴-⁹]+|<[^<>]{1,40}>", "", line[:600])
    parts = [part.strip(" .*_,") for part in re.split(r",|;|\band\b|&", clean)]
    names = [part for part in parts if part and not _DEGREE.match(part)]
    if load_headings().find_rule(line):
        return []
    return names if all(_NAME.match(name) and not _PLACE.search(name) for name in names) else []
