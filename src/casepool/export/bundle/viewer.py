"""The offline viewer of a bundle: one page without script or request, every value beside its words."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable
from importlib.resources import files

from casepool.export.material import Material, Row
from casepool.knowledge.export_tables import list_tables

FOLDER = "templates"


def write_viewer(material: Material, tables: dict[str, list[Row]]) -> str:
    """The page. The same rows give the same text."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["plain"] = show_plain
    style = _read("viewer.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.from_string(_read("viewer.html.j2")).render(
        style=style,
        style_hash=f"sha256-{digest}",
        version=material.version,
        data_lock=material.data_lock.isoformat() if material.data_lock else "",
        chain_head=material.chain_head,
        counts=[(name, len(tables[name])) for name in ("documents", "cases", "values", "evidence", "audit_findings")],
        cases=list_cases(material, tables),
        findings=_list_findings(tables),
        about={spec.name: spec.about for spec in list_tables(material.form)},
    )


def list_cases(material: Material, tables: dict[str, list[Row]]) -> list[Row]:
    """The cases in order, each with its answers, each answer with its words."""
    evidence = {str(row["evidence_id"]): row for row in tables["evidence"]}
    titles = {str(row["document_id"]): row for row in tables["documents"]}
    readings: dict[str, list[Row]] = {}
    for row in tables["candidates"]:
        readings.setdefault(str(row["value_id"]), []).append({**row, "quotes": _quotes(row, evidence)})
    labels = {field.id: field.label for field in material.form.fields}
    answers: dict[str, list[Row]] = {}
    for row in tables["values"]:
        entry = {**row, "label": labels.get(str(row["field"]), row["field"]), "quotes": _quotes(row, evidence),
                 "readings": readings.get(str(row["value_id"]), [])}  # fmt: skip
        answers.setdefault(str(row["case_id"]), []).append(entry)
    return [
        {**row, "document": titles.get(str(row["document_id"]), {}), "answers": answers.get(str(row["case_id"]), [])}
        for row in tables["cases"]
    ]


def _quotes(row: Row, evidence: dict[str, Row]) -> list[Row]:
    names = row["evidence_ids"]
    return [evidence[str(name)] for name in (names if isinstance(names, list) else []) if str(name) in evidence]


def _list_findings(tables: dict[str, list[Row]]) -> list[Row]:
    evidence = {str(row["evidence_id"]): row for row in tables["evidence"]}
    return [{**row, "quotes": _quotes(row, evidence)} for row in tables["audit_findings"]]


def show_plain(text: object) -> str:
    """Text with every hidden or direction-turning character as a visible mark, [U+202E]."""
    return "".join(_mark(text) for text in str("" if text is None else text))


def _mark(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in "\n\t\u00ad"
    return f"[U+{ord(character):04X}]" if hidden else character


def hash_page(parts: Iterable[str]) -> str:
    """SHA-256 of texts, for the manifest."""
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _read(name: str) -> str:
    return (files("casepool.export") / FOLDER / name).read_text(encoding="utf-8")
