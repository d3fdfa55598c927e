"""The comparisons and factors that pool.toml asks for: values for a program, lines for a person."""

from collections.abc import Iterator

from casepool.domain.comparison import Comparison, FactorStudy, Family, Model
from casepool.pipeline.review import Review
from casepool.pool.on_request import compare_groups, study_endpoint
from casepool.pool.whole import Setting

Json = dict[str, object]


def compare_requested(review: Review) -> list[tuple[str, tuple[Comparison, ...], Family]]:
    """For each [[compare]] block the field that makes the groups, its comparisons, and the family of tests."""
    setting = _setting(review)
    cohort = review.built.cohort
    return [
        (asked.group, *compare_groups(cohort, setting, asked.group, asked.fields, asked.endpoints))
        for asked in review.plan.request.groups
    ]


def study_requested(review: Review) -> list[FactorStudy]:
    """For each [[factors]] block its study."""
    setting = _setting(review)
    cohort = review.built.cohort
    return [study_endpoint(cohort, setting, asked.endpoint, asked.fields) for asked in review.plan.request.factors]


def _setting(review: Review) -> Setting:
    return Setting(review.plan.form, review.plan.knowledge, review.plan.pool_plan)


def list_requests(review: Review) -> list[Json]:
    """The requested comparisons and factors as JSON objects."""
    return [*_list_comparisons(review), *_list_factors(review)]


def _list_comparisons(review: Review) -> Iterator[Json]:
    for group, comparisons, family in compare_requested(review):
        adjusted = dict(zip(family.names, family.holm, strict=True))
        for item in comparisons:
            yield {
                "comparison": item.name,
                "by": group,
                "groups": dict(item.groups),
                "p": item.test.p if item.test else None,
                "p_holm": adjusted.get(item.name),
                "method": item.test.method if item.test else "",
                "exact": item.test.exact if item.test else None,
                "refusal": item.refusal.sentence if item.refusal else "",
            }


def _list_factors(review: Review) -> Iterator[Json]:
    for study in study_requested(review):
        for name, model in (*study.single, ("all", study.joint)):
            yield {
                "factor": name,
                "endpoint": study.endpoint,
                "patients": model.patients,
                "events": model.events,
                "terms": [_show_term(model, n) for n in range(len(model.terms))],
                "banner": model.banner,
                "refusal": model.refusal.sentence if model.refusal else "",
            }


def _show_term(model: Model, number: int) -> Json:
    term = model.terms[number]
    limits = (term.interval.lower, term.interval.upper)
    return {"name": term.name, "ratio": term.ratio, "lower": limits[0], "upper": limits[1], "p": term.p}


def describe_requests(review: Review) -> str:
    """The requested comparisons and factors as lines for a terminal; empty where none is asked for."""
    lines = []
    for item in _list_comparisons(review):
        sizes = ", ".join(f"{name} {n}" for name, n in dict(item["groups"]).items())  # type: ignore[call-overload]
        told = item["refusal"] or f"p = {item['p']:.3g}, {item['p_holm']:.3g} after Holm ({item['method']})"
        lines.append(f"{item['comparison']} by {item['by']} ({sizes}): {told}")
    for item in _list_factors(review):
        terms = item["terms"]
        assert isinstance(terms, list)
        ratios = "; ".join(f"{t['name']} ratio {t['ratio']:.3g}, p = {t['p']:.3g}" for t in terms)
        lines.append(f"{item['endpoint']}, factor {item['factor']}: {item['refusal'] or ratios}")
    return "".join(f"{line}\n" for line in lines)
