"""Signs and tumour names in cells and captions: the lexicons of the text, read in columns that speak of them."""

import re
from collections.abc import Iterator

from casepool.domain.assertion import Mention
from casepool.extract.mentions import Reading
from casepool.extract.table_grid import CellText
from casepool.extract.table_headers import Column
from casepool.extract.values.presentation import KIND_FIELDS
from casepool.extract.values.signs import SignHit, find_signs
from casepool.knowledge.signs import Sign, load_signs
from casepool.knowledge.tumour_names import TumourName, find_longest, fold_words
from casepool.text.numbers import is_one_slip

SIGN_FIELD = "presenting_symptoms"
LONGEST_COMPLAINT = 60
_PART = re.compile(r",|;|/|\.|\band\b|\bwith\b|\+|&")
_WORD = re.compile(r"[^\s,;/()\[\].]+")


def read_signs(reading: Reading, column: Column, cell: CellText) -> list[Mention]:
    """The signs of a cell, each with the fields that it answers; words of one wrong letter are read as meant."""
    if not column.speaks_of(SIGN_FIELD):
        return []
    hits = _find_signs(reading.view.folded, cell)
    hits += [slip for part in _parts(cell, hits) for slip in _misspelt(reading.view.folded, *part)]
    return [m for hit in sorted(hits, key=lambda h: h.start) for m in _read_sign(reading, column, hit)]


def _find_signs(text: str, cell: CellText) -> list[SignHit]:
    """The signs of a cell; of several complaints of one place only the first may take the word before it."""
    found: list[SignHit] = []
    done: set[int] = set()
    for hit in find_signs(text, cell.start, cell.end):
        found.append(hit if hit.start in done else _with_word_before(text, cell.start, hit))
        done.add(hit.start)
    return found


def _with_word_before(text: str, start: int, hit: SignHit) -> SignHit:
    """ "radicular pain in the leg": the word before the complaint may make it another sign."""
    before = re.search(r"[a-z]+ $", text[start : hit.start])
    head = re.match(r"[a-z]+", text[hit.start : hit.end])
    if before is None or head is None:
        return hit
    left = start + before.start()
    longer = find_signs(text, left, hit.start + head.end())
    return SignHit(left, hit.end, longer[0].sign) if longer and longer[0].start == left else hit


def _parts(cell: CellText, hits: list[SignHit]) -> Iterator[tuple[int, int]]:
    """The parts of a cell in which no sign was found."""
    marks = [(m.start(), m.end()) for m in _PART.finditer(cell.words)]
    starts, ends = [0, *(end for _, end in marks)], [*(start for start, _ in marks), len(cell.words)]
    for left, right in zip(starts, ends, strict=True):
        start, end = cell.start + left, cell.start + right
        if not any(hit.start < end and start < hit.end for hit in hits):
            yield start, end


def _misspelt(text: str, start: int, end: int) -> list[SignHit]:
    """The signs of a part once its words of one wrong letter are repaired; they stand for the part as printed."""
    words = text[start:end].strip(" ,;/.+&")
    repaired = " ".join(_repair(word) for word in words.split(" "))
    if repaired == words or not words:
        return []
    left = start + text[start:end].index(words)
    return [SignHit(left, left + len(words), hit.sign) for hit in find_signs(repaired, 0, len(repaired))]


def _repair(word: str) -> str:
    known = _words()
    if word in known or len(word) < 4:
        return word
    near = {other for other in known if abs(len(other) - len(word)) < 2 and is_one_slip(word, other)}
    return near.pop() if len(near) == 1 else word


def _words() -> frozenset[str]:
    """The words that a misspelt complaint may have been meant to be: those that complete a place."""
    return frozenset(word for head in load_signs().heads for word in head.words)


def _read_sign(reading: Reading, column: Column, hit: SignHit) -> Iterator[Mention]:
    sentence = reading.view.sentence_at(hit.start)
    status = reading.status.status_of(sentence, hit.start, hit.end) if sentence else "present"
    fields = [SIGN_FIELD, *(KIND_FIELDS[kind] for kind in hit.sign.kinds if kind in KIND_FIELDS)]
    for name in fields:
        if column.speaks_of(name) and not (status == "absent" and name == "neuro_deficit"):
            yield _sign_mention(reading, hit, name, status)


def _sign_mention(reading: Reading, hit: SignHit, field: str, status: str) -> Mention:
    evidence = reading.view.evidence(hit.start, hit.end)
    label = _label(hit.sign, reading.view.folded[hit.start : hit.end])
    return Mention(
        field=field,
        type="finding" if field == SIGN_FIELD else "value",
        evidence=evidence,
        value=None if status == "absent" else label,
        state="absent" if status == "absent" else "reported",
        status=status,
        item=label if field == SIGN_FIELD else "",
        moment="presentation",
        printed=evidence.quote,
        codes=hit.sign.codes,
        made_by="cell.sign",
    )


def _label(sign: Sign, printed: str) -> str:
    """The canonical label; a mass keeps its printed words, which say more."""
    return printed if "mass" in sign.kinds else sign.label


def read_diagnosis(reading: Reading, column: Column, cell: CellText) -> list[Mention]:
    """The tumour that a cell of a column of diagnoses names."""
    names = find_tumours(reading.view.folded, cell.start, cell.end) if column.speaks_of("diagnosis") else []
    return [diagnosis_mention(reading, *names[0], "cell.diagnosis")] if len(names) == 1 else []


def find_tumours(text: str, start: int, end: int) -> list[tuple[int, int, TumourName]]:
    """The tumour names of text[start:end] (shadow), longest first at each place, without overlaps."""
    words = [(m.start(), m.end(), fold_words(m.group())) for m in _WORD.finditer(text, start, end)]
    found: list[tuple[int, int, TumourName]] = []
    for number, (left, _, _) in enumerate(words):
        if found and left < found[-1][1]:
            continue
        ahead = [(right, parts) for _, right, parts in words[number : number + 8]]
        name = find_longest(tuple(part for _, parts in ahead for part in parts)) if words[number][2] else None
        if name is not None:
            found.append((left, _end_of(ahead, name[0]), name[1]))
    return found


def _end_of(ahead: list[tuple[int, tuple[str, ...]]], count: int) -> int:
    for right, parts in ahead:
        count -= len(parts)
        if count <= 0:
            return right
    return ahead[-1][0]


def diagnosis_mention(reading: Reading, start: int, end: int, name: TumourName, made_by: str) -> Mention:
    """A mention of the diagnosis without an owner."""
    evidence = reading.view.evidence(start, end)
    return Mention(
        "diagnosis", "value", evidence, name.label, printed=evidence.quote, codes=name.codes, made_by=made_by
    )
