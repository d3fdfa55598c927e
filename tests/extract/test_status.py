"""The status of given stretches: negation with its scope, normality, what resolved, possible, historical, family."""

import pytest

from casepool.extract.status import StatusFinder
from casepool.read.reader import read_bytes
from casepool.text.view import TextView

ABSENT = [
    ("There was no fever, cough or rash.", ["fever", "cough", "rash"]),
    ("He denied cough and weight loss.", ["cough", "weight loss"]),
    ("She came without fever or jaundice.", ["fever", "jaundice"]),
    ("Neither pain nor numbness was present.", ["pain", "numbness"]),
    ("Fever and rash were absent.", ["Fever", "rash"]),
    ("A metastasis was ruled out.", ["metastasis"]),
    ("Reflexes and tone were normal.", ["Reflexes", "tone"]),
    ("He had an intact sphincter function.", ["sphincter function"]),
    ("His nausea and vomiting resolved.", ["nausea", "vomiting"]),
    ("There was complete disappearance of the pain.", ["pain"]),
    ("He was not jaundiced.", ["jaundiced"]),
    ("MRI failed to show a mass.", ["mass"]),
    ("The examination showed no evidence of a deficit.", ["deficit"]),
    ("He was free of pain.", ["pain"]),
]
PRESENT = [
    ("He had no fever but a cough.", ["cough"]),
    ("Without fever, he complained of pain.", ["pain"]),
    ("A man without any relevant illness developed pain and fever.", ["pain", "fever"]),
    ("There was no change in the mass.", ["mass"]),
    ("He had not only pain but numbness.", ["pain", "numbness"]),
    ("The pain did not resolve.", ["pain"]),
    ("No cause of the fever was found.", ["fever"]),
    ("He had no fever, elevated pressure and a rash.", ["rash"]),
    ("The glucose was high (normal 4-6) with thirst.", ["glucose", "thirst"]),
    ("A gram-negative infection was found.", ["infection"]),
    ("S100 was positive, CD10 was negative.", ["S100"]),
    ("He had a 2-day history of fever.", ["fever"]),
]
OTHER = [
    ("A metastasis was suspected.", "metastasis", "possible"),
    ("Recurrence could not be excluded.", "Recurrence", "possible"),
    ("MRI was done to rule out a compression.", "compression", "possible"),
    ("He had a history of asthma.", "asthma", "historical"),
    ("He had a stroke ten years earlier.", "stroke", "historical"),
    ("There was a family history of gout.", "gout", "family"),
]


def status_of(text: str, words: str) -> str:
    view = TextView(read_bytes(f"# Case report\n{text}\n".encode(), "status.txt")[0])
    start = view.folded.index(words.lower(), view.folded.index(text[:8].lower()))
    sentence = view.sentence_at(start)
    assert sentence is not None
    return StatusFinder(view).status_of(sentence, start, start + len(words))


@pytest.mark.parametrize(("text", "words"), [(text, word) for text, words in ABSENT for word in words])
def test_absent(text: str, words: str) -> None:
    assert status_of(text, words) == "absent"


@pytest.mark.parametrize(("text", "words"), [(text, word) for text, words in PRESENT for word in words])
def test_present(text: str, words: str) -> None:
    assert status_of(text, words) == "present"


@pytest.mark.parametrize(("text", "words", "expected"), OTHER)
def test_other_statuses(text: str, words: str, expected: str) -> None:
    assert status_of(text, words) == expected


def test_the_words_of_a_trigger_are_not_denied_by_it() -> None:
    assert status_of("The heart was normal.", "heart was normal") == "present"
    assert status_of("The heart was normal.", "heart") == "absent"


def test_the_proof_of_an_absence_holds_its_trigger() -> None:
    view = TextView(read_bytes(b"# Case report\nThere was no fever or cough today.\n", "status.txt")[0])
    start = view.folded.index("cough")
    sentence = view.sentence_at(start)
    assert sentence is not None
    left, right = StatusFinder(view).proof_of(sentence, start, start + 5)
    assert view.folded[left:right] == "no fever or cough"
