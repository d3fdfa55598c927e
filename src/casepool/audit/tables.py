"""Review tables against the text: the index case's row, counts in prose, captions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import product

from casepool.audit.ledger import current, in_table, join_words, name_place, one_row, say_value
from casepool.audit.paper import Paper
from casepool.audit.treatment import is_at_relapse, is_given_at_relapse
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.evidence import Evidence
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.domain.values import Levels
from casepool.knowledge.forms import load_form
from casepool.text.levels import region_of

COMPARED = {"age_years": "age", "sex": "sex", "level_range": "levels", "laterality": "side"}
GIVEN = ("radiotherapy", "chemotherapy", "surgery_done")
JUNCTIONS = {
    "cervicothoracic": ("cervical", "thoracic", "cervicothoracic"),
    "thoracolumbar": ("thoracic", "lumbar", "thoracolumbar"),
    "lumbosacral": ("lumbar", "sacral", "lumbosacral"),
}
REGIONS = ("cervical", "thoracic", "lumbar", "sacral", *JUNCTIONS)
MOST_GROUPINGS = 20_000
LONGEST_MISSING = 30
ALIKE = 0.8


def find_row_conflicts(paper: Paper) -> Iterator[Finding]:
    """TAB-01: the row of the index case differs from the text."""
    for case in paper.told:
        for field, card in COMPARED.items():
            valued = [m for m in current(case, field) if m.value is not None and not m.made_by.endswith("pronoun")]
            told = one_row(valued, lambda m: _say(m))
            cells = [m for m in told if in_table(m)]
            pair = next(((c, m) for c in cells for m in told if not in_table(m) and _differ(c, m)), None)
            if pair:
                yield _row_finding(paper, case, pair, card)
        for field in GIVEN:
            told = [m for m in current(case, field) if in_table(m) or not _is_apart(paper, m)]
            cells = [m for m in told if in_table(m)]
            pair = next(((c, m) for c in cells for m in told if not in_table(m) and c.state != m.state), None)
            if pair and not (pair[0].state == "reported" and is_given_at_relapse(paper, case, field)):
                yield _row_finding(paper, case, pair, field)


def _is_apart(paper: Paper, mention: Mention) -> bool:
    """Whether a treatment is said of another time than that of the row: a later stage, or an earlier illness."""
    apart = ("later_stages", "earlier_care")
    return any(paper.has(name, mention.evidence) for name in apart) or is_at_relapse(paper, mention)


def _row_finding(paper: Paper, case: Case, pair: tuple[Mention, Mention], card: str) -> Finding:
    cell, other = pair
    quotes = (*paper.cells([cell]), *paper.clauses([other]))
    near = card == "age" and abs(_years(cell) - _years(other)) <= 1
    said = {
        "table": cell.evidence.place.table_label or "The table", "a": _say(cell), "b": _say(other),
        "place_b": name_place(other.evidence), "what": load_form().field(cell.field).label.lower(),
    }  # fmt: skip
    return paper.finding("TAB-01", quotes, "birthday" if near else "", f"{card}:{case.id}", case.id, **said)


def find_count_conflicts(paper: Paper) -> Iterator[Finding]:
    """TAB-02: counts in prose that fit no permitted grouping of the paper's own table."""
    for claim in paper.extraction.claims:
        groups = [(name, int(n)) for name, n in claim.groups if float(n).is_integer()]
        if claim.kind != "count" or len(groups) < 2 or not paper.rows or not _is_table_claim(claim):
            continue
        rows = _row_options(paper, claim.field)
        if len([r for r in rows if r]) < 2 or _fits(rows, groups):
            continue
        yield _count_finding(paper, claim, groups, rows)


def _count_finding(paper: Paper, claim: Claim, groups: list[tuple[str, int]], rows: list[tuple[str, ...]]) -> Finding:
    held = Counter(options[0] for options in rows if options)
    named = {name for name, _ in groups}
    total = sum(n for _, n in groups)
    repeated = [name for name, k in Counter(name for name, _ in groups).items() if k > 1]
    missing = [name for name in held if name not in named]
    label = paper.table_label(paper.rows[0].table)
    said: dict[str, str] = {"a": _list_groups(groups), "b": _list_groups(held.items()), "table": label}
    variant = "total_wrong" if total not in (len(rows), len(paper.rows)) else ""
    if variant:
        said |= {"n": str(total), "k": str(len(rows))}
    elif repeated and len(missing) == 1:
        variant = "total_right"
        said |= {"n": str(total), "wrong": claim.fact(repeated[0]) or repeated[0], "meant": missing[0]}
    return paper.finding("TAB-02", (claim.evidence, *_cells_of(paper, claim.field, missing)), variant, **said)


def find_ordinal_conflicts(paper: Paper) -> Iterator[Finding]:
    """TAB-03: 'the n-th case' does not fit the number of rows, with or without the index case."""
    for table, rows in _tables(paper).items():
        caption = paper.caption(table)
        if caption is None or len(rows) < 2 or not paper.hits_in("audit_tables", "complete", caption):
            continue
        for claim in paper.extraction.claims:
            ordinal = int(claim.numbers[0]) if claim.kind == "novelty" and claim.numbers else 0
            if ordinal < 2 or ordinal in (len(rows), len(rows) + 1) or not _same_subject(paper, claim, caption):
                continue
            said = {"a": _short(claim.evidence), "table": paper.table_label(table), "what": "earlier cases"}
            yield paper.finding("TAB-03", (claim.evidence, caption), n=len(rows), **said)


def find_unshown_properties(paper: Paper) -> Iterator[Finding]:
    """TAB-05: a count claim depends on a property that the table does not show for the rows counted."""
    properties = paper.word_list("claim_properties")
    for table, rows in _tables(paper).items():
        caption = paper.caption(table)
        for claim in paper.extraction.claims:
            if claim.kind != "novelty" or caption is None or not claim.numbers or claim.numbers[0] < 2:
                continue
            scope = paper.words_of(claim.evidence)
            found = properties.pattern.search(scope)
            if found is None:
                continue
            name = properties.canonical(found.group())
            shown = [r for r in rows if name in _properties_of_row(paper, r)]
            if len(shown) == len(rows) or name in paper.listed("claim_properties", paper.words_of(caption)):
                continue
            said = {"a": found.group(), "b": caption.quote, "table": paper.table_label(table)}
            if shown:
                yield paper.finding("TAB-05", (claim.evidence, caption), k=len(shown), n=len(rows), **said)
            else:
                yield paper.finding("TAB-05", (claim.evidence, caption), "none", **said)


def list_unusual_cells(paper: Paper) -> Iterator[Finding]:
    """TAB-06: cells read from a misspelling or an odd word for missing."""
    cells: dict[Evidence, str] = {}
    for evidence, hit in paper.cell_hits("audit_tables"):
        if ".odd_cell" in hit.rule.id and (reading := _reading(paper, evidence)):
            cells[evidence] = reading
    for evidence in paper.table_cells():
        if reading := _misspelt_missing(paper, evidence):
            cells[evidence] = reading
    cells = dict(sorted(cells.items(), key=lambda item: item[0].span.start))
    if cells:
        listed = join_words([f"'{e.quote}' as {reading}" for e, reading in cells.items()])
        label = next(iter(cells)).place.table_label or "the table"
        yield paper.finding("TAB-06", cells, table=label, list=listed)


def find_caption_conflicts(paper: Paper) -> Iterator[Finding]:
    """TAB-09: the caption says earlier cases but the table holds the index case, or the reverse."""
    for table, rows in _tables(paper).items():
        caption = paper.caption(table)
        if caption is None:
            continue
        own = [m for case in paper.told for m in case.mentions if in_table(m) and m.evidence.place.table == table]
        says_own = bool(paper.hits_in("audit_tables", "with_present", caption))
        says_earlier = bool(paper.hits_in("audit_tables", "earlier_only", caption))
        said = {"a": _short(caption), "table": paper.table_label(table)}
        if own and says_earlier and not says_own:
            quotes = (caption, *paper.row_label(own[0]))
            yield paper.finding("TAB-09", quotes, n=len(rows), total=len(rows) + 1, **said)
        elif says_own and not own:
            yield paper.finding("TAB-09", (caption,), "missing", **said)


def _tables(paper: Paper) -> Mapping[str, list[Case]]:
    tables: dict[str, list[Case]] = {}
    for case in paper.rows:
        tables.setdefault(case.table, []).append(case)
    return tables


def _is_table_claim(claim: Claim) -> bool:
    return claim.field in ("region", "level_range", "sex") and claim.evidence.place.role != "references"


def _row_options(paper: Paper, field: str) -> list[tuple[str, ...]]:
    """For each row, and for the index case if it has a row, the groups that it may be counted in; () if unknown."""
    own = [c for c in paper.told if any(in_table(m) for m in c.mentions)]
    return [_options(case, field) for case in (*paper.rows, *own)]


def _options(case: Case, field: str) -> tuple[str, ...]:
    if field == "sex":
        sex = [m.value for m in current(case, "sex") if isinstance(m.value, str)]
        return (sex[0],) if sex else ()
    levels = [m.value for m in current(case, "level_range") if isinstance(m.value, Levels)]
    if levels:
        region = region_of(levels[-1])
        return JUNCTIONS.get(region, (region,))
    regions = [m.value for m in current(case, "region") if isinstance(m.value, str)]
    return JUNCTIONS.get(regions[0], (regions[0],)) if regions else ()


def _fits(rows: Sequence[tuple[str, ...]], groups: list[tuple[str, int]]) -> bool:
    """Whether some permitted grouping of the rows, with or without the last one, gives the stated counts."""
    wanted: Counter[str] = Counter()
    for name, number in groups:
        wanted[name] += number
    sets = [rows, rows[:-1]]
    return any(_fits_all(list(chosen), wanted) for chosen in sets)


def _fits_all(rows: list[tuple[str, ...]], wanted: Counter[str]) -> bool:
    options = [row or (*wanted, "") for row in rows]
    size = 1
    for row in options:
        size *= len(row)
    if size > MOST_GROUPINGS:
        return True
    for choice in product(*options):
        counted = Counter(choice)
        if all(counted[name] == number for name, number in wanted.items()):
            return True
    return False


def _cells_of(paper: Paper, field: str, regions: Sequence[str]) -> tuple[Evidence, ...]:
    """The cells of rows that belong to regions which the sentence does not name."""
    name = "sex" if field == "sex" else "level_range"
    cases = [c for c in (*paper.rows, *paper.told) if set(_options(c, field)) & set(regions)]
    return paper.cells(m for c in cases for m in current(c, name) if in_table(m))


def _list_groups(groups: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {number}" for name, number in groups)


def _same_subject(paper: Paper, claim: Claim, caption: Evidence) -> bool:
    """Whether claim and caption share a word that names the disease or the site."""
    words = {w[:8] for w in paper.words_of(claim.evidence).split() if len(w) > 6}
    return bool(words & {w[:8] for w in paper.words_of(caption).split() if len(w) > 6} - {"previous", "reported"})


def _properties_of_row(paper: Paper, case: Case) -> set[str]:
    words = " ".join(paper.words_of(e) for e in paper.row_cells(case.table, case.row))
    return paper.listed("claim_properties", words)


def _reading(paper: Paper, cell: Evidence) -> str:
    """What was read from a cell: the values of the mentions that lie in it."""
    mentions = [m for c in paper.extraction.cases for m in c.mentions if cell.span.holds(m.evidence.span)]
    return ", ".join(dict.fromkeys(say_value(m.value) for m in mentions if m.value is not None))


def _misspelt_missing(paper: Paper, cell: Evidence) -> str:
    """The reading of a cell that nearly says one of the words for missing, "" if it says it rightly or not at all."""
    words = paper.words_of(cell).strip(" .")
    listed = paper.word_list("missing_cells")
    if not words or len(words) > LONGEST_MISSING or listed.pattern.fullmatch(words):
        return ""
    forms = [(form, reading) for reading, forms in listed.words.items() for form in forms]
    return next((reading for form, reading in forms if _nearly(words, form)), "")


def _nearly(words: str, form: str) -> bool:
    """Whether each word is, or begins like and resembles, a word of the form, and the whole resembles the form."""
    wanted = re.findall(r"\w+", form)
    each = all(any(w[0] == f[0] and ratio_of(w, f) >= ALIKE for f in wanted) for w in re.findall(r"\w+", words))
    return each and ratio_of(words.replace("-", " "), form.replace("-", " ")) >= ALIKE


def ratio_of(one: str, other: str) -> float:
    """How alike two words are, from 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()


def _differ(cell: Mention, other: Mention) -> bool:
    a, b = cell.value, other.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        exact = a.qualifier == b.qualifier == "exact"
        return exact and abs(a.years() - b.years()) > 0.01 and other.moment in ("", "presentation")
    if isinstance(a, Levels) and isinstance(b, Levels):
        one, two = set(a.levels), set(b.levels)
        return not (one <= two or two <= one)
    return a != b and {a, b} not in ({"midline", "bilateral"},) and "bilateral" not in (a, b)


def _years(mention: Mention) -> float:
    return mention.value.years() if isinstance(mention.value, Quantity) else 0.0


def _say(mention: Mention) -> str:
    if mention.value is None:
        return f"'{mention.evidence.quote}'"
    return say_value(mention.value)


def _short(evidence: Evidence, longest: int = 90) -> str:
    quote = " ".join(evidence.quote.split())
    return quote if len(quote) <= longest else quote[: quote.rfind(" ", 0, longest)] + " ..."
