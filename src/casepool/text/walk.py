"""The walk over the parts of a document that hands each part the role of the heading it stands under."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.text.case_boundaries import weigh
from casepool.text.headings import Part
from casepool.text.opening import CONTENT

_CLOSED = ("discussion", "review", "conclusion")
_PASSIVE = ("introduction", "abstract", "title", "front", "other", "ethics", "references", "caption", "table", "")
_AFTER = {"abstract": "introduction", "": "other"}
_AFTER_AT_TOP = {"abstract": "introduction", "": "other", "introduction": "review"}
_LONG = 300
_LONGEST_ASIDE = 900
_WIDE = 40
_LOOK = 2500
_TELLS = 2.0
_IMPERSONAL = 1.5


@dataclass(frozen=True, slots=True)
class Given:
    """A part with its role ("" = not decided) and the heading it stands under; `opens`: it begins a section."""

    part: Part
    role: str
    sub: str = ""
    title: str = ""
    depth: int = 1
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """An open section: role, sub-role, heading, level (0 = unknown); `block`: its heading covers one block only."""

    role: str = ""
    sub: str = ""
    title: str = ""
    level: int = 0
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before the walk: fixed roles by part, labels, first content heading, title, abstract."""

    fixed: Sequence[str]
    labels: frozenset[int]
    content: int
    title: int | None
    abstract: range


class Walk:
    """Walks the parts in order; `flat` is the flattened text that content is judged on."""

    def __init__(self, flat: str, parts: Sequence[Part], plan: Plan) -> None:
        self.flat, self.parts, self.plan = flat, parts, plan
        self.heading_after = _starts_of_next_headings(parts, len(flat))
        self.stack: list[Open] = []
        self.now = Open()
        self.content = Open()
        self.now_start = 0
        self.aside_lines = 1

    def give_roles(self) -> list[Given]:
        """Every part with its role; "" where no heading says it."""
        return [self._give(index, part) for index, part in enumerate(self.parts)]

    def _give(self, index: int, part: Part) -> Given:
        if index == self.plan.title:
            return Given(part, "title", title=part.heading, opens=True)
        if index in self.plan.abstract:
            return self._give_abstract(index, part)
        fixed = self.plan.fixed[index]
        if fixed:
            return Given(part, fixed, title=part.heading, opens=part.is_heading)
        if index < self.plan.content:
            return self._give_opening(index, part)
        if part.is_heading:
            self.now = self._open(index, part)
            self.now_start, self.aside_lines = part.start, 1
            self._remember()
        elif self.now.aside:
            self._leave_aside(part)
        return Given(part, self.now.role, self.now.sub, self.now.title, max(1, self.now.level), part.is_heading)

    def _give_abstract(self, index: int, part: Part) -> Given:
        fixed = self.plan.fixed[index]
        if fixed and fixed != "references":
            return Given(part, fixed)
        if part.is_heading:
            aside = part.rule is not None and part.rule.place == "block"
            role = "front" if aside else "abstract"
            level = part.level if index == self.plan.abstract.start else 0
            self.now = Open(role, "", part.heading, level)
            self._remember()
        given = Given(part, self.now.role or "abstract", title=self.now.title, opens=part.is_heading)
        if index + 1 == self.plan.abstract.stop and self.plan.abstract.stop < len(self.parts):
            self.now = Open("introduction")
        return given

    def _give_opening(self, index: int, part: Part) -> Given:
        """Before the first content heading: front matter, unless it is running text (decided later)."""
        if part.is_heading:
            self.now = Open("front", title=part.heading, aside=True)
            return Given(part, "front", title=part.heading, opens=True)
        long = part.end - part.start >= _LONG
        return Given(part, "" if long or not self._has_headings_later() else "front")

    def _has_headings_later(self) -> bool:
        return self.plan.content < len(self.parts)

    def _remember(self) -> None:
        if self.now.role in CONTENT:
            self.content = self.now

    def _leave_aside(self, part: Part) -> None:
        """Running text after a heading such as key words or address is no longer under it."""
        self.aside_lines += 1
        read = part.end - self.now_start
        wide = part.end - part.start >= _LONG or (read >= _LONGEST_ASIDE and read >= _WIDE * self.aside_lines)
        if wide if self.now.role == "front" else self.aside_lines > 2:
            back = self.content
            self.now = Open("introduction") if back.role in ("", "abstract") else back

    def _open(self, index: int, part: Part) -> Open:
        level = part.level
        parent = self._parent(level)
        role, sub, aside = self._judge(index, part, parent)
        opened = Open(role, sub, part.heading, level, aside)
        if part.rule is not None and part.rule.place == "article" and not level:
            self.stack.clear()
        if not aside:
            self.stack.append(opened)
        return opened

    def _parent(self, level: int) -> Open | None:
        """The section that encloses a heading of this level (0: unknown, then the one that is open)."""
        if not level:
            return self.stack[-1] if self.stack else None
        while self.stack and (self.stack[-1].level >= level or not self.stack[-1].level):
            self.stack.pop()
        return self.stack[-1] if self.stack else None

    def _is_over(self) -> bool:
        """Whether the article's own text has ended: back matter or the reference list is open."""
        return self.now.role in ("references", "ethics", "other") and self.content.role in (*_CLOSED, "case", "results")

    def _is_within_body(self, role: str) -> bool:
        """Whether a declaration stands inside the article ("Ethical approval" among the methods)."""
        return role == "ethics" and self.content.role in ("introduction", "methods", "results", "case")

    def _judge(self, index: int, part: Part, parent: Open | None) -> tuple[str, str, bool]:
        """Role, sub-role, and whether it covers only what stands directly under it."""
        rule = part.rule
        enclosing = parent.role if parent else ""
        if rule is None:
            return self._judge_unknown(index, part, parent)
        if part.run_in and rule.role == "case" and self._is_over():
            return self.now.role, "", False
        if rule.place == "block":
            return rule.role, "", rule.role == "front" or self._is_within_body(rule.role)
        if rule.place == "case":
            return self._judge_case_label(index, part, enclosing)
        if rule.role == "case" and part.level > 1 and enclosing in _CLOSED and not self._tells(index, _TELLS * 2):
            return enclosing, "", False
        return rule.role, rule.sub, False

    def _judge_case_label(self, index: int, part: Part, enclosing: str) -> tuple[str, str, bool]:
        assert part.rule is not None
        if enclosing == "case" or (self.now.role == "case" and not part.level):
            return "case", part.rule.sub, False
        open_role = enclosing or self.content.role
        if open_role in _CLOSED or not self._tells(index, 0.1):
            return (open_role or "other"), "", False
        return "case", part.rule.sub, False

    def _judge_unknown(self, index: int, part: Part, parent: Open | None) -> tuple[str, str, bool]:
        """An unknown heading has the role around it; at the top of the article the wording below it decides."""
        if self._is_over():
            return self.now.role if self.now.role != "references" else "other", "", False
        if parent is not None:
            return parent.role, parent.sub, False
        told = self._tells(index, _TELLS)
        before = self.content.role
        if told and before not in _CLOSED:
            return "case", "", False
        if not part.level:
            return _AFTER.get(before, before), "", False
        return _AFTER_AT_TOP.get(before, before), "", False

    def _tells(self, index: int, least: float) -> bool:
        """Whether the text under a heading tells a patient more than it speaks in general; of nobody, by far more."""
        start = self.parts[index].start
        after = self.heading_after[index]
        weight = weigh(self.flat, start, min(after, start + _LOOK))
        return weight.plain_balance >= (least if weight.person else least + _IMPERSONAL)


def _starts_of_next_headings(parts: Sequence[Part], length: int) -> list[int]:
    """For each part where the next heading begins (`length` after the last one)."""
    starts = [length] * len(parts)
    nearest = length
    for index in range(len(parts) - 1, -1, -1):
        starts[index] = nearest
        nearest = parts[index].start if parts[index].is_heading else nearest
    return starts
