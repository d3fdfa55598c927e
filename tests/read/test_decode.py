"""Bytes to text: nothing is guessed in silence, nothing is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.errors import ReadError
from casepool.read.decode import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_are_not_counted(encoding: str) -> None:
    text = "Fi\u0301bre\r\nà 5\u2009% \u2028 end"
    assert decode(text.encode(encoding), "a.txt").text == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), min_size=1))
def test_utf8_is_returned_unchanged(text: str) -> None:
    decoded = decode(text.encode(), "a.txt")
    assert (decoded.text, decoded.encoding, decoded.problems) == (text, "utf-8", ())


def test_latin1_is_read_with_a_problem_line() -> None:
    decoded = decode("Une tumeur\nopérée à 5 µm".encode("latin-1"), "a.txt")
    assert decoded.text == "Une tumeur\nopérée à 5 µm"
    assert [str(p) for p in decoded.problems] == [
        "Not UTF-8: byte 13 (0xE9, line 2) does not fit. Read as Windows-1252 (Latin-1), which fits every byte. "
        "Check the accented letters."
    ]


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (
            "é".encode() + b"\n\xe9t\xe9",
            "encoding",
            "a.txt mixes encodings: most of it is UTF-8, but byte 3 (0xE9, line 2) is not. "
            "Open it in an editor and save it as UTF-8.",
        ),
        (
            b"ab \x81 cd",
            "encoding",
            "a.txt is not UTF-8: byte 3 (0x81, line 1) does not fit. Open it in an editor and save it as UTF-8.",
        ),
        (
            b"ab\x00cd",
            "binary",
            "a.txt is not text: it has a zero byte at position 2. "
            "Give it the ending of its real format, or save it as plain text in UTF-8.",
        ),
        (
            b"\x01\x02\x03\x04\x05" * 9,
            "binary",
            "a.txt is not text: it has 45 control characters. "
            "Give it the ending of its real format, or save it as plain text in UTF-8.",
        ),
        (
            b"\xff\xfea\x00b",
            "encoding",
            "a.txt says by its first bytes that it is UTF-16-LE; byte 4 does not fit. "
            "Open it in an editor and save it as UTF-8.",
        ),
    ],
)
def test_refusals(data: bytes, kind: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data, "a.txt")
    assert (str(caught.value), caught.value.problem.kind) == (message, kind)


def test_a_stray_control_character_is_reported() -> None:
    decoded = decode(b"one\ntwo\x0b\x1b three", "a.txt")
    assert [str(p) for p in decoded.problems] == ["Line 2 holds the control character U+001B."]


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("iso-8859-1", "5–7 µm".encode("cp1252"), "5–7 µm"),
        ("utf-8", "é".encode(), "é"),
        ("iso-8859-1", "é is UTF-8".encode(), "é is UTF-8"),
        ("shift_jis", "脊柱".encode("shift_jis"), "脊柱"),
        ("rot13", b"plain", "plain"),
        ("no-such-code", b"plain", "plain"),
    ],
)
def test_declared_encodings(declared: str, data: bytes, text: str) -> None:
    assert decode(data, "a.html", declared).text == text


def test_a_wrong_declaration_is_reported() -> None:
    decoded = decode(b"ab\x81\xff", "a.html", "shift_jis")
    assert decoded.text == "ab\ufffd\ufffd"
    assert [str(p) for p in decoded.problems] == [
        "The page declares the encoding shift_jis, but its bytes do not fit; some letters are lost (U+FFFD). "
        "Save the page again from the browser."
    ]
