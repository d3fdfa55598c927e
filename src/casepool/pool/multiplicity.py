"""Adjusted p values over a declared family of tests (statsmodels)."""

from collections.abc import Sequence

from casepool.domain.comparison import Family

METHODS = {"holm": "holm", "bh": "fdr_bh", "by": "fdr_by", "hommel": "hommel", "bonferroni": "bonferroni"}


def adjust_p(p: Sequence[float], method: str) -> tuple[float, ...]:
    """Adjusted p values in the order given. `method` is "holm", "bh", "by", "hommel" or "bonferroni"."""
    if method not in METHODS:
        raise ValueError(f"Unknown adjustment {method!r}. Allowed: {', '.join(METHODS)}.")
    if not p:
        return ()
    from statsmodels.stats.multitest import multipletests

    return tuple(min(float(value), 1.0) for value in multipletests(list(p), method=METHODS[method])[1])


def judge_family(tests: Sequence[tuple[str, float | None]]) -> Family:
    """Holm and Benjamini-Hochberg over one family; tests that could not be made (p None) are named and counted."""
    made = [(name, p) for name, p in tests if p is not None]
    values = [p for _, p in made]
    return Family(
        names=tuple(name for name, _ in made),
        p=tuple(values),
        holm=adjust_p(values, "holm"),
        q=adjust_p(values, "bh"),
        untested=tuple(name for name, p in tests if p is None),
    )
