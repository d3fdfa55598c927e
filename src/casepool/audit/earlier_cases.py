"""Claims of a paper held against the other publications of the pool."""

import re
from collections.abc import Iterator
from dataclasses import replace

from casepool.audit.ledger import join_words
from casepool.audit.material import Material
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.linking import Group
from casepool.domain.review_answers import CaseKey
from casepool.text.numbers import NUMBER_PATTERN, parse_number

_NUMBER = re.compile(NUMBER_PATTERN, re.IGNORECASE)
_STEM = 6
_FULL_TEXT = frozenset(("case", "methods", "results", "discussion", "review"))
_SHOWN = 4
_LONGEST = 110


def find_left_out_cases(material: Material) -> Iterator[Finding]:
    """CLM-03: a count or a "first" leaves out earlier matching cases of the pool.

    Counted are patients of a case that a person has accepted, published at least one year before, who are not the
    paper's own. Where a limit of the claim is not met with a quote in each of them, the finding is a question (note).
    """
    for name, extraction in sorted(material.extractions.items()):
        claims = [claim for claim in extraction.claims if claim.kind == "novelty" and claim.numbers]
        earlier = list(_list_earlier(material, name)) if claims else []
        for claim in claims[:1]:
            yield from _judge_claim(material, name, claim, earlier)


def _judge_claim(material: Material, name: str, claim: Claim, earlier: list[CaseKey]) -> Iterator[Finding]:
    counted = int(claim.numbers[0]) - 1
    met = [key for key in earlier if _is_met(claim, material.cases[key], whole=True)]
    near = [key for key in earlier if _is_met(claim, material.cases[key], whole=False)]
    for found, variant in ((met, ""), (near, "question")):
        if len(found) > counted:
            shown = [(name, claim.evidence), *((key[0], _telling_quote(material.cases[key])) for key in found[:_SHOWN])]
            said = _shorten(claim.evidence.quote)
            number = "one_question" if variant else "one"
            finding = material.finding("CLM-03", shown, number if len(found) == 1 else variant, a=said, n=len(found))
            yield replace(finding, severity="note") if variant else finding
            return


def _list_earlier(material: Material, name: str) -> Iterator[CaseKey]:
    """One accepted case, the first in time, of each patient that was published a year or more before a paper."""
    year = material.year_of(name)
    for group in material.grouping if year is not None else ():
        key = _earliest(material, group, year or 0)
        if key is not None and not any(k[0] == name and _is_told(material, k) for k in group.keys):
            yield key


def _earliest(material: Material, group: Group, year: int) -> CaseKey | None:
    found = (m.key for m in group.members if m.key in material.accepted and _is_before(material, m.key, year))
    return next(found, None)


def _is_before(material: Material, key: CaseKey, year: int) -> bool:
    published = material.year_of(key[0])
    return published is not None and published < year


def _is_told(material: Material, key: CaseKey) -> bool:
    return material.cases[key].origin != "review_table_row"


def _is_met(claim: Claim, case: Case, whole: bool) -> bool:
    """Whether the quotes of a case hold every telling word of the claim's limits (`whole`), or of its first limit."""
    limits = [limit for limit in claim.scope.split(",") if _stems(limit)]
    wanted = [_stems(limit) for limit in (limits if whole else limits[:1])]
    quotes = _stems(" ".join(evidence.quote for evidence in _list_quotes(case)))
    return bool(wanted) and all(stems <= quotes for stems in wanted)


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in re.findall(r"[a-z]{4,}", words.lower()))


def _list_quotes(case: Case) -> Iterator[Evidence]:
    for answer in case.assertions:
        if answer.state == "reported":
            yield from answer.evidence
    yield from (mention.evidence for mention in case.mentions if mention.status == "present")


def _telling_quote(case: Case) -> Evidence | None:
    answer = case.answer("diagnosis")
    return answer.evidence[0] if answer and answer.evidence else case.cited or case.opened_by


def find_unfound_figures(material: Material) -> Iterator[Finding]:
    """REF-05: a figure that is cited to a held publication does not stand in its text.

    Only sources whose full text was read whole, tables included; rounding of the source's number is allowed.
    """
    for name, extraction in sorted(material.extractions.items()):
        for claim in extraction.claims:
            sources = _held_sources(material, name, claim) if claim.kind == "background" and claim.numbers else []
            if sources and all(_lacks(material.extractions[source].document, claim) for source in sources):
                cited = join_words([material.name_publication(source) for source in sources])
                figure = claim.value or claim.evidence.quote
                yield material.finding("REF-05", [(name, claim.evidence)], a=_shorten(figure), source=cited)


def _held_sources(material: Material, name: str, claim: Claim) -> list[str]:
    """The held publications that a claim cites; none if it also cites one that is not held or not read whole."""
    numbers = [int(number) for source in claim.source for number in re.findall(r"\d{1,3}(?!\d)", source)]
    found = [material.held.get((name, number), "") for number in numbers]
    whole = all(source in material.extractions and _is_whole(material.extractions[source].document) for source in found)
    return sorted(set(found)) if found and whole else []


def _is_whole(document: Document) -> bool:
    """Whether the full text of a document was read, its tables included."""
    unread = any(problem.part or problem.fatal for problem in document.problems)
    pictures = any(table.image_only for table in document.tables)
    return not unread and not pictures and bool(_FULL_TEXT & {section.role for section in document.sections})


def _lacks(document: Document, claim: Claim) -> bool:
    """Whether a number of the claim stands nowhere in a text, as digits or as a word, rounded or not."""
    start = next((s.start for s in document.sections if s.role == "references"), len(document.text))
    printed = (parse_number(found.group().lower()) for found in _NUMBER.finditer(document.text, 0, start))
    known = {number for number in printed if number is not None}
    known |= {float(round(number)) for number in known}
    return any(float(number) not in known for number in claim.numbers)


def _shorten(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _LONGEST else words[: words.rfind(" ", 0, _LONGEST)] + " ..."
