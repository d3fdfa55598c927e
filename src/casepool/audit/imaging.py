"""Contradictions about pictures and their legends."""

from collections.abc import Iterator

from casepool.audit.ledger import group_by, in_legend, join_words, name_places, places_of, valued
from casepool.audit.paper import Paper
from casepool.domain.finding import Finding
from casepool.domain.form import Field
from casepool.knowledge.forms import load_form
from casepool.text.grammar import Hit

SIGNALS = ("mri_t1", "mri_t2", "mri_enhancement")
LOOSE = ("enhancing_unspecified", "mixed")


def find_signal_conflicts(paper: Paper) -> Iterator[Finding]:
    """IMG-01: signal or enhancement of the same lesion described in two ways."""
    for case in paper.told:
        for field in SIGNALS:
            told = [
                m
                for m in valued(case, field)
                if m.value not in LOOSE and m.moment != "followup" and not paper.has("lesion_parts", m.evidence)
            ]
            groups = group_by(told, lambda m: m.value)
            if len(groups) < 2:
                continue
            a, b = groups[0], groups[1]
            yield paper.finding(
                "IMG-01", paper.both_sides([a, b]), card=f"{field}:{case.id}", case=case.id, what=_field(field).label,
                a=a[0].value, b=b[0].value, places_a=places_of(a), places_b=places_of(b),
            )  # fmt: skip


def find_missing_figures(paper: Paper) -> Iterator[Finding]:
    """FIG-01: a figure or table is called but missing, or present but never called."""
    for kind, held in (("Figure", _held(paper, "Figure")), ("Table", _held(paper, "Table"))):
        if not held:
            continue
        calls = [(s, h) for s, h in paper.hits("audit_imaging", f"call_{kind.lower()}") if s.block != "caption"]
        called: dict[int, Hit] = {}
        for _, hit in calls:
            for number in _numbers(hit):
                called.setdefault(number, hit)
        for number, hit in sorted(called.items()):
            if number not in held and number < 60:
                listed = join_words([f"{kind} {n}" for n in sorted(held)])
                quotes = [
                    paper.view.clause(paper.quote(hit)),
                    *(paper.document.evidence(*span) for span in held.values()),
                ]
                yield paper.finding("FIG-01", quotes[:2], what=f"{kind} {number}", list=listed)
        for number, span in sorted(held.items()):
            if called and number not in called:
                yield paper.finding("FIG-01", [paper.document.evidence(*span)], "uncalled", what=f"{kind} {number}")


def list_legend_values(paper: Paper) -> Iterator[Finding]:
    """FIG-02: values that stand only in a legend."""
    for case in paper.told:
        only = {f: valued(case, f) for f in SIGNALS if valued(case, f) and all(map(in_legend, valued(case, f)))}
        if only:
            told = [m for mentions in only.values() for m in mentions]
            what = join_words([_field(field).label for field in only])
            place = name_places(m.evidence for m in told)
            yield paper.finding("FIG-02", paper.clauses(told), case=case.id, what=what, place=place)


def _held(paper: Paper, kind: str) -> dict[int, tuple[int, int]]:
    """The numbers of the figures or tables that the document holds, each with a short span of its caption."""
    document = paper.document
    spans = (
        [(f.label, (f.start, min(f.end, f.start + 80))) for f in document.figures]
        if kind == "Figure"
        else [(t.label, (t.caption[0], min(t.caption[1], t.caption[0] + 80))) for t in document.tables if t.caption]
    )
    held: dict[int, tuple[int, int]] = {}
    for label, span in spans:
        digits = "".join(c for c in label if c.isdigit())
        if digits and span[1] > span[0]:
            held.setdefault(int(digits), span)
    return held


def _numbers(hit: Hit) -> list[int]:
    """The numbers of one call: "1", "1C", "1-3", "2 and 4", "1, 2"."""
    first, last = hit.number("n"), hit.number("n2")
    if first is None:
        return []
    if last is None:
        return [int(first)]
    joined = hit.group("join").strip()
    ranged = joined in ("-", "to") and 0 < last - first < 20
    return list(range(int(first), int(last) + 1)) if ranged else [int(first), int(last)]


def _field(name: str) -> Field:
    return load_form().field(name)
