"""The table of exports: every entry works, gives the same bytes twice, and needs nothing before it is asked for."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from casepool.domain.errors import UsageError
from casepool.export.formats import EXPORTS, Export, export_files, export_one_file, find_export, list_losses
from casepool.export.material import Options
from export.materials import odd_material, twin_material

WANTED = "csv parquet xlsx phenopackets fhir webannotation ris bibtex csljson redcap bundle".split()  # noqa: SIM905


def test_the_table_holds_the_formats_of_the_product() -> None:
    assert sorted(EXPORTS) == sorted(WANTED)
    assert all(name == export.name and export.about for name, export in EXPORTS.items())


@pytest.mark.parametrize("name", WANTED)
def test_every_format_writes_the_same_bytes_twice_and_says_what_it_lost(name: str) -> None:
    for options in (Options(), Options(raw=True, cap_ages=True, index_consent=True, reviewer_names=True, latex=True)):
        file, exported = export_one_file(name, odd_material(), options)
        again, _ = export_one_file(name, odd_material(), options)
        assert file == again
        assert (file.name, file.media_type) == (EXPORTS[name].file_name, EXPORTS[name].media_type)
        assert all(loss.reason for loss in exported.losses)
        lines = list_losses(exported).splitlines()
        assert lines[0] == "field,case,reason"
        assert lines[1:] == sorted(lines[1:], key=lines.index)
        names = [f.name for f in exported.files]
        assert names == sorted(names)
        assert not [n for n in names if n.startswith("/") or ".." in n or "\\" in n or ":" in n]
        if EXPORTS[name].many:
            with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
                assert archive.namelist() == names


@pytest.mark.parametrize("name", WANTED)
def test_an_empty_review_can_be_exported(name: str) -> None:
    from casepool.domain.cohort import Cohort
    from casepool.pipeline.exporting import gather_material

    exported = export_files(name, gather_material(Cohort(()), ()))
    if name not in ("phenopackets", "fhir"):
        assert exported.files


def test_the_order_of_papers_does_not_matter() -> None:
    material = twin_material()
    turned = replace(material, publications=material.publications[::-1])
    for name in ("csv", "ris", "bundle", "phenopackets", "webannotation"):
        assert export_files(name, turned).files == export_files(name, material).files


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as error:
        find_export("xslx")
    known = ", ".join(EXPORTS)
    assert str(error.value) == f"There is no export 'xslx'. Allowed: {known}. Did you mean 'xlsx'?"


def test_a_missing_library_is_named_with_the_way_out() -> None:
    export = Export("odd", "casepool_no_such_library.x:write", "x", "y", "z", extra="review")
    with pytest.raises(UsageError) as error:
        export.load()
    assert str(error.value) == (
        "The export odd needs casepool_no_such_library, which is not installed. "
        "Install it with: pip install 'casepool[review]'."
    )


def test_the_table_imports_no_library_of_a_format() -> None:
    code = "import sys, casepool.export.formats; print(sorted(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    heavy = ("pyarrow", "openpyxl", "phenopackets", "fhir", "google", "jinja2", "numpy", "pylatexenc")
    assert [name for name in heavy if f"'{name}'" in done.stdout] == []
