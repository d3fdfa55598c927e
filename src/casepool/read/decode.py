"""Bytes to text: UTF-8, UTF-16 with its mark, cp1252 only where that is safe; never a guess that hides a loss."""

import codecs
import re
from dataclasses import dataclass

from casepool.domain.errors import Problem
from casepool.read.refusal import note, refuse

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WESTERN = ("latin-1", "latin1", "iso-8859-1", "iso8859-1", "windows-1252", "cp1252", "us-ascii", "ascii")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes([*range(9), *range(14, 32), 127])
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PLAUSIBLE = re.compile(r"(?:utf-?8|iso|windows|cp|latin|koi8|gb|big5|euc|shift|us-ascii|ascii|mac)", re.IGNORECASE)
_AS_UTF8 = "Open it in an editor and save it as UTF-8."


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, unchanged, with the encoding that was used and what had to be said about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """Decode `data`; a byte-order mark is not counted, no newline or normal form is touched.

    `declared` is an encoding that the source names itself (a web page's charset). Raises ReadError for binary data,
    for mixed encodings, and for anything that only a guess could read; the message gives the byte position.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], encoding, name, len(mark)), encoding)
    _refuse_binary(data, name)
    if declared and _is_known(declared):
        return _as_declared(data, declared, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", _control_note(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        return _as_western(data, error, name)


def decode_head(head: bytes) -> str:
    """The beginning of a file as text for sniffing only: never fails, undecodable bytes become U+FFFD."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.decode("utf-8", "replace")


def _is_known(encoding: str) -> bool:
    try:
        return bool(_PLAUSIBLE.match(encoding.strip())) and b"x".decode(encoding) == "x"
    except (LookupError, ValueError):
        return False


def _as_declared(data: bytes, declared: str, name: str) -> Decoded:
    encoding = "cp1252" if declared.strip().lower() in WESTERN else declared
    try:
        return Decoded(data.decode("utf-8"), "utf-8") if _is_utf8(data) else Decoded(data.decode(encoding), encoding)
    except (UnicodeDecodeError, LookupError):
        text = data.decode("utf-8", "replace")
        said = f"The page declares the encoding {declared}, but its bytes do not fit; some letters are lost (U+FFFD)."
        return Decoded(text, "utf-8", (note("encoding", said, "Save the page again from the browser."),))


def _is_utf8(data: bytes) -> bool:
    try:
        return bool(_UTF8_LETTER.search(data)) and bool(data.decode("utf-8") or True)
    except UnicodeDecodeError:
        return False


def _strictly(data: bytes, encoding: str, name: str, shift: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(
            "encoding",
            f"{name} says by its first bytes that it is {encoding.upper()}; byte {error.start + shift} does not fit.",
            _AS_UTF8,
        ) from error


def _refuse_binary(data: bytes, name: str) -> None:
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    zero = data.find(b"\x00")
    if zero >= 0 or controls > max(8, len(data) // 200):
        where = f"a zero byte at position {zero}" if zero >= 0 else f"{controls} control characters"
        raise refuse(
            "binary",
            f"{name} is not text: it has {where}.",
            "Give it the ending of its real format, or save it as plain text in UTF-8.",
        )


def _control_note(text: str) -> tuple[Problem, ...]:
    found = _CONTROL.search(text)
    if found is None:
        return ()
    line = text.count("\n", 0, found.start()) + 1
    return (note("control_characters", f"Line {line} holds the control character U+{ord(found.group()):04X}."),)


def _as_western(data: bytes, error: UnicodeDecodeError, name: str) -> Decoded:
    at, byte = error.start, data[error.start]
    line = data.count(b"\n", 0, at) + 1
    where = f"byte {at} (0x{byte:02X}, line {line})"
    if _UTF8_LETTER.search(data):
        raise refuse(
            "encoding", f"{name} mixes encodings: most of it is UTF-8, but {where} is not.", _AS_UTF8
        ) from error
    if _NOT_CP1252.search(data):
        raise refuse("encoding", f"{name} is not UTF-8: {where} does not fit.", _AS_UTF8) from error
    said = f"Not UTF-8: {where} does not fit. Read as Windows-1252 (Latin-1), which fits every byte."
    return Decoded(data.decode("cp1252"), "cp1252", (note("encoding", said, "Check the accented letters."),))
