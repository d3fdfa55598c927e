"""Who is spoken of: the patients of a document, and the owner of each place in it."""

from dataclasses import dataclass, field

from casepool.domain.evidence import Evidence
from casepool.text.grammar import Hit, compile_grammar, find_hits
from casepool.text.view import Sentence, TextView

CASE_ROLES = ("case", "methods", "results")
FRAME_ROLES = ("title", "abstract")
GENERAL_ROLES = ("introduction", "discussion", "review", "conclusion")


@dataclass
class Person:
    """A patient of the document: `number` from 1, the label, and the place that introduces him or her."""

    number: int
    label: str
    opened_by: Evidence | None = None
    key: tuple[str, str] = ("", "")

    @property
    def id(self) -> str:
        return f"case-{self.number}"


@dataclass
class People:
    """The patients of one document, and who owns which sentence.

    `owners` holds, per sentence index, the stretches (shadow start, case id or None, owner word of
    domain.assertion.OWNERS), in order; each stretch reaches to the next one.
    """

    persons: list[Person] = field(default_factory=list)
    owners: dict[int, list[tuple[int, str | None, str]]] = field(default_factory=dict)

    def owner_of(self, sentence: Sentence, start: int) -> tuple[str | None, str]:
        """The case id (or None) and the owner word for what stands at this shadow offset."""
        found: tuple[str | None, str] = (None, "unowned")
        for begin, case, owner in self.owners.get(sentence.index, ()):
            if begin <= start:
                found = (case, owner)
        return found


def find_patients(view: TextView) -> People:
    """The patients that a document tells itself (rows of review tables are not among them).

    A document with a case part has at least one patient, introduced or not. Several patients are opened by labels
    ("Case 2", "Patient A") or by sentences that introduce a person of another age or sex.
    """
    cues = {s.index: list(find_hits(compile_grammar("patients"), view.folded, s.start, s.end)) for s in view.sentences}
    people = People(persons=_open_persons(view, cues))
    _assign(view, people, cues)
    return people


def cue_of(hit: Hit) -> str:
    return (hit.rule.facts or {}).get("cue", "")


def _open_persons(view: TextView, cues: dict[int, list[Hit]]) -> list[Person]:
    told = [s for s in view.sentences if s.role in CASE_ROLES] or [
        s for s in view.sentences if s.role in FRAME_ROLES or s.role in GENERAL_ROLES or s.role == "other"
    ]
    labelled = _labelled(view, told, cues)
    opened = labelled if len(labelled) > 1 else _introduced(view, told, cues)
    if opened:
        return opened
    speaks = any(cue_of(h) in ("index", "opens") for hits in cues.values() for h in hits)
    has_case = any(s.role == "case" for s in view.sentences)
    return [Person(1, "case 1")] if has_case or speaks else []


def _labelled(view: TextView, told: list[Sentence], cues: dict[int, list[Hit]]) -> list[Person]:
    persons: dict[str, Person] = {}
    for sentence in told:
        for hit in cues[sentence.index]:
            label = hit.group("label")
            if label and label not in persons:
                evidence = view.evidence(hit.start, hit.end)
                persons[label] = Person(len(persons) + 1, f"case {label}", evidence, (label, ""))
    return list(persons.values())


def _introduced(view: TextView, told: list[Sentence], cues: dict[int, list[Hit]]) -> list[Person]:
    persons: list[Person] = []
    for sentence in told:
        cue = next((h for h in cues[sentence.index] if h.rule.id == "patients.opened_by_age"), None)
        if cue is None or any(cue_of(h) in ("literature", "relative") for h in cues[sentence.index]):
            continue
        key = (cue.group("who"), view.folded[cue.start : cue.end])
        if not persons or (_opens_another(view, sentence, cue) and key[1] not in {p.key[1] for p in persons}):
            persons.append(Person(len(persons) + 1, f"case {len(persons) + 1}", view.evidence(cue.start, cue.end), key))
    return persons


def _opens_another(view: TextView, sentence: Sentence, cue: Hit) -> bool:
    """Whether an age phrase brings in somebody new: it is the subject at the start of a sentence of the case part."""
    return sentence.role in CASE_ROLES and cue.start - sentence.start <= 12


def _assign(view: TextView, people: People, cues: dict[int, list[Hit]]) -> None:
    current = people.persons[0].id if people.persons else None
    several = len(people.persons) > 1
    opened = {p.opened_by.span.start: p.id for p in people.persons if p.opened_by}
    section = -2
    after_index = False
    for sentence in view.sentences:
        if several and sentence.section != section and sentence.role not in CASE_ROLES:
            current = None
        section = sentence.section
        for hit in cues[sentence.index]:
            current = opened.get(view.shadow.canonical(hit.start, hit.end)[0], current)
        kinds = {cue_of(h) for h in cues[sentence.index]}
        owner = _owner(sentence, kinds, after_index, several)
        after_index = owner == "case"
        case = (current if several else people.persons[0].id if people.persons else None) if owner == "case" else None
        stretches = [(sentence.start, case, owner)]
        people.owners[sentence.index] = _with_relatives(view, sentence, cues[sentence.index], stretches)


def _owner(sentence: Sentence, kinds: set[str], after_index: bool, several: bool) -> str:
    if "advice" in kinds and sentence.role in GENERAL_ROLES:
        return "recommended"
    if sentence.role in CASE_ROLES:
        return "literature" if "literature" in kinds and "index" not in kinds and sentence.role != "case" else "case"
    if sentence.role in FRAME_ROLES:
        return "case" if not kinds & {"literature"} or kinds & {"index", "opens"} else "literature"
    if sentence.role == "caption":
        return "literature" if "literature" in kinds else "case"
    if "index" in kinds or "opens" in kinds:
        return "case"
    return "case" if after_index and "pronoun" in kinds else "literature"


def _with_relatives(
    view: TextView, sentence: Sentence, cues: list[Hit], stretches: list[tuple[int, str | None, str]]
) -> list[tuple[int, str | None, str]]:
    """A relative owns what follows him or her in the sentence, until the patient is named again."""
    relatives = sorted((h.start, h.end) for h in cues if cue_of(h) == "relative")
    if not relatives or stretches[0][2] != "case":
        return stretches
    out = list(stretches)
    for start, end in relatives:
        out.append((start, None, "relative"))
        back = view.folded.find("the patient", end, sentence.end)
        if back >= 0:
            out.append((back, stretches[0][1], "case"))
    return sorted(out, key=lambda item: item[0])
