"""From a hit of a grammar rule to a mention: typed value, owner, status, place."""

from dataclasses import dataclass
from functools import cached_property

from casepool.domain.assertion import Mention
from casepool.domain.document import Document
from casepool.extract.course import Course, find_course
from casepool.extract.patients import People, find_patients
from casepool.extract.status import StatusFinder
from casepool.text.grammar import CompiledRule, Hit
from casepool.text.parsers import parse_value
from casepool.text.view import Sentence, TextView


@dataclass(frozen=True)
class Reading:
    """What every finder of values works on: the text made ready, the patients, status and course of any stretch."""

    view: TextView
    people: People
    status: StatusFinder

    @classmethod
    def of(cls, document: Document) -> "Reading":
        view = TextView(document)
        return cls(view, find_patients(view), StatusFinder(view))

    @cached_property
    def course(self) -> Course:
        """Where in the course of the illness each place stands."""
        return find_course(self.view, self.people, self.status)


def find_mentions(reading: Reading, grammar: str) -> list[Mention]:
    """The mentions that the rules of a grammar find in the sentences whose role they accept, in reading order."""
    found: list[Mention] = []
    for sentence, rules in reading.view.matching(grammar):
        for compiled in rules:
            if not accepts(compiled, sentence):
                continue
            for hit in compiled.search(reading.view.folded, sentence.start, sentence.end):
                mention = make_mention(reading, sentence, hit)
                if mention is not None:
                    found.append(mention)
    return found


def accepts(compiled: CompiledRule, sentence: Sentence) -> bool:
    """Whether a rule may look at a sentence: its role and, inside a case, its sub-role."""
    rule = compiled.rule
    return (not rule.roles or sentence.role in rule.roles) and (not rule.subs or sentence.sub in ("", *rule.subs))


def make_mention(reading: Reading, sentence: Sentence, hit: Hit) -> Mention | None:
    """The mention of a hit, or None if the rule promises a value and the hit holds none."""
    rule = hit.rule
    value = parse_value(hit)
    if value is None and (rule.parse not in ("", "presence") or rule.value):
        return None
    case, owner = reading.people.owner_of(sentence, hit.start)
    status = rule.status or reading.status.status_of(sentence, hit.start, hit.end)
    state = rule.state or ("absent" if status == "absent" else "reported")
    proof = (hit.start, hit.end) if rule.status else reading.status.proof_of(sentence, hit.start, hit.end)
    return Mention(
        field=rule.field,
        type=rule.type,
        evidence=reading.view.evidence(*proof),
        value=None if state == "absent" else value,
        state=state,
        status="absent" if state == "absent" else status,
        case=case,
        owner=rule.owner or owner,
        item=_item(hit),
        modality=hit.canonical("modality") or rule.modality,
        given=rule.given,
        timing=hit.canonical("timing") or rule.timing,
        moment=rule.moment,
        reason=rule.reason,
        needs_person=rule.needs_person,
        printed=reading.view.printed(hit.start, hit.end),
        codes=rule.codes,
        made_by=rule.id,
    )


def _item(hit: Hit) -> str:
    wanted = hit.rule.item
    return hit.canonical(wanted[1:-1]) if wanted.startswith("{") else wanted
