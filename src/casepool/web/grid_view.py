"""The grid: one row per case, one cell per field, each with what was read, whether a person looked, and its quote."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casepool.curate.settle import is_excluded
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.form import Field, Form
from casepool.domain.quantity import Quantity
from casepool.domain.review import CONSENSUS, RULES, Answer, CaseEntry, Publication
from casepool.text.names import split_name
from casepool.web.case_view import find_rules, list_evidence
from casepool.web.say_answer import find_number, name_unit, say_answer, say_short
from casepool.web.sight import Sight
from casepool.write.escape import show_line
from casepool.write.name_place import clean_title

Json = dict[str, object]
NUMERIC = ("quantity", "duration", "interval_time", "percent", "ratio", "integer")
MOST_QUOTES = 4
SAID_FIRST = ("unclear", "reported", "absent", "not_accessible", "not_reported", "not_applicable", "not_assessed")


@dataclass(frozen=True)
class RowInput:
    """What a row of the grid is made from."""

    entry: CaseEntry
    publication: Publication
    answers: Sequence[Answer]
    findings: Sequence[Finding]
    sight: Sight


def draw_columns(fields: Iterable[Field], critical: frozenset[str]) -> list[Json]:
    """The columns: id, label, unit, whether it holds numbers, whether it is critical, whether it is a list."""
    return [
        {
            "id": field.id,
            "label": field.label,
            "unit": name_unit(field),
            "numeric": field.type in NUMERIC,
            "critical": field.id in critical,
            "list": field.is_list,
            "type": field.type,
            "allowed": list(field.allowed),
            "question": field.question,
            "note": field.note,
        }
        for field in fields
    ]


def draw_row(given: RowInput, form: Form, fields: Sequence[Field]) -> Json:
    """One row: who the case is, and its cells by the number of their column; a silent field has no cell."""
    by_field: dict[str, dict[str, dict[str, Answer]]] = defaultdict(lambda: defaultdict(dict))
    for answer in given.answers:
        by_field[answer.field][answer.item][answer.reader] = answer
    seen = {name: _see(items, given.sight) for name, items in by_field.items()}
    first = {name: answers[0] for name, answers in seen.items() if answers}
    cells: dict[str, Json] = {}
    for number, field in enumerate(fields):
        if seen.get(field.id):
            cells[str(number)] = draw_cell(field, seen[field.id], by_field[field.id], given)
        elif field.only_if and is_excluded(field.only_if, first):  # type: ignore[arg-type]
            cells[str(number)] = {"state": "not_applicable"}
    return {
        "publication": given.entry.publication,
        "case": given.entry.case,
        "name": name_row(given.entry, given.publication),
        "sub": _say_sub(given.entry, given.publication),
        "isRow": given.entry.is_row,
        "signed": given.sight.signed,
        "may": bool(given.sight.letter) and not given.sight.signed,
        "machine": given.sight.assist,
        "cells": cells,
    }


def _see(items: Mapping[str, Mapping[str, Answer]], sight: Sight) -> list[Answer]:
    """The answer to show for each item of a field: what was settled, one's own, then the machine's."""
    shown = []
    for item in sorted(items):
        readers = items[item]
        own = readers.get(sight.letter)
        settled = readers.get(CONSENSUS) if sight.others else None
        machine = readers.get(RULES) if sight.sees_machine(own) else None
        others = [a for r, a in sorted(readers.items()) if sight.others and not a.is_engine and r != sight.letter]
        found = settled or own or next(iter(others), None) or machine
        if found:
            shown.append(found)
    return shown


def draw_cell(
    field: Field, answers: Sequence[Answer], readers: Mapping[str, Mapping[str, Answer]], given: RowInput
) -> Json:
    """A cell: state, words, how it stands, its quotes, and why Shift+Space leaves it out ("" where it does not)."""
    shown = sorted(answers, key=lambda answer: SAID_FIRST.index(answer.state))
    lead = shown[0]
    open_ones = [answer for answer in shown if answer.is_engine]
    rules = find_rules(given.findings, _places(shown)) if given.sight.sees_findings else []
    hindrances = (find_hindrance(answer, given.findings) for answer in open_ones)
    cell: Json = {
        "state": lead.state if len({a.state for a in shown}) == 1 or not field.is_list else _join_state(shown),
        "shown": ", ".join(dict.fromkeys(say_short(field, answer) for answer in shown)),
        "says": "; ".join(dict.fromkeys(say_answer(field, answer) for answer in shown)),
        "open": bool(open_ones),
        "quotes": _list_quotes(shown),
        "rule": ", ".join(dict.fromkeys(answer.made_by for answer in shown if answer.made_by)),
        "items": [[answer.item, 0 if answer.is_engine else answer.version] for answer in shown],
    }
    extra: Json = {
        "conflict": any(a.state == "unclear" and a.reason == "contradictory" for a in shown)
        or _disagree(readers, given.sight),
        "person": any(answer.needs_person for answer in open_ones),
        "hinders": next((words for words in hindrances if words), ""),
        "number": find_number(lead),
        "findings": rules,
        "flagged": any(answer.flagged for answer in shown),
        "note": next((answer.note for answer in shown if answer.note), ""),
        "reason": lead.reason,
        "readings": len(lead.candidates),
    }
    return cell | {
        name: value for name, value in extra.items() if value not in (None, False, "", [], 0) or name == "number"
    }


def _join_state(shown: Sequence[Answer]) -> str:
    return next((state for state in ("unclear", "reported", "absent") if any(a.state == state for a in shown)), "")


def _disagree(readers: Mapping[str, Mapping[str, Answer]], sight: Sight) -> bool:
    """Whether people who may be seen differ and nobody has settled it."""
    if not sight.others:
        return False
    for told in readers.values():
        people = [answer for reader, answer in told.items() if not answer.is_engine and reader != CONSENSUS]
        if CONSENSUS not in told and any(not answer.says_same(people[0]) for answer in people[1:]):
            return True
    return False


def find_hindrance(answer: Answer, findings: Iterable[Finding]) -> str:
    """Why a machine's answer is not accepted with its row; empty for one exact mention that nothing speaks against."""
    if answer.needs_person:
        return "it is an inference that needs a person"
    if answer.state not in ("reported", "absent"):
        return f"it is {answer.state.replace('_', ' ')}"
    if len(answer.evidence) != 1:
        return f"it rests on {len(answer.evidence)} mentions"
    if isinstance(answer.value, Quantity) and answer.value.qualifier != "exact":
        return "it is not exact"
    rules = find_rules(findings, _places([answer]))
    return f"finding {rules[0]} is about it" if rules else ""


def _places(answers: Iterable[Answer]) -> set[tuple[int, int]]:
    return {(e.span.start, e.span.end) for answer in answers for e in list_evidence(answer)}


def _list_quotes(answers: Iterable[Answer]) -> list[list[object]]:
    """The first quotes: words, place, and where they begin and end."""
    found = [evidence for answer in answers for evidence in list_evidence(answer)]
    kept = list(dict.fromkeys(found))[:MOST_QUOTES]
    return [[show_line(e.quote), name_place(e), e.span.start, e.span.end] for e in kept] + (
        [[len(set(found)) - len(kept)]] if len(set(found)) > len(kept) else []
    )


def name_place(evidence: Evidence) -> str:
    """The place of a quote without its document: table and row, or section, and page."""
    place = evidence.place
    where = clean_title(place.section) or place.role.capitalize()
    if place.table:
        row = f", row {place.row}" if place.row else ""
        where = f"{clean_title(place.table_label) or 'Table'}{row}"
        where += f", {clean_title(place.column_name)}" if place.column_name else ""
    return f"{where}, page {place.page}" if place.page else where


def name_row(entry: CaseEntry, publication: Publication) -> str:
    """Who the case is: the row as printed, or first author and year of its publication."""
    if entry.is_row and entry.cited:
        return show_line(entry.cited)
    return name_publication(publication)


def name_publication(publication: Publication) -> str:
    """First author and year, or the label of the file."""
    if publication.authors:
        return f"{split_name(show_line(publication.authors[0])).surname} {publication.year or ''}".strip()
    return show_line(publication.label.rsplit(".", 1)[0])


def _say_sub(entry: CaseEntry, publication: Publication) -> str:
    if entry.is_row:
        return f"row {entry.row} of {name_publication(publication)}"
    return show_line(f"{entry.label or entry.case}{' · index' if entry.is_index else ''}")
