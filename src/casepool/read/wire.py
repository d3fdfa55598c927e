"""Documents as plain JSON values and back, for the pipe to the child process. Types are checked on the way in."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def pack(value: object) -> Any:
    """A dataclass as the list of its fields, a tuple as a list, everything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return [pack(getattr(value, field.name)) for field in fields(value) if field.init]
    if isinstance(value, tuple | list):
        return [pack(item) for item in value]
    return value


def unpack(kind: type[T], value: Any) -> T:
    """The value of type `kind` that `pack` made `value` of. Raises ValueError if it does not have that shape."""
    unpacked: T = _unpack(kind, value)
    return unpacked


def _unpack(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        return _unpack_fields(kind, value)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _unpack_tuple(arguments, value)
    if origin in (Union, UnionType):
        if value is None and type(None) in arguments:
            return None
        return _unpack(next(a for a in arguments if a is not type(None)), value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"expected {kind}, got {type(value)}")
    return value


def _unpack_fields(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(value, list) or len(value) != len(hints):
        raise ValueError(f"expected the {len(hints)} fields of {kind.__name__}")
    return kind(*(_unpack(hint, item) for hint, item in zip(hints.values(), value, strict=True)))


def _unpack_tuple(arguments: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list, got {type(value)}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_unpack(arguments[0], item) for item in value)
    if len(value) != len(arguments):
        raise ValueError(f"expected {len(arguments)} items, got {len(value)}")
    return tuple(_unpack(kind, item) for kind, item in zip(arguments, value, strict=True))


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}
