"""Where a value stands: exact spans of the canonical text and the places they lie in."""

from dataclasses import dataclass

from casepool.domain.errors import EvidenceError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval of the canonical text, in Unicode code points, with its exact words."""

    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not (0 <= self.start < self.end and len(self.quote) == self.end - self.start):
            raise EvidenceError(
                f"A span must hold its own words: {self.start} to {self.end} is {self.end - self.start} characters, "
                f"its quote {self.quote[:60]!r} has {len(self.quote)}. Take the quote as text[start:end]."
            )

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """The span of `text` from `start` to `end`; raises EvidenceError if it is empty or outside the text."""
        return cls(start, end, text[start:end])

    def stands_in(self, text: str) -> bool:
        """Whether the quote stands in `text` at exactly this place."""
        return text[self.start : self.end] == self.quote

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies inside this span (or equals it)."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Place:
    """The part of the document that a span lies in. `row` and `column` count from 0, `page` from 1."""

    role: str = "other"
    sub: str = ""
    block: str = "paragraph"
    section: str = ""
    table: str = ""
    table_label: str = ""
    row: int | None = None
    column: int | None = None
    column_name: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span and its place: what every value, finding and claim rests on."""

    span: Span
    place: Place = Place()

    @property
    def quote(self) -> str:
        return self.span.quote


def check_evidence(text: str, evidence: tuple[Evidence, ...], what: str) -> None:
    """Raise EvidenceError, naming `what`, unless every quote stands in `text` at its place."""
    for item in evidence:
        if not item.span.stands_in(text):
            found = text[item.span.start : item.span.end]
            raise EvidenceError(
                f"{what}: the text at {item.span.start} to {item.span.end} is {found[:60]!r}, "
                f"not {item.quote[:60]!r}. A value cannot be kept without its exact quote."
            )
