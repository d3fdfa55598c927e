"""The pinned vocabularies: whole, unambiguous, with ids of the right shape and without what may not be shipped."""

import gzip
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import load
from casepool.knowledge.vocabularies import (
    Alias,
    Synonym,
    load_aliases,
    load_hpo,
    load_markers,
    load_procedures,
    load_spine_parts,
    load_tumours,
    load_vertebrae,
    read_rows,
)

FOLDER = load.FOLDER / "vocabularies"
LEVELS = [
    *(f"C{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 6)),
    "Co",
]


def names_of_several(pairs: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Names that stand for more than one thing."""
    meanings: dict[str, set[str]] = {}
    for name, thing in pairs:
        meanings.setdefault(name, set()).add(thing)
    return {name: things for name, things in meanings.items() if len(things) > 1}


def loinc_digit(body: str) -> int:
    """Check digit of a LOINC number: twice the digits in odd places from the right, then mod 10."""
    odd, even = body[::-1][::2][::-1], body[::-1][1::2][::-1]
    return -sum(int(digit) for digit in even + str(int(odd) * 2)) % 10


def test_tables_are_whole() -> None:
    loaders = (load_vertebrae, load_spine_parts, load_markers, load_aliases, load_tumours, load_procedures, load_hpo)
    assert {f.__name__: len(f()) for f in loaders} == {
        "load_vertebrae": 30,
        "load_spine_parts": 17,
        "load_markers": 152,
        "load_aliases": 63,
        "load_tumours": 4169,
        "load_procedures": 1903,
        "load_hpo": 19046,
    }


def test_vertebrae_stand_in_anatomical_order_and_each_alias_names_one() -> None:
    levels = load_vertebrae()
    assert [v.level for v in levels] == LEVELS
    assert [v.order for v in levels] == list(range(1, 31))
    names = [(name, v.level) for v in levels for name in (v.level, *v.aliases_en, *v.aliases_fr)]
    assert names_of_several(names) == {}
    where = dict(names)
    asked = ("D6", "Th12", "DXII", "seventh dorsal vertebra", "vertèbre L5", "atlas")
    assert [where[name] for name in asked] == ["T6", "T12", "T12", "T7", "L5", "C1"]
    assert [v.level for v in levels if not v.uberon] == ["S5"]
    assert [v.level for v in levels if v.ambiguous][:6] == ["C1", "C2", "C3", "C4", "C5", "T1"]


def test_one_alias_names_one_marker() -> None:
    names = [(name.lower(), m.marker) for m in load_markers() for name in (m.marker, *m.aliases)]
    assert names_of_several(names) == {}
    markers = {m.marker: m for m in load_markers()}
    assert (markers["desmin"].loinc, markers["desmin"].gene_symbol) == ("10476-0", ("DES",))
    assert markers["Ki-67"].result_kind == "percent"
    for marker in markers.values():
        assert not marker.ncbi_gene or len(marker.ncbi_gene) == len(marker.gene_symbol), marker.marker
        if marker.loinc:
            body, digit = marker.loinc.split("-")
            assert loinc_digit(body) == int(digit), marker.loinc


@pytest.mark.parametrize(
    ("ids", "shape"),
    [
        ([t.id for t in load_hpo()], r"HP:\d{7}"),
        ([t.id for t in load_procedures()], r"MAXO:\d{7}"),
        ([t.mondo for t in load_tumours() if t.mondo], r"MONDO:\d{7}"),
        ([v.uberon for v in load_vertebrae() if v.uberon], r"UBERON:\d{7}"),
        ([v.ncit for v in load_vertebrae() if v.ncit], r"NCIT:C\d+"),
        ([p.label for p in load_spine_parts()], r"[a-z ]+"),
        ([a.phrase for a in load_aliases()], r"[\w -]+"),
    ],
    ids=["hpo", "maxo", "mondo", "uberon", "ncit", "parts", "aliases"],
)
def test_ids_are_unique_and_well_formed(ids: list[str], shape: str) -> None:
    assert [i for i, times in Counter(ids).items() if times > 1] == []
    assert [i for i in ids if not re.fullmatch(shape, i)] == []


def test_tumours_have_codes_and_sources() -> None:
    found = {t.label: t for t in load_tumours()}
    schwannoma = found["schwannoma"]
    assert (schwannoma.mondo, schwannoma.icdo3_morphology, schwannoma.icdo3_source) == (
        "MONDO:0002546",
        ("9560/0",),
        "mondo",
    )
    assert Synonym("EXACT", "doid", "neurilemmoma") in schwannoma.synonyms
    for tumour in found.values():
        assert tumour.mondo or tumour.doid or tumour.oncotree, tumour.label
        assert bool(tumour.icdo3_morphology) == bool(tumour.icdo3_source), tumour.label
        assert all(re.fullmatch(r"\d{4}/\d", code) for code in tumour.icdo3_morphology), tumour.label


def test_aliases_point_to_terms_that_are_here() -> None:
    known = {
        *(t.id for t in load_hpo()),
        *(t.id for t in load_procedures()),
        *(t.mondo for t in load_tumours()),
        *(doid for t in load_tumours() for doid in t.doid),
        *(v.uberon for v in load_vertebrae()),
        *(p.uberon for p in load_spine_parts()),
    }
    assert [a.phrase for a in load_aliases() if a.id and a.id not in known] == []
    assert {a.scope for a in load_aliases()} == {"EXACT", "BROAD", "RELATED"}


@pytest.mark.parametrize("name", ["spine", "ihc", "hpo", "tumours", "procedures"])
def test_each_table_says_where_it_comes_from(name: str) -> None:
    source = tomllib.loads((FOLDER / name / "SOURCE.toml").read_text(encoding="utf-8"))
    assert {"name", "version", "source", "licence", "attribution", "dropped"} <= set(source)


def test_nothing_is_shipped_that_may_not_be() -> None:
    for path in sorted(FOLDER.rglob("*.tsv*")):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
        assert "SNOMED" not in text, path.name
        assert "SCTID" not in text, path.name


def test_broken_tables_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    (tmp_path / "a.tsv").write_text("# remark\nphrase\tsystem\tid\tscope\tnote\nx\tHPO\t\tEXACT\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as short:
        read_rows("a.tsv", Alias)
    assert str(short.value) == "a.tsv, line 3: 4 cells instead of 5: phrase, system, id, scope, note."
    (tmp_path / "a.tsv").write_text("phrase\tid\tsystem\tscope\tnote\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as header:
        read_rows("a.tsv", Alias)
    assert str(header.value) == (
        "a.tsv, line 1: the columns are phrase, id, system, scope, note instead of 5: phrase, system, id, scope, note."
    )
