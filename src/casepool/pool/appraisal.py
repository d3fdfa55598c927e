"""Quality appraisal: counts by item over the publications. No total per publication, no score."""

from collections.abc import Sequence

from casepool.domain.appraisal import ItemCount, Judgement
from casepool.domain.errors import UsageError

NOT_APPLICABLE = "not_applicable"


def count_judgements(
    items: Sequence[str], publications: Sequence[str], judgements: Sequence[Judgement]
) -> tuple[ItemCount, ...]:
    """One count per item, in the order of the checklist. Raises UsageError for an item judged twice.

    What nobody has judged is counted as such, also where a machine has suggested an answer.
    """
    told: dict[tuple[str, str], str] = {}
    for judgement in judgements:
        place = (judgement.item, judgement.publication)
        if told.get(place):
            raise UsageError(f"Item {judgement.item!r} of {judgement.publication!r} is judged twice. Settle it first.")
        told[place] = judgement.answer
    return tuple(_count(item, [told.get((item, name), "") for name in sorted(set(publications))]) for item in items)


def _count(item: str, answers: list[str]) -> ItemCount:
    judged = [answer for answer in answers if answer]
    counts = tuple((answer, judged.count(answer)) for answer in sorted(set(judged)))
    applicable = len(judged) - judged.count(NOT_APPLICABLE)
    return ItemCount(item, counts, len(answers) - len(judged), len(judged), applicable)
