"""Extraction of one document: the order of its parts."""

from collections.abc import Callable
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.document import Document
from casepool.domain.extraction import Abbreviation, Extraction
from casepool.domain.form import Form
from casepool.extract.abbreviations import find_abbreviations
from casepool.extract.claims import claim_mentions, find_claims
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.patients import Person
from casepool.extract.settle import settle_case
from casepool.extract.sharing import share_mentions
from casepool.extract.tables import find_row_cases, settle_row
from casepool.extract.values.complications import find_complications
from casepool.extract.values.demographics import find_demographics
from casepool.extract.values.diagnosis import find_diagnoses
from casepool.extract.values.imaging import find_imaging
from casepool.extract.values.lesion import derive_region, find_lesion
from casepool.extract.values.markers import find_markers
from casepool.extract.values.outcome import find_outcome
from casepool.extract.values.pathology import find_pathology
from casepool.extract.values.presentation import find_presentation
from casepool.extract.values.publication import find_publication
from casepool.extract.values.treatment import find_treatment
from casepool.knowledge.forms import load_form

VocabularyFinder = Callable[[Reading, tuple[Abbreviation, ...], list[Mention]], list[Mention]]
VALUE_GRAMMARS: tuple[str, ...] = ()
FINDERS: tuple[Callable[[Reading], list[Mention]], ...] = (
    find_demographics,
    find_presentation,
    find_lesion,
    find_imaging,
    find_pathology,
    find_markers,
    find_diagnoses,
    find_treatment,
    find_complications,
    find_outcome,
    find_publication,
)


def extract_document(
    document: Document, form: Form | None = None, vocabulary: VocabularyFinder | None = None
) -> Extraction:
    """Everything that the rules find in a document. Deterministic; uses no network.

    Grammar rules give most mentions; a finder of FINDERS is for what one pattern cannot say (lists of markers, times).
    `vocabulary` adds the coded mentions that answer no field (extract.vocabulary); without it none is looked for.
    """
    reading = Reading.of(document)
    mentions = [mention for name in VALUE_GRAMMARS for mention in find_mentions(reading, name)]
    for find in FINDERS:
        mentions.extend(find(reading))
    mentions = share_mentions(reading, mentions)
    abbreviations = find_abbreviations(reading.view)
    claims = find_claims(reading, abbreviations)
    tables = find_row_cases(reading, [*mentions, *claim_mentions(reading, claims)], abbreviations)
    mentions = sorted(tables.mentions, key=lambda m: (m.evidence.span.start, m.evidence.span.end, m.field, m.made_by))
    form = form or load_form()
    told = tuple(_told_case(form, person, mentions, document) for person in reading.people.persons)
    rows = tuple(settle_row(form, row, document.text) for row in tables.rows)
    if vocabulary is not None:
        mentions = vocabulary(reading, abbreviations, mentions)
    return Extraction(document, (*told, *rows), claims, tuple(mentions), abbreviations)


def _told_case(form: Form, person: Person, mentions: list[Mention], document: Document) -> Case:
    owned = tuple(m for m in mentions if m.case == person.id and m.owner == "case")
    case = Case(person.id, person.label, "primary_publication", opened_by=person.opened_by, mentions=owned)
    return replace(case, assertions=derive_region(settle_case(form, owned, document.text), document.text))
