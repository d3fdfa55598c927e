"""The file of findings set aside that stands beside a manuscript, `NAME.casepool.toml`: read strictly, added to.

[[set_aside]]
rule = "AGE-01"
key = "..."                 # as `casepool check --json` gives it
reason = "The two ages belong to two admissions."
about = "Age is 41 in 2 places and 42 in 1 place."      # for the reader of the file; not compared
"""

import json
import re
from pathlib import Path

from casepool.domain.set_aside import SetAside
from casepool.knowledge.load import Table, build_record, load_toml
from casepool.knowledge.rules import load_rules

ENDING = ".casepool.toml"
HEAD = "# Findings of casepool check that a person judged not to be a problem, remembered by what they show.\n"
_KEY = re.compile(r"[0-9a-f]{64}")


def name_set_aside(manuscript: str | Path) -> Path:
    """Where the file of a manuscript stands: draft.docx has draft.casepool.toml beside it."""
    place = Path(manuscript)
    return place.parent / f"{place.stem}{ENDING}"


def load_set_aside(place: Path) -> tuple[SetAside, ...]:
    """The entries of a file. Raises KnowledgeError, naming the line, for any slip in it."""
    file = load_toml(place)
    file.check_keys(("set_aside",))
    found: list[SetAside] = []
    for table in file.tables("set_aside", "set_aside"):
        entry = _read_entry(table)
        if any((other.rule, other.key) == (entry.rule, entry.key) for other in found):
            table.fail("key", f"this finding of {entry.rule} is set aside twice. Keep one of the two entries.")
        found.append(entry)
    return tuple(found)


def write_entry(entry: SetAside) -> str:
    """One entry as the text that is added to the file."""
    fields = {"rule": entry.rule, "key": entry.key, "reason": entry.reason, "about": entry.about}
    # A JSON string is a TOML basic string, but for the control characters that TOML wants escaped as well.
    lines = [f"{name} = {_quote(value)}" for name, value in fields.items() if value]
    return "\n".join(["", "[[set_aside]]", *lines, ""])


def _quote(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False).replace("\x7f", "\\u007f")


def _read_entry(table: Table) -> SetAside:
    table.check_keys(("rule", "key", "reason", "about"), required=("rule", "key", "reason"))
    table.text("rule", allowed=tuple(load_rules()))
    if not table.text("reason").strip():
        table.fail("reason", "a finding is set aside only with a reason. Say why it is not a problem.")
    if not _KEY.fullmatch(table.text("key")):
        table.fail("key", "a key has 64 characters, 0 to 9 and a to f. 'casepool check --json' gives it.")
    return build_record(SetAside, table)
