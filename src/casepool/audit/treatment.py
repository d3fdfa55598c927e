"""Treatment: contradictions, and what a reader needs and does not find."""

from collections.abc import Iterator

from casepool.audit.ledger import current, in_table, places_of, valued
from casepool.audit.paper import Paper
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.finding import Finding
from casepool.knowledge.forms import load_form

GIVEN_OR_NOT = ("radiotherapy", "chemotherapy")
LATER_SPAN = 5
COMPLETE = ("en_bloc", "gross_total_piecemeal", "gross_total_unspecified")
CASE_SEARCHED = "case section, abstract, legends and the row of this case"


def find_treatment_conflicts(paper: Paper) -> Iterator[Finding]:
    """TRT-01: a treatment is given in one place and denied in another."""
    for case in paper.told:
        for field in GIVEN_OR_NOT:
            told = [
                m for m in current(case, field) if m.moment != "earlier" and not paper.has("earlier_care", m.evidence)
            ]
            denied = [m for m in told if m.state == "absent" and not paper.has("later_stages", m.evidence)]
            given = [m for m in told if m.state == "reported" and _may_contradict(paper, m, denied)]
            if is_given_at_relapse(paper, case, field):
                given = [m for m in given if not in_table(m)]
            if given and denied:
                a, b = given[0], denied[0]
                yield paper.finding(
                    "TRT-01", paper.both_sides([given, denied]), card=f"{field}:{case.id}", case=case.id,
                    what=load_form().field(field).label, a=paper.view.clause(a.evidence).quote,
                    b=paper.view.clause(b.evidence).quote, places_a=places_of(given), places_b=places_of(denied),
                )  # fmt: skip


def _may_contradict(paper: Paper, given: Mention, denied: list[Mention]) -> bool:
    """Whether a treatment that is given may be the one that is denied: in another part of the paper, or at the same
    stage and not said to be later; a denial that follows speaks of what was given before."""
    if not denied or is_at_relapse(paper, given):
        return False
    if any(paper.view.sentence_of(m.evidence) == paper.view.sentence_of(given.evidence) for m in denied):
        return False
    if any(m.evidence.place.role != given.evidence.place.role for m in denied):
        return True
    same_stage = [m for m in denied if (m.timing or "unstated") == (given.timing or "unstated")]
    stated = [m for m in denied if not paper.has("refusals", m.evidence)]
    follows = any(m.evidence.span.start > given.evidence.span.end for m in stated)
    return follows or bool(same_stage and not paper.has("later_stages", given.evidence))


def is_at_relapse(paper: Paper, given: Mention) -> bool:
    """Whether a treatment is that of a recurrence or of a metastasis found later, by its heading, its sentence or the
    one before."""
    sentence = paper.view.sentence_of(given.evidence)
    if sentence is None or sentence.block == "cell":
        return False
    if paper.word_list("relapse_words").pattern.search(given.evidence.place.section.lower()):
        return True
    before = paper.view.sentences[max(0, sentence.index - LATER_SPAN) : sentence.index + 1]
    near = [s for s in before if s.block_index == sentence.block_index]
    if any(paper.word_list("relapse_words").pattern.search(paper.view.words(s)) for s in near[-2:]):
        return True
    words = " ".join(paper.view.words(s) for s in near)
    return all(paper.word_list(name).pattern.search(words) for name in ("later_visits", "spread_words"))


def is_given_at_relapse(paper: Paper, case: Case, field: str) -> bool:
    """Whether the text tells a treatment of a recurrence: a "Yes" in the row of the case may then mean that one."""
    told = [m for m in current(case, field) if m.state == "reported" and not in_table(m)]
    return any(is_at_relapse(paper, m) for m in told)


def find_residual_conflicts(paper: Paper) -> Iterator[Finding]:
    """TRT-02: a complete removal beside a residual of the same lesion."""
    for case in paper.told:
        complete = [m for m in valued(case, "resection_extent") if m.value in COMPLETE]
        left = [(s, h) for s, h in paper.hits("audit_treatment", "residual") if paper.owns(case, s)]
        if complete and left:
            _, hit = left[0]
            quotes = (*paper.clauses(complete[:1]), paper.view.clause(paper.quote(hit)), *paper.clauses(complete[1:4]))
            said = {"a": complete[0].evidence.quote, "b": paper.quote(hit).quote}
            places = {"places_a": places_of(complete[:1]), "places_b": paper.name_sentence(left[0][0])}
            yield paper.finding("TRT-02", quotes, card=f"extent:{case.id}", case=case.id, **said, **places)


def find_missing_staging(paper: Paper) -> Iterator[Finding]:
    """ONC-01: 'primary' or 'no metastasis' is asserted without a search for another tumour or spread."""
    for case in paper.told:
        primary = [m for m in valued(case, "lesion_origin") if m.value == "primary"]
        if not primary or not paper.is_malignant(case) or case.told("staging_workup"):
            continue
        if any(paper.owns(case, s) for s, _ in paper.hits("audit_treatment", "staging")):
            continue
        quotes = paper.clauses(primary[:4])
        said = {"a": primary[0].evidence.quote}
        yield paper.finding("ONC-01", quotes, card=f"staging:{case.id}", case=case.id, searched=CASE_SEARCHED, **said)


def find_missing_extent(paper: Paper) -> Iterator[Finding]:
    """ONC-03: a resection without extent or margin."""
    for case in paper.told:
        removed = [m for m in case.told("resection_extent") if m.status == "present"]
        clear = [m for m in removed if m.state == "reported" and m.value not in (None, "extent_unstated")]
        if case.told("margin") or not removed or not paper.is_malignant(case):
            continue
        if any(paper.owns(case, s) for s, _ in paper.hits("audit_treatment", "complete")):
            continue
        shown = clear or removed
        variant = "margin" if clear else ""
        if clear and clear[0].value in ("subtotal", "partial", "biopsy_only"):
            continue
        quotes = paper.clauses(shown[:3])
        yield paper.finding("ONC-03", quotes, variant, case=case.id, a=shown[0].evidence.quote)


def find_missing_adjuvant(paper: Paper) -> Iterator[Finding]:
    """ONC-04: surgery for a malignant tumour, adjuvant therapy neither reported nor denied."""
    for case in paper.told:
        surgery = [m for m in current(case, "surgery_done") if m.state == "reported"]
        told = [f for f in (*GIVEN_OR_NOT, "other_systemic_therapy") if case.told(f)]
        if not surgery or told or not paper.is_malignant(case):
            continue
        if any(paper.owns(case, s) for s, _ in paper.hits("audit_treatment", "adjuvant")):
            continue
        quotes = paper.clauses(surgery[:1])
        yield paper.finding("ONC-04", quotes, card=f"adjuvant:{case.id}", case=case.id, searched=CASE_SEARCHED)


def find_missing_complications(paper: Paper) -> Iterator[Finding]:
    """SRG-01: an operation without complications or a statement that there were none."""
    for case in paper.told:
        surgery = [m for m in current(case, "surgery_done") if m.state == "reported"]
        if not surgery or case.told("complications"):
            continue
        if any(paper.owns(case, s) for s, _ in paper.hits("audit_treatment", "uneventful")):
            continue
        nearest = [h for s, h in paper.hits("audit_treatment", "course") if paper.owns(case, s)]
        quotes = [paper.view.clause(paper.quote(nearest[0]))] if nearest else list(paper.clauses(surgery[:1]))
        said = {"a": quotes[0].quote} if nearest else {}
        variant = "nearest" if nearest else ""
        yield paper.finding("SRG-01", quotes, variant, case=case.id, searched="case section", **said)
