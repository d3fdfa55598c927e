"""The page that `check --html` writes: one file, no script, no request; the paper and its marks beside the findings."""

import base64
import hashlib
import re
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, Template

from casepool.domain.check import CheckResult
from casepool.domain.finding import SEVERITIES
from casepool.write.check_cards import CardWriter
from casepool.write.check_extras import (
    list_aside,
    list_checklists,
    list_families,
    list_stale_entries,
    say_journal,
    write_family_style,
)
from casepool.write.escape import show_line
from casepool.write.paper_html import PaperWriter
from casepool.write.paper_marks import MarkIndex, name_anchors
from casepool.write.paper_pieces import escape_words
from casepool.write.say_check import say_contents, say_nothing_found, say_number, say_reading, say_source

STYLES = ("tokens.css", "components.css", "check.css", "narrow.css", "print.css")
FOLDED = (("gap", "missing where it is expected"), ("note", "normalisation and style"))
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def write_check_page(result: CheckResult) -> str:
    """The page for one document, complete in itself. The same result gives the same text."""
    cards = result.cards
    anchors = name_anchors(cards)
    paper = PaperWriter(result.document, MarkIndex(cards, anchors))
    writer = CardWriter(result, paper.pieces)
    views = [writer.build(card, anchor) for card, anchor in zip(cards, anchors, strict=True)]
    style = "\n".join(filter(None, (load_style(), write_family_style(views))))
    return load_template().render(
        style=style,
        style_hash=hash_style(style),
        icons=load_icons(),
        title=f"{say_source(result)}: {_say_counts(result)} · casepool check",
        source=say_source(result),
        contents=" · ".join(say_contents(result)),
        reading=say_reading(result),
        article=paper.write(),
        views=views,
        families=list_families(views),
        aside=list_aside(result),
        stale=list_stale_entries(result),
        checklists=list_checklists(result),
        journal=say_journal(result),
        counts=[(severity, result.counts.cards[severity]) for severity in SEVERITIES],
        folded=FOLDED,
        problems=[(show_line(p.message), show_line(p.way_out)) for p in result.read_note.problems],
        nothing=say_nothing_found(result),
        rules_version=show_line(result.rules_version),
        sha256=result.document.sha256,
    )


def load_style(names: tuple[str, ...] = STYLES) -> str:
    """The style of the page without its comments and empty lines."""
    css = _COMMENT.sub("", "\n".join(_read("assets", name) for name in names))
    return "\n".join(line.strip() for line in css.splitlines() if line.strip())


def hash_style(style: str) -> str:
    """The source expression that lets this style, and no other, into the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def load_icons() -> str:
    """The drawings of the icons, to stand once in a page."""
    return _read("assets", "icons.svg").strip()


def load_template(name: str = "check.html.j2") -> Template:
    """The frame of the page; every value is escaped, but for those that the template calls safe."""
    environment = Environment(
        loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["words"] = escape_words
    environment.filters["number"] = say_number
    return environment.from_string(_read("templates", name))


def _say_counts(result: CheckResult) -> str:
    return ", ".join(say_number(result.counts.cards[severity], severity) for severity in ("error", "warning"))


def _read(*parts: str) -> str:
    return files("casepool.write").joinpath(*parts).read_text(encoding="utf-8")
