"""The author's figure plates, and the timeline of the index case."""

import re

from casepool.domain.cohort import Patient
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.knowledge.article_words import list_places
from casepool.write.article.cells import SPEAKING, CellBook, show_item
from casepool.write.article.fill import fill_runs, join_runs
from casepool.write.article.model import Gap, HeadCell, Panel, Paragraph, PlateBlock, Runs, TableBlock, TableRow, Words
from casepool.write.article.pictures import clean_picture
from casepool.write.article.print_value import print_number
from casepool.write.escape import show_line

SUFFIX = {"image/png": "png", "image/jpeg": "jpg"}


def write_plates(book: CellBook, number: int) -> PlateBlock | Paragraph:
    """The pictures as panels in the order of their file names, or the gap that says why there are none."""
    pictures, gaps = sorted(book.review.pictures, key=lambda picture: picture.name), book.wording.parts["gaps"]
    if not pictures:
        return Paragraph((Gap(gaps["no_pictures"]),))
    waiting = sum(not picture.is_confirmed for picture in pictures)
    if waiting:
        return Paragraph((Gap(gaps["pictures"].format(count=book.wording.count(waiting, "picture"))),))
    panels = []
    for place, picture in enumerate(pictures):
        clean = clean_picture(picture.name, picture.data)
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place % 26]
        file = f"plate{number}{letter}.{SUFFIX[clean.media_type]}"
        panels.append(Panel(letter, file, clean.media_type, clean.data, clean.width, clean.height,
                            write_legend(book, picture.name)))  # fmt: skip
    plate = book.wording.parts["plates"]
    return PlateBlock(number, plate["title"], tuple(panels), plate["alt"].format(count=len(panels)))


def write_legend(book: CellBook, name: str) -> Runs:
    """The legend of a picture, from the words of its file name and the fields of the form."""
    own = book.review.cohort.index_case
    words = set(re.findall(r"[a-z&]+\d?[a-z]*", name.lower().rpartition(".")[0]))
    found = next((item for item in book.words.plates if words & set(item.words)), None)
    if found is None or own is None:
        return (Gap(book.wording.parts["plates"]["unnamed"].format(name=show_line(name))),)
    return fill_runs(found.text, {field: _tell(book, own, field) for field in list_places(found.text)})


def _tell(book: CellBook, patient: Patient, name: str) -> Runs:
    field = book.review.form.field(name)
    if field.is_list:
        told = book.review.cells.list_items(name, patient.id)
        items: list[Runs] = [(book.bind(cell, field, show_item(cell, item, signs=False), item),) for item, cell in told]
        return join_runs(items) or (Gap(f"{field.label}: not stated"),)
    cell = book.cell(patient.id, name)
    if cell is None or cell.state not in SPEAKING:
        return (Gap(f"{field.label}: not stated"),)
    return (book.bind(cell, field, book.print_cell(cell, field, long=True)),)


def write_timeline(book: CellBook) -> TableBlock | None:
    """Months from time zero of the index case, no dates; None where nothing is stated."""
    own = book.review.cohort.index_case
    if own is None:
        return None
    rows = []
    for entry in book.words.timeline:
        cell, field = book.cell(own.id, entry.field), book.review.form.field(entry.field)
        if cell is None or cell.state not in ("reported", "unclear"):
            continue
        when = "0" if entry.zero else _say_when(cell.value, entry.before)
        shown = book.print_cell(cell, field, long=True) if not entry.zero else book.wording.parts["states"]["reported"]
        month = (book.bind(cell, field, when),) if when else (Words(book.wording.parts["states"]["unclear"]),)
        rows.append(TableRow((month, (Words(entry.what),), (Words(shown),))))
    heads = tuple(HeadCell(head, width) for head, width in
                  zip(book.wording.heads("timeline_heads"), (30, 60, 84), strict=True))  # fmt: skip
    title = book.wording.parts["table_titles"]["timeline"]
    return TableBlock("", title, heads, tuple(rows), anchor="table-timeline") if len(rows) > 1 else None


def _say_when(value: object, before: bool) -> str:
    if isinstance(value, IntervalTime):
        if value.after is None or value.by is None or value.is_exact:
            return print_number(value.by if value.after is None and value.by is not None else value.after or 0)
        return f"({print_number(value.after)}, {print_number(value.by)}]"
    if isinstance(value, Quantity):
        months = print_number(round(value.months(), 1))
        sign = "≥" if value.qualifier == "at_least" else ""
        return f"−{months} to 0" if before else f"{sign}{months}"
    return ""
