"""Arithmetic in the text: percentages, sums, means."""

import re
from collections.abc import Iterator
from fractions import Fraction

from casepool.audit.ledger import join_words
from casepool.audit.paper import Paper
from casepool.domain.finding import Finding
from casepool.text.grammar import Hit
from casepool.text.view import Sentence

LARGEST_N = 100
WIDEST_RATIO = 100.0
FEWEST_EVENTS = 5
LEAST_GRAY = 0.5
DOSE_ROUNDING = 0.02


def find_wrong_percentages(paper: Paper) -> Iterator[Finding]:
    """STA-01: a percentage that k of n cannot give, with rounding or truncation to the printed decimals."""
    for _, hit in paper.hits("audit_statistics", "share"):
        k, n, printed = _either(hit, "k"), _either(hit, "n"), hit.group("p") or hit.group("p2")
        if k is None or n is None or not 0 < n < 1_000_000 or k > n or k != int(k) or n != int(n):
            continue
        if not fits_percentage(int(k), int(n), printed):
            right = f"{100 * k / n:.{decimals_of(printed)}f}%"
            values = {"k": f"{k:g}", "n": f"{n:g}", "right": right, "a": f"{printed}%"}
            yield paper.finding("STA-01", [paper.view.clause(paper.quote(hit))], **values)


def find_wrong_sums(paper: Paper) -> Iterator[Finding]:
    """STA-02: exclusive and complete subgroups that do not add up to the stated total."""
    for _, hit in paper.hits("audit_statistics", "sum"):
        total, a, b = hit.number("n"), hit.number("a"), hit.number("b")
        if total is None or a is None or b is None or a + b == total:
            continue
        listed = join_words([f"{a:g} {hit.group('one')}", f"{b:g} {hit.group('two')}"])
        yield paper.finding("STA-02", [paper.quote(hit)], list=listed, sum=f"{a + b:g}", n=f"{total:g}")


def find_impossible_means(paper: Paper) -> Iterator[Finding]:
    """STA-03: a mean that no n whole numbers can have (GRIM; Brown and Heathers, Soc Psychol Pers Sci 2017;8:363)."""
    for sentence, hit in paper.hits("audit_statistics", "mean"):
        n, printed = _either(hit, "n"), hit.group("m") or hit.group("m2")
        if n is None or not 2 <= n < LARGEST_N or "month" in paper.view.words(sentence):
            continue
        if not fits_mean(int(n), printed):
            values = {"what": "age", "a": printed, "n": f"{n:g}"}
            yield paper.finding("STA-03", [paper.quote(hit)], **values)


def find_changed_denominators(paper: Paper) -> Iterator[Finding]:
    """STA-04: a percentage with two decimals that fits no count of the stated n, only of a smaller one.

    The message names the nearest wholes that it fits, one patient more included.
    """
    for sentence, hit in paper.hits("audit_statistics", "two_decimals"):
        total = _total_before(paper, sentence)
        if total is None or not 10 <= total <= 2000:
            continue
        printed = hit.group("p")
        if any(fits_percentage(k, total, printed) for k in range(total + 1)):
            continue
        fits = [
            (k, n)
            for n in range(2, total + 2)
            for k in [round(_value(printed) * n / 100)]
            if fits_percentage(k, n, printed)
        ]
        if fits and fits[0][1] < total:
            listed = join_words([f"{k}/{n}" for k, n in fits[-3:]], "or")
            quote = paper.view.clause(paper.quote(hit))
            yield paper.finding("STA-04", [quote], a=f"{printed}%", n=total, list=listed)


def find_overloaded_models(paper: Paper) -> Iterator[Finding]:
    """STA-05: an interval whose upper bound is more than a hundred times its lower one."""
    for _, hit in paper.hits("audit_statistics", "interval"):
        low, high = hit.number("low"), hit.number("high")
        if low and high and high / low > WIDEST_RATIO:
            quote = paper.view.clause(paper.quote(hit))
            yield paper.finding("STA-05", [quote], "wide", a=paper.quote(hit).quote, ratio=f"{high / low:.0f}")
    for sentence, hit in paper.hits("audit_statistics", "model"):
        events = re.search(r"\b(\d+) (?:events|deaths|recurrences)\b", paper.view.words(sentence))
        if events and int(events.group(1)) < FEWEST_EVENTS:
            quote = paper.wide_clause(paper.quote(hit))
            yield paper.finding("STA-05", [quote], a=paper.quote(hit).quote, events=events.group(1))


def find_wrong_doses(paper: Paper) -> Iterator[Finding]:
    """STA-06: a dose of radiation that number and size of its fractions do not give, beyond rounding."""
    for _, hit in paper.hits("audit_statistics", "dose"):
        total, n, each = (_either(hit, name) for name in ("total", "n", "each"))
        if not total or not n or not each or abs(n * each - total) <= max(LEAST_GRAY, DOSE_ROUNDING * total):
            continue
        said = {"n": f"{n:g}", "each": f"{each:g} Gy", "a": f"{total:g} Gy", "right": f"{n * each:.4g} Gy"}
        yield paper.finding("STA-06", [paper.view.clause(paper.quote(hit))], **said)


def fits_percentage(k: int, n: int, printed: str) -> bool:
    """Whether k of n, rounded (half up or half even) or truncated to the printed decimals, gives the percentage."""
    exact = Fraction(100 * k, n)
    unit = Fraction(1, 10 ** decimals_of(printed))
    shown = Fraction(printed.replace(",", "."))
    return shown <= exact < shown + unit or abs(exact - shown) <= unit / 2


def fits_mean(n: int, printed: str) -> bool:
    """Whether some sum of n whole numbers has this mean after rounding or truncation to the printed decimals."""
    unit = Fraction(1, 10 ** decimals_of(printed))
    shown = Fraction(printed.replace(",", "."))
    return any(
        abs(Fraction(total, n) - shown) <= unit / 2 or shown <= Fraction(total, n) < shown + unit
        for total in range(int(shown * n) - 1, int((shown + unit) * n) + 2)
    )


def decimals_of(printed: str) -> int:
    """The number of decimals of a printed number."""
    return len(re.split(r"[.,]", printed)[1]) if re.search(r"[.,]", printed) else 0


def _either(hit: Hit, name: str) -> float | None:
    """The number of a group or of its twin in another wording of a pattern ("k", "k2", "k3")."""
    found = (hit.number(name), *(hit.number(f"{name}{n}") for n in (2, 3) if f"{name}{n}" in hit.match.re.groupindex))
    return next((number for number in found if number is not None), None)


def _value(printed: str) -> float:
    return float(printed.replace(",", "."))


def _total_before(paper: Paper, sentence: Sentence) -> int | None:
    """The number of patients that this sentence or the one before states; None if it limits whom it speaks of."""
    near = [
        s
        for s in paper.view.sentences[max(0, sentence.index - 1) : sentence.index + 1]
        if s.section == sentence.section
    ]
    words = " ".join(paper.view.words(s) for s in near)
    if re.search(r"\b(?:available|known|data) (?:for|in)\b", words):
        return None
    totals = re.findall(r"\b(\d{2,4}) (?:[a-z]+ )?(?:patients|cases)\b", words)
    return int(totals[0]) if len(set(totals)) == 1 else None
