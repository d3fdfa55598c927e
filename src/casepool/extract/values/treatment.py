"""Treatments by name: whether each was given, stopped, declined, left out, planned, or given for something else."""

from collections.abc import Iterator
from dataclasses import replace

from casepool.domain.assertion import Mention
from casepool.domain.quantity import Quantity
from casepool.extract.mentions import Reading, find_mentions
from casepool.extract.values.cues import clause_around, cue_rules, draft, matching_at, nearest_before
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, Hit
from casepool.text.view import Sentence, TextView

_BEFORE = 60
_ROLES = ("title", "abstract", "introduction", "case", "discussion", "conclusion", "methods", "results", "other")
_CENTIGRAY = 0.01
_DENYING = ("absent", "declined")


def find_treatment(reading: Reading) -> list[Mention]:
    """The mentions of the treatment fields."""
    found = [_settle_dose(m) for m in find_mentions(reading, "treatment")] + find_mentions(reading, "extent")
    for sentence, rules in reading.view.matching("therapy_names"):
        if sentence.role in _ROLES and reading.people.owner_of(sentence, sentence.start)[1] == "case":
            for compiled in rules:
                for hit in compiled.search(reading.view.folded, sentence.start, sentence.end):
                    found.extend(_read_name(reading, sentence, hit))
    return found


def _read_name(reading: Reading, sentence: Sentence, hit: Hit) -> Iterator[Mention]:
    if (hit.rule.facts or {}).get("alone"):
        yield from _none_beside_surgery(reading, sentence, hit)
        return
    cue = judge_therapy(reading.view.folded, sentence, hit.start, hit.end)
    if cue == "" and (hit.rule.facts or {}).get("bare"):
        cue = "given"
    if cue not in ("", "none"):
        yield from _therapy_mentions(reading, sentence, hit, cue)


def judge_therapy(text: str, sentence: Sentence, start: int, end: int) -> str:
    """What was done about the treatment named at text[start:end]: a cue of grammars/therapy.toml, or ""."""
    left, right = clause_around(text, sentence, start, end)
    before = text[max(sentence.start, start - _BEFORE) : start].rstrip()
    if any(c.pattern.search(before) for c in cue_rules("therapy", side="just_before")):
        return "none"
    broken = matching_at(cue_rules("therapy", side="right_far"), text, end, sentence.end)
    if broken is not None:
        return _cue(broken)
    after = matching_at(cue_rules("therapy", side="right"), text, end, right)
    nearest = _governing(text, left, start)
    if nearest is not None and _cue(nearest) in _DENYING and (after is None or _cue(after) == "given"):
        return _cue(nearest)
    if after is not None:
        return _cue(after)
    return _cue(nearest) if nearest else ""


def _governing(text: str, left: int, start: int) -> CompiledRule | None:
    """The nearest cue before the name; one that denies or plans counts only if it reaches the name without a turn."""
    nearest = nearest_before(cue_rules("therapy", side="left"), text, left, start)
    if nearest is None or _cue(nearest) in ("given", "none"):
        return nearest
    end = max(m.end() for m in nearest.pattern.finditer(text, left, start))
    if _cue(nearest) == "absent":
        reaches = any(c.pattern.fullmatch(text, end, start) for c in cue_rules("therapy", side="reach"))
    else:
        reaches = not any(c.pattern.search(text, end, start) for c in cue_rules("therapy", side="turn"))
    return nearest if reaches else None


def _cue(compiled: CompiledRule) -> str:
    return (compiled.rule.facts or {})["cue"]


def _timing(text: str, sentence: Sentence, start: int) -> str:
    before = text[max(sentence.start, start - _BEFORE) : start].rstrip()
    found = next((c for c in cue_rules("therapy", side="timing") if c.pattern.search(before)), None)
    return (found.rule.facts or {})["timing"] if found else "unstated"


STATES = {
    "given": ("reported", "present", "given", ""),
    "stopped": ("reported", "present", "stopped_early", ""),
    "declined": ("absent", "absent", "declined", ""),
    "absent": ("absent", "absent", "", ""),
    "planned": ("unclear", "present", "", "planned_only"),
    "historical": ("reported", "historical", "given", ""),
}


def _therapy_mentions(reading: Reading, sentence: Sentence, hit: Hit, cue: str) -> Iterator[Mention]:
    state, status, given, reason = STATES[cue]
    facts = hit.rule.facts or {}
    field = facts["field"]
    timing = _timing(reading.view.folded, sentence, hit.start) if field.endswith("apy") else ""
    parts = {"state": state, "status": status, "given": given, "reason": reason, "timing": timing}
    item = load_words()[facts["names"]].canonical(hit.words) if facts.get("item") else ""
    span = _span(reading.view, sentence, hit)
    value = item if item and state == "reported" else None
    yield draft(reading, sentence, span, field, value, f"therapy.{cue}", item=item, **parts)
    if field == "chemotherapy_regimen":
        yield draft(reading, sentence, span, "chemotherapy", None, f"therapy.{cue}", **parts)


def _span(view: TextView, sentence: Sentence, hit: Hit) -> tuple[int, int]:
    """The name with the words of its clause, so that the quote proves what was done."""
    left, right = clause_around(view.folded, sentence, hit.start, hit.end)
    comma = view.folded.rfind(", ", left, hit.start)
    left = left if comma < 0 else comma + 2
    stop = view.folded.find(", ", hit.end, right)
    return left, stop if stop > 0 else right


def _none_beside_surgery(reading: Reading, sentence: Sentence, hit: Hit) -> Iterator[Mention]:
    """ "Surgery alone", "no adjuvant treatment": radiotherapy and chemotherapy were not given."""
    for field in ("radiotherapy", "chemotherapy"):
        span = (hit.start, hit.end)
        yield draft(reading, sentence, span, field, None, hit.rule.id, state="absent", status="absent")


def _settle_dose(mention: Mention) -> Mention:
    """A dose in centigray as gray."""
    dose = mention.value
    if mention.field != "radiotherapy_dose_gy" or not isinstance(dose, Quantity) or dose.unit != "cGy":
        return mention
    upper = None if dose.upper is None else dose.upper * _CENTIGRAY
    return replace(mention, value=Quantity(dose.value * _CENTIGRAY, "Gy", dose.qualifier, upper, dose.printed))
