"""Patterns that were compiled before: kept beside the bytecode, as Python keeps what it compiled.

Compiling patterns is half of what a start costs. `keep_patterns` writes what a pattern compiles to; `compile_pattern`
takes it from there when it was written by the same Python, and compiles it otherwise. The file holds nothing of any
document, only what this package declares. It is written on request alone (`python -m casepool.text.prepare`).
"""

import _sre  # type: ignore[import-not-found]
import marshal
import re
import sys
from array import array
from functools import cache
from pathlib import Path
from re import _compiler, _parser  # type: ignore[attr-defined]

from casepool import __version__

Kept = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
FOLDER = Path(__file__).parent / "__pycache__"
_asked: dict[tuple[str, int], re.Pattern[str]] = {}


def pattern_file() -> Path:
    """Where this Python keeps the patterns of this version of the package."""
    return FOLDER / f"patterns-{__version__}.{sys.implementation.cache_tag}-{_sre.MAGIC}"


def compile_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern. Raises re.error for a source that is none, as `re.compile` does."""
    key = (source, int(flags))
    if key not in _asked:
        kept = _load_kept().get(key)
        _asked[key] = _revive(key, kept) if kept else re.compile(source, flags)
    return _asked[key]


def keep_patterns() -> Path:
    """Write every pattern that was asked for in this process, and say where. Raises OSError where that is refused."""
    place = pattern_file()
    place.parent.mkdir(exist_ok=True)
    kept = {key: _take_apart(*key) for key in sorted(_asked)}
    partial = place.with_name(f"{place.name}.part")
    partial.write_bytes(marshal.dumps(kept))
    partial.replace(place)
    return place


@cache
def _load_kept() -> dict[tuple[str, int], Kept]:
    """What was written before; nothing where there is no file or it cannot be understood."""
    try:
        kept = marshal.loads(pattern_file().read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _take_apart(source: str, flags: int) -> Kept:
    """What `re.compile` hands to the engine: flags, code, groups, their numbers by name and names by number."""
    parsed = _parser.parse(source, flags)
    code = array("I", _compiler._code(parsed, flags))
    names = parsed.state.groupdict
    by_number: list[str | None] = [None] * parsed.state.groups
    for name, number in names.items():
        by_number[number] = name
    return (int(flags | parsed.state.flags), code.tobytes(), parsed.state.groups - 1, dict(names), tuple(by_number))


def _revive(key: tuple[str, int], kept: Kept) -> re.Pattern[str]:
    """The pattern from what was kept; the engine checks the code, and what it refuses is compiled anew."""
    try:
        flags, code, groups, names, by_number = kept
        pattern: re.Pattern[str] = _sre.compile(
            key[0], flags, list(memoryview(code).cast("I")), groups, names, by_number
        )
    except (RuntimeError, TypeError, ValueError, OverflowError):
        return re.compile(*key)
    return pattern
