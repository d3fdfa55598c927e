"""Content controls of a Word part, found by a streaming parser that knows the byte of everything; no DTD, no entities.

A draft is changed only inside its bound controls: every other byte of the part stays as Word wrote it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from casepool.domain.errors import UsageError
from casepool.write.escape import show_hidden
from casepool.write.formats.word_xml import TAG_PREFIX

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
DEEPEST = 256


@dataclass
class Control:
    """A control with a tag of casepool: the tag, the paragraph in which it begins, and the bytes of its parts.

    `texts` are the byte ranges of the contents of its w:t elements with their text.
    """

    tag: str = ""
    paragraph: int = 0
    start: int = 0
    end: int = 0
    content: tuple[int, int] = (0, 0)
    placeholder: tuple[int, int] = (0, 0)
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    has_inner: bool = False

    @property
    def printed(self) -> str:
        """The text inside, nothing for the placeholder that Word shows in an empty control."""
        return "" if self.placeholder[1] else "".join(text for _, _, text in self.texts).strip()


class ControlFinder:
    """Finds the bound controls of one part, given as UTF-8 bytes."""

    def __init__(self, part: bytes, name: str) -> None:
        self._part = part
        self._name = name
        self._open: list[Control] = []
        self._depth = 0
        self._paragraphs = 0
        self._text: tuple[int, list[str]] | None = None
        self.found: list[Control] = []
        self._parser = expat.ParserCreate("UTF-8", "|")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take
        self._parser.StartDoctypeDeclHandler = self._refuse

    def find(self) -> list[Control]:
        """The controls whose tag begins with "cp:", in their order. Raises UsageError for XML that is damaged."""
        try:
            self._parser.Parse(self._part, True)
        except expat.ExpatError as error:
            raise UsageError(f"{self._name}: the Word file is damaged ({error}). Save it again in Word.") from error
        return sorted(self.found, key=lambda control: control.start)

    def _refuse(self, *arguments: object) -> None:
        raise UsageError(f"{self._name}: a Word file holds no document type. Save it again in Word.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UsageError(f"{self._name}: the Word file nests deeper than {DEEPEST} levels. Save it again in Word.")
        handler = self._handlers().get(_local(name))
        if handler:
            handler(attributes)

    def _handlers(self) -> dict[str, Callable[[dict[str, str]], None]]:
        return {
            "p": self._begin_paragraph,
            "sdt": lambda attributes: self._open.append(Control(paragraph=self._paragraphs, start=self._here)),
            "tag": self._read_tag,
            "showingPlcHdr": self._read_placeholder,
            "sdtContent": self._begin_content,
            "t": self._begin_text,
        }

    @property
    def _here(self) -> int:
        return self._parser.CurrentByteIndex

    def _begin_paragraph(self, attributes: dict[str, str]) -> None:
        self._paragraphs += 1
        for control in self._open:
            if control.content[0] and not control.texts:
                control.paragraph = self._paragraphs

    def _read_tag(self, attributes: dict[str, str]) -> None:
        if self._open and not self._open[-1].content[0]:
            self._open[-1].tag = next((value for key, value in attributes.items() if _local(key) == "val"), "")

    def _read_placeholder(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._open[-1].placeholder = (self._here, self._after_tag())

    def _begin_content(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._open[-1].content = (self._after_tag(), 0)

    def _begin_text(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._text = (self._after_tag(), [])

    def _take(self, text: str) -> None:
        if self._text:
            self._text[1].append(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        local = _local(name)
        if local == "t" and self._text:
            start, parts = self._text
            for control in self._open:
                control.texts.append((start, max(self._here, start), "".join(parts)))
            self._text = None
        elif local == "sdtContent" and self._open:
            self._open[-1].content = (self._open[-1].content[0], max(self._here, self._open[-1].content[0]))
        elif local == "sdt" and self._open:
            self._close(self._open.pop())

    def _close(self, control: Control) -> None:
        control.end = self._after_tag()
        if control.tag.startswith(TAG_PREFIX):
            for outer in self._open:
                outer.has_inner = True
            self.found.append(control)

    def _after_tag(self) -> int:
        """The byte behind the tag that begins here; a ">" inside quotes does not end it."""
        place, quote = self._here, 0
        while True:
            byte = self._part[place]
            if quote:
                quote = 0 if byte == quote else quote
            elif byte in b"\"'":
                quote = byte
            elif byte == ord(">"):
                return place + 1
            place += 1


def _local(name: str) -> str:
    space, _, local = name.rpartition("|")
    return local if space in WORD else ""


def replace_text(part: bytes, control: Control, shown: str) -> list[tuple[int, int, bytes]]:
    """The changes that make a control print `shown`: the first text takes it, further ones become empty."""
    clean = escape(show_hidden(shown)).encode()
    if not control.texts:
        prefix = _prefix(part, control)
        run = (
            b"<"
            + prefix
            + b"r><"
            + prefix
            + b't xml:space="preserve">'
            + clean
            + b"</"
            + prefix
            + b"t></"
            + prefix
            + b"r>"
        )
        changes = [(control.content[1], control.content[1], run)]
    else:
        changes = [(start, end, clean if number == 0 else b"") for number, (start, end, _) in enumerate(control.texts)]
    return [*changes, *([(*control.placeholder, b"")] if control.placeholder[1] else [])]


def unwrap(control: Control) -> list[tuple[int, int, bytes]]:
    """The changes that leave the content of a control without the control."""
    return [(control.start, control.content[0], b""), (control.content[1], control.end, b"")]


def _prefix(part: bytes, control: Control) -> bytes:
    """The namespace prefix with its colon, as the control's own element has it."""
    name = part[control.start + 1 : control.start + 40].split(b"sdt", 1)[0]
    return name if name.endswith(b":") else b""


def apply_changes(part: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """The part with its changes; none of them may overlap another, and one inside a removed range is dropped."""
    for start, end, data in sorted(changes, key=lambda change: change[:2], reverse=True):
        part = part[:start] + data + part[end:]
    return part
