"""Names of tumours: folding, the index, and names that say nothing."""

import pytest

from casepool.knowledge.tumour_names import begins_name, find_longest, find_tumour, fold_words, is_generic


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("leiomyosarcoma", "leiomyosarcoma"),
        ("Leiomyosarcomas", "leiomyosarcoma"),
        ("haemangioblastoma", "hemangioblastoma"),
        ("Ewing's sarcoma", "Ewing sarcoma"),
        ("gastro-intestinal stromal tumour", None),
        ("gastrointestinal stromal tumour", "gastrointestinal stromal tumor"),
        ("GIST", "gastrointestinal stromal tumor"),
        ("malignant fibrous histiocytoma", "undifferentiated pleomorphic sarcoma"),
        ("giant cell tumour of bone", "bone giant cell tumor"),
    ],
)
def test_find_tumour(printed: str, label: str | None) -> None:
    found = find_tumour(printed)
    assert (found.label if found else None) == label


def test_codes_of_a_name() -> None:
    found = find_tumour("leiomyosarcoma")
    assert found is not None
    assert found.codes == ("NCIT:C3158", "MONDO:0005058", "oncotree:LMS")


def test_the_longest_name_wins() -> None:
    found = find_longest(fold_words("myxoid liposarcoma of the thigh"))
    assert found is not None
    assert (found[0], found[1].label) == (2, "myxoid liposarcoma")
    assert find_longest(fold_words("of the thigh")) is None


@pytest.mark.parametrize("printed", ["tumour", "a mass", "spinal tumors", "neoplasm", "tumor grade 2"])
def test_names_that_say_nothing_are_not_found(printed: str) -> None:
    assert find_tumour(printed) is None


def test_generic_names() -> None:
    assert is_generic("spinal tumours")
    assert not is_generic("chordoma")


def test_a_name_begins_with_its_first_word() -> None:
    assert begins_name("chordoma")
    assert not begins_name("presented")
