"""The opening of an article: labels above the title, the title, front matter, and the abstract."""

from collections.abc import Callable, Sequence

from casepool.text.headings import Part

CONTENT = ("abstract", "introduction", "case", "discussion", "review", "methods", "results", "conclusion")
_LONGEST_ABSTRACT = 6000
_OWN_TEXT = 100
_WHOLE = 300
_TITLE_WORDS = 4
_LONGEST_TITLE = 300
_DEEPEST_TITLE = 60

Tells = Callable[[int, int], bool]


def find_labels(parts: Sequence[Part], text: str, tells: Tells) -> frozenset[int]:
    """Headings that name the kind of article ("CASE REPORT" above the title, or before it) and open no part of it.

    Whatever stands above a title that the reader marked is one. Else a label stands before any other content heading,
    tells no patient (`tells(start, end)`), and the same heading, an abstract or an introduction follows.
    """
    title = next((i for i, p in enumerate(parts[:_DEEPEST_TITLE]) if p.kind == "title"), 0)
    labels = {index for index in range(title) if parts[index].role in CONTENT}
    for index, part in enumerate(parts):
        if part.role not in CONTENT or index < title:
            continue
        after = _next_heading(parts, index)
        followed = any(p.role in ("abstract", "introduction") or p.rule is part.rule for p in parts[after:])
        if not followed or not _is_label(parts, index, after, text, tells):
            break
        labels.add(index)
    return frozenset(labels)


def _is_label(parts: Sequence[Part], index: int, after: int, text: str, tells: Tells) -> bool:
    part = parts[index]
    if part.run_in:
        return index == 0 and _could_be_title(text, part)
    printed_above = part.rule is not None and part.rule.label and part.rule.place == "article"
    return printed_above and not tells(part.end, parts[min(after, len(parts)) - 1].end)


def _could_be_title(text: str, part: Part) -> bool:
    words = text[part.start : part.end].strip()
    few = len(words.split()) >= _TITLE_WORDS and len(words) <= _LONGEST_TITLE
    return few and words[-1] not in ".:;,!" and "\n" not in words


def find_content(parts: Sequence[Part], labels: frozenset[int]) -> int:
    """The index of the first heading that opens a part of the article; the number of parts if there is none."""
    for index, part in enumerate(parts):
        if part.role in CONTENT and index not in labels:
            return index
    return len(parts)


def find_title(
    parts: Sequence[Part], text: str, content: int, labels: frozenset[int], fixed: Sequence[str]
) -> int | None:
    """The index of the part before `content` that is the title, or None; `fixed` are the roles that are settled."""
    marked = next((i for i, p in enumerate(parts) if p.kind == "title"), None)
    if marked is not None:
        return marked
    headings = [i for i in range(content) if parts[i].is_heading and parts[i].rule is None and i not in labels]
    if headings:
        best = max(headings, key=lambda i: (len(parts[i].heading.split()), -i))
        return best if len(parts[best].heading.split()) >= _TITLE_WORDS else None
    return _plain_title(parts, text, content, fixed)


def _plain_title(parts: Sequence[Part], text: str, content: int, fixed: Sequence[str]) -> int | None:
    """The first line of an article without marks: short, no full sentence, and something follows."""
    for index in range(min(content, 3, len(parts) - 1)):
        part = parts[index]
        if part.kind != "paragraph" or fixed[index] or (part.is_heading and not part.run_in):
            continue
        if _could_be_title(text, part):
            return index
    return None


def find_abstract(parts: Sequence[Part], labels: frozenset[int]) -> range:
    """The parts that make up the abstract with its own headings; an empty range if none is headed."""
    first = find_content(parts, labels)
    named = next((i for i, p in enumerate(parts) if p.role == "abstract" and i not in labels), None)
    if named is not None and not any(p.role in ("references",) for p in parts[:named]):
        return range(named, _end_of_abstract(parts, named))
    if first < len(parts) and parts[first].role == "introduction":
        return _unnamed_abstract(parts, first)
    return range(0)


def _unnamed_abstract(parts: Sequence[Part], first: int) -> range:
    """Background, methods, results ... and then an introduction again: the first round is the abstract."""
    again = next((i for i, p in enumerate(parts) if i > first and p.rule and p.rule.id == "heading.introduction"), None)
    if again is None or parts[again].start - parts[first].start > _LONGEST_ABSTRACT:
        return range(0)
    between = any(p.role in CONTENT for p in parts[first + 1 : again])
    return range(first, again) if between or parts[first].run_in else range(0)


def _end_of_abstract(parts: Sequence[Part], named: int) -> int:
    seen: set[str] = set()
    own_text, aside = False, 0
    for index in range(named + 1, len(parts)):
        part = parts[index]
        if not part.is_heading:
            own_text = own_text or (not seen and part.end - part.start >= _OWN_TEXT)
            if not seen and _is_whole(parts[named]):
                return aside or index
        elif part.rule is not None and part.rule.place == "block":
            aside = aside or index
        elif part.rule is not None and not _is_label_of_abstract(parts, named, index, seen, own_text, bool(aside)):
            return aside or index
        elif part.rule is not None:
            seen.add(part.rule.id)
            aside = 0
    return aside or len(parts)


def _is_whole(abstract: Part) -> bool:
    """Whether the abstract stands in one paragraph with its heading."""
    return abstract.run_in and abstract.end - abstract.start >= _WHOLE


def _is_label_of_abstract(
    parts: Sequence[Part], named: int, index: int, seen: set[str], own_text: bool, after_aside: bool
) -> bool:
    """Whether the heading at `index` is one of the abstract's own ("Background:" within it).

    After an aside (key words, dates) only a deeper heading or a conclusion before any introduction still belongs to it.
    """
    part, abstract = parts[index], parts[named]
    if part.start - abstract.start > _LONGEST_ABSTRACT or part.role == "abstract" or part.rule is None:
        return False
    if part.rule.id in seen:
        return False
    if part.marked and abstract.marked and part.level and abstract.level and part.level != abstract.level:
        return part.level > abstract.level
    if own_text or (abstract.run_in and not part.run_in):
        return False
    later = {p.rule.id for p in parts[index + 1 :] if p.rule and not p.run_in}
    if after_aside:
        return part.role == "conclusion" and "heading.introduction" in later
    return part.run_in or part.rule.id in later or "heading.introduction" in later


def _next_heading(parts: Sequence[Part], index: int) -> int:
    return next((i for i in range(index + 1, len(parts)) if parts[i].is_heading), len(parts))
