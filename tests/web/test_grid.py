"""The grid: its cells, accepting a cell or a row, and what stands in the way of it."""

from pathlib import Path

import pytest

from web.entering import Visit, enter_alone
from web.projects import CASE, make_project

KEY = {"publication": CASE[0], "case": CASE[1]}


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return enter_alone(make_project(tmp_path / "p"))


def cells_of(visit: Visit, publication: str = CASE[0], fields: str = "key") -> dict[str, dict]:
    told = visit.read("/api/grid", fields=fields)
    (row,) = (row for row in told["rows"] if (row["publication"], row["case"]) == (publication, "case-1"))
    return {told["columns"][int(number)]["id"]: cell for number, cell in row["cells"].items()}


def test_the_key_fields_are_the_columns_and_every_field_on_request(visit: Visit) -> None:
    assert len(visit.read("/api/grid")["columns"]) == 16
    assert len(visit.read("/api/grid", fields="all")["columns"]) == 78
    assert (
        visit.client.get("/api/grid?fields=some").json()["error"].startswith("The request does not fit at query.fields")
    )


def test_a_cell_says_what_was_read_and_that_nobody_has_looked(visit: Visit) -> None:
    cell = cells_of(visit)["radiotherapy"]
    assert (cell["state"], cell["open"]) == ("reported", True)
    assert [quote[0] for quote in cell["quotes"] if len(quote) == 4]
    age = cells_of(visit)["age_years"]
    assert (age["shown"], age["says"], age["hinders"]) == ("43", "43 years", "it rests on 3 mentions")


def test_accepting_a_list_takes_all_its_items_at_once(visit: Visit) -> None:
    kept = visit.write("POST", "/api/answers/accept-cell", {**KEY, "field": "ihc_panel"})["kept"]
    assert {item["shown"] for item in kept.values()} == {"desmin positive", "S-100 negative"}
    cell = cells_of(visit)["ihc_panel"]
    assert (cell["open"], cell["shown"]) == (False, "desmin+, S-100\u2212")


def test_accepting_silence_says_what_was_searched(visit: Visit) -> None:
    kept = visit.write("POST", "/api/answers/accept-cell", {**KEY, "field": "chemotherapy"})["kept"]
    assert {name: item["state"] for name, item in kept.items()} == {"chemotherapy ": "not_reported"}
    again = visit.write("POST", "/api/answers/accept-cell", {**KEY, "field": "chemotherapy"})
    assert again == {"kept": {}}


def test_a_row_is_accepted_only_where_each_cell_has_one_exact_mention(visit: Visit) -> None:
    row = {**KEY, "fields": ["radiotherapy", "age_years"]}
    refused = visit.write("POST", "/api/answers/accept-row", row, 400)
    assert refused["error"] == "Age at presentation: it rests on 3 mentions. Look at this cell by itself."
    assert cells_of(visit)["radiotherapy"]["open"] is True
    refused = visit.write("POST", "/api/answers/accept-row", {**KEY, "fields": ["chemotherapy"]}, 400)
    assert refused["error"] == "Chemotherapy: nothing was read here. Look at this cell by itself."
    exact = [name for name, cell in cells_of(visit).items() if not cell.get("hinders")]
    assert len(exact) > 2
    kept = visit.write("POST", "/api/answers/accept-row", {**KEY, "fields": exact})["kept"]
    assert {name.split()[0] for name in kept} == set(exact)
    assert all(not cells_of(visit)[name]["open"] for name in exact)


def test_the_words_around_a_quote(visit: Visit) -> None:
    _, _, start, end = cells_of(visit)["age_years"]["quotes"][0]
    around = visit.read("/api/around", publication=CASE[0], start=str(start), end=str(end))
    assert (around["before"], around["quote"]) == ("We describe a ", "43-year-old")
    assert around["after"].startswith(" man with a leiomyosarcoma")
    outside = visit.client.get(f"/api/around?publication={CASE[0]}&start=5&end=999999")
    assert outside.json() == {"error": "The place 5 to 999999 is not in this text."}
