"""Symptoms, signs, deficit, duration and mass as they were before treatment."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.extract.course import BEFORE, LATE
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.values.signs import SignHit, find_organs, find_signs
from casepool.text.view import Sentence

ROLES = ("title", "abstract", "introduction", "case", "discussion", "conclusion", "caption", "results")
KIND_FIELDS = {
    "deficit": "neuro_deficit",
    "cord": "myelopathy",
    "radicular": "radiculopathy",
    "sphincter": "sphincter",
}
ABSENT_TOO = ("myelopathy", "radiculopathy", "sphincter")
NO_COMPLAINT = ("cord",)
COMPLAINT = "presenting_symptoms"


def find_presentation(reading: Reading) -> list[Mention]:
    """The mentions of the presentation: signs by the lexicon, the rest by the grammar, each only before treatment."""
    found = [m for m in find_mentions(reading, "presentation") if _is_before(reading, m)]
    for sentence in reading.view.sentences:
        if sentence.role in ROLES:
            for hit in find_signs(reading.view.folded, sentence.start, sentence.end):
                found.extend(_read_sign(reading, sentence, hit))
            if not reading.status.speaks_of_normality(sentence):
                continue
            for hit in find_organs(reading.view.folded, sentence.start, sentence.end):
                if _is_normal(reading, sentence, hit):
                    found.extend(m for m in _read_sign(reading, sentence, hit) if m.field != COMPLAINT)
    return _without_bare_words(found)


def _without_bare_words(mentions: list[Mention]) -> list[Mention]:
    """A complaint that only says "pain" is no further complaint beside one that says where ("back pain")."""
    told = {(m.case, m.item) for m in mentions if m.field == COMPLAINT}
    return [m for m in mentions if m.field != COMPLAINT or not _is_bare(m, told)]


def _is_bare(mention: Mention, told: set[tuple[str | None, str]]) -> bool:
    return any(
        case == mention.case and item != mention.item and item.endswith(f" {mention.item}") for case, item in told
    )


def _is_before(reading: Reading, mention: Mention) -> bool:
    sentence = reading.view.sentence_of(mention.evidence)
    start = reading.view.shadow.offset(mention.evidence.span.start)
    return sentence is None or reading.course.phase_at(sentence, start) not in LATE


def _is_normal(reading: Reading, sentence: Sentence, hit: SignHit) -> bool:
    scope = reading.status.scope_of(sentence, hit.start, hit.end)
    return scope is not None and scope.status == "absent" and scope.kind == "normal"


def _read_sign(reading: Reading, sentence: Sentence, hit: SignHit) -> Iterator[Mention]:
    """The mention of a sign, and before treatment one more for each field that it answers."""
    case, owner = reading.people.owner_of(sentence, hit.start)
    scope = reading.status.scope_of(sentence, hit.start, hit.end)
    status = scope.status if scope else "present"
    phase = reading.course.phase_at(sentence, hit.start)
    mention = Mention(
        field="",
        type="finding",
        evidence=reading.view.evidence(hit.start, hit.end),
        value=None if status == "absent" else hit.sign.label,
        state="absent" if status == "absent" else "reported",
        status=status,
        case=case,
        owner=owner,
        item=hit.sign.label,
        moment="presentation" if phase in BEFORE else "followup" if phase in LATE else "",
        printed=reading.view.printed(hit.start, hit.end),
        codes=hit.sign.codes,
        made_by="sign." + hit.sign.label.lower().replace(" ", "_"),
    )
    yield mention
    if owner == "case" and phase in BEFORE:
        proof = replace(mention, evidence=reading.view.evidence(*reading.status.proof_of(sentence, hit.start, hit.end)))
        yield from _answers(proof, hit, phase, resolved=bool(scope and scope.kind == "resolved"))


def _answers(mention: Mention, hit: SignHit, phase: str, resolved: bool) -> Iterator[Mention]:
    """One mention per field that a sign answers. A sign that has gone again was there."""
    if resolved:
        mention = replace(mention, state="reported", status="present", value=hit.sign.label)
    kinds = hit.sign.kinds
    if phase == "complaint" and not any(kind in NO_COMPLAINT for kind in kinds):
        yield replace(mention, field=COMPLAINT, type="value")
    for kind in kinds:
        field = KIND_FIELDS.get(kind, "")
        if field and (mention.state != "absent" or field in ABSENT_TOO):
            yield replace(mention, field=field, type="value", item="")
