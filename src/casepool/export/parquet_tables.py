"""The tables as Parquet: real types, nullable, lists as lists, description and unit in the metadata of each column."""

import hashlib
import io
from typing import Any

from casepool.export.cells import write_json
from casepool.export.material import Exported, ExportFile, Material, Options, Row
from casepool.export.tables import build_tables
from casepool.knowledge.export_tables import Column, TableSpec, list_tables

PARQUET = "application/vnd.apache.parquet"


def write_parquet(material: Material, options: Options) -> Exported:
    """One Parquet file per table. Texts are empty, numbers null where there is no value; JSON is text."""
    tables, losses = build_tables(material, options)
    mark = hash_tables(tables)
    files = [
        ExportFile(f"{spec.name}.parquet", write_table(spec, tables[spec.name], material.version, mark), PARQUET)
        for spec in list_tables(material.form)
    ]
    return Exported(tuple(files), losses)


def hash_tables(tables: dict[str, list[Row]]) -> str:
    """SHA-256 over all rows: it stands in every file, so that files of different states cannot be mixed unseen."""
    whole = hashlib.sha256()
    for name in sorted(tables):
        whole.update(f"{name}\n".encode())
        for row in tables[name]:
            whole.update(f"{write_json(row)}\n".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def write_table(spec: TableSpec, rows: list[Row], version: str, mark: str) -> bytes:
    """One table as Parquet bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([_field(column) for column in spec.columns], metadata={
        "description": spec.about, "dictionary_version": spec.columns[0].since, "casepool_version": version,
        "tables_sha256": mark,
    })  # fmt: skip
    columns = [_array(column, [row[column.name] for row in rows]) for column in spec.columns]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()


def _field(column: Column) -> Any:
    import pyarrow as pa

    metadata = {"description": column.about, "unit": column.unit}
    return pa.field(column.name, _type(column), nullable=True, metadata={k: v for k, v in metadata.items() if v})


def _type(column: Column) -> Any:
    import pyarrow as pa

    types = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "list": pa.list_(pa.string())}
    return types.get(column.type, pa.string())


def _array(column: Column, values: list[object]) -> Any:
    import pyarrow as pa

    plain = [write_json(value) or None for value in values] if column.type == "json" else values
    return pa.array(plain, type=_type(column))
