"""Levels and sizes: which of the printed ones are those of the lesion."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Assertion, Mention
from casepool.domain.values import Levels, Measurement
from casepool.extract.mentions import Reading, find_mentions, make_mention
from casepool.extract.values.cues import clause_around, cue_rules, draft, found_in, matching_at, nearest_before
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, Hit
from casepool.text.levels import parse_levels, region_of
from casepool.text.view import Sentence, TextView

_SEQUENCES = {"T1", "T2"}
_PLACES = ("laterality", "site_text")
_EARLY = (*_PLACES, "lesion_origin")
LARGEST_MM = 400.0
_SIDE = 60
_AFTER = 50
_BEFORE = 110


def find_lesion(reading: Reading) -> list[Mention]:
    """The mentions of grammars/lesion.toml, levels and sizes.

    A lesion that is a metastasis is also a metastasis of the patient, of unknown time. A site beside the spine is not
    the site of a lesion that the paper places in the spine: it stays in the ledger as a possible one.
    """
    rules = [_with_moment(reading, m) for m in _without_doubles(find_mentions(reading, "lesion"))]
    found = [*rules, *find_levels(reading), *find_sizes(reading)]
    spinal = {m.case for m in found if m.field in ("level_range", "region") and m.owner == "case"}
    placed = [replace(m, status="possible") if m.field == "site_text" and m.case in spinal else m for m in found]
    spread = [m for m in found if m.made_by == "origin.metastatic" and m.status == "present"]
    return [*placed, *(_as_spread(m) for m in spread)]


def _without_doubles(mentions: list[Mention]) -> list[Mention]:
    """The mentions without sites by their side alone that another rule has found at the same place."""
    others = [m.evidence.span for m in mentions if m.field == "site_text" and m.made_by != "site.sided"]
    return [
        m
        for m in mentions
        if m.made_by != "site.sided"
        or not any(s.start < m.evidence.span.end and m.evidence.span.start < s.end for s in others)
    ]


def _with_moment(reading: Reading, mention: Mention) -> Mention:
    """What is told after treatment is marked so; the side of what is seen then is not that of the first lesion."""
    sentence = reading.view.sentence_of(mention.evidence)
    start = reading.view.shadow.offset(mention.evidence.span.start)
    if sentence is None or mention.field not in _EARLY or reading.course.phase_at(sentence, start) != "after":
        return mention
    return replace(mention, moment="followup", status="possible" if mention.field in _PLACES else mention.status)


def _as_spread(origin: Mention) -> Mention:
    return replace(origin, field="distant_metastasis", value=None, needs_person=True, made_by="metastasis.is_lesion")


def find_levels(reading: Reading) -> list[Mention]:
    """The printed levels as mentions of `level_range` (the lesion's) or `surgical_levels`; others make no mention."""
    found: list[Mention] = []
    for sentence, rules in reading.view.matching("level_places"):
        hits = rules[0].search(reading.view.folded, sentence.start, sentence.end) if sentence.block != "cell" else ()
        for hit in hits:
            levels = parse_levels(hit.words)
            if levels is not None and _is_printed_as_level(reading, hit):
                found.extend(_level_mention(reading, sentence, hit, levels))
    return found


def _level_mention(reading: Reading, sentence: Sentence, hit: Hit, levels: Levels) -> Iterator[Mention]:
    field, made_by = judge_levels(reading.view, sentence, hit.start, hit.end, levels)
    if field:
        yield draft(reading, sentence, (hit.start, hit.end), field, levels, made_by)


def _is_printed_as_level(reading: Reading, hit: Hit) -> bool:
    """A letter with a blank before its number is a level only as a capital ("L 5", not "group d 4")."""
    return hit.words[1:2] != " " or reading.view.shadow.cased[hit.start].isupper()


def judge_levels(view: TextView, sentence: Sentence, start: int, end: int, levels: Levels) -> tuple[str, str]:
    """The field that levels at text[start:end] speak of ("" = none of the form), and the rule that says so."""
    text = view.folded
    if not _speaks_of_spine(view, sentence):
        return "", "levels.spinal_context"
    near = (max(sentence.start, start - _SIDE), min(sentence.end, end + _SIDE))
    sequence = found_in(cue_rules("levels", side="near"), text, *near)
    if sequence and (set(levels.levels) <= _SEQUENCES or sequence.rule.id == "levels.near_laboratory"):
        return "", sequence.rule.id
    cue = matching_at(cue_rules("levels", side="right"), text, end, sentence.end)
    cue = cue or _cue_before(text, sentence, start, end)
    fields = {"lesion": "level_range", "surgical": "surgical_levels", "other": ""}
    if cue is None:
        return "", ""
    return fields[(cue.rule.facts or {})["cue"]], cue.rule.id


def _speaks_of_spine(view: TextView, sentence: Sentence) -> bool:
    """Whether the sentence, or the one before it in the paragraph, has to do with the spine or with imaging."""
    if found_in(cue_rules("levels", side="spinal"), view.folded, sentence.start, sentence.end) is not None:
        return True
    before = view.sentences[sentence.index - 1] if sentence.index else sentence
    beside = before.block_index == sentence.block_index
    return (
        beside
        and found_in(cue_rules("levels", side="spinal_before"), view.folded, before.start, before.end) is not None
    )


def _cue_before(text: str, sentence: Sentence, start: int, end: int) -> CompiledRule | None:
    """The cue that governs levels: before them in the clause, a word of the lesion after them, before the clause."""
    left, right = clause_around(text, sentence, start, end)
    sides = cue_rules("levels", side="left")
    return (
        found_in(cue_rules("levels", side="clause"), text, left, start)
        or nearest_before(sides, text, left, start)
        or found_in(cue_rules("levels", side="left", cue="lesion"), text, end, min(right, end + _AFTER))
        or nearest_before(sides, text, sentence.start, start)
    )


def find_sizes(reading: Reading) -> list[Mention]:
    """The sizes of the lesion, each with its modality; margins, distances and sizes of other things are left out."""
    return [
        mention
        for sentence, rules in reading.view.matching("sizes")
        if sentence.block != "cell"
        for compiled in rules
        for hit in compiled.search(reading.view.folded, sentence.start, sentence.end)
        for mention in _size_mention(reading, sentence, hit)
    ]


def _size_mention(reading: Reading, sentence: Sentence, hit: Hit) -> Iterator[Mention]:
    mention = make_mention(reading, sentence, hit) if _is_of_lesion(reading.view.folded, sentence, hit) else None
    if mention is not None and mention.value is not None:
        yield _with_modality(reading.view, sentence, hit, mention)


def _is_of_lesion(text: str, sentence: Sentence, hit: Hit) -> bool:
    cue = matching_at(cue_rules("size_cues", side="right", cue="other"), text, hit.end, sentence.end)
    if cue is not None:
        return False
    left = max(sentence.start, hit.start - _BEFORE)
    sides = (*cue_rules("size_cues", side="left", cue="other"), *cue_rules("size_cues", side="left", cue="lesion"))
    before = nearest_before(sides, text, left, hit.start)
    if before is not None:
        return (before.rule.facts or {})["cue"] == "lesion"
    after = matching_at(cue_rules("size_cues", side="right", cue="lesion"), text, hit.end, sentence.end)
    return after is not None


def _with_modality(view: TextView, sentence: Sentence, hit: Hit, mention: Mention) -> Mention:
    later = found_in(cue_rules("size_cues", side="near"), view.folded, sentence.start, sentence.end)
    doubtful = isinstance(mention.value, Measurement) and mention.value.largest_mm > LARGEST_MM
    moment = "followup" if later else ""
    return replace(mention, modality=_modality(view, sentence, hit), moment=moment, needs_person=doubtful)


def _modality(view: TextView, sentence: Sentence, hit: Hit) -> str:
    """The method named last before the size, else first after it, else last in the sentence before it."""
    pattern = load_words()["size_modalities"].pattern
    text = view.folded
    before = [m.group() for m in pattern.finditer(text, sentence.start, hit.start)]
    after = pattern.search(text, hit.end, sentence.end)
    named = before[-1] if before else after.group() if after else _last_method(view, sentence)
    return load_words()["size_modalities"].canonical(named) if named else "unspecified"


def _last_method(view: TextView, sentence: Sentence) -> str:
    before = view.sentences[sentence.index - 1] if sentence.index else None
    if before is None or before.block_index != sentence.block_index:
        return ""
    named = [m.group() for m in load_words()["size_modalities"].pattern.finditer(view.words(before))]
    return named[-1] if named else ""


def derive_region(answers: tuple[Assertion, ...], text: str) -> tuple[Assertion, ...]:
    """The answers with the region that follows from the levels; a named region stays where levels are silent.

    Evidence is that of the levels. Levels that are unclear give no region.
    """
    levels = next((a for a in answers if a.field == "level_range" and isinstance(a.value, Levels)), None)
    if levels is None or not isinstance(levels.value, Levels):
        return answers
    derived = Assertion(
        "region",
        "reported",
        text,
        value=region_of(levels.value),
        evidence=levels.evidence,
        printed=levels.printed,
        needs_person=levels.needs_person,
        derived=True,
        made_by="region.of_levels",
    )
    place = next((i for i, a in enumerate(answers) if a.field == "region"), answers.index(levels) + 1)
    others = [a for a in answers if a.field != "region"]
    return (*others[:place], derived, *others[place:])
