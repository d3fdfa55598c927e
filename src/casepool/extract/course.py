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
    before it any more. Elsewhere each sentence stands for itself and is read when it is asked for: its phase is empty
    until a cue.
    """

    view: TextView
    status: StatusFinder
    phases: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def phase_at(self, sentence: Sentence, offset: int) -> str:
        """The phase of what stands at this shadow offset of the sentence."""
        if sentence.index not in self.phases:
            self.phases[sentence.index] = _stretches(self.view, sentence, _State(phase=""), self.status)
        found = ""
        for start, phase in self.phases[sentence.index]:
            if start <= offset:
                found = phase
        return found


@dataclass
class _State:
    """What has been told of one case so far."""

    phase: str = "complaint"
    complained: bool = False
    treated: bool = False

    def enter(self, phase: str) -> str:
        """The phase after a cue: nothing counts as before treatment once it was told, unless no complaint was told yet.

        A history that opens with an earlier treatment is no treatment of what brings the patient now.
        """
        if phase == "later" and not self.treated:
            return self.phase
        phase = "after" if phase == "later" else phase
        if self.phase in LATE and phase not in LATE and (phase != "complaint" or self.complained):
            return self.phase
        self.complained = self.complained or phase == "complaint"
        self.treated = phase in LATE
        self.phase = phase
        return phase


def find_course(view: TextView, people: People, status: StatusFinder) -> Course:
    """The course of every case of a document."""
    course = Course(view, status)
    states: dict[str | None, _State] = {}
    section = -2
    for sentence in view.sentences:
        case, owner = people.owner_of(sentence, sentence.start)
        if sentence.role != "case" or owner != "case":
            continue
        state = states.setdefault(case, _State())
        if sentence.section != section:
            section = sentence.section
            state.phase = SUBS.get(sentence.sub, state.phase)
            state.treated = state.treated or state.phase in LATE
        course.phases[sentence.index] = _stretches(view, sentence, state, status)
    return course


def _stretches(view: TextView, sentence: Sentence, state: _State, status: StatusFinder) -> list[tuple[int, str]]:
    found = [(sentence.start, state.phase)]
    for cue in sorted(view.hits("course", sentence), key=lambda h: h.start):
        phase = _phase(cue)
        if phase != "treatment" or status.status_of(sentence, cue.start, cue.end) == "present":
            found.append((cue.start, state.enter(phase)))
    return found


def _phase(cue: Hit) -> str:
    return (cue.rule.facts or {}).get("phase", "")
