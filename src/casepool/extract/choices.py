"""Which of several mentions of a field is its answer, for lesion, pathology, treatment and outcome.

A chooser returns the mention whose value is the answer, or None where the mentions contradict each other; a narrower
leaves out mentions that another one makes void. Every mention stays in the ledger of the case.
"""

from collections.abc import Callable, Sequence

from casepool.domain.assertion import Mention
from casepool.domain.quantity import Quantity
from casepool.domain.values import Grade, MarkerResult

_RANKS = {"diagnosis.final": 0, "diagnosis.stated": 1, "diagnosis.pathology": 1, "diagnosis.named": 2}
_POSITIVE = ("positive", "focal", "weak")
_EXACTLY = ("en_bloc", "gross_total_piecemeal", "gross_total_unspecified", "subtotal", "partial", "biopsy_only")
_TOTAL = ("en_bloc", "gross_total_piecemeal", "gross_total_unspecified")
_INCOMPLETE = ("subtotal", "partial")
_DEAD = ("DOD", "DOC", "dead_cause_unstated")
_REFINES = {"alive_state_unstated": ("NED", "AWD"), "dead_cause_unstated": ("DOD", "DOC")}
_TEXTS = ("site_text", "histology_text", "procedure_text", "stage", "molecular", "institution", "funding_statement")
_LATE_ORIGINS = ("diagnosis", "presentation", "first_symptom")


def agreeing(told: Sequence[Mention]) -> Mention | None:
    """The first mention if all that have a value have the same, else None."""
    valued = [m for m in told if m.value is not None] or list(told)
    return valued[0] if len({repr(m.value) for m in valued}) == 1 else None


def choose_printed(told: list[Mention]) -> Mention | None:
    """The first mention: words as printed do not contradict each other."""
    return told[0]


def choose_diagnosis(told: list[Mention]) -> Mention | None:
    """The diagnosis that each part of the article ends with; None if two parts state different ones.

    Within a part a final diagnosis goes before a stated or pathological one, and that before a name without such a
    cue; of equal ones the last counts (a name without a cue: the first), or a more exact name for the same tumour.
    """
    parts: dict[str, list[Mention]] = {}
    for mention in told:
        parts.setdefault(mention.evidence.place.role, []).append(mention)
    ends = [_end_of_part(part) for part in parts.values()]
    best = min(map(_rank, ends))
    strong = [m for m in ends if _rank(m) == best]
    longest = max(strong, key=lambda m: len(_words(m)))
    return longest if all(_words(m) <= _words(longest) for m in strong) else None


def _end_of_part(part: list[Mention]) -> Mention:
    best = min(map(_rank, part))
    strong = [m for m in part if _rank(m) == best]
    end = strong[0] if best == _RANKS["diagnosis.named"] else strong[-1]
    return next((m for m in strong if _words(m) > _words(end)), end)


def _rank(mention: Mention) -> int:
    return _RANKS.get(mention.made_by, len(_RANKS))


def _words(mention: Mention) -> set[str]:
    return set(str(mention.value).lower().split())


def choose_stain(told: list[Mention]) -> Mention | None:
    """Focal and weak are kinds of positive and are kept; positive and negative contradict each other."""
    results = {m.value.result for m in told if isinstance(m.value, MarkerResult)}
    if len(results) > 1 and results <= set(_POSITIVE):
        return next(m for m in told if isinstance(m.value, MarkerResult) and m.value.result != "positive")
    return agreeing(told)


def choose_grade(told: list[Mention]) -> Mention | None:
    """A number on a scale before the words high and low; the grade with a named scale before the same one without."""
    graded = [m for m in told if isinstance(m.value, Grade)]
    numbers = [m for m in graded if isinstance(m.value, Grade) and m.value.scale != "low_high"] or graded
    grades = {m.value.grade for m in numbers if isinstance(m.value, Grade)}
    scaled = [m for m in numbers if isinstance(m.value, Grade) and m.value.scale]
    return (scaled or numbers)[0] if len(grades) == 1 else None


def choose_extent(told: list[Mention]) -> Mention | None:
    """The most exact of the complete extents, or of the incomplete ones; both together contradict each other."""
    total = [m for m in told if m.value in _TOTAL]
    less = [m for m in told if m.value in _INCOMPLETE]
    if total and less:
        return None
    return min(total or less or told, key=lambda m: _EXACTLY.index(str(m.value)) if m.value in _EXACTLY else 99)


def choose_margin(told: list[Mention]) -> Mention | None:
    """A class (R0, wide) before an unnamed free or involved margin, unless one says free and one involved."""
    classes = [m for m in told if not str(m.value).endswith("_unspecified")]
    loose = {m.value for m in told if m not in classes}
    free = {"R0", "negative_unspecified"} & {m.value for m in told}
    involved = {"R1", "R2", "positive_unspecified"} & {m.value for m in told}
    if (free and involved) or (not classes and len(loose) > 1):
        return None
    return agreeing([m for m in classes if str(m.value).startswith("R")] or classes or told)


def choose_therapy(told: list[Mention]) -> Mention | None:
    """The first mention that says when in the course the treatment was given, else the first."""
    return next((m for m in told if m.timing not in ("", "unstated")), told[0])


def choose_contact(told: list[Mention]) -> Mention | None:
    """The last contact: death if timed, else the longest follow-up; of one sentence the time since surgery (R1).

    A death counted from an event that came before it ("died a year later") gives way to a longer follow-up, and "for
    two years" gives way to a time that is counted from a named event.
    """
    timed = [m for m in told if isinstance(m.value, Quantity) and m.value.unit]
    firm = [m for m in timed if m.made_by not in ("followup.lasting", "followup.until_event")]
    firm = [*firm, *(m for m in timed if m.made_by == "followup.until_event")] if firm else timed
    deaths = [m for m in timed if m.made_by == "followup.until_death"]
    if deaths and not any(d.origin for d in deaths) and max(map(_months, timed)) > max(map(_months, deaths)):
        deaths, firm = [], timed
    pool = deaths or firm
    latest = max(pool, key=_months, default=None)
    if latest is None or latest.origin not in _LATE_ORIGINS:
        return latest or told[0]
    near = [m for m in pool if m.origin not in _LATE_ORIGINS and _same_sentence(m, latest)]
    return max(near, key=_months, default=latest)


def _months(mention: Mention) -> float:
    return mention.value.months() if isinstance(mention.value, Quantity) else 0.0


def _same_sentence(a: Mention, b: Mention) -> bool:
    """Whether two mentions stand near enough to speak of one contact."""
    return abs(a.evidence.span.start - b.evidence.span.start) < 200


def choose_status(told: list[Mention]) -> Mention | None:
    """The last state that each part of the article tells; the parts must agree, a state refines "alive" and "dead"."""
    last: dict[str, Mention] = {}
    for mention in told:
        kept = last.get(mention.evidence.place.role)
        if kept is None or not _outranks(kept, mention):
            last[mention.evidence.place.role] = mention
    values = {str(m.value) for m in last.values()}
    for vague, exact in _REFINES.items():
        if values & set(exact):
            values.discard(vague)
    if len(values) != 1:
        return None
    best = [m for m in told if m.value in values]
    return next((m for m in best if not m.needs_person), best[0])


def _outranks(kept: Mention, later: Mention) -> bool:
    """Death is the last state whatever follows; a state is not undone by a vaguer word for it."""
    if kept.value in _DEAD:
        return later.value not in _REFINES.get(str(kept.value), ())
    return str(kept.value) in _REFINES.get(str(later.value), ())


def choose_last(told: list[Mention]) -> Mention | None:
    """The last thing that is told: a course ends where the text ends."""
    return told[-1]


def narrow_events(mentions: list[Mention]) -> list[Mention]:
    """An event told with a visit without it in the same part of the article: both were, one after the other."""
    reported = [m for m in mentions if m.state == "reported"]
    roles = {m.evidence.place.role for m in reported}
    return [m for m in mentions if m.state != "absent" or m.evidence.place.role not in roles]


def narrow_therapy(mentions: list[Mention]) -> list[Mention]:
    """A treatment that was given is not undone by a later refusal, nor one of another phase by "no adjuvant"."""
    given = [m for m in mentions if m.state == "reported"]
    elsewhere = any(m.timing in ("neoadjuvant", "palliative", "salvage") for m in given)
    return [m for m in mentions if not given or m.state != "absent" or not (m.given or elsewhere)]


def narrow_operated(told: list[Mention]) -> list[Mention]:
    """The levels of the laminectomy and the like, if any are told; else those of the fixation."""
    return [m for m in told if not m.made_by.endswith("_fixation")] or told


def narrow_done(mentions: list[Mention]) -> list[Mention]:
    """What was done at one time is done, whatever was not done at another."""
    return [m for m in mentions if m.state == "reported"] or mentions


def narrow_mitoses(mentions: list[Mention]) -> list[Mention]:
    """A count of mitoses before the words "no mitoses"."""
    return [m for m in mentions if isinstance(m.value, Quantity)] or mentions


def narrow_origin(mentions: list[Mention]) -> list[Mention]:
    """A metastasis that is told after treatment does not undo that the lesion is called primary."""
    primary = any(m.value == "primary" for m in mentions)
    return [m for m in mentions if not primary or m.value == "primary" or m.moment != "followup"]


Chooser = Callable[[list[Mention]], Mention | None]
Narrower = Callable[[list[Mention]], list[Mention]]
CHOOSERS: dict[str, Chooser] = {
    **dict.fromkeys(_TEXTS, choose_printed),
    **dict.fromkeys(("radiotherapy", "chemotherapy", "rehabilitation", "surgery_done"), choose_therapy),
    **dict.fromkeys(("neuro_outcome", "functional_grade_post"), choose_last),
    **dict.fromkeys(("region", "functional_grade_pre"), choose_printed),
    "diagnosis": choose_diagnosis,
    "ihc_panel": choose_stain,
    "tumour_grade": choose_grade,
    "resection_extent": choose_extent,
    "margin": choose_margin,
    "followup_months": choose_contact,
    "outcome_status": choose_status,
}
NARROWERS: dict[str, Narrower] = {
    "surgical_levels": narrow_operated,
    **dict.fromkeys(("local_recurrence", "distant_metastasis"), narrow_events),
    **dict.fromkeys(("radiotherapy", "chemotherapy"), narrow_therapy),
    **dict.fromkeys(("biopsy_done", "surgery_done", "followup_imaging", "instrumentation"), narrow_done),
    "mitotic_count": narrow_mitoses,
    "lesion_origin": narrow_origin,
}
