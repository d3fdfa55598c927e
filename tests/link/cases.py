"""Cases for linking, each value resting on its own invented words."""

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.cohort import PooledCase
from casepool.domain.evidence import Evidence, Span
from casepool.domain.linking import Cited, LinkableCase, PublicationFacts, Work
from casepool.domain.quantity import Quantity
from casepool.domain.review_answers import LinkDecision
from casepool.domain.values import Levels, Measurement, Value

BERG = Work(("Berg A", "Olsen P"), 1998, "A tumour of the neck muscles: a case report")
SAND = Work(("Sand M", "Lund T"), 2010, "Tumours beside the spine: case and review")


def quote(words: str) -> Evidence:
    return Evidence(Span(0, len(words), words))


def answers(**values: Value) -> tuple[Assertion, ...]:
    """Answers by field; "absent" and "reported" are states without a value."""
    found = []
    for name, value in values.items():
        words = str(value)
        state = value if isinstance(value, str) and value in ("absent", "reported") else "reported"
        found.append(Assertion(name, state, words, None if value == state else value, (quote(words),), made_by="test"))
    return tuple(found)


def years(value: float) -> Quantity:
    return Quantity(value, "year")


def months(value: float) -> Quantity:
    return Quantity(value, "month")


def centimetres(*values: float) -> Measurement:
    return Measurement(values, "cm")


def levels(*names: str) -> Levels:
    return Levels(names)


def facts(name: str, work: Work = BERG, references: tuple[Work, ...] = (), wording: str = "") -> PublicationFacts:
    cited = tuple(Cited(n, entry, quote(f"{n}. {entry.title}")) for n, entry in enumerate(references, 1))
    return PublicationFacts(name, work, cited, wording)


def telling(publication: PublicationFacts, number: int = 1, **values: Value) -> LinkableCase:
    """A case that a publication tells of itself."""
    case = Case(f"case-{number}", f"case {number}", "primary_publication", answers(**values))
    return LinkableCase(PooledCase(case, publication.id, publication.work.year), publication)


def row(
    publication: PublicationFacts, label: str, reference: int | None = None, number: int = 1, **values: Value
) -> LinkableCase:
    """A row of a review table."""
    case = Case(
        f"table-1-row-{number}", label, "review_table_row", answers(**values),
        table="1", row=number, cited=quote(label), reference=reference,
    )  # fmt: skip
    return LinkableCase(PooledCase(case, publication.id, publication.work.year), publication)


def decide(outcome: str, *cases: LinkableCase, time: str = "") -> LinkDecision:
    return LinkDecision(tuple(case.key for case in cases), outcome, by="a person", time=time)


PATIENT: dict[str, Value] = {
    "age_years": years(43), "sex": "male", "level_range": levels("C7", "T1"), "laterality": "right",
    "diagnosis": "leiomyosarcoma", "followup_months": months(48),
}  # fmt: skip
