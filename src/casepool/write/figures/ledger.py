"""The contradictions of one document: where it states a fact, and where the statements do not fit together."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.check import CheckResult
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Card
from casepool.knowledge.palette import load_palette
from casepool.write.escape import show_line
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.ledger_layout import PlaceRow, lay_out_ledger
from casepool.write.find_fact import FactFinder, list_evidence
from casepool.write.name_place import PlaceNames, clean_title

MOST = 12
GRAVE = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text by its name, from `start` to `end`."""

    name: str
    start: int
    end: int


def draw_ledger(check: CheckResult, document_name: str = "", note: str = "") -> Figure | NotDrawn:
    """The facts whose statements do not fit together, gravest first, at most twelve. Refused without one."""
    name = "ledger"
    rows = gather_ledger(check, document_name or check.document.source)
    if not rows:
        read = ", ".join(check.read_note.read)
        left = f"; not {', '.join(check.read_note.not_looked_at)}" if check.read_note.not_looked_at else ""
        return NotDrawn(name, f"No contradiction was found in what was read ({read}{left}).")
    facts = list(dict.fromkeys(row.fact for row in rows))
    told = [f"{fact}: {', '.join(dict.fromkeys(r.value for r in rows if r.fact == fact))}" for fact in facts]
    return Figure(
        name=name,
        title="Statements of one article that do not fit together.",
        legend=f"n = {len(facts)} facts. Each mark is one place of the text, from left to right as printed.",
        alt=f"Fact ledger of 1 article with {len(facts)} facts in conflict, {len(rows)} places. {'; '.join(told)}.",
        data=(make_sheet(name, PlaceRow, rows),),
        scene=lay_out_ledger(rows, load_palette().two_columns, note),
    )


def gather_ledger(check: CheckResult, source: str) -> tuple[PlaceRow, ...]:
    """One row per place of every fact in conflict, with the part of the text it stands in."""
    finder, names = FactFinder(check), PlaceNames(check.document)
    cards = [card for card in check.cards if card.severity in GRAVE and len(list_evidence(card)) > 1][:MOST]
    parts = list_parts(check.document, names)
    return tuple(row for number, card in enumerate(cards) for row in _read_card(card, number, finder, parts, source))


def list_parts(document: Document, names: PlaceNames) -> tuple[Part, ...]:
    """The sections of the text, its tables and its legends, in the order of the text."""
    starts = [(part.start, clean_title(part.title) or part.role.title()) for part in document.sections]
    tables = [table for table in document.tables if table.cells]
    starts += [(min(cell.start for cell in table.cells), names.name_table(table.id)) for table in tables]
    starts += [(figure.start, show_line(figure.label) or "Figure") for figure in document.figures]
    ordered = sorted(set(starts)) or [(0, "Text")]
    if ordered[0][0] > 0:
        ordered.insert(0, (0, "Opening"))
    ends = [*(start for start, _ in ordered[1:]), max(len(document.text), 1)]
    return tuple(Part(name, start, end) for (start, name), end in zip(ordered, ends, strict=True) if end > start)


def _read_card(card: Card, number: int, finder: FactFinder, parts: Sequence[Part], source: str) -> list[PlaceRow]:
    fact = finder.find(card)
    label = fact.label if fact else card.lead.headline
    voices = {span: value for span, (value, _) in fact.voices.items()} if fact else {}
    usual = max(sorted(set(voices.values())), key=list(voices.values()).count, default="")
    split = list(voices.values()).count(usual) * 2 <= len(voices)
    rows = []
    for evidence in sorted(list_evidence(card), key=lambda e: e.span):
        value = voices.get(evidence.span, "")
        conflict = bool(value) and (split or value != usual) if voices else True
        rows.append(_read_place(evidence, number, label, value, conflict, card, parts, source))
    return rows


def _read_place(
    evidence: Evidence, number: int, label: str, value: str, conflict: bool, card: Card, parts: Sequence[Part],
    source: str,
) -> PlaceRow:  # fmt: skip
    span = evidence.span
    part = parts[max(bisect_right([p.start for p in parts], span.start) - 1, 0)]
    return PlaceRow(
        source_id=source,
        number=number,
        fact=show_line(label),
        value=show_line(value or span.quote),
        quote=show_line(span.quote),
        section=part.name,
        section_start=part.start,
        section_end=part.end,
        start=span.start,
        end=span.end,
        rule=card.lead.rule,
        conflict=conflict,
    )
