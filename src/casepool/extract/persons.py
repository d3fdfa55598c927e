"""Finding the patients of a document: by labels ("Case 2", "II.3"), by pairs, or by sentences that introduce them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from casepool.domain.evidence import Evidence
from casepool.knowledge.words import load_words
from casepool.text.grammar import Hit
from casepool.text.numbers import NUMBER_PATTERN, parse_number
from casepool.text.view import Sentence, TextView

Cues = dict[int, list[Hit]]
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
OPENING = 24
SEXES = ("male", "female")
ANYBODY = "person"
MOST_SHORT = 2
_WHO = ("who", "who2", "who3")
_AGE = re.compile(rf"(?P<n>{NUMBER_PATTERN}) ?(?P<unit>[a-z]*)(?: old)?$")


@dataclass
class Person:
    """A patient of the document: `number` from 1, the label, and the place that introduces him or her.

    `key` tells persons apart: ("label", normal label) or ("age", age and noun as printed) or ("order", number).
    """

    number: int
    label: str
    opened_by: Evidence | None = None
    key: tuple[str, str] = ("", "")

    @property
    def id(self) -> str:
        return f"case-{self.number}"


@dataclass(frozen=True, slots=True)
class Naming:
    """A place where persons are named: shadow offset and ids; several ids where they are named together."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass
class Roster:
    """The persons of a document, with every way in which the text names them."""

    persons: list[Person] = field(default_factory=list)
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, label: str, evidence: Evidence | None, key: tuple[str, str]) -> Person:
        person = Person(len(self.persons) + 1, label, evidence, key)
        self.persons.append(person)
        self.aliases[key] = person.id
        return person

    def namings(self, view: TextView, sentence: Sentence, hits: list[Hit]) -> list[Naming]:
        """The places of a sentence that name a person of the roster, in order."""
        found = [naming for hit in hits for naming in self._namings_of(view, hit)]
        kept: list[Naming] = []
        for naming in sorted(found, key=lambda n: (n.start, -len(n.ids), n.start - n.end)):
            if not kept or naming.start >= kept[-1].end:
                kept.append(naming)
        return kept

    def _namings_of(self, view: TextView, hit: Hit) -> Iterator[Naming]:
        cue = cue_of(hit)
        if cue == "labels":
            ids = tuple(i for key in _plural_keys(hit) if (i := self.aliases.get(("label", key))))
            if ids:
                yield Naming(hit.start, hit.end, ids)
        elif cue == "pair":
            ids = tuple(i for name in ("a", "b") if (i := self.aliases.get(("pair", f"{hit.start}{name}"))))
            for name, known in zip(("a", "b"), ids, strict=False):
                yield Naming(*_part(hit, name), (known,))
        elif person := self.aliases.get(key_of(view, hit)):
            yield Naming(hit.start, hit.end, (person,))


def cue_of(hit: Hit) -> str:
    """What a rule of the grammar of patients stands for."""
    return (hit.rule.facts or {}).get("cue", "")


def find_persons(view: TextView, told: list[Sentence], cues: Cues) -> Roster:
    """The persons of a document, looked for in the sentences that tell of patients."""
    for find in (_by_label, _by_pair, _by_introduction):
        roster = find(view, told, cues)
        if len(roster.persons) > 1:
            return roster
    return roster


def key_of(view: TextView, hit: Hit) -> tuple[str, str]:
    """What a naming says of the person: the normal form of a label, of an age with its noun, or of an order."""
    cue = cue_of(hit)
    if cue in ("label", "named"):
        return ("label", _label_key(view, hit))
    if cue == "opens":
        return ("age", f"{_age_key(_first_group(hit, 'age'))} {_noun_key(hit)}")
    if cue == "order":
        name = next((n for n in (*ORDERS, "other") if hit.group(n)), "")
        return ("order", str(ORDERS.get(name, 2)))
    return ("", "")


def _label_key(view: TextView, hit: Hit) -> str:
    """The label in normal form, "" if it is none (a small letter, a Roman number in small letters)."""
    name = next((n for n in ("label", "ped", "short") if hit.group(n)), "label")
    start, end = _part(hit, name)
    printed = view.shadow.cased[start:end]
    label = re.sub(r"\s", "", hit.group(name))
    if name == "short":
        return label[1:] if printed[0] == "P" else ""
    if label.isdigit():
        return str(int(label))
    number = parse_number(label)
    if number is not None:
        return str(int(number))
    if not printed[-1 if name == "label" and label.isalpha() else 0].isupper() and not printed.isupper():
        return ""
    return ROMAN.get(label, "") or re.sub(r"[:.-]", ".", label)


def _part(hit: Hit, name: str) -> tuple[int, int]:
    """The shadow interval of a group of a hit."""
    return hit.shift + hit.match.start(name), hit.shift + hit.match.end(name)


def _age_key(printed: str) -> str:
    """The number with its unit in one form; without a unit it is one of years."""
    match = _AGE.match(printed.replace("-", " "))
    if match is None:
        return re.sub(r"[\s-]+", " ", printed).rstrip("s").removesuffix(" old").rstrip("s")
    number = parse_number(match.group("n")) or 0.0
    return f"{number:g} {load_words()['units_time'].canonical(match.group('unit')) or 'year'}"


def _noun_key(hit: Hit) -> str:
    """Male, female, or person for every noun that tells no sex."""
    who = next((word for name in _WHO if (word := hit.canonical(name))), "")
    return who if who in SEXES else ANYBODY


def _first_group(hit: Hit, name: str) -> str:
    return next((words for number in ("", "2", "3") if (words := hit.group(f"{name}{number}"))), "")


def _plural_keys(hit: Hit) -> list[str]:
    text = hit.match.group()
    keys = [ROMAN.get(word, word) for word in re.findall(r"(?<![a-z])(?:\d{1,2}|[ivx]{1,3}\b)|(?<=p)\d", text)]
    if re.search(r"\d ?(?:-|to|through) ?(?:p ?)?\d", text) and len(keys) == 2 and all(k.isdigit() for k in keys):
        return [str(n) for n in range(int(keys[0]), int(keys[1]) + 1)]
    return keys


def _by_label(view: TextView, told: list[Sentence], cues: Cues) -> Roster:
    """One person per label that opens a sentence or a heading of the told part, or that stands beside an age.

    A label in brackets after another one ("Patient 3 (IV:13)") is a second name of the same person. Where numbers are
    the labels, those that no sentence opens are persons too.
    """
    roster = Roster()
    shorts: dict[str, int] = {}
    later: list[tuple[tuple[str, str], Hit]] = []
    for sentence in told:
        if sentence.role != "case" and _is_literature(cues[sentence.index]):
            continue
        before: Hit | None = None
        for hit in sorted((h for h in cues[sentence.index] if cue_of(h) == "label"), key=lambda h: h.start):
            key = key_of(view, hit)
            known = roster.aliases.get(key_of(view, before)) if before and _in_brackets(view, before, hit) else None
            before = hit
            if not key[1] or key in roster.aliases:
                continue
            if known:
                roster.aliases[key] = known
            elif _opens(hit, sentence, shorts):
                roster.add(f"case {key[1]}", view.evidence(hit.start, hit.end), key)
            else:
                later.append((key, hit))
    return _in_order(_with_numbers(view, roster, later))


def _in_brackets(view: TextView, before: Hit, hit: Hit) -> bool:
    """Whether a label stands in brackets right after another one."""
    if hit.start < before.end:
        return bool(hit.group("ped"))
    return view.folded[before.end : hit.start].strip() == "("


def _with_numbers(view: TextView, roster: Roster, later: list[tuple[tuple[str, str], Hit]]) -> Roster:
    """The roster with the numbered persons up to its last one that are named inside sentences only."""
    if len(roster.persons) < 2 or not all(person.key[1].isdigit() for person in roster.persons):
        return roster
    last = max(int(person.key[1]) for person in roster.persons)
    for key, hit in later:
        if key not in roster.aliases and key[1].isdigit() and int(key[1]) <= last:
            roster.add(f"case {key[1]}", view.evidence(hit.start, hit.end), key)
    return roster


def _in_order(roster: Roster) -> Roster:
    """The same persons, by their numbers where every label is one."""
    if not all(person.key[1].isdigit() for person in roster.persons):
        return roster
    ordered = Roster()
    new_ids = {
        person.id: ordered.add(person.label, person.opened_by, person.key).id
        for person in sorted(roster.persons, key=lambda p: int(p.key[1]))
    }
    ordered.aliases = {key: new_ids[old] for key, old in roster.aliases.items()}
    return ordered


def _opens(hit: Hit, sentence: Sentence, shorts: dict[str, int]) -> bool:
    """Whether a label opens a person: the subject of its sentence, beside an age, or a short label that comes back."""
    if hit.group("short"):
        shorts[hit.group("short")] = shorts.get(hit.group("short"), 0) + 1
        return shorts[hit.group("short")] > MOST_SHORT
    return hit.start - sentence.start <= OPENING or (bool(hit.group("ped")) and hit.words[0] in "(;")


def _is_literature(hits: list[Hit]) -> bool:
    kinds = {cue_of(hit) for hit in hits}
    return "literature" in kinds and "index" not in kinds


def _by_pair(view: TextView, told: list[Sentence], cues: Cues) -> Roster:
    """Two persons whose ages stand side by side ("twin girls, 19 and 14 months old")."""
    roster = Roster()
    for sentence in told:
        for hit in cues[sentence.index]:
            if cue_of(hit) == "pair" and not roster.persons:
                for name in ("a", "b"):
                    evidence = view.evidence(*_part(hit, name))
                    roster.add(f"case {len(roster.persons) + 1}", evidence, ("pair", f"{hit.start}{name}"))
    return roster


def _by_introduction(view: TextView, told: list[Sentence], cues: Cues) -> Roster:
    """Persons that sentences bring in: an age with a noun, or "the second patient" where several are announced."""
    roster = Roster()
    announced = any(cue_of(hit) == "announce" for sentence in told for hit in cues[sentence.index])
    for sentence in told:
        hits = sorted(cues[sentence.index], key=lambda h: h.start)
        if _is_literature(hits) and sentence.role != "case":
            continue
        for hit in hits:
            if cue_of(hit) == "opens" and not _has_relative(hits, hit):
                _introduce(view, roster, sentence, hits, hit)
            elif cue_of(hit) == "order" and _brings_in(roster, sentence, hit, announced):
                _add_by_order(view, roster, hit)
    return roster


def _introduce(view: TextView, roster: Roster, sentence: Sentence, hits: list[Hit], hit: Hit) -> None:
    """A person of another age or noun: the subject of a sentence of the case part, or announced as another one."""
    key = key_of(view, hit)
    if known := _known_by_age(roster, key):
        roster.aliases[key] = known
        return
    ordered = next((h for h in hits if cue_of(h) == "order" and h.start <= hit.start and hit.start - h.end < 60), None)
    if ordered and key_of(view, ordered) in roster.aliases:
        roster.aliases[key] = roster.aliases[key_of(view, ordered)]
        return
    subject = sentence.role == "case" and hit.match.start() <= 12
    if roster.persons and not (subject or ordered):
        return
    person = roster.add(f"case {len(roster.persons) + 1}", view.evidence(hit.start, hit.end), key)
    roster.aliases.setdefault(("order", str(person.number)), person.id)


def _known_by_age(roster: Roster, key: tuple[str, str]) -> str:
    """The person of the same age and of no other sex, "" if there is none."""
    if key in roster.aliases:
        return roster.aliases[key]
    age, _, noun = key[1].rpartition(" ")
    nouns = (*SEXES, ANYBODY) if noun == ANYBODY else (ANYBODY,)
    return next((known for n in nouns if (known := roster.aliases.get(("age", f"{age} {n}")))), "")


def _brings_in(roster: Roster, sentence: Sentence, hit: Hit, announced: bool) -> bool:
    """Whether an order word alone brings in somebody: several were announced, and it opens a sentence."""
    if not announced or hit.start - sentence.start > 12:
        return False
    number = next((n for name, n in ORDERS.items() if hit.group(name)), 2)
    return number == len(roster.persons) + 1 and ("order", str(number)) not in roster.aliases


def _add_by_order(view: TextView, roster: Roster, hit: Hit) -> None:
    number = len(roster.persons) + 1
    roster.add(f"case {number}", view.evidence(hit.start, hit.end), ("order", str(number)))


def _has_relative(hits: list[Hit], hit: Hit) -> bool:
    """Whether a relative is the subject of the introduction ("his sister is a 20-year-old woman")."""
    return any(cue_of(h) == "relative" and h.start <= hit.start + 20 and hit.start - h.start < 60 for h in hits)
