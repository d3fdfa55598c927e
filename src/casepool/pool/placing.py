"""Where a coded time stands on a curve of single times: the late extreme, and what else it could be."""

from collections.abc import Callable, Sequence

from casepool.domain.curve import CodedTime

Placed = tuple[float, bool]
Place = Callable[[CodedTime], Placed | None]
ONE_DAY = 1 / 30.4375
FIRST_MOMENT = 1e-6
UNIT_MONTHS = {"day": ONE_DAY, "week": 7 * ONE_DAY, "month": 1.0, "year": 12.0}


def place_conventional(coded: CodedTime) -> Placed | None:
    """Events at their latest time, censorings where they are; None for what has no place."""
    return coded.conventional


def place_middle(coded: CodedTime) -> Placed | None:
    """Events that are known as an interval in its middle."""
    if coded.is_event and coded.right is not None:
        return ((coded.left or 0.0) + coded.right) / 2, True
    return coded.conventional


def place_earliest(coded: CodedTime) -> Placed | None:
    """Events that are known as an interval one day after its beginning."""
    if coded.kind == "event_time_bounded" and coded.right is not None:
        return min(coded.right, (coded.left or 0.0) + ONE_DAY), True
    return coded.conventional


def place_rounded(side: int) -> Place:
    """Every time moved by half of its printed unit: -1 down, 1 up (rule R10: 4 years is 42 to 54 months)."""

    def place(coded: CodedTime) -> Placed | None:
        placed = coded.conventional
        if placed is None:
            return None
        return max(0.0, placed[0] + side * UNIT_MONTHS.get(coded.unit, 1.0) / 2), placed[1]

    return place


def place_unknown(coded: Sequence[CodedTime], at_best: bool) -> Place:
    """Unknown outcomes at best (event-free to the longest observed time) or at worst (event at the first moment).

    Stated times stay at their late extreme. This pair is not a bound.
    """
    longest = max((placed[0] for item in coded if (placed := item.conventional)), default=0.0)

    def place(item: CodedTime) -> Placed | None:
        if item.is_known:
            return item.conventional
        return (longest, False) if at_best else (FIRST_MOMENT, True)

    return place


def split_placed(coded: Sequence[CodedTime], place: Place) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Times and event indicators of the patients that have a place, in the order of time."""
    placed = sorted(found for item in coded if (found := place(item)) is not None)
    return tuple(time for time, _ in placed), tuple(int(is_event) for _, is_event in placed)
