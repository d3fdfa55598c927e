"""What was read of a file, and what was not: as the JSON object that is scored, and as lines for a person."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from casepool.domain.document import Block, Document, Table
from casepool.domain.errors import Problem, ReadError
from casepool.domain.record import RecordList
from casepool.export.extraction_json import Json, document_to_json, problem_to_json
from casepool.read.files import load_bytes, printable_path
from casepool.read.reader import IS_LIST, read_bytes
from casepool.read.records import read_record_path, read_records
from casepool.write.escape import show_line
from casepool.write.wrap_text import shorten, wrap_words

WIDTH = 100
_INDENT = 13


@dataclass(frozen=True)
class Reading:
    """What one input gave: its documents (an article set or replies give several), or why it was not read.

    `data` are the bytes that were read; empty for a list of references and for an input that was not read.
    """

    source: str
    documents: tuple[Document, ...] = ()
    records: RecordList | None = None
    problem: Problem | None = None
    data: bytes = field(default=b"", repr=False)

    @property
    def json(self) -> Json:
        """One object for the input; a set of articles is {"documents": [...]}, replies are `sub_articles` of theirs."""
        if self.problem:
            return {
                "document": {"source": self.source, "problem": problem_to_json(self.problem)},
                "text": "",
                "blocks": [],
            }
        if self.records:
            return records_to_json(self.records)
        objects = [
            {**reading_to_json(main), **({"sub_articles": [reading_to_json(p) for p in parts]} if parts else {})}
            for main, parts in _with_parts(self.documents)
        ]
        return objects[0] if len(objects) == 1 else {"documents": objects}

    @property
    def lines(self) -> str:
        """What was read, for a person, in at most 100 columns."""
        if self.records:
            return describe_records(self.records) + "\n"
        return "".join(describe_document(document) + "\n" for document in self.documents)


def read_input(path: str, ocr: bool = False) -> Reading:
    """Read one file. A file that cannot be read gives its problem as a value.

    `ocr`: pages that are pictures are recognised.
    """
    try:
        data = load_bytes(path)
        return Reading(path, read_bytes(data, printable_path(path), ocr=ocr), data=data)
    except ReadError as error:
        if error.problem.kind == IS_LIST:
            return _read_list(path, lambda: read_record_path(path))
        return Reading(path, problem=error.problem)


def read_stream(data: bytes, name: str = "standard input", ocr: bool = False) -> Reading:
    """Read bytes that came from elsewhere than a file; `ocr` as for a file."""
    try:
        return Reading(name, read_bytes(data, name, ocr=ocr), data=data)
    except ReadError as error:
        if error.problem.kind == IS_LIST:
            return _read_list(name, lambda: read_records(data, name))
        return Reading(name, problem=error.problem)


def write_page(reading: Reading) -> str:
    """The HTML page of one input that was read: what was read, beside pictures of its pages if it has pages."""
    from casepool.pipeline.pictures import draw_document
    from casepool.write.read_page import ReadDocument, write_read_page, write_record_page

    if reading.records:
        return write_record_page(reading.records)
    documents = [
        ReadDocument(document, draw_document(document, reading.data) if document.pages else ())
        for document in reading.documents
    ]
    return write_read_page(documents, reading.source)


def _read_list(source: str, read: Callable[[], RecordList]) -> Reading:
    try:
        return Reading(source, records=read())
    except ReadError as error:
        return Reading(source, problem=error.problem)


def reading_to_json(document: Document) -> Json:
    """The JSON object of one document: identity, canonical text, blocks with their places."""
    front = document.front
    head = {
        **document_to_json(document),
        "media_type": document.media_type,
        "reader": document.reader,
        "authors": list(front.authors),
        "journal": front.journal,
        "year": front.year,
        "pmcid": front.pmcid,
        "article_type": front.article_type,
        "keywords": list(front.keywords),
        "tables": [_table(table) for table in document.tables],
        "figures": [{"label": f.label, "start": f.start, "end": f.end} for f in document.figures],
        "references": len(document.references),
        "references_complete": document.references_complete,
        "citations": len(document.citations),
        "pages": [{"number": p.number, "health": p.health, "note": p.note} for p in document.pages],
    }
    return {"document": head, "text": document.text, "blocks": [_block(block) for block in document.blocks]}


def records_to_json(records: RecordList) -> Json:
    """The JSON object of a reference list: its records, and what could not be read of it."""
    head = {
        "id": "",
        "source": records.source,
        "sha256": records.sha256,
        "media_type": records.format,
        "problem": None,
        "problems": [problem_to_json(problem) for problem in records.problems],
    }
    return {"document": head, "text": "", "blocks": [], "records": [asdict(record) for record in records.records]}


def describe_records(records: RecordList) -> str:
    """One line of sizes, then the problems."""
    years = [record.year for record in records.records if record.year]
    ends = dict.fromkeys((min(years), max(years))) if years else {}
    span = f", {' to '.join(map(str, ends))}" if ends else ""
    count = _count(len(records.records), "record") or "no record"
    head = f"{show_line(records.source)}: {count} ({records.format.upper()}{span})"
    return "\n".join([shorten(head, WIDTH), *(_row("problem", str(problem)) for problem in records.problems)])


def describe_document(document: Document) -> str:
    """One line of sizes, then what was found and what was not."""
    kinds = Counter(block.kind for block in document.blocks)
    name = show_line(document.source)
    size = f"{len(document.text):,} characters, {sum(kinds.values()):,} blocks, read as {document.reader.split()[0]}"
    roles = list(dict.fromkeys(section.role for section in document.sections))
    rows = [
        ("title", document.front.title),
        ("sections", ", ".join(roles)),
        ("tables", "; ".join(_name_table(table) for table in document.tables)),
        ("figures", _count(len(document.figures), "legend")),
        ("references", _describe_references(document)),
        ("pages", _describe_pages(document)),
        *(("problem", str(problem)) for problem in document.problems),
    ]
    return "\n".join([f"{shorten(name, WIDTH - len(size) - 2)}: {size}", *(_row(k, v) for k, v in rows if v)])


def _row(key: str, words: str) -> str:
    lines = wrap_words(show_line(words), WIDTH - _INDENT)
    return "\n".join(f"{'  ' + (key if not n else ''):<{_INDENT}}{line}" for n, line in enumerate(lines))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _name_table(table: Table) -> str:
    name = table.label or f"table {table.id} without a label"
    if table.image_only:
        return f"{name} (a picture only)"
    sure = "" if table.score >= 0.9 else f", {table.score:.0%} sure"
    return f"{name} ({_count(table.row_count, 'row')}, {_count(table.column_count, 'column')}{sure})"


def _describe_references(document: Document) -> str:
    if not document.references:
        return ""
    whole = "all of them read" if document.references_complete else "not all of them could be read"
    return f"{len(document.references)} ({whole}), {_count(len(document.citations), 'citation') or 'no citation'}"


def _describe_pages(document: Document) -> str:
    if not document.pages:
        return ""
    odd = [
        f"page {p.number}: {p.health}{': ' + p.note if p.note else ''}" for p in document.pages if p.health != "text"
    ]
    return "; ".join([_count(len(document.pages), "page"), *odd])


def _with_parts(documents: Sequence[Document]) -> list[tuple[Document, list[Document]]]:
    """Each article with its replies: the id of a reply is that of its article, "+" and its own."""
    articles: list[tuple[Document, list[Document]]] = []
    for document in documents:
        if articles and document.id.startswith(f"{articles[-1][0].id}+"):
            articles[-1][1].append(document)
        else:
            articles.append((document, []))
    return articles


def _table(table: Table) -> Json:
    return {
        "id": table.id,
        "label": table.label,
        "rows": table.row_count,
        "columns": table.column_count,
        "header_rows": table.header_rows,
        "score": table.score,
        "engine": table.engine,
        "image_only": table.image_only,
        "page": table.page,
    }


def _block(block: Block) -> Json:
    item: Json = {"kind": block.kind, "start": block.start, "end": block.end, "page": block.page}
    if block.kind == "heading":
        item["level"] = block.level
    if block.table:
        item["table"] = block.table
    if block.kind == "cell":
        item |= {"row": block.row, "column": block.column, "rowspan": block.rowspan, "colspan": block.colspan}
    return item
