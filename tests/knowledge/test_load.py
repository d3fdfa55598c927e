"""The strict loader: each slip in a data file is an error that names file, line and what is allowed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.knowledge.load import Table, load_toml

FORM = """# a form
id = "knee"

[fields.age]
label = "Age"
type = "quantity"
range = [0, 120]

[fields.side]
lable = "Side"
more = { point = 3, pint = 4 }
list = [
  { pent = 1 },
]

[[patterns]]
name = "first"

[[patterns]]
name = "second"
wait = true
finds = ["a", "b", "a"]

[[patterns.sub]]
name = "inner"
"""


@pytest.fixture
def form(tmp_path: Path) -> Table:
    path = tmp_path / "knee.toml"
    path.write_text(FORM, encoding="utf-8")
    table = load_toml(path)
    table.source = type(table.source)("forms/knee.toml", table.source.text)
    return table


def complaint(act: Callable[[], object]) -> str:
    with pytest.raises(KnowledgeError) as caught:
        act()
    return str(caught.value)


def test_unknown_key_names_file_line_allowed_keys_and_the_nearest(form: Table) -> None:
    side = dict(form.entries("fields", "field"))["side"]
    assert complaint(lambda: side.check_keys(("id", "label", "type", "more", "list"))) == (
        "forms/knee.toml, line 10: unknown key 'lable' in field side. Allowed: id, label, type, more, list. "
        "Did you mean 'label'?"
    )


def test_unknown_key_at_the_top(form: Table) -> None:
    assert complaint(lambda: form.check_keys(("version",))) == (
        "forms/knee.toml, line 2: unknown key 'id' in the file. Allowed: version."
    )


def test_missing_key_names_the_line_of_the_table(form: Table) -> None:
    age = dict(form.entries("fields", "field"))["age"]
    assert complaint(lambda: age.check_keys(("label", "type", "range", "group"), required=("group",))) == (
        "forms/knee.toml, line 4: key 'group' is missing or empty in field age."
    )


def test_key_of_an_inline_table_has_its_own_line(form: Table) -> None:
    more = dict(form.entries("fields", "field"))["side"].table("more", "the details of field side")
    assert complaint(lambda: more.check_keys(("point",))) == (
        "forms/knee.toml, line 11: unknown key 'pint' in the details of field side. Allowed: point. "
        "Did you mean 'point'?"
    )


def test_table_inside_a_list_has_the_line_of_the_list_at_least(form: Table) -> None:
    side = dict(form.entries("fields", "field"))["side"]
    assert complaint(lambda: side.tables("list", "item")[0].check_keys(("point",))) == (
        "forms/knee.toml, line 13: unknown key 'pent' in item, number 1. Allowed: point. Did you mean 'point'?"
    )


def test_tables_of_an_array_are_told_apart(form: Table) -> None:
    second = form.tables("patterns", "pattern")[1]
    assert complaint(lambda: second.check_keys(("name", "finds", "sub"))) == (
        "forms/knee.toml, line 21: unknown key 'wait' in pattern, number 2. Allowed: name, finds, sub."
    )
    inner = second.tables("sub")[0]
    assert complaint(lambda: inner.check_keys(("title",))).startswith("forms/knee.toml, line 25: unknown key 'name'")


def test_wrong_types_are_refused(form: Table) -> None:
    age = dict(form.entries("fields", "field"))["age"]
    second = form.tables("patterns", "pattern")[1]
    assert complaint(lambda: age.text("range")) == (
        "forms/knee.toml, line 7: 'range' in field age must be a text, not [0, 120]."
    )
    assert complaint(lambda: age.flag("label")) == (
        "forms/knee.toml, line 5: 'label' in field age must be true or false, not 'Age'."
    )
    assert complaint(lambda: second.whole("wait")) == (
        "forms/knee.toml, line 21: 'wait' in pattern, number 2 must be a whole number, not True."
    )
    assert complaint(lambda: age.texts("range")) == (
        "forms/knee.toml, line 7: 'range' in field age must be a list of texts, not [0, 120]."
    )
    assert complaint(lambda: age.numbers("label")).endswith("must be a list of numbers, not 'Age'.")
    assert complaint(lambda: age.number("label")).endswith("must be a number, not 'Age'.")
    assert complaint(lambda: age.table("label")).endswith("must be a table, not 'Age'.")
    assert complaint(lambda: age.tables("label")).endswith("must be a list of tables, not 'Age'.")


def test_words_outside_the_allowed_ones_are_refused(form: Table) -> None:
    age = dict(form.entries("fields", "field"))["age"]
    assert complaint(lambda: age.text("type", allowed=("quantities", "text"))) == (
        "forms/knee.toml, line 6: 'quantity' is not allowed as 'type' of field age. Allowed: quantities, text. "
        "Did you mean 'quantities'?"
    )
    assert complaint(lambda: form.tables("patterns", "pattern")[1].texts("finds")) == (
        "forms/knee.toml, line 22: 'a' stands twice in 'finds' of pattern, number 2."
    )


def test_right_values_come_out_typed(form: Table) -> None:
    age = dict(form.entries("fields", "field"))["age"]
    assert age.text("type", allowed=("quantity",)) == "quantity"
    assert age.text("note") == ""
    assert age.numbers("range") == (0.0, 120.0)
    assert age.texts("units", ("year",)) == ("year",)
    assert form.table("fields").table("side").table("more").whole("point") == 3
    assert form.tables("nothing") == ()
    assert not age.flag("key")


def test_words_gives_a_table_of_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[groups]\na = "A"\nb = 2\n', encoding="utf-8")
    assert complaint(lambda: load_toml(path).words("groups")) == (
        f"{path}, line 3: 'b' in groups must be a text, not 2."
    )


def test_broken_and_missing_files(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("a = 1\na = 2\n", encoding="utf-8")
    assert complaint(lambda: load_toml(path)) == (
        f"{path}: not valid TOML: Cannot overwrite a value (at line 2, column 6)."
    )
    missing = tmp_path / "broke.toml"
    assert complaint(lambda: load_toml(missing)) == (
        f"There is no data file {missing}. That folder holds: broken.toml. Did you mean 'broken.toml'?"
    )
