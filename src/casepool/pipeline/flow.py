"""The PRISMA flow of a review: every number is a count of what was imported, held and decided; nothing is typed in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from casepool.domain.cohort import Cohort
from casepool.domain.linking import Work
from casepool.domain.pooled import Pooled
from casepool.domain.review import PrismaFlow, Protocol, Publication, ScreeningRecord
from casepool.knowledge.screening import load_screening
from casepool.text.names import fold_name, split_name

NO_REASON = "no reason stated"


@dataclass(frozen=True, slots=True)
class Screened:
    """What all reviewers together decided of one record at one stage: a decision, or "conflict"."""

    record: ScreeningRecord
    decision: str
    reason: str = ""


def settle_screening(records: Iterable[ScreeningRecord]) -> dict[str, list[Screened]]:
    """One decision for each record, by stage. Reviewers who differ are a conflict unless the agreed row is there."""
    groups: dict[tuple[str, str, str], list[ScreeningRecord]] = {}
    for record in records:
        groups.setdefault((record.stage, record.source, record.key), []).append(record)
    settled: dict[str, list[Screened]] = {}
    for (stage, _, _), votes in sorted(groups.items()):
        settled.setdefault(stage, []).append(_settle(votes))
    return settled


def _settle(votes: Sequence[ScreeningRecord]) -> Screened:
    agreed = [vote for vote in votes if vote.reviewer.casefold() in load_screening().consensus]
    told = agreed or [vote for vote in votes if vote.decision != "undecided"] or list(votes)
    decisions = {vote.decision for vote in told}
    held = next((vote for vote in votes if vote.publication), votes[0])
    if len(decisions) > 1:
        return Screened(held, "conflict")
    return Screened(held, told[0].decision, next((vote.reason for vote in told if vote.reason), ""))


def count_flow(
    protocol: Protocol,
    records: Iterable[ScreeningRecord],
    publications: Sequence[Publication],
    cohort: Cohort,
    pooled: Pooled,
) -> PrismaFlow:
    """The flow in records, publications, cases and patients. What nothing tells is None."""
    settled = settle_screening(records)
    first, full = settled.get("title_abstract", []), settled.get("full_text", [])
    found = tuple((search.database, search.records) for search in protocol.searches)
    flow = PrismaFlow(
        found=found,
        failed=sum(publication.status == "failed" for publication in publications),
        publications=sum(publication.status == "ok" for publication in publications),
    )
    flow = _count_pool(flow, pooled, cohort)
    if first:
        flow = _count_first(flow, first)
    return _count_full(flow, first, full) if first or full else flow


def _count_first(flow: PrismaFlow, first: Sequence[Screened]) -> PrismaFlow:
    counts = Counter(item.decision for item in first)
    removed = None if flow.records is None else flow.records - len(first)
    return replace(
        flow,
        duplicates=removed if removed is not None and removed >= 0 else None,
        screened=len(first),
        excluded_records=counts["exclude"],
        conflicts=counts["conflict"],
        undecided=counts["undecided"] + counts["maybe"],
        sought=counts["include"],
    )


def _count_full(flow: PrismaFlow, first: Sequence[Screened], full: Sequence[Screened]) -> PrismaFlow:
    """Publications sought, assessed and excluded. Without decisions on full texts those held count as assessed."""
    if not full:
        held = sum(bool(item.record.publication) for item in first if item.decision == "include")
        return replace(flow, not_retrieved=(flow.sought or 0) - held, assessed=held)
    counts = Counter(item.decision for item in full)
    reasons = Counter(item.reason or NO_REASON for item in full if item.decision == "exclude")
    assessed = counts["include"] + counts["exclude"]
    sought = flow.sought if first else len(full)
    return replace(
        flow,
        sought=sought,
        assessed=assessed,
        not_retrieved=max((sought or 0) - assessed - counts["conflict"], 0),
        conflicts=flow.conflicts + counts["conflict"],
        excluded=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
    )


def _count_pool(flow: PrismaFlow, pooled: Pooled, cohort: Cohort) -> PrismaFlow:
    values = {estimate.name: estimate for estimate in pooled.headline}
    patients, cases = values["patients"], int(values["cases"].value or 0)
    most = int(patients.value or 0)
    least = int((patients.bounds or (most, most))[0] or 0)
    rows = sum(case.is_second_hand for patient in cohort.patients for case in patient.cases)
    return replace(flow, cases=cases, table_row_cases=rows, patients=(least, most))


def list_excluded(records: Iterable[ScreeningRecord]) -> dict[str, str]:
    """The held publications that were excluded at full text, with the reason."""
    full = settle_screening(records).get("full_text", [])
    return {
        item.record.publication: item.reason or NO_REASON
        for item in full
        if item.decision == "exclude" and item.record.publication
    }


def match_records(
    records: Iterable[ScreeningRecord], publications: Sequence[Publication]
) -> tuple[ScreeningRecord, ...]:
    """The records with the held publication that each is: by DOI, then PMID, then title, year and first author."""
    keys = [_key_by(publications, name) for name in ("doi", "pmid", "work")]
    return tuple(replace(record, publication=_match(record, keys)) for record in records)


def _match(record: ScreeningRecord, keys: Sequence[Mapping[object, str]]) -> str:
    told = (record.doi.casefold(), record.pmid, _fold(Work(record.authors, record.year, record.title)))
    found = (held.get(word, "") for held, word in zip(keys, told, strict=True) if word)
    return next((publication for publication in found if publication), "")


def _key_by(publications: Sequence[Publication], name: str) -> dict[object, str]:
    """Publications by one key; a key that several have names none of them."""
    ids: dict[object, set[str]] = {}
    for item in publications:
        work = _fold(Work(item.authors, item.year, item.title))
        key: object = {"doi": item.doi.casefold(), "pmid": item.pmid, "work": work}[name]
        if key:
            ids.setdefault(key, set()).add(item.id)
    return {key: next(iter(held)) for key, held in ids.items() if len(held) == 1}


def _fold(work: Work) -> tuple[str, int, str] | None:
    """Title, year and first author's surname in letters and digits only; None where one of them is not known."""
    if not (work.title and work.year and work.authors):
        return None
    title = "".join(letter for letter in fold_name(work.title) if letter.isalnum())
    return (title, work.year, fold_name(split_name(work.authors[0]).surname))
