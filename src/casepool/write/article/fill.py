"""Templates turned into runs, lists of runs joined as in a sentence, and estimates as bound numbers."""

import re
from collections.abc import Mapping, Sequence

from casepool.domain.estimate import Estimate, say_share
from casepool.write.article.cells import OLDEST, CellBook
from casepool.write.article.model import Bound, Run, Runs, Words
from casepool.write.article.print_value import print_number

SHARES = ("share", "low", "high", "event_share", "event_share_low", "event_share_high", "percentile")
_PIECE = re.compile(r"\{([^{}]+)\}|<([^<>]+)>")
_SURVIVAL = re.compile(r"s\d+")
_OUT_OF = re.compile(r"\d+/\d+")


def fill_runs(text: str, places: Mapping[str, Runs], bound: Mapping[str, Run] | None = None) -> Runs:
    """The text with {names} replaced by runs, and <words> by the run of `bound` that has these words."""
    runs: list[Run] = []
    end = 0
    for piece in _PIECE.finditer(text):
        runs += [Words(text[end : piece.start()])] if piece.start() > end else []
        runs += places[piece[1]] if piece[1] else [(bound or {}).get(piece[2], Words(piece[2]))]
        end = piece.end()
    return (*runs, *([Words(text[end:])] if end < len(text) else []))


def join_runs(items: Sequence[Runs], last: str = " and ") -> Runs:
    """ "a, b and c" of several runs."""
    runs: list[Run] = []
    for number, item in enumerate(items):
        if number:
            runs.append(Words(last if number == len(items) - 1 else ", "))
        runs += item
    return tuple(runs)


def is_share(estimate: Estimate) -> bool:
    """Whether an estimate is a proportion: it may then be printed as k/n or in per cent."""
    parts = estimate.name.split(".")
    named = any(part in SHARES or _SURVIVAL.fullmatch(part) for part in parts)
    return named and not estimate.unit and estimate.value is not None and 0 <= estimate.value <= 1


def print_estimate(estimate: Estimate, pct_min_n: int = 10) -> str:
    """An estimate as the article prints it: its number, k/n of a share, its words where there is no number."""
    if estimate.value is None and estimate.bounds and None not in estimate.bounds and "bounds" in estimate.words:
        return "between " + " and ".join(print_number(limit) for limit in estimate.bounds if limit is not None)
    if estimate.value is None:
        return estimate.words or "–"
    if estimate.words.startswith("any value"):
        return f"{print_number(estimate.value)} ({estimate.words.replace('-', '–')})"
    if _OUT_OF.fullmatch(estimate.words):
        return estimate.words
    k = estimate.value * estimate.n
    if "share" in estimate.name.split(".") and estimate.n and abs(k - round(k)) < 1e-6:
        return say_share(round(k), estimate.n, pct_min_n)
    return print_number(estimate.value)


def bind(book: CellBook, name: str) -> Runs:
    """The estimate of this name as a bound number; empty without it."""
    found = book.estimates.get(name)
    if found is None:
        return ()
    if found.name == "patients" and found.bounds:
        low, high = (print_number(limit or 0) for limit in found.bounds)
        return (book.bind_estimate(found, f"between {low} and {high}"),)
    return (book.bind_estimate(found, show_estimate(book, found)),)


def show_estimate(book: CellBook, estimate: Estimate) -> str:
    """An estimate as printed; a number that would tell the age of an old index case as its limit."""
    if book.hides(estimate):
        return f"≥{OLDEST + 1}"
    return print_estimate(estimate, book.plan.pct_min_n)


def bind_count(book: CellBook, name: str, unit: str) -> Runs:
    """A bound count with its unit: "6 patients"; a range while links are undecided."""
    found = book.estimates.get(name)
    if found is None:
        return ()
    one, many = book.wording.lists[f"units.{unit}"]
    is_one = found.value == 1 and not found.bounds
    return (*bind(book, name), Words(f" {one if is_one else many}"))


def bind_all(book: CellBook, names: Sequence[str]) -> dict[str, Runs]:
    """Every name with its bound number."""
    return {name: bind(book, name) for name in names}


def bound_words(text: str, run: Bound) -> dict[str, Run]:
    """For each <words> of a text the run with these words printed, its name and marks those of `run`."""
    return {piece[2]: Bound(run.name, piece[2], run.marks, run.style) for piece in _PIECE.finditer(text) if piece[2]}
