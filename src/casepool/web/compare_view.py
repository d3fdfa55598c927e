"""The index case beside the others: ready sentences with their bound numbers, those refused, similar cases, markers."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.claim import Claim
from casepool.domain.errors import UsageError
from casepool.domain.present_case import Similar, Tested
from casepool.pipeline.compare import DEVICE, Compared, compare_case, say_number, say_word
from casepool.pipeline.review import Review
from casepool.write.escape import show_line


@dataclass(frozen=True)
class Sentence:
    """A sentence that the data carry, with what stands beside it; `name` is what a draft binds to."""

    words: str
    beside: str = ""
    name: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Marker:
    """One marker or sign: positive of tested for each diagnosis of the pool, "–" where nobody was tested."""

    item: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything on the Compare page about one case."""

    case: str
    earlier: int
    sentences: tuple[Sentence, ...]
    similar: tuple[Similar, ...]
    diagnoses: tuple[str, ...]
    markers: tuple[Marker, ...]
    background: tuple[tuple[str, Claim], ...]
    device: str = DEVICE


def compare(review: Review, name: str) -> tuple[Comparison | None, str]:
    """The comparison of the named case, or of the index case; or None and the words that say why there is none."""
    try:
        found = compare_case(review, name)
    except UsageError as error:
        return None, str(error)
    return _build(found), ""


def _build(found: Compared) -> Comparison:
    beside = found.beside
    diagnoses = tuple(dict.fromkeys(item.diagnosis for item in beside.differential))
    return Comparison(
        case=beside.patient,
        earlier=sum(not patient.is_index for patient in found.review.built.cohort.patients),
        sentences=tuple(_list_sentences(found)),
        similar=beside.similar[:8],
        diagnoses=diagnoses,
        markers=_list_markers(beside.differential, diagnoses),
        background=found.background,
    )


def _list_sentences(found: Compared) -> Iterator[Sentence]:
    beside = found.beside
    for number in beside.numbers:
        n = len(number.values)
        chance = f"any new case falls outside the range of {n} earlier ones with probability 2/(n+1) = 2/{n + 1}"
        yield Sentence(f"{show_line(say_number(number))}.", chance, number.percentile.name)
    for word in beside.words:
        yield Sentence(f"{show_line(say_word(word))}.", "", word.share.name if word.share else "")
    yield from _list_levels(found)
    yield from (Sentence(show_line(refusal.sentence), refused=True) for refusal in beside.refusals)


def _list_levels(found: Compared) -> Iterator[Sentence]:
    levels = found.beside.levels
    if levels is None:
        return
    for level in levels.unique:
        yield Sentence(f"Of {levels.n + 1} lesions, ours is the only one that reaches {level}.", _say_stated(levels.n))
    for level, patients in levels.shared:
        if patients:
            named = f"refused: {level} is reached by {', '.join(patients[:4])} as well"
            yield Sentence(f"Ours is the only lesion that reaches {level}.", show_line(named), refused=True)


def _say_stated(n: int) -> str:
    return f"levels are stated for {n} earlier patients"


def _list_markers(tested: tuple[Tested, ...], diagnoses: tuple[str, ...]) -> tuple[Marker, ...]:
    cells = {(item.item, item.diagnosis): f"{item.positive}/{item.tested}" for item in tested if item.tested}
    items = dict.fromkeys(item.item for item in tested)
    return tuple(
        Marker(show_line(item.replace("_", " ")), tuple(cells.get((item, name), "–") for name in diagnoses))
        for item in items
    )
