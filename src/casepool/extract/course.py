"""Where in the course of the illness each place stands: complaint, examination, workup, treatment, or after it."""

from dataclasses import dataclass, field

from casepool.extract.patients import People
from casepool.extract.status import StatusFinder
from casepool.text.grammar import Hit
from casepool.text.view import Sentence, TextView

BEFORE = ("complaint", "examination", "workup")
LATE = ("treatment", "after")
SUBS = {
    "history": "complaint",
    "imaging": "workup",
    "pathology": "workup",
    "treatment": "treatment",
    "outcome": "after",
}


@dataclass
class Course:
    """The phases of each sentence (by its index): stretches (shadow start, phase), each reaching to the next one.

    Inside the case part a phase lasts until a cue of another one; once treatment has been told nothing counts as
    before it any more. Elsewhere each sentence stands for itself: its phase is empty until a cue.
    """

    phases: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def phase_at(self, sentence: Sentence, offset: int) -> str:
        """The phase of what stands at this shadow offset of the sentence."""
        found = ""
        for start, phase in self.phases.get(sentence.index, ()):
            if start <= offset:
                found = phase
        return found


def find_course(view: TextView, people: People, status: StatusFinder) -> Course:
    """The course of every case of a document."""
    course = Course()
    last: dict[str | None, str] = {}
    section = -2
    for sentence in view.sentences:
        case, owner = people.owner_of(sentence, sentence.start)
        if sentence.role == "case" and owner == "case":
            before = _enter(sentence, section, last.get(case, "complaint"))
            section = sentence.section
        else:
            before = ""
        stretches = _stretches(view, sentence, before, status)
        course.phases[sentence.index] = stretches
        if sentence.role == "case" and owner == "case":
            last[case] = stretches[-1][1]
    return course


def _enter(sentence: Sentence, section: int, before: str) -> str:
    """The phase at the start of a sentence: a new section with a known sub-role begins in that phase."""
    if sentence.section == section or not sentence.sub:
        return before
    return SUBS.get(sentence.sub, before)


def _stretches(view: TextView, sentence: Sentence, before: str, status: StatusFinder) -> list[tuple[int, str]]:
    found = [(sentence.start, before)]
    cues = sorted(view.hits("course", sentence), key=lambda h: h.start)
    for cue in cues:
        phase = _phase(cue)
        if phase == "treatment" and status.status_of(sentence, cue.start, cue.end) != "present":
            continue
        if found[-1][1] in LATE and phase not in LATE:
            continue
        found.append((cue.start, phase))
    return found


def _phase(cue: Hit) -> str:
    return (cue.rule.facts or {}).get("phase", "")
