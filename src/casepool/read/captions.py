"""Caption lines: how figures and tables are labelled in print, in the languages of the literature."""

import re
from dataclasses import dataclass

from casepool.knowledge.compiled import compile_pattern

TABLE_WORDS = ("tables?", "tab", "tableau", "tabelle", "tabla", "tabela", "tabella", "quadro")
FIGURE_WORDS = (
    *("figures?", "figs?", "figura", "abbildung", "abb", "image", "photo", "scheme", "plate", "chart", "graph"),
    *("video", "box"),
)
_LONGEST = 30
_LABEL = compile_pattern(
    rf"""^\W{{0,6}}(?:(?:supplement(?:ary|al)|online|extended\ data|appendix)\s+)?
    (?:(?P<table>{"|".join(TABLE_WORDS)})|(?P<figure>{"|".join(FIGURE_WORDS)}))
    \.?\s{{0,3}}(?:no\.?\s?)?(?P<number>[SA]?\d{{1,3}}|[IVX]{{1,5}}(?![a-z]))(?P<part>\s?\(?[A-Ha-h]\)?(?![\w]))?""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = compile_pattern(r"^\s*(?:[.:|\-–—*_]+|$)|^\s+[^\Wa-z\d_]|^\s+[(\"'“]|^\s+\d{1,4}\s*[-–]|^[*_]+\s*\S")


@dataclass(frozen=True, slots=True)
class CaptionLabel:
    """The label at the start of a caption: `kind` is table or figure, `rest` the index where its text begins."""

    kind: str
    printed: str
    number: str
    rest: int


def find_caption_label(words: str) -> CaptionLabel | None:
    """The label that `words` opens with if it is a caption ("Fig. 2: ..."), None for a sentence ("Table 1 shows ...").

    A label is followed by punctuation, by an upper-case word, a bracket, or by nothing.
    """
    match = _LABEL.match(words[: _LONGEST * 3])
    if match is None or not _AFTER.match(words[match.end() : match.end() + 40]):
        return None
    printed = words[match.start("table") if match.group("table") else match.start("figure") : match.end("number")]
    rest = match.end() + len(words[match.end() :]) - len(words[match.end() :].lstrip(" .:|)]-–—*_\t"))
    return CaptionLabel("table" if match.group("table") else "figure", printed, match.group("number"), rest)
