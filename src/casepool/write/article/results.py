"""The results: sentences with bound numbers, Table 2, the stains; refusals in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from casepool.domain.curve import Outcome
from casepool.domain.estimate import Estimate, Interval, Refusal, Row, Run
from casepool.domain.form import Field
from casepool.write.article.cells import OLDEST, CellBook
from casepool.write.article.fill import bind, bind_count, fill_runs, print_estimate
from casepool.write.article.model import Block, HeadCell, Paragraph, Runs, TableBlock, TableRow, Words
from casepool.write.article.model import Run as Piece
from casepool.write.article.notes import NoteBook
from casepool.write.article.opening import say_plan
from casepool.write.article.print_value import print_number
from casepool.write.escape import show_line
from casepool.write.figures.figure import DataSheet

WIDTHS = (46, 48, 26, 20, 16, 18)
SPOKEN_STATES = ("not_reported", "not_accessible", "not_assessed")
MOST_ITEMS = 10
DASH: Runs = (Words("–"),)
BLANK: Runs = ()


def write_results(book: CellBook) -> tuple[Block, ...]:
    """The paragraphs with the numbers of the pool."""
    words = book.wording.parts["results"]
    first = fill_runs(words["intro_many"], {
        "patients": bind_count(book, "patients", "patient"),
        "publications": bind_count(book, "publications", "publication"),
    })  # fmt: skip
    runs: list[Piece] = [*first]
    for sentence in list_sentences(book):
        runs += [Words(" "), *sentence]
    accepted = book.review.pooled.accepted
    if accepted is not None:
        count = next(e for e in accepted.headline if e.name == "patients")
        runs.append(Words(" " + words["accepted"].format(patients=print_number(count.value or 0))))
    return (Paragraph(tuple(runs)),)


def list_sentences(book: CellBook) -> Iterator[Runs]:
    """The sentences of the form whose numbers are all there."""
    for sentence in book.words.results:
        if sentence.row:
            row = book.review.pooled.row(sentence.row)
            if row:
                yield say_row(book, row, sentence.label)
        elif all(name in book.estimates for name in sentence.needs):
            names = {name: bind(book, name) for name in book.estimates if f"{{{name}}}" in sentence.text}
            yield fill_runs(sentence.text, names)


def say_row(book: CellBook, row: Row, label: str) -> Runs:
    """A share in words: complete, with its missing, stated on one side only, or not at all."""
    places = {part: bind(book, f"{row.name}.{part}") for part in ("k", "n", "no", "missing", "low", "high")}
    places |= {"label": (Words(label),), "all": bind(book, "patients")}
    if not row.number("n"):
        key = "none_stated"
    elif row.get("share") is None:
        key = "one_sided"
    else:
        key = "share" if row.number("missing") else "share_complete"
    return fill_runs(book.wording.parts["results"][key], places)


def write_outcomes(book: CellBook) -> tuple[Block, ...]:
    """Per endpoint the median or the refusal in words, and the envelope; then follow-up."""
    runs: list[Piece] = []
    for name in book.words.summary_outcomes:
        outcome = book.review.pooled.outcome(name)
        if outcome:
            runs += [*([Words(" ")] if runs else []), *say_outcome(book, outcome)]
    follow_up = book.estimates.get("potential_followup.median")
    if follow_up is not None and follow_up.value is not None:
        text = book.wording.parts["results"]["follow_up"]
        places = {"median": bind(book, follow_up.name), "n": (Words(str(follow_up.n)),)}
        runs += [Words(" "), *fill_runs(text, places)]
    return (Paragraph(tuple(runs)),) if runs else ()


def say_outcome(book: CellBook, outcome: Outcome) -> list[Piece]:
    """One endpoint in words."""
    words = book.wording.parts["results"]
    label = outcome.label[:1].upper() + outcome.label[1:]
    median = outcome.get("median")
    if outcome.display is not None or median is None:
        why = outcome.display.why if outcome.display else "it was not computed."
        runs: list[Piece] = [Words(words["refused"].format(what=label, why=why))]
        return [*runs, *say_envelope(book, outcome)]
    places = {part: bind(book, f"{outcome.name}.{part}") for part in ("median", "usable", "events")}
    return [*fill_runs(words["median_time"], {**places, "label": (Words(label),)})]


def say_envelope(book: CellBook, outcome: Outcome) -> Iterator[Piece]:
    """The bounds of the curve at the last stated time of an event, for all patients and for the known ones."""
    times = sorted({coded.right for coded in outcome.coded if coded.is_event and coded.right is not None}, reverse=True)
    month = next((f"{time:g}" for time in times if outcome.get(f"envelope{time:g}")), "")
    for part, tail in (("envelope", "."), ("envelope_known", ", for the patients with known outcome alone.")):
        found = outcome.get(f"{part}{month}")
        if found is not None and found.words:
            yield Words(" ")
            yield book.bind_estimate(found, found.words)
            yield Words(tail)


def write_table_two(book: CellBook, signs: str = "letters") -> TableBlock:
    """The summary of the fields that the form names: k/n or median, interval, what is missing, bounds."""
    writer = _SummaryWriter(book, NoteBook(signs))
    rows = tuple(writer.list_rows())
    words, plan = book.wording.parts["tables"], say_plan(book.plan)
    aligns = ("left", "left", "center", "center", "center", "center")
    heads = zip(book.wording.heads("two_heads"), WIDTHS, aligns, strict=True)
    one, many = book.wording.lists["units.patient"]
    n = book.estimates["patients"].n
    return TableBlock(
        "Table 2", words["two"].format(patients=f"{n} {one if n == 1 else many}"),
        tuple(HeadCell(*head) for head in heads), rows, (Words(words["two_note"]),),
        tuple(n for n in ((Words(words["notes_two"].format(**plan)),), writer.notes.line()) if n), anchor="table-2",
    )  # fmt: skip


class _SummaryWriter:
    def __init__(self, book: CellBook, notes: NoteBook) -> None:
        self.book = book
        self.notes = notes
        self.words = book.wording.parts["tables"]

    def list_rows(self) -> Iterator[TableRow]:
        """Rows in the order of the file; fields of which nothing is stated are left to the supplement."""
        for name in self.book.words.summary_fields:
            field = self.book.review.form.field(name)
            rows = [row for row in self.book.review.pooled.rows if row.field == name and row.number("n")]
            if rows and (len(rows) > 1 or rows[0].item):
                yield TableRow((self._head(field, rows), *[BLANK] * 5), "group")
            for row in self._choose(field, rows):
                yield from self._write(row, field)
        for name in self.book.words.summary_outcomes:
            outcome = self.book.review.pooled.outcome(name)
            if outcome and outcome.get("usable"):
                yield self._write_outcome(outcome)

    def _head(self, field: Field, rows: Sequence[Row]) -> Runs:
        left = len(rows) - len(self._choose(field, rows))
        label = Words(field.label)
        return (label, self.notes.sign(self.words["more_items"].format(count=left))) if left else (label,)

    def _choose(self, field: Field, rows: Sequence[Row]) -> list[Row]:
        """All rows, or the MOST_ITEMS items of a list field that most patients have."""
        if not field.is_list or len(rows) <= MOST_ITEMS:
            return list(rows)
        return sorted(rows, key=lambda row: (-(row.number("k") or 0), row.item))[:MOST_ITEMS]

    def _write(self, row: Row, field: Field) -> Iterator[TableRow]:
        label = self._label(row, field)
        cells = self._numeric(row) if row.kind != "share" else self._share(row)
        yield TableRow(((Words(label),), *cells), "indent" if row.item else "")
        for run in row.runs:
            if run.kind == "candidate" and self._tells(row, run):
                yield self._write_run(row, run, field)

    def _tells(self, row: Row, run: Run) -> bool:
        """Whether a reading changes what the row counts; of a category only where the patient would have it."""
        k = next((e.value for e in run.estimates if e.name.startswith(f"{row.name}.k.")), None)
        return not row.item or k != row.number("k")

    def _label(self, row: Row, field: Field) -> str:
        if not row.item:
            return field.label
        short = self.book.words.short.get(field.id, {}).get(row.item, "")
        return show_line(short if len(short) > 1 else row.item.replace("_", " "))[:60]

    def _numeric(self, row: Row) -> list[Runs]:
        median = row.get("median")
        interval = self._interval(median) if median else DASH
        return [self._summary(row), interval, *self._missing(row), DASH]

    def _summary(self, row: Row, tail: str = "") -> Runs:
        """Median (quartiles; range), or the values where they are too few."""
        places = {p: bind(self.book, f"{row.name}.{p}{tail}") for p in ("median", "q1", "q3", "min", "max")}
        if row.kind == "span":
            return fill_runs("{min}–{max}", places) if places["min"] else DASH
        if row.values and not tail and len(row.values) <= self.book.plan.list_up_to:
            values = Words(", ".join(self._print_single(row, value) for value in row.values))
            note = self.notes.sign(self.words["listed"])
            return (values, note, *(fill_runs("; median {median}", places) if places["median"] else ()))
        if not places["median"]:
            return DASH
        quartiles = "{q1}–{q3}; " if places["q1"] else ""
        return fill_runs(f"{{median}} ({quartiles}{{min}}–{{max}})", places)

    def _print_single(self, row: Row, value: float) -> str:
        like = row.get("median") or row.get("n")
        hidden = like is not None and self.book.hides(replace(like, value=value))
        return f"≥{OLDEST + 1}" if hidden else print_number(value)

    def _share(self, row: Row) -> list[Runs]:
        share = row.get("share")
        bounds = self._bounds(row)
        if share is None:
            text = "reported in {k}, absent in {no}"
            places = {part: bind(self.book, f"{row.name}.{part}") for part in ("k", "no")}
            return [fill_runs(text, places), DASH, *self._missing(row), bounds]
        return [(self.book.bind_estimate(share, print_estimate(share, self.book.plan.pct_min_n)),),
                self._interval(share, 100), *self._missing(row), bounds]  # fmt: skip

    def _bounds(self, row: Row) -> Runs:
        low, high = row.get("low"), row.get("high")
        if low is None or high is None:
            return DASH
        if low.words == high.words:
            return (self.book.bind_estimate(low, low.words),)
        return (self.book.bind_estimate(low, low.words), Words("–"), self.book.bind_estimate(high, high.words))

    def _missing(self, row: Row) -> list[Runs]:
        silent = sum(item.n for item in row.missing if item.state in SPOKEN_STATES)
        unclear = sum(item.n for item in row.missing if item.state == "unclear")
        return [(Words(str(silent)),), (Words(str(unclear)),)]

    def _interval(self, estimate: Estimate, scale: float = 1.0) -> Runs:
        found = estimate.interval
        if found is None:
            return DASH
        note = self._note_interval(found, scale)
        low, high = (_print_limit(limit, scale) for limit in (found.lower, found.upper))
        return (Words(f"{low}–{high}" + ("%" if scale == 100 else "")), *([self.notes.sign(note)] if note else []))

    def _note_interval(self, interval: Interval, scale: float) -> str:
        if scale == 100:
            return "" if interval.method.lower().startswith(self.book.plan.share_interval[:5]) else interval.method
        level = 100 * (interval.attained or interval.level)
        return str(self.words["order"].format(level=f"{level:.1f}"))

    def _write_run(self, row: Row, run: Run, field: Field) -> TableRow:
        """The same numbers with one reading of an unclear value, in italics below the row."""
        tails = {e.name.removeprefix(f"{row.name}.").partition(".")[2] for e in run.estimates}
        tail = f".{tails.pop()}" if len(tails) == 1 else ""
        cells = self._summary(row, tail) if row.kind != "share" else self._share_run(row, tail)
        return TableRow(((Words(self._name_run(run, field)),), cells, *[BLANK] * 4), "run")

    def _name_run(self, run: Run, field: Field) -> str:
        """The label of a run with the words of the value and the name of the patient."""
        for patient, name in self.book.names.patients.items():
            if run.label.startswith("with ") and run.label.endswith(f" for {patient}"):
                reading = run.label.removeprefix("with ").removesuffix(f" for {patient}")
                shown = self.book.word_values(field.id).get(reading, reading)
                return self.words["with_reading"].format(reading=show_line(shown), patient=name)[:80]
        return show_line(run.label)[:80]

    def _share_run(self, row: Row, tail: str) -> Runs:
        share = self.book.estimates.get(f"{row.name}.share{tail}")
        if share is not None:
            return (self.book.bind_estimate(share, print_estimate(share, self.book.plan.pct_min_n)),)
        places = {part: bind(self.book, f"{row.name}.{part}{tail}") for part in ("k", "no")}
        return fill_runs("reported in {k}, absent in {no}", places) if places["k"] else DASH

    def _write_outcome(self, outcome: Outcome) -> TableRow:
        share, unknown = outcome.get("event_share"), outcome.get("unknown")
        low, high = outcome.get("event_share_low"), outcome.get("event_share_high")
        label = (Words(outcome.label[:1].upper() + outcome.label[1:]),)
        shown = (self.book.bind_estimate(share, print_estimate(share)),) if share else DASH
        bounds = tuple(self.book.bind_estimate(limit, limit.words) for limit in (low, high) if limit and limit.words)
        between: Runs = (bounds[0], Words("–"), bounds[1]) if len(bounds) == 2 else DASH
        missing: Runs = (self.book.bind_estimate(unknown, print_estimate(unknown)),) if unknown else DASH
        interval = self._interval(share, 100) if share else DASH
        return TableRow((label, shown, interval, missing, DASH, between))


def _print_limit(limit: float | None, scale: float) -> str:
    if limit is None:
        return "not reached"
    return f"{scale * limit:.0f}" if scale == 100 else print_number(limit)


def write_refusals(refusals: tuple[Refusal, ...]) -> tuple[Block, ...]:
    """Refusals as paragraphs."""
    return tuple(Paragraph((Words(refusal.sentence),), "refusal") for refusal in refusals)


def list_estimates(book: CellBook) -> DataSheet:
    """Every estimate with its interval and bounds: the numbers of the review as a data sheet."""
    header = ("name", "value", "words", "n", "unit", "lower", "upper", "level", "interval_method", "low", "high",
              "method")  # fmt: skip
    shown = (
        replace(e, value=None, words=f"≥{OLDEST + 1}") if book.hides(e) else e for e in book.review.pooled.estimates
    )
    return DataSheet("numbers", header, tuple(_list_estimate(estimate) for estimate in shown))


def _list_estimate(estimate: Estimate) -> tuple[str, ...]:
    interval, bounds = estimate.interval, estimate.bounds or (None, None)
    numbers = (interval.lower, interval.upper, interval.level) if interval else (None, None, None)
    lower, upper, level = ("" if number is None else f"{number:.6g}" for number in numbers)
    low, high = ("" if bound is None else f"{bound:.6g}" for bound in bounds)
    value = "" if estimate.value is None else f"{estimate.value:.6g}"
    method = interval.method if interval else ""
    shown = (estimate.name, value, estimate.words, str(estimate.n), estimate.unit, lower, upper, level, method)
    return (*shown, low, high, estimate.method)
