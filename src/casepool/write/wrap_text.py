"""Breaking one line of text into lines of a given width, at words."""

from casepool.write.escape import count_columns


def wrap_words(text: str, width: int) -> list[str]:
    """`text` broken at spaces into lines of at most `width` columns; a longer word is cut. At least one line."""
    lines: list[str] = []
    line = ""
    for word in (part for whole in text.split() for part in _cut_word(whole, max(width, 1))):
        if line and count_columns(line) + 1 + count_columns(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` columns, the end replaced by an ellipsis where it does not fit."""
    if count_columns(text) <= width:
        return text
    kept = ""
    for character in text:
        if count_columns(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"


def _cut_word(word: str, width: int) -> list[str]:
    if count_columns(word) <= width:
        return [word]
    parts, part = [], ""
    for character in word:
        if part and count_columns(part + character) > width:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]
