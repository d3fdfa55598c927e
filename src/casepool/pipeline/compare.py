"""One case beside the others: what the Compare page and `casepool compare` show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casepool.domain.claim import Claim
from casepool.domain.errors import UsageError
from casepool.domain.pooled import Pooled
from casepool.domain.present_case import Beside, NumberBeside, WordBeside
from casepool.domain.quantity import tidy_number
from casepool.pipeline.review import Review
from casepool.write.show_value import name_units

Json = dict[str, object]
DEVICE = "Counts of published cases. Not a diagnostic device."


@dataclass(frozen=True)
class Compared:
    """A case beside the earlier patients of the pool, and the figures that the papers cite, with their publication."""

    beside: Beside
    pooled: Pooled
    background: tuple[tuple[str, Claim], ...]
    review: Review


def compare_case(review: Review, name: str = "") -> Compared:
    """The named case ("PUBLICATION/CASE"), or the index case, beside all others.

    Raises UsageError where there is none, or several index cases and none of them is named.
    """
    chosen = review if not name else review.with_index(review.find_case(name))
    if chosen.built.cohort.index_case is None:
        own = [patient.id for patient in chosen.built.cohort.patients if patient.is_index]
        if own:
            raise UsageError(f"There are several index cases; name one of them: {', '.join(own)}.")
        raise UsageError(
            "There is no index case to compare. Enter yours with 'casepool case new', or name a case: "
            "casepool compare PUBLICATION/CASE ('casepool status --json' lists the publications)."
        )
    pooled = chosen.pooled
    assert pooled.beside is not None
    return Compared(pooled.beside, pooled, tuple(_list_background(chosen)), chosen)


def _list_background(review: Review) -> Iterator[tuple[str, Claim]]:
    for name, extraction in sorted(review.extractions.items()):
        yield from ((name, claim) for claim in extraction.claims if claim.kind == "background")


def list_compared(found: Compared) -> list[str]:
    """The comparison as lines for a terminal."""
    beside = found.beside
    lines = [f"{beside.patient} beside {len(found.review.built.cohort.patients) - 1} earlier patients. {DEVICE}"]
    lines += [say_number(number) for number in beside.numbers]
    lines += [say_word(word) for word in beside.words]
    lines += list(_say_levels(found))
    lines += [
        f"like {i.patient}: same {_name_fields(found, i.same)}; different {_name_fields(found, i.different)}"
        for i in beside.similar[:5]
    ]
    lines += [f"{item.diagnosis}, {item.item}: {item.positive}/{item.tested} tested" for item in beside.differential]
    lines += [refusal.sentence for refusal in beside.refusals]
    lines += [
        f"cited: {claim.quantity or 'figure'} {claim.value} ({claim.population or 'population not stated'}), {name}"
        for name, claim in found.background
    ]
    return lines


def _name_fields(found: Compared, names: Sequence[str]) -> str:
    form = found.review.plan.form
    return ", ".join(form.field(name).label.lower() for name in names) or "nothing"


def say_number(item: NumberBeside) -> str:
    """A number beside those of earlier patients: how many lie below, the percentile, the chance of being outside."""
    n = len(item.values)
    limits = item.percentile.interval
    share = "" if limits is None else f" (95% interval {_percent(limits.lower)} to {_percent(limits.upper)})"
    level = round(100 * item.percentile.interval.level) if item.percentile.interval else 95
    unit = name_units(item.value, item.unit)
    told = f"{item.label} {tidy_number(item.value)} {unit}".rstrip() + f": {item.below} of {n} earlier lie below"
    told += f", {item.ties} equal" if item.ties else ""
    told += share.replace("95%", f"{level}%")
    if item.is_outside:
        told += f"; outside their range {tidy_number(item.values[0])} to {tidy_number(item.values[-1])}"
        told += f", as {2}/{n + 1} of all new cases would be"
    return told


def say_word(item: WordBeside) -> str:
    """A word beside earlier patients: how many of those who state the field have it; a first one with its limit."""
    told = f"{item.label} {item.word.replace('_', ' ')}: {item.k} of {item.n} earlier patients who state it"
    if item.missing:
        told += f", {item.missing} do not"
    if item.first_limit is not None:
        told += f"; none before, which still allows a share of up to {_percent(item.first_limit)}"
    return told


def _say_levels(found: Compared) -> Iterator[str]:
    levels = found.beside.levels
    if levels is None:
        return
    shared = ", ".join(f"{level} by {len(patients)}" for level, patients in levels.shared)
    yield f"levels {levels.levels[0]} to {levels.levels[-1]}: reached by earlier patients: {shared} (n={levels.n})"
    for level in levels.unique:
        yield f"the only one that reaches {level}"


def _percent(share: float | None) -> str:
    return "?" if share is None else f"{100 * share:.1f}%".replace(".0%", "%")


def list_compared_objects(found: Compared) -> list[Json]:
    """The comparison as JSON objects, one per field, then similar cases, tested markers and cited figures."""
    beside = found.beside
    rows: list[Json] = [
        {
            "field": item.field, "value": item.value, "unit": item.unit, "below": item.below, "ties": item.ties,
            "above": item.above, "percentile": item.percentile.value, "outside_chance": item.outside,
            "is_outside": item.is_outside, "left_out": item.left_out, "text": say_number(item),
        }
        for item in beside.numbers
    ]  # fmt: skip
    rows += [
        {"field": i.field, "value": i.word, "k": i.k, "n": i.n, "missing": i.missing, "first_limit": i.first_limit,
         "text": say_word(i)}
        for i in beside.words
    ]  # fmt: skip
    if beside.levels:
        shared = {level: list(patients) for level, patients in beside.levels.shared}
        rows.append({"field": "level_range", "levels": list(beside.levels.levels), "shared": shared,
                     "unique": list(beside.levels.unique)})  # fmt: skip
    rows += [{"similar": i.patient, "same": list(i.same), "different": list(i.different)} for i in beside.similar]
    rows += [
        {"tested": i.item, "diagnosis": i.diagnosis, "positive": i.positive, "n": i.tested} for i in beside.differential
    ]
    rows += [
        {"background": claim.quantity, "value": claim.value, "population": claim.population, "publication": name,
         "quote": claim.evidence.quote, "references": list(claim.source)}
        for name, claim in found.background
    ]  # fmt: skip
    return rows
