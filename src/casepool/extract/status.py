"""The status of a mention: present, absent, possible, historical or family, from the words around it.

Triggers are data (grammars/status.toml). The idea of triggers with a direction and of words that end their scope is
that of ConText (Harkema et al., J Biomed Inform 2009;42:839-851); normality ("intact") and what has resolved are added.
"""

from dataclasses import dataclass
from functools import cache

from casepool.knowledge.words import load_words
from casepool.text.grammar import Hit, compile_grammar, find_hits
from casepool.text.view import Sentence, TextView

RANK = ("family", "absent", "possible", "historical", "present")
NEXT = 40
LONGEST_PROOF = 160
CLAUSE = 80
RESULTS = ("normal", "result")


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of the shadow text that a trigger speaks about. `kind` is "resolved", "normal", "result" or empty."""

    status: str
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    kind: str = ""

    def reaches(self, start: int, end: int) -> bool:
        """Whether the trigger speaks about [start:end].

        What holds the trigger itself is not denied by it; a word inside the trigger is ("no evidence of", "not seen").
        """
        if start < self.trigger_end and self.trigger_start < end:
            return not self.kind and self.trigger_start < start and end <= self.trigger_end
        return self.start <= start and end <= self.end


class StatusFinder:
    """Finds the status of stretches of text; triggers of a sentence are found once."""

    def __init__(self, view: TextView) -> None:
        self.view = view
        self._scopes: dict[int, tuple[Scope, ...]] = {}

    def status_of(self, sentence: Sentence, start: int, end: int) -> str:
        """The status of shadow[start:end] in its sentence; "present" when no trigger reaches it."""
        scope = self.scope_of(sentence, start, end)
        return scope.status if scope else "present"

    def scope_of(self, sentence: Sentence, start: int, end: int) -> Scope | None:
        """The scope that decides the status of shadow[start:end]; None when no trigger reaches it.

        Of several triggers the weightiest status counts, then the trigger that stands nearest.
        """
        found = [s for s in self._scopes_in(sentence) if s.reaches(start, end)]
        if found and load_words()["examined_words"].find(self.view.folded[start:end]):
            found = [s for s in found if s.kind not in RESULTS]
        return min(found, key=lambda s: (RANK.index(s.status), _distance(s, start, end)), default=None)

    def speaks_of_normality(self, sentence: Sentence) -> bool:
        """Whether anything in the sentence is called normal."""
        text = self.view.folded
        if all(text.find(word, sentence.start, sentence.end) < 0 for word in _words_of_normality()):
            return False
        return any(scope.kind == "normal" for scope in self._scopes_in(sentence))

    def proof_of(self, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
        """The stretch that proves the status: shadow[start:end] with the trigger that makes it absent.

        A trigger that stands too far away is left out.
        """
        scope = self.scope_of(sentence, start, end)
        if scope is None or scope.status != "absent":
            return start, end
        left, right = min(start, scope.trigger_start), max(end, scope.trigger_end)
        return (left, right) if right - left <= LONGEST_PROOF else (start, end)

    def _scopes_in(self, sentence: Sentence) -> tuple[Scope, ...]:
        if sentence.index not in self._scopes:
            self._scopes[sentence.index] = tuple(_find_scopes(self.view, sentence))
        return self._scopes[sentence.index]


@cache
def _words_of_normality() -> tuple[str, ...]:
    rules = [c.rule for c in compile_grammar("status") if (c.rule.facts or {}).get("kind") == "normal"]
    return tuple(dict.fromkeys(word for rule in rules for word in rule.needs))


def _distance(scope: Scope, start: int, end: int) -> int:
    return max(scope.trigger_start - end, start - scope.trigger_end, 0)


def _find_scopes(view: TextView, sentence: Sentence) -> list[Scope]:
    hits = list(view.hits("status", sentence))
    pseudo = [(h.start, h.end) for h in hits if _fact(h, "pseudo")]
    triggers = [h for h in hits if _fact(h, "status") and not _is_pseudo(h, pseudo)]
    if not triggers:
        return []
    stops = list(find_hits(compile_grammar("status_ends"), view.folded, sentence.start, sentence.end))
    ends = [(h.start, h.end) for h in stops]
    ends += [(a, a) for h in stops if _fact(h, "ends") == "clause" and (a := _clause_start(view, sentence, h.start))]
    return [_scope_of(view, sentence, hit, ends) for hit in triggers]


def _clause_start(view: TextView, sentence: Sentence, verb: int) -> int:
    """Where the clause of an active verb begins: after the last comma before it, 0 if there is none."""
    comma = view.folded.rfind(", ", sentence.start, verb)
    return comma if comma > 0 and verb - comma <= CLAUSE else 0


def _is_pseudo(hit: Hit, pseudo: list[tuple[int, int]]) -> bool:
    """Whether a denial is only the look of one; "to rule out" denies nothing and still says that it is possible."""
    return _fact(hit, "status") != "possible" and any(a < hit.end and hit.start < b for a, b in pseudo)


def _scope_of(view: TextView, sentence: Sentence, hit: Hit, ends: list[tuple[int, int]]) -> Scope:
    left = max((end for _, end in ends if end <= hit.start), default=sentence.start)
    right = min((start for start, _ in ends if start >= hit.end), default=sentence.end)
    reach = _fact(hit, "scope")
    if reach == "after":
        left = hit.start
    elif reach == "before":
        right = hit.end
    elif reach == "next":
        left, right = hit.start, min(right, hit.end + NEXT, _next_joint(view, hit.end, right))
    elif reach == "word":
        left, right = hit.start, _word_end(view, hit.end, sentence.end)
    elif reach == "prev":
        left, right = view.folded.rfind(" ", sentence.start, hit.start) + 1 or sentence.start, hit.end
    return Scope(_fact(hit, "status"), left, right, hit.start, hit.end, _fact(hit, "kind"))


def _next_joint(view: TextView, start: int, end: int) -> int:
    """Where the noun phrase after `start` ends: at the next comma."""
    found = view.folded.find(",", start, end)
    return found if found >= 0 else end


def _word_end(view: TextView, start: int, end: int) -> int:
    """Where the word after `start` ends."""
    found = view.folded.find(" ", start + 1, end)
    return found if found >= 0 else end


def _fact(hit: Hit, name: str) -> str:
    return (hit.rule.facts or {}).get(name, "")
