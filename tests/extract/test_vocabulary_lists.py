"""Our own lists of names prove themselves: each finds its examples and ignores the others; groups are sound."""

from collections import Counter

import pytest

from casepool.domain.assertion import Mention
from casepool.domain.errors import KnowledgeError
from casepool.extract.vocabulary import find_vocabulary
from casepool.knowledge.load import Source, Table
from casepool.knowledge.vocabularies import load_hpo
from casepool.knowledge.vocabulary import (
    PHENOTYPES,
    Ending,
    NameList,
    _read_list,
    kind_of_phenotype,
    load_endings,
    load_lists,
    load_word_rules,
    table_names,
)
from extract.reading import read_text

LISTS, ENDINGS = load_lists(), load_endings()


def made_by(text: str, source: str) -> list[Mention]:
    return [m for m in find_vocabulary(read_text(text)) if m.made_by == f"vocabulary.{source}"]


@pytest.mark.parametrize("part", LISTS, ids=lambda part: part.id)
def test_list_finds_and_ignores(part: NameList) -> None:
    assert [text for text in part.finds if not made_by(text, part.id)] == []
    assert [text for text in part.ignores if made_by(text, part.id)] == []


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.id)
def test_ending_finds_and_ignores(ending: Ending) -> None:
    assert [text for text in ending.finds if not made_by(text, ending.id)] == []
    assert [text for text in ending.ignores if made_by(text, ending.id)] == []


def test_no_two_lists_have_one_id() -> None:
    counts = Counter(part.id for part in (*LISTS, *ENDINGS))
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_word_stands_in_one_group() -> None:
    counts = Counter(word for group in load_word_rules().groups for word in set(group))
    assert [word for word, count in counts.items() if count > 1] == []


def test_every_excluded_name_is_a_name_of_a_table() -> None:
    rules = load_word_rules()
    assert not any(name.text.lower() in rules.excluded for name in table_names())
    labels = {t.label.lower() for t in load_hpo()} | {s.text.lower() for t in load_hpo() for s in t.synonyms}
    assert "corn" in rules.excluded & labels


def test_codes_of_signs_are_terms_of_the_pinned_table() -> None:
    known = {term.id for term in load_hpo()}
    codes = {code for part in LISTS for name in part.names for code in name.codes if name.type != "inheritance"}
    assert len(codes) > 100
    assert codes - known == set()


def test_only_signs_are_taken_from_the_table_of_phenotypes() -> None:
    branches = {term.id: term.branch for term in load_hpo()}
    found = {name.codes[0] for name in table_names() if name.source == "hpo"}
    assert {branches[code] for code in found} == {"phenotype"}
    assert PHENOTYPES not in found
    assert len(found) == sum(branch == "phenotype" for branch in branches.values()) - 1 - len(missing_labels(found))


def missing_labels(found: set[str]) -> set[str]:
    """Terms all of whose names are excluded."""
    return {t.id for t in load_hpo() if t.branch == "phenotype" and t.id not in found and t.id != PHENOTYPES}


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Osteosarcoma", "condition"), ("Diabetes mellitus", "condition"), ("Scoliosis", "finding"), ("Fever", "finding")],
)
def test_kinds_of_phenotypes(label: str, kind: str) -> None:
    assert kind_of_phenotype(label) == kind


def test_a_name_that_stands_twice_is_an_error_that_names_the_line() -> None:
    text = 'id = "x"\ntype = "drug"\nforms = ["fictonol", "fictonol"]\nfinds = ["a"]\nignores = ["b"]\n'
    table = Table(
        {"id": "x", "type": "drug", "forms": ["fictonol", "fictonol"], "finds": ["a"], "ignores": ["b"]},
        Source("made.toml", text),
        title="list x",
    )
    with pytest.raises(KnowledgeError, match=r"^made\.toml, line 3: 'fictonol' stands twice in 'forms' of list x\.$"):
        _read_list(table)
