"""The file of findings set aside: every slip is named with its line, and what is written is read again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.errors import KnowledgeError
from casepool.domain.set_aside import SetAside
from casepool.knowledge.set_aside import HEAD, load_set_aside, name_set_aside, write_entry

KEY = "ab12" * 16
ENTRY = f'[[set_aside]]\nrule = "AGE-01"\nkey = "{KEY}"\nreason = "Two admissions."\n'


@pytest.mark.parametrize(
    ("manuscript", "wanted"),
    [("draft.docx", "draft.casepool.toml"), ("a/b.v2.pdf", "a/b.v2.casepool.toml"), ("draft", "draft.casepool.toml")],
)
def test_the_name_of_the_file(manuscript: str, wanted: str) -> None:
    assert name_set_aside(manuscript) == Path(wanted)


def test_entries_are_read(tmp_path: Path) -> None:
    place = tmp_path / "a.casepool.toml"
    place.write_text(ENTRY, encoding="utf-8")
    assert load_set_aside(place) == (SetAside(KEY, "AGE-01", "Two admissions."),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.replace("reason", "because"), "line 4: "),
        (ENTRY.replace("AGE-01", "AGE-99"), "line 2: "),
        (ENTRY.replace("Two admissions.", " "), "line 4: a finding is set aside only with a reason. "),
        (ENTRY.replace(KEY, "abc"), "line 3: a key has 64 characters, 0 to 9 and a to f. "),
        (ENTRY + ENTRY, "line 7: this finding of AGE-01 is set aside twice. "),
        ("[[put_aside]]\n", "line 1: "),
        ("a = \n", "not valid TOML: "),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    place = tmp_path / "a.casepool.toml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_set_aside(place)
    assert said in str(raised.value)
    assert str(place) in str(raised.value)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda s: s.strip()))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    place = tmp_path_factory.mktemp("entry") / "a.casepool.toml"
    place.write_text(HEAD + write_entry(SetAside(KEY, "AGE-01", words, words)), encoding="utf-8", newline="\n")
    (entry,) = load_set_aside(place)
    assert entry.reason == entry.about == " ".join(words.split())
