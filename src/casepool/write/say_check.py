"""Sentences that the screen, the page and the letter share: what the document holds, what was read, what was found."""

from pathlib import PurePosixPath

from casepool.domain.check import CheckResult
from casepool.domain.finding import Card
from casepool.write.escape import show_line

SEVERITY_WORDS = {"error": "Error", "warning": "Warning", "gap": "Gap", "note": "Note"}


def say_number(count: int, noun: str) -> str:
    """A number and its noun: 1 gap, 14 gaps, no gaps. Of a noun with "that ..." the first part takes the plural."""
    first, blank, rest = noun.partition(" that ")
    return f"{f'{count:,}' if count else 'no'} {first}{'' if count == 1 else 's'}{blank}{rest}"


def say_source(result: CheckResult) -> str:
    """The name of the checked file without its folders."""
    return show_line(PurePosixPath(result.document.source.replace("\\", "/")).name) or "standard input"


def say_contents(result: CheckResult) -> tuple[str, ...]:
    """What the document holds: cases, review tables with their rows, references."""
    counts = result.counts
    parts = [say_number(counts.cases, "case")]
    if counts.review_tables:
        parts.append(f"{say_number(counts.review_tables, 'review table')} ({_say_rows(result)})")
    return (*parts, say_number(counts.references, "reference"))


def say_reading(result: CheckResult) -> tuple[tuple[str, str], ...]:
    """What was read and what was not, as (head, list) pairs; heads without a list are left out."""
    note = result.read_note
    lists = (note.read, note.not_looked_at, note.doubtful, note.not_read)
    heads = ("Read", "Not looked at", "Read with doubt", "Not read")
    said = zip(heads, lists, strict=True)
    return tuple((head, ", ".join(show_line(part) for part in parts)) for head, parts in said if parts)


def say_nothing_found(result: CheckResult) -> str:
    """What was checked, for a document without findings (or without grave ones); never that it is correct."""
    extraction, document = result.extraction, result.document
    mentions = [mention for case in extraction.cases for mention in case.mentions]
    facts = say_number(len({mention.field for mention in mentions}), "fact")
    parts = [
        say_number(len(document.text.split()), "word"),
        *([f"{say_number(len(mentions), 'mention')} of {facts}"] if mentions else []),
        *([say_number(len(extraction.claims), "sentence that counts or compares")] if extraction.claims else []),
        *([say_number(len(document.references), "reference")] if document.references else []),
    ]
    gone_over = " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
    found = "No error and no warning" if result.findings else "No finding"
    return f"{found}. Rules v{result.rules_version} went over {gone_over}. A paper without findings may still err."


def name_case(result: CheckResult, card: Card) -> str:
    """The label of the case that a card is about, where the document tells of several patients; else empty."""
    told = {case.id: case.label for case in result.extraction.told_cases}
    return show_line(told.get(card.lead.case, "")) if len(told) > 1 else ""


def list_other_rules(card: Card) -> tuple[str, ...]:
    """The rules of a card besides that of its leading finding, each once."""
    rules = dict.fromkeys(finding.rule for finding in card.findings)
    return tuple(rule for rule in rules if rule != card.lead.rule)


def _say_rows(result: CheckResult) -> str:
    counts = result.counts
    own = "this one" if counts.own_rows == 1 else f"{counts.own_rows} of this paper"
    return say_number(counts.earlier_cases, "earlier case") + (f" + {own}" if counts.own_rows else "")
