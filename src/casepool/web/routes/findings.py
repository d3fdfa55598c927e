"""Findings: what contradicts itself or is missing, with both quotes; set aside with a reason, or put in a letter."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from casepool.domain.errors import UsageError
from casepool.domain.finding import SEVERITIES
from casepool.pipeline.findings import Shown, list_findings, set_aside, show_again
from casepool.pipeline.project import open_review
from casepool.web.blind import list_open_cases
from casepool.web.finding_view import Asked, FindingCard, build_cards, count_severities, write_queries
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.visitor import Reader, Reviewer, Visitor, Work
from casepool.web.workspace import Workspace

router = APIRouter()
Name = Annotated[str, Field(max_length=100)]


class Aside(Strict):
    """Findings that are not a problem, by key, and why."""

    keys: list[Name] = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=2_000)


class Again(Strict):
    """Findings that are shown again."""

    keys: list[Name] = Field(min_length=1, max_length=200)


class Chosen(Strict):
    """The cards of a letter, by the key of their first finding, in the order in which they are asked."""

    keys: list[Name] = Field(max_length=2_000)


class Letter(BaseModel):
    """The letter as plain text."""

    text: str


def list_cards(work: Workspace) -> tuple[FindingCard, ...]:
    """The findings of the project as cards, made again when it has changed."""
    return work.keep("finding cards", lambda: build_cards(work, _list_all(work)))


def _list_all(work: Workspace) -> tuple[Shown, ...]:
    return work.keep("findings", lambda: list_findings(work.project, open_review(work.project, with_index=False)))


def hide_cards(work: Workspace, visitor: Visitor, cards: tuple[FindingCard, ...]) -> tuple[FindingCard, ...]:
    """The cards without those that would tell a blind reviewer what the machine read of a paper not yet signed."""
    protocol = work.plan().protocol
    if protocol.assist == "shown":
        return cards
    is_team = work.settings.is_team
    hidden = {name for name, _ in list_open_cases(work) if visitor.letter(protocol, name, is_team)}
    return tuple(card for card in cards if not hidden & set(card.publications))


@router.get("/findings", response_class=HTMLResponse, include_in_schema=False)
def show_findings(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The findings, grouped by severity and rule, with filters."""
    query = request.query_params
    asked = Asked(
        query.get("severity", ""), query.get("rule", ""), query.get("publication", ""), bool(query.get("aside"))
    )
    cards = hide_cards(work, visitor, list_cards(work))
    wanted = [card for card in cards if asked.wants(card)]
    standing = [card for card in cards if not card.is_aside]
    return show(
        request,
        "findings",
        "findings",
        visitor=visitor,
        asked=asked,
        cards=wanted,
        counts=count_severities(standing),
        aside=len(cards) - len(standing),
        severities=SEVERITIES,
        rules=sorted({item.finding.rule for card in cards for item in (card.lead, *card.also)}),
        publications=[item for item in work.project.publications() if item.status == "ok"],
    )


@router.put("/api/findings/aside")
def put_aside(given: Aside, visitor: Reviewer, work: Work) -> Done:
    """Remember that findings are not a problem; they come back if what they say changes."""
    known = {item.key: item for item in _list_all(work)}
    if not given.reason.strip():
        raise UsageError("A finding is set aside only with a reason. Say why it is not a problem.")
    for key in given.keys:
        set_aside(work.project, _find(known, key), given.reason, visitor.name)
    return Done(done="Not a problem: remembered with its reason.")


@router.delete("/api/findings/aside")
def take_back(given: Again, visitor: Reviewer, work: Work) -> Done:
    """Show findings again that were set aside."""
    taken = [show_again(work.project, key, visitor.name) for key in given.keys]
    if not any(taken):
        raise UsageError("This finding was not set aside, so there is nothing to undo.")
    return Done(done="The finding is shown again.")


@router.post("/api/letter")
def write_letter(chosen: Chosen, visitor: Reader, work: Work) -> Letter:
    """The letter with the chosen findings. Nothing is kept."""
    by_key = {card.key: card for card in hide_cards(work, visitor, list_cards(work))}
    titles = {item.id: item.title or item.label for item in work.project.publications()}
    return Letter(text=write_queries([by_key[key] for key in chosen.keys if key in by_key], titles))


def _find(known: dict[str, Shown], key: str) -> Shown:
    if key not in known:
        raise UsageError("There is no such finding any more: the papers were read again. Reload the page.")
    return known[key]
