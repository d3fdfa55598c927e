"""The formats of `casepool export`: one table, nothing of a format is imported before it is asked for.

Every writer is a function `write(material, options) -> Exported` of domain values; the caller writes its files, and
`list_losses` beside them.
"""

import csv
import difflib
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from casepool.domain.errors import UsageError
from casepool.export.material import Exported, ExportFile, Material, Options
from casepool.export.packing import pack_files

DEFAULT = Options()
Writer = Callable[[Material, Options], Exported]


@dataclass(frozen=True, slots=True)
class Export:
    """One format. `function` is "module:name"; `file_name` is the file, or the zip that holds the files of `many`.

    `extra` names the optional part of the installation that the format needs ("" for none).
    """

    name: str
    function: str
    file_name: str
    media_type: str
    about: str
    extra: str = ""
    many: bool = False

    def load(self) -> Writer:
        """The writer. Raises UsageError, naming the way out, where its libraries are not installed."""
        module, name = self.function.split(":")
        try:
            writer: Writer = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            raise UsageError(
                f"The export {self.name} needs {error.name}, which is not installed. "
                f"Install it with: pip install 'casepool[{self.extra}]'."
            ) from error
        return writer


EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        Export("csv", "casepool.export.csv_tables:write_csv", "tables-csv.zip", "application/zip",
               "every table as CSV, with the dictionary of all columns", many=True),
        Export("xlsx", "casepool.export.xlsx_tables:write_xlsx", "tables.xlsx",
               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
               "every table as a sheet of one workbook", extra="review"),
        Export("parquet", "casepool.export.parquet_tables:write_parquet", "tables-parquet.zip", "application/zip",
               "every table as Parquet", extra="review", many=True),
        Export("phenopackets", "casepool.export.phenopackets.writing:write_phenopackets", "phenopackets.zip",
               "application/zip", "a GA4GH Phenopacket per patient, each with its provenance", many=True),
        Export("fhir", "casepool.export.fhir.writing:write_fhir", "fhir.zip", "application/zip",
               "a FHIR R4 Bundle per patient", many=True),
        Export("webannotation", "casepool.export.annotations:write_annotations", "annotations.zip", "application/zip",
               "evidence as W3C Web Annotations", many=True),
        Export("bundle", "casepool.export.bundle.writing:write_bundle", "review.casepool.zip", "application/zip",
               "everything with its evidence, checksums and an offline viewer"),
        Export("redcap", "casepool.export.redcap:write_redcap", "redcap_dictionary.csv",
               "text/csv; charset=utf-8", "the form as a REDCap data dictionary"),
        Export("csljson", "casepool.export.references:write_csl", "references.json",
               "application/vnd.citationstyles.csl+json", "references as CSL-JSON"),
        Export("ris", "casepool.export.references:write_ris", "references.ris",
               "application/x-research-info-systems", "references as RIS"),
        Export("bibtex", "casepool.export.references:write_bibtex", "references.bib",
               "application/x-bibtex", "references as BibTeX"),
    )
}  # fmt: skip


def find_export(name: str) -> Export:
    """The export of this name. Raises UsageError with the names that there are."""
    if name in EXPORTS:
        return EXPORTS[name]
    near = difflib.get_close_matches(name, EXPORTS, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"There is no export {name!r}. Allowed: {', '.join(EXPORTS)}.{hint}")


def export_files(name: str, material: Material, options: Options = DEFAULT) -> Exported:
    """The files of a format, as they are. Raises UsageError for an unknown format and a missing library."""
    return find_export(name).load()(material, options)


def export_one_file(name: str, material: Material, options: Options = DEFAULT) -> tuple[ExportFile, Exported]:
    """The format as one file (several files are put in a zip), and the export itself with its losses."""
    export = find_export(name)
    exported = export.load()(material, options)
    if not export.many:
        return exported.files[0], exported
    return ExportFile(export.file_name, pack_files(exported.files), export.media_type), exported


def list_losses(exported: Exported) -> str:
    """The losses as CSV (field, case, reason), sorted; only the header if nothing was lost."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("field", "case", "reason"))
    writer.writerows((loss.field, loss.case, loss.reason) for loss in exported.losses)
    return out.getvalue()
