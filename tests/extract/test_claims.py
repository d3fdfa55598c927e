"""Sentences that count, compare, claim novelty, or cite a figure of the literature."""

import pytest

from casepool.domain.claim import Claim
from casepool.domain.extraction import Extraction
from casepool.domain.values import Novelty
from casepool.extract.document import extract_document
from casepool.read.reader import read_bytes

CASE = (
    "## Case Report\n\nA 52-year-old woman presented with back pain. MRI showed a mass at L3-L4.\n\n## Discussion\n\n"
)


def read(words: str) -> Extraction:
    return extract_document(read_bytes((CASE + words + "\n").encode(), "claims.md")[0])


def claims(words: str, kind: str) -> list[Claim]:
    return [claim for claim in read(words).claims if claim.kind == kind]


def only(words: str, kind: str) -> Claim:
    found = claims(words, kind)
    assert len(found) == 1, [(c.made_by, c.evidence.quote) for c in found]
    return found[0]


@pytest.mark.parametrize(
    ("words", "field", "groups"),
    [
        (
            "Three cases involved the cervical spine, two the thoracic and one the lumbar spine.",
            "region",
            (("cervical", 3), ("thoracic", 2), ("lumbar", 1)),
        ),
        (
            "Of these, two sat at the dorsal level and four in the sacral region.",
            "region",
            (("thoracic", 2), ("sacral", 4)),
        ),
        ("The level was cervical in five cases and lumbar in two.", "region", (("cervical", 5), ("lumbar", 2))),
        ("There were 12 men and 9 women among them.", "sex", (("male", 12), ("female", 9))),
        ("The review found 21 patients (12 males, 9 females).", "sex", (("male", 12), ("female", 9))),
    ],
)
def test_counts_by_groups(words: str, field: str, groups: tuple[tuple[str, float], ...]) -> None:
    claim = only(words, "count")
    assert (claim.field, claim.groups) == (field, groups)
    assert claim.numbers == tuple(n for _, n in groups)
    assert claim.evidence.quote in words


def test_printed_group_words_are_facts() -> None:
    claim = only("Two sat at the dorsal level and four in the sacral region.", "count")
    assert claim.fact("thoracic") == "dorsal"
    assert claim.evidence.quote == "Two sat at the dorsal level and four in the sacral region"


def test_a_misspelt_number_word_is_read_and_kept() -> None:
    claim = only("Five cases lay at the cervical level, thre in the lumbar region.", "count")
    assert claim.groups == (("cervical", 5), ("lumbar", 3))
    assert claim.fact("misspelt") == "thre"


@pytest.mark.parametrize(
    "words",
    [
        "The mass reached from the cervical to the lumbar spine within two years.",
        "At 36 years he had cervical pain and at 40 years lumbar pain.",
        "The cervical and the lumbar spine are rarely involved.",
        "We used two cervical screws.",
    ],
)
def test_no_counts(words: str) -> None:
    assert claims(words, "count") == []


def test_k_of_n_with_its_percentage() -> None:
    claim = only("Recurrence was seen in 3 of 7 patients (43%) of that series.", "count")
    assert claim.numbers == (3, 7, 43)
    assert (claim.fact("k"), claim.fact("n"), claim.fact("percent")) == ("3", "7", "43")


def test_only_so_many_cases() -> None:
    claim = only("Only five cases of sacral chordoma in children have been reported in the literature.", "count")
    assert claim.numbers == (5,)
    assert claim.scope == "sacral chordoma, children"


@pytest.mark.parametrize(
    ("words", "ordinal", "scope", "quote"),
    [
        (
            "Probably this is the seventh report of a giant sarcoma of the nuchal muscles invading the canal.",
            7,
            "giant sarcoma, nuchal muscles, invading the canal",
            "this is the seventh report of a giant sarcoma of the nuchal muscles invading the canal",
        ),
        (
            "We report the first case of this tumour in the sacrum, which was treated by surgery.",
            1,
            "tumour, sacrum",
            "We report the first case of this tumour in the sacrum",
        ),
        (
            "Ours is the 12th reported case of chordoma of the rib, three of them in women.",
            12,
            "chordoma, rib",
            "Ours is the 12th reported case of chordoma of the rib",
        ),
        (
            "Such a tumour of the rib has never been reported before in a child.",
            1,
            "child",
            "has never been reported before in a child",
        ),
    ],
)
def test_novelty(words: str, ordinal: int, scope: str, quote: str) -> None:
    claim = only(words, "novelty")
    assert (claim.numbers, claim.scope, claim.evidence.quote) == ((ordinal,), scope, quote)


def test_novelty_is_an_answer_of_the_form() -> None:
    case = read("This is the third case of chordoma of the rib. It was large.").told_cases[0]
    found = case.answer("novelty_claim")
    assert found is not None
    assert found.value == Novelty(3, "chordoma, rib")


def test_short_forms_of_a_scope_are_written_out() -> None:
    claim = only("Solitary fibrous tumour (SFT) is rare. Ours is the second case of an SFT of the rib.", "novelty")
    assert claim.scope == "solitary fibrous tumour, rib"


@pytest.mark.parametrize(
    "words",
    ["The first case was a man.", "In the second patient surgery failed.", "This is the first sign of disease."],
)
def test_no_novelty(words: str) -> None:
    assert claims(words, "novelty") == []


def test_comparison_by_an_amount() -> None:
    words = "His age was four decades younger than the average age given in earlier series."
    claim = only(words, "comparison")
    assert (claim.field, claim.numbers, claim.source) == ("age_years", (4,), ())
    assert [claim.fact(name) for name in ("difference", "unit", "direction", "statistic")] == [
        "four",
        "decades",
        "younger",
        "average age",
    ]
    assert claim.evidence.quote == words.rstrip(".")


def test_comparison_without_an_amount() -> None:
    claim = only("In addition, the tumour was larger than in the earlier cases.", "comparison")
    assert (claim.field, claim.fact("direction")) == ("size", "larger")
    assert claim.evidence.quote == "the tumour was larger than in the earlier cases"


@pytest.mark.parametrize("words", ["He was two years younger than his sister.", "The left lobe was larger than 5 cm."])
def test_no_comparison(words: str) -> None:
    assert claims(words, "comparison") == []


REFERENCES = "\n\n## References\n\n" + "\n".join(
    f"{n}. Author{n} A, Other B. Title number {n}. J Inv 2001;{n}:1-{n + 1}." for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("words", "quantity", "value", "population", "source"),
    [
        (
            "Chordomas account for 1-4% of all bone tumours [3].",
            "share of all bone tumours",
            "1-4%",
            "chordomas",
            ("3",),
        ),
        (
            "Chordomas are rare [2]. They represent 5% of all spinal tumours [4].",
            "share of all spinal tumours",
            "5%",
            "chordomas",
            ("4",),
        ),
        (
            "The incidence of chordoma peaks in the sixth decade of life.",
            "age at peak incidence",
            "sixth decade",
            "chordoma",
            (),
        ),
        (
            "There is a slight male predominance in sacral chordomas [1].",
            "sex distribution",
            "slight male predominance",
            "sacral chordomas",
            ("1",),
        ),
        (
            "The 3-year survival rate of sacral chordomas was estimated at 74% [5].",
            "three-year survival",
            "74%",
            "sacral chordomas",
            ("5",),
        ),
        (
            "The median survival of clival chordomas is 70 months [6].",
            "median survival",
            "70 months",
            "clival chordomas",
            ("6",),
        ),
        (
            "The annual incidence of chordoma is 0.8 per 1,000,000 [7].",
            "annual incidence",
            "0.8 per 1,000,000",
            "chordoma",
            ("7",),
        ),
        (
            "The local recurrence rate of chordoma ranges from 40 to 60% [8].",
            "local recurrence rate",
            "40 to 60%",
            "chordoma",
            ("8",),
        ),
        (
            "Spinal chordomas are usually bright and homogeneously enhance [2].",
            "usual contrast enhancement",
            "homogeneous",
            "spinal chordomas",
            ("2",),
        ),
    ],
)
def test_background(words: str, quantity: str, value: str, population: str, source: tuple[str, ...]) -> None:
    claim = only(words + REFERENCES, "background")
    assert (claim.quantity, claim.value, claim.population) == (quantity, value, population)
    assert claim.source == source


def test_two_figures_of_one_sentence_are_two_claims() -> None:
    words = "The 3-year survival of sacral chordoma is 74% compared with 38% for clival chordoma [5]."
    found = claims(words + REFERENCES, "background")
    assert [(c.population, c.value, c.source) for c in found] == [
        ("sacral chordoma", "74%", ("5",)),
        ("clival chordoma", "38%", ("5",)),
    ]


def test_shares_of_patients_say_what_they_are_shares_of() -> None:
    found = claims(
        "Fever is seen in 70% of cases. A rash develops in 20% of cases. 30% of patients recur.", "background"
    )
    assert [(c.quantity, c.value) for c in found] == [
        ("share: fever is seen in", "70%"),
        ("share: a rash develops in", "20%"),
        ("share: recur", "30%"),
    ]


def test_numbers_of_a_figure() -> None:
    assert only("Chordomas account for 1-4% of all bone tumours.", "background").numbers == (1, 4)
    assert only("The frequency of chordoma peaks in the sixth decade.", "background").numbers == (6,)


@pytest.mark.parametrize(
    "words",
    [
        "In our patient the lesion made up 40% of the canal.",
        "Our patient was a woman of 52 years; 5% of her cells were stained.",
        "The dose was raised by 5% of the total.",
    ],
)
def test_figures_of_the_own_patient_are_no_background(words: str) -> None:
    assert claims(words, "background") == []


def test_claims_are_no_values_of_the_case() -> None:
    (case,) = read("Three cases involved the cervical spine and two the thoracic spine. Most were men.").told_cases
    region = case.answer("region")
    assert region is None or region.value == "lumbar"


def test_each_claim_quotes_the_text() -> None:
    extraction = read("Chordomas account for 1-4% of all bone tumours. This is the second case of chordoma of the rib.")
    assert len(extraction.claims) == 2
    assert all(c.evidence.span.stands_in(extraction.document.text) for c in extraction.claims)
