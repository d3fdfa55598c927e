"""A draft against the estimates: what drifted, what is unknown, what is still empty; and the draft filled in."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casepool.domain.errors import UsageError
from casepool.write.bindings.reading import Bindable, Binding, says_same
from casepool.write.bindings.texts import fill_latex, fill_markdown, find_in_latex, find_in_markdown
from casepool.write.bindings.word_draft import fill_word, find_in_word
from casepool.write.escape import show_line

KINDS = {".docx": "word", ".md": "markdown", ".markdown": "markdown", ".txt": "markdown", ".tex": "latex"}


@dataclass(frozen=True, slots=True)
class Drift:
    """A binding with what it should print now (for an unknown name: the nearest known one, or nothing)."""

    binding: Binding
    now: str = ""


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What was found in one draft."""

    name: str
    bound: int
    drifted: tuple[Drift, ...] = ()
    unknown: tuple[Drift, ...] = ()
    empty: tuple[Drift, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every bound number is the computed one."""
        return not (self.drifted or self.unknown or self.empty)

    @property
    def sentence(self) -> str:
        """The check in words, one sentence per kind of trouble."""
        if not self.bound:
            return f"{show_line(self.name)}: no number is bound."
        if self.is_clean:
            return f"{self.bound} bound {_word(self.bound, 'number')}, all as computed."
        return "\n".join(filter(None, (self._say_drifted(), self._say_unknown(), self._say_empty())))

    def _say_drifted(self) -> str:
        told = [
            f"{d.binding.place} '{show_line(d.binding.printed)}' (cp:{show_line(d.binding.name)}) is now {d.now}"
            for d in self.drifted
        ]
        return _join(f"{len(told)} {_word(len(told), 'number')} drifted", told)

    def _say_unknown(self) -> str:
        told = [
            f"{d.binding.place} (cp:{show_line(d.binding.name)})" + (f", did you mean cp:{d.now}?" if d.now else "")
            for d in self.unknown
        ]
        verb = "is" if len(told) == 1 else "are"
        return _join(
            f"{len(told)} {_word(len(told), 'binding')} {verb} unknown (casepool pool --names lists all)", told
        )

    def _say_empty(self) -> str:
        told = [f"{d.binding.place} (cp:{show_line(d.binding.name)}), {d.now}" for d in self.empty]
        verb = "is" if len(told) == 1 else "are"
        return _join(f"{len(told)} {_word(len(told), 'binding')} {verb} still empty (casepool write --fill)", told)


def _word(count: int, one: str) -> str:
    return one if count == 1 else f"{one}s"


def _join(opening: str, told: Sequence[str]) -> str:
    if not told:
        return ""
    text = "; ".join(told)
    return f"{opening}: {text}" + ("" if text.endswith("?") else ".")


def check_draft(data: bytes, name: str, bindable: Mapping[str, Bindable]) -> DraftCheck:
    """Every bound number of a draft against the estimates, after rounding to the printed digits."""
    found = find_bindings(data, name, bindable)
    drifted, unknown, empty = [], [], []
    for binding in found:
        known = bindable.get(binding.name)
        if known is None:
            near = difflib.get_close_matches(binding.name, bindable, n=1, cutoff=0.75)
            unknown.append(Drift(binding, near[0] if near else ""))
        elif not binding.printed:
            empty.append(Drift(binding, known.printed))
        elif not says_same(binding.printed, known):
            drifted.append(Drift(binding, known.printed))
    return DraftCheck(name, len(found), tuple(drifted), tuple(unknown), tuple(empty))


def find_bindings(data: bytes, name: str, bindable: Mapping[str, Bindable]) -> tuple[Binding, ...]:
    """Every bound number of a draft, in its order."""
    kind = read_kind(name)
    if kind == "word":
        return tuple(find_in_word(data, name, bindable))
    find = find_in_markdown if kind == "markdown" else find_in_latex
    return tuple(find(_decode(data, name)))


def fill_draft(data: bytes, name: str, bindable: Mapping[str, Bindable], plain: bool = False) -> bytes:
    """The draft with the computed numbers; `plain` leaves the bare numbers. Unknown bindings stay as they are."""
    kind = read_kind(name)
    if kind == "word":
        return fill_word(data, name, bindable, plain)
    fill = fill_markdown if kind == "markdown" else fill_latex
    return fill(_decode(data, name), bindable, plain).encode()


def read_kind(name: str) -> str:
    """What a draft is, by the ending of its name. Raises UsageError for an ending that is not known."""
    ending = "." + name.lower().rpartition(".")[2]
    if ending not in KINDS:
        raise UsageError(f"{show_line(name)}: a draft ends in {', '.join(KINDS)}. Save it as one of these.")
    return KINDS[ending]


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{show_line(name)}: the draft is not UTF-8 text. Save it with the encoding UTF-8.") from error
