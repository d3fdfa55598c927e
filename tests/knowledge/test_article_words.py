"""The words of the article: every file loads, every place is known, every journal has a theme, slips are named."""

from string import Formatter

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.domain.form import REASONS, STATES
from casepool.knowledge import article_words, load
from casepool.knowledge.article_words import (
    list_places,
    load_form_words,
    load_styles,
    load_themes,
    load_wording,
)
from casepool.knowledge.forms import load_form
from casepool.knowledge.journals import load_journals
from casepool.knowledge.pooling import load_pooling


def test_every_journal_has_a_theme_and_a_style() -> None:
    assert set(load_themes()) == set(load_journals())
    assert all(theme.style in load_styles() for theme in load_themes().values())
    assert load_themes()["ijscr"].page == load_themes()["care_default"].page == "A4"


def test_every_state_and_reason_has_its_words() -> None:
    words = load_wording()
    assert set(STATES) <= set(words.parts["states"])
    assert set(STATES) <= set(words.parts["glyphs"])
    assert set(REASONS) <= set(words.parts["footnotes"])


def test_every_text_can_be_filled() -> None:
    for part in load_wording().parts.values():
        for text in part.values():
            assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text))


def test_outcomes_and_fields_are_known_to_the_pool() -> None:
    words, form = load_form_words(), load_form()
    endpoints = load_pooling().endpoints
    assert {item.endpoint for item in words.outcomes} | set(words.summary_outcomes) <= set(endpoints)
    assert all(form.has(name) for column in words.table_one for name in column.fields)
    assert sum(column.width for column in words.table_one) == 260


def test_the_case_section_asks_for_every_critical_field() -> None:
    asked = {name for part in load_form_words().case for s in part.sentences for name in s.fields}
    assert {field.id for field in load_form().fields if field.critical} <= asked


def test_places_of_a_text() -> None:
    assert list_places("{age.median} of {n}") == ("age.median", "n")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title_diagnosis = "diagnosis"', 'title_diagnosis = "diagnose"', "line 4: 'diagnose' is not allowed as"),
        ('male = "M"', 'male = "M"\nmail = "x"', "unknown key 'mail' in sex. Allowed: female, male"),
        ('show = "glyph"', 'show = "picture"', "'picture' is not allowed as 'show' of column, number 7."),
    ],
)
def test_a_slip_is_named(monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str) -> None:
    read = load.read_source

    def read_changed(path: object) -> load.Source:
        source = read(path)  # type: ignore[arg-type]
        return load.Source(source.name, source.text.replace(old, new, 1))

    monkeypatch.setattr(load, "read_source", read_changed)
    with pytest.raises(KnowledgeError) as raised:
        article_words.load_form_words.__wrapped__()
    assert message in str(raised.value)
    assert str(raised.value).startswith("article/onco_spine_case.toml, line ")
