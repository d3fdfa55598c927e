"""What language models are asked, and how their questions are cut: data in chat.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.load import load_toml

KEYS = ("version", "system", "roles", "chunk_characters", "longest_quote", "left_out", "words_of", "suspicious")


@dataclass(frozen=True, slots=True)
class Suspicious:
    """A pattern of sentences that speak to a reader program, with sentences that prove it."""

    id: str
    pattern: re.Pattern[str]
    finds: tuple[str, ...]
    ignores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChatKnowledge:
    """The file chat.toml. `words_of` names, for fields of free words, the words that must stand near them."""

    version: int
    system: str
    roles: tuple[str, ...]
    chunk_characters: int
    longest_quote: int
    left_out: tuple[str, ...]
    words_of: Mapping[str, tuple[str, ...]]
    suspicious: tuple[Suspicious, ...]

    def find_suspicious(self, words: str) -> str:
        """The id of the first pattern that a sentence (in lower case) fits, "" if none does."""
        return next((item.id for item in self.suspicious if item.pattern.search(words)), "")


@cache
def load_chat() -> ChatKnowledge:
    """The file. Raises KnowledgeError for an unknown or missing key."""
    file = load_toml("engines/chat.toml")
    file.check_keys(KEYS, KEYS)
    near = file.table("words_of")
    patterns = []
    for table in file.tables("suspicious", "suspicious"):
        keys = ("id", "pattern", "finds", "ignores")
        table.check_keys(keys, keys)
        pattern = re.compile(table.text("pattern"), re.IGNORECASE)
        patterns.append(Suspicious(table.text("id"), pattern, table.texts("finds"), table.texts("ignores")))
    return ChatKnowledge(
        file.whole("version"),
        " ".join(file.text("system").split()),
        file.texts("roles"),
        file.whole("chunk_characters"),
        file.whole("longest_quote"),
        file.texts("left_out"),
        MappingProxyType({name: near.texts(name) for name in near}),
        tuple(patterns),
    )
