"""Bindings in Markdown ({{cp:NAME|number}}) and LaTeX (\\cp{NAME}{number})."""

import re
from collections.abc import Callable, Iterator, Mapping

from casepool.write.bindings.reading import Bindable, Binding, update_printed
from casepool.write.formats.tex_escape import escape_tex, read_tex

_MARKDOWN = re.compile(r"\{\{\s*cp:(?P<name>[^{}|\s]+)\s*(?:\|(?P<printed>[^{}]*))?\}\}")
_LATEX = re.compile(r"\\cp\s*\{(?P<name>[^{}\s]+)\}\s*\{")
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")


def find_in_markdown(text: str) -> Iterator[Binding]:
    """The bindings of a Markdown text, with their lines."""
    for match in _MARKDOWN.finditer(text):
        yield Binding(match["name"], (match["printed"] or "").strip(), _place(text, match.start()), *match.span())


def find_in_latex(text: str) -> Iterator[Binding]:
    """The bindings of a LaTeX text, those in comments left out; braces inside the number are balanced."""
    for match in _LATEX.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        end = _close_brace(text, match.end())
        if not _COMMENT.search(line) and end:
            printed = read_tex(text[match.end() : end - 1])
            yield Binding(match["name"], printed, _place(text, match.start()), match.start(), end)


def _close_brace(text: str, start: int) -> int:
    """The place behind the brace that closes the one before `start`; 0 if it never closes."""
    depth, place = 1, start
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
        if not depth:
            return place
    return 0


def _place(text: str, start: int) -> str:
    return f"line {text.count(chr(10), 0, start) + 1}"


def fill_markdown(text: str, bindable: Mapping[str, Bindable], plain: bool) -> str:
    """The text with the computed numbers in its bindings; unknown ones stay as they are."""

    def write(name: str, shown: str) -> str:
        return shown if plain else f"{{{{cp:{name}|{shown}}}}}"

    return _fill(text, list(find_in_markdown(text)), bindable, write)


def fill_latex(text: str, bindable: Mapping[str, Bindable], plain: bool) -> str:
    """The text with the computed numbers in its bindings; unknown ones stay as they are."""

    def write(name: str, shown: str) -> str:
        return escape_tex(shown) if plain else f"\\cp{{{name}}}{{{escape_tex(shown)}}}"

    return _fill(text, list(find_in_latex(text)), bindable, write)


def _fill(text: str, found: list[Binding], bindable: Mapping[str, Bindable], write: Callable[[str, str], str]) -> str:
    for binding in reversed(found):
        known = bindable.get(binding.name)
        if known is not None:
            shown = update_printed(binding.printed, known)
            text = text[: binding.start] + write(binding.name, shown) + text[binding.end :]
    return text
