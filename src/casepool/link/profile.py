"""A case made ready for comparing: its facts as plain values, each with the evidence that it rests on."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.linking import LinkableCase, PublicationFacts
from casepool.domain.quantity import Quantity, tidy_number
from casepool.domain.review_answers import CaseKey
from casepool.domain.values import Levels, Measurement, Value
from casepool.link.works import WorkKey, fold_work, list_keys, name_work
from casepool.text.levels import ORDER, region_of
from casepool.text.names import fold_name, split_name

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a case in the shape in which it is compared, in words, and its first evidence."""

    value: Any
    words: str
    evidence: Evidence | None = None


Facts = tuple[Fact, ...]
WorkIndex = Mapping[tuple[str, object], Facts]


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts of a case by field (a field of the form, "levels" as sets), and those of its publication.

    `authors` are surname with first initial, folded; `works` the entries of the reference list by their keys; `own` is
    the publication, `source` the work that first told the case.
    """

    key: CaseKey
    is_row: bool
    year: int | None
    facts: dict[str, Facts]
    authors: tuple[str, ...]
    own: WorkKey
    source: WorkKey
    works: WorkIndex
    source_words: str
    source_evidence: Evidence | None
    title: str
    wording: str

    def of(self, field: str) -> Facts:
        """The facts of a field, empty where the case is silent."""
        return self.facts.get(field, ())


FIELDS = (
    *("age_years", "sex", "level_range", "region", "laterality", "size", "diagnosis", "surgery_done", "radiotherapy"),
    *("chemotherapy", "outcome_status", "followup_months", "country", "institution", "care_period"),
)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the cases of one publication share."""

    authors: tuple[str, ...]
    own: WorkKey
    works: WorkIndex


PRINTED = ("outcome_status", "surgery_done", "radiotherapy", "chemotherapy")


def make_profiles(cases: Iterable[LinkableCase]) -> list[Profile]:
    """The profiles of cases, in their order."""
    shared: dict[str, _Telling] = {}
    profiles = []
    for case in cases:
        if case.facts.id not in shared:
            shared[case.facts.id] = _read_publication(case.facts)
        profiles.append(_make_profile(case, shared[case.facts.id]))
    return profiles


def _read_publication(facts: PublicationFacts) -> _Telling:
    works: dict[tuple[str, object], list[Fact]] = {}
    for entry in facts.references:
        key = fold_work(entry.work)
        words = entry.evidence.quote if entry.evidence else entry.work.title
        for name in list_keys(key, 0):
            works.setdefault(name, []).append(Fact(key, words, entry.evidence))
    return _Telling(
        authors=tuple(fold_author(author) for author in facts.work.authors),
        own=fold_work(facts.work),
        works={name: tuple(found) for name, found in works.items()},
    )


def _make_profile(case: LinkableCase, telling: _Telling) -> Profile:
    facts = {field: tuple(read_facts(case.case, field)) for field in FIELDS}
    cited = case.cited
    label = case.case.cited
    return Profile(
        key=case.key,
        is_row=case.is_row,
        year=case.year,
        facts={field: found for field, found in facts.items() if found},
        authors=telling.authors,
        own=telling.own,
        source=name_work(case),
        works=telling.works,
        source_words=label.quote if label else _name(case),
        source_evidence=(cited.evidence if cited and cited.evidence else label),
        title=case.facts.work.title,
        wording=case.facts.wording,
    )


def fold_author(printed: str) -> str:
    """Surname and first initial, folded: "Per Olsen", "Olsen P" and "Olsen, Per" are "olsen p"."""
    surname = fold_name(split_name(printed).surname)
    rest = [word for word in re.findall(r"[^\W\d_]+", printed) if fold_name(word) not in surname]
    return f"{surname} {fold_name(rest[0])[:1]}" if rest else surname


def _name(case: LinkableCase) -> str:
    """How a publication is called: first author's surname and year, else its id."""
    surname = split_name(case.facts.work.authors[0]).surname if case.facts.work.authors else case.told.publication
    return f"{surname} {case.year or ''}".strip()


def read_facts(case: Case, field: str) -> Iterator[Fact]:
    """The stated values of a field, and every reading of an unclear one. Silence gives nothing."""
    for answer in case.answers(field):
        if answer.state in ("reported", "absent"):
            value = answer.state if answer.value is None else answer.value
            yield from _read(field, value, answer.evidence[0] if answer.evidence else None)
        for candidate in answer.candidates:
            yield from _read(field, candidate.value, candidate.evidence[0] if candidate.evidence else None)


def _read(field: str, value: Value, evidence: Evidence | None) -> Iterator[Fact]:
    words = _say(value, " ".join(evidence.quote.split()) if evidence else str(value))
    if field == "age_years" and isinstance(value, Quantity):
        yield Fact(read_age(value), words, evidence)
    elif field == "followup_months" and isinstance(value, Quantity) and value.unit:
        yield Fact(round(value.months(), 1), words, evidence)
    elif field == "level_range" and isinstance(value, Levels):
        yield Fact(frozenset(value.levels), "-".join(dict.fromkeys((value.levels[0], value.levels[-1]))), evidence)
    elif field == "size" and isinstance(value, Measurement):
        yield Fact(tuple(sorted(value.millimetres, reverse=True)), words, evidence)
    elif isinstance(value, str):
        yield from _read_words(field, value, words, evidence)


def _say(value: Value, quote: str) -> str:
    """A value in a sentence: an exact number with its unit, everything else as printed."""
    if isinstance(value, Quantity) and value.qualifier == "exact" and value.unit:
        return f"{tidy_number(value.value)} {value.unit}{'' if value.value == 1 else 's'}"
    if isinstance(value, Measurement):
        return f"{' x '.join(str(tidy_number(number)) for number in value.values)} {value.unit}"
    return quote


def _read_words(field: str, value: str, quote: str, evidence: Evidence | None) -> Iterator[Fact]:
    if field == "care_period":
        years = [int(year) for year in _YEAR.findall(value)]
        if years:
            yield Fact((min(years), max(years)), value, evidence)
    elif field in ("diagnosis", "institution"):
        words = frozenset(fold_name(word) for word in re.findall(r"\w+", value) if len(word) > _SHORT_WORD)
        yield Fact(words or frozenset({fold_name(value)}), value, evidence)
    else:
        folded = " ".join(value.casefold().split())
        yield Fact(folded, quote if field in PRINTED else value, evidence)


def read_age(value: Quantity) -> tuple[float, float]:
    """The lowest and highest age in years that a printed age allows; equal for an exact one."""
    years = value.years() if value.unit else value.value
    if value.upper is not None:
        factor = years / value.value if value.value else 1.0
        return (years, value.upper * factor)
    spread = {"about": (2.0, 2.0), "less_than": (years, 0.0), "at_least": (0.0, 120.0), "more_than": (0.0, 120.0)}
    below, above = spread.get(value.qualifier, (0.0, 0.0))
    return (years - below, years + above)


def list_regions(profile: Profile) -> Facts:
    """The regions of a case: those of its levels, else the region as stated."""
    levels = profile.of("level_range")
    return tuple(_region(fact) for fact in levels) if levels else profile.of("region")


def _region(fact: Fact) -> Fact:
    region = region_of(Levels(tuple(sorted(fact.value, key=ORDER.index))))
    return Fact(region, region, fact.evidence)
