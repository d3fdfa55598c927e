"""Where a patient's story begins and ends in text without headings.

Each stretch is weighed by the cues of section_cues.toml; the cheapest sequence of the states general, case, general
is found by dynamic programming (linear in the number of stretches), so that one general remark does not end a case.
"""

import re
from dataclasses import dataclass

from casepool.knowledge.section_cues import cues_of

STATES = ("introduction", "case", "discussion")
_CAP = 5.0
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
_SENTENCE = re.compile(r"(?<=[^\W\d_][^\W\d_)\]\"'%])[.!?][\"')\]]{0,2}\s+(?=[a-z0-9(\"'])|\n\s*\n|\n")


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a stretch tells a patient (`case`) and how much speaks in general (`general`)."""

    case: float
    general: float

    @property
    def plain_balance(self) -> float:
        return self.case - self.general

    @property
    def balance(self) -> float:
        return max(-_CAP, min(_CAP, self.case - self.general))


def weigh(flat: str, start: int, end: int) -> Weight:
    """The weights of the cues in flat[start:end] (flattened text)."""
    return Weight(_sum("case", flat, start, end), _sum("general", flat, start, end))


def _sum(kind: str, flat: str, start: int, end: int) -> float:
    total = 0.0
    for cue in cues_of(kind):
        if cue.once:
            total += cue.weight if cue.pattern.search(flat, start, end) else 0.0
        else:
            total += cue.weight * sum(1 for _ in cue.pattern.finditer(flat, start, end))
    return total


def split_sentences(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """Rough sentences of flat[start:end], each with its final mark and the blank after it."""
    cuts = [m.end() for m in _SENTENCE.finditer(flat, start, end)]
    edges = [start, *(c for c in cuts if start < c < end), end]
    return [(a, b) for a, b in zip(edges, edges[1:], strict=False) if b > a]


def find_states(flat: str, stretches: list[tuple[int, int]]) -> list[str]:
    """The most likely of STATES for each stretch, in order."""
    costs = dict(_START)
    back: list[dict[str, str]] = []
    for start, end in stretches:
        balance = weigh(flat, start, end).balance
        costs, origins = _advance(costs, balance, first=not back)
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
