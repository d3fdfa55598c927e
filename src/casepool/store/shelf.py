"""Files that are written whole or not at all, and the shelf of documents named by their hashes."""

import os
import tempfile
import time
from pathlib import Path

from casepool.domain.errors import Problem
from casepool.store.base import hash_bytes, require_hash
from casepool.store.problems import DamagedError, naming_problems

PART = ".part-"
STALE_SECONDS = 600


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that after a crash at any moment it is the old one or the new one, and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=PART, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_through(path: Path) -> None:
    """Put the content of a file on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the entry of a new name on the disk, where the system can do that for a folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


class Shelf:
    """Documents in a folder, each under its SHA-256: names from outside never become paths."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, sha256: str) -> Path:
        """Where the bytes of this hash stand. Raises UsageError for what is no hash."""
        return self.folder / require_hash(sha256)[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store bytes, once; their hash. They are on the disk when this returns."""
        sha256 = hash_bytes(data)
        place = self.place(sha256)
        with naming_problems(str(self.folder)):
            if not place.exists() or hash_bytes(place.read_bytes()) != sha256:
                write_whole(place, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of this hash. Raises DamagedError if they are missing or not what was stored."""
        place = self.place(sha256)
        with naming_problems(str(self.folder)):
            if not place.exists():
                raise DamagedError(self._say(sha256, "is missing"))
            data = place.read_bytes()
        if hash_bytes(data) != sha256:
            raise DamagedError(self._say(sha256, "was changed"))
        return data

    def _say(self, sha256: str, what: str) -> str:
        return (
            f"The document {sha256[:12]} {what} in {self.folder}. Add the same file again (casepool add), or restore "
            "the newest backup."
        )

    def remove_parts(self) -> None:
        """Remove what interrupted writes left behind, once it is too old to be of a write that still runs."""
        for part in self.folder.glob(f"*/{PART}*"):
            try:
                if time.time() - part.stat().st_mtime > STALE_SECONDS:
                    part.unlink()
            except OSError:
                continue

    def check(self, sha256: str, label: str) -> list[Problem]:
        """What is wrong with the stored bytes of a document."""
        try:
            self.get(sha256)
        except DamagedError as error:
            return [Problem("document_bytes", f"{label}: {error}", "", label)]
        return []
