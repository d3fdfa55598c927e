"""Copies that drifted: which value changed on its way from publication to table to table, and through which table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from casepool.domain.linking import Copy, Discord, Drift, Group, LinkableCase
from casepool.domain.review_answers import CaseKey
from casepool.knowledge.forms import load_form
from casepool.link.compare_patient import Match, match_age, match_diagnosis, match_level, match_outcome, match_word
from casepool.link.profile import Fact, Facts, Profile, make_profiles

JUDGES: Mapping[str, tuple[Callable[[Profile, Profile], Match | None], tuple[str, ...]]] = {
    "age_years": (match_age, ("slip", "differs")),
    "sex": (match_word("sex"), ("differs",)),
    "level_range": (match_level, ("next", "differs")),
    "laterality": (match_word("laterality"), ("differs",)),
    "diagnosis": (match_diagnosis, ("differs",)),
    "outcome_status": (match_outcome, ("differs",)),
}
FIELDS = (
    *("age_years", "sex", "level_range", "laterality", "size", "diagnosis", "surgery_done", "radiotherapy"),
    *("chemotherapy", "followup_months", "outcome_status"),
)
_STATES = ("surgery_done", "radiotherapy", "chemotherapy")
_NEAR = {"age_years": 0.05, "followup_months": 0.6}
_LESS_SAID = {"alive_state_unstated": ("ned", "awd"), "dead_cause_unstated": ("dod", "doc")}


def find_drift(cases: Sequence[LinkableCase], groups: Iterable[Group]) -> tuple[Drift, ...]:
    """The changes of value within each group of cases of one patient, in the order of groups, fields and time.

    A row has drifted if its value is none of those that the publications of the patient themselves tell; where none of
    them is held or states the field, if it differs from the earliest row. Silence is no change.
    """
    profiles = {profile.key: profile for profile in make_profiles(cases)}
    return tuple(
        drift
        for group in groups
        if len(group.members) > 1
        for field in FIELDS
        for drift in _trace(field, [profiles[key] for key in group.keys])
    )


def _trace(field: str, members: Sequence[Profile]) -> Iterator[Drift]:
    """Members come in the order of time, publications first."""
    stating = [profile for profile in members if profile.of(field)]
    origins = [profile for profile in stating if not profile.is_row] or stating[:1]
    known = tuple(fact for profile in origins for fact in profile.of(field))
    changed: dict[CaseKey, tuple[Fact, list[Copy]]] = {}
    for profile in stating:
        facts = profile.of(field)
        if profile in origins or not profile.is_row or _agree(field, facts, known):
            continue
        earlier = next((key for key, (fact, _) in changed.items() if _agree(field, facts, (fact,))), None)
        if earlier is None:
            changed[profile.key] = (facts[0], [])
        else:
            changed[earlier][1].append(Copy(profile.key, facts[0].evidence))
    for target, (fact, carried) in changed.items():
        yield _describe(field, origins[-1], target, fact, carried)


def _describe(field: str, origin: Profile, target: CaseKey, fact: Fact, carried: Sequence[Copy]) -> Drift:
    before = origin.of(field)[0]
    return Drift(
        field=field,
        label=load_form().field(field).label,
        source=origin.key,
        target=target,
        before=before.words,
        after=fact.words,
        source_quote=before.evidence,
        target_quote=fact.evidence,
        carried=tuple(carried),
    )


def _agree(field: str, facts: Facts, others: Facts) -> bool:
    return any(_same(field, x, y) for x in facts for y in others)


def _same(field: str, x: Fact, y: Fact) -> bool:
    if field in _STATES:
        return bool((x.value == "absent") == (y.value == "absent"))
    if field == "age_years":
        return bool(x.value[0] <= y.value[1] + _NEAR[field] and y.value[0] <= x.value[1] + _NEAR[field])
    if field == "followup_months":
        return bool(abs(x.value - y.value) <= _NEAR[field])
    if field == "diagnosis":
        return bool(x.value <= y.value or y.value <= x.value)
    if field == "size":
        return _is_same_size(x.value, y.value)
    if field == "outcome_status":
        return x.value == y.value or x.value in _LESS_SAID.get(y.value, ()) or y.value in _LESS_SAID.get(x.value, ())
    return bool(x.value == y.value)


def _is_same_size(x: tuple[float, ...], y: tuple[float, ...]) -> bool:
    """Whether two sizes (mm) are one: all diameters, or the largest alone where a table prints one only."""
    return sorted(x) == sorted(y) or (1 in (len(x), len(y)) and max(x) == max(y))


def find_discords(cases: Sequence[LinkableCase], groups: Iterable[Group]) -> tuple[Discord, ...]:
    """The fields in which two publications of one patient cannot both be right, in the order of groups and time."""
    profiles = {profile.key: profile for profile in make_profiles(cases)}
    pairs = (pair for group in groups for pair in combinations([member.key for member in group.tellings], 2))
    return tuple(discord for first, second in pairs for discord in _list_discords(profiles[first], profiles[second]))


def _list_discords(a: Profile, b: Profile) -> Iterator[Discord]:
    for field, (judge, apart) in JUDGES.items():
        match = judge(a, b)
        if match is None or match[0] not in apart or match[1] is None or match[2] is None:
            continue
        one, other = match[1], match[2]
        label = load_form().field(field).label
        yield Discord(field, label, a.key, b.key, one.words, other.words, one.evidence, other.evidence)
