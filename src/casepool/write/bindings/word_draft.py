"""Bindings in a Word draft: its parts opened within limits, read, and written again with nothing else changed."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from casepool.domain.errors import UsageError
from casepool.write.bindings.reading import Bindable, Binding, update_printed
from casepool.write.bindings.word_controls import Control, ControlFinder, apply_changes, replace_text, unwrap
from casepool.write.formats.word_xml import TAG_PREFIX, make_tag

PARTS = {
    "word/document.xml": "paragraph",
    "word/footnotes.xml": "footnote paragraph",
    "word/endnotes.xml": "endnote paragraph",
}
MOST_MEMBERS, MOST_BYTES, MOST_RATIO = 2000, 200_000_000, 100
FIRST_TIME = (1980, 1, 1, 0, 0, 0)


def find_in_word(data: bytes, name: str, bindable: Mapping[str, Bindable]) -> Iterator[Binding]:
    """The bindings of a Word file, with the numbers of their paragraphs."""
    names = {make_tag(key): key for key in bindable}
    with open_word(data, name) as archive:
        for part, word in PARTS.items():
            if part in archive.namelist():
                for control in ControlFinder(_to_utf8(archive.read(part)), name).find():
                    key = names.get(control.tag, control.tag.removeprefix(TAG_PREFIX))
                    place = f"{word} {control.paragraph}"
                    yield Binding(key, control.printed, place, control.start, control.end)


def fill_word(data: bytes, name: str, bindable: Mapping[str, Bindable], plain: bool) -> bytes:
    """The file with the computed numbers in its controls; with `plain` the bound controls are taken away."""
    by_tag = {make_tag(key): value for key, value in bindable.items()}
    out = io.BytesIO()
    with open_word(data, name) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for item in archive.infolist():
            content = archive.read(item)
            if item.filename in PARTS:
                content = _fill_part(_to_utf8(content), name, by_tag, plain)
            entry = zipfile.ZipInfo(item.filename, FIRST_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            written.writestr(entry, content)
    return out.getvalue()


def _fill_part(part: bytes, name: str, by_tag: Mapping[str, Bindable], plain: bool) -> bytes:
    controls = ControlFinder(part, name).find()
    changes: list[tuple[int, int, bytes]] = []
    for control in controls:
        known = by_tag.get(control.tag)
        if known is None:
            continue
        changes += _change(part, control, known)
        changes += unwrap(control) if plain else []
    return apply_changes(part, _drop_covered(changes))


def _change(part: bytes, control: Control, known: Bindable) -> list[tuple[int, int, bytes]]:
    shown = update_printed(control.printed, known)
    is_same = control.has_inner or (shown == control.printed and bool(control.printed))
    return [] if is_same else replace_text(part, control, shown)


def _drop_covered(changes: list[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
    """The changes without those that lie inside a removed range (the mark of a placeholder in a control taken away)."""
    removed = [(start, end) for start, end, data in changes if not data and end > start]
    return [
        change for change in changes
        if not any(start <= change[0] and change[1] <= end and (start, end) != change[:2] and change[0] != change[1]
                   for start, end in removed)
    ]  # fmt: skip


def open_word(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive of a Word file. Raises UsageError for what is no Word file and for one that unpacks too large."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UsageError(f"{name}: not a Word file ({error}). Save the draft as .docx.") from error
    if "word/document.xml" not in archive.namelist():
        raise UsageError(f"{name}: there is no Word document in it. Save the draft as .docx.")
    size = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if len(members) > MOST_MEMBERS or size > MOST_BYTES or (size > 1_000_000 and size / packed > MOST_RATIO):
        raise UsageError(
            f"{name}: {len(members)} members, {size:,} bytes unpacked. A draft may have {MOST_MEMBERS:,} members, "
            f"{MOST_BYTES:,} bytes, and unpack to {MOST_RATIO} times its size. Save it again without embedded files."
        )
    return archive


def _to_utf8(part: bytes) -> bytes:
    """A part in UTF-8 without a byte order mark; Word may also write UTF-16."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = part.decode("utf-16")
        return text[text.index("?>") + 2 :].encode() if text.startswith("<?xml") else text.encode()
    return part.removeprefix(b"\xef\xbb\xbf")
