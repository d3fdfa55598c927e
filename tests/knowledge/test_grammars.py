"""Every grammar rule and word list proves itself: it finds its `finds`, it does not find its `ignores`."""

import re

import pytest

from casepool.domain.quantity import Quantity
from casepool.export.extraction_json import unit_of, value_to_json
from casepool.knowledge.grammars import Example, GrammarRule, grammar_names, load_grammar
from casepool.knowledge.words import WordList, form_pattern, load_words
from casepool.text.grammar import CompiledRule, Hit, compile_rule
from casepool.text.parsers import parse_value
from casepool.text.shadow import Shadow

RULES = [rule for name in grammar_names() for rule in load_grammar(name)]


def hits_in(compiled: CompiledRule, text: str) -> list[tuple[Hit, str]]:
    shadow = Shadow(text)
    hits = compiled.find(shadow.folded, 0, len(shadow.folded))
    return [(hit, text[slice(*shadow.canonical(hit.start, hit.end))]) for hit in hits]


def same_value(hit: Hit, example: Example) -> bool:
    value = parse_value(hit)
    said = value_to_json(value)
    if isinstance(value, Quantity) and not isinstance(example.value, list):
        said = value.value
    return said == example.value


def fits(hit: Hit, quote: str, example: Example) -> bool:
    unit = unit_of(parse_value(hit)) if example.unit or example.qualifier else {}
    facts = all(hit.canonical(k) == v or (hit.rule.facts or {}).get(k) == v for k, v in (example.facts or {}).items())
    item = hit.canonical(hit.rule.item[1:-1]) if hit.rule.item.startswith("{") else hit.rule.item
    return (
        (not example.quote or quote == example.quote)
        and (example.value is None or same_value(hit, example))
        and (not example.unit or unit.get("unit") == example.unit)
        and (not example.qualifier or unit.get("qualifier", "exact") == example.qualifier)
        and (not example.item or item == example.item)
        and (not example.state or hit.rule.state == example.state)
        and facts
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_finds_its_examples(rule: GrammarRule) -> None:
    compiled = compile_rule(rule)
    for example in rule.finds:
        found = hits_in(compiled, example.text)
        assert found, f"{rule.id} finds nothing in {example.text!r}"
        said = [(quote, value_to_json(parse_value(hit))) for hit, quote in found]
        assert any(fits(hit, quote, example) for hit, quote in found), f"{rule.id} in {example.text!r} found {said}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_ignores_its_counterexamples(rule: GrammarRule) -> None:
    compiled = compile_rule(rule)
    for text in rule.ignores:
        found = [quote for _, quote in hits_in(compiled, text)]
        assert not found, f"{rule.id} must not find {found} in {text!r}"


@pytest.mark.parametrize("words", load_words().values(), ids=lambda words: words.name)
def test_word_list_knows_each_form(words: WordList) -> None:
    """Each form leads to its own canonical word, and no form to two of them."""
    for canonical, forms in words.words.items():
        for form in forms:
            sample = form.replace("*", "")
            assert re.fullmatch(form_pattern(form), sample)
            read = words.canonical(sample)
            assert read == canonical, f"{words.name}: {form!r} is read as {read!r}"


@pytest.mark.parametrize("words", load_words().values(), ids=lambda words: words.name)
def test_word_list_ignores(words: WordList) -> None:
    assert words.ignores, f"{words.name} names nothing that it ignores"
    for text in words.ignores:
        assert not words.pattern.search(text), f"{words.name} must not find anything in {text!r}"
