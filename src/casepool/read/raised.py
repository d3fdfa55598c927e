"""How raised characters print in a plain text: exponents stay exponents, citation marks never touch a value."""

import re

_NUMBER = re.compile(r"^[+\-−–]?\d{1,3}$")
_GROUP = re.compile(r"^\d{1,3}(?:\s?[,;–-]\s?\d{1,3})+$")
_SYMBOL = re.compile(r"^[a-z]$")


def render_raised(content: str, before: str) -> str:
    """How to print the superscript `content` behind the character `before` ("" at the start).

    "digits": with superscript digits ("cm²", "10⁻⁹"); "mark": in brackets, as a citation mark ("word[1,2]");
    "caret": behind "^" ("45^a"); "plain": as it is ("18F", "Ca2+", "1st").
    """
    words = content.strip()
    attached = bool(before) and not before.isspace() and before not in "([{/“‘\"'"
    if not attached:
        return "plain"
    if _NUMBER.match(words):
        return "digits"
    if _GROUP.match(words):
        return "mark"
    return "caret" if _SYMBOL.match(words) and (before.isalnum() or before in "%)") else "plain"
