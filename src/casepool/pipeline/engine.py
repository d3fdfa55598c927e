"""A language model as one more blind reader: asked part by part, proved value by value, kept in a layer of its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from casepool.domain.case import Case
from casepool.domain.errors import Problem, UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.form import Form
from casepool.domain.review import ENGINE, Answer, Publication, list_answers
from casepool.engines.chat import Endpoint, EngineError
from casepool.engines.keep import AnswerShelf, hash_question
from casepool.engines.schema import Claimed, MalformedAnswer, parse_answer
from casepool.engines.settings import EngineSettings
from casepool.extract.settle import settle_case
from casepool.extract.values.lesion import derive_region
from casepool.pipeline.engine_proof import Rejected, prove_claim
from casepool.pipeline.engine_questions import Asked, build_question, list_chunks
from casepool.pipeline.project import RUN, read_plan
from casepool.store import Project

FOLDER = "engines"
"""Where a project keeps the answers of engines, so that a stopped run goes on."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class EngineReading:
    """What an engine read of one document: its proved answers as cases, and the counts.

    `rejected` counts claims by reason, `suspicious` the sentences that were not sent because they speak to reader
    programs. `problem` is set where a part was never answered: then the reading is not whole.
    """

    extraction: Extraction
    asked: int = 0
    answered: int = 0
    accepted: int = 0
    rejected: tuple[tuple[str, int], ...] = ()
    suspicious: int = 0
    problem: Problem | None = None

    @property
    def is_whole(self) -> bool:
        return self.problem is None

    @property
    def counts(self) -> dict[str, object]:
        """The counts as a JSON object."""
        return {
            "questions": self.asked,
            "answered": self.answered,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "suspicious_sentences": self.suspicious,
        }


@dataclass(frozen=True)
class EngineReader:
    """An engine ready to read. `shelf` keeps its answers."""

    endpoint: Endpoint
    shelf: AnswerShelf = field(default_factory=AnswerShelf)

    @property
    def settings(self) -> EngineSettings:
        return self.endpoint.settings

    @property
    def maker(self) -> str:
        """What stands as the maker of its answers."""
        return f"{ENGINE}{self.settings.name}"

    def read(self, extraction: Extraction, form: Form, unpublished: bool = False) -> EngineReading:
        """Ask about every part of a document and prove what comes back. Raises UsageError for text that may not leave.

        Of an unpublished document nothing is kept outside the project's store.
        """
        if unpublished and not self.settings.is_local:
            raise UsageError(
                f"{extraction.document.source} is marked unpublished: it is never sent to an engine elsewhere "
                f"({self.settings.address}). Use a local engine (http://127.0.0.1:PORT)."
            )
        reader = replace(self, shelf=AnswerShelf()) if unpublished else self
        asked = Asked(extraction, form)
        claims: list[Claimed] = []
        problems: list[Problem] = []
        chunks = list(list_chunks(asked)) if asked.cases else []
        for number, chunk in enumerate(chunks, start=1):
            try:
                claims += reader._ask(asked, chunk)
            except EngineError as error:
                part = f"part {number} of {len(chunks)}"
                problems.append(Problem("engine_failed", f"{part} was not answered: {error}", "Run it again.", part))
                if error.stops:
                    break
        return _prove_all(asked, claims, self.maker, len(chunks), problems)

    def _ask(self, asked: Asked, chunk: str) -> tuple[Claimed, ...]:
        """The claims about one part: from the shelf, or asked (again, a few times, where the answer has no shape)."""
        body = build_question(asked, self.settings, chunk)
        name = hash_question(self.settings.address, body)
        kept = self.shelf.get(name)
        if kept is not None:
            try:
                return parse_answer(kept)
            except MalformedAnswer:
                pass
        said = ""
        for _ in range(self.settings.retries + 1):
            content = self.endpoint.ask(body)
            try:
                claims = parse_answer(content)
            except MalformedAnswer as error:
                said = str(error)
                continue
            self.shelf.put(name, content)
            return claims
        raise EngineError(
            f"The engine llm:{self.settings.name} did not answer in the shape that was asked for ({said})."
        )


def _prove_all(
    asked: Asked, claims: list[Claimed], maker: str, questions: int, problems: list[Problem]
) -> EngineReading:
    proved, rejected = [], Counter[str]()
    for claimed in dict.fromkeys(claims):
        try:
            proved.append(prove_claim(asked, claimed, maker))
        except Rejected as error:
            rejected[str(error)] += 1
    text = asked.extraction.document.text

    def settle(case: Case) -> Case:
        told = sorted((m for m in proved if m.case == case.id), key=lambda m: (m.evidence.span, m.field, repr(m.value)))
        answers = derive_region(settle_case(asked.form, told, text), text)
        return replace(case, mentions=tuple(told), assertions=answers)

    cases = tuple(settle(case) for case in asked.cases)
    return EngineReading(
        Extraction(asked.extraction.document, cases),
        asked=questions,
        answered=questions - len(problems),
        accepted=len(proved),
        rejected=tuple(sorted(rejected.items())),
        suspicious=sum(s.role in asked.knowledge.roles for s in asked.suspicious),
        problem=problems[0] if problems else None,
    )


def list_engine_answers(reading: EngineReading, form: Form, publication: str, reader: str) -> list[Answer]:
    """The answers of a reading as a reader's answers to the cases of a publication."""
    return [
        answer
        for case in reading.extraction.cases
        for answer in list_answers(form.fields, case.assertions, (publication, case.id), reader)
    ]


@dataclass(frozen=True)
class EngineDone:
    """One publication after an engine read it; `left_out` says why it was not read."""

    publication: Publication
    reading: EngineReading | None = None
    left_out: str = ""


def read_project(project: Project, endpoint: Endpoint, done: Callable[[EngineDone], None], say: Say) -> None:
    """Let an engine read every publication of a project; each whole reading takes the place of its former layer.

    Nothing but that layer is written. An unpublished document is left out where the engine is elsewhere.
    """
    form = read_plan(project).form
    folder = project.folder / FOLDER / endpoint.settings.name
    reader = EngineReader(endpoint, AnswerShelf(folder))
    if not endpoint.settings.is_local:
        say(f"Text goes to {endpoint.settings.address} (allowed with --allow-egress).")
    for publication in project.publications():
        if publication.status != "ok":
            continue
        if publication.unpublished and not endpoint.settings.is_local:
            done(EngineDone(publication, left_out="marked unpublished: never sent to an engine elsewhere"))
            continue
        reading = reader.read(project.extraction(publication.id), form, publication.unpublished)
        if reading.is_whole:
            answers = list_engine_answers(reading, form, publication.id, reader.maker)
            project.save_engine_answers(publication.id, endpoint.settings.name, answers, RUN)
        done(EngineDone(publication, reading))
