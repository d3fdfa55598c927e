"""Where in the course of the illness a place stands."""

from casepool.extract.mentions import Reading
from casepool.read.reader import read_bytes

TEXT = (
    "# Case report\n"
    "A 40-year-old man presented with back pain. On examination he had a limp. MRI showed a mass. "
    "He underwent a laminectomy. At follow-up he had no fever. He complained of a cough.\n\n"
    "# Discussion\nOur patient presented with chills. Rash is common.\n"
)


def phase(text: str, words: str) -> str:
    reading = Reading.of(read_bytes(text.encode(), "course.txt")[0])
    start = reading.view.folded.index(words)
    sentence = reading.view.sentence_at(start)
    assert sentence is not None
    return reading.course.phase_at(sentence, start)


def test_phases_follow_each_other() -> None:
    found = [phase(TEXT, w) for w in ("back pain", "limp", "mass", "laminectomy", "fever")]
    assert found == ["complaint", "examination", "workup", "treatment", "after"]


def test_a_complaint_after_treatment_is_no_first_complaint() -> None:
    assert phase(TEXT, "cough") == "after"


def test_outside_the_case_each_sentence_stands_for_itself() -> None:
    assert phase(TEXT, "chills") == "complaint"
    assert phase(TEXT, "rash") == ""


def test_a_history_that_opens_with_treatment() -> None:
    text = (
        "# Case report\nA man was treated by resection of a tumour. A year later, he was readmitted with back pain.\n"
    )
    assert phase(text, "back pain") == "complaint"


def test_run_in_headings() -> None:
    text = "# Case report\nA man had a lump. *2.3 Treatment.* The arm was opened. *2.4 Outcome.* He had fever.\n"
    assert phase(text, "fever") == "after"
