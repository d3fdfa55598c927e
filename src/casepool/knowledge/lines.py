"""Where a key stands in the text of a TOML file: needed only to say the line in a complaint."""

import re
from collections import Counter

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^.\s"\']+)')

Where = tuple[str | int, ...]


def find_line(text: str, where: Where, key: str) -> int:
    """The line (from 1) of `key` in the table `where`; of the table itself if the key is not found or empty.

    `where` holds keys, and numbers (from 0) for tables of an array: ("patterns", 2, "finds").
    """
    lines = text.splitlines()
    start, rest, end = _find_header(lines, where)
    for part in (*rest, key):
        found = _find_key(lines, start, end, str(part)) if part != "" else None
        if found is None:
            break
        start = found
    return max(start, 0) + 1


def _find_header(lines: list[str], where: Where) -> tuple[int, list[str], int]:
    """Line of the nearest header at or above `where`, the keys that lead on from it, and the line where it ends."""
    headers = _list_headers(lines)
    best, length = -1, 0
    for number, path in headers:
        if path == where[: len(path)] and len(path) > length:
            best, length = number, len(path)
    after = [number for number, _ in headers if number > best]
    rest = [part for part in where[length:] if isinstance(part, str)]
    return best, rest, after[0] if after else len(lines)


def _list_headers(lines: list[str]) -> list[tuple[int, Where]]:
    counts: Counter[tuple[str, ...]] = Counter()
    found = []
    for number, line in enumerate(lines):
        if match := HEADER.match(line):
            keys = tuple("".join(groups) for groups in PART.findall(match[2]))
            if match[1] == "[[":
                counts[keys] += 1
            found.append((number, _number_arrays(keys, counts)))
    return found


def _number_arrays(keys: tuple[str, ...], counts: Counter[tuple[str, ...]]) -> Where:
    """The keys of a header with the number of the current table after each key that names an array."""
    path: list[str | int] = []
    for length, key in enumerate(keys, start=1):
        path.append(key)
        if counts[keys[:length]]:
            path.append(counts[keys[:length]] - 1)
    return tuple(path)


def _find_key(lines: list[str], start: int, end: int, key: str) -> int | None:
    pattern = re.compile(rf"(?:^|[{{,.])\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    return next((n for n in range(max(start, 0), end) if pattern.search(lines[n])), None)
