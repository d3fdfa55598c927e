"""Extraction scored on the synthetic case texts of tests/data/cases, field by field, with Wilson intervals.

The texts and their answers were written by somebody who had not seen the patterns. Cases of a text are matched to its
answers so that most agree. An answer is right when field, state and value agree: numbers in their canonical unit, words
of the form as they are, free text and items of lists when the quotes overlap or the words are the same. An answer of
the machine to a field (or item) that the text does not state is false. "unclear" is right if the truth is unclear.

Patterns are tuned on the texts with an odd number only. The even half is the honest measure: its misses are not shown.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.form import Form
from casepool.domain.quantity import MONTHS, IntervalTime, Quantity
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement
from casepool.extract.document import extract_document
from casepool.knowledge.forms import load_form
from casepool.pool.shares import bound_share
from casepool.read.files import read_path

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "cases"
SAID = ("reported", "absent", "unclear")
LEFT_OUT = ("case_label", "care_period")
HALVES = ("odd", "even", "all")
Json = dict[str, Any]


def list_texts(half: str = "all") -> list[Path]:
    """The answers of the texts with an odd number, of those with an even one, or of all, in order."""
    return [p for p in sorted(FOLDER.glob("*.json")) if half == "all" or (int(p.stem) % 2 == 1) == (half == "odd")]


def measure(half: str = "all") -> Json:
    """Precision and recall of each field over a half of the texts, k of n with 95 % Wilson intervals."""
    form = load_form()
    right, found, stated = Counter[str](), Counter[str](), Counter[str]()
    for path in list_texts(half):
        for case, truth, text in match_cases(path):
            score_case(form, case, truth, text, (right, found, stated))
    fields = {f.id: _figures(right[f.id], found[f.id], stated[f.id]) for f in form.fields if found[f.id] + stated[f.id]}
    whole = _figures(right.total(), found.total(), stated.total())
    return {"texts": len(list_texts(half)), "all": whole, "fields": fields}


def _figures(right: int, found: int, stated: int) -> Json:
    return {"precision": _share(right, found), "recall": _share(right, stated)}


def _share(k: int, n: int) -> Json:
    if not n:
        return {"k": 0, "n": 0}
    interval = bound_share(k, n)
    low, high = (interval.lower or 0.0, interval.upper or 1.0) if interval else (0.0, 1.0)
    return {"k": k, "n": n, "share": round(k / n, 3), "low": round(low, 3), "high": round(high, 3)}


def match_cases(path: Path) -> Iterator[tuple[Case | None, Sequence[Json], str]]:
    """Each answered case of a text with the case of the machine that agrees with most of it; then cases left over."""
    told = json.loads(path.read_text(encoding="utf-8"))
    document = read_path(str(path.with_suffix(".txt")))[0]
    left = list(extract_document(document).told_cases)
    pairs = sorted(
        ((-_agreeing(case, truth["values"], document.text), number, index) for number, truth in enumerate(told["cases"])
         for index, case in enumerate(left)),
    )  # fmt: skip
    chosen: dict[int, int] = {}
    for _, number, index in pairs:
        if number not in chosen and index not in chosen.values():
            chosen[number] = index
    for number, truth in enumerate(told["cases"]):
        yield (left[chosen[number]] if number in chosen else None), truth["values"], document.text
    for index, case in enumerate(left):
        if index not in chosen.values():
            yield case, [], document.text


def _agreeing(case: Case, truth: Sequence[Json], text: str) -> int:
    return sum(any(agrees(a, t, text) for a in case.answers(t["field"])) for t in truth)


def score_case(
    form: Form, case: Case | None, truth: Sequence[Json], text: str,
    counts: tuple[Counter[str], Counter[str], Counter[str]], misses: list[str] | None = None,
) -> None:  # fmt: skip
    """Add what is right, found and stated in one case to the counts; `misses` hears of what is wrong."""
    right, found, stated = counts
    answers = [a for a in (case.assertions if case else ()) if a.state in SAID and a.field not in LEFT_OUT]
    open_answers = list(answers)
    for told in truth:
        field = told["field"]
        if field in LEFT_OUT or not form.has(field):
            continue
        stated[field] += 1
        hit = next((a for a in open_answers if a.field == field and agrees(a, told, text)), None)
        if hit:
            right[field] += 1
            open_answers.remove(hit)
        elif misses is not None:
            misses.append(
                f"MISSED {field} {told['state']} {told.get('value')} {told.get('item', '')} | {told.get('quote')}"
            )
    for answer in answers:
        found[answer.field] += 1
    for answer in open_answers if misses is not None else ():
        quotes = [e.quote for e in answer.evidence] + [e.quote for c in answer.candidates for e in c.evidence]
        misses.append(f"FALSE  {answer.field} {answer.state} {answer.value} {answer.item} | {quotes[:2]}")  # type: ignore[union-attr]


def agrees(answer: Assertion, told: Json, text: str) -> bool:
    """Whether an answer of the machine says what the truth says."""
    if answer.field != told["field"] or answer.state != told["state"]:
        return False
    if answer.state == "unclear":
        return not told.get("item") or _same_words(answer.item, told["item"])
    wanted, value = told.get("value"), answer.value
    if isinstance(value, MarkerResult):
        return isinstance(wanted, dict) and _same_stain(value, wanted)
    if isinstance(value, Quantity):
        return _same_number(value, wanted, told.get("unit", ""))
    if isinstance(value, Measurement):
        scale = 10 if told.get("unit") == "cm" else 1
        sizes = [size for size in (wanted if isinstance(wanted, list) else [wanted]) if size is not None]
        return sorted(round(float(w) * scale, 1) for w in sizes) == sorted(round(m, 1) for m in value.millimetres)
    return _agrees_in_words(answer, told, text)


def _same_stain(value: MarkerResult, wanted: Json) -> bool:
    positive = ("positive", "focal", "weak")
    return _fold(value.marker) == _fold(wanted["marker"]) and (value.result in positive) == (
        wanted["result"] in positive
    )


def _agrees_in_words(answer: Assertion, told: Json, text: str) -> bool:
    wanted, value = told.get("value"), answer.value
    if isinstance(value, Levels):
        return list(value.levels) == wanted
    if isinstance(value, IntervalTime):
        return isinstance(wanted, dict) and (value.after, value.by) == (wanted.get("after"), wanted.get("by"))
    if isinstance(value, Grade):
        return isinstance(wanted, dict) and _fold(value.grade) == _fold(str(wanted["grade"]))
    if isinstance(value, int) or wanted is None or value is None:
        return value == wanted or not isinstance(value, int)
    words = wanted if isinstance(wanted, list) else [wanted]
    return any(_same_words(str(value), str(w)) for w in words) or _overlaps(answer, told, text)


def _same_number(value: Quantity, wanted: object, unit: str) -> bool:
    first = wanted[0] if isinstance(wanted, list) else wanted
    if not isinstance(first, int | float):
        return False
    if value.unit in MONTHS and unit in MONTHS:
        return abs(value.months() - float(first) * MONTHS[unit]) <= max(0.06, 0.05 * value.months())
    return abs(value.value - float(first)) < 0.05


def _overlaps(answer: Assertion, told: Json, text: str) -> bool:
    """Whether a quote of the answer shares a word with the quote of the truth, at the same place."""
    quote = told.get("quote") or ""
    places = [match.span() for match in re.finditer(re.escape(quote), text)] if quote else []
    return any(e.span.start < end and start < e.span.end for e in answer.evidence for start, end in places)


def _fold(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.casefold())


def _same_words(one: str, other: str) -> bool:
    first, second = (set(re.findall(r"[a-z0-9]+", words.casefold().replace("_", " "))) for words in (one, other))
    return bool(first & second) and (first <= second or second <= first)


def list_misses() -> list[str]:
    """What is missed or false in the texts with an odd number, text by text."""
    form, misses = load_form(), list[str]()
    for path in list_texts("odd"):
        misses.append(f"== {path.stem}")
        for case, truth, text in match_cases(path):
            score_case(form, case, truth, text, (Counter(), Counter(), Counter()), misses)
    return misses


def main() -> None:
    """Print the misses of the odd half where it is asked for, then the figures of each half."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=HALVES, default="all", help="the texts that are scored (default: all)")
    half = parser.parse_args().half
    if half != "even":
        print("\n".join(list_misses()))
    for name in ("odd", "even", "all") if half == "all" else (half,):
        print(json.dumps({"half": name, **measure(name)}, indent=1))


if __name__ == "__main__":
    main()
