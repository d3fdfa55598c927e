"""The generator of faults: what it plants is what it says, in plain text and in JATS, the same in every run."""

import pytest
from bench.audit.plants import PLANTERS, check_stored, count_alarms, find_plant, key_of, rate
from bench.audit.source import Source, flatten, make_source

from casepool.domain.finding import Finding

# Invented for this test.
BODY = (
    "A 61-year-old man presented with a painful mass. He had noticed it for two months. CT showed a 4 x 3 cm mass in "
    "the left thigh. He was operated on, and his wound healed well. The tumour cells were positive for desmin. "
    "This 61-year-old man returned to work. He received chemotherapy."
)
ARTICLE = (
    '<?xml version="1.0"?><article><body><sec><title>Case report</title><p>A 61-year-old man &amp; his dog were seen '
    '[<xref ref-type="bibr" rid="R1">1</xref>].</p></sec></body></article>'
)


def source(text: str = BODY, filename: str = "made.txt") -> Source:
    return make_source("made", "maccrobat2020", filename, text, 1)


def only(kind: str, text: str = BODY) -> str:
    made = list(PLANTERS[kind](source(text)))
    assert len(made) == 1, [p.new for p in made]
    assert made[0].stored != text
    return made[0].stored


def test_a_later_mention_is_changed_and_the_first_one_stays() -> None:
    stored = only("age_changed")
    assert stored.startswith("A 61-year-old man")
    assert "This 61-year-old" not in stored
    assert len(stored) == len(BODY) or abs(len(stored) - len(BODY)) == 1


def test_a_noun_is_turned_and_pronouns_stay() -> None:
    assert only("sex_noun") == BODY.replace("61-year-old man", "61-year-old woman", 1)


@pytest.mark.parametrize("kind", ["age_changed", "sex_noun", "side_added", "marker_added", "treatment_denied"])
def test_a_plant_is_found_by_its_rule(kind: str) -> None:
    made = source()
    clean = {key_of(f) for f in check_stored(made.filename, made.raw)}
    plant = next(iter(PLANTERS[kind](made)))
    assert set(find_plant(plant, clean)) & set(plant.rules[:1])


def test_every_planter_is_the_same_in_every_run_and_is_silent_on_a_text_without_facts() -> None:
    for kind, planter in PLANTERS.items():
        assert [p.edits for p in planter(source())] == [p.edits for p in planter(source())], kind
        assert list(planter(make_source("made", "maccrobat2020", "made.txt", "The weather was fine.", 0))) == [], kind


def test_a_finding_that_shows_other_words_does_not_count() -> None:
    made = source()
    plant = next(iter(PLANTERS["age_changed"](made)))
    hidden = type(plant)(**{**vars(plant), "shows": "words that no quote holds"})
    assert find_plant(hidden, set()) == []


def test_jats_is_changed_in_its_stored_form() -> None:
    plain, starts, ends = flatten(ARTICLE)
    made = source(ARTICLE, "made.xml")
    at = plain.index("&")
    assert ARTICLE[starts[at] : ends[at]] == "&amp;"
    assert plain.splitlines()[0] == ""
    start = plain.index("61")
    assert made.edited((made.edit(start, start + 2, "<7"),)) == ARTICLE.replace("61", "&lt;7")
    bracket = plain.index("[1]")
    assert made.can_edit(start, start + 2)
    assert not made.can_edit(bracket, bracket + 2)


def test_halves_depend_on_the_name_only() -> None:
    assert {make_source(str(n), "jats", "a.txt", "x", 0).half for n in range(20)} == {"development", "held out"}


def test_interval_of_wilson() -> None:
    # 81 of 263: 0.308 (0.255 to 0.366), Newcombe, Stat Med 1998;17:857, Table I, method 3.
    assert rate(81, 263) == {"found": 81, "planted": 263, "recall": 0.308, "low": 0.255, "high": 0.366}
    assert rate(0, 0)["recall"] is None


def test_real_mistakes_are_no_false_alarms() -> None:
    def finding(rule: str, severity: str) -> Finding:
        return Finding(rule, severity, "h", "", "", ())  # type: ignore[arg-type]

    counted = count_alarms([("PMC5450247", [finding("FIG-01", "warning"), finding("AGE-01", "error")]), ("x", [])])
    assert (counted["false_errors_per_20"], counted["false_warnings_per_2"]) == (10.0, 0.0)
    assert counted["real"] == [{"text": "PMC5450247", "rule": "FIG-01", "findings": 1}]
