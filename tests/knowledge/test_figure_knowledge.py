"""Colours, fonts and words of the figures: right, complete, and refused where they are not."""

from pathlib import Path

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import figure_words, palette
from casepool.knowledge.load import load_toml


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 between two colours."""

    def light(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", palette.THEMES)
def test_words_can_be_read_on_their_ground(theme: str) -> None:
    colours = palette.load_palette().themes[theme]
    pairs = [("ink", "paper"), ("ink2", "paper"), ("main", "paper"), ("event", "paper"), ("index", "paper")]
    pairs += [("treat", "paper"), ("paper", "main"), ("ink", "main_md"), ("ink", "main_lt"), ("ink", "main_xl")]
    pairs += [("ink", "silent"), ("ink", "care_lt"), ("ink", "event_lt"), ("ink", "shut"), ("care_ink", "care_lt")]
    pairs += [("event", "event_lt"), ("ink2", "wash"), ("main", "main_xl")]
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 1) for pair in pairs}
    limits = {("event", "event_lt"): 3.5}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < limits.get(pair, 4.5)} == {}
    assert contrast(colours["line"], colours["paper"]) >= 3


def test_themes_name_the_same_colours() -> None:
    found = palette.load_palette()
    assert {frozenset(theme) for theme in found.themes.values()} == {frozenset(found.themes["print"])}
    assert (found.one_column, found.two_columns) == (85, 174)


def test_font_has_its_licence_and_three_faces() -> None:
    for face in palette.FACES:
        widths = palette.load_widths(face)
        assert set(map(ord, "aZ09äßé–—“”●○×≥−·…")) <= set(widths)
        assert 0.2 < widths[ord("a")] < 0.7
    assert "SIL OPEN FONT LICENSE" in palette.find_font().with_name("OFL.txt").read_text(encoding="utf-8")


def test_words_of_the_form_name_its_fields() -> None:
    words = figure_words.load_figure_words()
    assert [sign.letter for sign in words.treatments] == ["S", "R", "C"]
    assert words.field["levels"] == "level_range"
    assert {event.shape for event in words.events} == {"triangle", "diamond"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('ink = "#1B1F24"', 'ink = "black"', "'ink' in print must be a colour like #1F5C99."),
        ('ink = "#E9ECEF"', 'inc = "#E9ECEF"', "unknown key 'inc' in screen_dark."),
    ],
)
def test_slips_in_the_palette_are_refused(
    old: str, new: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (palette.FOLDER / "figures" / "palette.toml").read_text(encoding="utf-8")
    changed = tmp_path / "palette.toml"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(palette, "load_toml", lambda _: load_toml(changed))
    with pytest.raises(KnowledgeError) as caught:
        palette.load_palette.__wrapped__()
    assert message in str(caught.value)


def test_slips_in_the_words_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (palette.FOLDER / "figures" / "onco_spine_case.toml").read_text(encoding="utf-8")
    changed = tmp_path / "words.toml"
    changed.write_text(text.replace('shape = "diamond"', 'shape = "heart"'), encoding="utf-8")
    monkeypatch.setattr(figure_words, "load_toml", lambda _: load_toml(changed))
    with pytest.raises(KnowledgeError) as caught:
        figure_words.load_figure_words.__wrapped__()
    assert "'heart' is not allowed as 'shape'" in str(caught.value)
