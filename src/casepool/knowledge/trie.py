"""One pattern for many printed forms: common beginnings are written once, so a letter rules out most forms."""

import re
from collections.abc import Iterable

_TOKENS = {"*": r"\w*", "-": "[ -]?", " ": " "}
Node = dict[str, "Node"]


def trie_pattern(forms: Iterable[str]) -> str:
    """A pattern without groups for any of the forms (`*` any ending, `-` hyphen, blank or nothing), longer first."""
    root: Node = {}
    for form in forms:
        node = root
        for letter in form:
            node = node.setdefault(_TOKENS.get(letter) or re.escape(letter), {})
        node[""] = {}
    return _write(root)


def _write(node: Node) -> str:
    """The pattern of what may follow; an end stands last, so that longer forms are tried first."""
    branches = [token + _write(after) for token, after in node.items() if token]
    if not branches:
        return ""
    if "" not in node:
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    inner = "|".join(branches)
    return f"{inner}?" if len(inner) == 1 else f"(?:{inner})?"
