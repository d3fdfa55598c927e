"""Comparing the mentions of one fact: who agrees, who differs, and where they stand."""

from collections.abc import Callable, Iterable, Sequence

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.quantity import Quantity, tidy_number
from casepool.domain.values import Levels, Measurement, Value

Key = Callable[[Mention], object]
ROLE_WORDS = {
    **{"title": "title", "abstract": "Abstract", "introduction": "Introduction", "case": "case section"},
    **{"discussion": "Discussion", "conclusion": "Conclusion", "caption": "legend", "table": "table"},
}


TOLD_ROLES = ("title", "front", "abstract", "introduction", "case", "discussion", "conclusion", "caption", "table")


def current(case: Case, field: str) -> tuple[Mention, ...]:
    """The mentions of a field that state a value or its absence for now: no plan, no history, no possibility.

    Methods, results and other parts are left out: what stands there may speak of samples and groups.
    """
    told = (m for m in case.told(field) if m.evidence.place.role in TOLD_ROLES)
    return tuple(m for m in told if m.status in ("present", "absent") and m.state != "unclear")


def valued(case: Case, field: str) -> tuple[Mention, ...]:
    """The mentions of a field that state a value."""
    return tuple(m for m in current(case, field) if m.state == "reported" and m.value is not None)


def one_row(mentions: Sequence[Mention], key: Key) -> list[Mention]:
    """The mentions without those in cells of a table that gives two values: such a table holds several persons or
    times, not the row of one patient."""
    values: dict[str, set[object]] = {}
    for mention in filter(in_table, mentions):
        values.setdefault(mention.evidence.place.table, set()).add(key(mention))
    return [m for m in mentions if not in_table(m) or len(values[m.evidence.place.table]) == 1]


def moment_of(mention: Mention) -> str:
    """The time point of a mention; where none is said, that of presentation."""
    return mention.moment or "presentation"


def group_by(mentions: Iterable[Mention], key: Key) -> list[list[Mention]]:
    """Mentions with equal keys together: the largest group first, then in reading order."""
    groups: dict[object, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(key(mention), []).append(mention)
    return sorted(groups.values(), key=lambda g: (-len(g), g[0].evidence.span.start))


def name_place(evidence: Evidence) -> str:
    """Where a quote stands, for a sentence: "Table 1", "the Abstract", "Fig. 2"."""
    place = evidence.place
    if place.block == "cell":
        return place.table_label or "the table"
    if place.block == "caption":
        return place.section or "a legend"
    return place.section or f"the {ROLE_WORDS.get(place.role, 'text')}"


def name_places(evidence: Iterable[Evidence]) -> str:
    """The places of several quotes, each once: "Abstract, Case Report and Table 1"."""
    names = list(dict.fromkeys(name_place(e) for e in evidence))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def count_places(mentions: Sequence[Mention]) -> str:
    """ "4 places", "1 place"."""
    return f"{len(mentions)} place{'' if len(mentions) == 1 else 's'}"


def places_of(mentions: Iterable[Mention]) -> str:
    return name_places(m.evidence for m in mentions)


def in_table(mention: Mention) -> bool:
    return mention.evidence.place.block == "cell"


def in_legend(mention: Mention) -> bool:
    return mention.evidence.place.block == "caption"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    items = list(dict.fromkeys(words))
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def say_value(value: Value) -> str:
    """A value in a sentence of a finding."""
    if isinstance(value, Quantity):
        number = f"{tidy_number(value.value)}" + ("" if value.upper is None else f"-{tidy_number(value.upper)}")
        if value.unit in ("", "year", "%"):
            return number + ("%" if value.unit == "%" else "")
        return f"{number} {value.unit}{'' if value.value == 1 else 's'}"
    if isinstance(value, Measurement):
        return " x ".join(str(tidy_number(v)) for v in value.values) + f" {value.unit}"
    if isinstance(value, Levels):
        return "-".join(dict.fromkeys((value.levels[0], value.levels[-1])))
    return str(value)
