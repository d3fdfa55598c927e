"""The status of a mention: present, absent, possible, historical or family, from the words around it.

Triggers are data (grammars/status.toml). The idea of triggers with a direction and of words that end their scope is
that of ConText (Harkema et al., J Biomed Inform 2009;42:839-851).
"""

from dataclasses import dataclass

from casepool.text.grammar import Hit, compile_grammar, find_hits
from casepool.text.view import Sentence, TextView

NEAR = 30
RANK = ("family", "absent", "possible", "historical")


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of the shadow text that a trigger speaks about."""

    status: str
    start: int
    end: int


class StatusFinder:
    """Finds the status of stretches of text; triggers of a sentence are found once."""

    def __init__(self, view: TextView) -> None:
        self.view = view
        self._scopes: dict[int, tuple[Scope, ...]] = {}

    def status_of(self, sentence: Sentence, start: int, end: int) -> str:
        """The status of shadow[start:end] in its sentence; "present" when no trigger reaches it."""
        if sentence.index not in self._scopes:
            self._scopes[sentence.index] = tuple(_find_scopes(self.view, sentence))
        found = {s.status for s in self._scopes[sentence.index] if s.start <= start and end <= s.end}
        return next((status for status in RANK if status in found), "present")


def _find_scopes(view: TextView, sentence: Sentence) -> list[Scope]:
    hits = list(find_hits(compile_grammar("status"), view.folded, sentence.start, sentence.end))
    pseudo = [(h.start, h.end) for h in hits if _fact(h, "pseudo")]
    ends = sorted((h.start, h.end) for h in hits if _fact(h, "ends"))
    triggers = [h for h in hits if _fact(h, "status") and not any(a <= h.start < b for a, b in pseudo)]
    return [scope for hit in triggers for scope in _scopes_of(sentence, hit, ends)]


def _scopes_of(sentence: Sentence, hit: Hit, ends: list[tuple[int, int]]) -> list[Scope]:
    left = max((end for _, end in ends if end <= hit.start), default=sentence.start)
    right = min((start for start, _ in ends if start >= hit.end), default=sentence.end)
    scope, status = _fact(hit, "scope"), _fact(hit, "status")
    if scope == "after":
        return [Scope(status, hit.start, right)]
    if scope == "before":
        return [Scope(status, left, hit.end)]
    return [Scope(status, max(left, hit.start - NEAR), min(right, hit.end + NEAR))]


def _fact(hit: Hit, name: str) -> str:
    return (hit.rule.facts or {}).get(name, "")
