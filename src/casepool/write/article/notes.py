"""Footnotes of a table: signs in reading order, each text once."""

from casepool.write.article.model import Runs, Sign, Words

SYMBOLS = ("*", "†", "‡", "§", "¶", "‖")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class NoteBook:
    """The footnotes of one table. `signs` is "letters" (a, b, c) or "symbols" (*, †, ‡)."""

    def __init__(self, signs: str = "letters") -> None:
        self._signs = signs
        self._texts: list[str] = []

    def sign(self, text: str) -> Sign:
        """The sign of a note, new or as it was given before."""
        if text not in self._texts:
            self._texts.append(text)
        return Sign(self._name(self._texts.index(text)))

    def _name(self, number: int) -> str:
        if self._signs == "symbols":
            return SYMBOLS[number % len(SYMBOLS)] * (number // len(SYMBOLS) + 1)
        first, second = divmod(number, len(_LETTERS))
        return (_LETTERS[first - 1] if first else "") + _LETTERS[second]

    def line(self) -> Runs:
        """All notes as one line, empty without any."""
        runs: list[Sign | Words] = []
        for number, text in enumerate(self._texts):
            runs += [Sign(self._name(number)), Words(f" {text}." + ("  " if number + 1 < len(self._texts) else ""))]
        return tuple(runs)
