"""Vertebral levels in the notations of the literature."""

import pytest

from casepool.domain.values import Levels
from casepool.text.levels import canonical_level, parse_levels, region_of


@pytest.mark.parametrize(
    ("printed", "levels"),
    [
        ("d3 and d4", "T3 T4"), ("d3-d4", "T3 T4"), ("c7-t1", "C7 T1"), ("t9-10", "T9 T10"), ("c2c3", "C2 C3"),
        ("l3/l4 to l5/s1", "L3 L4 L5 S1"), ("c5, c6 and c7", "C5 C6 C7"), ("d1 to d5", "T1 T2 T3 T4 T5"),
        ("l4/5", "L4 L5"), ("t12", "T12"), ("c-5", "C5"), ("t1-t3", "T1 T2 T3"), ("t10-l2", "T10 T11 T12 L1 L2"),
    ],
)  # fmt: skip
def test_parse_levels(printed: str, levels: str) -> None:
    assert parse_levels(printed) == Levels(tuple(levels.split()))


@pytest.mark.parametrize("printed", ["t13", "c9", "l7", "x3", ""])
def test_there_is_no_such_vertebra(printed: str) -> None:
    assert canonical_level(printed) == ""
    assert parse_levels(printed) is None


@pytest.mark.parametrize(
    ("levels", "region"),
    [
        ("C1 C2", "cervical"), ("C7 T1", "cervicothoracic"), ("T3 T4", "thoracic"), ("T12 L1", "thoracolumbar"),
        ("L5 S1", "lumbosacral"), ("S1", "sacral"), ("C5 L2", "multiple"),
    ],
)  # fmt: skip
def test_region_of(levels: str, region: str) -> None:
    assert region_of(Levels(tuple(levels.split()))) == region
