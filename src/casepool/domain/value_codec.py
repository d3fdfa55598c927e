"""Domain values as plain JSON and back, without loss: for the store, for exchange files, and for other processes.

`encode` turns a frozen dataclass into an object of its parts that differ from their defaults, so a part that a later
version adds is simply not there in older data. A typed value says which it is: {"is": "Quantity", "value": 36, ...}.
Long runs of flat parts (boxes, cells, anchors) are {"keys": [...], "rows": [[...], ...]}.
`decode` checks names and types on the way in and builds the values again, with the checks that building them makes:
an Assertion needs the canonical text (`text`) to prove its quotes.
"""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, InitVar, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from casepool.domain.document import AnchorRun, Block, Box, Cell, Citation, Document, Page
from casepool.domain.errors import CasepoolError
from casepool.domain.extraction import Extraction
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Novelty, Value

T = TypeVar("T")
Json = Any
Reader = Callable[[Any, str], Any]

VALUE_TYPES: tuple[type, ...] = (Quantity, Measurement, IntervalTime, Levels, MarkerResult, Grade, Novelty)
FLAT_TYPES: tuple[type, ...] = (AnchorRun, Block, Box, Cell, Citation, Page)
BY_NAME = {kind.__name__: kind for kind in VALUE_TYPES}


class CodecError(CasepoolError):
    """Stored data do not have the shape that they must have: they are damaged, or of a newer version."""


def encode(value: object) -> Json:
    """The JSON value of a domain value. Raises CodecError for a type that has none."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return _encode_run(value)
    if isinstance(value, dict):
        return {str(name): encode(item) for name, item in value.items()}
    if is_dataclass(value):
        return _encode_parts(value)
    raise CodecError(f"A {type(value).__name__} cannot be stored. Store texts, numbers, and nouns of the domain.")


def _encode_run(items: Sequence[object]) -> Json:
    kind: Any = type(items[0]) if items else None
    if kind in FLAT_TYPES and all(type(item) is kind for item in items):
        names = [part.name for part in _parts(kind)]
        return {"keys": names, "rows": [[encode(getattr(item, name)) for name in names] for item in items]}
    return [encode(item) for item in items]


def _encode_parts(value: object) -> Json:
    kind: Any = type(value)
    told = {part.name: getattr(value, part.name) for part in _parts(kind)}
    kept = {name: item for name, item in told.items() if name not in _defaults(kind) or item != _defaults(kind)[name]}
    tag = {"is": kind.__name__} if kind in VALUE_TYPES else {}
    return {**tag, **{name: encode(item) for name, item in kept.items()}}


@cache
def _parts(kind: Any) -> tuple[Field[Any], ...]:
    """The parts of a dataclass that are given when it is built and kept."""
    return tuple(part for part in fields(kind) if part.init)


@cache
def _defaults(kind: Any) -> dict[str, object]:
    return {part.name: part.default for part in _parts(kind) if part.default is not MISSING}


def decode(kind: type[T], data: Json, text: str = "") -> T:
    """The value of type `kind` that `encode` made `data` of. `text` proves the quotes of assertions.

    Raises CodecError where the data do not have the shape, and what building the value raises (EvidenceError).
    """
    try:
        shape: Any = kind
        value: T = _reader_of(shape)(data, text)
    except (KeyError, TypeError, ValueError) as problem:
        raise CodecError(f"Stored data are not a {kind.__name__}: {problem}.") from problem
    return value


def encode_value(value: Value) -> Json:
    """The JSON value of the typed value of an answer."""
    return encode(value)


def decode_value(data: Json) -> Value:
    """The typed value of an answer. Raises CodecError for another shape."""
    try:
        shape: Any = Value
        value: Value = _reader_of(shape)(data, "")
    except (KeyError, TypeError, ValueError) as problem:
        raise CodecError(f"Stored data are not the value of an answer: {problem}.") from problem
    return value


def encode_extraction(extraction: Extraction) -> Json:
    """Cases, claims, mentions and abbreviations of an extraction, without its document."""
    names = [part.name for part in _parts(Extraction) if part.name != "document"]
    return {name: encode(getattr(extraction, name)) for name in names}


def decode_extraction(data: Json, document: Document) -> Extraction:
    """The extraction of `document`; building it proves every quote. Raises CodecError or EvidenceError."""
    try:
        readers = _part_readers(Extraction)
        parts = {name: readers[name](item, document.text) for name, item in data.items()}
        return Extraction(document, **parts)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise CodecError(f"Stored data are not the extraction of {document.source}: {problem}.") from problem


@cache
def _reader_of(kind: Any) -> Reader:
    """The function that reads a value of this type from (data, text); made once for each type."""
    if kind is Any:
        return lambda data, text: data
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin in (Union, UnionType):
        return _union_reader(get_args(kind))
    return _plain_reader(kind)


def _plain_reader(kind: Any) -> Reader:
    allowed = (int, float) if kind is float else (kind,)

    def read(data: Any, text: str) -> Any:
        if type(data) not in allowed:
            raise ValueError(f"expected {kind.__name__}, found {type(data).__name__}")
        return data

    return read


def _union_reader(kinds: tuple[Any, ...]) -> Reader:
    plain = tuple(kind for kind in kinds if kind in (str, int, float, bool))
    allowed = (*plain, *((int,) if float in plain else ()), *((NoneType,) if NoneType in kinds else ()))
    shaped = [kind for kind in kinds if kind not in (*plain, NoneType)]

    def read(data: Any, text: str) -> Any:
        if type(data) in allowed:
            return data
        if len(shaped) == 1:
            return _reader_of(shaped[0])(data, text)
        return _reader_of(_pick(shaped, data))(data, text)

    return read


def _pick(kinds: list[Any], data: Any) -> Any:
    name = data.get("is") if isinstance(data, dict) else None
    if name not in BY_NAME or BY_NAME[name] not in kinds:
        raise ValueError(f"expected one of {', '.join(kind.__name__ for kind in kinds)}, found {name or data!r}")
    return BY_NAME[name]


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    endless = len(arguments) == 2 and arguments[1] is Ellipsis

    def read(data: Any, text: str) -> tuple[Any, ...]:
        if isinstance(data, dict) and endless and arguments[0] in FLAT_TYPES:
            return _read_rows(arguments[0], data, text)
        if not isinstance(data, list):
            raise ValueError(f"expected a list, found {type(data).__name__}")
        if endless:
            reader = _reader_of(arguments[0])
            return tuple(reader(item, text) for item in data)
        if len(data) != len(arguments):
            raise ValueError(f"expected {len(arguments)} items, found {len(data)}")
        return tuple(_reader_of(kind)(item, text) for kind, item in zip(arguments, data, strict=True))

    return read


def _read_rows(kind: Any, data: dict[str, Any], text: str) -> tuple[Any, ...]:
    """Rows of a flat type. Parts that the data do not name have their defaults."""
    names = data["keys"]
    known = _part_readers(kind)
    readers = [known[name] for name in names]
    return tuple(
        kind(**{name: read(item, text) for name, read, item in zip(names, readers, row, strict=True)})
        for row in data["rows"]
    )


def _dataclass_reader(kind: Any) -> Reader:
    tag = kind.__name__
    needs_text = any(isinstance(hint, InitVar) for hint in kind.__annotations__.values())

    def read(data: Any, text: str) -> Any:
        if not isinstance(data, dict):
            raise ValueError(f"expected the parts of {tag}, found {type(data).__name__}")
        if data.get("is", tag) != tag:
            raise ValueError(f"expected {tag}, found {data['is']}")
        readers = _part_readers(kind)
        parts = {name: _find_reader(readers, name, tag)(item, text) for name, item in data.items() if name != "is"}
        return kind(**parts, text=text) if needs_text else kind(**parts)

    return read


def _find_reader(readers: dict[str, Reader], name: str, tag: str) -> Reader:
    if name not in readers:
        raise ValueError(f"{tag} has no part {name!r}; the data are of a newer version or damaged")
    return readers[name]


@cache
def _part_readers(kind: Any) -> dict[str, Reader]:
    hints = get_type_hints(kind)
    return {part.name: _reader_of(hints[part.name]) for part in _parts(kind)}
