"""The names of estimates: what a draft binds to. Lower case, words joined by "_", parts by "."."""

import re

from casepool.domain.form import Field

OTHER = re.compile(r"[^a-z0-9]+")


def name_field(field: Field) -> str:
    """The stem of a field: its id without the unit at its end ("age" for age_years)."""
    units = {unit.lower() for unit in (*field.units, field.canonical) if unit} | ({field.type} & {"percent"})
    head, _, tail = field.id.rpartition("_")
    return head if head and {tail, tail.removesuffix("s")} & units else field.id


def name_part(words: str) -> str:
    """Words as one part of a name: "neck pain" is neck_pain, "h-caldesmon" h_caldesmon."""
    return OTHER.sub("_", words.lower()).strip("_") or "other"


def name_number(value: float) -> str:
    """A number as one part of a name: 36 is 36, 0.5 is 0_5."""
    return name_part(f"{value:g}".replace("-", "minus "))
