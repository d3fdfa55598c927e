"""What a cell of a table of patients says: grammars/cells.toml applied to the cells of the columns that a rule reads."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from casepool.domain.assertion import Mention
from casepool.domain.evidence import Evidence
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.extract.mentions import Reading
from casepool.extract.table_headers import Column
from casepool.extract.table_outcomes import Answer, OutcomeCell, Told, read_outcome
from casepool.extract.table_rows import CellText
from casepool.knowledge.table_columns import load_column_kinds
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, Hit, compile_grammar
from casepool.text.parsers import parse_value

WORDS = ("silent", "unknown", "yes", "no", "plus", "minus")
OUTCOME_KINDS = {"followup", "outcome", "recurrence", "metastasis", "survival"}
LONG_CELL = 120


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one table. `signed` are the columns in which some cell says "+" or "yes"."""

    reading: Reading
    signed: frozenset[int] = frozenset()

    def read(self, column: Column, cell: CellText) -> list[Mention]:
        """The mentions of a cell, without an owner yet; nothing for a cell that says that nothing was reported."""
        word = read_word(cell.words)
        if not cell.words or word == "silent" or (word == "minus" and column.index not in self.signed):
            return []
        if word == "unknown":
            return [self._unknown(cell, field) for field in column.asked]
        hits = list(self._hits(column, cell))
        return [
            *self._presence(column, cell, word),
            *self._amounts(column, cell, hits),
            *self._values(column, cell, hits),
        ]

    def _hits(self, column: Column, cell: CellText) -> Iterator[Hit]:
        for compiled in rules_for(column.kinds):
            found = compiled.find(self.reading.view.folded, cell.start, cell.end)
            yield from ([h for h in (next(found, None),) if h] if fact(compiled, "first") else found)

    def _unknown(self, cell: CellText, field: str) -> Mention:
        rule = next(h for h in _words_hits(cell.words))
        return self._mention(cell, Answer(field, cell.start, cell.end, None, "unclear", "stated_unknown", rule=rule))

    def _presence(self, column: Column, cell: CellText, word: str) -> list[Mention]:
        """What "yes", "no", "+" and "-" answer in this column."""
        kinds = [load_column_kinds()[kind] for kind in column.kinds]
        state = {"yes": "reported", "plus": "reported", "no": "absent", "minus": "absent"}.get(word, "")
        fields = [kind.presence for kind in kinds if kind.presence][:1]
        if word == "no":
            fields = list(dict.fromkeys([*fields, *(f for kind in kinds for f in kind.denies)]))
        answers = [Answer(f, cell.start, cell.end, None, state, rule=f"cell.{word}") for f in fields if state]
        return [self._mention(cell, answer) for answer in answers]

    def _amounts(self, column: Column, cell: CellText, hits: list[Hit]) -> list[Mention]:
        """A bare number, in the unit that the head names."""
        kind = next((load_column_kinds()[k] for k in column.kinds if load_column_kinds()[k].amount), None)
        found = next(iter(_rule("cell.bare_number").find(self.reading.view.folded, cell.start, cell.end)), None)
        timed = any(fact(h, "event") == "time" for h in hits)
        if kind is None or found is None or timed or kind.name == "age" or not column.unit(kind.name):
            return []
        number = found.number("n")
        if number is None:
            return []
        quantity = Quantity(number, column.unit(kind.name), found.canonical("q") or "exact", None, cell.words)
        return [self._mention(cell, a) for a in _amount(kind.amount, quantity, cell, found)]

    def _values(self, column: Column, cell: CellText, hits: list[Hit]) -> list[Mention]:
        plain = [self._plain(column, cell, hit) for hit in hits if hit.rule.field]
        outcomes = self._outcome(cell, hits) if OUTCOME_KINDS & set(column.kinds) else []
        alone = self._surgery_alone(cell, hits)
        return [*(m for m in plain if m), *outcomes, *alone]

    def _plain(self, column: Column, cell: CellText, hit: Hit) -> Mention | None:
        value = parse_value(hit)
        if fact(hit, "list") and isinstance(value, str):
            value = load_words()[fact(hit, "list")].canonical(value) or None
        if isinstance(value, Quantity):
            value = replace(value, unit=_unit(hit, column, value))
        if value is None and hit.rule.value:
            return None
        status = self._status(cell, hit.start, hit.end)
        state = hit.rule.state or ("absent" if status == "absent" else "reported")
        answer = Answer(
            hit.rule.field, cell.start, cell.end, value if state == "reported" else None, state,
            needs_person=hit.rule.needs_person, rule=hit.rule.id,
        )  # fmt: skip
        return replace(self._mention(cell, answer), status=hit.rule.status or status)

    def _surgery_alone(self, cell: CellText, hits: list[Hit]) -> list[Mention]:
        alone = [h for h in hits if fact(h, "event") == "surgery_alone"]
        fields = ("radiotherapy", "chemotherapy") if alone else ()
        return [
            self._mention(cell, Answer(f, cell.start, cell.end, None, "absent", rule=alone[0].rule.id)) for f in fields
        ]

    def _outcome(self, cell: CellText, hits: list[Hit]) -> list[Mention]:
        told = tuple(self._told(cell, hit) for hit in hits if fact(hit, "event"))
        answers = read_outcome(OutcomeCell(self.reading.view.folded, cell.start, cell.end, told))
        return [self._mention(cell, answer) for answer in answers]

    def _told(self, cell: CellText, hit: Hit) -> Told:
        value = parse_value(hit) if hit.rule.parse else None
        time = replace(value, unit=_time_unit(hit.group("u"))) if isinstance(value, Quantity) else None
        place = hit.group("where") or hit.group("where2")
        word = fact(hit, "status") or (load_words()["metastasis_sites"].canonical(place) if place else "")
        return Told(
            fact(hit, "event"), hit.start, hit.end, word,
            absent=self._status(cell, hit.start, hit.end) == "absent",
            site_stated=bool(hit.group("site") or hit.group("place")), time=time, rule=hit.rule.id,
        )  # fmt: skip

    def _status(self, cell: CellText, start: int, end: int) -> str:
        sentence = self.reading.view.sentence_at(start)
        return self.reading.status.status_of(sentence, start, end) if sentence else "present"

    def _mention(self, cell: CellText, answer: Answer) -> Mention:
        evidence = self._evidence(cell, answer)
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

    def _evidence(self, cell: CellText, answer: Answer) -> Evidence:
        return self.reading.view.evidence(answer.start, answer.end)


def read_word(words: str) -> str:
    """Which of WORDS a whole cell says, "" if none."""
    for compiled in compile_grammar("cells"):
        word = fact(compiled, "cell")
        if word in WORDS and next(iter(compiled.find(words, 0, len(words))), None):
            return word
    return ""


@cache
def rules_for(kinds: tuple[str, ...]) -> tuple[CompiledRule, ...]:
    """The rules that read the cells of a column of these kinds."""
    wanted = set(kinds)
    return tuple(c for c in compile_grammar("cells") if wanted & set(fact(c, "columns").split()))


def fact(source: Hit | CompiledRule, name: str) -> str:
    """A fact of the rule behind a hit, "" if the rule has none of this name."""
    return (source.rule.facts or {}).get(name, "")


@cache
def _rule(name: str) -> CompiledRule:
    return next(c for c in compile_grammar("cells") if c.rule.id == name)


def _words_hits(words: str) -> Iterator[str]:
    for compiled in compile_grammar("cells"):
        if fact(compiled, "cell") == "unknown" and next(iter(compiled.find(words, 0, len(words))), None):
            yield compiled.rule.id


def _unit(hit: Hit, column: Column, value: Quantity) -> str:
    """The printed unit, else that of the head, else that of the rule or the kind of column."""
    if hit.rule.unit:
        return hit.rule.unit
    printed = hit.group("u")
    return _time_unit(printed) if printed else next((u for k in column.kinds if (u := column.unit(k))), "")


def _time_unit(printed: str) -> str:
    return "month" if printed == "m" else "day" if printed == "d" else load_words()["units_time"].canonical(printed)


def _amount(field: str, quantity: Quantity, cell: CellText, hit: Hit) -> list[Answer]:
    """A number as the value of a field; a time of an event also says that the event happened."""
    rule = hit.rule.id
    event = {"recurrence_months": "local_recurrence", "metastasis_months": "distant_metastasis"}.get(field)
    if event is None:
        return [Answer(field, cell.start, cell.end, quantity, rule=rule)]
    months = round(quantity.months(), 2)
    happened = Answer(event, cell.start, cell.end, rule=rule)
    return [happened, Answer(field, cell.start, cell.end, IntervalTime(0.0, months), rule=rule)]
