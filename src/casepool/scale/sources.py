"""Many inputs: the files of a folder, a manifest or an fsspec address, in one fixed order, and their bytes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from casepool.domain.errors import Problem, ReadError, UsageError

LARGEST = 50_000_000
"""Bytes; a larger file is set aside unread."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One input: its name in the dataset (relative to what was named), where it lies, and its size in bytes."""

    name: str
    place: str
    size: int = 0


def list_sources(paths: Sequence[str], manifest: str = "") -> tuple[Source, ...]:
    """Every input once, sorted by name. Hidden files are left out. Raises UsageError where nothing is found."""
    named = [*paths, *(_read_manifest(Path(manifest)) if manifest else ())]
    found = {source.place: source for path in named for source in _list_one(path, len(named) > 1)}
    ordered = tuple(sorted(found.values()))
    names = [source.name for source in ordered]
    twice = next((a for a, b in pairwise(names) if a == b), "")
    if twice:
        raise UsageError(f"Two inputs are called {twice} in the dataset. Name one folder that holds both.")
    if not ordered:
        raise UsageError(f"There is no file in {', '.join(named) or 'the list'}. Name a folder that holds some.")
    return ordered


def load_source(place: str, limit: int = LARGEST) -> bytes:
    """The bytes of one input. Raises ReadError for whatever keeps it from being read."""
    try:
        if "://" in place:
            with _filesystem(place)[0].open(_filesystem(place)[1], "rb") as stream:
                data: bytes = stream.read(limit + 1)
        else:
            with Path(place).open("rb") as stream:
                data = stream.read(limit + 1)
    except Exception as error:
        said = f"{place} cannot be opened: {type(error).__name__}: {str(error)[:200]}."
        raise ReadError(Problem("cannot_open", said, "Check that it is still there.", fatal=True)) from error
    if len(data) > limit:
        said = f"{place} is larger than {limit // 1_000_000} MB."
        raise ReadError(Problem("too_large", said, "Split it.", fatal=True))
    return data


def _read_manifest(path: Path) -> list[str]:
    """The places that a manifest lists: one a line, or JSON Lines with "path"; relative ones count from its folder."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The manifest {path} cannot be read: {error}. Name a text file with one path a line."
        ) from error
    places = [_place_in(line) for line in lines if line.strip() and not line.startswith("#")]
    return [place if "://" in place else str(path.parent / place) for place in places]


def _place_in(line: str) -> str:
    if not line.startswith("{"):
        return line.strip()
    try:
        return str(json.loads(line)["path"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f'A line of the manifest is no JSON object with "path": {line[:60]!r}.') from error


def _list_one(place: str, several: bool) -> Iterable[Source]:
    if "://" in place:
        return _list_remote(place)
    path = Path(place)
    if path.is_dir():
        top = path.parent if several else path
        files = sorted(p for p in path.rglob("*") if p.is_file())
        names = ((p, p.relative_to(top)) for p in files)
        return [
            Source(name.as_posix(), str(p), p.stat().st_size)
            for p, name in names
            if not any(part.startswith(".") for part in p.relative_to(path).parts)
        ]
    if path.is_file():
        return [Source(path.name if not several else path.as_posix(), str(path), path.stat().st_size)]
    raise UsageError(f"{place} does not exist. Name a file, a folder or an address like s3://bucket/folder.")


def _list_remote(address: str) -> list[Source]:
    system, root = _filesystem(address)
    try:
        found: dict[str, Any] = system.find(root, detail=True)
    except Exception as error:
        raise UsageError(f"{address} cannot be listed: {type(error).__name__}: {str(error)[:200]}.") from error
    base = root.rstrip("/")
    return [
        Source(_shorten(name, base), system.unstrip_protocol(name), int(info.get("size") or 0))
        for name, info in sorted(found.items())
        if info.get("type", "file") == "file" and not name.rsplit("/", 1)[-1].startswith(".")
    ]


def _shorten(name: str, base: str) -> str:
    return name.removeprefix(base).lstrip("/") or name.rsplit("/", 1)[-1]


def _filesystem(address: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError as error:
        raise UsageError(f"{address} needs fsspec. Install it: pip install 'casepool[scale]'.") from error
    try:
        system, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{address} cannot be opened: {error}. Install what that kind of address needs.") from error
    return system, root
