"""Contradictions about the patient: age, neurological deficit."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import count_places, current, group_by, moment_of, one_row, say_value, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity

INFANT, SMALL, GROWN = 2.0, 3.0, 12.0
BESIDE = 34


def find_age_conflicts(paper: Paper) -> Iterator[Finding]:
    """AGE-01: two different ages of one case at one time point."""
    for case in paper.told:
        told = one_row(valued(case, "age_years"), _years)
        ages = [m for m in told if moment_of(m) == "presentation" and _is_age_now(paper, m)]
        groups = group_by(paper.of_one_person(ages, _years), lambda m: round(_years(m), 2))
        groups = _merge_whole_years([g for g in groups if not _is_loose(g, groups)])
        if len(groups) < 2 or _is_mother_and_child(groups) or _is_growing_up(groups):
            continue
        yield _age_finding(paper, case, groups)


def _age_finding(paper: Paper, case: Case, groups: list[list[Mention]]) -> Finding:
    card, quotes = f"age:{case.id}", paper.both_sides(groups)
    if len(groups) > 2:
        ways = ", ".join(f"{say_value(g[0].value)} in {count_places(g)}" for g in groups)
        return paper.finding("AGE-01", quotes, "several", card, case.id, n=len(groups), list=ways)
    near = abs(_years(groups[0][0]) - _years(groups[1][0])) <= 1
    a, b = groups
    return paper.finding(
        "AGE-01", quotes, "birthday" if near else "", card, case.id,
        a=say_value(a[0].value), b=say_value(b[0].value), places_a=count_places(a), places_b=count_places(b),
    )  # fmt: skip


def _merge_whole_years(groups: list[list[Mention]]) -> list[list[Mention]]:
    """Groups in different units that tell the same number of whole years are one: 31 months and 2 years."""
    merged: list[list[Mention]] = []
    for group in groups:
        same = next((g for g in merged if _same_years(g[0], group[0])), None)
        if same is None:
            merged.append(list(group))
        else:
            same.extend(group)
    return merged


def _same_years(one: Mention, other: Mention) -> bool:
    return _unit(one) != _unit(other) and int(_years(one) + 1e-9) == int(_years(other) + 1e-9) and _years(one) >= 1


def _unit(mention: Mention) -> str:
    return mention.value.unit if isinstance(mention.value, Quantity) else ""


def _is_mother_and_child(groups: list[list[Mention]]) -> bool:
    """Whether one age is that of an infant and another that of somebody grown: probably two persons."""
    years = [_years(group[0]) for group in groups]
    return min(years) < INFANT and max(years) >= GROWN


def _is_growing_up(groups: list[list[Mention]]) -> bool:
    """Whether all ages are those of a small child, in different units: small children are seen at many ages."""
    return max(_years(group[0]) for group in groups) < SMALL and len({_unit(group[0]) for group in groups}) > 1


def _is_age_now(paper: Paper, mention: Mention) -> bool:
    """Whether an age is that of the patient at presentation, as far as the words beside it and the column tell."""
    place = mention.evidence.place
    if place.block == "cell":
        return not paper.word_list("age_columns").pattern.search(place.column_name.lower())
    before, after = paper.around(mention.evidence, BESIDE, BESIDE)
    quote = paper.words_of(mention.evidence)
    if quote.endswith("of age") and not paper.word_list("bound_ages").pattern.search(before[-14:]):
        return False
    before = re.sub(r"\b\d+(?:\.\d+)?[ -]?(?:years?|months?|weeks?)?,? (?:and|to|or) $", "", before)
    other = re.compile(rf"(?<!\w)(?:{paper.word_list('other_ages').alternation}) $")
    if other.search(before) or paper.word_list("after_persons").pattern.search(after.split(",")[0]):
        return False
    return quote.endswith("old") or not paper.word_list("after_ages").pattern.search(after.split(",")[0])


def find_birth_year_conflicts(paper: Paper) -> Iterator[Finding]:
    """AGE-02: the age does not fit the birth year and the year in which the patient came."""
    case = paper.extraction.index_case
    births, years = paper.hits("audit_patient", "birth_year"), paper.hits("audit_patient", "year_of_care")
    ages = [m for m in valued(case, "age_years") if moment_of(m) == "presentation"] if case else []
    if case is None or not births or not years or not ages:
        return
    birth, hit = int(births[0][1].number("n") or 0), years[0][1]
    year = int(hit.number("n") or hit.number("n2") or 0)
    age = ages[0]
    if not 0 <= year - birth <= 120 or year - birth - 1 <= int(_years(age)) <= year - birth:
        return
    quotes = (*paper.clauses([age]), paper.quote(births[0][1]), paper.wide_clause(paper.quote(hit)))
    said = {"a": say_value(age.value), "b": str(birth), "year": str(year), "c": f"{year - birth - 1} or {year - birth}"}
    yield paper.finding("AGE-02", quotes, "birth_year", case=case.id, **said)


def find_implausible_ages(paper: Paper) -> Iterator[Finding]:
    """AGE-02: an age outside 0 to 120 years, or one that a word of the same sentence excludes."""
    for case in paper.told:
        for mention in valued(case, "age_years"):
            if not 0 <= _years(mention) <= 120:
                quote = paper.clauses([mention])
                yield paper.finding("AGE-02", quote, "implausible", case=case.id, a=say_value(mention.value))
            else:
                yield from _find_age_words(paper, case, mention)


def _find_age_words(paper: Paper, case: Case, mention: Mention) -> Iterator[Finding]:
    """An age beside a word for another time of life: '45-month-old adult', 'a 60-year-old girl'."""
    sentence = paper.view.sentence_of(mention.evidence)
    if sentence is None:
        return
    words = paper.view.words(sentence)
    start = paper.view.shadow.offset(mention.evidence.span.end) - sentence.start
    for found in paper.word_list("ages_of_life").pattern.finditer(words[start : start + 40]):
        low, high = _limits(paper.word_list("ages_of_life").canonical(found.group()))
        if not low <= _years(mention) <= high:
            said = {"a": say_value(mention.value), "b": found.group()}
            yield paper.finding("AGE-02", paper.clauses([mention]), case=case.id, **said)
            return


def _limits(name: str) -> tuple[float, float]:
    low, high = name.removeprefix("from_").split("_to_")
    return float(low), float(high)


def find_deficit_conflicts(paper: Paper) -> Iterator[Finding]:
    """NEU-01: a deficit is denied while a sign of one is asserted at the same time point."""
    for case in paper.told:
        told = [m for field in ("neuro_deficit", "myelopathy", "sphincter") for m in current(case, field)]
        denied = [m for m in told if m.field == "neuro_deficit" and m.state == "absent"]
        signs = [m for m in told if m.state == "reported" and m.evidence.place.role in ("case", "abstract", "table")]
        for denial in denied:
            asserted = [m for m in signs if moment_of(m) == moment_of(denial) and not _overlap(m, denial)]
            if asserted and _is_whole(paper, denial):
                yield _deficit_finding(paper, case, denial, asserted)
                break


def _deficit_finding(paper: Paper, case: Case, denial: Mention, signs: list[Mention]) -> Finding:
    sentence = paper.view.sentence_of(denial.evidence)
    same = [m for m in signs if paper.view.sentence_of(m.evidence) == sentence]
    sign = (same or signs)[0]
    beside = [m for m in current(case, "presenting_symptoms") if paper.view.sentence_of(m.evidence) == sentence]
    quotes = paper.clauses([sign, denial, *(m for m in beside if m.state == "reported")])
    said = {"a": sign.evidence.quote, "b": denial.evidence.quote}
    return paper.finding("NEU-01", quotes, "sentence" if same else "", case=case.id, **said)


def _is_whole(paper: Paper, denial: Mention) -> bool:
    """Whether a denial speaks of every function: 'no motor deficit' leaves a sensory one open."""
    words = paper.view.shadow.folded[slice(*_shadow(paper, paper.view.clause(denial.evidence)))]
    return not paper.word_list("partial_functions").pattern.search(words)


def _shadow(paper: Paper, evidence: Evidence) -> tuple[int, int]:
    return paper.view.shadow.offset(evidence.span.start), paper.view.shadow.offset(evidence.span.end)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.evidence.span.overlaps(other.evidence.span)


def _years(mention: Mention) -> float:
    value = mention.value
    return value.years() if isinstance(value, Quantity) else -1.0


def _is_loose(group: list[Mention], groups: list[list[Mention]]) -> bool:
    """Whether an age is a decade or an approximation that another, exact one fits."""
    value = group[0].value
    if not isinstance(value, Quantity) or value.qualifier == "exact":
        return False
    return any(g is not group for g in groups)
