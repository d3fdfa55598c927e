"""Zip files with the same bytes for the same content: sorted names, one time, one level of compression."""

import io
import zipfile
from collections.abc import Iterable

from casepool.export.material import ExportFile

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold stands for "no time"."""


def pack_files(files: Iterable[ExportFile]) -> bytes:
    """A zip of the files, sorted by name."""
    return pack_members({file.name: file.data for file in files})


def pack_members(members: dict[str, bytes], order: Iterable[str] | None = None) -> bytes:
    """A zip of these members, sorted by name unless `order` says otherwise; times, modes and level are fixed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in order or sorted(members):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, members[name])
    return out.getvalue()
