"""The pooled numbers as the page shows them: what was planned, a table or figure, the cases behind each number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casepool.domain.curve import Outcome
from casepool.domain.estimate import Estimate, Row, Source
from casepool.domain.quantity import tidy_number
from casepool.pipeline.numbers import list_requests
from casepool.pipeline.review import Review
from casepool.web.workspace import Workspace
from casepool.write.escape import show_line
from casepool.write.figures import Figure, FigureMaterial, NotDrawn, draw_all
from casepool.write.pool_screen import say_numbers, say_outcome, say_presence
from casepool.write.show_value import name_units

MOST_BEHIND = 60
MOST_QUOTES = 3


@dataclass(frozen=True)
class Entry:
    """One line of the list at the left: the name in the address, and its words."""

    name: str
    words: str


@dataclass(frozen=True)
class Line:
    """One row of the table in the middle: what it is, its numbers in words, and the name of its estimate."""

    head: str
    words: str
    name: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Behind:
    """One case behind a number, with the words that it rests on. An index case gives no quotes."""

    patient: str
    publication: str
    case: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """What is shown: `title`, lines, a figure or the reason why there is none, and refusals as sentences."""

    title: str
    lines: tuple[Line, ...] = ()
    figure: Figure | None = None
    not_drawn: str = ""
    refusals: tuple[str, ...] = ()


def list_entries(review: Review, figures: Iterable[Figure | NotDrawn]) -> dict[str, list[Entry]]:
    """The list at the left: the pre-specified numbers by kind, then the figures."""
    form = review.plan.form
    fields = dict.fromkeys(row.field for row in review.pooled.rows if form.field(row.field).key)
    rest = dict.fromkeys(row.field for row in review.pooled.rows if row.field not in fields)
    asked = [f"{item['comparison']} by {item['by']}" for item in list_requests(review) if "comparison" in item]
    asked += [f"{item['endpoint']}, factor {item['factor']}" for item in list_requests(review) if "factor" in item]
    return {
        "Headline": [Entry("headline", "Counts")],
        "Endpoints": [Entry(f"outcome.{o.name}", o.label) for o in review.pooled.outcomes],
        "Pre-specified in pool.toml": [Entry("requests", f"Comparisons and factors: {len(asked)}")],
        "Key fields": [Entry(f"field.{name}", form.field(name).label) for name in fields],
        "Other fields": [Entry(f"field.{name}", form.field(name).label) for name in rest],
        "Figures": [Entry(f"figure.{item.name}", _name_figure(item)) for item in figures],
    }


def _name_figure(item: Figure | NotDrawn) -> str:
    return item.title.rstrip(".") if isinstance(item, Figure) else f"{item.name.replace('_', ' ')}: not drawn"


def draw_figures(work: Workspace, review: Review, who: str) -> tuple[Figure | NotDrawn, ...]:
    """Every figure of the review, drawn once."""

    def draw() -> tuple[Figure | NotDrawn, ...]:
        material = FigureMaterial(review.built.cohort, review.cells, review.pooled, review.plan.form)
        return draw_all(material, review.flow)

    return work.keep(f"figures of {who}", draw)


def show_entry(review: Review, name: str, figures: Iterable[Figure | NotDrawn]) -> Shelf | None:
    """What an entry of the list holds; None for a name that there is not."""
    kind, _, rest = name.partition(".")
    by_name = {item.name: item for item in figures}
    if name == "headline":
        return _show_headline(review)
    if name == "requests":
        return _show_requests(review)
    if kind == "field" and review.plan.form.has(rest):
        return _show_field(review, rest)
    if kind == "outcome" and (outcome := review.pooled.outcome(rest)):
        return _show_outcome(review, outcome, by_name)
    if kind == "figure" and rest in by_name:
        return _show_figure(by_name[rest])
    return None


def _show_headline(review: Review) -> Shelf:
    lines = [Line(_say_name(e), say_number(e), e.name) for e in review.pooled.headline]
    lines += [Line(_say_name(e), say_number(e), e.name) for e in review.pooled.follow_up]
    left = tuple(f"{n} left out: {show_line(reason)}." for reason, n in review.pooled.left_out)
    return Shelf("Counts", tuple(lines), refusals=(*left, *(r.sentence for r in review.pooled.refusals)))


def _show_requests(review: Review) -> Shelf:
    lines = []
    for item in list_requests(review):
        refusal = str(item["refusal"])
        if "comparison" in item:
            told = refusal or f"p = {item['p']:.3g}, {item['p_holm']:.3g} after Holm ({item['method']})"
            lines.append(Line(f"{item['comparison']} by {item['by']}", told, refused=bool(refusal)))
        else:
            terms = item["terms"]
            assert isinstance(terms, list)
            told = refusal or "; ".join(f"{t['name']} ratio {t['ratio']:.3g}, p = {t['p']:.3g}" for t in terms)
            lines.append(Line(f"{item['endpoint']}, factor {item['factor']}", told, refused=bool(refusal)))
    none = () if lines else ("pool.toml names no comparison and no factor, so nothing is tested.",)
    return Shelf("Comparisons and factors", tuple(lines), refusals=none)


def _show_field(review: Review, field: str) -> Shelf:
    rows = [row for row in review.pooled.rows if row.field == field]
    pct = review.plan.pool_plan.pct_min_n
    lines = [Line(_say_item(row), _say_row(row, pct), _first_name(row)) for row in rows]
    refusals = tuple(dict.fromkeys(refusal.sentence for row in rows for refusal in row.refusals))
    return Shelf(review.plan.form.field(field).label, tuple(lines), refusals=refusals)


def _say_item(row: Row) -> str:
    return show_line((row.item or row.label).replace("_", " "))


def _say_row(row: Row, pct: int) -> str:
    return show_line(say_numbers(row) if row.kind in ("numeric", "span") else say_presence(row, pct))


def _first_name(row: Row) -> str:
    """The estimate whose cases stand behind the row: the first one that names any."""
    with_cases = [e.name for e in row.estimates if e.sources]
    return with_cases[0] if with_cases else (row.estimates[0].name if row.estimates else "")


def _show_outcome(review: Review, outcome: Outcome, figures: dict[str, Figure | NotDrawn]) -> Shelf:
    drawn = figures.get(f"survival_{outcome.name}")
    lines = [Line("In words", show_line(say_outcome(outcome)), _first_of(outcome))]
    lines += [Line(_say_name(e), say_number(e), e.name) for e in outcome.estimates]
    refusals = [r.sentence for r in (*outcome.refusals, *([outcome.display] if outcome.display else []))]
    return Shelf(
        outcome.label,
        tuple(lines),
        drawn if isinstance(drawn, Figure) else None,
        drawn.sentence if isinstance(drawn, NotDrawn) else "",
        (*dict.fromkeys(refusals), *outcome.notes),
    )


def _first_of(outcome: Outcome) -> str:
    return next((e.name for e in outcome.estimates if e.sources), "")


def _show_figure(item: Figure | NotDrawn) -> Shelf:
    if isinstance(item, NotDrawn):
        return Shelf(item.name.replace("_", " ").capitalize(), not_drawn=item.sentence)
    return Shelf(item.title.rstrip("."), figure=item)


def _say_name(estimate: Estimate) -> str:
    return estimate.name.replace(".", ", ").replace("_", " ")


def say_number(estimate: Estimate) -> str:
    """An estimate in words: the number, its interval and bounds, and its n; a count is its number alone."""
    unit = f" {name_units(estimate.value, estimate.unit)}" if estimate.unit else ""
    told = estimate.words or ("not given" if estimate.value is None else f"{tidy_number(estimate.value)}{unit}")
    limits = estimate.interval
    if limits:
        told += f" ({round(100 * limits.level)}% interval {_limit(limits.lower)} to {_limit(limits.upper)})"
    if estimate.bounds:
        told += f"; bounds {_limit(estimate.bounds[0])} to {_limit(estimate.bounds[1])}"
    return show_line(told if _is_count(estimate) else f"{told}; n={estimate.n}")


def _is_count(estimate: Estimate) -> bool:
    return estimate.method.startswith("count") and not estimate.unit


def _limit(number: float | None) -> str:
    return "not reached" if number is None else f"{number:.3g}"


def list_behind(review: Review, name: str) -> tuple[Behind, ...]:
    """The cases behind an estimate, each with the words that it rests on."""
    found = review.pooled.get(name)
    own = {telling.publication for telling in review.given.own}
    return tuple(_read_behind(found.sources, own)) if found else ()


def _read_behind(sources: Iterable[Source], own: set[str]) -> Iterator[Behind]:
    for source in list(sources)[:MOST_BEHIND]:
        quotes = () if source.publication in own else tuple(show_line(e.quote) for e in source.evidence[:MOST_QUOTES])
        yield Behind(source.patient, source.publication, source.case, quotes)
