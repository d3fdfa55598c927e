"""All tables of a review as rows, each cell in the type of its column; the same rows feed every table format."""

from collections.abc import Callable, Mapping

from casepool.domain.form import Form
from casepool.export.evidence_book import EvidenceBook
from casepool.export.material import Loss, Material, Options, Row
from casepool.export.releasing import release_material
from casepool.export.review_rows import write_review
from casepool.export.value_rows import Desk, write_values
from casepool.export.wide_rows import write_wide
from casepool.knowledge.export_tables import WIDE, Column, TableSpec, list_tables

LEDGER = Loss("mentions", "", "the ledger of all mentions stays in the project; the words of each value are exported")
CLAIMS = Loss(
    "claims", "", "only figures from the literature are exported; other counted sentences are audited, not data"
)
_SORTED: Mapping[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "cases": ("document_id", "name"),
    "links": ("link_id",),
    "conflicts": ("conflict_id",),
    "decisions": ("decision_id",),
}


def build_tables(material: Material, options: Options) -> tuple[dict[str, list[Row]], tuple[Loss, ...]]:
    """Every table by name, and what they do not hold."""
    released, losses = release_material(material, options)
    desk = Desk(released, options, EvidenceBook(released))
    rows = {**write_values(desk), **write_review(desk), WIDE: write_wide(desk)}
    rows["evidence"] = desk.book.rows
    tables = {spec.name: _fit_rows(spec, rows[spec.name]) for spec in list_tables(material.form)}
    return tables, (*losses, *desk.book.losses, LEDGER, CLAIMS)


def specs_of(form: Form) -> dict[str, TableSpec]:
    """The tables by name."""
    return {spec.name: spec for spec in list_tables(form)}


def _fit_rows(spec: TableSpec, rows: list[Row]) -> list[Row]:
    keys = _SORTED.get(spec.name, ())
    ordered = sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys)) if keys else rows
    return [{column.name: fit_cell(column, row.get(column.name)) for column in spec.columns} for row in ordered]


def fit_cell(column: Column, value: object) -> object:
    """The cell in the type of its column; None for "no value", an empty text where the column is of texts."""
    return _FITS[column.type](value)


_FITS: Mapping[str, Callable[[object], object]] = {
    "string": lambda value: "" if value is None else str(value),
    "integer": lambda value: None if value in (None, "") else int(str(value)),
    "number": lambda value: None if value in (None, "") else float(str(value)),
    "boolean": bool,
    "list": lambda value: [str(item) for item in value] if isinstance(value, list) else [],
    "json": lambda value: value,
}
