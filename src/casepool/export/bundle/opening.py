"""Opening a bundle that somebody sent: limits first, then hashes, then its parts as text."""

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from casepool.domain.errors import CasepoolError, Problem
from casepool.export.bundle.lines import FORMAT, FORMAT_VERSION, HISTORY, PLANS, TABLES, read_lines
from casepool.export.material import Row

MOST_BYTES = 200_000_000
MOST_MEMBERS = 20_000
MOST_RATIO = 100
SMALL = 100_000
"""A member below this size may be packed more tightly than the limit: short repeated lines are."""


class BundleError(CasepoolError):
    """A bundle that cannot be read, or must not be."""


@dataclass(frozen=True)
class Opened:
    """The parts of a bundle. `problems` names texts of documents whose hash is not that of the manifest."""

    manifest: Mapping[str, Any]
    tables: Mapping[str, list[Row]]
    history: list[Row]
    files: Mapping[str, str]
    documents: Mapping[str, Row]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


def open_bundle(data: bytes) -> Opened:
    """The parts of a bundle. Raises BundleError, naming what is wrong and the way out, for a file that is no bundle,
    breaks the limits, comes from a newer version, or was changed after it was written."""
    members = read_members(data)
    manifest = _read_manifest(members)
    problems = _check_hashes(members, manifest)
    texts = {name: _decode(name, members[name]) for name in members}
    documents = {
        name: json.loads(text)
        for name, text in texts.items()
        if name.startswith("documents/") and name.endswith(".json")
    }
    return Opened(
        manifest=manifest,
        tables={name: read_lines(f"{name}.jsonl", texts.get(f"{name}.jsonl", "")) for name in TABLES},
        history=read_lines(f"{HISTORY}.jsonl", texts.get(f"{HISTORY}.jsonl", "")),
        files={name: texts[name] for name in PLANS if name in texts},
        documents={str(row["document_id"]): row for row in documents.values()},
        texts={
            str(row["document_id"]): texts[name.removesuffix(".json") + ".txt"]
            for name, row in documents.items()
            if name.removesuffix(".json") + ".txt" in texts
        },
        problems=tuple(problems),
    )


def read_members(data: bytes) -> dict[str, bytes]:
    """The members of a zip by name. Raises BundleError for absolute names, `..`, links, doubles and bombs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return {entry.filename: _read_member(archive, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise BundleError(f"This is no readable zip file ({error}). Ask for the bundle again.") from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_MEMBERS:
        raise BundleError(f"The bundle has {len(entries):,} files; at most {MOST_MEMBERS:,} are read.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise BundleError(f"The bundle unpacks to more than {MOST_BYTES:,} bytes and was not opened.")
    seen: set[str] = set()
    for entry in entries:
        problem = _find_fault(entry, seen)
        if problem:
            raise BundleError(
                f"The bundle was not opened: {entry.filename[:80]!r} {problem}. Ask its author for another."
            )
        seen.add(entry.filename.casefold())


def _find_fault(entry: zipfile.ZipInfo, seen: set[str]) -> str:
    name = entry.filename
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name or "\x00" in name:
        return "leads out of the bundle"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if name.casefold() in seen:
        return "stands twice"
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        return f"unpacks to more than {MOST_RATIO} times its size"
    return ""


def _read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as member:
        data = member.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise BundleError(f"The bundle was not opened: {entry.filename[:80]!r} holds more bytes than it declares.")
    return data


def _read_manifest(members: Mapping[str, bytes]) -> Mapping[str, Any]:
    try:
        manifest = json.loads(members["manifest.json"])
        name, version = manifest["format"], int(manifest["format_version"])
    except (KeyError, ValueError, TypeError) as error:
        raise BundleError("This zip is no evidence bundle: it has no readable manifest.json.") from error
    if name != FORMAT:
        raise BundleError(f"This zip is no evidence bundle: its format is {name!r}, not {FORMAT!r}.")
    if version > FORMAT_VERSION:
        said = (
            f"The bundle has format version {version}; this casepool reads {FORMAT_VERSION}. Install a newer casepool."
        )
        raise BundleError(said)
    return dict(manifest)


def _check_hashes(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[Problem]:
    """A file that was changed, added or taken away stops the import; the text of a document is only reported."""
    listed = dict(manifest.get("files", {}))
    present = {name for name in members if name not in ("manifest.json", "checksums.sha256")}
    for name in sorted(present ^ listed.keys()):
        said = "is not in the manifest" if name in members else "is in the manifest and not in the bundle"
        raise BundleError(f"The bundle was changed after it was written: {name} {said}. Ask for it again.")
    problems = []
    for name in sorted(present):
        if hashlib.sha256(members[name]).hexdigest() == listed[name].get("sha256"):
            continue
        if not (name.startswith("documents/") and name.endswith(".txt")):
            raise BundleError(
                f"The bundle was changed after it was written: the hash of {name} is another. Ask for it again."
            )
        said = f"The text {name} is not the one that was packed: its quotes are checked one by one."
        problems.append(Problem("changed_text", said, "Ask for the bundle again, or add the paper itself.", part=name))
    return problems


def _decode(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise BundleError(f"{name} in the bundle is not UTF-8. Ask for the bundle again.") from error
