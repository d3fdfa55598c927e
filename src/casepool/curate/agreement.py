"""Agreement of reviewers A and B: raw share, Cohen's kappa, Gwet's AC1, and equal values within a tolerance.

A category is a state with its value: "reported male", "reported female" and "not_reported" are three categories.
Presence fields have their state alone (detail words are not compared), enumerated and coded fields state and value;
quantities, times and free text have the state alone for the coefficients, and beside it the share of equal values. Of
a list field each item is a presence of its own, of a panel with its result.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from casepool.domain.agreement import Agreement, Coefficients
from casepool.domain.assertion import Assertion
from casepool.domain.form import Field
from casepool.domain.sameness import same_value, value_key
from casepool.domain.values import MarkerResult, Measurement

WITH_VALUE = ("enum", "coded", "graded", "panel")
Answer = Assertion | None
Pair = tuple[Answer, Answer]
Both = tuple[Sequence[Assertion], Sequence[Assertion]]


def count_agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Coefficients:
    """Coefficients of two reviewers from their categories, one pair for each case.

    pa is the share of equal pairs. Cohen: pe = sum of the products of the two reviewers' shares. Gwet: pi_k is the
    mean of the two shares of category k, pe = sum of pi_k (1 - pi_k) / (q - 1) over the q categories that either used;
    each coefficient is (pa - pe) / (1 - pe). With q = 1 neither is defined. Source: Cohen 1960; Gwet 2008.
    """
    told = list(pairs)
    n = len(told)
    first, second = Counter(a for a, _ in told), Counter(b for _, b in told)
    agreed, used = sum(a == b for a, b in told), first.keys() | second.keys()
    if not n:
        return Coefficients(0, 0, None, 0, None, None)
    if len(used) < 2:
        return Coefficients(n, agreed, agreed / n, len(used), None, None)
    by_chance = sum(first[k] * second[k] for k in used) / n**2
    means = [(first[k] + second[k]) / (2 * n) for k in used]
    spread = sum(share * (1 - share) for share in means) / (len(used) - 1)
    share = agreed / n
    return Coefficients(n, agreed, share, len(used), _correct(share, by_chance), _correct(share, spread))


def _correct(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected)


def agree_field(field: Field, pairs: Sequence[Pair], tolerance: float = 0.0) -> Agreement:
    """Agreement on a field with one answer per case. None stands for silence (not_reported).

    `tolerance` is relative (0.05: 5% of the larger number).
    """
    coefficients = count_agreement((name_category(field, a), name_category(field, b)) for a, b in pairs)
    both = [(a, b) for a, b in pairs if a and b and a.state == b.state == "reported"]
    equal = sum(same_value(a.value, b.value) for a, b in both)
    near = sum(same_value(a.value, b.value, tolerance) for a, b in both)
    return Agreement(field.id, field.label, coefficients, len(both), equal, near, tolerance)


def agree_items(field: Field, both: Sequence[Both], tolerance: float = 0.0) -> tuple[Agreement, ...]:
    """Agreement on a list field: one result per item that either reviewer names in any case, by name.

    An item that a reviewer does not name in a case is not_reported there.
    """
    names = sorted({name_item(answer) for a, b in both for answer in (*a, *b)})
    return tuple(
        replace(agree_field(field, [(_pick(a, name), _pick(b, name)) for a, b in both], tolerance), item=name)
        for name in names
    )


def _pick(answers: Sequence[Assertion], name: str) -> Answer:
    return next((answer for answer in answers if name_item(answer) == name), None)


def name_item(answer: Assertion) -> str:
    """What an answer of a list field speaks of, folded: marker, modality, item, or the value itself."""
    if isinstance(answer.value, MarkerResult):
        return answer.value.marker.casefold()
    if isinstance(answer.value, Measurement):
        return answer.modality or "unspecified"
    return (answer.item or (answer.value if isinstance(answer.value, str) else "")).casefold()


def name_category(field: Field, answer: Answer) -> Hashable:
    """The category of an answer: its state, with the value where the type of the field has categories."""
    if answer is None:
        return ("not_reported", None)
    if answer.state == "reported" and field.type in WITH_VALUE:
        return (answer.state, value_key(answer.value))
    return (answer.state, None)


def join_answers(results: Iterable[Agreement]) -> Coefficients | None:
    """How often two reviewers gave the same category over all fields together; no coefficient of its own.

    Fields have different categories, so only the raw share is defined. None without any answer.
    """
    told = [result.coefficients for result in results]
    n, agreed = sum(item.n for item in told), sum(item.agreed for item in told)
    return Coefficients(n, agreed, agreed / n, 0, None, None) if n else None
