"""Link proposals with numbers that stay: a number once given to a pair of cases is never given to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.errors import UsageError
from casepool.domain.linking import ScoredPair
from casepool.domain.review import CaseKey, LinkDecision
from casepool.pipeline.review import Review
from casepool.store import Project
from casepool.text.names import split_name

NUMBERS = "link_numbers"
Pair = tuple[CaseKey, CaseKey]


@dataclass(frozen=True, slots=True)
class Link:
    """A numbered pair: the proposal with its evidence (None once it is decided), and what a person decided."""

    number: int
    pair: Pair
    proposal: ScoredPair | None = None
    decision: LinkDecision | None = None


def number_links(project: Project, review: Review) -> tuple[Link, ...]:
    """Open proposals and decided pairs by number. New pairs are numbered after those that have a number."""
    kept: list[list[list[str]]] = project.derived(NUMBERS, "", NUMBERS) or []
    pairs: list[Pair] = [_read_pair(item) for item in kept]
    open_pairs = {proposal.key: proposal for proposal in review.proposals}
    decided = {d.cases: d for d in review.given.links if len(d.cases) == 2}
    fresh = [pair for pair in (*open_pairs, *sorted(decided)) if pair not in set(pairs)]
    pairs += [(pair[0], pair[1]) for pair in dict.fromkeys(fresh)]
    if fresh and not project.read_only:
        project.keep_derived(NUMBERS, "", [[list(a), list(b)] for a, b in pairs], NUMBERS)
    links = (Link(n, pair, open_pairs.get(pair), decided.get(pair)) for n, pair in enumerate(pairs, start=1))
    return tuple(link for link in links if link.proposal or link.decision)


def _read_pair(item: Sequence[Sequence[str]]) -> Pair:
    (a, b), (c, d) = item
    return ((a, b), (c, d))


def decide_link(project: Project, review: Review, number: int, outcome: str, by: str, reason: str = "") -> Link:
    """Decide a numbered pair: "same", "different" or "cannot_tell". Raises UsageError for an unknown number.

    Decisions stay in the project's own store, also those on an index case: they hold ids and no word of it.
    """
    link = find_link(number_links(project, review), number)
    decision = project.save_link_decision(LinkDecision(link.pair, outcome, by, reason), by)
    return Link(number, link.pair, link.proposal, decision)


def undo_link(project: Project, review: Review, number: int, by: str) -> Link:
    """Take a decision back; the pair is as if nobody had decided. Raises UsageError where nothing was decided."""
    link = find_link(number_links(project, review), number)
    if link.decision is None:
        raise UsageError(f"Link #{number} is not decided, so there is nothing to undo.")
    project.clear_link_decision(link.decision, by)
    return Link(number, link.pair, link.proposal)


def find_link(links: Sequence[Link], number: int) -> Link:
    """The link of this number. Raises UsageError with the numbers that there are."""
    for link in links:
        if link.number == number:
            return link
    known = ", ".join(f"#{link.number}" for link in links) or "none"
    raise UsageError(f"There is no link #{number}. 'casepool link' lists them: {known}.")


def name_case(review: Review, key: CaseKey) -> str:
    """A case in few words: "Berg 1998 (publication)", "row 2 of Sand 2010 (Quist 2003)"."""
    told = next((case for case in review.built.cases if case.key == key), None)
    if told is None:
        return f"{key[0]}/{key[1]}"
    authors, year = told.facts.work.authors, told.facts.work.year
    words = [split_name(authors[0]).surname, str(year or "")] if authors else []
    source = " ".join([*filter(None, words), f"[{key[0]}]"]) if words else key[0]
    if told.is_row:
        return f"row {told.case.row} of {source} ({told.case.label})"
    return f"{source}, {told.case.label}"
