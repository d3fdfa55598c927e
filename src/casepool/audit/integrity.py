"""What the reading could not give: damaged text, unread parts, hidden words."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import name_place
from casepool.audit.paper import Paper
from casepool.domain.check import DOUBTFUL_KINDS
from casepool.domain.finding import Finding

HIDDEN = "hidden_text"


def find_damaged_text(paper: Paper) -> Iterator[Finding]:
    """EVD-03: signs or letters are lost where values stand."""
    hits = paper.hits("audit_integrity")
    if not hits:
        return
    quotes = [paper.view.clause(paper.quote(hit)) for _, hit in hits]
    first = {"place": name_place(quotes[0]), "a": paper.quote(hits[0][1]).quote}
    if len(hits) > 1:
        yield paper.finding("EVD-03", quotes, "several", n=len(hits), **first)
    else:
        what = (hits[0][1].rule.facts or {}).get("what", "a sign")
        yield paper.finding("EVD-03", quotes, what=what, **first)


def find_unread_parts(paper: Paper) -> Iterator[Finding]:
    """EVD-04: a part of the document was not read."""
    for problem in paper.document.problems:
        if problem.part and problem.kind not in DOUBTFUL_KINDS:
            reason = problem.message.rstrip(".")
            verb = "were" if re.search(r"s\b.*\band\b|pages \d+-", problem.part) else "was"
            yield paper.finding("EVD-04", searched=problem.part, part=problem.part, verb=verb, reason=reason)


def find_hidden_text(paper: Paper) -> Iterator[Finding]:
    """SEC-01: text that a reader of the page cannot see."""
    for problem in paper.document.problems:
        if problem.kind == HIDDEN:
            count = next((word for word in problem.message.split() if word.isdigit()), "some")
            place = problem.part or "The document"
            yield paper.finding("SEC-01", searched=place, place=place, n=count, how=problem.message.rstrip("."))
