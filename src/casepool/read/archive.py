"""Zip archives (DOCX) opened with limits: members, unpacked size, ratio, names; only named members are unpacked."""

import stat
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from casepool.read.limits import Limits
from casepool.read.refusal import label, refuse

_DIRECTORY_END = b"PK\x05\x06"
_BYTES_PER_MEMBER = 600
_BOMB = "Such a file is an attack or damaged; save the document again, without its pictures if need be."
_SMALL = 100_000


class Archive:
    """A zip archive whose members can be read by name, within the limits."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._name = label(name)
        self._limits = limits
        self._unpacked = 0
        check_directory(data, name, limits)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged(name) from error
        self._check_members(len(data))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._zip.namelist())

    def read(self, member: str) -> bytes | None:
        """The unpacked bytes of a member, None if it is missing. Raises ReadError when it breaks a limit."""
        try:
            with self._zip.open(member) as stream:
                content = stream.read(self._limits.unpacked_bytes - self._unpacked + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise damaged(self._name) from error
        except Exception as error:
            if type(error).__module__ != "zlib":
                raise
            raise damaged(self._name) from error
        self._unpacked += len(content)
        if self._unpacked > self._limits.unpacked_bytes:
            raise self._too_big()
        return content

    def _check_members(self, packed: int) -> None:
        members = self._zip.infolist()
        total = sum(member.file_size for member in members)
        if total > self._limits.unpacked_bytes:
            raise self._too_big()
        for member in members:
            self._check_member(member)
        if total > _SMALL and total > self._limits.ratio * max(packed, 1):
            raise self._too_dense()

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        linked = stat.S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in member.filename or linked:
            raise refuse(
                "unsafe_archive",
                f"{self._name} holds a member that would leave its folder: {label(member.filename)}.",
                "Such a file is an attack: do not open it with other programs.",
            )
        if member.flag_bits & 1:
            raise encrypted(self._name)
        if member.file_size > _SMALL and member.file_size > self._limits.ratio * max(member.compress_size, 1):
            raise self._too_dense()

    def _too_big(self) -> Exception:
        size = f"{self._limits.unpacked_bytes / 1e6:.0f} MB"
        return refuse("too_large", f"{self._name} unfolds to more than {size}.", _BOMB)

    def _too_dense(self) -> Exception:
        said = f"{self._name} unfolds to more than {self._limits.ratio} times its size."
        return refuse("too_large", said, _BOMB)


def check_directory(data: bytes, name: str, limits: Limits) -> None:
    """Refuse an archive whose directory is longer than the limit on members allows, before it is read."""
    at = data.rfind(_DIRECTORY_END, max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 20:
        raise damaged(name)
    count = int.from_bytes(data[at + 10 : at + 12], "little")
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if count > limits.members or size > limits.members * _BYTES_PER_MEMBER:
        raise refuse("too_large", f"{label(name)} holds more than {limits.members:,} members.", _BOMB)


def damaged(name: str) -> Exception:
    """The error for an archive that is cut off or broken."""
    return refuse(
        "malformed",
        f"{label(name)} begins as a zip or DOCX file but cannot be unpacked.",
        "It is cut off or damaged: download or save it again.",
    )


def encrypted(name: str) -> Exception:
    """The error for a document that is protected with a password."""
    return refuse(
        "encrypted",
        f"{label(name)} is protected with a password.",
        "Open it, remove the protection, and save it again.",
    )
