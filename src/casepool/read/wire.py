"""Documents as plain JSON values and back, for the pipe to the child process. Types are checked on the way in."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def pack(value: object) -> Any:
    """A dataclass as the list of its fields, a tuple as a list, everything else as it is."""
    if isinstance(value, tuple | list):
        return [pack(item) for item in value]
    kind: Any = type(value)
    names = _names_of(kind)
    return value if names is None else [pack(getattr(value, name)) for name in names]


@cache
def _names_of(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass that are set when it is made; None for any other type."""
    return tuple(field.name for field in fields(kind) if field.init) if is_dataclass(kind) else None


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
