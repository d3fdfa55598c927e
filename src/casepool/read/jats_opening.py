"""The front matter of a JATS article as text: title, authors, addresses, imprint, abstracts, keywords, notes."""

from collections.abc import Iterator

from casepool.read.jats_blocks import BlockText
from casepool.read.jats_front import find_authors, find_date, find_journal, find_meta
from casepool.read.refusal import note
from casepool.read.xml_tree import Element, child_paths, local, words_of

NOTE_TITLES = {
    "conflict": "Conflict of interest",
    "coi-statement": "Conflict of interest",
    "con": "Author contributions",
    "financial-disclosure": "Funding",
    "supported-by": "Funding",
    "ethics-statement": "Ethics statement",
}
_IMPRINT = (("volume", ";"), ("issue", "("), ("fpage", ":"), ("lpage", "-"), ("elocation-id", ":"))
_MAIN_ABSTRACTS = ("", "structured", "summary", "section")


def paths_below(element: Element, path: str) -> Iterator[tuple[Element, str]]:
    """Every element below `element` with its XPath, in document order."""
    for child, child_path in child_paths(element, path):
        if local(child):
            yield child, child_path
            yield from paths_below(child, child_path)


class Opening:
    """Writes the front matter of `article` with the tools of `blocks`. `front`: from the authors to the imprint."""

    def __init__(self, blocks: BlockText, article: Element, path: str) -> None:
        self.blocks = blocks
        self.weaver = blocks.weaver
        self.article = article
        self.meta: Element = find_meta(article)
        self.front: tuple[int, int] | None = None
        fronts = [(e, p) for e, p in child_paths(article, path) if local(e) in ("front", "front-stub")]
        self.paths = {e: p for front in fronts for e, p in paths_below(*front)}

    def write(self) -> None:
        """Write everything up to the keywords; nothing if the article has no front matter."""
        if self.meta is None:
            return
        self._title()
        start = self.weaver.size
        self._authors()
        self._imprint()
        if self.weaver.size > start:
            self.front = (start, self.weaver.size)
        for element in self.meta:
            if local(element) == "abstract":
                self._abstract(element)
            elif local(element) == "kwd-group":
                self._keywords(element)
            elif local(element) == "trans-abstract":
                said = "An abstract in a second language was left out."
                self.blocks.problems.append(note("translated_abstract", said))

    def write_notes(self) -> None:
        """Write the notes on interests, money and ethics, which journals print behind the text."""
        for element in [] if self.meta is None else list(self.meta.iter("fn", "funding-statement")):
            kind = element.get("fn-type", "").lower() if local(element) == "fn" else "supported-by"
            if kind in NOTE_TITLES or local(element.getparent()) == "author-notes":
                self.weaver.insert(NOTE_TITLES.get(kind, "Footnotes"))
                self.weaver.close("heading", level=1)
                self.blocks.labelled(element, self.paths[element], "paragraph")

    def _title(self) -> None:
        groups = [e for e in self.meta if local(e) == "title-group"]
        parts = [e for group in groups for e in group if local(e) in ("article-title", "subtitle")]
        for number, element in enumerate(parts):
            if number:
                self.weaver.insert(" " if self.weaver.last == ":" else ": ")
            self.blocks.fill_flat(element, self.paths[element])
        self.blocks.floats.clear()
        self.weaver.close("title")

    def _authors(self) -> None:
        for person in find_authors(self.meta):
            name = next(person.iter("name", "string-name", "collab"), None)
            if name is not None:
                self.weaver.insert(", " if self.weaver.place else "")
                self._person(name)
        self.weaver.close("paragraph")
        for place in self.meta.iter("aff", "corresp"):
            self.blocks.labelled(place, self.paths[place], "paragraph")

    def _person(self, name: Element) -> None:
        if local(name) != "name":
            self.blocks.fill_flat(name, self.paths[name])
            return
        parts = [part for tag in ("given-names", "surname", "suffix") for part in name if local(part) == tag]
        for number, part in enumerate(parts):
            self.weaver.insert(" " if number else "")
            self.blocks.fill_flat(part, self.paths[part])

    def _imprint(self) -> None:
        """Journal, year, volume, pages and DOI in one line, as a reference prints them."""
        parts = [(find_journal(self.article), ""), (find_date(self.meta), ". ")]
        parts += [(next((e for e in self.meta if local(e) == tag), None), mark) for tag, mark in _IMPRINT]
        parts += [(e, ". doi: ") for e in self.meta if local(e) == "article-id" and e.get("pub-id-type") == "doi"]
        bracket = ""
        for element, mark in parts:
            if element is None or not words_of(element):
                continue
            self.weaver.insert(bracket + mark if self.weaver.place else "")
            self.blocks.fill_flat(element, self.paths[element])
            bracket = ")" if mark == "(" else ""
        self.weaver.insert(bracket)
        self.weaver.close("paragraph")

    def _abstract(self, element: Element) -> None:
        kind = element.get("abstract-type", "")
        words = "Abstract" if kind in _MAIN_ABSTRACTS else f"{kind.replace('-', ' ').capitalize()} abstract"
        self.blocks.own_title(element, words)
        for child, child_path in child_paths(element, self.paths[element]):
            self.blocks.block(child, child_path, 2 if local(child) == "sec" else 1)

    def _keywords(self, element: Element) -> None:
        self.blocks.own_title(element, "Keywords")
        words = list(element.iter("kwd", "compound-kwd"))
        for title in (e for e in element if local(e) == "title"):
            self.blocks.heading(title, self.paths[title], 1)
        for number, word in enumerate(words):
            self.weaver.insert("; " if number else "")
            self.blocks.fill_flat(word, self.paths[word])
        self.weaver.close("paragraph")
