"""Contradictions about the sex of the patient: nouns, pronouns, organs."""

from collections.abc import Iterator

from casepool.audit.ledger import group_by, one_row, places_of, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.finding import Finding

PRONOUN = "sex.pronoun"
NOUN_RULES = ("sex.noun_after_age", "sex.before_age", "sex.named")
OTHER_SEX = {"male": "female", "female": "male"}
NOUNS = {"male": "a man", "female": "a woman"}
TELLING = ("front", "case", "abstract", "caption")
SURE = 2
RUN = 4


def find_sex_conflicts(paper: Paper) -> Iterator[Finding]:
    """SEX-01: a noun or pronoun of the other sex that is bound to the patient."""
    for case in paper.told:
        told = one_row(valued(case, "sex"), lambda m: m.value)
        sexes = [m for m in told if m.value in OTHER_SEX and (m.made_by == PRONOUN or _is_noun(m))]
        named = paper.of_one_person([m for m in sexes if m.made_by != PRONOUN], lambda m: m.value)
        nouns = group_by(named, lambda m: m.value)
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
    same, other = ([p for p in pronouns if (p.value == sex) is wanted] for wanted in (True, False))
    free = [p for p in other if _is_free(paper, p, nouns)]
    for pronoun in free:
        named = _named_before(paper, pronoun, nouns, same)
        if named is None and len(paper.told) == 1 and pronoun.evidence.place.role in TELLING:
            named = nouns[0] if len(same) >= SURE or len(free) >= SURE > len(same) else None
        if named is None:
            continue
        said = {"a": NOUNS[sex], "b": pronoun.evidence.quote, "place_b": places_of([pronoun])}
        quotes = paper.clauses([named, pronoun, *nouns[:3]])
        yield paper.finding("SEX-01", quotes, card=f"sex:{case.id}", case=case.id, **said)


def _is_free(paper: Paper, pronoun: Mention, nouns: list[Mention]) -> bool:
    """Whether no other person of the pronoun's sex stands in its sentence, in the one before, or at the beginning of a
    run of sentences with such pronouns."""
    sentence = paper.view.sentence_of(pronoun.evidence)
    if sentence is None:
        return False
    if pronoun.evidence.quote == "His" and paper.listed("amino_acids", paper.view.words(sentence)):
        return False
    small = any(paper.word_list("small_persons").pattern.search(paper.words_of(n.evidence)) for n in nouns)
    for number in range(sentence.index, max(-1, sentence.index - RUN), -1):
        near = paper.view.sentences[number]
        if near is not sentence and near.block_index != sentence.block_index:
            break
        persons = paper.listed("other_persons", paper.view.words(near)) - ({"infant"} if small else set())
        if persons & {str(pronoun.value), "either", "infant"}:
            return False
        if number < sentence.index and str(pronoun.value) not in paper.listed("sex_pronouns", paper.view.words(near)):
            break
    return True


def _named_before(paper: Paper, pronoun: Mention, nouns: list[Mention], pronouns: list[Mention]) -> Mention | None:
    """What names the patient in this sentence or the ones beside it: a noun, or in the case part a pronoun of the
    patient's sex.
    """
    sentence = paper.view.sentence_of(pronoun.evidence)
    if sentence is None:
        return None
    before = paper.view.sentences[sentence.index - 1] if sentence.index else sentence
    near = [s for s in (before, sentence) if s.block_index == sentence.block_index or s is sentence]
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
