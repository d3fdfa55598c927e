"""Answers kept by the hash of their question: a run that was stopped goes on where it was."""

import hashlib
import json
from pathlib import Path
from typing import Any


def hash_question(address: str, body: dict[str, Any]) -> str:
    """SHA-256 of a question: model, instructions, schema, text and address."""
    words = json.dumps([address, body], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class AnswerShelf:
    """A folder of answers, each written whole or not at all. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def get(self, name: str) -> str | None:
        """The kept answer to a question, None if there is none or it is damaged."""
        if self._folder is None:
            return None
        try:
            return (self._folder / f"{name}.json").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, name: str, content: str) -> None:
        """Keep an answer."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{name}.part"
        part.write_text(content, encoding="utf-8", newline="\n")
        part.replace(self._folder / f"{name}.json")
