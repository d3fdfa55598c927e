"""The picture of one page as it comes out of the child process."""

from base64 import b64decode
from dataclasses import dataclass

from casepool.domain.errors import Problem

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Page `page` (from 1) as a PNG in base64, or, when it could not be drawn, the problem and an empty `encoded`."""

    page: int
    encoded: str = ""
    problem: Problem | None = None

    @property
    def png(self) -> bytes:
        """The bytes of the PNG; empty when the page could not be drawn. Raises ValueError for anything but a PNG."""
        data = b64decode(self.encoded, validate=True)
        if data and not data.startswith(_SIGNATURE):
            raise ValueError("a page picture that is no PNG")
        return data
