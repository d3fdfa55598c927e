"""Text from a paper made safe to show: what cannot be seen, or turns the reading direction, becomes a visible mark.

A control character in a terminal can move the cursor or change the title; a bidirectional override can show
"gpj.exe" as "exe.jpg"; a character without width can hide words. Each is written as its code point, "[U+202E]".
"""

import re
import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_WIDTH = "\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
_BROKEN = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_JOINER = r"(?<=[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f])"
HIDDEN = re.compile(f"[{_CONTROL}{_BIDI}{_NO_WIDTH}{_BROKEN}]|{_JOINER}")
_BLANK = re.compile(r"\s+")


def show_hidden(text: str) -> str:
    """`text` with every hidden character as "[U+....]". Blanks, line ends and soft hyphens stay as they are.

    Joiners (U+200C, U+200D) are left alone between letters of scripts that need them.
    """
    return HIDDEN.sub(_name_code_point, text)


def show_line(text: str) -> str:
    """`text` on one line: hidden characters visible, soft hyphens dropped, every run of blanks one space."""
    return _BLANK.sub(" ", show_hidden(text.replace("\u00ad", ""))).strip()


def count_columns(text: str) -> int:
    """The width of one line in terminal columns: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


def _name_code_point(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def _columns_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
