"""The fact ledger: sections in reading order, the commonest value on the line, the others below."""

from casepool.domain.evidence import Evidence, Span
from casepool.write.find_fact import Fact
from casepool.write.ledger import Ledger, build_ledger


def build(*told: tuple[str, str]) -> Ledger | None:
    """The ledger of mentions given as (section, value), in reading order."""
    spans = [Span(n, n + 1, "x") for n in range(len(told))]
    names = dict(zip(spans, [section for section, _ in told], strict=True))
    fact = Fact("age_years", "Age", {span: (value, span) for span, (_, value) in zip(spans, told, strict=True)})
    evidence = tuple(Evidence(span) for span in reversed(spans))
    return build_ledger(fact, evidence, lambda e: names[e.span], lambda span: f"m{span.start + 1}")


def draw(ledger: Ledger | None) -> list[tuple[str, list[str], list[str]]]:
    assert ledger is not None
    return [(c.place, [chip.value for chip in c.on_line], [chip.value for chip in c.below]) for c in ledger.columns]


def test_who_differs_hangs_below_the_line() -> None:
    ledger = build(("Abstract", "36 year"), ("Case", "35 year"), ("Discussion", "36 year"))
    assert draw(ledger) == [("Abstract", ["36"], []), ("Case", [], ["35"]), ("Discussion", ["36"], [])]
    assert ledger is not None
    assert (ledger.label, ledger.total, ledger.tie) == ("Age", 3, False)
    assert ledger.columns[1].below[0].anchor == "m2"
    assert ledger.columns[1].below[0].said == " in Case, differs"
    assert ledger.columns[0].on_line[0].said == " in Abstract"


def test_a_tie_has_no_line() -> None:
    ledger = build(("Abstract", "left"), ("Case", "right"), ("Discussion", "left"), ("Table 1", "right"))
    assert ledger is not None
    assert ledger.tie
    assert {chip.said for column in ledger.columns for chip in (*column.on_line, *column.below)} == {
        " in Abstract, differs",
        " in Case, differs",
        " in Discussion, differs",
        " in Table 1, differs",
    }


def test_more_than_three_equal_mentions_are_one_chip() -> None:
    ledger = build(*[("Case", "36 year")] * 4, ("Table 1", "35 year"))
    assert ledger is not None
    assert [(chip.value, chip.count, chip.anchor) for chip in ledger.columns[0].on_line] == [("36", 4, "m1")]


def test_two_sections_with_one_name_are_one_column() -> None:
    assert draw(build(("Case", "36 year"), ("Text", "36 year"), ("Case", "35 year"))) == [
        ("Case", ["36"], ["35"]),
        ("Text", ["36"], []),
    ]


def test_units_that_differ_are_shown() -> None:
    assert draw(build(("A", "36 year"), ("B", "36 month"), ("C", "36 year")))[1] == ("B", [], ["36 month"])


def test_what_does_not_fit_beside_the_paper_is_not_drawn() -> None:
    assert build(("A", "36 year"), ("B", "35 year")) is None
    assert build(("A", "heterogeneous"), ("B", "homogeneous"), ("C", "homogeneous")) is None
    assert build(*[(f"Section {n}", str(n % 2)) for n in range(9)]) is None
