"""From all mentions of a field to one answer per case (or per item): a visible step that never hides a conflict."""

from collections.abc import Callable, Iterable

from casepool.domain.assertion import Assertion, Candidate, Mention
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field, Form
from casepool.domain.quantity import Quantity
from casepool.domain.values import Levels, MarkerResult, Measurement, Novelty, Value
from casepool.extract import choices

SETTLED_STATUSES = ("present", "absent")


def settle_case(form: Form, mentions: Iterable[Mention], text: str) -> tuple[Assertion, ...]:
    """The answers of one case, in the order of the form; fields that no mention speaks of are left out."""
    by_field: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.field and mention.status in SETTLED_STATUSES:
            by_field.setdefault(mention.field, []).append(mention)
    answers: list[Assertion] = []
    for field in form.fields:
        if field.id in by_field:
            answers.extend(settle_field(field, by_field[field.id], text))
    return tuple(answers)


def settle_field(field: Field, mentions: list[Mention], text: str) -> list[Assertion]:
    """The answers to one field: one per item for list fields, else one."""
    if not field.is_list:
        return [_settle(field, mentions, text)]
    groups: dict[object, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(item_key(mention), []).append(mention)
    return [_settle(field, group, text) for group in groups.values()]


def item_key(mention: Mention) -> object:
    """What makes two mentions of a list field speak of the same item."""
    value = mention.value
    if isinstance(value, MarkerResult):
        return value.marker
    if isinstance(value, Measurement):
        return (mention.modality, value.millimetres)
    return mention.item or value


def value_key(value: Value) -> object:
    """What makes two values the same: units and dimension order are folded, printed forms ignored."""
    if isinstance(value, Quantity):
        return (round(value.value, 6), value.unit, value.qualifier, value.upper)
    if isinstance(value, Measurement):
        return (tuple(sorted(value.millimetres)), value.qualifier)
    if isinstance(value, MarkerResult):
        return (value.marker, value.result)
    if isinstance(value, Novelty):
        return value.ordinal
    return value


def _settle(field: Field, mentions: list[Mention], text: str) -> Assertion:
    mentions = NARROWERS.get(field.id, list)(mentions)
    told = [m for m in mentions if m.state != "unclear"] or mentions
    if told[0].state == "unclear":
        return _unclear(field, mentions, mentions[0].reason or "ambiguous", text)
    states = {m.state for m in told}
    if len(states) > 1:
        return _unclear(field, told, "contradictory", text)
    if "absent" in states:
        return _answer(field, told, None, text)
    chosen = CHOOSERS.get(field.id, choose_first if field.type == "presence" else choose_agreeing)(told)
    if chosen is None:
        return _unclear(field, told, "contradictory", text)
    return _answer(field, told, chosen, text)


def choose_agreeing(told: list[Mention]) -> Mention | None:
    """The first mention if all values agree (a mention without a value agrees with any), else None."""
    valued = [m for m in told if m.value is not None] or told
    return valued[0] if len({value_key(m.value) for m in valued}) == 1 else None


def choose_first(told: list[Mention]) -> Mention | None:
    """The first mention that has detail words, else the first: details of a presence do not contradict each other."""
    return next((m for m in told if m.value is not None), told[0])


def choose_age(told: list[Mention]) -> Mention | None:
    """The most exact age if every other one agrees with it: the same in whole years, or the decade that holds it."""
    exact = [m for m in told if isinstance(m.value, Quantity) and m.value.qualifier != "decade"]
    best = max(exact or told, key=_age_exactness)
    return best if all(_same_age(best.value, m.value) for m in told) else None


def _age_exactness(mention: Mention) -> int:
    """Units finer than a year say more; of equal units the first mention counts."""
    return int(isinstance(mention.value, Quantity) and mention.value.unit != "year")


def _same_age(best: Value, other: Value) -> bool:
    if not isinstance(best, Quantity) or not isinstance(other, Quantity):
        return best == other
    if other.qualifier == "decade":
        return other.value <= best.years() <= (other.upper or other.value) + 1
    if other.qualifier == "about" or best.qualifier == "about":
        return abs(best.years() - other.years()) <= 1
    if best.unit == other.unit:
        return best.value == other.value
    return int(best.years() + 1e-9) == int(other.years() + 1e-9)


def choose_longest(told: list[Mention]) -> Mention | None:
    """The longest time in months: symptoms of several durations have lasted as long as the oldest of them."""
    timed = [m for m in told if isinstance(m.value, Quantity) and m.value.unit]
    return max(timed, key=lambda m: m.value.months() if isinstance(m.value, Quantity) else 0.0, default=told[0])


def narrow_age(mentions: list[Mention]) -> list[Mention]:
    """Ages that introduce the patient, if any; else the age at which he or she was first seen."""
    return [m for m in mentions if m.made_by != "age.at_presentation"] or mentions


def narrow_enhancement(mentions: list[Mention]) -> list[Mention]:
    """The mentions that name a kind of enhancement, if any: words for its strength alone contradict no kind."""
    return [m for m in mentions if m.value != "enhancing_unspecified"] or mentions


def narrow_sex(mentions: list[Mention]) -> list[Mention]:
    """Nouns if there are any; else what only one sex has; else pronouns, of which nine in ten must agree."""
    nouns = [m for m in mentions if not m.needs_person]
    if nouns:
        return nouns
    states = [m for m in mentions if m.made_by != "sex.pronoun"]
    if states:
        return states
    for value in ("female", "male"):
        same = [m for m in mentions if m.value == value]
        if len(same) >= 0.9 * len(mentions):
            return same
    return mentions


def choose_widest(told: list[Mention]) -> Mention | None:
    """The widest set of levels if every other one lies inside it, else None."""
    widest = max(told, key=lambda m: len(m.value.levels) if isinstance(m.value, Levels) else 0)
    sets = [set(m.value.levels) for m in told if isinstance(m.value, Levels)]
    outer = set(widest.value.levels) if isinstance(widest.value, Levels) else set()
    return widest if all(inner <= outer for inner in sets) else None


CHOOSERS: dict[str, Callable[[list[Mention]], Mention | None]] = {
    "age_years": choose_age,
    "symptom_duration_months": choose_longest,
    "level_range": choose_widest,
    "surgical_levels": choose_widest,
    **choices.CHOOSERS,
}
NARROWERS: dict[str, Callable[[list[Mention]], list[Mention]]] = {
    "age_years": narrow_age,
    "sex": narrow_sex,
    "mri_enhancement": narrow_enhancement,
    **choices.NARROWERS,
}


def _answer(field: Field, told: list[Mention], chosen: Mention | None, text: str) -> Assertion:
    first = chosen or told[0]
    value = first.value if chosen else None
    agreeing = [m for m in told if chosen is None or value_key(m.value) == value_key(value) or m.value is None]
    return Assertion(
        field.id,
        first.state,
        text,
        value=value,
        evidence=_evidence([first, *agreeing]),
        item=first.item,
        modality=first.modality,
        given=first.given,
        timing=first.timing,
        origin=first.origin,
        printed=first.printed,
        needs_person=all(m.needs_person for m in agreeing or [first]),
        made_by=first.made_by,
    )


def _unclear(field: Field, told: list[Mention], reason: str, text: str) -> Assertion:
    groups: dict[object, list[Mention]] = {}
    for mention in told:
        groups.setdefault(_candidate_key(field, mention), []).append(mention)
    candidates = tuple(Candidate(_candidate_value(field, group[0]), _evidence(group)) for group in groups.values())
    return Assertion(
        field.id,
        "unclear",
        text,
        evidence=_evidence(told),
        reason=reason,
        candidates=() if reason == "stated_unknown" else candidates,
        item=told[0].item,
        modality=told[0].modality,
        made_by=told[0].made_by,
    )


def _candidate_key(field: Field, mention: Mention) -> object:
    return mention.state if field.type == "presence" else (mention.state, value_key(mention.value))


def _candidate_value(field: Field, mention: Mention) -> Value:
    if field.type == "presence":
        return "absent" if mention.state == "absent" else "present"
    return mention.value


def _evidence(mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(m.evidence for m in mentions))
