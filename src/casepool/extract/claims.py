"""Sentences that count, compare, claim novelty, or cite a figure of the literature. They are never values of a case.

What the facts of a claim hold, besides what the rule captured by name:
- count by groups: each group's canonical word -> the word as printed; `misspelt` -> number words with one wrong letter
  (their reading stands in `numbers` and `groups`);
- k of n: `k`, `n`, `percent` as printed;
- comparison: `difference`, `unit`, `direction`, `statistic` as far as stated.
"""

import re
from collections.abc import Iterator

from casepool.domain.assertion import Mention
from casepool.domain.claim import Claim
from casepool.domain.extraction import Abbreviation
from casepool.domain.values import Novelty
from casepool.extract.claim_background import read_background
from casepool.extract.claim_counts import find_group_counts
from casepool.extract.claim_words import ClaimText, number_of, wording
from casepool.extract.mentions import Reading, accepts
from casepool.text.grammar import Hit, compile_grammar, find_hits
from casepool.text.view import Sentence


def find_claims(reading: Reading, abbreviations: tuple[Abbreviation, ...]) -> tuple[Claim, ...]:
    """The claims of a document in reading order; of two readings of the same words the longer one is kept."""
    text = ClaimText(reading, abbreviations)
    found: list[Claim] = []
    for sentence in reading.view.sentences:
        for compiled in reading.view.candidates("claims", sentence):
            if accepts(compiled, sentence):
                hits = compiled.search(reading.view.folded, sentence.start, sentence.end)
                found += [claim for hit in hits for claim in _read(text, sentence, hit)]
    return _without_overlaps(found)


def claim_mentions(reading: Reading, claims: tuple[Claim, ...]) -> list[Mention]:
    """The field novelty_claim of the publication: each sentence that claims to be the n-th, for each case."""
    owners: list[str | None] = [person.id for person in reading.people.persons]
    return [
        Mention(
            "novelty_claim", "value", claim.evidence, Novelty(int(claim.numbers[0]), claim.scope),
            case=owner, owner="case" if owner else "unowned", printed=claim.evidence.quote, made_by=claim.made_by,
        )
        for claim in claims
        if claim.kind == "novelty" and claim.numbers and claim.scope
        for owner in owners or [None]
    ]  # fmt: skip


def _read(text: ClaimText, sentence: Sentence, hit: Hit) -> Iterator[Claim]:
    kind = (hit.rule.facts or {}).get("kind", "")
    readers = {
        "groups": find_group_counts,
        "novelty": _novelty,
        "count": _count,
        "comparison": _comparison,
        "background": read_background,
    }
    claim = readers[kind](text, sentence, hit)
    if claim:
        yield claim


def _novelty(text: ClaimText, sentence: Sentence, hit: Hit) -> Claim | None:
    scope = hit.group("scope")
    cut = wording("scope_end").search(scope)
    kept = scope[: cut.start()] if cut else scope
    end = hit.end - len(scope) + len(kept.rstrip())
    number = number_of(hit.group("n")) or float((hit.rule.facts or {}).get("ordinal", 0))
    if not number:
        return None
    return Claim(
        "novelty", text.view.evidence(hit.start, end), hit.rule.id, field="novelty_claim", numbers=(number,),
        scope=text.expand(_say_scope(kept)), facts=text.facts(hit, "n"),
    )  # fmt: skip


def _say_scope(scope: str) -> str:
    """The words that limit a claim, in short: "of a primary tumour of the rib" becomes "primary tumour, rib"."""
    parts = [re.sub(r"^(?:the|an?|such|this) ", "", part.strip(" ,")) for part in wording("scope_join").split(scope)]
    return ", ".join(part for part in parts if part)


def _count(text: ClaimText, sentence: Sentence, hit: Hit) -> Claim | None:
    printed = [hit.group(name) for name in ("k", "n", "p") if hit.group(name)]
    numbers = tuple(n for word in printed if (n := number_of(word)) is not None)
    if hit.group("k") and numbers[0] > numbers[1]:
        return None
    return Claim(
        "count", text.view.evidence(hit.start, hit.end), hit.rule.id, numbers=numbers,
        scope=text.expand(_say_scope(hit.group("scope"))), source=text.sources(sentence, hit.end),
        facts=text.facts(hit, "k", "n", percent="p"),
    )  # fmt: skip


def _comparison(text: ClaimText, sentence: Sentence, hit: Hit) -> Claim | None:
    start = text.clause_start(sentence, hit.start)
    words = text.view.folded[start : hit.end]
    number = number_of(hit.group("n"))
    return Claim(
        "comparison", text.view.evidence(start, hit.end), hit.rule.id, field=_compared_field(words),
        numbers=() if number is None else (number,), scope=hit.group("what").strip(),
        source=text.sources(sentence, hit.end),
        facts=text.facts(hit, difference="n", unit="u", direction="how", statistic="what"),
    )  # fmt: skip


def _compared_field(words: str) -> str:
    hits = find_hits(compile_grammar("claim_words"), words, 0, len(words))
    return next((field for hit in hits if (field := (hit.rule.facts or {}).get("field", ""))), "")


def _without_overlaps(claims: list[Claim]) -> tuple[Claim, ...]:
    kept: list[Claim] = []
    for claim in sorted(claims, key=_reading_order):
        same = [k for k in kept if k.kind == claim.kind and k.evidence.span.overlaps(claim.evidence.span)]
        if not any(k.evidence.span.holds(claim.evidence.span) or k.quantity == claim.quantity for k in same):
            kept.append(claim)
    return tuple(kept)


def _reading_order(claim: Claim) -> tuple[int, int, int, str]:
    """Where a claim stands; of two over the same words the one with more numbers first."""
    span = claim.evidence.span
    return (span.start, -span.end, -len(claim.numbers), claim.made_by)
