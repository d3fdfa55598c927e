"""Every name that a draft can bind: the estimates of the pool, and the values of the patients."""

import re
from collections.abc import Iterator

from casepool.domain.cell import Cell
from casepool.domain.form import Field
from casepool.domain.quantity import Quantity
from casepool.write.article.cells import CellBook, list_told, name_cell, show_item
from casepool.write.article.fill import is_share, show_estimate
from casepool.write.article.inputs import ReviewInput
from casepool.write.article.print_value import print_number
from casepool.write.article.table_one import say_coded
from casepool.write.bindings.reading import Bindable

_BOUND_WORDS = re.compile(r"<([^<>]+)>")


def list_bindable(review: ReviewInput) -> dict[str, Bindable]:
    """{name: what it stands for}, sorted by name. Patients are "index" and "patient.ID"."""
    book = CellBook(review)
    found = [*_list_estimates(book), *_list_values(book), *_list_times(book)]
    return {item.name: item for item in sorted(found, key=lambda item: item.name)}


def _list_estimates(book: CellBook) -> Iterator[Bindable]:
    for estimate in book.review.pooled.estimates:
        printed = show_estimate(book, estimate)
        forms = [estimate.words] if estimate.words else []
        if estimate.name == "patients" and estimate.bounds:
            low, high = (print_number(limit or 0) for limit in estimate.bounds)
            printed = f"between {low} and {high}"
            yield Bindable(estimate.name, printed, None, estimate.n, False, (estimate.words, f"{low} to {high}"))
        else:
            value = None if book.hides(estimate) else estimate.value
            yield Bindable(estimate.name, printed, value, estimate.n, is_share(estimate), tuple(forms))


def _list_values(book: CellBook) -> Iterator[Bindable]:
    decades = CellBook(book.review, decade=True)
    for patient in book.review.cohort.patients:
        stem = book.names.stems[patient.id]
        for field, item, cell in list_told(book, patient):
            if item:
                yield _bind_item(name_cell(stem, field.id, item), item, cell, book, field)
            else:
                yield _bind_value(name_cell(stem, field.id), cell, field, book, decades)


def _bind_value(name: str, cell: Cell, field: Field, book: CellBook, decades: CellBook) -> Bindable:
    long, short = book.print_cell(cell, field, long=True), book.print_cell(cell, field)
    glyph = book.wording.parts["glyphs"][cell.state]
    forms = (short, glyph, decades.print_cell(cell, field, long=True), *_say_state(book, field, cell))
    value = cell.value.value if isinstance(cell.value, Quantity) and cell.value.qualifier == "exact" else None
    return Bindable(name, long, value, forms=tuple(dict.fromkeys(forms)))


def _say_state(book: CellBook, field: Field, cell: Cell) -> Iterator[str]:
    """The words that the case section, Table 1 and the timeline bind to this state of a field."""
    for part in book.words.case:
        for sentence in part.sentences:
            if field.id in sentence.fields:
                yield from _BOUND_WORDS.findall(getattr(sentence, cell.state, "") or sentence.text)
    for column in book.words.table_one:
        said = column.say.get(field.id, {}).get(cell.state)
        if said:
            yield said
    for entry in book.words.timeline:
        if entry.field == field.id and entry.zero:
            yield "0"
        elif entry.field == field.id and isinstance(cell.value, Quantity):
            yield f"−{print_number(round(cell.value.months(), 1))} to 0"


def _bind_item(name: str, item: str, cell: Cell, book: CellBook, field: Field) -> Bindable:
    long, short = show_item(cell, item, signs=False), show_item(cell, item)
    named = book.word_values(field.id, long=True).get(item, long)
    whole = book.print_cell(cell, field, long=True)
    forms = (short, long, f"no {short}", f"{short} (?)", f"{long} ({item})", whole)
    return Bindable(name, named, forms=forms)


def _list_times(book: CellBook) -> Iterator[Bindable]:
    for words in book.words.outcomes:
        outcome = book.review.pooled.outcome(words.endpoint)
        for coded in outcome.coded if outcome else ():
            said = say_coded(words, coded)
            if said:
                yield Bindable(f"{book.names.stems[coded.patient]}.time.{words.endpoint}", said)
