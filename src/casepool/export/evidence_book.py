"""The spans that exported rows rest on: each stands once, with its quote, its surroundings and its place."""

from collections.abc import Iterable

from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.export.keys import make_id
from casepool.export.material import Loss, Material, Row

AROUND = 32
LONGEST_QUOTE = 1000
"""Characters; a longer span is cut to these, because exports carry short excerpts and no paper."""


class EvidenceBook:
    """Collects evidence while rows are made. `rows` are sorted by document and place; `losses` names cut quotes."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._rows: dict[str, Row] = {}
        self.losses: list[Loss] = []

    def add(self, publication: str, evidence: Evidence) -> str:
        """The id of a span; a span of a document that is not held has no id ("")."""
        document = self._material.document_of(publication)
        if document is None:
            return ""
        start, end = evidence.span.start, min(evidence.span.end, evidence.span.start + LONGEST_QUOTE)
        name = make_id("e", publication, start, end)
        if name not in self._rows:
            self._rows[name] = _write_row(name, publication, document, evidence, end)
            if end < evidence.span.end:
                self.losses.append(
                    Loss("evidence", publication, f"a quote longer than {LONGEST_QUOTE} characters is cut")
                )
        return name

    def add_all(self, publication: str, evidence: Iterable[Evidence]) -> list[str]:
        """The ids of several spans, each once, in their order."""
        return list(dict.fromkeys(filter(None, (self.add(publication, item) for item in evidence))))

    @property
    def rows(self) -> list[Row]:
        return sorted(self._rows.values(), key=lambda row: (row["document_id"], row["start"], row["end"]))


def _write_row(name: str, publication: str, document: Document, evidence: Evidence, end: int) -> Row:
    start, place, text = evidence.span.start, evidence.place, document.text
    return {
        "evidence_id": name,
        "document_id": publication,
        "start": start,
        "end": end,
        "quote": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
        "role": place.role,
        "sub": place.sub,
        "block": place.block,
        "section": place.section,
        "table": place.table,
        "table_label": place.table_label,
        "row": place.row,
        "column": place.column,
        "column_name": place.column_name,
        "page": place.page,
    }
