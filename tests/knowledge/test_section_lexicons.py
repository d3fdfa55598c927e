"""The lexicons of headings, cues and traps prove themselves: each entry finds its examples and ignores the others."""

from pathlib import Path

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.knowledge.citation_traps import CitationTrap, load_citation_traps
from casepool.knowledge.headings import HeadingRule, fold_heading, load_headings
from casepool.knowledge.load import load_toml
from casepool.knowledge.section_cues import OPENING_KINDS, SectionCue, load_general_phrases, load_section_cues
from casepool.text.flatten import flatten

RULES = load_headings().rules
CUES = load_section_cues()
TRAPS = load_citation_traps()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_heading_finds_and_ignores(rule: HeadingRule) -> None:
    lexicon = load_headings()
    assert [text for text in rule.finds if lexicon.find_rule(text) is not rule] == []
    assert [text for text in rule.ignores if lexicon.find_rule(text) is rule] == []


def test_no_phrase_belongs_to_two_headings() -> None:
    owners: dict[str, set[str]] = {}
    for rule in RULES:
        for phrase in rule.phrases:
            owners.setdefault(fold_heading(phrase), set()).add(rule.id)
    assert {phrase: ids for phrase, ids in owners.items() if len(ids) > 1} == {}


def cue_hits(cue: SectionCue, example: str) -> bool:
    text = example if cue.kind == "list" else flatten(example)
    return bool(cue.pattern.match(text) if cue.kind in (*OPENING_KINDS, "list") else cue.pattern.search(text))


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_cue_finds_and_ignores(cue: SectionCue) -> None:
    assert [text for text in cue.finds if not cue_hits(cue, text)] == []
    assert [text for text in cue.ignores if cue_hits(cue, text)] == []


@pytest.mark.parametrize("cue", [c for c in CUES if c.needs and c.kind in ("case", "general")], ids=lambda cue: cue.id)
def test_needed_words_stand_in_each_example(cue: SectionCue) -> None:
    """A cue is only tried where one of its words stands, so its examples must hold one."""
    flat = [flatten(text) for text in cue.finds]
    assert [
        t for t in flat if not cue.count(t, 0, len(t), set("".join(c if c.isalpha() else " " for c in t).split()))
    ] == []


def test_phrases_of_general_speech_are_folded() -> None:
    assert [phrase for phrase in load_general_phrases() if phrase != flatten(phrase)] == []


def trap_hits(trap: CitationTrap, example: str) -> bool:
    before, _, after = flatten(example).partition("{}")
    return trap.catches(before, after, (12, 48), trap.style or "bracket")


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.id)
def test_trap_finds_and_ignores(trap: CitationTrap) -> None:
    assert [text for text in trap.finds if not trap_hits(trap, text)] == []
    assert [text for text in trap.ignores if trap_hits(trap, text)] == []


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("2.3. Case Report:", "case report"),
        ("**III. Résumé**", "resume"),
        ("<b>Patients &amp; Methods</b>", "patients and methods"),
        ("#### Follow‑up", "follow-up"),
        ("Case 2", "case 2"),
    ],
)
def test_headings_are_folded(printed: str, folded: str) -> None:
    assert fold_heading(printed) == folded


def test_one_slip_is_forgiven_in_long_headings_only() -> None:
    lexicon = load_headings()
    slipped = lexicon.find_rule("Introducton")
    assert slipped is not None
    assert slipped.role == "introduction"
    assert lexicon.find_rule("Introducton", forgive=False) is None
    assert lexicon.find_rule("Cape") is None


def test_an_unknown_role_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    from casepool.knowledge import headings

    path = tmp_path / "headings.toml"
    path.write_text(
        '[[heading]]\nid = "h"\nrole = "story"\nplace = "article"\nphrases = ["x"]\nfinds = ["x"]\nignores = ["y"]\n'
    )
    table = load_toml(path).tables("heading")[0]
    with pytest.raises(KnowledgeError, match=r"line 3: 'story' is not allowed as 'role' of heading .*, number 1\."):
        headings._read_rule(table)
