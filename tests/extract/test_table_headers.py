"""What column heads say; each kind of the lexicon proves itself."""

import pytest

from casepool.domain.document import Block, Document, Section, Table
from casepool.extract.table_headers import is_head_row, read_column, read_head
from casepool.extract.table_legend import find_shorts, read_legend, read_notes
from casepool.knowledge.forms import load_form
from casepool.knowledge.table_columns import ColumnKind, load_column_kinds
from casepool.text.shadow import Shadow
from casepool.text.view import TextView

KINDS = list(load_column_kinds().values())


def kinds_of(head: str) -> list[str]:
    return [kind for kind, _ in read_head(Shadow(head).folded)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_kind_finds_its_examples(kind: ColumnKind) -> None:
    for head in kind.finds:
        assert kind.name in kinds_of(head), f"{kind.name} is not found in {head!r}: {kinds_of(head)}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_kind_ignores_its_counterexamples(kind: ColumnKind) -> None:
    for head in kind.ignores:
        assert kind.name not in kinds_of(head), f"{kind.name} must not be found in {head!r}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_kind_speaks_of_fields_of_the_form(kind: ColumnKind) -> None:
    form = load_form()
    for field in (*kind.fields, *kind.asks, *kind.denies, *filter(None, (kind.presence, kind.amount))):
        assert form.has(field), f"{kind.name}: no field {field}"


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("Age/sex", ["age", "sex"]),
        ("Sex/age (y)", ["sex", "age"]),
        ("Age & gender", ["age", "sex"]),
        ("Authors, year", ["study", "year"]),
        ("Outcome/follow-up (mo)", ["outcome", "followup"]),
        ("Treatment outcome", ["outcome"]),
        ("Time to recurrence", ["recurrence_time"]),
        ("Level and side", ["site", "side"]),
        ("No. of cases", ["count"]),
        ("Case No.", ["number"]),
        ("Notes", []),
    ],
)
def test_kinds_of_a_head(head: str, kinds: list[str]) -> None:
    assert kinds_of(head) == kinds


def test_a_unit_belongs_to_the_kind_before_it() -> None:
    column = read_column(0, ["age (years)/f-u (mo)"])
    assert [(kind, column.unit(kind)) for kind in column.kinds] == [("age", "year"), ("followup", "month")]


def test_a_spanning_head_counts_where_the_lower_one_names_nothing() -> None:
    assert read_column(0, ["outcome", "details"]).kinds == ("outcome",)
    assert read_column(0, ["treatment", "rt"]).kinds == ("radiotherapy",)


def test_two_letters_are_chemotherapy_only_below_treatment() -> None:
    assert read_column(0, ["treatment", "ct"]).kinds == ("chemotherapy",)
    assert read_column(0, ["imaging", "ct"]).kinds == ("imaging",)


def test_head_rows_name_kinds_and_hold_no_digits() -> None:
    assert is_head_row(["study", "age", "outcome"])
    assert is_head_row(["", "(years)", "(mo)"])
    assert not is_head_row(["olsen 1998", "43", "ned"])
    assert not is_head_row(["outcome", "", ""])


def test_notes_explain_short_forms() -> None:
    note = "NED: no evidence of disease; AWD = alive with disease; GTR, gross total resection; +: present; -: absent."
    assert read_notes(note) == {
        "ned": "no evidence of disease",
        "awd": "alive with disease",
        "gtr": "gross total resection",
        "+": "present",
        "-": "absent",
    }


def test_notes_win_over_the_text() -> None:
    text = "C: curettage"
    document = Document(
        "d", "d", "0", "text/plain", "t", text, sections=(Section("", "table", 0, 12),),
        blocks=(Block("footnote", 0, 12, table="t"),),
    )  # fmt: skip
    table = Table("t", (), footnotes=((0, 12),))
    assert read_legend(TextView(document), table, ()) == {"c": "curettage"}


def test_short_forms_are_found_as_whole_words() -> None:
    assert find_shorts("s + ct scan", {"s": "surgery", "c": "curettage"}) == [(0, 1, "surgery")]
