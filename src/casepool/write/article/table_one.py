"""Table 1: one row per patient, the index case last; every value bound, every silence shown by its sign."""

from collections.abc import Callable, Iterator, Sequence

from casepool.domain.cell import Cell
from casepool.domain.cohort import Patient
from casepool.domain.curve import CodedTime
from casepool.domain.form import Field
from casepool.knowledge.article_words import Column, OutcomeWords
from casepool.write.article.cells import SPEAKING, CellBook, list_told, show_item
from casepool.write.article.model import Cited, HeadCell, Run, Runs, TableBlock, TableRow, Words
from casepool.write.article.names import year_of
from casepool.write.article.notes import NoteBook
from casepool.write.article.print_value import print_number
from casepool.write.article.references import ReferenceBook
from casepool.write.escape import show_line
from casepool.write.figures.figure import DataSheet

MOST_ROWS = 40
SIMILAR = 5
LONGEST = 60
LONGEST_LIST = 6


def write_table_one(book: CellBook, references: ReferenceBook, signs: str = "letters") -> TableBlock | None:
    """The table; None for a single patient. Above MOST_ROWS patients: the index case and those most like it."""
    if len(book.review.cohort.patients) < 2:
        return None
    ordered = order_patients(book)
    shown = choose_rows(book, ordered)
    writer = _RowWriter(book, references, NoteBook(signs))
    rows = tuple(writer.write(patient, ordered.index(patient) + 1) for patient in shown)
    words = book.wording.parts["tables"]
    lead = words["one_note"] if len(shown) == len(ordered) else book.wording.text(
        "tables", "one_short", count=SIMILAR, patients=len(ordered)
    )  # fmt: skip
    heads = tuple(HeadCell(column.head, column.width, column.align) for column in book.words.table_one)
    notes = (_write_key(book, shown), writer.notes.line())
    return TableBlock(
        "Table 1", words["one"], heads, rows, (Words(lead),), tuple(n for n in notes if n), wide=True, anchor="table-1"
    )


def order_patients(book: CellBook) -> list[Patient]:
    """The patients by year, then name; unknown years after known ones, the index case last."""
    names, records = book.names.patients, book.review.records

    def place(patient: Patient) -> tuple[bool, bool, int, str]:
        year = year_of(patient, records)
        return (patient.is_index, year is None, year or 0, names[patient.id])

    return sorted(book.review.cohort.patients, key=place)


def choose_rows(book: CellBook, ordered: Sequence[Patient]) -> list[Patient]:
    """All patients, or of more than MOST_ROWS the index case and the most similar ones (the first without one)."""
    if len(ordered) <= MOST_ROWS:
        return list(ordered)
    beside = book.review.pooled.beside
    similar = [item.patient for item in beside.similar[:SIMILAR]] if beside else []
    chosen = {*(similar or [patient.id for patient in ordered[:SIMILAR]])}
    return [patient for patient in ordered if patient.is_index or patient.id in chosen]


def _write_key(book: CellBook, shown: Sequence[Patient]) -> Runs:
    """The key line: what the signs mean, and how many values nobody has verified."""
    fields = {name for column in book.words.table_one for name in column.fields}
    told = [(p, f) for p in shown for f, _, _ in list_told(book, p) if f.id in fields]
    pairs = {(patient.id, field.id) for patient, field in told}
    unverified = sum(field not in book.patients[patient].verified for patient, field in pairs)
    key = f"{book.words.table_one_key} {book.wording.parts['tables']['key_glyphs']}"
    if not unverified:
        return (Words(key),)
    return (Words(f"{key} {book.wording.text('tables', 'key_unverified', count=unverified, values=len(pairs))}"),)


class _RowWriter:
    """The cells of the rows, with the footnotes that they need."""

    def __init__(self, book: CellBook, references: ReferenceBook, notes: NoteBook) -> None:
        self.book = book
        self.references = references
        self.notes = notes
        self._note_words = book.wording.parts["footnotes"]
        self._kinds: dict[str, Callable[[Patient, Column], Runs]] = {
            "publication": self._publication,
            "words": self._words,
            "glyph": self._glyph,
            "panel": self._panel,
            "size": self._size,
            "outcome": self._outcome,
            "follow_up": self._words,
        }

    def write(self, patient: Patient, number: int) -> TableRow:
        style = "bold" if patient.is_index else ""
        cells = tuple(
            (Words(str(number), style),) if column.show == "number" else self._kinds[column.show](patient, column)
            for column in self.book.words.table_one
        )
        return TableRow(cells, "index" if patient.is_index else "", f"row-{number}")

    def _publication(self, patient: Patient, column: Column) -> Runs:
        name = self.book.names.patients[patient.id]
        runs: list[Run] = [Words(name, "bold" if patient.is_index else "")]
        keys = self.references.keys_of(patient)
        runs += [run for key in keys for run in (Words(" "), Cited(key))]
        if patient.is_table_only:
            source = self.book.names.publication(patient.cases[0].publication)
            runs.append(self.notes.sign(self._note_words["table_only"].format(publication=source)))
        return tuple(runs)

    def _words(self, patient: Patient, column: Column) -> Runs:
        runs: list[Run] = []
        for name in column.fields:
            field = self.book.review.form.field(name)
            if name in column.omit and self.book.state(patient.id, name) not in SPEAKING:
                continue
            runs += [Words(column.join)] if runs else []
            runs += [Words(column.lead[name])] if name in column.lead else []
            runs += self._items(patient, field) if field.is_list else self._single(patient, field, column)
        return tuple(runs)

    def _single(self, patient: Patient, field: Field, column: Column) -> list[Run]:
        cell = self.book.cell(patient.id, field.id)
        if cell is None or cell.state not in SPEAKING:
            return [self._silence(cell)]
        said = column.say.get(field.id, {}).get(cell.state)
        return self._bind(cell, field, said or self.book.print_cell(cell, field))

    def _items(self, patient: Patient, field: Field, signs: bool = True) -> list[Run]:
        """The items that are stated, those stated as absent with "no" before them."""
        told = self.book.review.cells.list_items(field.id, patient.id)
        if not told:
            return [self._silence(self.book.cell(patient.id, field.id))]
        runs: list[Run] = []
        for item, cell in told[:LONGEST_LIST]:
            shown = show_item(cell, item, signs)
            shown = f"no {shown}" if cell.state == "absent" else f"{shown} (?)" if cell.state == "unclear" else shown
            runs += [*([Words(", ")] if runs else []), *self._bind(cell, field, shown, item)]
        if len(told) > LONGEST_LIST:
            runs += [Words(" …"), self.notes.sign(self._note_words["cut"])]
        return runs

    def _bind(self, cell: Cell, field: Field, printed: str, item: str = "") -> list[Run]:
        is_cut = len(printed) > LONGEST
        shown = printed[: LONGEST - 1].rstrip() + "…" if is_cut else printed
        runs: list[Run] = [self.book.bind(cell, field, shown, item, "bold" if "conflict" in
                                          self.book.mark_cell(cell, field) else "")]  # fmt: skip
        keys = [cell.reason] if cell.state == "unclear" and cell.reason in self._note_words else []
        keys += (["needs_person"] if cell.needs_person else []) + (["cut"] if is_cut else [])
        return [*runs, *(self.notes.sign(self._note_words[key]) for key in keys)]

    def _silence(self, cell: Cell | None) -> Words:
        return Words(self.book.wording.parts["glyphs"][cell.state if cell else "not_reported"])

    def _glyph(self, patient: Patient, column: Column) -> Runs:
        field = self.book.review.form.field(column.fields[0])
        cell = self.book.cell(patient.id, field.id)
        if cell is None or cell.state not in SPEAKING:
            return (self._silence(cell),)
        return tuple(self._bind(cell, field, self.book.wording.parts["glyphs"][cell.state]))

    def _panel(self, patient: Patient, column: Column) -> Runs:
        return tuple(self._items(patient, self.book.review.form.field(column.fields[0])))

    def _size(self, patient: Patient, column: Column) -> Runs:
        """The size by imaging before that by palpation, pathology or an unnamed examination."""
        field = self.book.review.form.field(column.fields[0])
        told = sorted(
            self.book.review.cells.list_items(field.id, patient.id),
            key=lambda pair: (("MRI", "CT", "US", "pathology", "unspecified", "clinical").index(pair[0])
                              if pair[0] in ("MRI", "CT", "US", "pathology", "unspecified", "clinical") else 9),
        )  # fmt: skip
        if not told:
            return (self._silence(self.book.cell(patient.id, field.id)),)
        item, cell = told[0]
        return tuple(self._bind(cell, field, show_item(cell, item), item))

    def _outcome(self, patient: Patient, column: Column) -> Runs:
        runs: list[Run] = []
        for words, coded in self._coded(patient):
            shown = say_coded(words, coded)
            if shown:
                runs += [Words("; ")] if runs else []
                runs.append(self.book.bind_time(coded, words.endpoint, shown))
                if coded.kind == "event_time_bounded":
                    runs.append(self.notes.sign(self._note_words["bounded"]))
        field = self.book.review.form.field(column.fields[0])
        cell = self.book.cell(patient.id, field.id)
        if runs and not (cell and cell.state == "reported" and cell.value == "lost_to_followup"):
            return tuple(runs)
        rest = self._single(patient, field, column)
        return (*runs, *([Words("; ")] if runs else []), *rest)

    def _coded(self, patient: Patient) -> Iterator[tuple[OutcomeWords, CodedTime]]:
        for words in self.book.words.outcomes:
            outcome = self.book.review.pooled.outcome(words.endpoint)
            for coded in outcome.coded if outcome else ():
                if coded.patient == patient.id:
                    yield words, coded


def say_coded(words: OutcomeWords, coded: CodedTime) -> str:
    """What the table says of a coded time; empty where the endpoint has no word for it."""
    if not coded.is_known:
        return ""
    kind = "event_without_time" if coded.is_event and coded.right is None else coded.kind
    text: str = getattr(words, kind)
    left, right = (print_number(round(time, 1)) if time is not None else "" for time in (coded.left, coded.right))
    return text.format(left=left or "0", right=right)


def list_table_one(book: CellBook) -> DataSheet:
    """Every patient and field of the form as rows of a data sheet: the full table for the supplement."""
    ordered = order_patients(book)
    rows = [
        (book.names.patients[patient.id], field.id, show_line(item), cell.state,
         book.print_cell(cell, field) if cell.state in SPEAKING else "",
         "yes" if field.id in patient.verified else "no",
         " | ".join(book.names.publication(source.publication) for source in cell.sources))
        for patient in ordered
        for field, item, cell in list_told(book, patient)
    ]  # fmt: skip
    return DataSheet("table1", ("patient", "field", "item", "state", "value", "verified", "publication"), tuple(rows))
