"""Figures of the literature: a quantity, whom it speaks of, its value and its source. Never evidence for a case."""

from casepool.domain.claim import Claim
from casepool.extract.claim_words import ClaimText, number_of
from casepool.extract.persons import cue_of
from casepool.knowledge.compiled import compile_pattern
from casepool.text.grammar import Hit, compile_grammar, expand_macros, find_hits
from casepool.text.numbers import WORDS
from casepool.text.view import Sentence

_NUMBER = compile_pattern(r"\d+(?:[.,]\d+)*")
_ORDINAL = compile_pattern(expand_macros("{ordinal}"))
_YEARS = compile_pattern(expand_macros(r"(?P<n>{number})[ -]years?\b"))
_BLANKS = compile_pattern(r"\{(\w+)\}")
_CONTEXT = 60
_TAILS = compile_pattern(r" of life$|(?<=geneous)ly$|\.$")


def read_background(text: ClaimText, sentence: Sentence, hit: Hit) -> Claim | None:
    """The background claim of a hit, None where the sentence speaks of this article's own patient."""
    if _speaks_of_own_patient(text, sentence, hit):
        return None
    facts = hit.rule.facts or {}
    value = _fill(facts.get("value", "{value}"), text, sentence, hit)
    end = _with_mark(text, hit.end)
    quantity = text.expand(_quantity(facts["quantity"], text, sentence, hit))
    if not quantity:
        return None
    return Claim(
        "background",
        text.view.evidence(hit.start, end),
        hit.rule.id,
        numbers=() if facts.get("numbers") == "none" else _numbers(value),
        quantity=quantity,
        population=text.population(hit.group("pop") or hit.group("pop2"), sentence, hit.words),
        value=_TAILS.sub("", value),
        source=text.sources(sentence, hit.end),
        facts=text.facts(hit, "what", "whole"),
    )


def _speaks_of_own_patient(text: ClaimText, sentence: Sentence, hit: Hit) -> bool:
    """Whether the words from the last full stop to the figure name the patient of this article."""
    start = max(text.view.folded.rfind(".", sentence.start, hit.start) + 1, sentence.start)
    cues = find_hits(compile_grammar("patients"), text.view.folded, start, hit.end)
    return any(cue_of(cue) in ("index", "opens") for cue in cues)


def _quantity(template: str, text: ClaimText, sentence: Sentence, hit: Hit) -> str:
    """What is measured: a share without its whole as the sentence calls it, one of patients by the words before it."""
    if "{whole}" in template and not hit.group("whole"):
        return hit.group("what") or "share"
    if template.startswith("share: ") and not hit.group("what"):
        start = text.clause_start(sentence, hit.start)
        before = " ".join(text.view.folded[start : hit.start].split())
        return f"share: {before[-_CONTEXT:]}" if before else ""
    return _fill(template, text, sentence, hit)


def _fill(template: str, text: ClaimText, sentence: Sentence, hit: Hit) -> str:
    """A template with the groups of the hit in its braces; the years of a survival may stand before the hit."""
    words = _BLANKS.sub(lambda found: _group(found.group(1), text, sentence, hit), template)
    return " ".join(words.split()).strip(" :")


def _group(name: str, text: ClaimText, sentence: Sentence, hit: Hit) -> str:
    words = hit.group(name) or hit.group(name + "2")
    if name != "t":
        return words
    years = _YEARS.search(text.view.words(sentence))
    number = number_of(words or (years.group("n") if years else ""))
    return next((word for word, value in WORDS.items() if value == number), words)


def _numbers(value: str) -> tuple[float, ...]:
    found = [number_of(m.group()) for m in (*_NUMBER.finditer(value), *_ORDINAL.finditer(value))]
    return tuple(dict.fromkeys(n for n in found if n is not None))


def _with_mark(text: ClaimText, end: int) -> int:
    """The end of a citation mark that follows at once, else the end itself."""
    at = text.view.shadow.canonical(end - 1, end)[1]
    for mark in text.view.document.citations:
        if at <= mark.start <= at + 1:
            return text.view.shadow.offset(mark.end)
    return end
