"""The list of references: what is cited, numbered in the order of the text or sorted by name, in a journal's style."""

import re

from casepool.domain.cohort import Patient
from casepool.domain.record import Record
from casepool.knowledge.article_words import CitationStyle
from casepool.write.article.inputs import ReviewInput
from casepool.write.article.model import Block, Cited, Entry, Gap, Words, list_runs
from casepool.write.article.names import NameBook, family_and_initials, show_author_year
from casepool.write.escape import show_line

_PIECE = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")


class ReferenceBook:
    """The entries that an article can cite: held publications, and cited ones whose bibliographic data are known."""

    def __init__(self, review: ReviewInput, names: NameBook, style: CitationStyle) -> None:
        self._review = review
        self._names = names
        self.style = style

    def keys_of(self, patient: Patient) -> tuple[str, ...]:
        """The keys of the publications that tell of a patient; of table rows those that are known by their record."""
        keys = [self._names.source_key(case) for case in patient.cases]
        return tuple(key for key in dict.fromkeys(keys) if self.record(key) is not None)

    def record(self, key: str) -> Record | None:
        """The bibliographic data of a key, from its record or from the publication that is held; None without any."""
        if key in self._review.records:
            return self._review.records[key]
        held = self._names.held.get(key)
        if held is None or not (held.title or held.authors):
            return None
        return Record(
            title=held.title, authors=held.authors, year=held.year, journal=held.journal, doi=held.doi, pmid=held.pmid
        )

    def list_entries(self, blocks: tuple[Block, ...], also: tuple[str, ...] = ()) -> tuple[Entry, ...]:
        """The entries that the blocks cite, then those of `also`, each once, in the order of the style."""
        cited = [run.key for block in blocks for runs in list_runs(block) for run in runs if isinstance(run, Cited)]
        keys = [key for key in dict.fromkeys((*cited, *also)) if self.record(key) is not None]
        if self.style.order == "name":
            keys.sort(key=lambda key: (self.write(key).casefold(), key))
        return tuple(
            Entry(key, self.style.label.format(number=number), (Words(self.write(key)),) if self.write(key) else
                  (Gap(key),))
            for number, key in enumerate(keys, start=1)
        )  # fmt: skip

    def show_cited(self, entries: tuple[Entry, ...]) -> dict[str, str]:
        """What stands in the text for each key: its number, or author and year."""
        if self.style.order == "name":
            return {entry.key: f"({self._names.publication(entry.key)})" for entry in entries}
        return {entry.key: str(number) for number, entry in enumerate(entries, start=1)}

    def write(self, key: str) -> str:
        """One entry as text."""
        record = self.record(key)
        return write_reference(record, self.style) if record else ""


def write_reference(record: Record, style: CitationStyle) -> str:
    """A record as an entry of the list of references, on one line; parts that are missing are left out."""
    parts = {name: show_line(str(getattr(record, name) or "")) for name in ("title", "journal", "year", "volume")}
    parts |= {name: show_line(getattr(record, name)) for name in ("issue", "pages", "doi")}
    parts |= {"authors": write_authors(record.authors, style), "title": parts["title"].rstrip(".")}
    text = _PIECE.sub(lambda piece: _fill(piece[1], parts), style.entry)
    filled = _fill(text, parts, always=True)
    return re.sub(r"^\W+", "", re.sub(r"\.(\s*\.)+", ".", " ".join(filled.split())))


def _fill(text: str, parts: dict[str, str], always: bool = False) -> str:
    names = _PLACE.findall(text)
    if not always and any(not parts.get(name) for name in names):
        return ""
    return _PLACE.sub(lambda place: parts.get(place[1], ""), text)


def write_authors(authors: tuple[str, ...], style: CitationStyle) -> str:
    """The authors in the style's form, those above its limit as "et al"."""
    named = [family_and_initials(author) for author in authors]
    shown = [
        style.names.format(family=family, initials=initials).rstrip(" ,") for family, initials in named[: style.most]
    ]
    if len(named) > style.most:
        return style.join.join(shown) + style.et_al
    return style.last.join(filter(None, (style.join.join(shown[:-1]), *shown[-1:])))


def name_authors(record: Record) -> str:
    """ "Surname 2016" of a record, "" without authors."""
    return show_author_year(record.authors, record.year) if record.authors else ""
