"""Mentions of the vocabulary: signs, conditions, procedures, drugs, parts of the body, measurements and times.

Names come from the lexicon; measurements and times from a grammar. A name inside a longer name is left out, a part of
the body inside another name is kept. Every mention has its status and its owner; none answers a field of the form.
"""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.extraction import Abbreviation
from casepool.extract.mentions import Reading
from casepool.extract.model import Model
from casepool.extract.patients import CASE_ROLES
from casepool.extract.vocabulary_lexicon import Lexicon, WordHit, load_lexicon
from casepool.extract.vocabulary_shapes import find_shaped
from casepool.extract.vocabulary_terms import TYPE_ORDER, Term, keep_terms, widen
from casepool.extract.vocabulary_words import WORD, WordRow, reduced_forms, row_of
from casepool.knowledge.vocabulary import Name, kind_of_phenotype, load_word_rules
from casepool.text.view import Sentence

SHAPED = ("measurement", "time")
LEFT_OUT = ("references", "front")
GENERAL = ("literature", "recommended")
PROBLEMS = ("finding", "condition")
NORMAL = ("normal", "result", "resolved")
SOURCE_ORDER = ("hpo", "tumour", "maxo")


def find_vocabulary(
    reading: Reading, abbreviations: tuple[Abbreviation, ...] = (), model: Model | None = None
) -> list[Mention]:
    """The mentions of the vocabulary in reading order; short forms that the document defines stand for their names.

    A document with a case part gives what is said of patients; what is said of an illness in general, of
    the literature or as advice is left out. A document without one gives everything.
    """
    row, terms = read_terms(reading, abbreviations)
    if model is not None:
        terms = model.choose(row, reading.view.shadow.cased, terms)
    found = [mention for term in terms if (mention := _mention(reading, row, term)) is not None]
    told = [m for m in found if m.owner not in GENERAL]
    kept = told if any(m.owner == "case" and m.evidence.place.role in CASE_ROLES for m in told) else found
    return sorted(kept, key=_order)


def read_terms(reading: Reading, abbreviations: tuple[Abbreviation, ...] = ()) -> tuple[WordRow, list[Term]]:
    """The words of a document as a row, and every term of the dictionary and the grammar in it, from left to right."""
    lexicon = load_lexicon()
    sentences = [s for s in reading.view.sentences if s.role not in LEFT_OUT]
    row = row_of(reading.view, sentences, lexicon.classes)
    named = find_terms(reading, lexicon, row, abbreviations)
    return row, sorted([*named, *find_shaped(reading.view, row, named)], key=lambda t: (t.first, -t.last, t.type))


def add_vocabulary(
    reading: Reading, abbreviations: tuple[Abbreviation, ...], mentions: list[Mention], model: Model | None = None
) -> list[Mention]:
    """The mentions of the rules and those of the vocabulary; where they tell the same, the vocabulary's stands."""
    return join_mentions(mentions, find_vocabulary(reading, abbreviations, model))


def join_mentions(mentions: list[Mention], found: list[Mention]) -> list[Mention]:
    """`mentions` without those that answer no field and overlap one of `found` of their type, and `found`, in order."""
    taken = {(m.type, n) for m in found for n in range(m.evidence.span.start, m.evidence.span.end)}
    kept = [m for m in mentions if m.field or m.type == "ihc" or not _overlaps(m, taken)]
    return sorted([*kept, *found], key=lambda m: (*_order(m), m.field))


def _overlaps(mention: Mention, taken: set[tuple[str, int]]) -> bool:
    span = mention.evidence.span
    kinds = ("finding", "condition") if mention.type in ("finding", "condition") else (mention.type,)
    return any((kind, n) in taken for kind in kinds for n in range(span.start, span.end))


def find_terms(
    reading: Reading, lexicon: Lexicon, row: WordRow, abbreviations: tuple[Abbreviation, ...] = ()
) -> list[Term]:
    """The terms in a row of words, from left to right."""
    read = [(hit.joined, term) for hit in lexicon.find(row) if (term := read_hit(reading, lexicon, row, hit))]
    found = [term for joined, term in read if not joined]
    found += lexicon.endings.find(row, {(t.first, t.last) for t in found})
    found += _find_short_forms(reading, lexicon, row, abbreviations)
    kept = keep_terms(found)
    told = {(term.first, term.codes) for term in kept} | {(term.last, term.codes) for term in kept}
    shared = [t for joined, t in read if joined and not told & {(t.first, t.codes), (t.last, t.codes)}]
    return [widen(row, term, lexicon.rules) for term in sorted([*kept, *shared], key=lambda t: (t.first, -t.last))]


def read_hit(reading: Reading, lexicon: Lexicon, row: WordRow, hit: WordHit) -> Term | None:
    """The term that a hit most likely is: the nearest name, with the codes of equally near names of other tables."""
    words = [word for word in row.words[hit.first : hit.last + 1] if word not in lexicon.rules.dropped]
    cased = reading.view.shadow.cased[row.starts[hit.first] : row.ends[hit.last]]
    fitting = [name for name in hit.names if _fits(lexicon, name, words, cased)]
    if not fitting:
        return None
    ranked = sorted((_distance(lexicon, name, words), n) for n, name in enumerate(fitting))
    nearest = ranked[0][0]
    best = fitting[ranked[0][1]]
    near = [fitting[n] for distance, n in ranked if distance[0] == nearest[0]]
    return make_term(hit.first, hit.last, best, near)


def make_term(first: int, last: int, best: Name, near: list[Name]) -> Term:
    """The term of the best name, with its type and with one code each of the tables among `near`."""
    own = best.source not in SOURCE_ORDER
    if own and best.codes:
        parts = [best.codes]
    else:
        parts = [next((n.codes for n in near if n.source == source), ()) for source in SOURCE_ORDER]
    kind = best.type if own else min((_kind(name) for name in near), key=TYPE_ORDER.index)
    codes = tuple(dict.fromkeys(code for part in parts for code in part))
    return Term(first, last, kind, codes, best.label, f"vocabulary.{best.source}")


def _kind(name: Name) -> str:
    return name.type or kind_of_phenotype(name.label)


def _distance(lexicon: Lexicon, name: Name, words: list[str]) -> tuple[int, int]:
    """How far a name is from the printed words: the same words, the same words in another order, other forms."""
    known = lexicon.words_of(name.text)
    unlike = 0 if known == words else 1 if sorted(known) == sorted(words) else 2 if len(known) == len(words) else 3
    return unlike, name.rank


def _fits(lexicon: Lexicon, name: Name, words: list[str], cased: str) -> bool:
    """Whether printed words may stand for a name: in its case if it has one; a single word of our own lists as itself.

    A word of a group of equal words ("cystic", "cyst") is no name by itself unless a pinned table says so.
    """
    if name.cased:
        return _is_printed_so(cased, name)
    if len(words) > 1 or name.source in SOURCE_ORDER:
        return True
    known = lexicon.words_of(name.text)
    return len(known) == 1 and not set(reduced_forms(words[0])).isdisjoint(reduced_forms(known[0]))


def _is_printed_so(cased: str, name: Name) -> bool:
    """Whether a name that is known in one case only is printed in it; its plural may follow."""
    printed, known = WORD.findall(cased), WORD.findall(name.text)
    return len(printed) == len(known) and all(p in (k, k + "s") for p, k in zip(printed, known, strict=True))


def _find_short_forms(
    reading: Reading, lexicon: Lexicon, row: WordRow, abbreviations: tuple[Abbreviation, ...]
) -> Iterator[Term]:
    """The later places of a short form whose long form is a name."""
    known = {a.short: term for a in abbreviations if (term := _term_of(lexicon, a.long)) is not None}
    if not known:
        return
    folded = {short.lower() for short in known}
    for number, word in enumerate(row.words):
        if word in folded or word.rstrip("s") in folded:
            printed = reading.view.shadow.cased[row.starts[number] : row.ends[number]]
            term = known.get(printed) or known.get(printed.removesuffix("s"))
            if term is not None:
                yield replace(term, first=number, last=number, made_by="vocabulary.short_form")


def _term_of(lexicon: Lexicon, long: str) -> Term | None:
    """The term that a long form is, as a whole."""
    words = lexicon.words_of(long)
    fitting = [name for name in lexicon.lookup(lexicon.classes.string(words)) if not name.cased]
    if not fitting:
        return None
    return make_term(0, 0, min(fitting, key=lambda name: _distance(lexicon, name, words)), fitting)


def _mention(reading: Reading, row: WordRow, term: Term) -> Mention | None:
    sentence = row.sentences[term.first]
    if sentence is None:
        return None
    start, end = term.place or (row.starts[term.first], row.ends[term.last])
    case, owner = reading.people.owner_of(sentence, start)
    status = _status(reading, term.type, sentence, max(start, _plain_start(row, term)), end)
    if status != "absent" and (owner == "relative" or term.type == "inheritance"):
        status = "family"
    return Mention(
        field="",
        type=term.type,
        evidence=reading.view.evidence(start, end),
        state="absent" if status == "absent" else "reported",
        status=status,
        case=case,
        owner=owner,
        item=term.label,
        printed=reading.view.printed(start, end),
        codes=term.codes,
        made_by=term.made_by,
    )


def _plain_start(row: WordRow, term: Term) -> int:
    """Where a term begins without the words of denial that a model may have marked with it ("no signs of illness")."""
    denials = load_word_rules().denials
    first = term.first
    while first < term.last and row.words[first] in denials:
        first += 1
    return row.starts[first]


def _status(reading: Reading, kind: str, sentence: Sentence, start: int, end: int) -> str:
    """The status of a mention. What was normal or gone denies a sign, not a test or a part of the body."""
    scope = None if kind in SHAPED else reading.status.scope_of(sentence, start, end)
    if scope is None or (scope.status == "absent" and scope.kind in NORMAL and kind not in PROBLEMS):
        return "present"
    return scope.status


def _order(mention: Mention) -> tuple[int, int, str, str]:
    return (mention.evidence.span.start, -mention.evidence.span.end, mention.type, mention.made_by)
