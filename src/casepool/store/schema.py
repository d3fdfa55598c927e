"""The version of the tables of a project: made, checked and raised by Alembic's migrations inside the package.

Alembic is imported only where tables are made or raised: opening a project does without it.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from casepool import __version__
from casepool.store.problems import NewerSchemaError, OlderSchemaError
from casepool.store.tables import SETTING

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = ("0001", "0002")


def read_version(connection: Connection) -> str:
    """The version of the tables of a project, empty where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def raise_schema(connection: Connection, version: str = "head") -> None:
    """Bring the tables to a version, in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def check_version(connection: Connection, name: str) -> str:
    """The version of the tables. Raises NewerSchemaError for one that this program does not know."""
    found = read_version(connection)
    if found in VERSIONS:
        return found
    raise NewerSchemaError(
        f"{name} has tables of version {found or 'none'}, written by casepool {_read_writer(connection)}. This is "
        f"casepool {__version__}, which knows versions up to {VERSIONS[-1]}. Nothing was changed. "
        "Install the newer casepool."
    )


def _read_writer(connection: Connection) -> str:
    if not inspect(connection).has_table(SETTING.name):
        return "of an unknown version"
    writer = connection.execute(select(SETTING.c.text).where(SETTING.c.name == "casepool")).scalar()
    return str(writer or "of an unknown version")


def refuse_older(name: str, found: str) -> OlderSchemaError:
    """What is said when an older project is to be written."""
    return OlderSchemaError(
        f"{name} has tables of version {found}; this is casepool {__version__} with version {VERSIONS[-1]}. It can be "
        "read as it is. To write, upgrade it: casepool doctor --upgrade (a backup is made first)."
    )
