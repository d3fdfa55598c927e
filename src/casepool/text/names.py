"""Names of authors: one printed name, a printed list of names, and names made comparable."""

import re
import unicodedata
from dataclasses import dataclass

from casepool.knowledge.compiled import compile_pattern

_LETTERS = str.maketrans({"ø": "o", "ß": "ss", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_UP = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0410-\u042f"
_LOW = "a-z\u00df-\u00f6\u00f8-\u017f\u0430-\u044f"
_PARTICLE = (
    r"(?:(?:d[aeiou]s?|del|della|dell'|di|du|van|von|vom|zu|zur|ten|ter|te|der|den|le|la|las|los|el|al|bin|ben|ibn|"
    r"af|av|y|e|st\.?|St\.?|D[aeiou]s?|Del|Della|Van|Von|Ten|Ter|Der|Den|Le|La|El|Al|Bin|Ben|Mc|Mac|'t)[ -])"
)
_WORD = rf"(?:[dDlLO]['\u2019])?[{_UP}][{_UP}{_LOW}'\u2019\u02bc-]*[{_UP}{_LOW}]"
_SURNAME = rf"{_PARTICLE}{{0,3}}{_WORD}(?:[ -]{_PARTICLE}{{0,2}}(?![{_UP}]{{1,4}}(?:[ ,;:.&]|$)){_WORD}){{0,2}}"
_END = r"(?=\.|,|;|:|$| and | & | et | \()"
_TIGHT = (
    rf"(?:[{_UP}]\.?(?:[ -]{{0,2}}[{_UP}]{_END}\.?){{1,4}}(?<!\.)"
    rf"|[{_UP}](?:\.?-[{_UP}])?[{_UP}]{{0,3}}|[{_UP}][{_LOW}]\.)"
    rf"(?![{_LOW}{_UP}])\.?"
)
_DOTTED = rf"[{_UP}][{_LOW}]?\.(?:[ -]{{0,2}}[{_UP}][{_LOW}]?\.){{0,4}}"
_GIVEN = rf"[{_UP}](?:[{_LOW}'\u2019]+(?:-[{_UP}{_LOW}][{_LOW}]*)?|\.)?"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_ROLE = r"(?: ?\((?:[Ee]ds?|[Ee]ditors?|[Hh]rsg)\.?\))?"

SHAPES = {
    "surname initials": compile_pattern(rf"{_SURNAME},? {_TIGHT}{_SUFFIX}{_ROLE}"),
    "surname, initials": compile_pattern(rf"{_SURNAME},\s?(?:{_DOTTED}|{_TIGHT}){_SUFFIX}{_ROLE}"),
    "surname, given": compile_pattern(rf"{_SURNAME},\s{_GIVEN}(?: {_GIVEN}){{0,2}}{_SUFFIX}{_ROLE}"),
    "initials surname": compile_pattern(rf"(?:{_DOTTED}\s?|[{_UP}]{{1,3}} ){_SURNAME}{_SUFFIX}{_ROLE}"),
    "given surname": compile_pattern(
        rf"{_GIVEN}(?: (?:{_GIVEN}|[{_UP}]{{1,2}})){{0,3}} (?:{_PARTICLE}{{0,3}}){_WORD}{_SUFFIX}{_ROLE}"
        rf"|{_WORD}(?=,| and | &|\.)"
    ),
}
_JOINT = compile_pattern(
    r"\s*(?:[,;]\s*(?:and|&|und|et|y|e|\u2026|\.\.\.)\s+|[;,]\s*|\s(?:and|&|und|et|y)\s+|\.,\s*(?:and |& )?)"
)
_ET_AL = compile_pattern(
    r"[\s,;]*(?:\bet\.? ?al\b\.?|\band others\b|\band colleagues\b|\bu\. ?a\.)(?: ?\([Ee]ds?\.?\))?", re.IGNORECASE
)
_INITIALS = compile_pattern(rf"^(?:[{_UP}]{{1,4}}|(?:[{_UP}][{_LOW}]?\.[ -]?)+|[{_UP}](?:[ .-]{{1,2}}[{_UP}])*)\.?$")
_TAIL = compile_pattern(r"(?:,? (?:Jr|Sr|II|III|IV|2nd|3rd)\.?)$|\s?\((?:eds?|editors?|hrsg)\.?\)$", re.IGNORECASE)
_BODY = compile_pattern(
    r"\b(?:Organi[sz]ation|Society|Committee|Group|Association|Institutes?|Ministry|Collaborati(?:on|ve)|Consortium|"
    r"Network|Foundation|Agency|Cent(?:er|re)s?|Department|Academy|College|Council|Federation|Board|Team|Investigators|"
    r"Program(?:me)?|Registry|Union|Bureau|Office|Service|Authority|Standards|Division|Force|Administration|University|Hospital|WHO|IARC|Panel|Commission)\b"
)
_BODY_NAME = compile_pattern(
    rf"[{_UP}][\w&'\u2019-]*(?:,? (?:[{_UP}][\w&'\u2019-]*|of|for|and|the|on|in|to|de|du|des|&)){{0,11}}"
    r"(?=\.|:| \(|,? (?:19|20)\d\d)"
)
_QUOTE = compile_pattern(r"(?=[\u201c\"])")
_LAST = compile_pattern(rf"(?<=[ -])[{_UP}]{{1,4}}\.(?=\s)|(?=\((?:19|20)\d\d)")
_FURTHEST = 400
_FOOT = compile_pattern(r"[\d*\u2020\u2021\u00a7]+$")


@dataclass(frozen=True, slots=True)
class Name:
    """A printed name in its parts; `given` holds spelt-out given names only (no initials)."""

    surname: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameList:
    """Names as printed and where the list ends.

    `shape` is a key of SHAPES, "body" (an institution), "broken" (a damaged name ends it) or "" (none found);
    `et_al`: more authors than these.
    """

    names: tuple[str, ...]
    end: int
    shape: str = ""
    et_al: bool = False


def fold_name(name: str) -> str:
    """A name without accents, case, spaces, hyphens and other marks: "de Vries" and "De-Vries" are "devries"."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in plain if c.isalnum())


def split_name(printed: str) -> Name:
    """Surname and spelt-out given names of one printed name, in any of the usual orders."""
    name = _FOOT.sub("", _TAIL.sub("", printed.strip(" ,;:"))).strip(" ,;:")
    if _BODY.search(name):
        return Name(name, ())
    if "," in name:
        surname, _, given = name.partition(",")
        return Name(surname.strip(), _spelt(given.split()))
    words = name.split()
    tail = len(words)
    while tail > 1 and _INITIALS.match(words[tail - 1]):
        tail -= 1
    if tail < len(words):
        return Name(" ".join(words[:tail]), ())
    return _split_western(words)


def _split_western(words: list[str]) -> Name:
    """Given names first: the surname is the last word with the particles before it."""
    start = len(words) - 1
    while start > 0 and re.fullmatch(_PARTICLE, words[start - 1] + " ") and words[start - 1][0].islower():
        start -= 1
    return Name(" ".join(words[max(start, 0) :]), _spelt(words[:start]))


def _spelt(words: list[str]) -> tuple[str, ...]:
    return tuple(w.strip(".,") for w in words if not _INITIALS.match(w) and len(w.strip(".,")) > 1)


def read_names(text: str) -> NameList:
    """The list of names that `text` begins with, read in the shape that goes furthest and ends as a list ends.

    A list that breaks off at a damaged name keeps the names before it; a body ("Ministry of ...") is one name.
    """
    lists = [_read_shape(text, shape) for shape in SHAPES]
    good = [found for found in lists if found.names and _ends_well(text, found)]
    initials = [found for found in good if found.shape != "given surname"]
    if initials or good:
        return max(initials or good, key=lambda found: found.end)
    return _read_body(text) or _read_broken(text, lists)


def _read_body(text: str) -> NameList | None:
    match = _BODY_NAME.match(text)
    if match and _BODY.search(match.group()):
        return NameList((match.group(),), match.end(), "body")
    return None


def _read_broken(text: str, lists: list[NameList]) -> NameList:
    """The names before a damaged one; the list ends at a quoted title or after the next initials with a period."""
    best = max((found for found in lists if found.shape != "given surname"), key=lambda found: found.end)
    close = _QUOTE.search(text, best.end, best.end + _FURTHEST) or _LAST.search(text, best.end, best.end + _FURTHEST)
    whole = best.names if text[best.end : best.end + 1] in (",", ";", ".", " ") else best.names[:-1]
    if not whole or close is None:
        return NameList((), 0)
    return NameList(whole, close.end(), "broken", True)


def _read_shape(text: str, shape: str) -> NameList:
    pattern = SHAPES[shape]
    names: list[str] = []
    position = end = 0
    while match := pattern.match(text, position):
        names.append(_tidy(match.group()))
        end = match.end()
        closing = _ET_AL.match(text, end)
        if closing:
            return NameList(tuple(names), closing.end(), shape, True)
        joint = _JOINT.match(text, end)
        if joint is None:
            break
        position = joint.end()
    return NameList(tuple(names), end, shape)


def _tidy(printed: str) -> str:
    """A name without the period that ends the list ("Kim JI." but "Lee, K.")."""
    name = printed.strip()
    return name[:-1] if name.endswith(".") and name.count(".") == 1 and "," not in name else name


def _ends_well(text: str, found: NameList) -> bool:
    """After a list of names come a period, a colon, a year, a title in quotes, or its end."""
    if found.et_al:
        return True
    rest = text[found.end : found.end + 12]
    before = text[found.end - 1 : found.end]
    if before == "." and re.match(r"\s|$", rest):
        return True
    return bool(re.match(r"\s*(?:[.:](?!\w\.)|\(|[,;]?\s*[\"\u201c\u2018']|[,;.]?\s*\(?(?:18|19|20)\d\d|$)", rest)) or (
        found.shape in ("initials surname",) and rest.startswith(",")
    )
