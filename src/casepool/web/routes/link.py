"""Link: one patient or two. People decide; nothing is joined by the machine, nothing is deleted, all can be undone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from casepool.domain.errors import UsageError
from casepool.domain.review import LinkDecision
from casepool.pipeline.linking import name_case
from casepool.web.blind import read_review
from casepool.web.link_view import OUTCOMES, find_pair, list_drifts, list_pairs, list_tellings
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.routes.answers import CaseKey
from casepool.web.visitor import Reader, Reviewer, Work

router = APIRouter()


class Two(Strict):
    """Two cases that may be one patient."""

    first: CaseKey
    second: CaseKey


class Decided(Two):
    """A decision: "same", "different" or "cannot_tell" (counts as different, listed in a sensitivity run)."""

    outcome: str = Field(max_length=20)
    reason: str = Field("", max_length=2_000)


@router.get("/link", response_class=HTMLResponse, include_in_schema=False)
def show_link(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The pairs, one of them with its evidence; and patients that appear only in other people's tables."""
    review = read_review(work, visitor)
    pairs = list_pairs(review)
    now = pairs.find(request.query_params.get("pair", ""))
    patients = next(item for item in review.pooled.headline if item.name == "patients")
    return show(
        request,
        "link",
        "link",
        visitor=visitor,
        pairs=pairs,
        now=now,
        outcomes=OUTCOMES,
        tellings=list_tellings(review, now.pair) if now else (),
        drifts=list(list_drifts(review, now.pair)) if now else [],
        missing=review.missing_cases,
        clashes=review.built.grouping.contradictions,
        patients=patients,
        name_of=lambda key: name_case(review, key),
    )


@router.put("/api/links")
def decide(given: Decided, visitor: Reviewer, work: Work) -> Done:
    """Decide a pair. All cases stay; a patient that was joined is counted once."""
    if given.outcome not in OUTCOMES:
        raise UsageError(f"{given.outcome[:40]!r} is no decision. Allowed: {', '.join(OUTCOMES)}.")
    pair = find_pair(work.review(), _key(given.first), _key(given.second))
    work.project.save_link_decision(LinkDecision(pair, given.outcome, visitor.name, given.reason), visitor.name)
    return Done(done=f"{OUTCOMES[given.outcome]}.")


@router.delete("/api/links")
def undo(given: Two, visitor: Reviewer, work: Work) -> Done:
    """Take a decision back; the pair is as if nobody had decided."""
    review = work.review()
    pair = find_pair(review, _key(given.first), _key(given.second))
    found = next((decision for decision in review.given.links if decision.cases == pair), None)
    if found is None:
        raise UsageError("This pair is not decided, so there is nothing to undo.")
    work.project.clear_link_decision(found, visitor.name)
    return Done(done="The decision was taken back.")


def _key(case: CaseKey) -> tuple[str, str]:
    return (case.publication, case.case)
