"""The index case beside the earlier patients; figures of the literature beside the pool; positive of tested."""

from dataclasses import replace

from casepool.domain.claim import Claim
from casepool.domain.present_case import Beside, NumberBeside, WordBeside
from casepool.write.article.cells import OLDEST, CellBook, name_place
from casepool.write.article.model import Block, HeadCell, Paragraph, Runs, TableBlock, TableRow, Words
from casepool.write.article.print_value import print_number
from casepool.write.article.results import write_refusals
from casepool.write.escape import show_line

MOST_CLAIMS = 40


def write_comparison(book: CellBook) -> tuple[Block, ...]:
    """The rows of the comparison, the levels that only the index case reaches, and what cannot be compared."""
    beside, words = book.review.pooled.beside, book.wording.parts["comparison"]
    if beside is None:
        return (Paragraph((Words(words["no_index"]),)),)
    earlier = sum(not patient.is_index for patient in book.review.cohort.patients)
    rows = [
        *(_write_number(book, item) for item in beside.numbers),
        *(_write_word(book, item) for item in beside.words),
    ]
    heads = _heads(book, "comparison_heads", (46, 34, 94))
    title = book.wording.parts["table_titles"]["comparison"]
    table = TableBlock("", title, heads, tuple(rows), anchor="table-comparison")
    return (
        Paragraph((Words(words["intro"].format(n=earlier)),)),
        *([table] if rows else []),
        *_write_levels(book, beside),
        *write_refusals(beside.refusals),
    )


def _write_number(book: CellBook, item: NumberBeside) -> TableRow:
    n = len(item.values)
    text = book.wording.parts["comparison"]["number"].format(
        below=item.below, n=n, ties=item.ties, above=item.above, outside=f"2/{n + 1}"
    )
    share = item.percentile
    runs: Runs = (Words(text + " "),)
    if share.value is not None:
        limits = share.interval
        between = f" ({_percent(limits.lower)}–{_percent(limits.upper)}%)" if limits else ""
        runs = (
            *runs,
            Words("Percentile "),
            book.bind_estimate(share, f"{_percent(share.value)}%"),
            Words(f"{between}."),
        )
    unit = item.unit if item.value == 1 or item.unit not in ("year", "month") else f"{item.unit}s"
    hidden = book.hides(replace(item.percentile, value=item.value, unit=item.unit))
    number = f"≥{OLDEST + 1}" if hidden else print_number(item.value)
    value = Words(f"{number} {unit}".strip())
    return TableRow(((Words(item.label),), (value,), runs))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"


def _write_word(book: CellBook, item: WordBeside) -> TableRow:
    words = book.wording.parts["comparison"]
    shown = show_line(_name_word(book, item))
    head = ((Words(item.label),), (Words(shown),))
    if item.refusal is not None and not item.n:
        return TableRow((*head, (Words(words["not_compared"].format(why=item.refusal.why)),)))
    if item.first_limit is not None:
        text = words["word_first"].format(n=item.n, missing=item.missing, limit=f"{100 * item.first_limit:.0f}%")
    else:
        text = words["word"].format(k=item.k, n=item.n, missing=item.missing)
    first = book.bind_estimate(item.share, text) if item.share and item.share.name in book.estimates else Words(text)
    return TableRow((*head, (first,)))


def _name_word(book: CellBook, item: WordBeside) -> str:
    short = book.words.short.get(item.field, {}).get(item.word, "")
    return short if len(short) > 1 else item.word.replace("_", " ")


def _write_levels(book: CellBook, beside: Beside) -> tuple[Block, ...]:
    if beside.levels is None:
        return ()
    words = book.wording.parts["comparison"]
    if not beside.levels.unique:
        return (Paragraph((Words(words["no_unique_level"]),)),)
    key = "only_unique_levels" if set(beside.levels.unique) == set(beside.levels.levels) else "unique_levels"
    return (Paragraph((Words(words[key].format(levels=", ".join(beside.levels.unique))),)),)


def write_tested(book: CellBook) -> tuple[Block, ...]:
    """Positive of tested per diagnosis, only where the pool has more than one."""
    beside = book.review.pooled.beside
    tested = beside.differential if beside else ()
    if len({item.diagnosis for item in tested}) < 2:
        return ()
    rows = tuple(
        TableRow(((Words(show_line(item.diagnosis)),), (Words(show_line(item.item.replace("_", " "))),),
                  (Words(f"{item.positive}/{item.tested}"),)))
        for item in tested if item.tested
    )  # fmt: skip
    note = (Words(book.wording.parts["tables"]["tested_note"]),)
    title = book.wording.parts["table_titles"]["tested"]
    return (
        TableBlock("", title, _heads(book, "tested_heads", (70, 60, 44)), rows, notes=(note,), anchor="table-tested"),
    )


def write_background(book: CellBook) -> tuple[Block, ...]:
    """What the publications cite about patients in general, apart from the pool, each with its quote and source."""
    words = book.wording.parts["background"]
    claims = [
        (publication, claim)
        for publication, found in sorted(book.review.claims.items()) if book.names.may_quote(publication)
        for claim in found if claim.kind == "background"
    ]  # fmt: skip
    if not claims:
        return (Paragraph((Words(words["none"]),)),)
    rows = tuple(_write_claim(book, publication, claim) for publication, claim in claims[:MOST_CLAIMS])
    heads = _heads(book, "background_heads", (36, 32, 70, 36))
    title = book.wording.parts["table_titles"]["background"]
    return (Paragraph((Words(words["intro"]),)), TableBlock("", title, heads, rows, anchor="table-background"))


def _write_claim(book: CellBook, publication: str, claim: Claim) -> TableRow:
    figure = " ".join(filter(None, (claim.quantity.replace("_", " "), claim.value)))
    where = name_place(claim.evidence)
    source = f"; cites {', '.join(claim.source)}" if claim.source else ""
    cells = (
        figure,
        claim.population or claim.scope,
        f"“{claim.evidence.quote}”",
        f"{book.names.publication(publication)}{source}" + (f" ({where})" if where else ""),
    )
    return TableRow(tuple((Words(show_line(cell)[:240]),) for cell in cells))


def _heads(book: CellBook, key: str, widths: tuple[int, ...]) -> tuple[HeadCell, ...]:
    return tuple(HeadCell(head, width) for head, width in zip(book.wording.heads(key), widths, strict=True))
