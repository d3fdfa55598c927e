"""Documents as plain JSON values and back, for the pipe to the child process. Types are checked on the way in."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


_PLAIN = frozenset((str, int, float, bool, type(None)))


def pack(value: object) -> Any:
    """A dataclass as the list of its fields, a tuple as a list, everything else as it is."""
    kind: Any = type(value)
    items = value if isinstance(value, tuple | list) else _fields_of(kind)(value)
    return value if items is None else [item if type(item) in _PLAIN else pack(item) for item in items]


@cache
def _fields_of(kind: Any) -> Callable[[Any], Sequence[Any] | None]:
    """The function that lists the fields of a dataclass that are set when it is made; None for any other type."""
    names = [field.name for field in fields(kind) if field.init] if is_dataclass(kind) else []
    if len(names) < 2:
        return lambda value: [getattr(value, name) for name in names] if is_dataclass(kind) else None
    return attrgetter(*names)


def write_pieces(value: Any, depth: int = 3) -> Iterator[str]:
    """JSON of a packed value, in pieces: the outer `depth` levels one by one, so that no copy of the whole is made."""
    if not depth or not isinstance(value, list | dict):
        yield json.dumps(value)
        return
    named = isinstance(value, dict)
    yield "{" if named else "["
    for number, item in enumerate(value):
        yield ", " if number else ""
        if named:
            yield json.dumps(item) + ": "
        yield from write_pieces(value[item] if named else item, depth - 1)
    yield "}" if named else "]"


def unpack(kind: type[T], value: Any) -> T:
    """The value of type `kind` that `pack` made `value` of. Raises ValueError if it does not have that shape."""
    shape: Any = kind
    unpacked: T = _reader_of(shape)(value)
    return unpacked


@cache
def _reader_of(kind: Any) -> Callable[[Any], Any]:
    """The function that reads a value of this type; made once for each type."""
    if is_dataclass(kind):
        return _fields_reader(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is Sequence:
        return _tuple_reader((*arguments, Ellipsis))
    if origin in (Union, UnionType):
        return _optional_reader(arguments)
    return _plain_reader(kind)


def _plain_reader(kind: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise ValueError(f"expected {kind}, got {type(value)}")

    return read


def _optional_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    inner = _reader_of(next(a for a in arguments if a is not type(None)))
    return lambda value: None if value is None else inner(value)


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    endless = len(arguments) == 2 and arguments[1] is Ellipsis

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"expected a list, got {type(value)}")
        if endless:
            return tuple(map(_reader_of(arguments[0]), value))
        if len(value) != len(arguments):
            raise ValueError(f"expected {len(arguments)} items, got {len(value)}")
        return tuple(_reader_of(kind)(item) for kind, item in zip(arguments, value, strict=True))

    return read


def _fields_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    kinds = [hints[field.name] for field in fields(kind) if field.init]
    readers: list[Callable[[Any], Any]] = []

    def read(value: Any) -> Any:
        if not readers:
            readers.extend(map(_reader_of, kinds))
        if not isinstance(value, list) or len(value) != len(readers):
            raise ValueError(f"expected the {len(readers)} fields of {kind.__name__}")
        return kind(*[reader(item) for reader, item in zip(readers, value, strict=True)])

    return read
