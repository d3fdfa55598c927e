"""Cells of patients as bound values: what is printed, what is marked, and which quotes stand behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from casepool.domain.cell import Cell
from casepool.domain.cohort import Patient, PoolPlan
from casepool.domain.curve import CodedTime
from casepool.domain.estimate import Estimate, Source
from casepool.domain.evidence import Evidence
from casepool.domain.form import Field
from casepool.domain.quantity import Quantity
from casepool.domain.values import MarkerResult, Measurement, Value
from casepool.knowledge.article_words import FormWords, Wording, load_form_words, load_wording
from casepool.write.article.inputs import ReviewInput
from casepool.write.article.model import Bound, Detail, DetailLine, Quoted
from casepool.write.article.names import NameBook
from casepool.write.article.print_value import print_value
from casepool.write.escape import show_line

SPEAKING = ("reported", "absent", "unclear")
OLDEST = 89
MOST_LINES = 20
_LONGEST_QUOTE = 300


class CellBook:
    """The cells of one review, printed and bound. What a bound name rests on is kept in `details`."""

    def __init__(self, review: ReviewInput, decade: bool = False) -> None:
        self.review = review
        self.names = NameBook(review)
        self.words: FormWords = load_form_words(review.form.id)
        self.wording: Wording = load_wording()
        self.decade = decade
        self.details: dict[str, Detail] = {}
        self.patients = {patient.id: patient for patient in review.cohort.patients}
        self.estimates = {estimate.name: estimate for estimate in review.pooled.estimates}
        self.plan = replace(PoolPlan(), **{name: now for name, _, now in review.pooled.changes})  # type: ignore[arg-type]

    def cell(self, patient: str, field: str) -> Cell | None:
        """The cell of a patient and field, None if the table of cells does not have it."""
        return self.review.cells.of(field, patient)

    def state(self, patient: str, field: str) -> str:
        """The state of a cell; "not_reported" where there is none."""
        cell = self.cell(patient, field)
        return cell.state if cell else "not_reported"

    def print_cell(self, cell: Cell, field: Field, long: bool = False) -> str:
        """What is printed of a cell: the value, the candidates with "or" between them, or the words of its state."""
        if cell.state == "reported":
            return self._print(cell, field, long) or self.wording.parts["states"]["reported"]
        if cell.state == "unclear" and cell.candidates:
            readings = [self._print(cell.as_candidate(c), field, long) or str(c.value) for c in cell.candidates]
            return " or ".join(dict.fromkeys(_share_unit(readings)))
        if cell.state == "unclear":
            return cell.reason.replace("_", " ") if cell.reason else self.wording.parts["states"]["unclear"]
        return self.wording.parts["states"][cell.state]

    def _print(self, cell: Cell, field: Field, long: bool) -> str:
        value = self._guard_age(cell, field)
        words = self.word_values(field.id, long)
        if value is None:
            return words.get("reported", "")
        return print_value(value, words, field.canonical, with_unit=long)

    def word_values(self, field: str, long: bool = False) -> Mapping[str, str]:
        """The words for the values of a field, for sentences (long) or tables; the other ones where one lacks."""
        first, second = (self.words.long, self.words.short) if long else (self.words.short, self.words.long)
        return first.get(field) or second.get(field) or {}

    def _guard_age(self, cell: Cell, field: Field) -> Value:
        """The value of a cell; an age of the index case above OLDEST as a bound, any age as a decade if asked for."""
        value = cell.value
        if field.canonical != "year" or not isinstance(value, Quantity):
            return value
        years = value.years()
        if cell.is_index and years > OLDEST:
            return Quantity(OLDEST + 1, "year", "at_least")
        return f"{int(years // 10) * 10}s" if self.decade else value

    def hides(self, estimate: Estimate) -> bool:
        """Whether a number would tell the age of an index case above OLDEST: an age above it in a pool with one."""
        if estimate.unit != "year" or estimate.value is None or estimate.value <= OLDEST:
            return False
        return any(self._is_old(patient) for patient in self.review.cohort.patients if patient.is_index)

    def _is_old(self, patient: Patient) -> bool:
        answers = (self.cell(patient.id, field.id) for field in self.review.form.fields if field.canonical == "year")
        values = [v for cell in answers if cell for v in (cell.value, *(c.value for c in cell.candidates))]
        return any(isinstance(value, Quantity) and value.years() > OLDEST for value in values)

    def mark_cell(self, cell: Cell, field: Field) -> tuple[str, ...]:
        """What a reader has to know of a value: "unclear" or "conflict", "unverified"."""
        unclear = () if cell.state != "unclear" else ("conflict" if cell.reason == "contradictory" else "unclear",)
        is_unverified = cell.state in SPEAKING and field.id not in self.patients[cell.patient].verified
        return (*unclear, *(("unverified",) if is_unverified else ()))

    def bind(self, cell: Cell, field: Field, printed: str, item: str = "", style: str = "") -> Bound:
        """A printed piece of a cell, bound to the patient's value."""
        name = name_cell(self.names.stems[cell.patient], field.id, item)
        if name not in self.details:
            self.details[name] = self._tell_cell(cell, field, item)
        return Bound(name, printed, self.mark_cell(cell, field), style)

    def _tell_cell(self, cell: Cell, field: Field, item: str) -> Detail:
        state = f"unclear: {cell.reason.replace('_', ' ')}" if cell.state == "unclear" and cell.reason else ""
        state = state or ("" if cell.state == "reported" else self.wording.parts["states"][cell.state])
        title = f"{self.names.patients[cell.patient]}: {field.label}" + (f", {show_line(item)}" if item else "")
        shown = self.print_cell(cell, field, long=True)
        lines = [self.tell_source(source, shown, field.id) for source in cell.sources]
        return Detail(title, tuple(lines), state)

    def tell_source(self, source: Source, shown: str, field: str = "") -> DetailLine:
        """One case behind a value, with its quotes where its words may be shown."""
        patient = self.patients[source.patient]
        status = "" if not field or field in patient.verified else self.wording.parts["footnotes"]["unverified"]
        name, publication = self.names.patients[source.patient], self.names.publication(source.publication)
        return DetailLine(name, shown, self._quote(source), publication, status)

    def _quote(self, source: Source) -> tuple[Quoted, ...]:
        if not self.names.may_quote(source.publication):
            return ()
        places: dict[str, list[str]] = {}
        for evidence in source.evidence:
            places.setdefault(show_line(evidence.quote)[:_LONGEST_QUOTE], []).append(name_place(evidence))
        return tuple(Quoted(quote, _say_places(found)) for quote, found in places.items())

    def bind_time(self, coded: CodedTime, endpoint: str, printed: str) -> Bound:
        """A printed time of one patient to one endpoint, with the rule by which it was coded."""
        name = f"{self.names.stems[coded.patient]}.time.{endpoint}"
        if name not in self.details:
            lines = [self.tell_source(source, printed) for source in coded.sources]
            title = f"{self.names.patients[coded.patient]}: {endpoint.replace('_', ' ')}"
            self.details[name] = Detail(title, tuple(lines), method=f"coded by rule {coded.rule}")
        return Bound(name, printed, ("unclear",) if "needs_person" in coded.flags else ())

    def bind_estimate(self, estimate: Estimate, printed: str) -> Bound:
        """A printed number, bound to its estimate."""
        if estimate.name not in self.details:
            self.details[estimate.name] = self._tell_estimate(estimate)
        return Bound(estimate.name, printed)

    def _tell_estimate(self, estimate: Estimate) -> Detail:
        lines = [self.tell_source(source, "") for source in estimate.sources[:MOST_LINES]]
        more = max(len(estimate.sources) - MOST_LINES, 0)
        title = f"{estimate.name}: n = {estimate.n}" + (f"; {show_line(estimate.words)}" if estimate.words else "")
        return Detail(title, tuple(lines), "", estimate.method, more)


def name_cell(stem: str, field: str, item: str = "") -> str:
    """The name that a draft binds a patient's value to: "patient.p1.age_years", "index.ihc_panel.desmin"."""
    part = "".join(c if c.isascii() and c.isalnum() else "_" for c in item.lower()).strip("_")
    return f"{stem}.{field}" + (f".{part or 'other'}" if item else "")


def name_place(evidence: Evidence) -> str:
    """The place of a quote in the words of a reader, from what the evidence itself knows."""
    place = evidence.place
    if place.table_label or place.table:
        row = f", row {place.row}" if place.row else ""
        where = show_line(place.table_label or "table") + row
    else:
        where = show_line(place.section) or ("" if place.role == "other" else place.role)
    return where[:80] + (f", page {place.page}" if place.page else "")


def _say_places(found: Sequence[str]) -> str:
    places = [place for place in dict.fromkeys(found) if place]
    more = len(found) - 1
    if not places:
        return ""
    return places[0] + (f", and {more} more {'place' if more == 1 else 'places'}" if more else "")


def _share_unit(readings: list[str]) -> list[str]:
    """ "36 years", "35 years" as "36", "35 years"."""
    tails = {reading.partition("\u00a0")[2] for reading in readings}
    if len(tails) != 1 or tails == {""}:
        return readings
    return [*(reading.partition("\u00a0")[0] for reading in readings[:-1]), readings[-1]]


def list_told(book: CellBook, patient: Patient) -> Iterator[tuple[Field, str, Cell]]:
    """Every cell of a patient of which a source speaks: field, item ("" for a field with one answer), cell."""
    for field in book.review.form.fields:
        if field.is_list:
            for item, cell in book.review.cells.list_items(field.id, patient.id):
                yield field, item, cell
        else:
            found = book.cell(patient.id, field.id)
            if found and found.state in SPEAKING:
                yield field, "", found


def show_item(cell: Cell, item: str, signs: bool = True) -> str:
    """An item of a list field: the stain with its result, the size, or the name of the item."""
    if isinstance(cell.value, MarkerResult | Measurement):
        return print_value(cell.value, {}, with_unit=not signs)
    return show_line(item)
