"""Judgements of a checklist over the publications of a review, as counts by item. There is never a sum."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person judged of one item for one publication; an empty answer is not yet judged."""

    publication: str
    item: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ItemCount:
    """One item of a checklist: publications by answer, and how many have not been judged yet.

    `judged` counts the answers that the item can have, `applicable` those of them that are not "not_applicable".
    """

    item: str
    answers: tuple[tuple[str, int], ...]
    unjudged: int
    judged: int
    applicable: int
