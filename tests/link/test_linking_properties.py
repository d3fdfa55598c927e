"""Whatever the cases: order does not matter, scores are symmetric, merges can be undone, decisions are obeyed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.linking import LinkableCase, Work
from casepool.domain.review_answers import LINK_OUTCOMES, LinkDecision
from casepool.link.group import group_patients
from casepool.link.propose import propose_links, score_pair
from link.cases import facts, levels, months, row, telling, years

AUTHORS = (("Berg A", "Olsen P"), ("Olsen P", "Vik T"), ("Moor G",), ("Berg A", "Moor G", "Vik T"))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.sampled_from([years(n) for n in (34, 43, 44, 50, 70)]),
        "sex": st.sampled_from(["male", "female"]),
        "level_range": st.sampled_from([levels("C7", "T1"), levels("T1"), levels("L4")]),
        "laterality": st.sampled_from(["left", "right"]),
        "radiotherapy": st.sampled_from(["reported", "absent"]),
        "followup_months": st.sampled_from([months(6), months(48)]),
        "outcome_status": st.sampled_from(["NED", "DOD"]),
        "diagnosis": st.sampled_from(["chordoma", "dedifferentiated chordoma"]),
    },
)


@st.composite
def pools(draw: st.DrawFn) -> list[LinkableCase]:
    """A few publications that tell of one or two patients, and rows that name one of them."""
    works = [Work(authors, 1996 + n, f"Article number {n}") for n, authors in enumerate(AUTHORS)]
    cases: list[LinkableCase] = []
    for n in range(draw(st.integers(2, 4))):
        publication = facts(f"p{n}", works[n], tuple(works[:n]))
        cases += [telling(publication, k, **draw(VALUES)) for k in range(1, draw(st.integers(1, 2)) + 1)]
        if n and draw(st.booleans()):
            cited = draw(st.integers(1, n))
            label = f"{works[cited - 1].authors[0].split()[0]} {works[cited - 1].year}"
            cases.append(row(publication, label, cited, **draw(VALUES)))
    return cases


@st.composite
def decided_pools(draw: st.DrawFn) -> tuple[list[LinkableCase], list[LinkDecision]]:
    cases = draw(pools())
    keys = [case.key for case in cases]
    pairs = st.lists(st.sampled_from(keys), min_size=2, max_size=3, unique=True)
    decisions = [
        LinkDecision(tuple(draw(pairs)), draw(st.sampled_from(LINK_OUTCOMES)), by="x", time=str(n))
        for n in range(draw(st.integers(0, 3)))
    ]
    return cases, decisions


@settings(max_examples=60, deadline=None)
@given(decided_pools(), st.randoms(use_true_random=False))
def test_order_does_not_matter(pool: tuple[list[LinkableCase], list[LinkDecision]], random: object) -> None:
    cases, decisions = pool
    shuffled, later = list(cases), list(decisions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(later)  # type: ignore[attr-defined]
    assert propose_links(shuffled, later) == propose_links(cases, decisions)
    assert group_patients(shuffled, later) == group_patients(cases, decisions)


@settings(max_examples=60, deadline=None)
@given(pools())
def test_scores_are_symmetric_and_follow_from_their_evidence(cases: list[LinkableCase]) -> None:
    first, second = cases[0], cases[-1]
    pair = score_pair(first, second, len(cases))
    assert pair == score_pair(second, first, len(cases))
    assert 0 <= pair.score <= 1
    assert abs(sum(item.weight for item in pair.evidence) - pair.weight) < 1e-5
    for item in pair.evidence:
        assert (
            (item.weight > 0 and item.side == "for") or (item.weight < 0 and item.side == "against") or not item.weight
        )


@settings(max_examples=60, deadline=None)
@given(decided_pools())
def test_every_merge_can_be_undone(pool: tuple[list[LinkableCase], list[LinkDecision]]) -> None:
    cases, decisions = pool
    before = group_patients(cases, decisions)
    for pair in propose_links(cases, decisions):
        accepted = LinkDecision((pair.first, pair.second), "same", by="x", time="9")
        merged = group_patients(cases, [*decisions, accepted])
        assert merged.are_joined(pair.first, pair.second)
        assert merged.contradictions == before.contradictions
        assert group_patients(cases, decisions) == before
        undone = LinkDecision((pair.first, pair.second), "different", by="x", time="99")
        assert group_patients(cases, [*decisions, accepted, undone]).groups == before.groups


@settings(max_examples=60, deadline=None)
@given(decided_pools())
def test_decisions_are_obeyed_and_proposals_stay_open(pool: tuple[list[LinkableCase], list[LinkDecision]]) -> None:
    cases, decisions = pool
    latest = {decision.cases: decision for decision in decisions}
    grouping = group_patients(cases, decisions)
    apart = {key for d in latest.values() if d.outcome == "different" for key in [d.cases]}
    for keys in apart:
        assert not any(grouping.are_joined(a, b) for a in keys for b in keys if a < b)
    for pair in propose_links(cases, decisions):
        assert not grouping.are_joined(pair.first, pair.second)
        assert pair.first[0] != pair.second[0]
        assert not any({pair.first, pair.second} <= set(keys) for keys in latest)
    assert sorted(key for group in grouping for key in group.keys) == sorted(case.key for case in cases)
