"""An invented case report, what a person answers to it, and ways to look at a store (synthetic)."""

from dataclasses import replace

from casepool.domain.document import Document
from casepool.domain.evidence import Evidence, Span
from casepool.domain.extraction import Extraction
from casepool.domain.quantity import Quantity
from casepool.domain.review import Answer
from casepool.extract.document import extract_document
from casepool.read.reader import read_bytes
from casepool.store import Project
from casepool.store.project import Store

TEXT = """# A rare lump of the back: a case report

## Case report
A 52-year-old woman came with pain in the back. There was no fever. The mass measured 4 x 3 cm.
She was alive without disease after 18 months.
"""
OTHER = TEXT.replace("52-year-old woman", "61-year-old man").replace("lump of the back", "lump of the neck")


def read_text(text: str, name: str = "invented-2020.md") -> Document:
    return read_bytes(text.encode(), name)[0]


def extract_text(text: str, name: str = "invented-2020.md") -> Extraction:
    return extract_document(read_text(text, name))


def add_paper(store: Store | Project, text: str = TEXT, name: str = "invented-2020.md") -> str:
    """Add and extract an invented paper; its id."""
    added = store.add_publication(text.encode(), name, "eva").publication
    return store.save_extraction(added.id, extract_text(text, name), "casepool", "casepool 1").id


def answer_age(
    store: Store | Project, publication: str, years: int = 52, reader: str = "A", quote: str = "52-year-old"
) -> Answer:
    """A person's answer to the age, with its quote."""
    document = store.document(publication)
    start = document.text.index(quote)
    evidence = Evidence(Span.of(document.text, start, start + len(quote)))
    case = store.cases(publication)[0].case
    value = Quantity(years, "year", printed=f"{years}-year-old")
    return Answer(publication, case, "age_years", reader, "reported", value=value, evidence=(evidence,))


def answer_sex(store: Store | Project, publication: str, word: str = "female", reader: str = "A") -> Answer:
    """A person's answer to the sex, quoting a word of the text."""
    quote = "woman" if word == "female" else "She"
    return replace(answer_age(store, publication, quote=quote), field="sex", value=word, reader=reader)
