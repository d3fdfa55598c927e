"""Immunohistochemistry: each marker of a list with the result to its left, to its right, or directly at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casepool.domain.assertion import Mention
from casepool.domain.values import MarkerResult
from casepool.extract.mentions import Reading
from casepool.extract.values.cues import cue_rules, draft, found_in, matching_at
from casepool.knowledge.vocabularies import Marker, load_markers
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule
from casepool.text.phrases import PhraseHit, PhraseIndex
from casepool.text.view import Sentence, TextView

_SHORT = 4
_RESULTS = ("negative", "equivocal", "focal", "weak", "positive")
_CLOSING = re.compile(r"(?: ?\([^()]{1,60}\))? ?")
_JOINED = re.compile(r"^-(?=[a-z]{3})")
_LISTED = re.compile(r"-?(?:,? and |, ?| ?/ ?)")


@dataclass(slots=True)
class Stain:
    """A marker in a sentence (shadow interval), and the result that was found for it with the place of the result."""

    marker: str
    start: int
    end: int
    result: str = ""
    proof: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of result: the markers of text[reach[0]:reach[1]] have it."""

    start: int
    end: int
    result: str
    reach: tuple[int, int]


def find_markers(reading: Reading) -> list[Mention]:
    """Every stain with its result; stains without a result are kept as mentions without a field."""
    found: list[Mention] = []
    view, skip = reading.view, cue_rules("markers", side="skip")
    for sentence, rules in view.matching("marker_context"):
        text, start, end = view.folded, sentence.start, sentence.end
        if sentence.block == "cell" or found_in(tuple(rules), text, start, end) is None:
            continue
        if found_in(skip, text, start, end) is None:
            found.extend(read_stains(reading, sentence))
    return found


def read_stains(reading: Reading, sentence: Sentence) -> Iterator[Mention]:
    """The stains of a sentence (or cell) that is known to speak of them."""
    stains = _find_stains(reading.view, sentence)
    text = reading.view.folded
    if stains and any(matching_at(cue_rules("markers", side="empty"), text, s.end, sentence.end) for s in stains):
        yield from (_garbled(reading, sentence, stain) for stain in stains)
        return
    for stain in stains:
        _take_own(text, sentence, stain)
    for cue in _find_cues(text, sentence):
        for stain in stains:
            if not stain.result and cue.reach[0] <= stain.start and stain.end <= cue.reach[1]:
                stain.result, stain.proof = cue.result, (cue.start, cue.end)
    _share_own(text, stains)
    yield from (_mention(reading, sentence, stain) for stain in _once(stains))
    yield from _find_groups(reading, sentence)


def _find_stains(view: TextView, sentence: Sentence) -> list[Stain]:
    text, start, end = view.folded, sentence.start, sentence.end
    phrases = list(_index().find(text, start, end))
    sure = found_in(cue_rules("markers", side="strong"), text, start, end) is not None
    sure = sure or any(not _is_doubtful(view, hit) for hit in phrases)
    hits = [Stain(hit.key.marker, hit.start, hit.end) for hit in phrases if sure and _is_marker(view, hit)]
    taken = [(hit.start, hit.end) for hit in phrases]
    for compiled in cue_rules("markers", side="marker"):
        for match in compiled.pattern.finditer(text, start, end):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                hits.append(Stain(match.group().upper(), match.start(), match.end()))
    return sorted((s for s in hits if s.marker), key=lambda s: s.start)


def _is_marker(view: TextView, hit: PhraseHit[Marker]) -> bool:
    """Whether the word is printed as a marker: short names only in capitals, and no index in percent or counts."""
    printed = view.shadow.cased[hit.start : hit.end]
    as_known = printed in (hit.key.marker, *hit.key.aliases) or printed != printed.lower()
    return hit.key.result_kind not in ("percent", "count") and (as_known or not _is_short(printed))


def _is_short(printed: str) -> bool:
    return len(printed) <= _SHORT and printed.isalpha()


def _is_doubtful(view: TextView, hit: PhraseHit[Marker]) -> bool:
    """Whether the word may mean something else: short names, and substances that are measured in blood."""
    serum = load_words()["serum_markers"].words["serum"]
    return _is_short(view.shadow.cased[hit.start : hit.end]) or hit.key.marker in serum


def _take_own(text: str, sentence: Sentence, stain: Stain) -> None:
    """A sign or word directly at the marker: "(+)", "+", "(focally)", ": negative"."""
    places = {stain.end, _CLOSING.match(text, stain.end, sentence.end).end()}  # type: ignore[union-attr]
    for place in sorted(places):
        for compiled in cue_rules("markers", side="own"):
            match = compiled.pattern.match(text, place, sentence.end)
            if match:
                stain.result, stain.proof = _result_of(match.group()), match.span()
                return


def _share_own(text: str, stains: list[Stain]) -> None:
    """A sign or word at the last marker of a plain list ("desmin, SMA positive") holds for the whole list."""
    for before, after in zip(reversed(stains[:-1]), reversed(stains[1:]), strict=True):
        if not before.result and after.result and _LISTED.fullmatch(text, before.end, after.start):
            before.result, before.proof = after.result, after.proof


def _find_cues(text: str, sentence: Sentence) -> list[Cue]:
    """The words of result in a sentence, each with the stretch of markers that it speaks of; nearest stops limit it."""
    start, end = sentence.start, sentence.end
    told_left = list(_matches(cue_rules("markers", side="left"), text, start, end))
    right = [m for m in _matches(cue_rules("markers", side="right"), text, start, end) if not _ends(m, told_left)]
    left = [m for m in told_left if not _within(m, right)]
    breaks = [m.span() for _, m in _matches(cue_rules("markers", side="stop"), text, start, end)]
    subjects = [m.start() for _, m in _matches(cue_rules("markers", side="stop_right"), text, start, end)]
    firm = [*(m.start() for _, m in right), *(a for a, _ in breaks), end]
    opens = [*(m.end() for _, m in (*left, *right)), *(b for _, b in breaks), start]
    told = [m for rule, m in right if not _names_only(rule, m, _next(firm, m), left)]
    cues = [_cue_right(m, _next([*firm, *subjects], m)) for m in told]
    cues += [_cue_left(m, max(o for o in opens if o <= m.start())) for _, m in left]
    return sorted(cues, key=lambda cue: cue.start)


def _next(stops: list[int], match: re.Match[str]) -> int:
    return min(stop for stop in stops if stop >= match.end())


def _matches(
    rules: tuple[CompiledRule, ...], text: str, start: int, end: int
) -> Iterator[tuple[CompiledRule, re.Match[str]]]:
    """The matches of the rules without overlaps; the longest wins, of equal ones the later rule (the negative one)."""
    every = [(r, m) for r in rules for m in r.pattern.finditer(text, start, end)]
    every.sort(key=lambda item: (-(item[1].end() - item[1].start()), -rules.index(item[0])))
    taken: list[tuple[int, int]] = []
    for rule, match in every:
        if not any(a < match.end() and match.start() < b for a, b in taken):
            taken.append(match.span())
            yield rule, match


def _names_only(
    rule: CompiledRule, match: re.Match[str], stop: int, left: list[tuple[CompiledRule, re.Match[str]]]
) -> bool:
    """Whether a noun ("stains for ...") only names the markers whose result a verb after the list tells."""
    weak = (rule.rule.facts or {}).get("weak")
    return bool(weak) and any(match.end() <= m.start() <= stop for _, m in left)


def _ends(item: tuple[CompiledRule, re.Match[str]], others: list[tuple[CompiledRule, re.Match[str]]]) -> bool:
    """Whether a match is the end of a longer one: "expressed" in "were not expressed"."""
    return any(o.start() < item[1].start() and o.end() == item[1].end() for _, o in others)


def _within(item: tuple[CompiledRule, re.Match[str]], others: list[tuple[CompiledRule, re.Match[str]]]) -> bool:
    return any(o.start() < item[1].end() and item[1].start() < o.end() for _, o in others)


def _cue_right(match: re.Match[str], stop: int) -> Cue:
    return Cue(match.start(), match.end(), _result_of(match.group()), (match.end(), stop))


def _cue_left(match: re.Match[str], opens: int) -> Cue:
    return Cue(match.start(), match.end(), _result_of(match.group()), (opens, match.start()))


@cache
def _result_of(printed: str) -> str:
    """The result that words stand for, the most limiting of them first; a percentage alone is positive."""
    words = load_words()["stain_results"]
    plain = _JOINED.sub("", printed.strip())
    found = {words.canonical(part) for part in re.findall(r"[a-z]+(?:-[a-z]+)*|[+±/-]+(?:ve)?", plain)}
    return next((result for result in _RESULTS if result in found), "positive")


def _once(stains: list[Stain]) -> Iterator[Stain]:
    """One stain per marker and result: a name with its short form is one; a name without result yields to one."""
    seen: dict[str, set[str]] = {}
    for stain in stains:
        seen.setdefault(stain.marker, set()).add(stain.result)
    done: set[tuple[str, str]] = set()
    for stain in stains:
        better = not stain.result and len(seen[stain.marker]) > 1
        if not better and (stain.marker, stain.result) not in done:
            done.add((stain.marker, stain.result))
            yield stain


def _mention(reading: Reading, sentence: Sentence, stain: Stain) -> Mention:
    span = (stain.start, stain.end)
    printed = reading.view.printed(*span)
    if not stain.result:
        return draft(reading, sentence, span, "", None, "stain.tested", type="ihc", item=stain.marker, printed=printed)
    span = (min(stain.start, stain.proof[0]), max(stain.end, stain.proof[1]))
    value = MarkerResult(stain.marker, stain.result)
    return draft(
        reading, sentence, span, "ihc_panel", value, "stain.result", type="ihc", item=stain.marker, printed=printed
    )


def _garbled(reading: Reading, sentence: Sentence, stain: Stain) -> Mention:
    return draft(
        reading, sentence, (stain.start, stain.end), "ihc_panel", None, "stain.own_empty",
        type="ihc", item=stain.marker, state="unclear", reason="garbled",
    )  # fmt: skip


def _find_groups(reading: Reading, sentence: Sentence) -> Iterator[Mention]:
    """Negative groups ("all other lineage markers were negative") stay as printed and are not spread over markers."""
    for compiled in cue_rules("markers", side="group"):
        for match in compiled.pattern.finditer(reading.view.folded, sentence.start, sentence.end):
            printed = match.group("span")
            value = MarkerResult(printed, "negative")
            yield draft(reading, sentence, match.span(), "ihc_panel", value, compiled.rule.id, type="ihc", item=printed)


@cache
def _index() -> PhraseIndex[Marker]:
    markers = load_markers()
    return PhraseIndex((name.lower(), m) for m in markers for name in (m.marker, *m.aliases))
