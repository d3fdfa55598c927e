"""Where a patient's story begins and ends in text without headings.

Each stretch is weighed by the cues of section_cues.toml; the cheapest sequence of the states general, case, general
is found by dynamic programming (linear in the number of stretches), so that one general remark does not end a case.
"""

from dataclasses import dataclass
from itertools import pairwise

from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.section_cues import cues_of, load_general_phrases

STATES = ("introduction", "case", "discussion")
_CAP = 5.0
_OPENS_AT_ONCE = 3.0
_OPENING = 350
_TOLD = 2.0
_GENERAL_AT_MOST = 3
_GENERAL_PER = 2000
_NEVER = 1e9
_SWITCH = {
    ("introduction", "introduction"): 0.0,
    ("introduction", "case"): 2.0,
    ("introduction", "discussion"): 8.0,
    ("case", "case"): 0.0,
    ("case", "discussion"): 4.5,
    ("discussion", "discussion"): 0.0,
    ("discussion", "case"): 6.0,
}
_START = {"introduction": 0.5, "case": 0.0, "discussion": _NEVER}
_WORDS = compile_pattern(r"[a-z]+")
_SENTENCE = compile_pattern(r"(?<=[^\W\d_][^\W\d_)\]\"'%\u2019])[.!?][\"')\]\u201d\u2019]{0,2}\s+(?=[^\s])|\n")


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a stretch tells a patient (`case`), speaks in general (`general`), and of one `person`."""

    case: float
    general: float
    person: bool

    @property
    def plain_balance(self) -> float:
        return self.case - self.general

    @property
    def balance(self) -> float:
        return max(-_CAP, min(_CAP, self.case - self.general))


def weigh(flat: str, start: int, end: int) -> Weight:
    """The weights of the cues in flat[start:end] (flattened text)."""
    words = set(_WORDS.findall(flat, start, end))
    told = [(cue, cue.count(flat, start, end, words)) for cue in cues_of("case")]
    general = (cue.weight * cue.count(flat, start, end, words) for cue in cues_of("general"))
    case = sum((cue.weight * times for cue, times in told), 0.0)
    return Weight(case, sum(general, 0.0), any(cue.person and times for cue, times in told))


def is_plain_story(flat: str, start: int, end: int) -> bool:
    """Whether flat[start:end] begins with a patient and hardly speaks in general (a quick look, no weighing)."""
    opening = weigh(flat, start, min(end, start + _OPENING))
    if opening.plain_balance < _TOLD or opening.general:
        return False
    allowed = min(_GENERAL_AT_MOST, 1 + (end - start) // _GENERAL_PER)
    return sum(flat.count(phrase, start, end) for phrase in load_general_phrases()) <= allowed


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Rough sentences and lines of text[start:end], each with its final mark and the blank after it."""
    cuts = [m.end() for m in _SENTENCE.finditer(text, start, end)]
    edges = [start, *(c for c in cuts if start < c < end), end]
    return [(a, b) for a, b in pairwise(edges) if b > a]


def find_states(flat: str, stretches: list[tuple[int, int]]) -> list[str]:
    """The most likely of STATES for each stretch, in order; a patient in the first stretch speaks against a preface."""
    costs = dict(_START)
    back: list[dict[str, str]] = []
    for start, end in stretches:
        weight = weigh(flat, start, end)
        if not back and weight.person and weight.case >= _TOLD:
            costs["introduction"] += _OPENS_AT_ONCE
        costs, origins = _advance(costs, weight.balance, first=not back)
        back.append(origins)
    return _trace(costs, back)


def _advance(costs: dict[str, float], balance: float, first: bool) -> tuple[dict[str, float], dict[str, str]]:
    new: dict[str, float] = {}
    origins: dict[str, str] = {}
    for state in STATES:
        origin, cost = state, costs[state]
        if not first:
            cost, origin = min((costs[old] + _SWITCH.get((old, state), _NEVER), old) for old in STATES)
        new[state] = cost - (balance if state == "case" else -balance)
        origins[state] = origin
    return new, origins


def _trace(costs: dict[str, float], back: list[dict[str, str]]) -> list[str]:
    state = min(STATES, key=lambda s: costs[s])
    path = []
    for origins in reversed(back):
        path.append(state)
        state = origins[state]
    return path[::-1]
