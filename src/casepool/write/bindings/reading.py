"""What a draft can bind to, what it has bound, and whether a printed number is still the computed one."""

import re
from dataclasses import dataclass

NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_DIGITS = r"\d{1,3}(?:[,\u2009\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = "|".join(sorted(("none", "no", *NUMBER_WORDS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<sign>[-−](?=\d))?(?P<digits>{_DIGITS})(?P<percent>\s?%)?|\b(?P<word>{_WORDS})\b", re.IGNORECASE
)
_OUT_OF = re.compile(r"(?P<k>\d+)(?P<between>\s*/\s*|\s+(?:of|out of)\s+)(?P<n>\d+)")
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Bindable:
    """A name with what it stands for. `printed` is how casepool prints it; `forms` are other ways that say the same.

    `value` is the number (None: words only), `n` the patients that it rests on. A `share` may be printed as k/n or in
    per cent.
    """

    name: str
    printed: str
    value: float | None = None
    n: int = 0
    share: bool = False
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """A bound number in a draft: its name, what is printed there, and where ("paragraph 14", "line 3").

    `start` and `end` hold the binding in the draft (characters of a text, bytes of a part of a Word file).
    """

    name: str
    printed: str
    place: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Printed:
    value: float
    decimals: int
    is_percent: bool


def says_same(printed: str, bindable: Bindable) -> bool:
    """Whether a printed text still says what was computed, after rounding to the digits that it has."""
    shown = _fold(printed)
    if shown in {_fold(form) for form in (bindable.printed, *bindable.forms)}:
        return True
    if bindable.value is None:
        return False
    pair = _OUT_OF.search(printed)
    if pair:
        return _is_pair(int(pair["k"]), int(pair["n"]), bindable)
    found = [_read(match) for match in _NUMBER.finditer(printed)]
    return len(found) == 1 and _is_near(found[0], bindable)


def _is_pair(k: int, n: int, bindable: Bindable) -> bool:
    if bindable.value is None:
        return False
    expected = bindable.value * bindable.n if bindable.share else bindable.value
    return n == bindable.n and abs(k - expected) < 1e-6


def _is_near(printed: _Printed, bindable: Bindable) -> bool:
    if bindable.value is None or (printed.is_percent and not bindable.share):
        return False
    value = bindable.value * 100 if printed.is_percent else bindable.value
    half = 0.5 * float(f"1e-{printed.decimals}")
    return abs(value - printed.value) <= half + _TINY


def _read(match: re.Match[str]) -> _Printed:
    if match["word"]:
        word = match["word"].lower()
        return _Printed(float(NUMBER_WORDS.index(word) if word in NUMBER_WORDS else 0), 0, False)
    digits = re.sub(r"[,\u2009\u00a0\u202f]", "", match["digits"])
    value = float(digits) * (-1 if match["sign"] else 1)
    return _Printed(value, len(digits.partition(".")[2]), bool(match["percent"]))


def _fold(text: str) -> str:
    plain = text.replace("\u00a0", " ").replace("\u2009", " ").replace("–", "-").replace("−", "-").replace("\u00ad", "")
    return " ".join(plain.casefold().split())


def update_printed(printed: str, bindable: Bindable) -> str:
    """The printed text with the computed number in place of the old one, the words around it kept.

    A text with none or several numbers, and a value of words, is replaced as a whole.
    """
    if says_same(printed, bindable):
        return printed
    pair, found = _OUT_OF.search(printed), list(_NUMBER.finditer(printed))
    if bindable.value is None or not printed.strip():
        return bindable.printed
    if pair and bindable.n and len(found) == 2:
        k = bindable.value * bindable.n if bindable.share else bindable.value
        return f"{printed[: pair.start()]}{round(k)}{pair['between']}{bindable.n}{printed[pair.end() :]}"
    if len(found) != 1 or (bindable.share and not found[0]["percent"]):
        return bindable.printed
    match = found[0]
    return printed[: match.start()] + _print_like(match, bindable) + printed[match.end() :]


def _print_like(match: re.Match[str], bindable: Bindable) -> str:
    if match["percent"] and bindable.value is not None:
        decimals = len(match["digits"].partition(".")[2])
        return f"{100 * bindable.value:.{decimals}f}{match['percent']}"
    return bindable.printed
