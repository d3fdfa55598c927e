"""The lexicon of signs proves itself: every form is found, every code is a term of the pinned release."""

import pytest

from casepool.extract.values.signs import find_organs, find_signs
from casepool.knowledge.signs import Sign, load_signs
from casepool.knowledge.vocabularies import load_hpo

SIGNS = list(load_signs().signs.values())


def labels(text: str) -> list[str]:
    return [hit.sign.label for hit in find_signs(text, 0, len(text))]


@pytest.mark.parametrize("sign", SIGNS, ids=lambda s: s.label)
def test_each_form_is_found_with_its_label(sign: Sign) -> None:
    for form in sign.forms:
        text = f"he had {form} today"
        assert labels(text) == [sign.label], form


@pytest.mark.parametrize("text", load_signs().ignores)
def test_what_only_looks_like_a_sign(text: str) -> None:
    assert labels(text) == []


def test_every_code_is_a_current_phenotype() -> None:
    known = {term.id for term in load_hpo()}
    assert [(s.label, code) for s in SIGNS for code in s.codes if code not in known] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pain in the neck and right leg", ["leg pain", "neck pain"]),
        ("progressive weakness and numbness of the lower extremities", ["lower limb weakness", "numbness"]),
        ("weakness in his extremities", ["limb weakness"]),
        ("radicular pain in the right lower limb", ["radicular pain"]),
        ("pain over the lower back", ["low back pain"]),
        ("gait disorders and back pain", ["gait disturbance", "back pain"]),
        ("pain-free in the clinic", ["pain"]),
    ],
)
def test_signs_with_a_place(text: str, expected: list[str]) -> None:
    assert sorted(labels(text)) == sorted(expected)


def test_organs_stand_for_the_sign_that_their_normality_denies() -> None:
    text = "deep tendon reflexes and gait were normal"
    assert [hit.sign.label for hit in find_organs(text, 0, len(text))] == ["abnormal reflexes", "gait disturbance"]
