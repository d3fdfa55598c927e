"""How a reader says no: one fatal problem, raised as a ReadError; and how it notes what is less grave.

Kinds of fatal problems: empty_file, binary, encoding, unknown_format, is_reference_list, malformed, encrypted,
too_large, too_long, too_deep, xml_entities, unsafe_archive, no_text, is_folder, not_a_file, not_found, no_permission,
cannot_open, time_limit, memory_limit, output_limit, reader_crashed, reader_failed. Notes: encoding, control_characters,
direction_marks, wrong_ending, hidden_text, tracked_changes, comments, embedded, external_content, entity, image_table,
table_without_rows, no_full_text, translated_abstract, and for lists no_end_tag, broken_entry, repeated_key, no_records.
The PDF reader adds its own.
"""

from pathlib import PurePath

from casepool.domain.errors import Problem, ReadError


def refuse(kind: str, message: str, way_out: str) -> ReadError:
    """The error for a file that cannot be read at all. `kind` is a stable word for programs."""
    return ReadError(Problem(kind, message, way_out, fatal=True))


def note(kind: str, message: str, way_out: str = "", part: str = "") -> Problem:
    """A problem line beside a document that was read."""
    return Problem(kind, message, way_out, part)


def label(name: str) -> str:
    """The last part of a file name, as messages print it; control and bidirectional characters made visible."""
    shown = PurePath(name.replace("\\", "/")).name or name
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in shown)[:120]
