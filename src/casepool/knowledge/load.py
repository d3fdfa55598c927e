"""Strict loading of the data files: a slip in a file is an error that names file, line, and what is allowed.

`load_toml("forms/onco_spine_case.toml")` gives a `Table`: a dict that remembers its file and its place in it, so that
each complaint can say where. `Table.check_keys` refuses unknown and missing keys; `text`, `texts`, `flag`, `whole`,
`number`, `numbers`, `table`, `tables` give typed values and refuse wrong types.
"""

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import tomli

from casepool.domain.errors import KnowledgeError
from casepool.knowledge.lines import find_line

FOLDER = Path(__file__).parent
MOST_LISTED = 40
NEAR_LISTED = 5
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Source:
    """A data file: its name as messages print it, and its text."""

    name: str
    text: str


class Table(dict[str, Any]):
    """A TOML table that knows its file, its place there (keys, and numbers within arrays), and what to be called."""

    def __init__(
        self, data: dict[str, Any], source: Source, where: tuple[str | int, ...] = (), title: str = ""
    ) -> None:
        super().__init__(data)
        self.source = source
        self.where = where
        self.title = title or (".".join(str(part) for part in where) or "the file")

    def fail(self, key: str, message: str) -> NoReturn:
        """Raise KnowledgeError: file, line of the key (of the table's header if the key is not there), message."""
        line = find_line(self.source.text, self.where, key)
        raise KnowledgeError(f"{self.source.name}, line {line}: {message}")

    def check_keys(self, allowed: Iterable[str], required: Iterable[str] = ()) -> None:
        """Refuse a key that is not in `allowed`, then a key of `required` that is missing or empty."""
        known = tuple(allowed)
        for key in self:
            if key not in known:
                self.fail(key, f"unknown key '{key}' in {self.title}. {say_allowed(key, known)}")
        for key in required:
            if self.get(key) in (None, "", [], {}):
                self.fail("", f"key '{key}' is missing or empty in {self.title}.")

    def text(self, key: str, default: str = "", allowed: Iterable[str] = ()) -> str:
        """A text; one of `allowed` where given (the default is exempt)."""
        value = self._typed(key, default, (str,), "a text")
        if key in self:
            self.check_words(key, (value,), tuple(allowed))
        return str(value)

    def texts(self, key: str, default: tuple[str, ...] = (), allowed: Iterable[str] = ()) -> tuple[str, ...]:
        """A list of texts, each one of `allowed` where given, none twice."""
        items = tuple(self._items(key, default, (str,), "a list of texts"))
        self.check_words(key, items, tuple(allowed))
        for item in items:
            if items.count(item) > 1:
                self.fail(key, f"'{item}' stands twice in '{key}' of {self.title}.")
        return items

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        return bool(self._typed(key, default, (bool,), "true or false"))

    def whole(self, key: str, default: int = 0) -> int:
        """A whole number."""
        return int(self._typed(key, default, (int,), "a whole number"))

    def number(self, key: str, default: float = 0.0) -> float:
        """A number, with or without decimals."""
        return float(self._typed(key, default, (int, float), "a number"))

    def numbers(self, key: str, default: tuple[float, ...] = ()) -> tuple[float, ...]:
        """A list of numbers."""
        return tuple(float(item) for item in self._items(key, default, (int, float), "a list of numbers"))

    def without(self, *keys: str) -> "Table":
        """The same table without these keys, for parts that are read on their own."""
        kept = {key: value for key, value in self.items() if key not in keys}
        return Table(kept, self.source, self.where, self.title)

    def table(self, key: str, title: str = "") -> "Table":
        """The table under this key, empty if there is none."""
        return Table(self._typed(key, {}, (dict,), "a table"), self.source, (*self.where, key), title)

    def tables(self, key: str, title: str = "") -> "tuple[Table, ...]":
        """The array of tables under this key; a title is followed by the number of the table, from 1."""
        items = self._items(key, (), (dict,), "a list of tables")
        name = title or f"{key} of {self.title}"
        return tuple(
            Table(item, self.source, (*self.where, key, n), f"{name}, number {n + 1}") for n, item in enumerate(items)
        )

    def entries(self, key: str = "", title: str = "") -> "Iterator[tuple[str, Table]]":
        """Name and table of each table under this key (of this very table: ""); `title` goes before the name."""
        outer = self.table(key) if key else self
        for name in outer:
            yield name, outer.table(name, f"{title} {name}".strip())

    def words(self, key: str) -> dict[str, str]:
        """A table whose values are all texts, as a plain dict."""
        inner = self.table(key)
        return {name: inner.text(name) for name in inner}

    def _typed(self, key: str, default: Any, kinds: tuple[type, ...], wanted: str) -> Any:
        value = self.get(key, default)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.fail(key, f"'{key}' in {self.title} must be {wanted}, not {value!r}.")
        return value

    def _items(self, key: str, default: tuple[Any, ...], kinds: tuple[type, ...], wanted: str) -> list[Any]:
        items = self.get(key, list(default))
        right = isinstance(items, list) and all(isinstance(i, kinds) and not isinstance(i, bool) for i in items)
        if not right:
            self.fail(key, f"'{key}' in {self.title} must be {wanted}, not {items!r}.")
        return list(items)

    def check_words(self, key: str, items: tuple[str, ...], allowed: tuple[str, ...]) -> None:
        """Refuse a word that is not in `allowed`; an empty `allowed` permits every word."""
        for item in items:
            if allowed and item not in allowed:
                self.fail(key, f"'{item}' is not allowed as '{key}' of {self.title}. {say_allowed(item, allowed)}")


def say_allowed(given: str, allowed: Iterable[str], opening: str = "Allowed") -> str:
    """'Allowed: a, b.' and, where one of them is near, 'Did you mean 'a'?'. A long list is cut if something is near."""
    known = list(allowed)
    near = difflib.get_close_matches(given, known, n=1)
    if near and len(known) > MOST_LISTED:
        return f"Did you mean '{near[0]}'? {opening} are {len(known)} words: {', '.join(known[:NEAR_LISTED])} ..."
    return f"{opening}: {', '.join(known)}." + (f" Did you mean '{near[0]}'?" if near else "")


def read_source(path: str | Path) -> Source:
    """The text of a data file: a str is relative to the knowledge folder of the package, a Path is taken as it is.

    Raises KnowledgeError, naming the files of that folder, if there is no such file.
    """
    place = path if isinstance(path, Path) else FOLDER / path
    try:
        return Source(str(path), place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = sorted(p.name for p in place.parent.glob(f"*{place.suffix}")) if place.parent.is_dir() else []
        raise KnowledgeError(
            f"There is no data file {path}. {say_allowed(place.name, known, 'That folder holds')}"
        ) from None


def load_toml(path: str | Path) -> Table:
    """Parse a TOML file of the package (str, relative to the knowledge folder) or of a user (Path).

    Raises KnowledgeError if it is missing or not valid TOML (a key given twice is not valid TOML).
    """
    return parse_toml(read_source(path))


def parse_toml(source: Source) -> Table:
    """The table of a TOML text. Raises KnowledgeError, naming the source, for what is not valid TOML."""
    try:
        return Table(tomli.loads(source.text), source)
    except tomli.TOMLDecodeError as error:
        raise KnowledgeError(f"{source.name}: not valid TOML: {error}.") from error


READERS: dict[object, Callable[[Table, str], Any]] = {
    str: Table.text,
    bool: Table.flag,
    int: Table.whole,
    float: Table.number,
    tuple[str, ...]: Table.texts,
    tuple[float, ...]: Table.numbers,
}


def build_record(kind: type[Record], table: Table, also: Iterable[str] = (), **given: Any) -> Record:
    """A dataclass built from a table whose keys are the names of its fields, each read by its declared type.

    Fields in `given` are not looked for in the table; keys in `also` are left to the caller. Every other key is
    refused, and so is a missing or empty key of a field without default.
    """
    wanted = [item for item in dataclasses.fields(kind) if item.name not in given]  # type: ignore[arg-type]
    required = [item.name for item in wanted if item.default is item.default_factory is dataclasses.MISSING]
    table.check_keys((*(item.name for item in wanted), *also), required)
    read = {item.name: READERS[item.type](table, item.name) for item in wanted if item.name in table}
    return kind(**read, **given)
