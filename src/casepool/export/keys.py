"""Ids of exported rows: short hashes of what a row is, so that an added case changes no other id."""

import hashlib
from collections.abc import Iterable

from casepool.domain.cohort import PooledCase


def make_id(letter: str, *parts: object) -> str:
    """`letter` and 12 hexadecimal digits of the parts' SHA-256; the id says nothing by itself."""
    joined = "\x1f".join(str(part) for part in parts)
    return letter + hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def case_id(case: PooledCase | tuple[str, str]) -> str:
    """The id of a case."""
    return make_id("c", *(case if isinstance(case, tuple) else case.key))


MARK = "person-"


class Pseudonyms:
    """Stable names for people: hashed with the secret of the project's first event, or the names themselves."""

    def __init__(self, secret: str, keep: bool) -> None:
        self._secret = secret
        self._keep = keep

    def of(self, name: str) -> str:
        """The name that is exported; reviewer letters, machines and empty names stay."""
        if self._keep or not name or name.startswith(MARK):
            return name
        return make_id(MARK, self._secret, name)[: len(MARK) + 8]

    def all_of(self, names: Iterable[str]) -> list[str]:
        return [self.of(name) for name in names]
