"""The shape that an answer must have; whatever else comes back is refused as a whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

KEYS = ("case", "field", "state", "value", "item", "quote")
STATES = ("reported", "absent")
MOST_VALUES = 400
LONGEST_WORD = 2_000


class MalformedAnswer(ValueError):
    """The answer is no JSON of the shape that was asked for."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One value as the engine claims it; nothing of it is believed yet."""

    case: str
    field: str
    state: str
    value: str
    item: str
    quote: str


def build_schema(cases: Sequence[str], fields: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of an answer about these patients and fields."""
    words: dict[str, Any] = {name: {"type": "string"} for name in KEYS}
    words |= {"case": {"type": "string", "enum": list(cases)}, "field": {"type": "string", "enum": list(fields)}}
    words |= {"state": {"type": "string", "enum": list(STATES)}}
    value = {"type": "object", "properties": words, "required": list(KEYS), "additionalProperties": False}
    values = {"type": "array", "items": value}
    return {"type": "object", "properties": {"values": values}, "required": ["values"], "additionalProperties": False}


def parse_answer(content: str) -> tuple[Claimed, ...]:
    """The values of an answer. Raises MalformedAnswer unless it has exactly the shape that was asked for."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise MalformedAnswer("no JSON") from error
    if not isinstance(data, dict) or set(data) != {"values"} or not isinstance(data["values"], list):
        raise MalformedAnswer("not an object with a list of values")
    if len(data["values"]) > MOST_VALUES:
        raise MalformedAnswer(f"more than {MOST_VALUES} values")
    return tuple(_read_value(item) for item in data["values"])


def _read_value(item: object) -> Claimed:
    if not isinstance(item, dict) or set(item) != set(KEYS):
        raise MalformedAnswer("a value with other keys than asked for")
    if not all(isinstance(word, str) and len(word) <= LONGEST_WORD for word in item.values()):
        raise MalformedAnswer("a value that is not made of short texts")
    if item["state"] not in STATES:
        raise MalformedAnswer("a value of an unknown state")
    return Claimed(**item)
