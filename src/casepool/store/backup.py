"""A backup while people write, and a restore into an empty place. One form for SQLite and PostgreSQL.

The file is a zip of JSON Lines, one for each table as it stood at one moment, with documents, figures, protocol and
pool plan, and a manifest with the hash of each member. A project can be restored from SQLite to PostgreSQL and back.
"""

import base64
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, MetaData, Table, insert, inspect, select, text, update

from casepool import __version__
from casepool.domain.errors import UsageError
from casepool.store import connect
from casepool.store.problems import DamagedError, NewerSchemaError, naming_problems
from casepool.store.project import (
    ADDRESS,
    DATABASE,
    FOLDERS,
    PRIVATE,
    WAIT_SECONDS,
    Project,
    Store,
    name_server,
    open_project,
)
from casepool.store.schema import VERSIONS, raise_schema, read_version
from casepool.store.shelf import write_through, write_whole
from casepool.store.tables import SESSION, SETTING, metadata

MANIFEST = "manifest.json"
PARTS = {"database": DATABASE, "private": PRIVATE}
MEMBER = re.compile(
    r"(?:database|private)/[a-z_]+\.jsonl|(?:documents|figures)(?:/[^/\x00]+)+|protocol\.toml|pool\.toml"
)
MOMENT = (1980, 1, 1, 0, 0, 0)
MOST_MEMBERS, MOST_BYTES = 200_000, 20_000_000_000


def back_up(project: Project, file: Path | str, by: str, with_private: bool = True) -> Path:
    """Write a backup of the project as it stands now; others may write meanwhile. The file must not exist.

    Files in `inbox/` that were not added yet are not in it. The backup is noted in the history.
    """
    path = Path(file)
    if path.exists():
        raise UsageError(f"{path} exists already. Give another name for the backup.")
    part = path.with_name(f".part-{path.name}")
    stores = {"database": project, **({"private": project.private} if with_private and project.has_private else {})}
    try:
        with naming_problems(str(path)):
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                _write_members(project, stores, archive)
            write_through(part)
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if not (project.read_only or project.is_outdated):
        project.note_copy(str(path.resolve()), by, "private" in stores)
    return path


def _write_members(project: Project, stores: dict[str, Any], archive: zipfile.ZipFile) -> None:
    members: dict[str, dict[str, object]] = {}
    versions = {}
    for part, store in stores.items():
        with store.reading() as connection:
            versions[part] = read_version(connection)
            for table in _reflect(connection):
                _write_member(archive, members, f"{part}/{table.name}.jsonl", _dump(connection, table))
    for path in _list_files(project):
        name = path.relative_to(project.folder).as_posix()
        _write_member(archive, members, name, iter((path.read_bytes(),)))
    told = {"format": 1, "casepool": __version__, "form": project.form_id, "versions": versions, "members": members}
    archive.writestr(zipfile.ZipInfo(MANIFEST, MOMENT), json.dumps(told, indent=1, sort_keys=True))


def _reflect(connection: Connection) -> list[Table]:
    """The tables as they are there, those that others refer to first; sessions are never copied."""
    names = set(inspect(connection).get_table_names())
    ordered = [table.name for table in metadata.sorted_tables if table.name in names and table.name != SESSION.name]
    return [Table(name, MetaData(), autoload_with=connection, resolve_fks=False) for name in ordered]


def _dump(connection: Connection, table: Table) -> Iterator[bytes]:
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        yield (json.dumps({name: _pack(value) for name, value in row.items()}, sort_keys=True) + "\n").encode()


def _pack(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _write_member(
    archive: zipfile.ZipFile, members: dict[str, dict[str, object]], name: str, pieces: Iterator[bytes]
) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    members[name] = {"sha256": digest.hexdigest(), "bytes": size}


def _list_files(project: Project) -> list[Path]:
    found = [path for folder in (project.documents, project.figures) for path in folder.rglob("*") if path.is_file()]
    plans = [project.folder / name for name in ("protocol.toml", "pool.toml")]
    return sorted(p for p in (*found, *plans) if p.is_file() and not p.name.startswith(".part-"))


def restore_backup(file: Path | str, folder: Path | str, database: str = "") -> Project:
    """Make the project of a backup again in an empty place, and open it. Every member is checked by its hash first.

    `database` is the address of an empty PostgreSQL database; without it the project gets a SQLite file. Raises
    UsageError for a place that is not empty, DamagedError for a file that is not a whole backup.
    """
    path, root = Path(file), Path(folder)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{root} is not empty. Restore into a new folder; nothing was changed.")
    part = root.with_name(f".part-{root.name}")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with naming_problems(str(root)), _open_backup(path) as archive:
            told = _check_members(archive, path)
            _unpack(archive, told, part)
            _fill_stores(archive, told, part, root, database)
            if root.exists():
                root.rmdir()
            part.replace(root)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return open_project(root)


def _open_backup(path: Path) -> zipfile.ZipFile:
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Give the file that 'casepool backup' wrote.")
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise DamagedError(f"{path} is not a backup, or not a whole one: {error}. Take another backup.") from error


def _check_members(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """The manifest, after every member was compared with it."""
    try:
        told: dict[str, Any] = json.loads(archive.read(MANIFEST))
        members = told["members"]
        names = [info.filename for info in archive.infolist()]
        if sorted(names) != sorted([MANIFEST, *members]) or len(names) > MOST_MEMBERS:
            raise ValueError("its members are not those of its manifest")
        if sum(member["bytes"] for member in members.values()) > MOST_BYTES:
            raise ValueError("it is larger than a backup may be")
        for name, member in members.items():
            if not MEMBER.fullmatch(name) or ".." in name.split("/") or "\\" in name:
                raise ValueError(f"the name {name!r} is not allowed")
            if _hash_member(archive, name, member["bytes"]) != member["sha256"]:
                raise ValueError(f"{name} was changed")
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise DamagedError(f"{path} is not a whole backup: {error}. Nothing was restored; take another.") from error
    _check_versions(told["versions"], path)
    return told


def _hash_member(archive: zipfile.ZipFile, name: str, size: int) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        left = size + 1
        while left > 0 and (piece := member.read(min(left, 1 << 20))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest() if left == 1 else ""


def _check_versions(versions: dict[str, str], path: Path) -> None:
    for version in versions.values():
        if version not in VERSIONS:
            raise NewerSchemaError(
                f"{path} has tables of version {version}; this is casepool {__version__}, which knows versions up to "
                f"{VERSIONS[-1]}. Nothing was restored. Install the newer casepool."
            )


def _unpack(archive: zipfile.ZipFile, told: dict[str, Any], part: Path) -> None:
    for name in FOLDERS:
        (part / name).mkdir(parents=True, exist_ok=True)
    for name in told["members"]:
        if not name.endswith(".jsonl") or name.split("/")[0] not in PARTS:
            write_whole(part / name, archive.read(name))


def _fill_stores(archive: zipfile.ZipFile, told: dict[str, Any], part: Path, root: Path, database: str) -> None:
    for store, version in sorted(told["versions"].items(), reverse=True):
        on_server = bool(database) and store == "database"
        path = part / PARTS[store]
        engine = connect.connect_server(database, WAIT_SECONDS) if on_server else connect.connect_sqlite(path, False, 5)
        try:
            name = name_server(engine) if on_server else str(path)
            with connect.writing(engine, name) as connection:
                if read_version(connection):
                    raise UsageError(f"{name} holds a project already. Give the address of an empty database.")
                _fill(connection, archive, told, store, version)
                folder = update(SETTING).where(SETTING.c.name == "folder").values(text=str(root.resolve()))
                connection.execute(folder)
                if not on_server:
                    connection.execute(text(f"PRAGMA application_id={connect.APPLICATION_ID}"))
        finally:
            engine.dispose()
    if database:
        write_whole(part / ADDRESS, f"{database}\n".encode())
        (part / ADDRESS).chmod(0o600)


def _fill(connection: Connection, archive: zipfile.ZipFile, told: dict[str, Any], store: str, version: str) -> None:
    raise_schema(connection, version)
    for table in _reflect(connection):
        name = f"{store}/{table.name}.jsonl"
        if name not in told["members"]:
            continue
        binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
        with archive.open(name) as lines:
            rows = [_unpack_row(line, binary) for line in lines]
        if rows:
            connection.execute(insert(table), rows)


def _unpack_row(line: bytes, binary: set[str]) -> dict[str, Any]:
    row = json.loads(line)
    return {name: base64.b64decode(value) if name in binary else value for name, value in row.items()}


def upgrade_project(folder: Path | str, backup: Path | str, by: str = "casepool") -> bool:
    """Bring the tables of a project to this version, after a backup to a new file. False if they were current.

    Each database is raised in one transaction: it has the old version or the new one, whatever happens.
    """
    with open_project(folder) as project:
        outdated: list[Store] = [store for store in project.stores if store.is_outdated]
        if not outdated:
            return False
        back_up(project, backup, by)
        for store in outdated:
            with connect.writing(store.engine, store.name) as connection:
                raise_schema(connection)
                connection.execute(update(SETTING).where(SETTING.c.name == "casepool").values(text=__version__))
    with open_project(folder) as project:
        project.note_copy(str(Path(backup).resolve()), by, project.has_private)
    return True
