"""Comments of the traced Word file: for each value its quotes, their place, the publication, and who has looked."""

from collections.abc import Sequence

from casepool.write.article.model import Bound, Detail, DetailLine
from casepool.write.escape import show_hidden
from casepool.write.formats.word_xml import NAMESPACES, PROLOG, make_paragraph, make_run

LONGEST = 400
MOST = 500
MOST_MARKED = 2000
_SHORTEST_LINE = 24


def choose_commented(bound: Sequence[Bound], comments: str) -> frozenset[str]:
    """The names whose uses get a comment: all, or above MOST uses those with a mark, above MOST_MARKED the unclear."""
    if comments == "none":
        return frozenset()
    if comments == "all" and len(bound) <= MOST:
        return frozenset(run.name for run in bound)
    marked = [run for run in bound if run.marks]
    if len(marked) > MOST_MARKED:
        marked = [run for run in marked if {"unclear", "conflict"} & set(run.marks)]
    return frozenset(run.name for run in marked)


def write_lines(detail: Detail) -> list[str]:
    """The lines of a comment, together at most LONGEST characters."""
    lines = [detail.state] if detail.state else []
    if not any(line.quotes for line in detail.lines):
        lines.append(detail.title)
    lines += [detail.method] if detail.method else []
    for line in detail.lines:
        lines += _write_source(line, len(detail.lines) > 1)
    lines += [f"and {detail.more} more in Table S1"] if detail.more else []
    return _cut([show_hidden(line) for line in lines])


def _write_source(line: DetailLine, several: bool) -> list[str]:
    quotes = [f"“{q.quote}”" + (f" {q.place}" if q.place else "") for q in line.quotes]
    status = " · ".join(filter(None, (line.publication, line.status)))
    if several:
        return [f"{line.patient}: {'; '.join(quotes) or line.shown or status}"]
    return [*quotes, status]


def _cut(lines: list[str]) -> list[str]:
    kept: list[str] = []
    left = LONGEST
    for number, line in enumerate(lines):
        if len(line) + 1 > left:
            rest = f"and {len(lines) - number} more lines in Table S1"
            room = left - len(rest) - 1
            kept += [line[: room - 1] + "…"] if room > _SHORTEST_LINE else []
            return [*kept, rest if len(lines) - number > 1 or not kept else "…"]
        kept.append(line)
        left -= len(line) + 1
    return kept


def write_comments(comments: Sequence[Sequence[str]]) -> str:
    """comments.xml: the comments in the order of their numbers, without a date."""
    written = [
        f'<w:comment w:id="{number}" w:author="casepool" w:initials="cp">'
        + "".join(make_paragraph(make_run(line), "CommentText") for line in lines or [""])
        + "</w:comment>"
        for number, lines in enumerate(comments)
    ]
    return f"{PROLOG}<w:comments {NAMESPACES}>{''.join(written)}</w:comments>"
