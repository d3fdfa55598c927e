"""Other persons, other times and other things that look like a contradiction: invented texts that must stay silent,
each beside one in which the fault is real."""

import pytest

from casepool.pipeline.check import check_document
from casepool.read.reader import read_bytes

ARTICLE = "# A case report\n\n## Case report\n\n{case}\n\n## References\n\n{references}"
LIST = (
    "1. Harlow J, Stone P. Sarcoma of the arm. J Invent Med. 2001;3:1-4.\n"
    "2. Brandt K. Sarcomas. J Invent Med. 2004;6:11-4."
)


def rules_of(text: str) -> set[str]:
    return {f.rule for document in read_bytes(text.encode(), "made.md") for f in check_document(document).findings}


SILENT = {
    "AGE-01 two persons in one sentence": "Of the two, one was a 31-year-old man, and another patient was "
    "a 44-year-old woman.",
    "SEX-01 two persons in one sentence": "Of the two, one was a 31-year-old man, and another patient was "
    "a 44-year-old woman.",
    "AGE-01 whole years": "A 2-year-old boy was seen. The proband is a 2-year and 7-month-old boy.",
    "AGE-01 age of a test": "A 4-year-old boy was seen. Imaging at 2 years and 11 months of age was normal.",
    "SEX-01 mother": "A 30-year-old man had pain. His mother was well. She worked. He was treated. He recovered.",
    "SEX-01 amino acid": "A 58-year-old woman had pain. She was seen. She had a change from His to Asn.",
    "LAT-01 later image": "A man had pain. MRI showed a lesion in the left thalamus. A repeated MRI showed "
    "a lesion in the right thalamus.",
    "ETH-05 approval": "The committee approved the study (file number 20391). A 40-year-old man was seen.",
    "SEX-02 hormone": "A 39-year-old male was treated with human menopausal gonadotropin.",
    "SIZ-02 height": "A 9-year-old boy had a height of 75.3 cm.",
    "STA-06 boost": "A man received 60 Gy in 25 fractions of 2 Gy with a boost of 10 Gy.",
    "TRT-01 relapse": "A 50-year-old man had a sarcoma removed. No chemotherapy was given. After a "
    "recurrence he received chemotherapy.",
    "TRT-01 earlier illness": "A 50-year-old man had received radiotherapy of the neck. The tumour was "
    "removed. Radiotherapy was not given.",
}
FIRES = {
    "AGE-01 closing sentence": "A 25-year-old man had pain. He was treated. In summary, this 37-year-old man "
    "recovered.",
    "SEX-01 all pronouns": "A 25-year-old man had pain. She was seen. Then she was treated. Her wound healed.",
    "SEX-01 one pronoun": "A 25-year-old man had pain. He was seen. He was treated. The wound healed. Then she went "
    "home.",
    "SEX-01 other person of the other sex": "A 30-year-old man had pain. His father was well. She was treated. He was "
    "seen.",
    "LAT-01 summed up": "A man had pain. CT showed a mass in the left kidney. In summary, the mass was in the right "
    "kidney.",
    "ETH-05 record": "A 40-year-old man was seen. The medical record number was 20391877.",
    "SIZ-02 brain": "A 40-year-old man had pain. CT showed a brain tumour of 45 cm.",
    "STA-06 sum": "A man received 60 Gy in 25 fractions of 2 Gy.",
    "TRT-01 denied at the end": "A 50-year-old man had a sarcoma removed. He then received chemotherapy. "
    "Chemotherapy was not given.",
    "TIM-01 dates": "A 50-year-old man was admitted in March 2015 with pain. The tumour was removed. He was discharged "
    "in "
    "April 2012.",
}


@pytest.mark.parametrize("name", SILENT)
def test_stays_silent(name: str) -> None:
    assert name[:6] not in rules_of(SILENT[name])


@pytest.mark.parametrize("name", FIRES)
def test_fires(name: str) -> None:
    assert name[:6] in rules_of(FIRES[name])


def cited(sentence: str) -> set[str]:
    return rules_of(
        ARTICLE.format(case=f"A 41-year-old man had pain [1]. {sentence} Others differ [2].", references=LIST)
    )


def test_a_study_is_compared_with_the_entry_that_is_cited() -> None:
    assert "REF-06" in cited("Brandt et al. agree [1].")
    assert "REF-06" in cited("Harlow et al. (1998) agree [1].")
    assert "REF-06" not in cited("Harlow et al. (2002) agree [1].")
    assert "REF-06" not in cited("Stone and colleagues agree [1].")
    assert "REF-06" not in cited("It is frequent in China and India [1].")
