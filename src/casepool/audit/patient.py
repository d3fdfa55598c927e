"""Contradictions about the patient: age, sex, neurological deficit."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import count_places, current, group_by, moment_of, places_of, say_value, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.text.view import Sentence

PRONOUN = "sex.pronoun"
NOUN_RULES = ("sex.noun_after_age", "sex.before_age", "sex.named")
INFANT, GROWN = 2.0, 12.0
OTHER_SEX = {"male": "female", "female": "male"}
NOUNS = {"male": "a man", "female": "a woman"}


def find_age_conflicts(paper: Paper) -> Iterator[Finding]:
    """AGE-01: two different ages of one case at one time point."""
    for case in paper.told:
        ages = [m for m in valued(case, "age_years") if moment_of(m) == "presentation" and _is_age_now(paper, m)]
        groups = group_by(ages, lambda m: round(_years(m), 2))
        groups = [g for g in groups if not _is_loose(g, groups)]
        if len(groups) < 2 or _is_mother_and_child(groups):
            continue
        card = f"age:{case.id}"
        if len(groups) > 2:
            ways = ", ".join(f"{say_value(g[0].value)} in {count_places(g)}" for g in groups)
            quotes = paper.both_sides(groups)
            yield paper.finding("AGE-01", quotes, "several", card, case.id, n=len(groups), list=ways)
            continue
        near = abs(_years(groups[0][0]) - _years(groups[1][0])) <= 1
        a, b = groups
        yield paper.finding(
            "AGE-01", paper.both_sides(groups), "birthday" if near else "", card, case.id,
            a=say_value(a[0].value), b=say_value(b[0].value), places_a=count_places(a), places_b=count_places(b),
        )  # fmt: skip


def _is_mother_and_child(groups: list[list[Mention]]) -> bool:
    """Whether one age is that of an infant and another that of somebody grown: probably two persons."""
    years = [_years(group[0]) for group in groups]
    return min(years) < INFANT and max(years) >= GROWN


def _is_age_now(paper: Paper, mention: Mention) -> bool:
    """Whether an age is that of the patient at presentation, as far as the words beside it and the column tell."""
    place = mention.evidence.place
    if place.block == "cell":
        return not paper.word_list("age_columns").pattern.search(place.column_name.lower())
    before, after = paper.around(mention.evidence, 24, 34)
    other = re.compile(rf"(?<!\w)(?:{paper.word_list('other_ages').alternation}) $")
    return not other.search(before) and not paper.word_list("after_ages").pattern.search(after.split(",")[0])


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


def find_sex_conflicts(paper: Paper) -> Iterator[Finding]:
    """SEX-01: a noun or pronoun of the other sex that is bound to the patient."""
    for case in paper.told:
        sexes = [m for m in valued(case, "sex") if m.value in OTHER_SEX and (m.made_by == PRONOUN or _is_noun(m))]
        nouns = group_by([m for m in sexes if m.made_by != PRONOUN], lambda m: m.value)
        if len(nouns) > 1:
            yield _noun_conflict(paper, case, nouns)
        elif nouns:
            yield from _find_pronouns(paper, case, nouns[0], [m for m in sexes if m.made_by == PRONOUN])


def _is_noun(mention: Mention) -> bool:
    """Whether a sex is said by a noun beside the age, a noun that names the patient, or a cell of a table."""
    return mention.evidence.place.block == "cell" or (mention.made_by in NOUN_RULES and not mention.needs_person)


def _noun_conflict(paper: Paper, case: Case, nouns: list[list[Mention]]) -> Finding:
    a, b = nouns[0], nouns[1]
    said = {
        "a": NOUNS[str(a[0].value)],
        "b": NOUNS[str(b[0].value)],
        "places_a": places_of(a),
        "places_b": places_of(b),
    }
    return paper.finding("SEX-01", paper.both_sides(nouns), "nouns", f"sex:{case.id}", case.id, **said)


def _find_pronouns(paper: Paper, case: Case, nouns: list[Mention], pronouns: list[Mention]) -> Iterator[Finding]:
    sex = str(nouns[0].value)
    for pronoun in pronouns:
        sentence = paper.view.sentence_of(pronoun.evidence)
        if pronoun.value == sex or sentence is None:
            continue
        named = _named_before(paper, sentence, nouns, [p for p in pronouns if p.value == sex])
        if named is None:
            continue
        said = {"a": NOUNS[sex], "b": pronoun.evidence.quote, "place_b": places_of([pronoun])}
        quotes = paper.clauses([named, pronoun, *nouns[:3]])
        yield paper.finding("SEX-01", quotes, card=f"sex:{case.id}", case=case.id, **said)


def _named_before(paper: Paper, sentence: Sentence, nouns: list[Mention], pronouns: list[Mention]) -> Mention | None:
    """What names the patient in this sentence or the ones beside it, if no other person stands there: a noun, or in the
    case part a pronoun of the patient's sex.
    """
    before = paper.view.sentences[sentence.index - 1] if sentence.index else sentence
    near = [s for s in (before, sentence) if s.block_index == sentence.block_index or s is sentence]
    others = paper.word_list("other_persons").pattern
    if any(others.search(paper.view.words(s)) for s in near):
        return None
    named = [m for m in nouns if paper.view.sentence_of(m.evidence) in near]
    if named or sentence.role != "case":
        return named[-1] if named else None
    after = paper.view.sentences[sentence.index + 1 : sentence.index + 2]
    near += [s for s in after if s.block_index == sentence.block_index]
    beside = [m for m in pronouns if paper.view.sentence_of(m.evidence) in near]
    return beside[0] if beside else None


def find_sex_specific_words(paper: Paper) -> Iterator[Finding]:
    """SEX-02: an organ, history or test of the other sex in a sentence of the patient."""
    for case in paper.told:
        nouns = {m.value for m in valued(case, "sex") if _is_noun(m)}
        if len(nouns) != 1 or len(paper.told) > 1:
            continue
        sex = str(nouns.pop())
        for sentence, hit in paper.hits("audit_patient", f"only_{OTHER_SEX.get(sex)}"):
            if sentence.role not in ("case", "abstract"):
                continue
            told = [m for m in valued(case, "sex") if m.value == sex and _is_noun(m)]
            quotes = (*paper.clauses(told[:1]), paper.view.clause(paper.quote(hit)), *paper.clauses(told[1:3]))
            said = {"a": NOUNS[sex], "b": paper.quote(hit).quote}
            yield paper.finding("SEX-02", quotes, case=case.id, **said)
            break


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
