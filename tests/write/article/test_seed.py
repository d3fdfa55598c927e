"""The article of the paper that the project starts from: refusals and bounds in words, no share of silence."""

from casepool.domain.cohort import Cohort
from casepool.write.article.model import TableBlock, list_runs, say_runs
from casepool.write.article.whole import build_article
from pool.expected_cohort import read_cohort
from support import shared_path
from write.article.sample import build_review


def seed_cohort() -> Cohort:
    shared_path("seed", "idir-2023.txt")
    shared_path("product", "seed_expected.yaml")
    cohort, _ = read_cohort(shared_path(), "seed/idir-2023.txt", "product/seed_expected.yaml")
    return cohort


def test_the_seed_in_words() -> None:
    article = build_article(build_review(seed_cohort(), flow=None, claims={}), figures=())
    text = "\n".join(say_runs(runs) for block in article.blocks for runs in list_runs(block))
    assert "Overall survival was not estimated: no death is stated in 6 patients." in text
    assert "S(48) lies between 0 and 0.67. S(48) lies between 0 and 0.5, for the patients with known outcome" in text
    assert "Radiotherapy was reported in 3 of 6 patients, stated absent in 0 and not stated in 3;" in text
    assert "between 3/6 and 6/6." in text
    assert "34, 43, 45, 61, 70" in text


def test_table_one_of_the_seed() -> None:
    article = build_article(build_review(seed_cohort(), flow=None, claims={}), figures=())
    table = next(b for b in article.blocks if isinstance(b, TableBlock) and b.label == "Table 1")
    ages = [say_runs(row.cells[2]) for row in table.rows]
    assert ages[-1].startswith("36 or 35")
    assert sorted(ages[:-1]) == ["34 F", "43 M", "45 M", "61 F", "70 F"]
    assert [say_runs(row.cells[10]) for row in table.rows][-1] == "no recurrence at 6; no metastasis at 6"
