"""Real articles beside their JATS (outside the repository): how much of text and tables comes back.

The synthetic twins of these tests are the made pages of test_text.py and test_tables.py.
"""

import importlib.util
import json
import sys
from collections import Counter
from types import ModuleType

import pytest
from tests.read.pdf.reading import as_answer, read_path
from tests.support import shared_path

from casepool.read.pdf import boxes_for

PAIRS = ("PMC1397864", "PMC2832770", "PMC4569613", "PMC5301171", "PMC5376420", "PMC5450247", "PMC5860693", "PMC6281068")
LAYOUTS = ("seed_booktabs", "seed_grid_split", "seed_none")


def scorer(name: str) -> ModuleType:
    """A scorer of the reference material as a module."""
    folder = str(shared_path("reading"))
    if folder not in sys.path:
        sys.path.append(folder)
    spec = importlib.util.find_spec(name)
    assert spec is not None
    return importlib.import_module(name)


def test_real_articles_come_back_in_order_with_their_tables() -> None:
    common, text, tables = scorer("score_common"), scorer("score_text"), scorer("score_tables")
    sums: Counter[str] = Counter()
    for name in PAIRS:
        truth = shared_path("papers", "pairs", f"{name}.xml")
        answer = json.loads(json.dumps(as_answer(read_path(truth.with_suffix(".pdf")))))
        assert common.problems(answer) == [], name
        sentences = common.sentences(common.jats_paragraphs(truth))
        score = text.score(answer, sentences)
        assert score["found"] >= 0.98 * score["n"], name
        sums.update(score)
        sums.update(tables.score(tables.extracted(answer), common.jats_tables(truth)))
    assert sums["found"] >= 0.99 * sums["n"]
    assert sums["inverted"] <= 0.01 * sums["pairs"]
    assert sums["heads"] < 20
    assert (sums["hyph"], sums["lig"]) == (0, 0)
    assert sums["right"] >= 0.95 * sums["claimed"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_of_one_article_come_back_whole(name: str) -> None:
    common, text, tables = scorer("score_common"), scorer("score_text"), scorer("score_tables")
    folder = shared_path("papers", "ctl")
    answer = as_answer(read_path(folder / f"{name}.pdf"))
    paragraphs = json.loads((folder / "truth_paras.json").read_text(encoding="utf-8"))
    sentences = common.sentences(paragraphs)
    assert text.score(answer, sentences)["found"] == len(sentences)
    score = tables.score(tables.extracted(answer), [json.loads((folder / "truth_table.json").read_text("utf-8"))])
    assert score["pairs_found"] == score["pairs"]


def test_every_sentence_of_a_real_article_has_its_boxes() -> None:
    document = read_path(shared_path("papers", "pairs", "PMC5376420.pdf"))
    for block in document.blocks:
        boxes = boxes_for(document, block.start, block.end)
        covered = {n for b in boxes for n in range(b.start, b.end)}
        letters = {n for n in range(block.start, block.end) if not document.text[n].isspace()}
        assert letters <= covered
        assert all(b.x1 > b.x0 and b.y1 > b.y0 for b in boxes)
