"""Who is spoken of: persons by labels, pairs and introductions, and who owns which place."""

import pytest

from casepool.domain.assertion import Mention
from casepool.domain.evidence import Evidence, Span
from casepool.domain.quantity import Quantity
from casepool.extract.mentions import Reading
from casepool.extract.settle import choose_age, narrow_sex
from casepool.read.reader import read_bytes


def read(text: str) -> Reading:
    return Reading.of(read_bytes(text.encode(), "patients.txt")[0])


def owner(reading: Reading, words: str) -> tuple[str | None, str]:
    """Who owns the first place of these words."""
    start = reading.view.folded.index(words)
    sentence = reading.view.sentence_at(start)
    assert sentence is not None
    return reading.people.owner_of(sentence, start)


def labels(text: str) -> list[str]:
    return [person.label for person in read(text).people.persons]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Case report\nA 40-year-old man had a lump.\n", ["case 1"]),
        ("# Results\nPatient 1 was a man. He had a lump. Patient 2 was a woman with a cyst.\n", ["case 1", "case 2"]),
        ("# Results\nPatient II.3 had a lump. Patient II.1 had a cyst.\n", ["case ii.3", "case ii.1"]),
        ("# Case report\nTwo sisters aged 12 and 15 years had a lump.\n", ["case 1", "case 2"]),
        (
            "# Case reports\nA 40-year-old man had a lump. A 52-year-old woman had a cyst.\n",
            ["case 1", "case 2"],
        ),
        ("# Case report\nThe patient had a lump.\n", ["case 1"]),
        ("# Introduction\nLumps are common in adults.\n", []),
    ],
)
def test_persons(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_numbers_that_only_stand_inside_sentences_are_persons_too() -> None:
    text = "# Results\nPatient 1 had a lump. Patient 3 had a cyst. Fever was seen in patient 2.\n"
    assert labels(text) == ["case 1", "case 2", "case 3"]


def test_a_label_in_brackets_is_a_second_name() -> None:
    text = "# Results\nPatient 1 (IV:13) had a lump. Patient 2 had a cyst. In patient IV:13 a node was seen.\n"
    reading = read(text)
    assert [p.label for p in reading.people.persons] == ["case 1", "case 2"]
    assert owner(reading, "a node") == ("case-1", "case")


def test_labels_own_what_follows_them() -> None:
    reading = read("# Results\nPatient 1 had a lump. It was firm. Patient 2 had a cyst, unlike patient 1, and fever.\n")
    assert owner(reading, "firm") == ("case-1", "case")
    assert owner(reading, "cyst") == ("case-2", "case")
    assert owner(reading, "fever") == ("case-2", "case")


def test_several_patients_named_together_own_nothing() -> None:
    reading = read("# Results\nPatient 1 had a lump. Patient 2 had a cyst. Patients 1 and 2 had fever.\n")
    assert owner(reading, "fever") == (None, "unowned")


def test_relatives_own_what_is_said_of_them() -> None:
    reading = read("# Case report\nA 40-year-old man had a lump. His father had gout, but the patient had no rash.\n")
    assert owner(reading, "gout") == (None, "relative")
    assert owner(reading, "rash") == ("case-1", "case")


def test_what_a_relative_noticed_is_the_patients() -> None:
    reading = read("# Case report\nA 4-year-old boy was seen. His mother noticed a lump of the arm.\n")
    assert owner(reading, "lump") == ("case-1", "case")


def test_the_discussion_speaks_of_others_unless_it_says_so() -> None:
    text = (
        "# Case report\nA 40-year-old man had a lump.\n\n"
        "# Discussion\nPain is common. Our patient had fever. He also had chills. "
        "A biopsy should be done. Rash is rare.\n"
    )
    reading = read(text)
    assert owner(reading, "pain is") == (None, "literature")
    assert owner(reading, "fever") == ("case-1", "case")
    assert owner(reading, "chills") == ("case-1", "case")
    assert owner(reading, "biopsy") == (None, "recommended")
    assert owner(reading, "rash") == (None, "literature")


def mention(value: object, made_by: str = "x", needs_person: bool = False) -> Mention:
    evidence = Evidence(Span(0, 1, "x"))
    return Mention("f", "value", evidence, value=value, made_by=made_by, needs_person=needs_person)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((Quantity(36, "year"), Quantity(36, "year")), Quantity(36, "year")),
        ((Quantity(36, "year"), Quantity(35, "year")), None),
        ((Quantity(2, "year"), Quantity(31, "month")), Quantity(31, "month")),
        ((Quantity(50, "year", "decade", 59), Quantity(58, "year")), Quantity(58, "year")),
        ((Quantity(50, "year", "decade", 59), Quantity(38, "year")), None),
        ((Quantity(40, "year", "about"), Quantity(41, "year")), Quantity(40, "year", "about")),
    ],
)
def test_ages_that_agree(values: tuple[Quantity, ...], expected: Quantity | None) -> None:
    chosen = choose_age([mention(value) for value in values])
    assert (chosen.value if chosen else None) == expected


def test_one_wrong_pronoun_among_many_does_not_count() -> None:
    pronouns = [mention("male", "sex.pronoun", True) for _ in range(12)] + [mention("female", "sex.pronoun", True)]
    assert {m.value for m in narrow_sex(pronouns)} == {"male"}
    assert {m.value for m in narrow_sex(pronouns[-2:])} == {"male", "female"}
