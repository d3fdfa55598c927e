"""The names that `import casepool` gives, used as the documentation shows them."""

import subprocess
import sys
from pathlib import Path

import pytest

import casepool

PAPERS = sorted((Path(__file__).parents[1] / "examples" / "papers").glob("*.md"))


def test_a_paper_is_read_extracted_checked_pooled_and_exported() -> None:
    document = casepool.read_file(PAPERS[0])[0]
    extraction = casepool.extract_document(document)
    assert extraction.cases[0].answer("age_years").evidence[0].span.stands_in(document.text)
    assert casepool.check_document(document).findings
    pooled = casepool.pool_extractions([extraction, casepool.extract_document(casepool.read_file(PAPERS[1])[0])])
    assert pooled.get("patients").value == 2
    assert casepool.export_extractions([extraction], "ris").data.startswith(b"TY  - ")


def test_nothing_to_pool_is_said() -> None:
    document = casepool.read_data(b"A note on parking.\n", "note.txt")[0]
    with pytest.raises(casepool.UsageError) as caught:
        casepool.pool_extractions([casepool.extract_document(document)])
    assert str(caught.value) == "There is no case in these documents, so there is nothing to pool."


def test_the_version_imports_nothing_else() -> None:
    code = "import casepool, sys; casepool.__version__; print([m for m in sys.modules if m.startswith('casepool.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_public_name_is_there() -> None:
    assert [name for name in casepool.__all__ if not hasattr(casepool, name)] == []
    with pytest.raises(AttributeError, match="module 'casepool' has no attribute 'nothing'"):
        _ = casepool.nothing


def test_the_types_name_what_the_module_gives() -> None:
    stub = (Path(casepool.__file__).with_suffix(".pyi")).read_text(encoding="utf-8")
    named = {line.split(" as ")[1] for line in stub.splitlines() if line.startswith("from casepool.api import ")}
    assert named == set(casepool.__all__) - {"__version__"}
