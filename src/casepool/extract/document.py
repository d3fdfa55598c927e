"""Extraction of one document: the order of its parts."""

from collections.abc import Callable
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.document import Document
from casepool.domain.extraction import Extraction
from casepool.domain.form import Form
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.patients import Person
from casepool.extract.settle import settle_case
from casepool.knowledge.forms import load_form
from casepool.text.grammar import CompiledRule, compile_grammar

VALUE_GRAMMARS = ("demographics",)
FINDERS: tuple[Callable[[Reading], list[Mention]], ...] = ()


def extract_document(document: Document, form: Form | None = None) -> Extraction:
    """Everything that the rules find in a document. Deterministic; uses no model and no network.

    Grammar rules give most mentions; a finder of FINDERS is for what one pattern cannot say (lists of markers, times).
    """
    reading = Reading.of(document)
    mentions = find_mentions(reading, value_rules())
    for find in FINDERS:
        mentions.extend(find(reading))
    mentions.sort(key=lambda m: (m.evidence.span.start, m.evidence.span.end, m.field, m.made_by))
    cases = tuple(_told_case(form or load_form(), person, mentions, document) for person in reading.people.persons)
    return Extraction(document, cases=cases, mentions=tuple(mentions))


def value_rules() -> tuple[CompiledRule, ...]:
    """The compiled rules of every grammar that makes values."""
    return tuple(rule for name in VALUE_GRAMMARS for rule in compile_grammar(name))


def _told_case(form: Form, person: Person, mentions: list[Mention], document: Document) -> Case:
    owned = tuple(m for m in mentions if m.case == person.id and m.owner == "case")
    case = Case(person.id, person.label, "primary_publication", opened_by=person.opened_by, mentions=owned)
    return replace(case, assertions=settle_case(form, owned, document.text))
