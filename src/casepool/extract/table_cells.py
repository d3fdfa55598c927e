"""What a cell of a table of patients says: grammars/cells.toml on the cells of the columns that a rule reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from casepool.domain.assertion import Mention
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Measurement, Value
from casepool.extract.mentions import Reading
from casepool.extract.table_grid import CellText
from casepool.extract.table_headers import Column
from casepool.extract.table_legend import find_shorts
from casepool.extract.table_outcomes import Answer, OutcomeCell, Told, read_outcome
from casepool.extract.table_signs import read_diagnosis, read_signs
from casepool.extract.values.markers import read_stains
from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.table_columns import ColumnKind, load_column_kinds
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, Hit, compile_grammar
from casepool.text.parsers import parse_value

WORDS = ("silent", "unknown", "declined", "yes", "no", "plus", "minus")
TREATMENT_KINDS = {"treatment", "surgery", "adjuvant", "radiotherapy", "chemotherapy", "extent"}
LONGEST_WORD = 80
_PART = compile_pattern(r"[,;+/\u2192]|->|\bthen\b|\bfollowed by\b")
STATES = {"yes": "reported", "plus": "reported", "no": "absent", "minus": "absent", "declined": "absent"}
EVENT_OF = {"recurrence_months": "local_recurrence", "metastasis_months": "distant_metastasis"}
EVENT_KINDS = ("recurrence", "recurrence_time", "metastasis", "metastasis_time")
OUTCOME_KINDS = {"followup", "outcome", "survival", *EVENT_KINDS}


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
        answers = [
            *_presence(column, cell, word),
            *_amounts(column, cell, hits),
            *self._outcome(column, cell, hits, word),
        ]
        told = [*self._plain(column, cell, hits), *map(self._mention, answers)]
        told += [*read_signs(self.reading, column, cell), *read_diagnosis(self.reading, column, cell)]
        return [*told, *self._borrowed(column, cell, {m.field for m in told})]

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
        if found.fact("parse") == "size":
            value = _size(hit, column)
        if value is None and (hit.rule.value or hit.rule.parse or found.fact("parse")):
            return None
        status = self._status(found)
        if status == "absent" and TREATMENT_KINDS & set(column.kinds) and not self._is_denied_here(cell, found):
            status = "present"
        state = hit.rule.state or ("absent" if status == "absent" else "reported")
        value = None if state == "absent" else value
        needs_person, reason = hit.rule.needs_person, hit.rule.reason
        answer = Answer(hit.rule.field, cell.start, cell.end, value, state, reason, needs_person, rule=hit.rule.id)
        mention = replace(self._mention(answer), status="absent" if state == "absent" else status)
        declined = state == "absent" and self._declines(cell, found)
        given = "declined" if declined else hit.rule.given
        return replace(mention, item=_item(hit, value), given=given, modality=hit.rule.modality)

    def _is_denied_here(self, cell: CellText, found: CellHit) -> bool:
        """Whether a treatment is denied in its own part of the list: "declined surgery, RT" gives RT."""
        sentence = self.reading.view.sentence_at(found.start)
        scope = self.reading.status.scope_of(sentence, found.start, found.end) if sentence else None
        left, right = _part_of(self.reading.view.folded, cell, found)
        return scope is None or (left <= scope.trigger_start and scope.trigger_end <= right)

    def _declines(self, cell: CellText, found: CellHit) -> bool:
        rule = next(c for c in compile_grammar("cells") if c.rule.id == "cell.declining")
        return (
            next(iter(rule.find(self.reading.view.folded, *_part_of(self.reading.view.folded, cell, found))), None)
            is not None
        )

    def _borrowed(self, column: Column, cell: CellText, told: set[str]) -> list[Mention]:
        """What the grammars of the text find for fields on which no rule for cells has spoken."""
        found = []
        for compiled in borrowed_rules(column.kinds):
            rule_field = compiled.rule.field
            if rule_field not in told and column.speaks_of(rule_field):
                hits = compiled.find(self.reading.view.folded, cell.start, cell.end)
                found += [m for hit in hits if (m := self._value(column, cell, CellHit(hit, hit.start, hit.end)))]
        if column.speaks_of("ihc_panel"):
            sentence = self.reading.view.sentence_at(cell.start)
            found += list(read_stains(self.reading, sentence)) if sentence else []
        return [m for m in found if m.field]

    def _outcome(self, column: Column, cell: CellText, hits: list[CellHit], word: str) -> list[Answer]:
        if not OUTCOME_KINDS & set(column.kinds):
            return []
        told = tuple(self._told(hit) for hit in hits if hit.fact("event"))
        times = [t for t in told if t.kind == "time" and t.time]
        event = next((load_column_kinds()[k].amount for k in column.kinds if k in EVENT_KINDS), "")
        if event and len(times) == len(told) == 1 and times[0].time and word not in ("no", "minus"):
            return _event_at(event, times[0].time, cell, times[0].rule)
        return read_outcome(OutcomeCell(self.reading.view.folded, cell.start, cell.end, told))

    def _told(self, found: CellHit) -> Told:
        hit = found.hit
        value = parse_value(hit) if hit.rule.parse else None
        sites = load_words()["metastasis_sites"]
        places = [sites.canonical(m.group()) for m in sites.pattern.finditer(hit.group("where") or hit.group("where2"))]
        return Told(
            found.fact("event"),
            found.start,
            found.end,
            found.fact("status") or ", ".join(dict.fromkeys(places)),
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
            given=answer.given,
            printed=evidence.quote,
            made_by=answer.rule,
        )


def read_word(words: str) -> tuple[str, str]:
    """Which of WORDS folded words say as a whole, and the rule that found it; empty if none."""
    return _read_word(words) if 0 < len(words) <= LONGEST_WORD else ("", "")


@lru_cache(maxsize=5_000)
def _read_word(words: str) -> tuple[str, str]:
    for compiled in word_rules():
        if next(iter(compiled.find(words, 0, len(words))), None):
            return fact(compiled, "cell"), compiled.rule.id
    return "", ""


@cache
def word_rules() -> tuple[CompiledRule, ...]:
    """The rules that read a whole cell as one word."""
    return tuple(c for c in compile_grammar("cells") if fact(c, "cell") in WORDS)


@cache
def rules_for(kinds: tuple[str, ...]) -> tuple[CompiledRule, ...]:
    """The rules that read the cells of a column of these kinds."""
    wanted = set(kinds)
    return tuple(c for c in compile_grammar("cells") if wanted & set(fact(c, "columns").split()))


@cache
def borrowed_rules(kinds: tuple[str, ...]) -> tuple[CompiledRule, ...]:
    """The rules with a field of the grammars that the kinds of a column borrow from the text."""
    names = dict.fromkeys(name for kind in kinds for name in load_column_kinds()[kind].borrows)
    return tuple(c for name in names for c in compile_grammar(name) if c.rule.field)


def _part_of(text: str, cell: CellText, found: CellHit) -> tuple[int, int]:
    """The part of a list of treatments that holds a hit: between commas, plus signs and arrows."""
    marks = [(m.start(), m.end()) for m in _PART.finditer(text, cell.start, cell.end)]
    left = max((end for _, end in marks if end <= found.start), default=cell.start)
    return left, min((start for start, _ in marks if start >= found.end), default=cell.end)


def fact(source: Hit | CompiledRule, name: str) -> str:
    """A fact of the rule behind a hit, "" if the rule has none of this name."""
    return (source.rule.facts or {}).get(name, "")


def _kinds(column: Column) -> list[ColumnKind]:
    return [load_column_kinds()[kind] for kind in column.kinds]


def _presence(column: Column, cell: CellText, word: str) -> list[Answer]:
    """What "yes", "no", "+" and "-" answer in this column."""
    state = STATES.get(word, "")
    given = "declined" if word == "declined" else ""
    fields = [kind.presence for kind in _kinds(column) if kind.presence][:1]
    if word in ("no", "declined"):
        fields += [f for kind in _kinds(column) for f in kind.denies]
    told = Answer("", cell.start, cell.end, None, state, given=given, rule=f"cell.{word}")
    return [replace(told, field=name) for name in dict.fromkeys(fields) if state]


def _amounts(column: Column, cell: CellText, hits: list[CellHit]) -> list[Answer]:
    """A bare number, in the unit that the head names. A time of an event also says that the event happened."""
    kind = next((k for k in _kinds(column) if k.amount), None)
    rule = next(c for c in compile_grammar("cells") if c.rule.id == "cell.bare_number")
    found = next(iter(rule.find(cell.words, 0, len(cell.words))), None)
    number = (found.number("n") or found.number("n2")) if found else None
    if kind is None or found is None or number is None or any(h.fact("event") == "time" for h in hits):
        return []
    unit = column.unit(kind.name)
    if not unit or any(h.hit.rule.field == kind.amount for h in hits):
        return []
    quantity = Quantity(number, unit, _qualifier(found), None, cell.words)
    if kind.amount in EVENT_OF:
        return _event_at(kind.amount, quantity, cell, rule.rule.id)
    return [Answer(kind.amount, cell.start, cell.end, quantity, rule=rule.rule.id)]


def _event_at(field: str, time: Quantity, cell: CellText, rule: str) -> list[Answer]:
    """A time in a column of an event: the event happened, at that time or before."""
    within = IntervalTime(0.0, round(time.months(), 2))
    happened = Answer(EVENT_OF[field], cell.start, cell.end, rule=rule)
    return [happened, Answer(field, cell.start, cell.end, within, rule=rule)]


def _unit(hit: Hit, column: Column) -> str:
    """The printed unit, else that of the rule, else that of the head or the kind of column."""
    if hit.rule.unit:
        return hit.rule.unit
    printed = hit.group("u")
    return _time_unit(printed) if printed else next((u for k in column.kinds if (u := column.unit(k))), "")


def _item(hit: Hit, value: Value) -> str:
    """The thing that an answer of a list speaks of: as the rule says, else its value."""
    wanted = hit.rule.item
    if wanted.startswith("{"):
        return hit.canonical(wanted[1:-1])
    return wanted or (value if isinstance(value, str) else "")


def _size(hit: Hit, column: Column) -> Measurement | None:
    """One to three numbers in the printed unit, else in that of the head; None if neither names one."""
    numbers = tuple(n for name in ("a", "b", "c") if (n := hit.number(name)) is not None)
    printed = next((u for name in ("ua", "ub", "uc") if (u := hit.group(name))), "")
    unit = printed or column.unit("size")
    return Measurement(numbers, unit) if unit in ("cm", "mm") else None


def _time(hit: Hit, value: Quantity) -> Quantity:
    return replace(value, unit=_time_unit(hit.group("u")), qualifier=_qualifier(hit))


def _qualifier(hit: Hit) -> str:
    return load_words()["qualifiers"].canonical(hit.group("q") or hit.group("sign")) or "exact"


def _time_unit(printed: str) -> str:
    return {"m": "month", "d": "day"}.get(printed) or load_words()["units_time"].canonical(printed)
