"""Kept patterns are the patterns that `re` compiles."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casepool.knowledge import compiled
from casepool.text.prepare import prepare_patterns

SAMPLES = (
    "a 43-year-old man presented with a 3-month history of pain (fig. 2); mri showed a 3.5 x 2 cm mass at t3-t4.",
    "Smith JR, O'Neil-Brown A. Chondroma of the rib. J Invent Surg 1999;12(3):45-51. doi:10.1000/xyz12",
    "",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    compiled._load_kept.cache_clear()
    yield tmp_path
    compiled._load_kept.cache_clear()


def ask_again(source: str, flags: int = 0) -> re.Pattern[str]:
    compiled._asked.pop((source, flags), None)
    compiled._load_kept.cache_clear()
    return compiled.compile_pattern(source, flags)


def test_every_kept_pattern_is_the_one_that_re_compiles(folder: Path) -> None:
    prepare_patterns()
    asked = dict(compiled._asked)
    assert len(asked) > 800
    assert compiled.keep_patterns() == compiled.pattern_file()
    compiled._load_kept.cache_clear()
    kept = compiled._load_kept()
    assert set(kept) == set(asked)
    for (source, flags), fresh in asked.items():
        revived = compiled._revive((source, flags), kept[source, flags])
        assert revived is not fresh
        assert (revived.pattern, revived.flags, revived.groups) == (fresh.pattern, fresh.flags, fresh.groups)
        assert revived.groupindex == fresh.groupindex
        for sample in SAMPLES:
            assert [m.span() for m in revived.finditer(sample)] == [m.span() for m in fresh.finditer(sample)], source


def test_a_pattern_is_taken_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.compile_pattern(r"(?P<n>\d+) cm", re.IGNORECASE)
    compiled.keep_patterns()
    monkeypatch.setattr(re, "compile", lambda *_: pytest.fail("compiled although it was kept"))
    again = ask_again(r"(?P<n>\d+) cm", int(re.IGNORECASE))
    assert again.search("about 12 CM").group("n") == "12"


@pytest.mark.parametrize("content", [b"", b"nothing of ours", b"\xe9\x05\x00\x00\x00"])
def test_a_file_that_is_not_understood_is_passed_over(folder: Path, content: bytes) -> None:
    compiled.pattern_file().write_bytes(content)
    assert ask_again("a+").findall("caat") == ["aa"]


def test_code_that_the_engine_refuses_is_compiled_anew(folder: Path) -> None:
    import marshal

    compiled.pattern_file().write_bytes(marshal.dumps({("a+", 0): (32, b"\xff\xff\xff\xff" * 3, 0, {}, (None,))}))
    assert ask_again("a+").findall("caat") == ["aa"]


def test_a_source_that_is_no_pattern_is_refused(folder: Path) -> None:
    with pytest.raises(re.error, match="missing \\), unterminated subpattern"):
        compiled.compile_pattern("(a")
