"""Finding evidence again after a document was read anew: by place, by unique quote, by its surroundings, or not at all.

Nothing is guessed: a quote that can stand in several places, none of which its surroundings single out, is lost and
goes to a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casepool.domain.document import Document
from casepool.domain.errors import Problem
from casepool.domain.evidence import Evidence

CONTEXT = 32
WAYS = ("place", "unique", "context", "lost")


@dataclass(frozen=True, slots=True)
class Reanchored:
    """What became of one piece of evidence. `how` is one of WAYS; `evidence` is None exactly when it is "lost"."""

    before: Evidence
    how: str
    evidence: Evidence | None = None
    problem: Problem | None = None


def reanchor(evidence: Evidence, old_text: str, document: Document) -> Reanchored:
    """The evidence of `old_text` in the new reading `document` of the same source.

    It keeps its place if the quote stands there and its surroundings agree on one side at least or the quote stands
    nowhere else; else a quote that stands once goes there; else the one place where the 32 characters before and after
    (both, failing that either) agree. Anything else is lost, with a problem that says why.
    """
    quote, start = evidence.quote, evidence.span.start
    places = find_places(document.text, quote)
    before = old_text[max(0, start - CONTEXT) : start]
    after = old_text[evidence.span.end : evidence.span.end + CONTEXT]
    if start in places and (len(places) == 1 or any(_agreement(document.text, start, quote, before, after))):
        return _placed(evidence, "place", document, start)
    if len(places) == 1:
        return _placed(evidence, "unique", document, places[0])
    place = _by_context(document.text, quote, places, before, after)
    return _lost(evidence, len(places)) if place is None else _placed(evidence, "context", document, place)


def reanchor_all(evidence: Iterable[Evidence], old_text: str, document: Document) -> tuple[Reanchored, ...]:
    """`reanchor` for each piece of evidence, in order."""
    return tuple(reanchor(item, old_text, document) for item in evidence)


def find_places(text: str, quote: str) -> list[int]:
    """Every offset at which `quote` stands in `text`, overlapping ones included."""
    places = []
    at = text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _agreement(text: str, place: int, quote: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether the surroundings before and after a place are those of the old text; an edge agrees only with an edge."""
    end = place + len(quote)
    before_here, after_here = text[max(0, place - CONTEXT) : place], text[end : end + CONTEXT]
    return before_here == before, after_here == after


def _by_context(text: str, quote: str, places: Sequence[int], before: str, after: str) -> int | None:
    """The one place whose surroundings agree on both sides, else on one; None if there is none or several."""
    agreements = [(place, _agreement(text, place, quote, before, after)) for place in places]
    for fits in (all, any):
        found = [place for place, sides in agreements if fits(sides)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _placed(evidence: Evidence, how: str, document: Document, start: int) -> Reanchored:
    return Reanchored(evidence, how, document.evidence(start, start + len(evidence.quote)))


def _lost(evidence: Evidence, count: int) -> Reanchored:
    shown = evidence.quote if len(evidence.quote) <= 60 else f"{evidence.quote[:57]}..."
    why = "is not in the text any more" if count == 0 else f"stands in {count} places and its surroundings changed"
    message = f"The quote {shown!r} {why}."
    return Reanchored(
        evidence, "lost", problem=Problem("lost_evidence", message, "Mark the words again, or drop the value.")
    )
