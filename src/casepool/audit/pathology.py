"""Contradictions and gaps of the pathology."""

import re
from collections.abc import Iterator

from casepool.audit.ledger import group_by, join_words, places_of, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.finding import Finding
from casepool.domain.quantity import Quantity
from casepool.domain.values import MarkerResult
from casepool.text.view import Sentence

POSITIVE = ("positive", "focal", "weak")
SPECIMENS = ("specimen_words", "new_specimens", "specimen_takings")
WIDE, SOON = 20.0, 500
_NO_SPREAD = re.compile(r"\b(?:no|without|free of|neither|nor|absence of) [^.,;]{0,40}?metasta\w*")


def find_marker_conflicts(paper: Paper) -> Iterator[Finding]:
    """PAT-01: a marker is positive in one place and negative in another."""
    for case in paper.told:
        stains = [m for m in valued(case, "ihc_panel") if isinstance(m.value, MarkerResult)]
        for group in group_by(stains, lambda m: _result(m).marker):
            positive = [m for m in group if _result(m).result in POSITIVE]
            negative = [m for m in group if _result(m).result == "negative"]
            if positive and negative and _same_specimen(paper, positive[0], negative[0]):
                marker = _result(positive[0]).marker
                sides = sorted((positive, negative), key=len, reverse=True)
                a, b = sides
                yield paper.finding(
                    "PAT-01", paper.both_sides(sides), card=f"ihc:{marker}:{case.id}", case=case.id, marker=marker,
                    a=_result(a[0]).result, b=_result(b[0]).result, places_a=places_of(a), places_b=places_of(b),
                )  # fmt: skip


def find_wide_bounds(paper: Paper) -> Iterator[Finding]:
    """PAT-02: an index that is given only as a bound wider than twenty percentage points."""
    for case in paper.told:
        told = [m for m in case.told("ki67_percent") if isinstance(m.value, Quantity) and m.status == "present"]
        if not told or any(not m.value.is_bound for m in told if isinstance(m.value, Quantity)):
            continue
        low, high = _bounds(told[0].value)
        if high - low > WIDE:
            said = {"a": told[0].evidence.quote, "low": f"{low:g}%", "high": f"{high:g}%", "what": "Ki-67"}
            yield paper.finding("PAT-02", paper.wide_clauses(told), case=case.id, **said)


def find_one_sided_panels(paper: Paper) -> Iterator[Finding]:
    """PAT-04: only positive markers, though the paper says they are not specific or names a look-alike."""
    for case in paper.told:
        stains = [m for m in case.told("ihc_panel") if isinstance(m.value, MarkerResult)]
        results = {_result(m).result for m in stains}
        damaged = any(m.state == "unclear" for m in case.told("ihc_panel"))
        if len({_result(m).marker for m in stains}) < 2 or not results <= set(POSITIVE) or damaged:
            continue
        if paper.hits("audit_pathology", "group_negative"):
            continue
        cues = [paper.quote(h) for _, h in paper.hits("audit_pathology", "unspecific")]
        likes = [paper.quote(h) for _, h in paper.hits("audit_pathology", "look_alike")]
        if cues or likes:
            markers = join_words([_result(m).marker for m in stains])
            reason = join_words([f"'{e.quote}'" for e in [*cues[:1], *likes[:1]]])
            quotes = [*paper.wide_clauses(stains[:1]), *(paper.view.clause(e) for e in [*cues[:1], *likes[:1]])]
            yield paper.finding("PAT-04", quotes, case=case.id, list=markers, reason=reason)


def find_missing_grade(paper: Paper) -> Iterator[Finding]:
    """ONC-02: a malignant tumour without grade or its parts."""
    for case in paper.told:
        if not paper.is_malignant(case) or any(case.told(f) for f in ("tumour_grade", "mitotic_count", "necrosis")):
            continue
        diagnosis = next((m for m in valued(case, "diagnosis")), None)
        named = {"a": str(diagnosis.value)} if diagnosis else {}
        quotes = paper.clauses([diagnosis]) if diagnosis else ()
        searched = "case section, legends and the row of this case"
        yield paper.finding("ONC-02", quotes, "diagnosis" if named else "", case=case.id, searched=searched, **named)


def _same_specimen(paper: Paper, one: Mention, other: Mention) -> bool:
    """Whether the two sentences, and those before them, name the same kind of specimen and the same site, and no later
    examination lies between them."""
    if _is_later(paper, one, other):
        return False
    a, b = (_context(paper, m) for m in (one, other))
    kinds = [paper.listed("specimen_words", words) for words in (a, b)]
    sites = [{f.group() for f in paper.word_list("body_sites").pattern.finditer(words)} for words in (a, b)]
    together = paper.view.sentence_of(one.evidence) == paper.view.sentence_of(other.evidence)
    around = paper.view.clause if together else paper.wide_clause
    wide = [paper.words_of(around(m.evidence)) for m in (one, other)]
    parts = [paper.listed("tumour_components", words) for words in wide]
    if wide[0] == wide[1] and " only" in wide[0]:
        return False
    if parts[0] != parts[1] and (all(parts) or any(" only" in words for words in wide)):
        return False
    apart = all(kinds) and not kinds[0] & kinds[1]
    spread = any("metastasis" in k for k in kinds) and kinds[0] != kinds[1]
    return not apart and not spread and not (all(sites) and not sites[0] & sites[1])


def _is_later(paper: Paper, one: Mention, other: Mention) -> bool:
    """Whether another specimen of a later time is told of between two mentions of one part of the paper: soon after
    the words that name the time, and not of a patient who was then free of disease."""
    first, last = sorted((one, other), key=lambda m: m.evidence.span.start)
    if first.evidence.place.role != last.evidence.place.role or paper.sums_up(last.evidence):
        return False
    shadow = paper.view.shadow
    between = shadow.folded[shadow.offset(first.evidence.span.end) : shadow.offset(last.evidence.span.start)]
    new, free = (paper.word_list(name).pattern for name in ("new_specimens", "free_of_disease"))
    for time in paper.word_list("later_specimens").pattern.finditer(between):
        found = new.search(between, time.end(), time.end() + SOON)
        if found and not free.search(between, time.end(), found.start()):
            return True
    return False


def _context(paper: Paper, mention: Mention) -> str:
    """The words of the sentence of a stain, and of the two before it as far as they speak of a specimen or of an
    operation: a scan or a visit that is told between says nothing of where the cells came from."""
    sentence = paper.view.sentence_of(mention.evidence)
    near = paper.view.sentences[max(0, sentence.index - 2) : sentence.index + 1] if sentence else ()
    if paper.sums_up(mention.evidence):
        near = near[-1:]
    own = [s for s in near if sentence and s.block_index == sentence.block_index]
    words = " ".join(paper.view.words(s) for s in own if s is sentence or _speaks_of_specimen(paper, s))
    return _NO_SPREAD.sub(" ", words)


def _speaks_of_specimen(paper: Paper, sentence: Sentence) -> bool:
    words = paper.view.words(sentence)
    return any(paper.word_list(name).pattern.search(words) for name in SPECIMENS)


def _result(mention: Mention) -> MarkerResult:
    assert isinstance(mention.value, MarkerResult)
    return mention.value


def _bounds(value: object) -> tuple[float, float]:
    """The interval that a bound in percent leaves open."""
    if not isinstance(value, Quantity):
        return 0.0, 0.0
    return (0.0, value.value) if value.qualifier == "less_than" else (value.value, 100.0)
