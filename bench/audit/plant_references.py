"""Planters of faults in references, citations, calls, tables and statements."""

import re
from collections.abc import Callable, Iterator

from bench.audit.plant import RULES, Plant, add, change, pick, plants
from bench.audit.plant_patient import OTHER
from bench.audit.source import Source

CITED = re.compile(r"(?<=\[)(\d{1,3})(?=\])")
XREF = re.compile(r"<xref[^>]*ref-type=\"bibr\"[^>]*>(?:<sup>)?\[?(\d{1,3})\]?(?:</sup>)?</xref>")
CALL = re.compile(r"\b(Fig(?:ure|\.)?|Table) ?(\d{1,2})(?![\d.])(?=[A-Za-z]?[\s),;.])")
ENTRY = re.compile(r"^(\d{1,3})\. (.+)$", re.M)
REF = re.compile(r"<ref(?=[\s>])[^>]*>.*?</ref>", re.S)
NAMED = re.compile(r"\b([A-Z][a-z]{3,})( et al\.?| and [A-Z][a-z]+|,)? ?\(?((?:19|20)\d\d)\)? ?\[(\d+)\]")
SURNAMES = ("Wintergreen", "Osterhage", "Pellingworth", "Quillfeather", "Thornaby", "Vexelmann")
ROW = re.compile(r"^\|.*\b(?:Present|Our|Current|This) (?:case|patient|report)\b.*$", re.M | re.I)
DOI = re.compile(r"\b10\.\d{4,9}/[^\s<\"|]+")


def has_list(source: Source) -> bool:
    return source.group in ("jats", "synthetic")


def count_entries(source: Source) -> int:
    """The number of entries of the reference list."""
    if source.filename.endswith(".xml"):
        return len(REF.findall(source.raw))
    return len(ENTRY.findall(source.plain[source.references_start :]))


@plants("REF-02")
def plant_citation_changed(source: Source) -> Iterator[Plant]:
    """A cited number beyond the end of the list."""
    total = count_entries(source) if has_list(source) else 0
    made: list[Plant] = []
    new = str(total + source.dice("citation").randint(2, 30))
    if source.filename.endswith(".xml"):
        for match in XREF.finditer(source.raw):
            edit = (*match.span(1), new)
            made.append(
                Plant(
                    "citation_changed", source, RULES["citation_changed"], "changed", (edit,), match.group(1), new, new
                )
            )
    elif total:
        for match in CITED.finditer(source.plain[: source.references_start]):
            made += change("citation_changed", source, *match.span(1), new)
    yield from pick("citation_changed", source, made, 3)


def vary_entry(source: Source, entry: str) -> str:
    """The same work written a little differently: as it is, without its pages' end, or with one more initial."""
    return source.dice(entry).choice(
        (
            entry,
            re.sub(r"(\b[A-Z][a-z]+ [A-Z])\b", r"\1M", entry, count=1),
            re.sub(r"[-–]\d+\.$", ".", entry),
            entry.replace(" and ", " & "),
        )
    )


@plants("REF-01")
def plant_reference_duplicated(source: Source) -> Iterator[Plant]:
    """An entry that stands a second time at the end of the list."""
    if not has_list(source):
        return
    made: list[Plant] = []
    kind, total = "reference_duplicated", count_entries(source)
    if source.filename.endswith(".xml"):
        for match in REF.finditer(source.raw):
            copy = re.sub(r'\bid="[^"]*"', 'id="REFX"', match.group(), count=1)
            copy = re.sub(r"<label>[^<]*</label>", f"<label>{total + 1}</label>", copy)
            end = source.raw.rindex("</ref>") + len("</ref>")
            made.append(Plant(kind, source, RULES[kind], "added", ((end, end, copy),), "", match.group()[:80], ""))
    else:
        for match in ENTRY.finditer(source.plain, source.references_start):
            new = f"\n{total + 1}. {vary_entry(source, match.group(2))}"
            at = len(source.plain.rstrip())
            made.append(Plant(kind, source, RULES[kind], "added", (source.edit(at, at, new),), "", new, ""))
    yield from pick(kind, source, made, 3)


@plants("REF-03")
def plant_citation_removed(source: Source) -> Iterator[Plant]:
    """The only citation of an entry removed."""
    if source.group != "synthetic":
        return
    numbers = re.findall(r"\[([\d, –-]+)\]", source.plain[: source.references_start])
    ranges = [range(int(a), int(b) + 1) for n in numbers for a, b in re.findall(r"(\d+)[-–](\d+)", n)]
    told = [int(n) for group in numbers for n in re.findall(r"\d+", group)]
    made: list[Plant] = []
    for match in re.finditer(r" \[(\d+)\]", source.plain[: source.references_start]):
        line = source.plain[source.plain.rfind("\n", 0, match.start()) + 1 : match.start()]
        number = int(match.group(1))
        if told.count(number) == 1 and not any(number in r for r in ranges) and not line.startswith("|"):
            made += change("citation_removed", source, *match.span(), "", "")
    yield from pick("citation_removed", source, [unshown(p) for p in made])


def unshown(plant: Plant) -> Plant:
    return Plant(plant.kind, plant.source, plant.rules, plant.how, plant.edits, plant.old, plant.new, "")


@plants("REF-04")
def plant_doi_damaged(source: Source) -> Iterator[Plant]:
    """A DOI without its slash, with a letter for a digit, or without its beginning."""
    if not has_list(source):
        return
    made: list[Plant] = []
    listed = source.raw.find("<ref-list") if source.filename.endswith(".xml") else source.references_start
    for match in DOI.finditer(source.plain):
        start, end = match.span()
        if not 0 <= listed < source.starts[start]:
            continue
        wrong = source.dice(match.group()).choice(
            (
                match.group().replace("/", "", 1),
                "1O" + match.group()[2:],
                match.group()[3:],
                match.group().replace("10.", "10,"),
            )
        )
        made += change("doi_damaged", source, start, end, wrong)
    yield from pick("doi_damaged", source, made, 4)


@plants("REF-04")
def plant_doi_added(source: Source) -> Iterator[Plant]:
    """A malformed identifier at the end of an entry that has none."""
    if not source.filename.endswith(".md"):
        return
    made: list[Plant] = []
    for match in ENTRY.finditer(source.plain, source.references_start):
        wrong = source.dice(match.group()).choice(
            (
                "doi:10.1016.j.ficta.2015",
                "doi: 10.1O16/j.ficta.2015",
                "https://doi.org/1016/j.ficta",
                "PMID: 2847A561",
                "PMID 123456789012",
            )
        )
        made += add("doi_added", source, match.end(), wrong)
    yield from pick("doi_added", source, made, 3)


@plants("FIG-01")
def plant_call_changed(source: Source) -> Iterator[Plant]:
    """A call of a figure or table with a number that the paper does not have."""
    if not has_list(source):
        return
    made: list[Plant] = []
    calls = list(CALL.finditer(source.plain[: source.references_start]))
    highest = max((int(m.group(2)) for m in calls), default=0)
    for match in calls:
        line = source.plain.rfind("\n", 0, match.start()) + 1
        if line < match.start() - 40:
            made += change("call_changed", source, *match.span(2), str(highest + 2 + len(made) % 3))
    yield from pick("call_changed", source, made, 3)


@plants("FIG-01")
def plant_call_removed(source: Source) -> Iterator[Plant]:
    """The only call of a figure removed."""
    if source.group != "synthetic":
        return
    made: list[Plant] = []
    for match in re.finditer(r" \((Figure|Fig\.|Table) (\d)\)", source.plain[: source.references_start]):
        if len(re.findall(rf"{re.escape(match.group(1))} {match.group(2)}(?!\. )", source.plain)) == 1:
            made += change("call_removed", source, *match.span(), "", "")
    yield from pick("call_removed", source, [unshown(p) for p in made])


@plants("REF-06", "TAB-04", "TAB-07")
def plant_row_study_changed(source: Source) -> Iterator[Plant]:
    """The author or the year of a study in a table, cited by its number."""
    made: list[Plant] = []
    for match in NAMED.finditer(source.plain[: source.references_start]) if source.group == "synthetic" else ():
        if "|" in source.plain[max(0, match.start() - 12) : match.start()] or source.plain[match.start() - 1] == "\n":
            made += name_slips("row_study_changed", source, match)
    yield from pick("row_study_changed", source, made, 4)


@plants("REF-06", "TAB-04")
def plant_study_changed(source: Source) -> Iterator[Plant]:
    """The author or the year of a study in a sentence, cited by its number."""
    made: list[Plant] = []
    for match in NAMED.finditer(source.plain[: source.references_start]) if has_list(source) else ():
        if "|" not in source.plain[max(0, match.start() - 12) : match.start()]:
            made += name_slips("study_changed", source, match)
    yield from pick("study_changed", source, made, 4)


def name_slips(kind: str, source: Source, match: re.Match[str]) -> Iterator[Plant]:
    """The surname replaced, or the year moved by two to four."""
    dice = source.dice(match.group())
    if dice.random() < 0.5:
        yield from change(kind, source, *match.span(1), dice.choice(SURNAMES))
    else:
        yield from change(kind, source, *match.span(3), str(int(match.group(3)) - dice.choice((2, 3, 4))))


@plants("REF-06", "TAB-04")
def plant_study_added(source: Source) -> Iterator[Plant]:
    """A sentence that cites an entry under another author or another year."""
    if source.group != "synthetic" or not source.filename.endswith(".md"):
        return
    made: list[Plant] = []
    end = source.plain.find("\n# CONCLUSION")
    for match in ENTRY.finditer(source.plain, source.references_start):
        named = re.match(r"([A-Z][a-z]+) .*?\b((?:19|20)\d\d)\b", match.group(2))
        if named and end > 0:
            dice = source.dice(match.group())
            wrong_name = dice.random() < 0.5
            author = dice.choice(SURNAMES) if wrong_name else named.group(1)
            year = int(named.group(2)) - (0 if wrong_name else dice.choice((2, 3, 5)))
            sentence = dice.choice(
                (
                    f"{author} et al. ({year}) came to the same result [{match.group(1)}].",
                    f"This agrees with the findings of {author} et al. in {year} [{match.group(1)}].",
                    f"A similar course was described by {author} et al. [{match.group(1)}] in {year}.",
                )
            )
            made += add("study_added", source, len(source.plain[:end].rstrip()), sentence, author)
    yield from pick("study_added", source, made, 3)


@plants("TAB-01", "AGE-01", "SEX-01", "LVL-01", "LAT-01", "SIZ-01", "TRT-01", "STA-01")
def plant_row_changed(source: Source) -> Iterator[Plant]:
    """Age, sex, level, side or treatment of the present case in the review table."""
    if source.group != "synthetic":
        return
    made: list[Plant] = []
    rows = [m.span() for m in ROW.finditer(source.plain)] if source.filename.endswith(".md") else find_xml_rows(source)
    for start, end in rows:
        row = source.plain[start:end]
        for pattern, slip in ROW_SLIPS:
            for match in re.finditer(pattern, row):
                made += change(
                    "row_changed", source, start + match.start(), start + match.end(), slip(match.group()), ""
                )
                break
    yield from pick("row_changed", source, [unshown(p) for p in made], 6)


def find_xml_rows(source: Source) -> list[tuple[int, int]]:
    """The stretch of plain text of the row of the present case in a JATS table: to the line after the last cell."""
    found = re.search(r"\n((?:Present|Our|Current|This) (?:case|patient))\s*\n", source.plain)
    if found is None:
        return []
    stop = re.compile(r"\n\n\n").search(source.plain, found.end())
    return [(found.start(1), stop.start() if stop else found.end() + 200)]


ROW_SLIPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (r"(?<=[|\n ])[1-9]\d(?=[,/ ]+(?:male|female|M|F)\b)", lambda w: str(int(w) + 3)),
    (r"\b(?:male|female)\b", lambda w: OTHER[w]),
    (r"(?<![\w-])[CTL]\d{1,2}(?:-[CTLS]?\d{1,2})?(?=[ |\n])", lambda w: "C3" if w[0] != "C" else "T9"),
    (r"\b(?:left|right)\b", lambda w: {"left": "right", "right": "left"}[w]),
)


def remove_sentences(kind: str, source: Source, pattern: str) -> Iterator[Plant]:
    """All sentences that hold a word, removed; nothing if they do not lie in one piece each."""
    spans = sorted({source.sentence(m.start()) for m in re.finditer(pattern, source.plain, re.I)}, reverse=True)
    if not spans or not all(source.can_edit(a, b) for a, b in spans):
        return
    edits = tuple((source.starts[a], source.ends[b - 1], "") for a, b in spans)
    removed = " / ".join(source.plain[a:b] for a, b in spans)
    yield Plant(kind, source, RULES[kind], "removed", edits, removed[:200], "", "")


@plants("ETH-01")
def plant_consent_removed(source: Source) -> Iterator[Plant]:
    """Every sentence about consent removed."""
    if source.is_article and re.search(r"case|patient", source.plain[:300], re.I):
        yield from remove_sentences(
            "consent_removed", source, r"\bconsent\w*|\bpermission\b|\bagree\w*\b[^.\n]*\bpubli\w+"
        )


@plants("ETH-02")
def plant_ethics_removed(source: Source) -> Iterator[Plant]:
    """Every sentence about ethics removed."""
    if source.is_article and re.search(r"case|patient", source.plain[:300], re.I):
        yield from remove_sentences("ethics_removed", source, r"\bethic\w*|\breview board\b|\bIRB\b|\bHelsinki\b")
