"""Reading a short invented text for the tests of traps."""

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.extraction import Extraction
from casepool.domain.quantity import Quantity
from casepool.extract.document import extract_document
from casepool.read.reader import read_bytes


def extract(text: str) -> Extraction:
    """Everything that the rules find in a plain text."""
    return extract_document(read_bytes(text.encode("utf-8"), "trap.txt")[0])


def only_case(text: str) -> Case:
    """The one patient of a text."""
    cases = extract(text).told_cases
    assert len(cases) == 1, [case.label for case in cases]
    return cases[0]


def answer(text: str, field: str) -> Assertion | None:
    """The answer to a field for the one patient of a text."""
    return only_case(text).answer(field)


def quantity(found: Assertion | None) -> Quantity:
    """The quantity of a reported answer."""
    assert found is not None
    assert found.state == "reported"
    assert isinstance(found.value, Quantity)
    return found.value


def age(text: str) -> tuple[float, str]:
    """Number and unit of the age of the one patient of a text."""
    value = quantity(answer(text, "age_years"))
    return value.value, value.unit
