"""Short invented texts made ready for the finders of extraction."""

from casepool.extract.mentions import Reading
from casepool.read.reader import read_bytes


def read_text(text: str) -> Reading:
    """A text as the only content of a plain text file."""
    return Reading.of(read_bytes(text.encode("utf-8"), "invented.txt")[0])
