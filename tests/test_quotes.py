"""The first promise: every span of evidence equals its quote, on every text at hand."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.extract.document import extract_document
from casepool.pipeline.check import check_document
from casepool.read.files import read_path
from casepool.read.reader import read_bytes
from support import SHARED, shared_path

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(p for p in (ROOT / "examples" / "papers").iterdir() if p.suffix in (".md", ".txt", ".xml"))
GOLD = ("maccrobat2020", "e3c_en_layer1", "jax_phenopackets", "tumour_cases", "hpo_id68")


def every_evidence(extraction: Extraction) -> Iterator[Evidence]:
    for case in extraction.cases:
        yield from (m.evidence for m in case.mentions)
        for answer in case.assertions:
            yield from answer.evidence
            yield from (e for c in answer.candidates for e in c.evidence)
    yield from (c.evidence for c in extraction.claims)
    yield from (m.evidence for m in extraction.mentions)
    yield from (a.evidence for a in extraction.abbreviations)


def check_quotes(path: Path) -> int:
    count = 0
    for document in read_path(path):
        result = check_document(document)
        quotes = [*every_evidence(result.extraction), *(e for f in result.findings for e in f.evidence)]
        for evidence in quotes:
            assert document.text[evidence.span.start : evidence.span.end] == evidence.quote
        count += len(quotes)
    return count


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_quotes_of_the_examples(path: Path) -> None:
    assert check_quotes(path) > 50


def test_quotes_of_the_twin() -> None:
    assert check_quotes(ROOT / "tests" / "data" / "twin" / "twin.txt") > 100


def test_quotes_of_the_first_paper() -> None:
    assert check_quotes(shared_path("seed", "idir-2023.txt")) > 100


@pytest.mark.parametrize("name", GOLD)
def test_quotes_of_development_texts(name: str, tmp_path: Path) -> None:
    """Ten documents of each set: fifty texts in all."""
    lines = shared_path("gold", name, "docs.jsonl").read_text(encoding="utf-8").splitlines()[:10]
    for line in lines:
        path = tmp_path / "text.txt"
        path.write_bytes(json.loads(line)["text"].encode("utf-8"))
        assert check_quotes(path) > 0


PIECES = st.sampled_from(
    (
        *("a 36\u00a0year\u2011old man", "T3\u2013T4", "\u0130stanbul", "6 \u00d7 4 cm", "\ufb01brosis", "no fever"),
        *("her", "\n\n", "\r\n", "Ki-67 <5%", "desmin (+), S100 (\u2212)", "cafe\u0301", "<i>", "**", "[1,3]"),
        *("| a | b |", "\t", "Case 2", ". ", "\u200b", "\U0001f600"),
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=30))
def test_any_text_gives_exact_quotes(pieces: list[str]) -> None:
    for document in read_bytes(("A text: " + " ".join(pieces)).encode("utf-8"), "any.txt"):
        for evidence in every_evidence(extract_document(document)):
            assert document.text[evidence.span.start : evidence.span.end] == evidence.quote


def test_the_sets_are_where_they_are_looked_for() -> None:
    """Where the reference material is at hand, all five sets are: a moved folder must not skip silently."""
    if SHARED.exists():
        assert all((SHARED / "gold" / name / "docs.jsonl").exists() for name in GOLD)
