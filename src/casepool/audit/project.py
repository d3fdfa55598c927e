"""The project itself: its plan, its stored quotes, and the numbers of its manuscript."""

import re
from collections.abc import Iterable, Iterator

from casepool.audit.material import Draft, Material
from casepool.domain.finding import Finding
from casepool.knowledge.forms import load_form
from casepool.knowledge.words import load_words
from casepool.text.view import Sentence, TextView

PROTOCOL = "protocol.toml"
_ROLES = ("title", "abstract", "introduction", "results", "review", "discussion", "conclusion")
_NUMBER = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.,/:-])\d+(?:\.\d+)?(?![\w/:]|-\w|[.,]\d)")
_BEFORE = 60


def find_biased_eligibility(material: Material) -> Iterator[Finding]:
    """SEL-01: eligibility depends on the outcome or on the length of follow-up, in the protocol or in decisions."""
    protocol = material.protocol
    if protocol is not None:
        for sentence in protocol.eligibility:
            yield from _judge_criterion(material, sentence, f"{PROTOCOL}, eligibility")
        for field in protocol.eligibility_fields:
            if load_form().has(field) and load_form().field(field).group == "outcome":
                said = load_form().field(field).label
                yield from _say_criterion(material, said, said.lower(), f"{PROTOCOL}, eligibility_fields")
        if protocol.min_followup_months:
            said = f"at least {protocol.min_followup_months:g} months of follow-up"
            yield from _say_criterion(material, said, "the length of follow-up", f"{PROTOCOL}, min_followup_months")
    excluded = (record.reason for record in material.screening if record.decision == "exclude" and record.reason)
    for reason in sorted(set(excluded)):
        yield from _judge_criterion(material, reason, "imported screening decisions")


def _judge_criterion(material: Material, sentence: str, place: str) -> Iterator[Finding]:
    what = load_words()["eligibility_outcomes"].find(sentence.lower())
    if what:
        yield from _say_criterion(material, sentence, what, place)


def _say_criterion(material: Material, sentence: str, what: str, place: str) -> Iterator[Finding]:
    yield material.finding("SEL-01", searched=place, a=sentence.rstrip("."), what=what)


def find_lost_quotes(material: Material) -> Iterator[Finding]:
    """EVD-01: a stored quote no longer equals the stored text at its offsets."""
    for stored in material.quotes:
        extraction = material.extractions.get(stored.publication)
        text = extraction.document.text if extraction else ""
        if not stored.evidence.span.stands_in(text):
            said = {"case": stored.case, "field": stored.field}
            said["document"] = material.name_publication(stored.publication)
            yield material.finding("EVD-01", [(stored.publication, stored.evidence)], **said)


def find_unbound_numbers(material: Material) -> Iterator[Finding]:
    """EVD-02: a number of the manuscript is bound neither to an estimate nor to a citation.

    Looked at are title, abstract, introduction, results, discussion and conclusion; the case section is held against
    the form by the rules of a paper. Years, labels of tables and figures, vertebral levels, numbers inside quotation
    marks and parts that the user marked as theirs are left out.
    """
    draft = material.draft
    if draft is None:
        return
    view = TextView(draft.document)
    for sentence in view.sentences:
        start, end = view.shadow.canonical(sentence.start, sentence.end)
        if sentence.role not in _ROLES or sentence.block in ("cell", "caption", "heading") or _cites(draft, start, end):
            continue
        for found in _NUMBER.finditer(draft.document.text, start, end):
            if not _is_free(draft, found, start, end):
                yield _number_finding(material, draft, view, sentence, found)


def _number_finding(
    material: Material, draft: Draft, view: TextView, sentence: Sentence, found: re.Match[str]
) -> Finding:
    start, end = view.shadow.canonical(sentence.start, sentence.end)
    quotes = [(draft.document.id, draft.document.evidence(start, end))]
    before = draft.document.text[max(start, found.start() - _BEFORE) : found.start()]
    words, card = f"{_last_words(before)}{found.group()}", f"draft:{start}"
    known = _pooled_number(draft, before.lower())
    if known is not None and not _rounds_to(known, found.group()):
        return material.finding("EVD-02", quotes, "differs", card, a=words, b=f"{known:g}")
    return material.finding("EVD-02", quotes, card=card, a=words)


def _last_words(before: str) -> str:
    return "".join(re.findall(r"\S+\s+", before)[-3:])


def _pooled_number(draft: Draft, before: str) -> float | None:
    """The estimate whose name is said in the words before a number ("median age" is age.median); None if not one."""
    words = set(re.findall(r"[a-z]+", before))
    fits = [value for name, value in draft.estimates.items() if set(re.findall(r"[a-z]+", name)) <= words]
    return fits[0] if len(fits) == 1 else None


def _rounds_to(value: float, printed: str) -> bool:
    digits = len(printed.partition(".")[2])
    return round(value, digits) == float(printed.replace(",", ""))


def _cites(draft: Draft, start: int, end: int) -> bool:
    return any(start <= citation.start <= end + 6 for citation in draft.document.citations)


def _is_free(draft: Draft, found: re.Match[str], start: int, end: int) -> bool:
    """Whether a number needs no binding: bound, the user's own, a year, a label, or inside quotation marks."""
    text = draft.document.text
    if _lies_in(found.start(), (*draft.bound, *draft.own)):
        return True
    if re.fullmatch(r"(?:1[89]|20)\d\d", found.group()):
        return True
    before = text[max(start, found.start() - 24) : found.start()].lower()
    labels = load_words()["number_labels"]
    label = re.search(r"([^\W\d_]+)[\s.]*$", before)
    if label and labels.canonical(label.group(1)):
        return True
    return _is_quoted(text, found.start(), start, end)


def _lies_in(offset: int, intervals: Iterable[tuple[int, int]]) -> bool:
    return any(first <= offset < last for first, last in intervals)


def _is_quoted(text: str, offset: int, start: int, end: int) -> bool:
    quoted = re.finditer(r"[\"“][^\"“”]*[\"”]", text[start:end])
    return _lies_in(offset, ((start + found.start(), start + found.end()) for found in quoted))
