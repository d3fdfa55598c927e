"""Who is spoken of: the patients of a document, and the owner of each place in it."""

from dataclasses import dataclass, field

from casepool.extract.persons import Cues, Naming, Person, Roster, cue_of, find_persons
from casepool.knowledge.words import load_words
from casepool.text.grammar import Hit, compile_grammar, find_hits
from casepool.text.view import Sentence, TextView

CASE_ROLES = ("case", "methods", "results")
FRAME_ROLES = ("title", "abstract")
GENERAL_ROLES = ("introduction", "discussion", "review", "conclusion")
SUBJECT = 24
Stretch = tuple[int, str | None, str]

__all__ = ["CASE_ROLES", "FRAME_ROLES", "GENERAL_ROLES", "People", "Person", "find_patients"]


@dataclass
class People:
    """The patients of one document, and who owns which sentence.

    `owners` holds, per sentence index, the stretches (shadow start, case id or None, owner word of
    domain.assertion.OWNERS), in order; each stretch reaches to the next one. `pairs` are places where the ages of
    two persons stand side by side.
    """

    persons: list[Person] = field(default_factory=list)
    owners: dict[int, list[Stretch]] = field(default_factory=dict)
    pairs: list[Hit] = field(default_factory=list)

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
    ("Case 2", "Patient A"), by two ages side by side, or by sentences that introduce a person of another age or sex.
    """
    cues: Cues = {sentence.index: [] for sentence in view.sentences}
    for sentence, rules in view.matching("patients"):
        if sentence.block != "cell":
            cues[sentence.index] = list(find_hits(rules, view.folded, sentence.start, sentence.end))
    told = [s for s in view.sentences if s.role in CASE_ROLES] or [
        s for s in view.sentences if s.role in FRAME_ROLES or s.role in GENERAL_ROLES or s.role == "other"
    ]
    roster = find_persons(view, told, cues)
    if not roster.persons and _tells_patient(view, cues):
        roster.add("case 1", None, ("", ""))
    people = People(roster.persons, pairs=[h for hits in cues.values() for h in hits if cue_of(h) == "pair"])
    _Assigner(view, people, roster, cues).assign()
    return people


def _tells_patient(view: TextView, cues: Cues) -> bool:
    """Whether a text tells of a patient at all: somebody is introduced, or its case part speaks of a person."""
    if any(cue_of(h) in ("index", "opens") for hits in cues.values() for h in hits):
        return True
    words = [load_words()[name].pattern for name in ("person_nouns", "sex_pronouns")]
    case = [s for s in view.sentences if s.role == "case"]
    return any(pattern.search(view.folded, s.start, s.end) for s in case for pattern in words)


class _Assigner:
    """Walks through the sentences in order and writes down who owns which stretch."""

    def __init__(self, view: TextView, people: People, roster: Roster, cues: Cues) -> None:
        self.view = view
        self.people = people
        self.roster = roster
        self.cues = cues
        self.several = len(people.persons) > 1
        self.current: str | None = people.persons[0].id if people.persons else None
        self.section = -2
        self.after_index = False

    def assign(self) -> None:
        for sentence in self.view.sentences:
            hits = self.cues[sentence.index]
            namings = self.roster.namings(self.view, sentence, hits) if self.several else []
            owner = self._owner(sentence, {cue_of(h) for h in hits}, namings)
            self.after_index = owner == "case"
            stretches = self._stretches(sentence, owner, namings)
            self.people.owners[sentence.index] = with_relatives(self.view, sentence, hits, stretches)

    def _owner(self, sentence: Sentence, kinds: set[str], namings: list[Naming]) -> str:
        if "advice" in kinds and sentence.role in GENERAL_ROLES:
            return "recommended"
        told = bool(kinds & {"index", "opens"} or namings)
        if sentence.role == "case":
            return "case"
        if sentence.role in CASE_ROLES or sentence.role in FRAME_ROLES:
            return "literature" if "literature" in kinds and not told else "case"
        if sentence.role == "caption":
            return "literature" if "literature" in kinds else "case"
        if told:
            return "case"
        return "case" if self.after_index and self._goes_on(sentence) else "literature"

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a sentence begins with a word for the person of the sentence before it."""
        found = find_hits(compile_grammar("patients_pronoun"), self.view.folded, sentence.start, sentence.end)
        return any(True for _ in found)

    def _stretches(self, sentence: Sentence, owner: str, namings: list[Naming]) -> list[Stretch]:
        if owner != "case":
            return [(sentence.start, None, owner)]
        if not self.several:
            return [(sentence.start, self.current, owner)]
        if sentence.section != self.section and (sentence.role != "case" or self.section < 0):
            self.current = None
        self.section = sentence.section
        stretches: list[Stretch] = [(sentence.start, self.current, owner)]
        for naming in namings:
            if not self._compares(sentence, naming):
                stretches.append(self._stretch_of(sentence, naming))
        return stretches

    def _stretch_of(self, sentence: Sentence, naming: Naming) -> Stretch:
        """The stretch that a naming opens; the subject of a sentence is also spoken of in the next ones."""
        case = naming.ids[0] if len(naming.ids) == 1 else None
        if naming.start - sentence.start <= SUBJECT or sentence.block == "heading":
            self.current = case
        return (naming.start, case, "case" if case else "unowned")

    def _compares(self, sentence: Sentence, naming: Naming) -> bool:
        """Whether somebody is named only to be compared with, or as a relative ("the brother of patient 1")."""
        before = self.view.folded[max(sentence.start, naming.start - 60) : naming.start]
        return any(True for _ in find_hits(compile_grammar("comparison"), before, 0, len(before)))


def with_relatives(view: TextView, sentence: Sentence, cues: list[Hit], stretches: list[Stretch]) -> list[Stretch]:
    """A relative owns what follows in the sentence, until the patient is named again or the relative tells."""
    relatives = sorted((h.start, h.end) for h in cues if cue_of(h) == "relative")
    if not relatives or all(owner != "case" for _, _, owner in stretches):
        return stretches
    out = list(stretches)
    for start, end in relatives:
        back = _back_at(view, sentence, cues, end)
        after = [s for s in out if s[0] <= (back or sentence.end)][-1]
        out = [s for s in out if not start <= s[0] < (back or sentence.end)]
        out.append((start, None, "relative"))
        if back is not None and back < sentence.end:
            out.append((back, after[1], after[2]) if after[2] != "relative" else (back, *stretches[0][1:]))
    return sorted(out, key=lambda item: item[0])


def _back_at(view: TextView, sentence: Sentence, cues: list[Hit], end: int) -> int | None:
    """Where the patient is spoken of again after a relative: named, or what the relative noticed."""
    again = find_hits(compile_grammar("patients_again"), view.folded, sentence.start, sentence.end)
    named = [h for h in cues if cue_of(h) in ("observes", "label", "opens")]
    found = [h.start for h in (*named, *again) if h.start >= end]
    return min(found, default=None)
