"""Pooled numbers as lines for a terminal, in at most 100 columns: each with its n, what is missing, and the bounds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from casepool.domain.cohort import PoolPlan
from casepool.domain.curve import Outcome
from casepool.domain.estimate import Estimate, Missing, Row, say_share
from casepool.domain.form import Form
from casepool.domain.pooled import Pooled
from casepool.domain.quantity import tidy_number
from casepool.write.escape import show_line
from casepool.write.wrap_text import wrap_words

WIDTH = 100
NAME_WIDTH = 20
MOST_RUNS = 4
MOST_ITEMS = 12


def format_pool(pooled: Pooled, form: Form, pct_min_n: int = 10, everything: bool = False) -> str:
    """The headline, one line for each key field, and one for each endpoint; `everything` shows all fields."""
    lines = list(_say_headline(pooled))
    wanted = {field.id for field in form.fields if everything or field.key}
    fields = list(dict.fromkeys(row.field for row in pooled.rows if row.field in wanted))
    for name in fields:
        rows = [row for row in pooled.rows if row.field == name]
        lines += _wrap(form.field(name).label, "; ".join(_say_rows(rows, pct_min_n)))
    for outcome in pooled.outcomes:
        lines += _wrap(outcome.label, say_outcome(outcome))
    lines += [f"left out: {n} ({show_line(reason)})" for reason, n in pooled.left_out]
    return "".join(f"{line}\n" for line in lines)


def _wrap(name: str, words: str) -> list[str]:
    """A name and its words; a long name has a line of its own."""
    lines = wrap_words(show_line(words), WIDTH - NAME_WIDTH)
    head = [name] if len(name) >= NAME_WIDTH else []
    first = "" if head else name
    return [*head, *(f"{first if not n else '':<{NAME_WIDTH}}{line}" for n, line in enumerate(lines))]


def _say_headline(pooled: Pooled) -> Iterator[str]:
    numbers = {estimate.name: estimate for estimate in pooled.headline}

    def value(name: str) -> int:
        return int(numbers[name].value or 0) if name in numbers else 0

    patients = numbers["patients"].words or str(value("patients"))
    links = value("links.accepted")
    parts = [f"from {_count(value('cases'), 'case')}"]
    parts[0] += f", {_count(links, 'link')} accepted" if links else ""
    if value("patients.table_only"):
        parts.append(f"{value('patients.table_only')} known only from a table row")
    told = f"patients {patients} ({'; '.join(parts)}); {value('cells.unverified')} of {value('cells')} cells unverified"
    yield from wrap_words(told, WIDTH)
    if pooled.accepted:
        with_all = next(e for e in pooled.accepted.headline if e.name == "patients")
        yield f"  with every proposal accepted: {int(with_all.value or 0)} patients"


def _say_rows(rows: Sequence[Row], pct_min_n: int) -> Iterator[str]:
    first = rows[0]
    if first.kind in ("numeric", "span"):
        for row in rows:
            yield (f"{row.item}: " if row.item else "") + say_numbers(row)
    elif first.item and not _is_one_sided(rows):
        yield _say_categories(rows, pct_min_n)
    elif first.item:
        yield ", ".join(_limit([_say_item(row) for row in sorted(rows, key=lambda row: -(row.number("k") or 0))]))
        yield f"of {int((first.number('n') or 0) + (first.number('missing') or 0))} patients; silence is not absence"
    else:
        yield say_presence(first, pct_min_n)


def _say_item(row: Row) -> str:
    """An item of a list: how many have it, and of how many where some are said not to have it."""
    k, no = int(row.number("k") or 0), int(row.number("no") or 0)
    return f"{row.item} {k}/{k + no}" if no else f"{row.item} {k}"


def _is_one_sided(rows: Sequence[Row]) -> bool:
    """Whether the rows are items of their own rather than words of which each patient has one."""
    return len({row.number("n") for row in rows}) > 1 or any(row.get("share") is None for row in rows)


def _limit(told: list[str]) -> list[str]:
    left = len(told) - MOST_ITEMS
    return [*told[:MOST_ITEMS], f"and {left} more (casepool pool --json)"] if left > 0 else told


def say_numbers(row: Row) -> str:
    """A row of numbers: "34, 43, 45, n=3 (median 43); 1 unclear: with 36 n=4, median 39.5"."""
    n = int(row.number("n") or 0)
    if row.kind == "span":
        low, high = row.number("min"), row.number("max")
        told = f"{_number(low)} to {_number(high)}, n={n}" if low is not None else f"n={n}"
    elif row.values:
        told = f"{', '.join(_number(value) for value in row.values)}, n={n} (median {_say(row.get('median'))})"
    elif n:
        quartiles = f" ({_say(row.get('q1'))} to {_say(row.get('q3'))})" if row.get("q1") else ""
        told = (
            f"n={n}, median {_say(row.get('median'))}{quartiles}, range {_say(row.get('min'))}-{_say(row.get('max'))}"
        )
    else:
        told = "no number stated"
    return "; ".join([told, *_say_missing(row.missing, _say_candidates(row))])


def _say_candidates(row: Row) -> str:
    """What each reading of an unclear value gives; readings that give the same stand together."""
    given: dict[str, list[str]] = {}
    for run in (run for run in row.runs if run.kind == "candidate"):
        found = {e.name.removeprefix(f"{row.name}.").split(".")[0]: e for e in run.estimates}
        told = f"n={_say(found.get('n'))}, median {_say(found.get('median'))}" if "median" in found else ""
        given.setdefault(told, []).append(run.label.removeprefix("with ").split(" for ")[0])
    shown = [f"with {' or with '.join(dict.fromkeys(words))} {told}".strip() for told, words in given.items()]
    return "; ".join(shown) if len(shown) <= MOST_RUNS else ""


def _say_missing(missing: Iterable[Missing], candidates: str = "") -> Iterator[str]:
    counts: dict[str, int] = {}
    for item in missing:
        counts[item.state] = counts.get(item.state, 0) + item.n
    for state, n in sorted(counts.items(), key=lambda pair: (pair[0] != "unclear", pair[0])):
        word = {"not_reported": "silent", "not_accessible": "not accessible", "not_applicable": "not applicable"}
        tail = f": {candidates}" if state == "unclear" and candidates else ""
        yield f"{n} {word.get(state, state)}{tail}"


def _say_categories(rows: Sequence[Row], pct_min_n: int) -> str:
    shares = [
        f"{row.item} {say_share(int(row.number('k') or 0), int(row.number('n') or 0), pct_min_n)}" for row in rows
    ]
    return "; ".join([", ".join(shares), *_say_missing(rows[0].missing)])


def say_presence(row: Row, pct_min_n: int) -> str:
    """A share with its bounds: "3/8, silent in 2: between 3/10 and 5/10"; one-sided fields have counts only."""
    k, no, n, missing = (int(row.number(part) or 0) for part in ("k", "no", "n", "missing"))
    bounds = f"between {_say(row.get('low'))} and {_say(row.get('high'))}"
    if row.get("share") is None:
        return f"reported in {k} of {n + missing}, stated absent in {no}, silent in {missing}: {bounds}"
    told = say_share(k, n, pct_min_n)
    return told + (f", not known in {missing}: {bounds}" if missing else "")


def say_outcome(outcome: Outcome) -> str:
    """One endpoint: the counts and, where no curve may be drawn, the envelope in words."""
    number = {part: _whole(outcome.get(part)) for part in ("usable", "events", "unknown")}
    n = len(outcome.coded)
    if outcome.display is not None and not number["events"]:
        return f"not estimated: {outcome.display.reason}"
    told = [f"{number['usable']} of {n} usable ({_say_times(outcome)})"]
    low, high = outcome.get("event_share_low"), outcome.get("event_share_high")
    if number["unknown"] and low and high:
        told.append(f"between {low.words} and {high.words} had it")
    if outcome.display is None:
        median = outcome.get("median")
        told.append(f"curve of {number['usable']} patients, median {_say(median)} months")
    else:
        told += ["swimmer plot only", *_say_envelope(outcome)]
    return "; ".join(told)


def _whole(estimate: Estimate | None) -> int:
    return int(estimate.value or 0) if estimate else 0


def _say_envelope(outcome: Outcome) -> Iterator[str]:
    """The envelope in words at the time that the data themselves give, else at the first landmark."""
    stem = f"{outcome.name}.envelope"
    times = [e.name.removeprefix(stem) for e in outcome.estimates if e.name.startswith(stem) and e.words]
    usual = {f"{time:g}" for time in PoolPlan().landmarks}
    own = [time for time in times if time.isdigit() and time not in usual] or [time for time in times if time.isdigit()]
    for time in own[:1]:
        known = outcome.get(f"envelope_known{time}")
        tail = (
            f", for the {_whole(outcome.get('usable'))} known patients {_tail(known)}" if known and known.words else ""
        )
        yield f"{(found := outcome.get(f'envelope{time}')) and found.words}{tail}"


def _tail(estimate: Estimate) -> str:
    return estimate.words.partition("lies ")[2]


def _say_times(outcome: Outcome) -> str:
    events = [
        f"at {_number(c.right)}" if c.left == c.right else f"in ({_number(c.left)},{_number(c.right)}]"
        for c in outcome.events
    ]
    parts = [_count(len(events), "event") + (f" {', '.join(events)} months" if 0 < len(events) <= MOST_RUNS else "")]
    ends = sorted(c.left for c in outcome.censored if c.left is not None)
    if 0 < len(ends) <= MOST_RUNS:
        parts.append(f"censored at {' and '.join(_number(end) for end in ends)}")
    elif ends:
        parts.append(f"{len(ends)} censored")
    return ", ".join(parts)


def list_names(estimates: Iterable[Estimate]) -> str:
    """Every name that a draft can bind to, with what is printed there."""
    rows = [(estimate.name, _say(estimate), estimate.n) for estimate in estimates]
    width = max((len(name) for name, _, _ in rows), default=0)
    return "".join(f"{name:<{width}}  {told}  (n={n})\n" for name, told, n in rows)


def _say(estimate: Estimate | None) -> str:
    if estimate is None:
        return "not given"
    return estimate.words or _number(estimate.value)


def _number(value: float | None) -> str:
    return "?" if value is None else str(tidy_number(value))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def show_estimate(estimate: Estimate) -> Mapping[str, object]:
    """An estimate as a JSON object: number, words, interval, bounds, what is missing, and the cases behind it."""
    interval = estimate.interval
    return {
        "name": estimate.name,
        "value": None if estimate.value is None else tidy_number(estimate.value),
        "words": estimate.words,
        "unit": estimate.unit,
        "n": estimate.n,
        "publications": estimate.publications,
        "method": estimate.method,
        "interval": None if interval is None else {
            "lower": interval.lower, "upper": interval.upper, "level": interval.level, "method": interval.method,
        },
        "bounds": list(estimate.bounds) if estimate.bounds else None,
        "missing": [{"state": m.state, "reason": m.reason, "patients": list(m.patients)} for m in estimate.missing],
        "cases": [f"{source.publication}/{source.case}" for source in estimate.sources],
    }  # fmt: skip
