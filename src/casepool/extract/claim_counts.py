"""Counts by groups: "three cases were cervical, two thoracic and one lumbar", "12 men and 9 women"."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.claim import Claim
from casepool.extract.claim_words import ClaimText, number_of, wording
from casepool.knowledge.words import WordList, load_words
from casepool.text.grammar import Hit
from casepool.text.numbers import nearest_number_word
from casepool.text.view import Sentence

_LONGEST_GAP = 48


@dataclass(frozen=True, slots=True)
class Token:
    """A number or a group word at shadow[start:end]; `slip` for a number word with one wrong letter."""

    start: int
    end: int
    number: float | None = None
    group: str = ""
    printed: str = ""
    slip: bool = False


_OF_ALL = ("of the ", "of these ", "of our ", "of all ", "of all the ")


def find_group_counts(text: ClaimText, sentence: Sentence, hit: Hit) -> Claim | None:
    """The count claim of a sentence that names groups of one field: at least two, each with its number beside it."""
    facts = hit.rule.facts or {}
    pairs = _pairs(text, sentence, load_words()[facts["list"]])
    if len(pairs) < 2 or all(number.slip for number, _ in pairs):
        return None
    return _claim(text, facts["field"], pairs)


def _claim(text: ClaimText, field: str, pairs: list[tuple[Token, Token]]) -> Claim:
    start = min(token.start for pair in pairs for token in pair)
    end = _with_tail(text, max(token.end for pair in pairs for token in pair))
    slips = [("misspelt", number.printed) for number, _ in pairs if number.slip]
    groups = tuple((group.group, number.number or 0.0) for number, group in pairs)
    return Claim(
        "count",
        text.view.evidence(start, end),
        f"claim.groups_{field}",
        field=field,
        numbers=tuple(number for _, number in groups),
        groups=groups,
        facts=(*dict.fromkeys((group.group, group.printed) for _, group in pairs), *slips),
    )


def _pairs(text: ClaimText, sentence: Sentence, words: WordList) -> list[tuple[Token, Token]]:
    """Numbers with the groups that they count, in the order that the first of them shows."""
    groups = _groups(text, sentence, words)
    if len(groups) < 2:
        return []
    numbers = _numbers(text, sentence)
    ahead = [(n, g) for n, g in _neighbours(numbers, groups) if _stands_near(text, n.end, g.start)]
    behind = [(n, g) for g, n in _neighbours(groups, numbers) if _stands_near(text, g.end, n.start)]
    return ahead if len(ahead) >= len(behind) else behind


def _neighbours(first: list[Token], second: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Each token of `first` with the next one of `second`, if no other of `first` stands between."""
    for number, token in enumerate(first):
        limit = first[number + 1].start if number + 1 < len(first) else 1 << 60
        following = next((t for t in second if t.start >= token.end), None)
        if following is not None and following.start < limit:
            yield token, following


def _stands_near(text: ClaimText, start: int, end: int) -> bool:
    between = text.view.folded[start:end]
    return len(between) <= _LONGEST_GAP and not wording("counting_break").search(between) and between.count(",") == 0


def _groups(text: ClaimText, sentence: Sentence, words: WordList) -> list[Token]:
    found = []
    for match in words.pattern.finditer(text.view.folded, sentence.start, sentence.end):
        group = words.canonical(match.group())
        if group != "person":
            found.append(Token(match.start(), match.end(), group=group, printed=match.group()))
    return found


def _numbers(text: ClaimText, sentence: Sentence) -> list[Token]:
    words = text.view.words(sentence)
    found = [
        Token(sentence.start + m.start(), sentence.start + m.end(), number_of(m.group()), printed=m.group())
        for m in wording("counting_number").finditer(words)
        if not words[: m.start()].endswith(_OF_ALL)
    ]
    for match in wording("counting_slip").finditer(words):
        number = nearest_number_word(match.group("span"))
        if number is not None and number_of(match.group("span")) is None:
            start = sentence.start + match.start("span")
            found.append(Token(start, start + len(match.group("span")), number, printed=match.group("span"), slip=True))
    return sorted(found, key=lambda token: token.start)


def _with_tail(text: ClaimText, end: int) -> int:
    """The end of a noun that closes the phrase ("dorsal spine"), else the end itself."""
    tail = (
        load_words()["group_tails"].pattern.match(text.view.folded, end + 1)
        if text.view.folded[end : end + 1] == " "
        else None
    )
    return tail.end() if tail else end
