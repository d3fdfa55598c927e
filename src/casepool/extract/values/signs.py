"""Symptoms and signs in a stretch of text: fixed phrases, and complaints that name a place ("pain in the neck")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casepool.knowledge.compiled import compile_pattern
from casepool.knowledge.signs import Sign, load_signs
from casepool.text.phrases import PhraseIndex


@dataclass(frozen=True, slots=True)
class SignHit:
    """A sign found in the shadow text[start:end]."""

    start: int
    end: int
    sign: Sign


def find_signs(text: str, start: int, end: int) -> list[SignHit]:
    """The signs in text[start:end] (shadow, lower case), from left to right.

    A complaint with a place wins over the bare words in it; a longer name before the place keeps its meaning
    ("radicular pain in the leg").
    """
    plain = [SignHit(hit.start, hit.end, hit.key) for hit in _index().find(text, start, end)]
    placed = [_with_longer_name(hit, plain) for hit in _find_placed(text, start, end)]
    free = [hit for hit in plain if not any(hit.start < p.end and p.start < hit.end for p in placed)]
    return sorted({*placed, *free}, key=lambda hit: (hit.start, hit.end, hit.sign.label))


def find_organs(text: str, start: int, end: int) -> list[SignHit]:
    """The words for what is examined in text[start:end], each with the sign that is denied if it is normal."""
    return [SignHit(hit.start, hit.end, hit.key) for hit in _organ_index().find(text, start, end)]


def _with_longer_name(placed: SignHit, plain: list[SignHit]) -> SignHit:
    longer = next((p for p in plain if p.start < placed.start < p.end), None)
    return SignHit(longer.start, placed.end, longer.sign) if longer else placed


def _find_placed(text: str, start: int, end: int) -> Iterator[SignHit]:
    for match in _placed_pattern().finditer(text, start, end):
        for head in _heads_of(match):
            for label in _labels(head, match.group("sites")):
                yield SignHit(match.start(), match.end(), load_signs().signs[label])


def _heads_of(match: re.Match[str]) -> list[str]:
    words = (match.group("head"), match.group("more") or "")
    found = (next((h.head for h in load_signs().heads if word in h.words), "") for word in words)
    return list(dict.fromkeys(head for head in found if head))


def _labels(head: str, printed: str) -> list[str]:
    sites = [hit.key for hit in _site_index().find(printed, 0, len(printed))]
    return list(dict.fromkeys(label for site in sites if (label := load_signs().sites[site].signs.get(head))))


@cache
def _index() -> PhraseIndex[Sign]:
    return PhraseIndex((form, sign) for sign in load_signs().signs.values() for form in sign.forms)


@cache
def _organ_index() -> PhraseIndex[Sign]:
    return PhraseIndex((organ, sign) for sign in load_signs().signs.values() for organ in sign.organs)


@cache
def _site_index() -> PhraseIndex[int]:
    return PhraseIndex((word, number) for number, site in enumerate(load_signs().sites) for word in site.words)


@cache
def _placed_pattern() -> re.Pattern[str]:
    lexicon = load_signs()
    heads = _any(word for head in lexicon.heads for word in head.words)
    site = _any(word for place in lexicon.sites for word in place.words)
    bridge, small = _any(lexicon.bridges), _any(lexicon.small)
    return compile_pattern(
        rf"\b(?P<head>{heads})\b(?:(?:,? (?:and|or)|,|/)(?: [\w-]+){{0,2}}? (?P<more>{heads}))? (?:{bridge})"
        rf"(?: (?:{small})){{0,4}}? (?P<sites>(?:{site})\b"
        rf"(?:,? (?:and|or)(?: (?:{bridge}))?(?: (?:{small})){{0,4}}? (?:{site})\b){{0,3}})"
    )


def _any(words: Iterator[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(words, key=len, reverse=True))
