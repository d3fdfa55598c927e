"""The sections of a document and their roles: from structure and headings, else from the wording."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from casepool.domain.document import Block, Section
from casepool.text.case_boundaries import Weight, find_states, is_plain_story, split_sentences, weigh
from casepool.text.flatten import flatten
from casepool.text.headings import Part, find_parts
from casepool.text.opening import CONTENT, find_abstract, find_content, find_labels, find_title
from casepool.text.part_roles import find_fixed_roles
from casepool.text.walk import Given, Plan, Walk

_TELLS = 2.5
_SHORT_TEXT = 8000
_SENTENCES_UP_TO = 12000
_TINY = 600
_BODY_ROLES = ("results", "methods", "other")
_GOES_ON = 1.5
_SLIGHT = 0.5
_YEAR = re.compile(r"\b(?:18|19|20)\d\d[a-z]?\b|\bin press\b", re.IGNORECASE)
_DEEP = 800
_FIRST_FEW = 6
_STRONG = 4.0
_ARTICLE = 4
"""Paragraphs under one heading that may be a whole article."""


def find_sections(text: str, blocks: tuple[Block, ...], article_type: str = "") -> tuple[Section, ...]:
    """The sections of the text in order, without gaps or overlaps; a blank text has none.

    Structure counts first (headings, captions, cells), then lines that are known headings, then the wording: the
    first age phrase opens a case part, citations and general statements close it. `article_type` is the kind of
    article as the source names it ("case-report"), empty if unknown.
    """
    if not text.strip():
        return ()
    flat = flatten(text)
    parts = find_parts(text, blocks)
    if _is_bare(parts) and is_plain_story(flat, 0, len(flat)):
        return (Section("", "case", 0, len(text)),)
    given = Walk(flat, parts, _plan(text, flat, parts)).give_roles()
    given = _decide_silent(text, flat, _drop_empty_lists(text, given))
    given = _split_lone_heading(text, flat, given)
    if not any(g.role == "case" for g in given):
        given = _find_told_cases(flat, given)
    return _join(text, given)


def _is_bare(parts: Sequence[Part]) -> bool:
    return all(part.kind in ("paragraph", "list-item") and not part.is_heading for part in parts)


def _plan(text: str, flat: str, parts: Sequence[Part]) -> Plan:
    labels = find_labels(parts, text, lambda start, end: weigh(flat, start, end).case >= _TELLS)
    content = find_content(parts, labels)
    fixed = find_fixed_roles(text, flat, parts)
    return Plan(
        fixed=fixed,
        labels=labels,
        content=content,
        title=find_title(parts, text, content, labels, fixed),
        abstract=find_abstract(parts, labels),
    )


def _decide_silent(text: str, flat: str, given: list[Given]) -> list[Given]:
    """Roles for runs of parts that no heading speaks for."""
    decided: list[Given] = []
    opened = any(g.role in ("introduction", "case") for g in given)
    bare = all(not g.role for g in given)
    for silent, run in groupby(given, key=lambda g: not g.role):
        items = list(run)
        decided.extend(_read_run(text, flat, items, opened, bare) if silent else items)
    return decided


def _read_run(text: str, flat: str, run: list[Given], opened: bool, bare: bool) -> list[Given]:
    """A run without headings: before an introduction or case it is the abstract, else the wording decides."""
    if opened and len(run) <= 2:
        return [replace(g, role="abstract") for g in run]
    if is_plain_story(flat, run[0].part.start, run[-1].part.end):
        return [replace(g, role="case") for g in run]
    stretches = _cut_into_stretches(text, run)
    states = find_states(flat, [(p.start, p.end) for p in stretches])
    states = _keep_persons(flat, stretches, states)
    if "case" not in states:
        states = [_name_untold(flat, stretches, bare)] * len(stretches)
    return [Given(part, role) for part, role in zip(stretches, states, strict=True)]


def _keep_persons(flat: str, stretches: Sequence[Part], states: list[str]) -> list[str]:
    """States with the case parts taken out that never speak of a person."""
    kept: list[str] = []
    for state, run in groupby(range(len(states)), key=lambda i: states[i]):
        indices = list(run)
        told = state != "case" or any(weigh(flat, stretches[i].start, stretches[i].end).person for i in indices)
        kept.extend([state if told else "introduction"] * len(indices))
    return kept


def _name_untold(flat: str, stretches: Sequence[Part], bare: bool) -> str:
    """The role of text that opens no case: a clinical note (nothing else in the document), an abstract, or other."""
    start, end = stretches[0].start, stretches[-1].end
    general = weigh(flat, start, min(end, start + _SHORT_TEXT)).general
    if bare and ((end - start <= _TINY and general < _STRONG) or not general):
        return "case"
    return "abstract" if end - start <= _SHORT_TEXT else "other"


def _cut_into_stretches(text: str, run: list[Given]) -> list[Part]:
    """Sentences where the run is short, else whole parts."""
    size = run[-1].part.end - run[0].part.start
    if size > _SENTENCES_UP_TO:
        return [g.part for g in run]
    cut: list[Part] = []
    for g in run:
        cut.extend(replace(g.part, start=a, end=b) for a, b in split_sentences(text, g.part.start, g.part.end))
    return cut


def _split_lone_heading(text: str, flat: str, given: list[Given]) -> list[Given]:
    """Where one case heading stands over a whole article: what comes before and after the case, by its wording."""
    heads = [g for g in given if g.part.is_heading and g.part.role in CONTENT]
    run = [n for n, g in enumerate(given) if g.role == "case" and g.part.kind in ("paragraph", "list-item")]
    if len(heads) != 1 or heads[0].role != "case" or len(run) < _ARTICLE:
        return given
    states = _weigh_paragraphs(text, flat, [given[n].part for n in run])
    if "case" not in states or sum(state != "case" for state in states) < _ARTICLE // 2:
        return given
    told = dict(zip(run, states, strict=True))
    first = given.index(heads[0])
    told[first] = told[min(n for n in run if n > first)] if run[-1] > first else "case"
    return [g if told.get(n, g.role) == g.role else replace(g, role=told[n], sub="") for n, g in enumerate(given)]


def _weigh_paragraphs(text: str, flat: str, parts: Sequence[Part]) -> list[str]:
    """The state of each paragraph: all are weighed as one story, where the sentence that opens one counts twice."""
    stretches = []
    for part in parts:
        opening = split_sentences(text, part.start, part.end)[0]
        stretches += [opening, (part.start, part.end)]
    return find_states(flat, stretches)[1::2]


def _find_told_cases(flat: str, given: list[Given]) -> list[Given]:
    """In an article without a case heading: the paragraphs of its body that tell a patient.

    A strong paragraph opens, weaker ones go on. The introduction counts only where nothing else could hold the case.
    """
    roles = {g.role for g in given}
    body = _BODY_ROLES if roles & {"results", "methods", "other"} else (*_BODY_ROLES, "introduction", "discussion")
    told = False
    found = []
    for g in given:
        if g.role in body and not g.part.is_heading and g.part.kind in ("paragraph", "list-item"):
            weight = weigh(flat, g.part.start, g.part.end)
            told = _goes_on(weight) if told else _opens(weight)
            found.append(replace(g, role="case", sub="") if told else g)
        else:
            told = told and g.role in ("caption", "table")
            found.append(g)
    return found


def _opens(weight: Weight) -> bool:
    return weight.person and weight.case >= _STRONG and weight.plain_balance >= _TELLS


def _goes_on(weight: Weight) -> bool:
    return weight.case >= _GOES_ON and weight.plain_balance >= _SLIGHT


def _drop_empty_lists(text: str, given: list[Given]) -> list[Given]:
    """What stands under a heading of references without any entry is other text (legends, tables)."""
    listed = [g for g in given if g.role == "references" and not g.part.is_heading]
    if any(_YEAR.search(text, g.part.start, min(g.part.end, g.part.start + _DEEP)) for g in listed[:_FIRST_FEW]):
        return given
    return [replace(g, role="other") if g.role == "references" and not g.part.is_heading else g for g in given]


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
