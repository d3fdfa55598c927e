"""Words beside a place in the text that decide what stands there; the words are rules of a grammar without a value."""

from functools import cache
from typing import Any

from casepool.domain.assertion import Mention
from casepool.domain.values import Value
from casepool.extract.mentions import Reading
from casepool.text.grammar import CompiledRule, compile_grammar
from casepool.text.view import Sentence


@cache
def cue_rules(grammar: str, **facts: str) -> tuple[CompiledRule, ...]:
    """The rules of a grammar that carry all these facts."""
    rules = compile_grammar(grammar)
    return tuple(r for r in rules if facts.items() <= (r.rule.facts or {}).items())


def nearest_before(rules: tuple[CompiledRule, ...], text: str, start: int, end: int) -> CompiledRule | None:
    """The rule whose last match in text[start:end] stands nearest to the end, or None."""
    best: tuple[int, int, CompiledRule] | None = None
    for order, compiled in enumerate(rules):
        for match in compiled.pattern.finditer(text, start, end):
            if best is None or (match.end(), -order) > best[:2]:
                best = (match.end(), -order, compiled)
    return best[2] if best else None


def matching_at(rules: tuple[CompiledRule, ...], text: str, start: int, end: int) -> CompiledRule | None:
    """The first rule that matches exactly at `start`, or None."""
    return next((c for c in rules if c.pattern.match(text, start, end)), None)


def found_in(rules: tuple[CompiledRule, ...], text: str, start: int, end: int) -> CompiledRule | None:
    """The first rule that is found anywhere in text[start:end], or None."""
    return next((c for c in rules if c.pattern.search(text, start, end)), None)


def clause_around(text: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The clause of the sentence that holds text[start:end], as a half-open interval."""
    breaks = compile_grammar("clauses")[0].pattern
    left = max((m.end() for m in breaks.finditer(text, sentence.start, start)), default=sentence.start)
    stop = breaks.search(text, end, sentence.end)
    return left, stop.start() if stop else sentence.end


def draft(
    reading: Reading, sentence: Sentence, span: tuple[int, int], field: str, value: Value, made_by: str, **more: Any
) -> Mention:
    """A mention of the shadow stretch `span`, owned by whoever owns that place; `more` are further parts."""
    evidence = reading.view.evidence(*span)
    case, owner = reading.people.owner_of(sentence, span[0])
    known = {"type": "value", "case": case, "owner": owner, "printed": evidence.quote, "made_by": made_by}
    return Mention(field=field, evidence=evidence, value=value, **{**known, **more})
