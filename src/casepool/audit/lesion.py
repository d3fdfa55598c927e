"""Contradictions about the lesion: side, vertebral levels, size."""

import re
from collections.abc import Iterator, Sequence

from casepool.audit.ledger import current, group_by, in_table, join_words, moment_of, places_of, say_value, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.finding import Finding
from casepool.domain.values import Levels, Measurement

SIDES = {"left": "left-sided", "right": "right-sided"}
FAR = 3
BEFORE, AFTER = 70, 24
NO_SPREAD = re.compile(
    r"\b(?:no|without|free of|neither|nor|absence of) [^.,;]{0,40}?metasta\w*"
    r"|\blarge(?:st|r) (?:diameter|dimension|axis|measure\w*)"
)
SPINE_HOLDS, LARGEST = 300.0, 600.0
_PRINTED_D = re.compile(r"\bD ?-?\d", re.I)


def find_side_conflicts(paper: Paper) -> Iterator[Finding]:
    """LAT-01: left and right for the same lesion."""
    for case in paper.told:
        sides_told = (*valued(case, "laterality"), *_summed_up(paper, case))
        told = [m for m in sides_told if m.value in SIDES and not _is_other(paper, m)]
        sides = group_by(told, lambda m: m.value)
        if len(sides) == 2 and _same_site(paper, sides[0], sides[1]):
            a, b = sides
            said = {"a": SIDES[str(a[0].value)], "b": SIDES[str(b[0].value)]}
            places = {"places_a": places_of(a), "places_b": places_of(b)}
            yield paper.finding(
                "LAT-01", paper.both_sides(sides), card=f"side:{case.id}", case=case.id, **said, **places
            )


def _is_other(paper: Paper, mention: Mention) -> bool:
    """Whether words close to a mention, in its clause, tell that another lesion or another time is spoken of. A spread
    that is denied, and the number of sides right after it, are none."""
    clause = paper.words_of(paper.view.clause(mention.evidence))
    before, after = paper.around(mention.evidence, BEFORE, AFTER)
    near = f"{before}{paper.words_of(mention.evidence)}{after}"
    words = NO_SPREAD.sub(" ", near if len(near) < len(clause) else clause)
    return bool(paper.word_list("other_lesions").pattern.search(words))


def _summed_up(paper: Paper, case: Case) -> list[Mention]:
    """Sides that stand in a sentence which sums the case up, though the text before spoke of a later visit."""
    doubtful = [m for m in case.told("laterality") if m.status == "possible" and m.moment == "followup"]
    return [m for m in doubtful if paper.sums_up(m.evidence)]


def find_level_conflicts(paper: Paper) -> Iterator[Finding]:
    """LVL-01: the levels of the lesion differ, and neither set lies inside the other."""
    for case in paper.told:
        told = [m for m in valued(case, "level_range") if not m.needs_person and not _is_other(paper, m)]
        groups = group_by(told, lambda m: m.value) if paper.speaks_of("spinal_words") else []
        for number, one in enumerate(groups):
            other = next((g for g in groups[number + 1 :] if not _nested(one[0], g[0])), None)
            if other is None:
                continue
            shifted = len(_levels(one[0])) == len(_levels(other[0]))
            yield paper.finding(
                "LVL-01", paper.both_sides([one, other]), "counted" if shifted else "", f"levels:{case.id}", case.id,
                a=say_value(one[0].value), b=say_value(other[0].value),
                places_a=places_of(one), places_b=places_of(other),
            )  # fmt: skip
            break


def find_wide_operations(paper: Paper) -> Iterator[Finding]:
    """LVL-02: the operated levels exceed the lesion by three or more, or miss it, and fixation is not spoken of."""
    for case in paper.told:
        lesion, operated = valued(case, "level_range"), valued(case, "surgical_levels")
        if not lesion or not operated or current(case, "instrumentation"):
            continue
        if any(sentence.role == "case" for sentence, _ in paper.hits("audit_lesion", "fixation")):
            continue
        widest = max(operated, key=lambda m: len(_levels(m)))
        outer, inner = set(_levels(widest)), {level for m in lesion for level in _levels(m)}
        uncovered = not inner & outer
        if len(outer) - len(inner) >= FAR or uncovered:
            quotes = paper.clauses([widest, *lesion[:4]])
            said = {"a": say_value(lesion[0].value), "b": say_value(widest.value)}
            yield paper.finding("LVL-02", quotes, "uncovered" if uncovered else "", case=case.id, **said)


def find_mixed_notation(paper: Paper) -> Iterator[Finding]:
    """LVL-03: thoracic levels printed with D in one place and with T in another."""
    told = [
        m
        for case in paper.extraction.cases
        for field in ("level_range", "surgical_levels")
        for m in valued(case, field)
    ]
    thoracic = [m for m in told if any(level.startswith("T") for level in _levels(m))]
    with_d = _tables_last([m for m in thoracic if _PRINTED_D.search(m.evidence.quote)])
    with_t = _tables_last([m for m in thoracic if re.search(r"\bT ?-?\d", m.evidence.quote)])
    if with_d and with_t:
        quotes = paper.clauses([with_d[-1], with_t[-1], with_d[0], with_t[0]])
        yield paper.finding("LVL-03", quotes, a=with_d[-1].evidence.quote, b=with_t[-1].evidence.quote)


def find_size_conflicts(paper: Paper) -> Iterator[Finding]:
    """SIZ-01: two sizes of the same lesion by the same method at the same time."""
    for case in paper.told:
        sizes = [
            m
            for m in valued(case, "size")
            if m.modality not in ("", "unspecified") and m.moment != "followup" and not _is_other(paper, m)
        ]
        for method in dict.fromkeys((m.modality, moment_of(m)) for m in sizes):
            groups = group_by([m for m in sizes if (m.modality, moment_of(m)) == method], _size_key)
            pair = next(((a, b) for a in groups for b in groups if a is not b and _conflict(paper, a, b)), None)
            if pair is None:
                continue
            a, b = pair
            swapped = _digits(a[0]) == _digits(b[0])
            yield paper.finding(
                "SIZ-01", paper.both_sides([a, b]), "swapped" if swapped else "", f"size:{case.id}", case.id,
                modality=_method(method[0]), a=say_value(a[0].value), b=say_value(b[0].value),
                places_a=places_of(a), places_b=places_of(b),
            )  # fmt: skip


def find_implausible_sizes(paper: Paper) -> Iterator[Finding]:
    """SIZ-02: a size that its site cannot hold, by the declared table of regions."""
    for case in paper.told:
        for mention in valued(case, "size"):
            size, (site, limit) = mention.value, _limit(paper, case, mention)
            if (
                isinstance(size, Measurement)
                and size.largest_mm > limit
                and not paper.has("body_sizes", mention.evidence)
            ):
                quotes = paper.clauses([mention, *valued(case, "level_range")[:1]])
                yield paper.finding("SIZ-02", quotes, case=case.id, a=say_value(size), site=site)


def _limit(paper: Paper, case: Case, mention: Mention) -> tuple[str, float]:
    """The site of a lesion, as its clause or its levels name it, and the largest size in mm that the site can hold."""
    levels = valued(case, "level_range")
    if levels:
        return say_value(levels[0].value), SPINE_HOLDS
    words = paper.word_list("size_limits")
    found = words.pattern.search(paper.words_of(paper.wide_clause(mention.evidence)))
    if found is None:
        return "this site", LARGEST
    return found.group(), float(words.canonical(found.group()).removeprefix("up_to_"))


def list_sizes_by_method(paper: Paper) -> Iterator[Finding]:
    """SIZ-03: different sizes by different methods: two measurements, not a contradiction."""
    for case in paper.told:
        sizes = [m for m in valued(case, "size") if m.modality not in ("", "unspecified")]
        methods = group_by(sizes, lambda m: m.modality)
        if len(methods) > 1 and len({_size_key(g[0]) for g in methods}) > 1:
            said = join_words([f"{say_value(g[0].value)} {_by_method(g[0].modality)}" for g in methods])
            firsts = [g[0] for g in methods]
            yield paper.finding("SIZ-03", paper.clauses(firsts), case=case.id, list=said, n=len(methods))


def _levels(mention: Mention) -> tuple[str, ...]:
    return mention.value.levels if isinstance(mention.value, Levels) else ()


def _nested(one: Mention, other: Mention) -> bool:
    a, b = set(_levels(one)), set(_levels(other))
    return a <= b or b <= a


def _tables_last(mentions: Sequence[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda m: (in_table(m), m.evidence.span.start))


def _size_key(mention: Mention) -> object:
    return tuple(sorted(mention.value.millimetres)) if isinstance(mention.value, Measurement) else None


def _differ(one: Mention, other: Mention) -> bool:
    """Whether two sizes differ by more than rounding; with another number of dimensions the largest is compared."""
    a, b = one.value, other.value
    if not isinstance(a, Measurement) or not isinstance(b, Measurement):
        return False
    if len(a.values) != len(b.values):
        return not _close(a.largest_mm, b.largest_mm)
    return any(not _close(x, y) for x, y in zip(sorted(a.millimetres), sorted(b.millimetres), strict=True))


def _conflict(paper: Paper, one: list[Mention], other: list[Mention]) -> bool:
    """Whether two sizes are of one lesion and differ: they share a dimension or their digits, one is ten times the
    other, or they stand in different parts of the paper. Two sites, or a specimen and its tumour, are two things."""
    a, b = one[0], other[0]
    if not _differ(a, b) or not _same_site(paper, one, other) or _specimens(paper, a) != _specimens(paper, b):
        return False
    if _shares_dimension(a, b) or _digits(a) == _digits(b) or _is_tenfold(a, b) or _is_named_again(paper, a, b):
        return True
    return a.evidence.place.role != b.evidence.place.role and "table" not in (
        a.evidence.place.role,
        b.evidence.place.role,
    )


def _is_named_again(paper: Paper, one: Mention, other: Mention) -> bool:
    """Whether the later of two sizes is said of "the mass", or in a sentence that sums the case up."""
    later = max(one, other, key=lambda m: m.evidence.span.start)
    return paper.has("named_again", later.evidence) or paper.sums_up(later.evidence)


def _shares_dimension(one: Mention, other: Mention) -> bool:
    a, b = one.value, other.value
    if not isinstance(a, Measurement) or not isinstance(b, Measurement) or min(len(a.values), len(b.values)) < 2:
        return False
    return bool(set(a.millimetres) & set(b.millimetres))


def _is_tenfold(one: Mention, other: Mention) -> bool:
    a, b = one.value, other.value
    if not isinstance(a, Measurement) or not isinstance(b, Measurement):
        return False
    return max(a.largest_mm, b.largest_mm) == 10 * min(a.largest_mm, b.largest_mm)


def _specimens(paper: Paper, mention: Mention) -> set[str]:
    words = paper.words_of(paper.view.clause(mention.evidence))
    return paper.listed("specimen_words", NO_SPREAD.sub(" ", words))


def _same_site(paper: Paper, one: Sequence[Mention], other: Sequence[Mention]) -> bool:
    """Whether no two different parts of the body are named beside the two sides of a conflict."""
    a, b = ({site for m in side for site in _sites(paper, m)} for side in (one, other))
    return not a or not b or bool(a & b)


def _sites(paper: Paper, mention: Mention) -> set[str]:
    words = paper.words_of(paper.view.clause(mention.evidence))
    named = {found.group().rstrip("s") for found in paper.word_list("body_sites").pattern.finditer(words)}
    return named | paper.listed("more_sites", words)


def _close(a: float, b: float) -> bool:
    """Equal within rounding to whole centimetres or by 5 percent."""
    return abs(a - b) <= max(0.05 * max(a, b), 1.0) or round(a / 10) * 10 == b or round(b / 10) * 10 == a


def _digits(mention: Mention) -> list[str]:
    return sorted(c for c in say_value(mention.value) if c.isdigit())


def _method(modality: str) -> str:
    return {"clinical": "examination", "pathology": "the specimen", "US": "ultrasound"}.get(modality, modality)


def _by_method(modality: str) -> str:
    return f"{'in' if modality == 'pathology' else 'on'} {_method(modality)}"
