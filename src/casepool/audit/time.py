"""Times: order of events, and times that can be read in two ways."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import in_table, join_words, say_value, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.finding import Finding
from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.knowledge.forms import load_form
from casepool.text.grammar import Hit

EVENTS = {"recurrence_months": "recurrence", "metastasis_months": "metastasis", "death_months": "death"}
OUTCOMES = ("followup_months", "outcome_status", "local_recurrence", "distant_metastasis")
STATED = ("followup.followup", "cell.followup")
TEXT_SEARCHED = "case section, discussion, abstract and legends"


def find_late_events(paper: Paper) -> Iterator[Finding]:
    """TIM-01: an event later than the end of follow-up, both counted from the same starting point."""
    for case in paper.told:
        followups = _stated_followups(case)
        if not followups:
            continue
        last = max(followups, key=_months)
        for field, word in EVENTS.items():
            for event in valued(case, field):
                if _months(event) > _months(last) * 1.02 + 0.1 and _is_exact(event):
                    said = {"what_a": word.capitalize(), "a": _say_time(event), "b": _say_time(last)}
                    quotes = paper.clauses([event, last])
                    yield paper.finding("TIM-01", quotes, "longer", f"time:{case.id}", case.id, **said)


def find_date_conflicts(paper: Paper) -> Iterator[Finding]:
    """TIM-01: a date of a later event (an operation, the discharge) lies years before the first date of the story."""
    dates = [(s, h) for s, h in paper.hits("audit_ethics", "date") if s.role == "case"] if len(paper.told) == 1 else []
    if not dates:
        return
    first = dates[0][1]
    for sentence, hit in dates[1:]:
        words = paper.view.words(sentence)
        if _year(paper, hit) >= _year(paper, first) or paper.word_list("earlier_events").pattern.search(words):
            continue
        if paper.word_list("later_events").pattern.search(words):
            quotes = [paper.view.clause(paper.quote(h)) for h in (first, hit)]
            said = {"what_a": "The story begins", "a": paper.quote(first).quote, "what_b": "a later event lies"}
            yield paper.finding("TIM-01", quotes, "dates", case=paper.told[0].id, b=paper.quote(hit).quote, **said)
            return


def _year(paper: Paper, hit: Hit) -> int:
    return int(re.findall(r"(?:19|20)\d\d", paper.quote(hit).quote)[-1])


def _stated_followups(case: Case) -> list[Mention]:
    """The lengths of follow-up that a paper states as such; only where there are none, any time of last contact."""
    times = [m for m in valued(case, "followup_months") if isinstance(m.value, Quantity) and not m.value.is_bound]
    return [m for m in times if m.made_by.endswith(STATED)] or times


def find_table_only_outcomes(paper: Paper) -> Iterator[Finding]:
    """TIM-02: follow-up or outcome of the index case stands only in the review table."""
    for case in paper.told:
        told = {field: valued_or_absent(case, field) for field in OUTCOMES}
        only = [field for field, mentions in told.items() if mentions and all(map(in_table, mentions))]
        if "followup_months" not in only:
            continue
        mentions = [m for field in only for m in told[field]]
        labels = join_words([load_form().field(field).label for field in only])
        said = {"what": labels, "table": mentions[0].evidence.place.table_label or "the table"}
        quotes = paper.cells(mentions)
        yield paper.finding("TIM-02", quotes, card=f"followup:{case.id}", case=case.id, searched=TEXT_SEARCHED, **said)


def find_ambiguous_times(paper: Paper) -> Iterator[Finding]:
    """TIM-03: one time in a cell that two events could own."""
    hits = paper.cell_hits("audit_time")
    if not hits:
        return
    cells = [cell for cell, _ in hits]
    listed = join_words([f"'{e.quote}'" for e in cells])
    if len(hits) > 1:
        yield paper.finding("TIM-03", cells, "list", n=len(hits), list=listed)
        return
    hit = hits[0][1]
    event, time = hit.group("event"), hit.group("time")
    if hit.rule.id.endswith("since"):
        yield paper.finding("TIM-03", cells, "since", a=cells[0].quote, event=event)
        return
    until = tidy_number((hit.number("n") or 0) * (12 if hit.canonical("u") == "year" else 1))
    said = {"a": cells[0].quote, "event": event, "time": time, "interval": f"(0, {until}]"}
    yield paper.finding("TIM-03", cells, **said)


def valued_or_absent(case: Case, field: str) -> list[Mention]:
    """The mentions of a field that state a value, an absence, or an unclear reading."""
    return [m for m in case.told(field) if m.status in ("present", "absent")]


def _months(mention: Mention) -> float:
    value = mention.value
    if isinstance(value, IntervalTime):
        return value.by if value.by is not None else 0.0
    return value.months() if isinstance(value, Quantity) and value.unit else 0.0


def _is_exact(mention: Mention) -> bool:
    return not isinstance(mention.value, IntervalTime) or mention.value.is_exact or not in_table(mention)


def _say_time(mention: Mention) -> str:
    if isinstance(mention.value, Quantity):
        return say_value(mention.value)
    months = tidy_number(round(_months(mention), 1))
    return f"{months} month{'' if months == 1 else 's'}"
