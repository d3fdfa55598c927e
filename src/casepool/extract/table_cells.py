"""What a cell of a table of patients says: grammars/cells.toml on the cells of the columns that a rule reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from casepool.domain.assertion import Mention
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.extract.mentions import Reading
from casepool.extract.table_grid import CellText
from casepool.extract.table_headers import Column
from casepool.extract.table_legend import find_shorts
from casepool.extract.table_outcomes import Answer, OutcomeCell, Told, read_outcome
from casepool.extract.table_signs import read_diagnosis, read_signs
from casepool.knowledge.table_columns import ColumnKind, load_column_kinds
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, Hit, compile_grammar
from casepool.text.parsers import parse_value

WORDS = ("silent", "unknown", "yes", "no", "plus", "minus")
STATES = {"yes": "reported", "plus": "reported", "no": "absent", "minus": "absent"}
EVENT_OF = {"recurrence_months": "local_recurrence", "metastasis_months": "distant_metastasis"}
OUTCOME_KINDS = {"followup", "outcome", "recurrence", "metastasis", "survival"}


@dataclass(frozen=True, slots=True)
class CellHit:
    """A hit of a rule in a cell, or in the long form of a short form that stands at shadow[start:end]."""

    hit: Hit
    start: int
    end: int

    def fact(self, name: str) -> str:
        return fact(self.hit, name)


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one table. `signed`: columns in which some cell says "+" or "yes"; `legend`: short forms."""

    reading: Reading
    signed: frozenset[int] = frozenset()
    legend: Mapping[str, str] = field(default_factory=dict)

    def read(self, column: Column, cell: CellText) -> list[Mention]:
        """The mentions of a cell, without an owner yet; nothing for a cell that says that nothing was reported."""
        word, rule = self._word(cell)
        if word == "silent" or (word == "minus" and column.index not in self.signed):
            return []
        if word == "unknown":
            unknown = [
                Answer(f, cell.start, cell.end, None, "unclear", "stated_unknown", rule=rule) for f in column.asked
            ]
            return [self._mention(answer) for answer in unknown]
        hits = list(self._hits(column, cell))
        answers = [*_presence(column, cell, word), *_amounts(column, cell, hits), *self._outcome(column, cell, hits)]
        told = [*self._plain(column, cell, hits), *map(self._mention, answers)]
        return [*told, *read_signs(self.reading, column, cell), *read_diagnosis(self.reading, column, cell)]

    def _word(self, cell: CellText) -> tuple[str, str]:
        """Which of WORDS the whole cell says, and the rule that found it; a short form is read as its long form."""
        return read_word(self.legend.get(cell.words, "")) if cell.words in self.legend else read_word(cell.words)

    def _hits(self, column: Column, cell: CellText) -> Iterator[CellHit]:
        shorts = find_shorts(cell.words, self.legend)
        for compiled in rules_for(column.kinds):
            found = [CellHit(h, h.start, h.end) for h in compiled.find(self.reading.view.folded, cell.start, cell.end)]
            for start, end, long in shorts:
                place = (cell.start + start, cell.start + end)
                spelt = [CellHit(h, *place) for h in compiled.find(long, 0, len(long))][:1]
                guessed = compiled.rule.needs_person and not spelt
                found = [h for h in found if not ((spelt or guessed) and place[0] <= h.start < place[1])] + spelt
            found.sort(key=lambda h: h.start)
            yield from found[:1] if fact(compiled, "first") else found

    def _plain(self, column: Column, cell: CellText, hits: list[CellHit]) -> list[Mention]:
        """The mentions of the rules that give a value by themselves, and what "surgery alone" denies."""
        found = [m for hit in hits if hit.hit.rule.field and (m := self._value(column, cell, hit))]
        alone = next((h for h in hits if h.fact("event") == "surgery_alone"), None)
        denied = load_column_kinds()["adjuvant"].denies if alone else ()
        rule = alone.hit.rule.id if alone else ""
        return [*found, *(self._mention(Answer(f, cell.start, cell.end, None, "absent", rule=rule)) for f in denied)]

    def _value(self, column: Column, cell: CellText, found: CellHit) -> Mention | None:
        hit = found.hit
        value = parse_value(hit)
        if found.fact("list") and isinstance(value, str):
            value = load_words()[found.fact("list")].canonical(value) or None
        if isinstance(value, Quantity):
            value = replace(value, unit=_unit(hit, column))
        if value is None and hit.rule.value:
            return None
        status = self._status(found)
        state = hit.rule.state or ("absent" if status == "absent" else "reported")
        value = value if state == "reported" else None
        answer = Answer(
            hit.rule.field, cell.start, cell.end, value, state, needs_person=hit.rule.needs_person, rule=hit.rule.id
        )
        return replace(
            self._mention(answer), status=hit.rule.status or status, item=hit.rule.item, given=hit.rule.given
        )

    def _outcome(self, column: Column, cell: CellText, hits: list[CellHit]) -> list[Answer]:
        if not OUTCOME_KINDS & set(column.kinds):
            return []
        told = tuple(self._told(hit) for hit in hits if hit.fact("event"))
        return read_outcome(OutcomeCell(self.reading.view.folded, cell.start, cell.end, told))

    def _told(self, found: CellHit) -> Told:
        hit = found.hit
        value = parse_value(hit) if hit.rule.parse else None
        place = hit.group("where") or hit.group("where2")
        return Told(
            found.fact("event"),
            found.start,
            found.end,
            found.fact("status") or (load_words()["metastasis_sites"].canonical(place) if place else ""),
            absent=self._status(found) == "absent",
            site_stated=bool(hit.group("site") or hit.group("place")),
            time=_time(hit, value) if isinstance(value, Quantity) else None,
            rule=hit.rule.id,
        )

    def _status(self, found: CellHit) -> str:
        sentence = self.reading.view.sentence_at(found.start)
        return self.reading.status.status_of(sentence, found.start, found.end) if sentence else "present"

    def _mention(self, answer: Answer) -> Mention:
        evidence = self.reading.view.evidence(answer.start, answer.end)
        return Mention(
            field=answer.field,
            type="value",
            evidence=evidence,
            value=answer.value,
            state=answer.state,
            status="absent" if answer.state == "absent" else "present",
            reason=answer.reason,
            needs_person=answer.needs_person,
            printed=evidence.quote,
            made_by=answer.rule,
        )


def read_word(words: str) -> tuple[str, str]:
    """Which of WORDS folded words say as a whole, and the rule that found it; empty if none."""
    for compiled in compile_grammar("cells"):
        word = fact(compiled, "cell")
        if word in WORDS and next(iter(compiled.find(words, 0, len(words))), None):
            return word, compiled.rule.id
    return "", ""


@cache
def rules_for(kinds: tuple[str, ...]) -> tuple[CompiledRule, ...]:
    """The rules that read the cells of a column of these kinds."""
    wanted = set(kinds)
    return tuple(c for c in compile_grammar("cells") if wanted & set(fact(c, "columns").split()))


def fact(source: Hit | CompiledRule, name: str) -> str:
    """A fact of the rule behind a hit, "" if the rule has none of this name."""
    return (source.rule.facts or {}).get(name, "")


def _kinds(column: Column) -> list[ColumnKind]:
    return [load_column_kinds()[kind] for kind in column.kinds]


def _presence(column: Column, cell: CellText, word: str) -> list[Answer]:
    """What "yes", "no", "+" and "-" answer in this column."""
    state = STATES.get(word, "")
    fields = [kind.presence for kind in _kinds(column) if kind.presence][:1]
    if word == "no":
        fields += [f for kind in _kinds(column) for f in kind.denies]
    return [Answer(f, cell.start, cell.end, None, state, rule=f"cell.{word}") for f in dict.fromkeys(fields) if state]


def _amounts(column: Column, cell: CellText, hits: list[CellHit]) -> list[Answer]:
    """A bare number, in the unit that the head names. A time of an event also says that the event happened."""
    kind = next((k for k in _kinds(column) if k.amount), None)
    rule = next(c for c in compile_grammar("cells") if c.rule.id == "cell.bare_number")
    found = next(iter(rule.find(cell.words, 0, len(cell.words))), None)
    number = found.number("n") if found else None
    if kind is None or found is None or number is None or any(h.fact("event") == "time" for h in hits):
        return []
    unit = column.unit(kind.name)
    if not unit or any(h.hit.rule.field == kind.amount for h in hits):
        return []
    quantity = Quantity(number, unit, _qualifier(found), None, cell.words)
    event = EVENT_OF.get(kind.amount)
    if event is None:
        return [Answer(kind.amount, cell.start, cell.end, quantity, rule=rule.rule.id)]
    time = IntervalTime(0.0, round(quantity.months(), 2))
    happened = Answer(event, cell.start, cell.end, rule=rule.rule.id)
    return [happened, Answer(kind.amount, cell.start, cell.end, time, rule=rule.rule.id)]


def _unit(hit: Hit, column: Column) -> str:
    """The printed unit, else that of the rule, else that of the head or the kind of column."""
    if hit.rule.unit:
        return hit.rule.unit
    printed = hit.group("u")
    return _time_unit(printed) if printed else next((u for k in column.kinds if (u := column.unit(k))), "")


def _time(hit: Hit, value: Quantity) -> Quantity:
    return replace(value, unit=_time_unit(hit.group("u")), qualifier=_qualifier(hit))


def _qualifier(hit: Hit) -> str:
    return load_words()["qualifiers"].canonical(hit.group("q") or hit.group("sign")) or "exact"


def _time_unit(printed: str) -> str:
    return {"m": "month", "d": "day"}.get(printed) or load_words()["units_time"].canonical(printed)
