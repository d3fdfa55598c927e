"""The parts of one printed reference: authors, year, title, source, volume, pages, identifiers."""

import re
from dataclasses import dataclass

from casepool.knowledge.compiled import compile_pattern
from casepool.text.names import NameList, read_names

_MARKUP = compile_pattern(r"<sup>[^<]{0,12}</sup>|</?[A-Za-z][^<>]{0,60}>|\*\*|\\(?=[\[\]_*])")
_EMPHASIS = compile_pattern(r"(?<![\w*])\*([^*\n]{3,120})\*(?![\w*])|<(?:i|em)>([^<]{3,120})</(?:i|em)>")
_DOI = compile_pattern(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi\s*:?\s*(?:org/)?)?\s*\b(10\.\d{4,9}/[^\s\"<>\u201d]+)", re.IGNORECASE
)
_PMID = compile_pattern(r"\b(?:PMID|PubMed(?: ID)?|pmid)\s*:?\s*(\d{4,8})\b")
_PMC = compile_pattern(
    r"\bPMC(?:ID)?\s*:?\s*(?:PMC)?\d{4,9}\b|\[(?:PubMed|Google Scholar|CrossRef|Cross Ref|Article|PMC[^\]]*|DOI)\]",
    re.IGNORECASE,
)
_LINK = compile_pattern(r"<?(?:https?://|www\.)[^\s>]+>?")
_ACCESS = compile_pattern(
    r"[\[(](?:last |date )?(?:accessed|access|cited|updated|retrieved|viewed|available)\b.*$|"
    r"\b(?:(?:last )?accessed (?:on|\d|[A-Z])|retrieved (?:on|from)|available (?:from|at|online)|cited (?:19|20)\d\d)"
    r"\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_Y = r"(?:1[89]\d\d|20\d\d)"
_YEARS = (
    compile_pattern(rf"(?<=[.:,;)\w]) ?\(({_Y})[a-z]?(?:[,;/ ][^()]{{0,25}})?\)"),
    compile_pattern(
        rf"(?<![\d\u2013-])({_Y})[a-z]?"
        r"(?: ?[-/ ]? ?[A-Z][a-z]{2,8}\.?(?:[ /-]+(?:\d{1,2}|[A-Z][a-z]{2,8}))*)? ?[;:]"
    ),
    compile_pattern(rf"(?<=[,.;] )({_Y})[a-z]?(?=[.,;]?\s*$|[.,;]\s)"),
    compile_pattern(rf"(?<![\d\u2013/-])({_Y})[a-z]?(?![\d\u2013/-])"),
)
_NUM = r"[A-Za-z]{0,3}\d{1,7}[A-Za-z]?"
_RANGE = rf"{_NUM}(?:\s?[-\u2013\u2014]{{1,2}}\s?{_NUM})?"
_ISSUE = r"(?:\s?\([^()]{1,25}\)|,? ?(?:no|iss|issue)\.? ?[\d-]+|,? ?[Ss]uppl\.? ?\w{0,3}| ?[Pp]t\.? ?\w{1,3}){0,2}"
_PLACES = (
    compile_pattern(
        rf"\bvol(?:ume)?\.? ?(?P<volume>\d{{1,4}})(?:[^p]{{0,40}}\bpp?\.? ?|{_ISSUE}, Article (?:ID )?)"
        rf"(?P<pages>{_RANGE})",
        re.IGNORECASE,
    ),
    compile_pattern(rf"(?P<volume>\b[A-Z]?\d{{1,4}}[A-Z]?){_ISSUE}\s?[:,]\s?(?:pp?\.? ?)?(?P<pages>{_RANGE})(?![\d/])"),
    compile_pattern(rf"\((?P<volume>\d{{1,3}})\)\s?[:,]\s?(?P<pages>{_RANGE})"),
    compile_pattern(rf"(?P<volume>)\bpp?\.? ?(?P<pages>{_RANGE})"),
    compile_pattern(r"(?P<volume>)(?<=\d[;: ])\s?(?P<pages>\d{1,6}\s?[-\u2013]\s?\d{1,6})(?=[\s.]*$)"),
    compile_pattern(r"\bvol(?:ume)?\.? ?(?P<volume>\d{1,4})(?P<pages>)", re.IGNORECASE),
)
_AROUND_YEAR = compile_pattern(
    rf"(?<![\d(])(?P<volume>\d{{1,4}}) ?\({_Y}\)[ ,:]{{1,2}}(?:pp?\.? ?)?(?P<pages>{_RANGE})"
)
_TITLE_END = compile_pattern(
    r"(?<![ .(][A-Za-z])(?<!\bvs)(?<!\bSt)(?<!\bspp)(?<!\bsp)(?<!\be\.g)"
    r"(?:[.?!][\"\u201d\u2019']?(?=\s+[^\sa-z]|\s*$)|[\"\u201d](?=[\s,.])[,.]?|[?!](?=[A-Z]))"
)
_QUOTED = compile_pattern(
    r"\u201c(.{8,500}?)[,.]?\u201d|\"(.{8,500}?)[,.]?\"(?=[\s,.])|[\u2018'](.{8,500}?)[,.]?[\u2019'](?=[\s,.] ?[A-Z])"
)
_PLAIN_WORD = compile_pattern(r"(?<=[\s(])(?!(?:of|and|the|for|in|on|with|et|der|de|und)\b)[a-z]{3,}")
_IN = compile_pattern(r", in:? (?=[A-Z])| In: (?=[A-Z])")
_PART = compile_pattern(
    r"\s*(?:(?:Part|Chapter|Section|Paper|Teil) )(?:[IVX]+|\d{1,2}|[A-Z]|[Oo]ne|[Tt]wo)\b[^.]{0,80}\.?"
)
_WORDY = 3
_OPENING = " .,:;*_-\u2013"


@dataclass(frozen=True, slots=True)
class ReferenceParts:
    """What could be read of one entry; unknown parts are empty, `year` None."""

    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    source: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    et_al: bool = False


def read_parts(printed: str) -> ReferenceParts:
    """The parts of one entry as printed (without its number)."""
    doi, pmid = _find_doi(printed), _first(_PMID, printed)
    emphasised = [next(g for g in m.groups() if g) for m in _EMPHASIS.finditer(printed)]
    plain = clean_entry(printed)
    names = read_names(plain)
    year_at = _find_year(plain, names.end)
    place_at = _find_place(plain, names.end, year_at)
    title, source = _split_title(plain, names, year_at, place_at, emphasised)
    return ReferenceParts(
        authors=names.names,
        year=int(year_at.group(1)) if year_at else None,
        title=title,
        source=source,
        volume=(place_at.group("volume") or "") if place_at else "",
        pages=re.sub(r"\s", "", place_at.group("pages")) if place_at else "",
        doi=doi,
        pmid=pmid,
        et_al=names.et_al,
    )


def clean_entry(printed: str) -> str:
    """One entry as a single line without marks, links, identifiers and notes of access."""
    text = _DOI.sub(" ", _MARKUP.sub("", _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), printed)))
    text = _PMC.sub(" ", _PMID.sub(" ", _LINK.sub(" ", text)))
    text = re.sub(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-z])", "", text).replace("*", "")
    text = _ACCESS.sub("", text)
    return " ".join(text.split()).strip(" *_-")


def _find_doi(printed: str) -> str:
    found = _DOI.search(_MARKUP.sub("", printed))
    if not found:
        return ""
    doi = found.group(1).rstrip(".,;:*_>]")
    return doi[:-1] if doi.endswith(")") and doi.count("(") < doi.count(")") else doi


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""


def _find_year(plain: str, start: int) -> re.Match[str] | None:
    """The year of publication: in brackets, before volume and pages, at the end, or the last that stands alone."""
    for pattern in _YEARS[:-1]:
        found = list(pattern.finditer(plain, max(0, start - 1)))
        if found:
            return found[0] if pattern is _YEARS[0] else found[-1]
    loose = list(_YEARS[-1].finditer(plain, start))
    return loose[-1] if loose else None


def _find_place(plain: str, start: int, year: re.Match[str] | None) -> re.Match[str] | None:
    """Volume and pages: around the year, the first after it, else the last before it."""
    around = _AROUND_YEAR.search(plain, start)
    if around:
        return around
    for pattern in _PLACES:
        after = year.end() - 1 if year else start
        found = pattern.search(plain, after)
        before = [m for m in pattern.finditer(plain, start) if not year or m.end() <= year.start() + 1]
        if found or before:
            return found or before[-1]
    return None


def _split_title(
    plain: str, names: NameList, year: re.Match[str] | None, place: re.Match[str] | None, emphasised: list[str]
) -> tuple[str, str]:
    begin = names.end
    if year and year.start() - names.end <= 6:
        begin = year.end()
    stops = [m.start() for m in (year, place) if m and m.start() > begin]
    end = min(stops, default=len(plain))
    body = plain[begin:end].strip(_OPENING)
    for run in emphasised:
        at = body.rfind(" ".join(run.split()).strip(" .,:"))
        if at > 10:
            return _strip(body[:at]), _strip(body[at:])
    return _by_period(body)


def _by_period(body: str) -> tuple[str, str]:
    """Title and source of what stands between authors and place: a quoted title, or sentences and then the source."""
    quoted = _QUOTED.match(body)
    if quoted:
        return _strip(next(g for g in quoted.groups() if g)), _strip(body[quoted.end() :])
    inside = _IN.search(body)
    ends = [m.end() for m in _TITLE_END.finditer(body) if m.start() >= 8]
    if inside and inside.start() >= 8 and not (ends and ends[0] < inside.start()):
        return _strip(body[: inside.start()]), _strip(body[inside.end() :])
    if ends:
        cut = _title_cut(body, ends)
        return _strip(body[:cut]), _strip(body[cut:])
    return _strip(body), ""


def _title_cut(body: str, ends: list[int]) -> int:
    """The end of the title: of its first sentence, or of a second one in running words if a source follows that."""
    cut = ends[0]
    for following in ends[1:]:
        sentence = body[cut:following]
        wordy = len(_PLAIN_WORD.findall(sentence)) >= _WORDY
        if not (wordy or _PART.fullmatch(sentence)) or not body[following:].strip(" ."):
            break
        cut = following
    return cut


def _strip(words: str) -> str:
    bare = words.strip(' ,;:*_-\u2013"\u201c\u201d(').rstrip(".").strip()
    return re.sub(r",? [Ii]n:?$", "", bare)
