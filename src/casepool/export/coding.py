"""Words of the form looked up in the pinned vocabularies: only an exact name is coded, the rest stays our own word."""

from collections.abc import Iterable, Mapping
from functools import cache

from casepool.domain.form import Field
from casepool.knowledge.interop import Term, load_interop, make_placeholder
from casepool.knowledge.signs import load_signs
from casepool.knowledge.vocabularies import (
    Tumour,
    load_aliases,
    load_hpo,
    load_markers,
    load_procedures,
    load_spine_parts,
)
from casepool.knowledge.vocabularies import load_tumours as load_tumour_rows


@cache
def phenotype_parents() -> Mapping[str, tuple[str, ...]]:
    """The parents of each term of HPO, by id."""
    return {row.id: row.parents for row in load_hpo()}


@cache
def _phenotype_labels() -> Mapping[str, str]:
    return {row.id: row.label for row in load_hpo()}


@cache
def _phenotype_names() -> Mapping[str, frozenset[str]]:
    """Every label and exact synonym below Phenotypic abnormality, folded, with the ids that it names."""
    names: dict[str, set[str]] = {}
    for row in load_hpo():
        if row.branch == "phenotype":
            for name in (row.label, *(s.text for s in row.synonyms if s.scope == "EXACT")):
                names.setdefault(fold(name), set()).add(row.id)
    return {name: frozenset(ids) for name, ids in names.items()}


def fold(name: str) -> str:
    """A name without case, hyphens and runs of blanks."""
    return " ".join(name.casefold().replace("-", " ").split())


def code_phenotype(code: str) -> Term | None:
    """The term of an HPO id, None for one that the pinned table does not hold."""
    label = _phenotype_labels().get(code)
    return Term(code, label) if label else None


def code_sign(label: str) -> Term | None:
    """The HPO term that says the same as a sign: of our lexicon, an exact alias, or the one exact name of HPO."""
    sign = load_signs().signs.get(label)
    if sign and len(sign.codes) == 1:
        return code_phenotype(sign.codes[0])
    alias = {fold(a.phrase): a.id for a in load_aliases() if a.system == "HPO" and a.scope == "EXACT" and a.id}
    if found := alias.get(fold(label)):
        return code_phenotype(found)
    ids = _phenotype_names().get(fold(label), frozenset())
    return code_phenotype(next(iter(ids))) if len(ids) == 1 else None


def code_field(field: Field) -> Term | None:
    """The HPO term that a presence field declares."""
    code = str((field.more or {}).get("code", ""))
    return code_phenotype(code) if code else None


def ancestors(code: str) -> frozenset[str]:
    """Every more general term of HPO, without the term itself."""
    found: set[str] = set()
    waiting = list(phenotype_parents().get(code, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += phenotype_parents().get(name, ())
    return frozenset(found)


@cache
def _tumours() -> Mapping[str, tuple[Tumour, ...]]:
    names: dict[str, list[Tumour]] = {}
    for row in load_tumour_rows():
        for name in {fold(row.label), *(fold(s.text) for s in row.synonyms if s.scope == "EXACT")}:
            names.setdefault(name, []).append(row)
    return {name: tuple(rows) for name, rows in names.items()}


def find_tumour(label: str) -> Tumour | None:
    """The row of a tumour name: by its label, else by the one exact synonym; None where several would fit."""
    rows = [row for row in _tumours().get(fold(label), ()) if row.mondo]
    named = [row for row in rows if fold(row.label) == fold(label)]
    chosen = named or rows
    return chosen[0] if len(chosen) == 1 else None


def code_tumour(label: str) -> Term:
    """The Mondo term of a tumour, our own word where there is none."""
    row = find_tumour(label)
    return Term(row.mondo, row.label) if row else make_placeholder(f"DISEASE_{label}", label)


@cache
def _procedures() -> Mapping[str, str]:
    return {row.id: row.label for row in load_procedures()}


def code_action(name: str) -> Term:
    """The medical action of this name in interop.toml."""
    code = load_interop().actions[name]
    return Term(code, _procedures()[code])


def code_drug(label: str) -> Term:
    """Drugs have no pinned vocabulary: our own word."""
    return make_placeholder(f"DRUG_{label}", label)


@cache
def _assays() -> Mapping[str, Term]:
    return {row.marker: Term(f"LOINC:{row.loinc}", row.loinc_name) for row in load_markers() if row.loinc}


def code_assay(marker: str) -> Term:
    """The LOINC term of a stain where it is verified, else our own word."""
    label = load_interop().labels["assay"]["ihc"]
    return _assays().get(marker) or make_placeholder(f"IHC_{marker}", f"{marker} {label}")


def code_site(group: str, words: Iterable[str]) -> Term | None:
    """The anatomical class of the first word of the form that has one; it is near or wider, never exact."""
    sites = load_interop().sites[group]
    labels = {row.uberon: row.uberon_label for row in load_spine_parts() if row.uberon}
    return next((Term(sites[word], labels[sites[word]]) for word in words if word in sites), None)
