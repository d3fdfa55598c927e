"""Parts whose role does not depend on the section around them: captions, tables, front matter, declarations, lists."""

import re
from collections.abc import Sequence

from casepool.knowledge.section_cues import cues_of, load_openings
from casepool.text.headings import Part

_KINDS = {"caption": "caption", "cell": "table", "title": "title", "reference": "references", "furniture": "other"}
_FIRST = re.compile(r"[\s*_#>|\u2022-]*(?:<[^<>]{1,20}>)?\**([^\W\d_]+|\S)")
_LONGEST_ASIDE = 700
_LONGEST_CAPTION = 3000
_LIST_RUN = 3


def find_fixed_roles(text: str, flat: str, parts: Sequence[Part]) -> list[str]:
    """The role of each part that has one by itself, "" for the others."""
    roles = [_fixed_role(text, flat, part) for part in parts]
    _mark_torn_tables(text, parts, roles)
    if not any(part.role == "references" for part in parts):
        _mark_lists(text, parts, roles)
    return roles


def _fixed_role(text: str, flat: str, part: Part) -> str:
    if part.kind == "footnote":
        return "table" if part.table else "other"
    if part.kind in _KINDS:
        return _KINDS[part.kind]
    if part.is_heading and not part.run_in:
        return ""
    if part.rule is not None and part.rule.place != "block":
        return ""
    if part.rule is not None:
        return part.rule.role if part.end - part.start <= _LONGEST_CAPTION else ""
    return _cue_role(flat, part)


def _cue_role(flat: str, part: Part) -> str:
    found = _FIRST.match(flat, part.start, part.end)
    for cue in load_openings().get(found.group(1) if found else "", ()):
        role = "caption" if cue.kind == "table" else cue.kind
        longest = _LONGEST_CAPTION if role == "caption" else _LONGEST_ASIDE
        if part.end - part.start <= longest and cue.pattern.match(flat, part.start, part.end):
            return role
    return ""


def _mark_torn_tables(text: str, parts: Sequence[Part], roles: list[str]) -> None:
    """Lines with several tabs, or a tab beside such a line, are rows of a table that lost its structure."""
    tabs = [text.count("\t", part.start, part.end) if not roles[i] else 0 for i, part in enumerate(parts)]
    for index, count in enumerate(tabs):
        near = max(tabs[max(0, index - 1) : index + 2])
        if count >= 2 or (count == 1 and near >= 2):
            roles[index] = "table"


def _mark_lists(text: str, parts: Sequence[Part], roles: list[str]) -> None:
    """At least three entries of a reference list in a row are one, also without a heading."""
    run: list[int] = []
    for index, part in enumerate([*parts, None]):
        if part is not None and not roles[index] and not part.is_heading and _is_entry(text, part):
            run.append(index)
            continue
        if len(run) >= _LIST_RUN:
            for i in run:
                roles[i] = "references"
        run = []


def _is_entry(text: str, part: Part) -> bool:
    return part.end - part.start <= _LONGEST_ASIDE and any(
        cue.pattern.match(text, part.start, part.end) for cue in cues_of("list")
    )
