"""The proof of what a language model claims: nothing counts but what our own parsers read again at the quoted place.

A claim passes when its quote stands in the text letter by letter (after the reversible normalisation of text.shadow),
whole words and whole numbers, in a part that may speak for a patient, in no sentence that speaks to a reader program;
when the patient is the one that our own rules say is spoken of there; and when the value that our parsers read from
the quote is the claimed one: number, unit, sign, side, level, and whether it was there or not. Otherwise it is counted
under its reason and gone. A quote is never repaired.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from casepool.domain.assertion import Mention
from casepool.domain.errors import UsageError
from casepool.domain.form import Field
from casepool.domain.sameness import value_key
from casepool.domain.values import MarkerResult, Value
from casepool.engines.schema import Claimed
from casepool.knowledge.sheet_mapping import ColumnTarget, find_marker
from casepool.pipeline.answering import check_limits, read_words
from casepool.pipeline.engine_questions import Asked
from casepool.pipeline.importing import read_entry
from casepool.text.shadow import Shadow
from casepool.text.view import Sentence

REASONS = (
    *("unknown_case", "unknown_field", "quote_empty_or_long", "quote_not_in_text", "quote_cuts_words"),
    *("section_not_allowed", "speaks_to_readers", "other_patient", "not_certain", "polarity_differs"),
    *("value_not_understood", "value_differs", "several_values", "not_read_again"),
)
"""Why a claim was rejected."""
_BEFORE_NUMBER = re.compile(r"(?:[<>=~+\u00b1.,/-]|\d) ?$")
_JOINT = re.compile(r"[\s.,;:()]*(?:and|or|but)?[\s.,;:()]*", re.IGNORECASE)
_AFTER_NUMBER = re.compile(r"^(?:[.,/-]?\d|%| ?[+-](?=\d)| ?\u00b1)")


class Unread(str):
    """A claimed value that no parser understands by itself: it may only be the printed words of what our rules read."""


class Rejected(Exception):
    """A claim that did not pass; the text is one of REASONS."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands in the shadow text, and in which sentence it begins."""

    start: int
    end: int
    sentence: Sentence


def prove_claim(asked: Asked, claimed: Claimed, maker: str) -> Mention:
    """The mention that a claim is. Raises Rejected with the reason of the place that came furthest."""
    field = _check_names(asked, claimed)
    value = _read_claimed(asked, field, claimed)
    reasons: list[str] = []
    for place in _find_places(asked, claimed):
        try:
            found = _prove_at(asked, field, claimed, value, place)
            return replace(found, made_by=maker, status="absent" if found.state == "absent" else "present")
        except Rejected as error:
            reasons.append(str(error))
    raise Rejected(max(reasons, key=REASONS.index, default="quote_not_in_text"))


def _check_names(asked: Asked, claimed: Claimed) -> Field:
    if claimed.case not in {case.id for case in asked.cases}:
        raise Rejected("unknown_case")
    field = next((f for f in asked.fields if f.id == claimed.field), None)
    if field is None:
        raise Rejected("unknown_field")
    if not 2 <= len(claimed.quote.strip()) <= asked.knowledge.longest_quote:
        raise Rejected("quote_empty_or_long")
    return field


def _read_claimed(asked: Asked, field: Field, claimed: Claimed) -> Value:
    """The claimed value in its typed shape; words that no parser understands stay words."""
    if claimed.state == "absent" or field.type == "presence":
        if claimed.state == "absent" and claimed.value.strip():
            raise Rejected("value_not_understood")
        return None
    try:
        return read_words(asked.form, field, claimed.value, claimed.item)
    except UsageError:
        return Unread(claimed.value)


def _find_places(asked: Asked, claimed: Claimed) -> Iterator[Place]:
    """Every place where the quote stands, whole words only."""
    view = asked.reading.view
    wanted = Shadow(claimed.quote).folded.strip()
    start = view.folded.find(wanted) if wanted else -1
    cut = False
    while start >= 0:
        end = start + len(wanted)
        sentence = view.sentence_at(start)
        if _cuts_words(view.folded, start, end):
            cut = True
        elif sentence is not None:
            yield Place(start, end, sentence)
        start = view.folded.find(wanted, start + 1)
    if cut:
        raise Rejected("quote_cuts_words")


def _cuts_words(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins or ends inside a word, or takes a number without its sign, decimals or comparator."""
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    if (before[-1:].isalnum() and text[start].isalnum()) or (after[:1].isalnum() and text[end - 1].isalnum()):
        return True
    if before[-1:] == "-" and text[start].isalnum() and before[-2:-1].isalnum():
        return True
    if text[start].isdigit() and _BEFORE_NUMBER.search(before):
        return True
    return (text[end - 1].isdigit() and bool(_AFTER_NUMBER.search(after))) or after[:1] in ("+", "-", "%")


def _prove_at(asked: Asked, field: Field, claimed: Claimed, value: Value, place: Place) -> Mention:
    if place.sentence.role not in asked.knowledge.roles or place.sentence.block == "cell":
        raise Rejected("section_not_allowed")
    if asked.is_suspicious(place.start, place.end):
        raise Rejected("speaks_to_readers")
    told = _of_item(field, claimed, value, _overlapping(asked, field, place))
    if told:
        return _agree(claimed, value, told, asked, place)
    return _read_again(asked, field, claimed, value, place)


def _overlapping(asked: Asked, field: Field, place: Place) -> list[Mention]:
    """What our own rules read of this field where the quote stands."""
    start, end = asked.reading.view.shadow.canonical(place.start, place.end)
    mentions = {*asked.extraction.mentions, *(m for case in asked.extraction.cases for m in case.mentions)}
    found = [m for m in mentions if m.field == field.id and m.evidence.span.start < end and start < m.evidence.span.end]
    return sorted(found, key=lambda m: (m.evidence.span.start, m.evidence.span.end, m.made_by, repr(m)))


def _of_item(field: Field, claimed: Claimed, value: Value, told: Iterable[Mention]) -> list[Mention]:
    """For a list field the mentions of the claimed thing; for other fields all of them."""
    if not field.is_list or field.type == "measurement_nd":
        return list(told)
    names = {word for word in (claimed.item, claimed.value) if word}
    wanted = {word.casefold() for name in names for word in (name, find_marker(name) or name)}
    if isinstance(value, MarkerResult):
        wanted.add(value.marker.casefold())
    return [m for m in told if {_name_of(m), m.printed.casefold()} & wanted]


def _name_of(mention: Mention) -> str:
    if isinstance(mention.value, MarkerResult):
        return mention.value.marker.casefold()
    return (mention.item or (mention.value if isinstance(mention.value, str) else "")).casefold()


def _agree(claimed: Claimed, value: Value, told: list[Mention], asked: Asked, place: Place) -> Mention:
    """The mention of our own rules that says what is claimed; nothing else of the field may stand in the quote."""
    own = [m for m in told if m.owner == "case" and m.case == claimed.case]
    if not own:
        raise Rejected("other_patient")
    if any(m.status not in ("present", "absent") or m.state == "unclear" for m in own):
        raise Rejected("not_certain")
    if any(m.state != claimed.state for m in own):
        raise Rejected("polarity_differs")
    start, end = asked.reading.view.shadow.canonical(place.start, place.end)
    whole = [m for m in own if _is_inside(asked.extraction.document.text, m, start, end)]
    if not whole:
        raise Rejected("quote_cuts_words")
    if (
        len({value_key(m.value) for m in own}) > 1
        and claimed.state == "reported"
        and asked.form.field(claimed.field).type not in ("presence", "text")
    ):
        raise Rejected("several_values")
    same = [m for m in whole if _says_value(m, value, claimed)]
    if not same:
        raise Rejected("value_differs")
    return same[0]


def _is_inside(text: str, mention: Mention, start: int, end: int) -> bool:
    """Whether a quote holds the words of a mention; marks and a joining word at their ends may be missing."""
    span = mention.evidence.span
    return all(_JOINT.fullmatch(words) for words in (text[span.start : start], text[end : span.end]))


def _says_value(mention: Mention, value: Value, claimed: Claimed) -> bool:
    if claimed.state == "absent" or value is None:
        return True
    if not isinstance(value, Unread) and value_key(mention.value) == value_key(value):
        return True
    return Shadow(claimed.value).folded.strip() == Shadow(mention.printed).folded.strip() != ""


def _read_again(asked: Asked, field: Field, claimed: Claimed, value: Value, place: Place) -> Mention:
    """Where our rules read nothing of the field: the quote is read as what a person typed for it would be."""
    if claimed.state == "absent" or value is None or field.type in ("presence", "coded", "coded_list", "event_list"):
        raise Rejected("not_read_again")
    if isinstance(value, Unread):
        raise Rejected("value_not_understood")
    case, owner = asked.reading.people.owner_of(place.sentence, place.start)
    if case != claimed.case or owner != "case":
        raise Rejected("other_patient")
    status = asked.reading.status.status_of(place.sentence, place.start, place.end)
    if status != "present":
        raise Rejected("polarity_differs" if status == "absent" else "not_certain")
    view = asked.reading.view
    evidence = view.evidence(place.start, place.end)
    if field.type == "text":
        _check_words(asked, field, claimed, place)
    else:
        _check_entry(asked, field, claimed, value, " ".join(evidence.quote.split()))
    check_limits(field, value)
    return Mention(
        field.id, "value", evidence, value, case=case, owner=owner, item=claimed.item if field.is_list else "",
        printed=evidence.quote,
    )  # fmt: skip


def _check_words(asked: Asked, field: Field, claimed: Claimed, place: Place) -> None:
    """Free words: they stand in the quote, and the sentence speaks of what the field asks."""
    view = asked.reading.view
    if Shadow(claimed.value).folded.strip() not in view.folded[place.start : place.end]:
        raise Rejected("value_differs")
    near = asked.knowledge.words_of.get(field.id, ())
    if not any(word in view.words(place.sentence) for word in near):
        raise Rejected("not_read_again")


def _check_entry(asked: Asked, field: Field, claimed: Claimed, value: Value, quote: str) -> None:
    """The parsers read one value from the quote, and it is the claimed one."""
    found = read_entry(asked.form, ColumnTarget(field.label, field.id, claimed.item), quote)
    keys = {value_key(mention.value) for mention in found or [] if mention.state == "reported"}
    if not keys:
        raise Rejected("not_read_again")
    if len(keys) > 1:
        raise Rejected("several_values")
    if keys != {value_key(value)}:
        raise Rejected("value_differs")
