"""Which pairs are worth scoring: all in a small pool, in a large one those that share a telling key.

Two cases of one publication are never paired: the publication tells them apart.
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import Any

from casepool.knowledge.linking import Thresholds
from casepool.link.profile import Profile, list_regions
from casepool.link.works import list_keys

Pair = tuple[int, int]


def list_candidates(profiles: Sequence[Profile], thresholds: Thresholds) -> list[Pair]:
    """Pairs of positions (first < second), sorted."""
    if len(profiles) <= thresholds.all_pairs_up_to:
        pairs = set(combinations(range(len(profiles)), 2))
    else:
        pairs = set(_pair_blocks(profiles, thresholds.largest_block))
    return sorted(pair for pair in pairs if profiles[pair[0]].key[0] != profiles[pair[1]].key[0])


def _pair_blocks(profiles: Sequence[Profile], largest: int) -> Iterator[Pair]:
    """The pairs of every block; a block that is too large tells nothing and is left out."""
    blocks: dict[Hashable, list[int]] = {}
    for position, profile in enumerate(profiles):
        for key in set(list_blocks(profile)):
            blocks.setdefault(key, []).append(position)
    for block in blocks.values():
        if len(block) <= largest:
            yield from combinations(block, 2)


def list_blocks(profile: Profile) -> Iterator[Hashable]:
    """The keys of a case: its source, pairs of authors, and combinations of what is known of the patient."""
    yield from (("source", key) for key in list_keys(profile.source))
    yield from _team_blocks(profile)
    if not profile.is_row:
        yield from (("authors", pair) for pair in combinations(sorted(set(profile.authors[:6])), 2))
    yield from _patient_blocks(profile)


def _team_blocks(profile: Profile) -> Iterator[Hashable]:
    """The first author's name, or the institution, with what tells patients apart."""
    names = [("author", name) for name in profile.source.surnames[:1]]
    names += [("institution", fact.value) for fact in profile.of("institution")]
    for name in names:
        yield from ((name, "age", fact.value) for fact in profile.of("age_years"))
        yield from ((name, "levels", fact.value) for fact in profile.of("level_range"))
        yield from ((name, "size", fact.value[:2]) for fact in profile.of("size"))


def _patient_blocks(profile: Profile) -> Iterator[Hashable]:
    ages = [int(age[0]) for age in _values(profile, "age_years") if age[0] == age[1]]
    sexes = list(_values(profile, "sex")) or [""]
    levels = [tuple(sorted(level)) for level in _values(profile, "level_range")]
    regions = [fact.value for fact in list_regions(profile)] or [""]
    sides = list(_values(profile, "laterality")) or [""]
    for age in ages:
        yield from (("age level", near, level) for near in (age, age + 1) for level in levels)
        yield from (("age sex region", age, sex, region) for sex in sexes for region in regions)
    for level in levels:
        yield from (("level sex side", level, sex, side) for sex in sexes for side in sides)
    yield from (("size", tuple(size[:2])) for size in _values(profile, "size"))


def _values(profile: Profile, field: str) -> Iterator[Any]:
    yield from (fact.value for fact in profile.of(field))
