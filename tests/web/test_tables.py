"""Review tables: read as a proposal, confirmed by a person, kept all or none."""

from pathlib import Path

import pytest

from casepool.store import open_project
from support import ROOT
from web.entering import Visit, enter_alone
from web.projects import make_project

PAPER = ROOT / "examples" / "papers" / "clean-mesenchymal-chondrosarcoma.xml"
KEY = {"publication": "chondro", "table": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("tables") / "p", {"chondro.xml": PAPER.read_text(encoding="utf-8")})


@pytest.fixture
def visit(folder: Path) -> Visit:
    return enter_alone(folder)


def test_the_page_shows_the_table_what_it_feeds_and_what_the_rows_are(visit: Visit) -> None:
    page = visit.text("/tables")
    assert '<td class="as-printed">Age/sex</td><td>Age at presentation · Sex</td>' in page
    assert page.count('<option value="earlier_case" selected>') == 4
    assert page.count('<option value="index_case" selected>') == 1
    assert '<span id="confirmed">0 of 5</span>' in page


def test_rows_are_kept_all_or_none(visit: Visit, folder: Path) -> None:
    rows = [{"row": 1, "kind": "earlier_case", "confirmed": True}, {"row": 99, "kind": "ignore", "confirmed": True}]
    refused = visit.write("PUT", "/api/tables/rows", {**KEY, "rows": rows}, 400)
    assert refused["error"] == "chondro/1 has no row 99. Its rows are 0 to 5."
    typed = [{"row": 1, "kind": "earlier_case", "confirmed": True, "cells": {"9": "x"}}]
    refused = visit.write("PUT", "/api/tables/rows", {**KEY, "rows": typed}, 400)
    assert refused["error"] == "chondro/1 has no column '9'. Its columns are 0 to 6."
    refused = visit.write("PUT", "/api/tables/rows", {**KEY, "rows": [{**rows[0], "kind": "patient"}]}, 400)
    assert refused["error"].startswith("'patient' is no kind of table row. Allowed: earlier_case, index_case")
    with open_project(folder) as project:
        assert project.table_decisions() == ()


def test_a_confirmed_row_and_a_cell_typed_over_are_kept(visit: Visit, folder: Path) -> None:
    rows = [
        {"row": 1, "kind": "earlier_case", "confirmed": True, "cells": {"1": "23/F", "2": "T3\u2013T4"}},
        {"row": 5, "kind": "index_case", "confirmed": True},
    ]
    assert visit.write("PUT", "/api/tables/rows", {**KEY, "rows": rows}) == {"done": "2 rows kept."}
    assert visit.write("PUT", "/api/tables/rows", {**KEY, "rows": rows}) == {"done": "0 rows kept."}
    with open_project(folder) as project:
        kept = {d.row: (d.kind, d.confirmed, d.case, d.cells, d.by) for d in project.table_decisions()}
    assert kept == {
        1: ("earlier_case", True, "", ((1, "23/F"),), "anna"),
        5: ("index_case", True, "case-1", (), "anna"),
    }
    page = visit.text("/tables?table=chondro/1")
    assert '<span id="confirmed">2 of 5</span>' in page
    assert 'data-typed data-read="22/F"' in page
