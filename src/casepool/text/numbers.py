"""Numbers as case reports print them: digits, decimals with point or comma, words, fractions, ordinals."""

import re
from functools import cache

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_ODD = {
    "a": 1.0,
    "an": 1.0,
    "half": 0.5,
    "a half": 0.5,
    "couple": 2.0,
    "a couple of": 2.0,
    "dozen": 12.0,
    "a dozen": 12.0,
    "fourty": 40.0,
}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


def _table() -> dict[str, float]:
    words = {word: float(value) for value, word in enumerate(_UNITS.split())}
    tens = {word: 20.0 + 10 * index for index, word in enumerate(_TENS.split())}
    for ten, value in tens.items():
        for digit, word in enumerate(_UNITS.split()[1:10], start=1):
            words[f"{ten}-{word}"] = value + digit
    return words | tens


def _ordinal_table() -> dict[str, int]:
    ordinals = {word: value for value, word in enumerate(_ORDINALS.split(), start=1)}
    for index, (ten, tenth) in enumerate(zip(_TENS.split(), _TENTHS.split(), strict=True)):
        ordinals[tenth] = 20 + 10 * index
        for digit, word in enumerate(_ORDINALS.split()[:9], start=1):
            ordinals[f"{ten}-{word}"] = 20 + 10 * index + digit
    return ordinals


WORDS = _table()
ORDINALS = _ordinal_table()
DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_ONES = "one|t(?:wo|hree)|f(?:our|ive)|s(?:ix|even)|eight|nine"
_NUMBER_WORDS = (
    rf"(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -]?(?:{_ONES}))?"
    rf"|(?:thir|four|fif|six|seven|eigh|nine)teen|ten|eleven|twelve|zero|{_ONES})"
)
_ORDINAL_WORDS = (
    rf"(?:(?:{'|'.join(_TENS.split())})[ -]?(?:{'|'.join(_ORDINALS.split()[:9])})"
    rf"|{'|'.join(_TENTHS.split())}|{'|'.join(_ORDINALS.split())})"
)
NUMBER_PATTERN = rf"(?:(?:{DIGITS})(?: ?[½¼¾⅓⅔]| and a half)?|[½¼¾⅓⅔]|\b{_NUMBER_WORDS}\b(?: and a half)?)"
ORDINAL_PATTERN = rf"(?:\d{{1,3}} ?(?:st|nd|rd|th)\b|\b{_ORDINAL_WORDS}\b)"


@cache
def parse_number(printed: str) -> float | None:
    """The number that `printed` (shadow text, lower case) stands for, or None.

    "36", "5.8", "5,8" (decimal comma), "1,200" (thousands), "thirty-six", "two and a half", "1½", "a couple of".
    """
    text = printed.strip().removesuffix(" and a half")
    half = 0.5 if text != printed.strip() else 0.0
    if text[-1:] in _FRACTIONS:
        half, text = _FRACTIONS[text[-1]], text[:-1].strip()
        if not text:
            return half
    number = _whole(text)
    return None if number is None else number + half


def _whole(text: str) -> float | None:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", "."))
    word = text.replace(" ", "-")
    if word in WORDS:
        return WORDS[word]
    glued = next((value for name, value in WORDS.items() if name.replace("-", "") == text), None)
    return glued if glued is not None else _ODD.get(text)


@cache
def parse_ordinal(printed: str) -> int | None:
    """The number behind an ordinal ("sixth", "21st", "twenty-second"), or None."""
    text = printed.strip()
    if found := re.match(r"(\d{1,3}) ?(?:st|nd|rd|th)$", text):
        return int(found.group(1))
    return ORDINALS.get(text.replace(" ", "-"))


def nearest_number_word(word: str) -> float | None:
    """The number whose word differs from `word` by one letter changed, lost, added or swapped; None if not unique.

    Words of fewer than three letters are never taken for a number.
    """
    if len(word) < 3:
        return None
    hits = {WORDS[name] for name in WORDS if name != word and len(name) > 2 and is_one_slip(word, name)}
    return hits.pop() if len(hits) == 1 else None


def is_one_slip(a: str, b: str) -> bool:
    """Whether two words differ by one letter changed, lost or added, or by two neighbours swapped (or not at all)."""
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
        return len(wrong) == 1 or swapped
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
