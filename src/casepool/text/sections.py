"""The sections of a document and their roles: from structure and headings, else from the wording."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from casepool.domain.document import Block, Section
from casepool.text.case_boundaries import find_states, split_sentences, weigh
from casepool.text.flatten import flatten, unwrap
from casepool.text.headings import Part, find_parts
from casepool.text.opening import find_abstract, find_content, find_labels, find_title
from casepool.text.part_roles import find_fixed_roles
from casepool.text.walk import Given, Plan, Walk

_TELLS = 2.5
_SHORT_TEXT = 8000
_SENTENCES_UP_TO = 12000
_BODY_ROLES = ("introduction", "results", "methods", "other", "discussion", "")
_STRONG = 4.0


def find_sections(text: str, blocks: tuple[Block, ...], article_type: str = "") -> tuple[Section, ...]:
    """The sections of the text in order, without gaps or overlaps; a blank text has none.

    Structure counts first (headings, captions, cells), then lines that are known headings, then the wording: the
    first age phrase opens a case part, citations and general statements close it. `article_type` is the kind of
    article as the source names it ("case-report"), empty if unknown.
    """
    if not text.strip():
        return ()
    flat = unwrap(flatten(text))
    parts = find_parts(text, blocks)
    given = Walk(flat, parts, _plan(text, flat, parts)).give_roles()
    given = _decide_silent(flat, given)
    if not any(g.role == "case" for g in given):
        given = _find_told_cases(flat, given)
    return _join(text, given)


def _plan(text: str, flat: str, parts: Sequence[Part]) -> Plan:
    labels = find_labels(parts, lambda start, end: weigh(flat, start, end).case >= _TELLS)
    content = find_content(parts, labels)
    return Plan(
        fixed=find_fixed_roles(text, flat, parts),
        labels=labels,
        content=content,
        title=find_title(parts, text, content, labels),
        abstract=find_abstract(parts, labels),
    )


def _decide_silent(flat: str, given: list[Given]) -> list[Given]:
    """Roles for runs of parts that no heading speaks for."""
    decided: list[Given] = []
    opened = any(g.role in ("introduction", "case") for g in given)
    for silent, run in groupby(given, key=lambda g: not g.role):
        items = list(run)
        decided.extend(_read_run(flat, items, opened) if silent else items)
    return decided


def _read_run(flat: str, run: list[Given], opened: bool) -> list[Given]:
    """A run without headings: before an introduction or case it is the abstract, else the wording decides."""
    if opened and len(run) <= 2:
        return [_as_opening(flat, g) for g in run]
    stretches = _cut_into_stretches(flat, run)
    states = find_states(flat, [(p.start, p.end) for p in stretches])
    if "case" not in states:
        role = "abstract" if sum(p.end - p.start for p in stretches) <= _SHORT_TEXT else "other"
        role = "case" if not any(weigh(flat, p.start, p.end).general for p in stretches) else role
        states = [role] * len(states)
    return [Given(part, role) for part, role in zip(stretches, states, strict=True)]


def _as_opening(flat: str, given: Given) -> Given:
    return replace(given, role="abstract")


def _cut_into_stretches(flat: str, run: list[Given]) -> list[Part]:
    """Sentences where the run is short, else whole parts."""
    size = run[-1].part.end - run[0].part.start
    if size > _SENTENCES_UP_TO:
        return [g.part for g in run]
    cut = []
    for g in run:
        cut.extend(replace(g.part, start=a, end=b) for a, b in split_sentences(flat, g.part.start, g.part.end))
    return cut


def _find_told_cases(flat: str, given: list[Given]) -> list[Given]:
    """In an article without a case heading: the paragraphs of its body that tell a patient."""
    body = [i for i, g in enumerate(given) if g.role in _BODY_ROLES and not g.part.is_heading]
    states = find_states(flat, [(given[i].part.start, given[i].part.end) for i in body])
    told = {i for i, state in zip(body, states, strict=True) if state == "case"}
    strong = any(weigh(flat, given[i].part.start, given[i].part.end).plain_balance >= _STRONG for i in told)
    if not strong:
        return given
    return [replace(g, role="case", sub="") if i in told else g for i, g in enumerate(given)]


def _join(text: str, given: list[Given]) -> tuple[Section, ...]:
    """Neighbours of one role under one heading as one section; the first begins at 0, the last ends with the text."""
    heads: list[Given] = []
    for g in given:
        last = heads[-1] if heads else None
        if last is None or g.opens or (g.role, g.sub, g.title) != (last.role, last.sub, last.title):
            heads.append(g)
    starts = [0, *(g.part.start for g in heads[1:])]
    ends = [*starts[1:], len(text)]
    return tuple(
        Section(g.title, g.role or "other", start, end, g.sub, g.depth)
        for g, start, end in zip(heads, starts, ends, strict=True)
    )
