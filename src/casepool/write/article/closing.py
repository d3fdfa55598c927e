"""What stands behind the results: conflicts, appraisal, limitations that stay, declarations, what nobody verified."""

from collections.abc import Iterator

from casepool.domain.cohort import Patient
from casepool.domain.estimate import Disagreement
from casepool.domain.finding import at_least
from casepool.knowledge.checklists import load_checklist
from casepool.write.article.cells import CellBook, list_told, name_place
from casepool.write.article.inputs import Appraised
from casepool.write.article.model import Block, Gap, HeadCell, ListBlock, Paragraph, Runs, TableBlock, TableRow, Words
from casepool.write.article.print_value import print_value
from casepool.write.escape import show_line

DECLARED = ("consent", "ethics", "competing_interests", "funding", "authors", "data")
MOST_FINDINGS = 60
_LONGEST = 300


def write_conflicts(book: CellBook) -> tuple[Block, ...]:
    """Both sides of each conflict: between sources of one patient, within one source, and what the audit found."""
    words = book.wording.parts["conflicts"]
    rows = (*_between(book), *_within(book), *_found(book))
    if not rows:
        return (Paragraph((Words(words["none"]),)),)
    heads = tuple(HeadCell(head, width) for head, width in
                  zip(book.wording.heads("conflict_heads"), (40, 36, 98), strict=True))  # fmt: skip
    title = book.wording.parts["table_titles"]["conflicts"]
    return (
        Paragraph((Words(words["intro"]),)),
        TableBlock("", title, heads, rows[:MOST_FINDINGS], anchor="table-conflicts"),
    )


def _between(book: CellBook) -> Iterator[TableRow]:
    for item in book.review.pooled.disagreements:
        field = book.review.form.field(item.field)
        label = field.label + (f", {show_line(item.item.replace('_', ' '))}" if item.item else "")
        yield TableRow(((Words(book.names.patients[item.patient]),), (Words(label),), (Words(_say_sides(book, item)),)))


def _say_sides(book: CellBook, item: Disagreement) -> str:
    field = book.review.form.field(item.field)
    words = book.words.short.get(field.id, {})
    sides = []
    for value, state, source in item.told:
        shown = print_value(value, words, field.canonical) or book.wording.parts["states"][state]
        quote = source.evidence[0].quote if source.evidence and book.names.may_quote(source.publication) else ""
        said = f" (“{show_line(quote)[:_LONGEST]}”)" if quote else ""
        sides.append(f"{book.names.publication(source.publication)}: {shown}{said}")
    return "; ".join(sides)


def _within(book: CellBook) -> Iterator[TableRow]:
    for patient in book.review.cohort.patients:
        for field, item, cell in list_told(book, patient):
            if cell.state == "unclear" and cell.reason == "contradictory":
                run = book.bind(cell, field, book.print_cell(cell, field, long=True), item)
                quotes = [quoted for source in cell.sources for quoted in book.tell_source(source, "").quotes]
                said = "".join(
                    f" “{quoted.quote}”" + (f" ({quoted.place})" if quoted.place else "") for quoted in quotes
                )
                yield TableRow(((Words(book.names.patients[patient.id]),), (Words(field.label),), (run, Words(said))))


def _found(book: CellBook) -> Iterator[TableRow]:
    """Findings of the audit that are errors or warnings, with the quotes of the most telling sides."""
    for publication, findings in sorted(book.review.findings.items()):
        if not book.names.may_quote(publication):
            continue
        for finding in findings:
            if at_least(finding.severity, "warning"):
                sides = [f" “{show_line(e.quote)[:_LONGEST]}”" + (f" ({name_place(e)})" if name_place(e) else "")
                         for e in finding.evidence[:2]]  # fmt: skip
                said = Words(show_line(finding.headline) + "".join(sides))
                yield TableRow(((Words(book.names.publication(publication)),), (Words(finding.rule),), (said,)))


def write_appraisal(book: CellBook, appraised: Appraised) -> tuple[Block, ...]:
    """Answers by item of one checklist; never a sum, never a number per publication."""
    checklist = load_checklist(appraised.checklist)
    publications = sorted({item.publication for item in appraised.judgements})
    rows = []
    for item in checklist.items:
        answers = [j.answer for j in appraised.judgements if j.item == item.id and j.answer]
        told = ", ".join(f"{name.replace('_', ' ')} {answers.count(name)}" for name in sorted(set(answers)))
        cells = (f"{item.id}. {item.ask}", told or "–", str(len(publications) - len(answers)))
        rows.append(TableRow(tuple((Words(show_line(cell)),) for cell in cells)))
    heads = tuple(HeadCell(head, width) for head, width in
                  zip(book.wording.heads("appraisal_heads"), (100, 50, 24), strict=True))  # fmt: skip
    title = book.wording.parts["table_titles"]["appraisal"].format(checklist=checklist.title)
    return (TableBlock("", title, heads, tuple(rows), anchor=f"table-appraisal-{appraised.checklist}"),)


def write_limitations(book: CellBook) -> tuple[Block, ...]:
    """The limitations: those that always hold and those that the data bring with them. None can be taken out."""
    words = book.wording.parts["limitations"]
    fixed = [words["uncontrolled"], words["reporting"], words["certainty"]]
    if book.review.cohort.index_case:
        fixed.append(words["index_case"])
    told = (*book.review.pooled.caveats, *fixed)
    return (Paragraph((Words(" ".join(told)),)),)


def write_declarations(book: CellBook, anonymised: bool) -> tuple[Block, ...]:
    """The authors' own statements, each missing one as a gap; data and software from the project."""
    names, gaps, given = book.wording.parts["declarations"], book.wording.parts["gaps"], book.review.declarations
    blocks: list[Block] = []
    for key in DECLARED:
        text = show_line(given.get(key, "")) or (names["data_text"] if key == "data" else "")
        if (key == "authors" and (anonymised or not text)) or (key not in gaps and not text):
            continue
        blocks.append(Paragraph((Words(f"{names[key]}. ", "bold"), Words(text) if text else Gap(gaps[key]))))
    return tuple(blocks)


def write_perspective(book: CellBook) -> tuple[Block, ...]:
    """The patient's own view, or its gap."""
    text = show_line(book.review.declarations.get("perspective", ""))
    names, gaps = book.wording.parts["declarations"], book.wording.parts["gaps"]
    return (Paragraph((Words(f"{names['perspective']}. ", "bold"), Words(text) if text else Gap(gaps["perspective"]))),)


def list_unverified(book: CellBook) -> tuple[str, ...]:
    """One line per patient with the fields that a source speaks of and no person has looked at."""
    return tuple(line for patient in book.review.cohort.patients if (line := _list_patient(book, patient)))


def _list_patient(book: CellBook, patient: Patient) -> str:
    labels = [field.label for field, _, _ in list_told(book, patient) if field.id not in patient.verified]
    distinct = list(dict.fromkeys(labels))
    return f"{book.names.patients[patient.id]}: {'; '.join(distinct)}." if distinct else ""


def write_unverified(lines: tuple[str, ...], heading: str) -> tuple[Block, ...]:
    """The list for the last page of the traced file."""
    items: tuple[Runs, ...] = tuple((Words(line),) for line in lines)
    return (Paragraph((Words(heading, "bold"),)), ListBlock(items)) if items else ()


def list_blockers(book: CellBook) -> tuple[str, ...]:
    """What a release still needs, one sentence each."""
    review, words = book.review, book.wording.parts["release"]
    plan, own = review.protocol, review.cohort.index_case
    found = [] if plan.searches else [words["no_search"]]
    found += [words["search"].format(missing=", ".join(s.missing)) for s in plan.searches if s.missing]
    found += [] if plan.data_lock else [words["data_lock"]]
    unverified, cells = book.estimates["cells.unverified"].value, book.estimates["cells"].value
    if unverified:
        found.append(words["unverified"].format(count=int(unverified), cells=int(cells or 0)))
    if review.cohort.proposals:
        found.append(words["links"].format(count=len(review.cohort.proposals)))
    if own and not review.declarations.get("consent"):
        found.append(words["consent"])
    if any(not picture.is_confirmed for picture in review.pictures):
        found.append(words["pictures"])
    return (*found, *([] if review.chain_head else [words["chain"]]))
