"""Table rows followed through the reference list to the publication that is held, and those that lead nowhere."""

from collections.abc import Iterable, Iterator, Sequence

from casepool.domain.linking import Cited, Grouping, LinkableCase, MissingCase, PublicationFacts, Trail
from casepool.link.compare_source import same_source
from casepool.link.works import WorkKey, fold_work, list_keys, name_work, read_label
from casepool.text.names import fold_name, split_name

_ONE_WORK = ("cites", "names")


def follow_rows(cases: Sequence[LinkableCase], held: Iterable[PublicationFacts] = ()) -> tuple[Trail, ...]:
    """For each table row the entry that it cites and the held publication, sorted by row.

    `held` are publications in which no case was found. A row that fits several publications by author and year alone
    leads to none of them.
    """
    index = _index_held([*(case.facts for case in cases), *held])
    return tuple(_follow(case, index) for case in sorted(cases, key=lambda case: case.key) if case.is_row)


def _index_held(publications: Iterable[PublicationFacts]) -> dict[tuple[str, object], dict[str, WorkKey]]:
    index: dict[tuple[str, object], dict[str, WorkKey]] = {}
    for facts in {facts.id: facts for facts in publications}.values():
        work = fold_work(facts.work)
        for key in list_keys(work, 0):
            index.setdefault(key, {})[facts.id] = work
    return index


def _follow(case: LinkableCase, held: dict[tuple[str, object], dict[str, WorkKey]]) -> Trail:
    work = name_work(case)
    near = {name: key for where in _list_all_keys(work) for name, key in held.get(where, {}).items()}
    near.pop(case.facts.id, None)
    levels = {name: same_source(work, key) for name, key in near.items()}
    certain = sorted(name for name, level in levels.items() if level == "cites")
    named = sorted(name for name, level in levels.items() if level == "names")
    found = certain or (named if len(named) == 1 else [])
    return Trail(case.key, name_source(case), case.cited, found[0] if found else "", bool(certain))


def _list_all_keys(work: WorkKey) -> Iterator[tuple[str, object]]:
    """The keys of a work, also under the given names by which a reference list may lead to it."""
    yield from list_keys(work)
    if work.year is not None:
        yield from ((name, year) for name in sorted(work.given) for year in range(work.year - 1, work.year + 2))


def find_held_references(publications: Iterable[PublicationFacts]) -> dict[tuple[str, int], str]:
    """For each (publication, number of an entry of its list) that is certainly a held publication: the latter's id."""
    listed = sorted(publications, key=lambda facts: facts.id)
    held = _index_held(listed)
    found: dict[tuple[str, int], str] = {}
    for facts in listed:
        for entry in facts.references:
            work = fold_work(entry.work)
            near = {name: key for where in list_keys(work) for name, key in held.get(where, {}).items()}
            same = sorted(name for name, key in near.items() if name != facts.id and same_source(work, key) == "cites")
            if same:
                found[facts.id, entry.number] = same[0]
    return found


def name_source(case: LinkableCase) -> str:
    """How a row calls its source: first name and year of the label, else of the reference, else the label itself.

    A label that took a given name for a surname is put right from the reference.
    """
    label = read_label(case.case.cited.quote) if case.case.cited else None
    listed = case.cited.work if case.cited else None
    by_given = label and listed and fold_name(next(iter(label.authors), "")) in fold_work(listed).given
    work = label if label and label.authors and not by_given else listed
    if work is None or not work.authors:
        return case.case.label
    year = work.year or (case.cited.work.year if case.cited else None)
    return f"{split_name(work.authors[0]).surname} {year or ''}".strip()


def find_missing_cases(
    cases: Sequence[LinkableCase], grouping: Grouping | None = None, held: Iterable[PublicationFacts] = ()
) -> tuple[MissingCase, ...]:
    """Patients known only from other people's tables: works that rows name and that are not held, most tables first.

    A row that `grouping` joins with a case of a held publication is not missing. `held` are publications in which no
    case was found.
    """
    by_key = {case.key: case for case in cases}
    groups: list[list[LinkableCase]] = []
    index: dict[tuple[str, object], list[list[LinkableCase]]] = {}
    for trail in follow_rows(cases, held):
        case = by_key[trail.row]
        work = name_work(case)
        linked = grouping is not None and bool(grouping.group_of(trail.row).tellings)
        if linked or trail.publication or not (work.surnames or work.doi or work.pmid):
            continue
        near = [group for key in _list_all_keys(work) for group in index.get(key, ())]
        group = next((g for g in near if any(same_source(work, name_work(o)) in _ONE_WORK for o in g)), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(case)
        for key in _list_all_keys(work):
            index.setdefault(key, []).append(group)
    found = [_describe_missing(group) for group in groups]
    return tuple(sorted(found, key=lambda missing: (-missing.tables, missing.name, missing.rows)))


def _describe_missing(rows: Sequence[LinkableCase]) -> MissingCase:
    tables = [(case.facts.id, case.case.table) for case in rows]
    references = [case.cited for case in rows if case.cited]
    return MissingCase(
        name=name_source(next((case for case in rows if case.cited), rows[0])),
        rows=tuple(case.key for case in rows),
        tables=len(set(tables)),
        patients=max(tables.count(table) for table in tables),
        reference=max(references, key=_fullness, default=None),
        publications=tuple(sorted({case.facts.id for case in rows})),
    )


def _fullness(cited: Cited) -> tuple[bool, bool, int]:
    return bool(cited.work.doi), bool(cited.work.pmid), len(cited.work.title)
