"""The journey of the editor: read, extract by rules, audit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from casepool.audit.checklists import judge_checklist
from casepool.audit.engine import audit_extraction
from casepool.audit.journal import list_switched_off, note_journal
from casepool.audit.paper import Paper
from casepool.domain.check import CheckResult
from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError, UsageError
from casepool.domain.set_aside import SetAside, list_stale
from casepool.extract.document import extract_document
from casepool.knowledge.checklists import CHECKLISTS, load_checklist, load_default_checklists
from casepool.knowledge.forms import load_form
from casepool.knowledge.journals import JournalProfile, load_journals
from casepool.knowledge.load import say_allowed
from casepool.pipeline.plugins import add_findings, add_mentions, read_any, read_any_bytes

RULES_VERSION = "1"
OF_A_PAPER = "publication"


@dataclass(frozen=True)
class Checked:
    """The check of one input: its results (several for a file that holds several articles), or why it was not read."""

    source: str
    results: tuple[CheckResult, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a check is asked for beside the audit: a journal profile, checklists, and findings set aside before.

    Raises UsageError, naming those that exist, for an unknown journal or checklist.
    """

    journal: str = ""
    checklists: tuple[str, ...] = ()
    aside: tuple[SetAside, ...] = ()

    def __post_init__(self) -> None:
        known = load_journals() if self.journal else {}
        if self.journal and self.journal not in known:
            raise UsageError(f"There is no journal profile {self.journal!r}. {say_allowed(self.journal, known)}")
        for name in self.checklists:
            _check_name(name)

    @property
    def profile(self) -> JournalProfile | None:
        """The profile of the journal, or None if none was chosen."""
        return load_journals()[self.journal] if self.journal else None


def _check_name(name: str) -> None:
    if name not in CHECKLISTS or load_checklist(name).unit != OF_A_PAPER:
        listed = [c.id for c in load_default_checklists() if c.unit == OF_A_PAPER]
        raise UsageError(f"There is no checklist {name!r} for a paper. {say_allowed(name, listed)}")


def check_path(path: str, ocr: bool = False, choices: Choices | None = None) -> Checked:
    """Check one file. A file that cannot be read gives its problem as a value.

    `ocr`: pages that are pictures are recognised.
    """
    try:
        return _check_all(path, read_any(path, ocr), choices)
    except ReadError as error:
        return Checked(path, problem=error.problem)


def check_stream(
    data: bytes, name: str = "standard input", ocr: bool = False, choices: Choices | None = None
) -> Checked:
    """Check bytes that came from elsewhere than a file; `ocr` and `choices` as for a file."""
    try:
        return _check_all(name, read_any_bytes(data, name, ocr), choices)
    except ReadError as error:
        return Checked(name, problem=error.problem)


def check_document(document: Document, choices: Choices | None = None) -> CheckResult:
    """Extract and audit one document, by rules only."""
    form, choices = load_form(), choices or Choices()
    profile = choices.profile
    extraction = add_mentions(extract_document(document, form), form)
    findings = add_findings(extraction, audit_extraction(extraction, journal=profile))
    result = CheckResult.of(extraction, findings, RULES_VERSION, form, choices.aside)
    if not (profile or choices.checklists):
        return result
    paper = Paper(extraction)
    judged = tuple(judge_checklist(paper, load_checklist(name), profile) for name in choices.checklists)
    return replace(result, checklists=judged, journal=note_journal(profile) if profile else None)


def _check_all(source: str, documents: Iterable[Document], choices: Choices | None) -> Checked:
    """Check the documents of one file; entries that fit none of their findings are stale, and said once."""
    results = [check_document(document, choices) for document in documents]
    if choices and results:
        asked = [entry for entry in choices.aside if entry.rule not in _not_asked(choices.profile)]
        stale = list_stale((item for result in results for item in result.keyed), asked)
        results[0] = replace(results[0], stale=stale)
    return Checked(source, tuple(results))


def _not_asked(profile: JournalProfile | None) -> frozenset[str]:
    """The rules whose entries never go stale here: those of a journal, which may be chosen next time, and those off."""
    return frozenset({"JRN-01"}) | (list_switched_off(profile) if profile else frozenset())
