"""Parsers: from the groups of a hit to a typed value. Grammar rules name them by `parse`.

| parse       | groups                                    | value                                              |
|-------------|-------------------------------------------|----------------------------------------------------|
| word        | the group in `value` ("{x}") or a constant| str, canonical                                     |
| text        | `text`, else the span                     | str, as in the shadow text                         |
| quantity    | `n`, `n2`, `u`, `q`, `sign`               | Quantity; `q` a word of qualifiers, `sign` < or >  |
| decade      | `n`, a number or a word list of numbers   | Quantity from n to n+9 with qualifier decade       |
| measurement | `a`, `b`, `c`, `u`, `u1`, `u2`, `q`       | Measurement in the unit `u`; `u1`, `u2` of a and b |
| levels      | `levels`, else the span                   | Levels                                             |
| marker      | `marker`, `result`                        | MarkerResult                                       |
| grade       | `scale`, `scale1`, `scale2`, `grade`, `grade2` | Grade, of the first of each that takes part   |
| ordinal     | `n`                                       | int                                                |
| presence    | none                                      | None                                               |
"""

from collections.abc import Callable

from casepool.domain.quantity import Quantity
from casepool.domain.values import Grade, MarkerResult, Measurement, Value
from casepool.knowledge.words import load_words
from casepool.text.grammar import Hit
from casepool.text.levels import parse_levels
from casepool.text.numbers import parse_number

_SIGNS = {"<": "less_than", "\u2264": "less_than", ">": "more_than", "\u2265": "at_least"}


def parse_value(hit: Hit) -> Value:
    """The typed value of a hit, by the parser that its rule names; None where the hit holds none."""
    return PARSERS[hit.rule.parse or ("word" if hit.rule.value else "presence")](hit)


def _word(hit: Hit) -> Value:
    wanted = hit.rule.value
    return hit.canonical(wanted[1:-1]) if wanted.startswith("{") else wanted


def _text(hit: Hit) -> Value:
    return hit.group("text") or hit.words


def _quantity(hit: Hit) -> Value:
    low, high = hit.number("n"), hit.number("n2")
    if low is None:
        return None
    unit = hit.canonical("u") or hit.rule.unit
    more = hit.number("m")
    if more is not None and unit == "year" and hit.canonical("mu") == "month":
        low, unit = 12 * low + more, "month"
    qualifier = "range" if high is not None else _qualifier(hit)
    return Quantity(low, unit, qualifier, high, hit.words)


def _qualifier(hit: Hit) -> str:
    return hit.canonical("q") or _SIGNS.get(hit.group("sign"), "exact")


def _decade(hit: Hit) -> Value:
    low = hit.number("n") or parse_number(hit.canonical("n"))
    return None if low is None else Quantity(low, "year", "decade", low + 9, hit.words)


def _measurement(hit: Hit) -> Value:
    numbers = tuple(n for name in ("a", "b", "c") if (n := hit.number(name)) is not None)
    unit = _length_unit(hit.group("u")) or hit.rule.unit
    numbers = _same_unit(hit, numbers, unit)
    return Measurement(numbers, unit, _qualifier(hit)) if numbers and unit else None


def _length_unit(printed: str) -> str:
    return load_words()["units_length"].canonical(printed) if printed else ""


def _same_unit(hit: Hit, numbers: tuple[float, ...], unit: str) -> tuple[float, ...]:
    """The numbers in the unit that is printed last ("4 cm x 30 mm" is 40 x 30 mm)."""
    own = [_length_unit(hit.group(name)) for name in ("u1", "u2")] + [unit]
    factor = {"cm": 10.0, "mm": 1.0}
    return tuple(
        number if not own[i] or own[i] == unit else round(number * factor[own[i]] / factor[unit], 4)
        for i, number in enumerate(numbers)
    )


def _levels(hit: Hit) -> Value:
    return parse_levels(hit.group("levels") or hit.words)


def _marker(hit: Hit) -> Value:
    return MarkerResult(hit.canonical("marker"), hit.canonical("result") or hit.rule.value)


def _grade(hit: Hit) -> Value:
    scale = next((hit.canonical(name) for name in ("scale", "scale1", "scale2") if hit.group(name)), hit.rule.value)
    return Grade(scale, hit.canonical("grade") or hit.canonical("grade2"))


def _ordinal(hit: Hit) -> Value:
    number = hit.number("n")
    return None if number is None else int(number)


def _presence(hit: Hit) -> Value:
    return None


PARSERS: dict[str, Callable[[Hit], Value]] = {
    "word": _word,
    "text": _text,
    "quantity": _quantity,
    "decade": _decade,
    "measurement": _measurement,
    "levels": _levels,
    "marker": _marker,
    "grade": _grade,
    "ordinal": _ordinal,
    "presence": _presence,
}
