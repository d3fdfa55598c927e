"""Sentences that count, compare, claim or require, held against the paper's own data."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import current, in_table, name_place, say_value, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.text.grammar import Hit
from casepool.text.view import Sentence

WHOLE = "whole text"
SHARED_WORDS = 4
TOPICS = {"staging": ("staging_workup",), "adjuvant": ("radiotherapy", "chemotherapy", "other_systemic_therapy")}
TOPIC_NAMES = {"staging": "A search for spread", "adjuvant": "Adjuvant therapy"}


def find_unfounded_comparisons(paper: Paper) -> Iterator[Finding]:
    """CLM-01: a comparison with 'the literature' for which the paper gives no figure."""
    case = paper.extraction.index_case
    for claim in paper.extraction.claims:
        if (
            claim.kind != "comparison"
            or claim.field not in ("age_years", "")
            or "age" not in paper.words_of(claim.evidence)
        ):
            continue
        if claim.source or paper.hits("audit_claims", "stated_mean"):
            continue
        ages = [_years(m) for row in paper.rows for m in valued(row, "age_years")[:1]]
        own = _index_age(case) if case else None
        other = _other_figure(paper)
        yield _comparison_finding(paper, claim, ages, own, other)


def _comparison_finding(
    paper: Paper, claim: Claim, ages: list[float], own: Mention | None, other: Claim | None
) -> Finding:
    quotes = [paper.view.clause(claim.evidence)]
    said: dict[str, str] = {"a": _shorten(claim.evidence.quote), "what": "mean age"}
    variant = ""
    if len(ages) > 1 and own is not None:
        mean = sum(ages) / len(ages)
        gap = _years(own) - mean
        said |= {
            "n": str(len(ages)), "table": paper.table_label(paper.rows[0].table), "mean": f"{mean:.1f}",
            "difference": f"{abs(gap):.1f}", "direction": "above" if gap < 0 else "below", "b": say_value(own.value),
        }  # fmt: skip
        variant = "table"
    if other is not None:
        said |= {
            "c": _shorten(other.value or other.evidence.quote),
            "population": other.population or "patients in general",
        }
        quotes.append(paper.view.clause(other.evidence))
        variant = "table_and_figure" if variant else "figure"
    quotes += [m.evidence for row in paper.rows for m in valued(row, "age_years")[:1]]
    return paper.finding("CLM-01", quotes, variant, **said)


def find_unsearched_novelty(paper: Paper) -> Iterator[Finding]:
    """CLM-02: a novelty or count claim without a description of the search."""
    claims = [c for c in paper.extraction.claims if c.kind == "novelty"]
    if claims and not paper.hits("audit_claims", "search"):
        first = next((c for c in claims if c.evidence.place.role in ("discussion", "conclusion")), claims[0])
        quote = paper.view.clause(first.evidence)
        yield paper.finding("CLM-02", [quote], searched=WHOLE, a=_shorten(first.evidence.quote))


def find_unsupported_prognosis(paper: Paper) -> Iterator[Finding]:
    """CLM-04: a superlative or causal claim about prognosis or efficacy with neither citation nor data."""
    for sentence, hit in paper.hits("audit_claims", "superlative"):
        if _cites(paper, sentence) or _said_with_citation(paper, sentence):
            continue
        quote = paper.wide_clause(paper.quote(hit))
        known = _extent_known(paper)
        if known is None:
            yield paper.finding("CLM-04", [quote], a=_shorten(quote.quote))
        else:
            k, n = known
            values = {"a": _shorten(quote.quote), "what": "extent of resection", "k": str(k or "none"), "n": str(n)}
            yield paper.finding("CLM-04", [quote], "unstated", **values)


def find_success_without_time(paper: Paper) -> Iterator[Finding]:
    """CLM-05: 'successfully treated' or 'cured' with no time of follow-up in the text."""
    case = paper.extraction.index_case
    cues = paper.hits("audit_claims", "success")
    if case is None or not cues:
        return
    times = valued(case, "followup_months")
    if any(not in_table(m) for m in times):
        return
    hit = cues[0][1]
    quotes = [paper.view.clause(paper.quote(hit))]
    card = f"followup:{case.id}"
    if times:
        said = {"b": say_value(times[0].value), "table": times[0].evidence.place.table_label or "the table"}
        quotes += paper.cells(times[:1])
        yield paper.finding("CLM-05", quotes, "table", card, case.id, a=paper.quote(hit).quote, **said)
    else:
        yield paper.finding("CLM-05", quotes, card=card, case=case.id, a=paper.quote(hit).quote)


def find_unmet_requirements(paper: Paper) -> Iterator[Finding]:
    """CLM-06: a step is called necessary but neither reported for the patient nor explained."""
    case = paper.extraction.index_case
    if case is None or not paper.is_malignant(case):
        return
    seen: set[str] = set()
    for _, hit in paper.hits("audit_claims"):
        topic = hit.rule.id.partition("necessary_")[2]
        if topic not in TOPICS or topic in seen or any(case.told(f) for f in TOPICS[topic]):
            continue
        seen.add(topic)
        quote = paper.wide_clause(paper.quote(hit))
        said = {
            "what": TOPIC_NAMES[topic],
            "word": f"'{_word(hit)}'",
            "a": _shorten(quote.quote),
        }
        yield paper.finding("CLM-06", [quote], card=f"{topic}:{case.id}", case=case.id, searched="case section", **said)


def find_changing_figures(paper: Paper) -> Iterator[Finding]:
    """CLM-07: one figure of the literature, for one population, with two values."""
    claims = [c for c in paper.extraction.claims if c.kind == "background" and c.numbers]
    for number, one in enumerate(claims):
        for other in claims[number + 1 :]:
            if _same_figure(one, other) and _apart(one, other) and _same_people(paper, one, other):
                source = f"[{one.source[0]}]" if one.source and one.source == other.source else ""
                if one.source and other.source and not source:
                    continue
                said = {
                    "what": f"{one.quantity} ({one.population})", "a": one.value, "b": other.value,
                    "place_a": name_place(one.evidence), "place_b": name_place(other.evidence),
                }  # fmt: skip
                more = {"source": source} if source else {}
                quotes = (one.evidence, other.evidence)
                yield paper.finding("CLM-07", quotes, "same_source" if source else "", **said, **more)


def _same_people(paper: Paper, one: Claim, other: Claim) -> bool:
    """Whether two figures may be of one population: in two sentences that hold the same names. In one sentence two
    figures are set against each other."""
    apart = paper.view.sentence_of(one.evidence) != paper.view.sentence_of(other.evidence)
    return apart and _names_of(paper, one) == _names_of(paper, other)


def _names_of(paper: Paper, claim: Claim) -> set[str]:
    """The names in the sentence of a figure, as of countries and peoples: other names are another population."""
    sentence = paper.view.sentence_of(claim.evidence)
    words = paper.sentence_quote(sentence).quote if sentence else ""
    return set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", words))


def _word(hit: Hit) -> str:
    """The word of necessity, whichever wording of the pattern captured it."""
    return next((found for name in ("word", "word2", "word3") if (found := hit.group(name))), "")


def _index_age(case: Case) -> Mention | None:
    ages = list(valued(case, "age_years"))
    return max(ages, key=lambda m: sum(_years(o) == _years(m) for o in ages), default=None)


def _other_figure(paper: Paper) -> Claim | None:
    """A background figure about age that stands in the paper beside the comparison."""
    return next((c for c in paper.extraction.claims if c.kind == "background" and "age" in c.quantity.split()), None)


def _cites(paper: Paper, sentence: Sentence) -> bool:
    start, end = paper.view.shadow.canonical(sentence.start, sentence.end)
    return any(start <= c.start <= end + 6 for c in paper.document.citations)


def _said_with_citation(paper: Paper, sentence: Sentence) -> bool:
    """Whether another sentence with a citation makes the same claim: it shares most of its telling words."""
    words = _telling_words(paper.view.words(sentence))
    others = (
        s
        for s in paper.view.sentences
        if s.index != sentence.index and s.role in ("introduction", "discussion", "review")
    )
    return any(len(words & _telling_words(paper.view.words(s))) >= SHARED_WORDS and _cites(paper, s) for s in others)


def _telling_words(text: str) -> set[str]:
    return {word[:7] for word in re.findall(r"[a-z]{5,}", text)}


def _extent_known(paper: Paper) -> tuple[int, int] | None:
    """In how many of all cases the extent of resection is stated; None if the paper has one case only."""
    cases = paper.extraction.cases
    if len(cases) < 2:
        return None
    return sum(bool([m for m in current(c, "resection_extent") if m.state == "reported"]) for c in cases), len(cases)


def _same_figure(one: Claim, other: Claim) -> bool:
    """Whether two figures are of one quantity and one population. Between two places that cite the same source it is
    enough that the words of one quantity hold those of the other."""
    if one.evidence.span.start == other.evidence.span.start or not one.quantity or not other.quantity:
        return False
    if one.quantity == other.quantity and one.population and _fold(one.population) == _fold(other.population):
        return True
    a, b = set(_fold(one.quantity).split()), set(_fold(other.quantity).split())
    elsewhere = one.evidence.place.section != other.evidence.place.section
    shared = set(one.source) & set(other.source)
    return bool(shared) and elsewhere and min(len(a), len(b)) > 1 and (a <= b or b <= a)


def _apart(one: Claim, other: Claim) -> bool:
    """Whether two figures differ, and neither range holds the other."""
    a, b = (min(one.numbers), max(one.numbers)), (min(other.numbers), max(other.numbers))
    inside = (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])
    return a != b and not (inside and len(set(one.numbers)) + len(set(other.numbers)) != 4)


def _fold(words: str) -> str:
    return re.sub(r"\W+|s\b", " ", words.lower()).strip()


def _years(mention: Mention) -> float:
    return mention.value.years() if isinstance(mention.value, Quantity) and mention.value.unit else 0.0


def _shorten(quote: str, longest: int = 110) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= longest else words[: words.rfind(" ", 0, longest)] + " ..."
