"""One case as the workbench shows it: every question with what was said of it, by whom, and where it stands.

Only what the visitor may see is put in (sight.py); nothing here writes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from casepool.curate.settle import is_excluded
from casepool.domain.case import Case
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.form import Field, Form
from casepool.domain.review import RULES, Answer
from casepool.pipeline.pictures import find_boxes
from casepool.web.say_answer import say_answer, say_value, type_value
from casepool.web.sight import Sight
from casepool.write.escape import show_line
from casepool.write.find_fact import Fact
from casepool.write.ledger import build_ledger
from casepool.write.name_place import PlaceNames
from casepool.write.show_value import name_voice

Stretch = tuple[int, int]


class Quote(BaseModel):
    """A place of the text with its words and its name."""

    start: int
    end: int
    quote: str
    where: str


class Reading(BaseModel):
    """One reading of an unclear answer."""

    shown: str
    quotes: list[Quote]


class Said(BaseModel):
    """What one reader says. `words` is what stands in the input when it is edited."""

    state: str
    shown: str
    words: str
    quotes: list[Quote]
    readings: list[Reading]
    reason: str
    note: str
    given: str
    timing: str
    person: bool
    made_by: str
    version: int
    flagged: bool


class Mentioned(BaseModel):
    """One mention of a fact; `value` in short words."""

    start: int
    end: int
    value: str
    where: str


class LedgerChip(BaseModel):
    """Equal mentions in one section; `at` is the place of the first, `said` what a screen reader adds."""

    value: str
    count: int
    at: str
    said: str


class LedgerColumn(BaseModel):
    """One section of the fact ledger."""

    place: str
    on_line: list[LedgerChip]
    below: list[LedgerChip]


class Question(BaseModel):
    """A field of the case, or one item of a list field. `state` is "not_applicable" where it cannot be asked."""

    field: str
    item: str
    name: str
    own: Said | None
    machine: Said | None
    others: dict[str, Said]
    applicable: bool
    mentions: list[Mentioned]
    ledger: list[LedgerColumn]
    findings: list[str]


class FieldShown(BaseModel):
    """A field of the form, with its codebook entry."""

    id: str
    group: str
    label: str
    question: str
    note: str
    type: str
    units: list[str]
    allowed: list[str]
    given: list[str]
    timing: list[str]
    critical: bool
    key: bool
    is_list: bool


class FindingShown(BaseModel):
    """A finding of the publication, gravest first."""

    rule: str
    severity: str
    headline: str
    fields: list[str]


class CaseShown(BaseModel):
    """A case as the workbench shows it. `boxes` are by "START-END": page, left, top, right and bottom in points."""

    publication: str
    case: str
    is_row: bool
    letter: str
    signed: bool
    settled: bool
    machine: str
    groups: dict[str, str]
    reasons: dict[str, str]
    fields: list[FieldShown]
    questions: list[Question]
    findings: list[FindingShown]
    other_cases: dict[int, str]
    boxes: dict[str, list[tuple[int, float, float, float, float]]]
    review_row: list[str]


@dataclass(frozen=True)
class CaseInput:
    """What a case is shown from: its publication as read, everybody's answers, the findings that still stand."""

    form: Form
    extraction: Extraction
    key: tuple[str, str]
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    sight: Sight
    critical: frozenset[str]

    @property
    def document(self) -> Document:
        return self.extraction.document

    @property
    def case(self) -> Case | None:
        """The case as it was read; None for one that a person added."""
        return next((case for case in self.extraction.cases if case.id == self.key[1]), None)


def show_case(given: CaseInput) -> CaseShown:
    """The case for one visitor."""
    questions = list_questions(given)
    told = [finding for finding in given.findings if given.sight.sees_findings]
    return CaseShown(
        publication=given.key[0],
        case=given.key[1],
        is_row=bool(given.case and given.case.origin == "review_table_row"),
        letter=given.sight.letter,
        signed=given.sight.signed,
        settled=any(answer.reader == "consensus" for answer in given.answers) and given.sight.others,
        machine=given.sight.assist,
        groups=dict(given.form.groups),
        reasons=dict(given.form.reasons),
        fields=[show_field(field, field.id in given.critical) for field in given.form.fields],
        questions=questions,
        findings=[_show_finding(given.form, finding) for finding in told if finding.case in ("", given.key[1])],
        other_cases=name_other_cases(given.extraction, given.key[1]),
        boxes=_list_boxes(given.document, questions),
        review_row=list(given.form.review_row),
    )


def show_field(field: Field, critical: bool) -> FieldShown:
    """A field with what its input needs."""
    return FieldShown(
        id=field.id,
        group=field.group,
        label=field.label,
        question=field.question,
        note=field.note,
        type=field.type,
        units=list(field.units),
        allowed=list(field.allowed),
        given=list(field.given),
        timing=list(field.timing),
        critical=critical,
        key=field.key,
        is_list=field.is_list,
    )


def list_questions(given: CaseInput) -> list[Question]:
    """Every question of the case in the order of the form; the items of a list by where they stand in the text."""
    by_field: dict[str, dict[str, dict[str, Answer]]] = defaultdict(lambda: defaultdict(dict))
    for answer in given.answers:
        by_field[answer.field][answer.item][answer.reader] = answer
    told = _list_mentions(given)
    names = PlaceNames(given.document)
    own = {a.field: a for a in given.answers if a.reader == given.sight.letter}
    seen = {a.field: a for a in given.answers if a.reader == RULES and given.sight.sees_machine(own.get(a.field))}
    known = {**seen, **own}
    questions: list[Question] = []
    for field in given.form.fields:
        items = sorted(by_field[field.id].items(), key=_order_item) or [("", {})]
        excluded = bool(field.only_if) and is_excluded(field.only_if, known)  # type: ignore[arg-type]
        for item, readers in items:
            question = _ask(given, field, item, readers, told.get((field.id, item), []), names, not excluded)
            if question:
                questions.append(question)
        if not questions or questions[-1].field != field.id:
            questions.append(_ask_blank(field, not excluded))
    return questions


def _order_item(pair: tuple[str, Mapping[str, Answer]]) -> tuple[int, str]:
    places = [item.span.start for answer in pair[1].values() for item in list_evidence(answer)]
    return min(places, default=10**9), pair[0]


def list_evidence(answer: Answer) -> tuple[Evidence, ...]:
    """The quotes of an answer and of its readings."""
    return (*answer.evidence, *(item for candidate in answer.candidates for item in candidate.evidence))


def _ask(
    given: CaseInput,
    field: Field,
    item: str,
    readers: Mapping[str, Answer],
    mentions: list[tuple[Evidence, str]],
    names: PlaceNames,
    applicable: bool,
) -> Question | None:
    """A question as the visitor may see it; None where nothing of it may be seen."""
    sight = given.sight
    own = readers.get(sight.letter)
    machine = readers.get(RULES) if sight.sees_machine(own) else None
    hidden = (sight.letter, RULES)
    others = {r: a for r, a in readers.items() if sight.others and r not in hidden and not a.is_engine}
    if item and not (own or machine or others):
        return None
    seen = mentions if machine or sight.sees_machine(own) else []
    places = {(e.span.start, e.span.end) for e, _ in seen}
    places |= {(e.span.start, e.span.end) for answer in (own, machine) if answer for e in list_evidence(answer)}
    return Question(
        field=field.id,
        item=item,
        name=_name_question(field, item, [a for a in (own, machine, *others.values()) if a]),
        own=say(field, own, names) if own else None,
        machine=say(field, machine, names) if machine else None,
        others={reader: say(field, answer, names) for reader, answer in sorted(others.items())},
        applicable=applicable,
        mentions=[Mentioned(start=e.span.start, end=e.span.end, value=v, where=names.short(e)) for e, v in seen],
        ledger=_draw_ledger(field, seen, names),
        findings=find_rules(given.findings, places) if sight.sees_findings else [],
    )


def _ask_blank(field: Field, applicable: bool) -> Question:
    return Question(
        field=field.id, item="", name=field.label, own=None, machine=None, others={}, applicable=applicable,
        mentions=[], ledger=[], findings=[],
    )  # fmt: skip


def _name_question(field: Field, item: str, seen: Sequence[Answer]) -> str:
    if not field.is_list or not item:
        return field.label
    named = next((answer.named for answer in seen if answer.named), item)
    return f"{field.label}: {show_line(named).replace('_', ' ')}"


def say(field: Field, answer: Answer, names: PlaceNames) -> Said:
    """An answer for the screen."""
    return Said(
        state=answer.state,
        shown=say_answer(field, answer),
        words=type_value(field, answer),
        quotes=[_quote(item, names) for item in answer.evidence],
        readings=[
            Reading(shown=say_value(field, c.value), quotes=[_quote(item, names) for item in c.evidence])
            for c in answer.candidates
        ],
        reason=answer.reason,
        note=answer.note,
        given=answer.given,
        timing=answer.timing,
        person=answer.needs_person,
        made_by=answer.made_by,
        version=answer.version,
        flagged=answer.flagged,
    )


def _quote(evidence: Evidence, names: PlaceNames) -> Quote:
    span = evidence.span
    return Quote(start=span.start, end=span.end, quote=show_line(span.quote), where=names.long(evidence))


def _list_mentions(given: CaseInput) -> dict[tuple[str, str], list[tuple[Evidence, str]]]:
    """The mentions that count for this case, by field and item, each place once, in reading order."""
    fields = {field.id: field for field in given.form.fields}
    told: dict[tuple[str, str], dict[Stretch, tuple[Evidence, str]]] = defaultdict(dict)
    for mention in given.case.mentions if given.case else ():
        if mention.field in fields and mention.owner == "case":
            item, value = name_voice(mention, fields[mention.field])
            item = item.casefold() if fields[mention.field].is_list else ""
            place = (mention.evidence.span.start, mention.evidence.span.end)
            told[mention.field, item].setdefault(place, (mention.evidence, value.replace("_", " ")))
    return {key: [found[place] for place in sorted(found)] for key, found in told.items()}


def _draw_ledger(field: Field, mentions: Sequence[tuple[Evidence, str]], names: PlaceNames) -> list[LedgerColumn]:
    """The fact ledger; empty where one value is said everywhere, or where it would not fit."""
    voices = {evidence.span: (value, evidence.span) for evidence, value in mentions}
    if len({value for value, _ in voices.values()}) < 2:
        return []
    ledger = build_ledger(
        Fact(field.id, field.label, voices),
        tuple(evidence for evidence, _ in mentions),
        names.short,
        lambda span: f"{span.start}-{span.end}",
    )
    return [
        LedgerColumn(
            place=column.place,
            on_line=[LedgerChip(value=c.value, count=c.count, at=c.anchor, said=c.said) for c in column.on_line],
            below=[LedgerChip(value=c.value, count=c.count, at=c.anchor, said=c.said) for c in column.below],
        )
        for column in (ledger.columns if ledger else ())
    ]


def find_rules(findings: Iterable[Finding], places: set[Stretch]) -> list[str]:
    """The rules of errors and warnings whose quotes touch these places."""
    touched = (
        finding.rule
        for finding in findings
        if finding.severity in ("error", "warning")
        and any(e.span.start < end and start < e.span.end for e in finding.evidence for start, end in places)
    )
    return list(dict.fromkeys(touched))


def _show_finding(form: Form, finding: Finding) -> FindingShown:
    fields = [field.id for field in form.fields if finding.rule in field.audit]
    return FindingShown(
        rule=finding.rule, severity=finding.severity, headline=show_line(finding.headline), fields=fields
    )


def name_other_cases(extraction: Extraction, case: str) -> dict[int, str]:
    """Blocks that speak of another patient of a series only: where each begins, and the label of that patient."""
    told = [item for item in extraction.told_cases if item.id == case or item.mentions]
    if len(told) < 2:
        return {}
    owners: dict[int, set[str]] = defaultdict(set)
    for item in told:
        for mention in item.mentions:
            block = extraction.document.block_at(mention.evidence.span.start)
            if block and mention.owner == "case":
                owners[block.start].add(item.id)
    labels = {item.id: show_line(item.label) or item.id for item in told}
    return {start: labels[next(iter(ids))] for start, ids in owners.items() if len(ids) == 1 and case not in ids}


def _list_boxes(
    document: Document, questions: Iterable[Question]
) -> dict[str, list[tuple[int, float, float, float, float]]]:
    if not document.boxes:
        return {}
    places: set[Stretch] = set()
    for question in questions:
        places |= {(mention.start, mention.end) for mention in question.mentions}
        for said in (question.own, question.machine, *question.others.values()):
            places |= {(q.start, q.end) for q in said.quotes} if said else set()
            places |= {(q.start, q.end) for r in said.readings for q in r.quotes} if said else set()
    return {
        f"{start}-{end}": [(b.page, b.x0, b.y0, b.x1, b.y1) for b in find_boxes(document, start, end)]
        for start, end in sorted(places)
    }
