"""A review in which every text tries to leave its place: names, titles, quotes, values, statements, searches."""

from dataclasses import replace
from typing import Any

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.cohort import Cohort, Patient, PooledCase
from casepool.domain.evidence import Evidence, Place, Span
from casepool.domain.finding import Finding
from casepool.domain.record import Record
from casepool.domain.review import Protocol, Publication, Search
from casepool.domain.values import Levels, MarkerResult
from casepool.write.article.inputs import ReviewInput
from write.article.sample import build_review, twin_cohort
from write.attacks import ATTACKS

WRITTEN = (
    r"\input{/etc/passwd}", r"\write18{touch hit}", r"}\end{document}\immediate\write18{id}", "%\n\\cp{age.median}{1}",
    '=cmd|"/c calc"!A0', "DDEAUTO c:\\windows\\system32\\cmd.exe", "]]></w:t></w:r><w:fldSimple w:instr='DDE x'/>",
    "$x^2_3$ & #1 ~ \\", "line one\nline two\r\nline three", "{{cp:patients|99}}", "Ж β 名 🙂",
)  # fmt: skip
ALL = (*ATTACKS, *WRITTEN)


def evidence(text: str) -> Evidence:
    return Evidence(Span(0, len(text), text), Place(section=text, table_label=text))


def attack_patient(number: int, text: str) -> Patient:
    quoted = (evidence(text),)
    answers = (
        Assertion("diagnosis", "reported", text, text, quoted),
        Assertion("prior_treatment", "reported", text, text, quoted),
        Assertion("presenting_symptoms", "reported", text, text, quoted, item=text),
        Assertion("ihc_panel", "reported", text, MarkerResult(text, "positive"), quoted),
        Assertion("level_range", "reported", text, Levels((text[:8],)), quoted),
        Assertion("neuro_deficit", "reported", text, text, quoted),
        Assertion("procedure_text", "reported", text, text, quoted),
    )
    case = Case(f"case {text}", text, "primary_publication", answers, is_index=number == 0)
    return Patient(f"p{number}", (PooledCase(case, f"pub{number}", 2000 + number),))


def build_hostile(**more: Any) -> ReviewInput:
    """The review; no text of it may act in any format."""
    people = tuple(attack_patient(number, text) for number, text in enumerate(ALL))
    publications = tuple(
        Publication(f"pub{number}", "0" * 64, text, title=text, authors=(text, text), year=2000 + number, journal=text)
        for number, text in enumerate(ALL)
    )
    whole = "".join(ALL)
    finding = Finding("AGE-01", "error", ALL[0], evidence=(evidence(ALL[1]), evidence(ALL[2])))
    parts: dict[str, Any] = {
        "protocol": Protocol(question=whole, eligibility=ALL, searches=tuple(Search(t, t, t, t, t) for t in ALL)),
        "publications": publications,
        "records": {"pub1": Record(title=whole, authors=ALL[:3], journal=ALL[0], doi=ALL[1], pages=ALL[2])},
        "findings": {"pub0": (finding,)},
        "claims": {},
        "names": {f"p{number}": text for number, text in enumerate(ALL) if number % 2},
        "declarations": dict.fromkeys(("consent", "ethics", "authors_line", "keywords", "perspective"), whole),
        "note": ALL[3],
        "version": ALL[4],
        "chain_head": ALL[5],
        "flow": None,
    }
    return build_review(Cohort(people), **(parts | more))


def without_quotes(review: ReviewInput) -> ReviewInput:
    """The same review with every publication marked unpublished."""
    return replace(review, publications=tuple(replace(p, unpublished=True) for p in review.publications))


__all__ = ["ALL", "build_hostile", "twin_cohort", "without_quotes"]
