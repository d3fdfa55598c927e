"""A project: a folder with its files and its database, and the store of its own patients beside it."""

from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, insert, select, text

from casepool import __version__
from casepool.domain.errors import KnowledgeError, UsageError
from casepool.domain.form import Form
from casepool.knowledge.forms import load_form
from casepool.knowledge.plan_files import read_stub
from casepool.store import connect
from casepool.store.answers import WriteAnswers
from casepool.store.base import Clock
from casepool.store.decisions import WriteDecisions
from casepool.store.history import WriteHistory
from casepool.store.ledger import start_chain
from casepool.store.people import WritePeople
from casepool.store.problems import NoProjectError, naming_problems
from casepool.store.publications import WritePublications
from casepool.store.schema import VERSIONS, check_version, raise_schema, read_version
from casepool.store.shelf import PART, Shelf, sync_folder, write_through, write_whole
from casepool.store.tables import CHAIN, SETTING

DATABASE, PRIVATE, ADDRESS = "casepool.db", "private.db", "database.url"
FOLDERS = ("inbox", "figures", "documents")
PLANS = ("protocol.toml", "pool.toml")
OWN_SETTINGS = ("casepool", "form", "journal", "folder")
DEFAULT_FORM = "onco_spine_case"
WAIT_SECONDS = 10.0


class Store(WritePublications, WriteAnswers, WriteDecisions, WritePeople, WriteHistory):
    """One database of a project with everything that can be read from it and written to it."""


class Project(Store):
    """An open project. `private` is the store of the index cases, made when it is first asked for.

    Use it as a context manager, or close it.
    """

    def __init__(
        self, folder: Path, engine: Engine, name: str, form: Form, journal: str, read_only: bool, outdated: str,
        clock: Clock | None, wait_seconds: float,
    ) -> None:  # fmt: skip
        super().__init__(engine, name, form, read_only, outdated=outdated, clock=clock)
        self.folder = folder
        self.inbox, self.figures, self.documents = (folder / part for part in FOLDERS)
        self.journal = journal
        self.form_id = form.id
        self.shelf = Shelf(self.documents)
        self.wait_seconds = wait_seconds
        self._private: Store | None = None

    @property
    def has_private(self) -> bool:
        """Whether there is a store of index cases."""
        return (self.folder / PRIVATE).exists()

    @property
    def private(self) -> Store:
        """The store of the index cases. In a project that is only read it must be there already."""
        if self._private is None:
            self._private = self._open_private()
        return self._private

    @property
    def stores(self) -> tuple[Store, ...]:
        """The project, and the store of the index cases if there is one."""
        return (self, self.private) if self.has_private else (self,)

    def close(self) -> None:
        """Let go of both databases."""
        if self._private is not None:
            self._private.close()
            self._private = None
        super().close()

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_private(self) -> Store:
        path = self.folder / PRIVATE
        if not path.exists():
            self.require_writable()
            make_database(path, self.form_id, self.journal)
        connect.check_file(path)
        engine = connect.connect_sqlite(path, self.read_only, self.wait_seconds)
        outdated = _find_outdated(engine, str(path))
        return Store(engine, str(path), self.form, self.read_only, True, outdated, self.clock)


def create_project(
    folder: Path | str, form_id: str = DEFAULT_FORM, journal: str = "", database: str = "", clock: Clock | None = None
) -> Project:
    """Make a project folder and its database, and open it.

    `database` is the address of an empty PostgreSQL database; without it a SQLite file is made. Raises UsageError if
    there is a project already or the folder holds other files, KnowledgeError for an unknown form.
    """
    root = Path(folder)
    form = _load_form(form_id)
    _require_empty(root)
    with naming_problems(str(root)):
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True)
    for name in PLANS:
        if not (root / name).exists():
            stub = read_stub(name, {"journal": journal, "form": form.id})
            with naming_problems(str(root)):
                write_whole(root / name, stub.encode())
    make_store(root, form.id, journal, database)
    return open_project(root, clock=clock)


def make_store(root: Path, form_id: str, journal: str, database: str) -> None:
    """Make the empty database of a project: on the server of an address, or the file in its folder."""
    if database:
        _make_on_server(root, form_id, journal, database)
    else:
        make_database(root / DATABASE, form_id, journal)


def _load_form(form_id: str) -> Form:
    try:
        return load_form(form_id)
    except (FileNotFoundError, KnowledgeError) as error:
        raise UsageError(
            f"There is no form {form_id!r}. The form that comes with casepool is {DEFAULT_FORM}."
        ) from error


def _require_empty(root: Path) -> None:
    if is_project(root):
        raise UsageError(f"There is a project in {root} already. Open it, or give another folder.")
    if root.exists() and not root.is_dir():
        raise UsageError(f"{root} is a file. Give the name of a new folder.")
    if root.exists() and not all(map(_is_left_behind, root.iterdir())):
        raise UsageError(f"The folder {root} holds files already. Give the name of a new or an empty folder.")


def _is_left_behind(path: Path) -> bool:
    """Whether this is what an interrupted start of the same project leaves: it is taken up again."""
    empty = path.name in FOLDERS and path.is_dir() and not any(path.iterdir())
    return empty or path.name in PLANS or path.name.startswith(PART)


def is_project(root: Path) -> bool:
    """Whether a folder is that of a project."""
    return (root / DATABASE).exists() or (root / ADDRESS).exists()


def make_database(path: Path, form_id: str, journal: str) -> None:
    """Make an empty SQLite database: under another name first, so that a crash leaves none that is half made."""
    with naming_problems(str(path)):
        part = path.with_name(f".part-{path.name}")
        for left in ("", "-wal", "-shm"):
            path.with_name(f"{part.name}{left}").unlink(missing_ok=True)
        engine = connect.connect_sqlite(part, read_only=False, wait_seconds=WAIT_SECONDS)
        with connect.writing(engine, str(path)) as connection:
            _fill(connection, form_id, journal, path.parent)
            connection.execute(text(f"PRAGMA application_id={connect.APPLICATION_ID}"))
        engine.dispose()
        write_through(part)
        part.replace(path)
        sync_folder(path.parent)


def _make_on_server(root: Path, form_id: str, journal: str, database: str) -> None:
    engine = connect.connect_server(database, WAIT_SECONDS)
    try:
        with connect.writing(engine, name_server(engine)) as connection:
            if not read_version(connection):
                _fill(connection, form_id, journal, root)
            elif not _is_unused(connection, root):
                raise UsageError(
                    f"{name_server(engine)} holds a project already. Open it, or give the address of an empty one."
                )
    finally:
        engine.dispose()
    with naming_problems(str(root)):
        write_whole(root / ADDRESS, f"{database}\n".encode())
        (root / ADDRESS).chmod(0o600)


def _is_unused(connection: Connection, folder: Path) -> bool:
    """Whether a database was made for this folder and nothing was written to it: its start was interrupted."""
    made_for = connection.execute(select(SETTING.c.text).where(SETTING.c.name == "folder")).scalar()
    return made_for == str(folder.resolve()) and connection.execute(select(CHAIN.c.seq)).scalar() == 0


def _fill(connection: Connection, form_id: str, journal: str, folder: Path) -> None:
    raise_schema(connection)
    start_chain(connection)
    told = {"casepool": __version__, "form": form_id, "journal": journal, "folder": str(folder.resolve())}
    connection.execute(insert(SETTING), [{"name": name, "text": word} for name, word in told.items()])


def open_project(
    place: Path | str, read_only: bool = False, wait_seconds: float = WAIT_SECONDS, clock: Clock | None = None
) -> Project:
    """Open the project in a folder, or that of a database address (whose folder was recorded when it was made).

    Raises NoProjectError, NewerSchemaError, DamagedError, ReadOnlyError. A project with older tables is opened and can
    be read; writing to it raises OlderSchemaError with the way out.
    """
    root, engine, name = _find(place, read_only, wait_seconds)
    try:
        outdated = _find_outdated(engine, name)
        with connect.reading(engine, name) as connection:
            rows = connection.execute(select(SETTING).where(SETTING.c.name.in_(OWN_SETTINGS)))
            told = {row.name: row.text for row in rows}
    except BaseException:
        engine.dispose()
        raise
    folder = root or Path(told["folder"])
    project = Project(
        *(folder, engine, name, _load_form(told.get("form", "")), told.get("journal", "")),
        *(read_only, outdated, clock, wait_seconds),
    )
    if not read_only:
        Shelf(project.documents).remove_parts()
    return project


def _find(place: Path | str, read_only: bool, wait_seconds: float) -> tuple[Path | None, Engine, str]:
    """Folder (None: the database knows it), engine and name of a project."""
    if isinstance(place, str) and connect.is_address(place):
        engine = connect.connect_server(place, wait_seconds)
        return None, engine, name_server(engine)
    root = Path(place)
    if (root / ADDRESS).exists():
        with naming_problems(str(root / ADDRESS)):
            address = (root / ADDRESS).read_text(encoding="utf-8").strip()
        engine = connect.connect_server(address, wait_seconds)
        return root, engine, name_server(engine)
    return root, _open_file(root, read_only, wait_seconds), str(root / DATABASE)


def _open_file(root: Path, read_only: bool, wait_seconds: float) -> Engine:
    path = root / DATABASE
    if not path.is_file():
        raise NoProjectError(
            f"There is no project in {root}: it has no {DATABASE}. Make one with 'casepool new {root}', or give the "
            "folder of a project."
        )
    with naming_problems(str(path)):
        connect.check_file(path)
    if not read_only:
        connect.require_writable(path)
    return connect.connect_sqlite(path, read_only, wait_seconds)


def name_server(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _find_outdated(engine: Engine, name: str) -> str:
    """The version of older tables; empty where they are current."""
    with connect.reading(engine, name) as connection:
        if engine.dialect.name == "postgresql" and not read_version(connection):
            raise NoProjectError(f"There is no project in {name}. Make one with 'casepool new DIR' and this address.")
        found = check_version(connection, name)
    return found if found != VERSIONS[-1] else ""
