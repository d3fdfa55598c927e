"""The case section: the index case in the order of CARE, from fixed sentences with bound values and visible gaps."""

from casepool.domain.cell import Cell
from casepool.domain.cohort import Patient
from casepool.domain.form import Field
from casepool.knowledge.article_words import CasePart, CaseSentence, list_places
from casepool.write.article.cells import SPEAKING, CellBook, show_item
from casepool.write.article.fill import bound_words, fill_runs, join_runs
from casepool.write.article.model import Block, Gap, Heading, Paragraph, Run, Runs, Words
from casepool.write.article.print_value import print_value
from casepool.write.escape import show_line


class CaseWriter:
    """The sentences of one patient. Nothing is said that the form does not hold."""

    def __init__(self, book: CellBook, patient: Patient) -> None:
        self.book = book
        self.patient = patient

    def write(self) -> dict[str, tuple[Block, ...]]:
        """The blocks of each part of the section, by the id of the part."""
        return {part.id: self._write_part(part) for part in self.book.words.case}

    def _write_part(self, part: CasePart) -> tuple[Block, ...]:
        told = [runs for sentence in part.sentences if (runs := self.say(sentence))]
        joined: list[Run] = []
        for runs in told:
            joined += [*([Words(" ")] if joined else []), *runs]
        return (Heading(2, part.heading, f"case-{part.id}"), Paragraph(tuple(joined))) if joined else ()

    def say(self, sentence: CaseSentence) -> Runs:
        """One sentence, or its gap; empty where it does not apply or where silence is no gap."""
        if len(sentence.fields) > 1:
            return self._say_several(sentence)
        field = self.book.review.form.field(sentence.fields[0])
        cell = self.book.cell(self.patient.id, field.id)
        if cell is not None and cell.state == "not_applicable":
            return ()
        if field.is_list:
            return self._say_list(sentence, field)
        if cell is None or cell.state not in SPEAKING:
            return (Gap(sentence.gap),) if sentence.gap else ()
        return self._say_one(sentence, field, cell)

    def _say_one(self, sentence: CaseSentence, field: Field, cell: Cell) -> Runs:
        text = getattr(sentence, cell.state) or ("" if cell.state == "absent" else sentence.text)
        if not text:
            return (Gap(sentence.gap),) if sentence.gap and cell.state != "absent" else self._say_state(field, cell)
        run = self.book.bind(cell, field, self.book.print_cell(cell, field, long=True))
        is_detail = isinstance(cell.value, str) and field.type == "presence"
        detail = f" ({print_value(cell.value, self.book.word_values(field.id, long=True))})" if is_detail else ""
        places: dict[str, Runs] = {field.id: (run,), "detail": (Words(detail),) if detail else ()}
        return fill_runs(text, places, bound_words(text, run))

    def _say_state(self, field: Field, cell: Cell) -> Runs:
        """A state for which the sentence has no words, in the words of the form."""
        run = self.book.bind(cell, field, self.book.print_cell(cell, field, long=True))
        return (Words(f"{field.label}: "), run, Words("."))

    def _say_several(self, sentence: CaseSentence) -> Runs:
        form, found = self.book.review.form, {}
        for name in sentence.fields:
            cell = self.book.cell(self.patient.id, name)
            if cell is not None and cell.state in SPEAKING:
                found[name] = cell
        if sentence.any and not found:
            return ()
        is_decade = self.book.decade and sentence.decade and set(found) == set(sentence.fields)
        text = sentence.decade if is_decade else sentence.text
        places: dict[str, Runs] = {"possessive": (Words(self._possessive(found)),)}
        for name in sentence.fields:
            if name in found:
                printed = self.book.print_cell(found[name], form.field(name), long=True)
                places[name] = (self.book.bind(found[name], form.field(name), printed),)
            else:
                places[name] = (Gap(sentence.gaps.get(name, "not stated")),)
        return fill_runs(text, {name: places[name] for name in list_places(text)})

    def _possessive(self, found: dict[str, Cell]) -> str:
        """The possessive word for the value of a field that has one; "the" without."""
        for name, words in self.book.words.possessive.items():
            cell = found.get(name)
            if cell is not None and isinstance(cell.value, str) and cell.value in words:
                return words[cell.value]
        return "the"

    def _say_list(self, sentence: CaseSentence, field: Field) -> Runs:
        told = self.book.review.cells.list_items(field.id, self.patient.id)
        if not told:
            return (Gap(sentence.gap),) if sentence.gap else ()
        runs: list[Run] = []
        for key, states in (("present", ("reported", "unclear")), ("absent", ("absent",))):
            items = [self._item(field, item, cell) for item, cell in told if cell.state in states]
            text: str = getattr(sentence, key)
            if items and text:
                runs += [*([Words(" ")] if runs else []), *fill_runs(text, {key: join_runs(items)})]
        return tuple(runs)

    def _item(self, field: Field, item: str, cell: Cell) -> Runs:
        words = self.book.words.long.get(field.id, {})
        shown = words.get(item) or show_item(cell, item, signs=False)
        is_named = field.type == "measurement_nd" and item != "unspecified"
        shown = f"{shown} ({show_line(item.replace('_', ' '))})" if is_named else shown
        run = self.book.bind(cell, field, shown, item)
        return (run, Words(" (unclear)")) if cell.state == "unclear" else (run,)


def write_case_section(book: CellBook) -> dict[str, tuple[Block, ...]]:
    """The parts of the case section of the index case; empty without one."""
    own = book.review.cohort.index_case
    return CaseWriter(book, own).write() if own else {}
