"""The names of estimates: what a draft binds to. Lower case, words joined by "_", parts by "."."""

import re
import unicodedata

from casepool.domain.form import Field

OTHER = re.compile(r"[^a-z0-9]+")
MINUS = re.compile(r"(?<![a-z0-9])-(?=\d)")
SIGNS = {"<": " below ", ">": " above ", "+": " plus "}


def name_field(field: Field) -> str:
    """The stem of a field: its id without the unit at its end ("age" for age_years)."""
    units = {unit.lower() for unit in (*field.units, field.canonical) if unit} | ({field.type} & {"percent"})
    head, _, tail = field.id.rpartition("_")
    return head if head and {tail, tail.removesuffix("s")} & units else field.id


def name_part(words: str) -> str:
    """Words as one part of a name: "neck pain" is neck_pain, "h-caldesmon" h_caldesmon, "<50" below_50.

    Accents are dropped; a letter of another script becomes its code point ("\u03b2" is u3b2).
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(c))
    spelled = "".join(f" u{ord(c):x} " if c.isalnum() and not c.isascii() else SIGNS.get(c, c) for c in plain)
    return OTHER.sub("_", MINUS.sub(" minus ", spelled)).strip("_") or "other"


def name_number(value: float) -> str:
    """A number as one part of a name: 36 is 36, 0.5 is 0_5."""
    return name_part(f"{value:g}")
