"""What a rule sees: the extraction, the text made ready for matching, and the making of findings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from casepool.audit.ledger import name_place
from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.document import Document, Reference
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.knowledge.rules import load_rules
from casepool.knowledge.words import WordList, load_words
from casepool.text.citations import CitationStyle, judge_citations
from casepool.text.grammar import Hit, compile_grammar, find_hits
from casepool.text.view import Sentence, TextView


class Paper:
    """One extracted document, as the rules see it."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.document: Document = extraction.document
        self.view = TextView(extraction.document)
        self._hits: dict[str, list[tuple[Sentence, Hit]]] = {}

    @property
    def told(self) -> tuple[Case, ...]:
        """The cases that the paper itself tells."""
        return self.extraction.told_cases

    @property
    def is_article(self) -> bool:
        """Whether this is a whole article (it has a part beside the case), not a case text alone."""
        return bool(self.roles & {"introduction", "discussion", "conclusion", "references"})

    @property
    def rows(self) -> tuple[Case, ...]:
        """The earlier cases, known from rows of its review tables."""
        return self.extraction.row_cases

    @cached_property
    def roles(self) -> frozenset[str]:
        """The section roles that the document has."""
        return frozenset(s.role for s in self.document.sections)

    @cached_property
    def citation_style(self) -> CitationStyle:
        """How the paper cites, and whether that is certain and whole."""
        document = self.document
        parts = (document.text, document.sections, document.blocks, document.references, document.citations)
        return judge_citations(*parts)

    def hits(self, grammar: str, rule: str = "") -> list[tuple[Sentence, Hit]]:
        """The hits of an audit grammar over all sentences, in reading order; `rule` keeps those whose id ends so."""
        if grammar not in self._hits:
            self._hits[grammar] = [
                (sentence, hit)
                for sentence in self.view.sentences
                for compiled in self.view.candidates(grammar, sentence)
                if not compiled.rule.roles or sentence.role in compiled.rule.roles
                for hit in compiled.search(self.view.folded, sentence.start, sentence.end)
            ]
        return [(s, h) for s, h in self._hits[grammar] if not rule or h.rule.id.endswith(rule)]

    def word_list(self, name: str) -> WordList:
        """A word list of the knowledge, by name."""
        return load_words()[name]

    def quote(self, hit: Hit) -> Evidence:
        """The evidence of a hit."""
        return self.view.evidence(hit.start, hit.end)

    def sentence_quote(self, sentence: Sentence) -> Evidence:
        """The whole sentence as evidence."""
        return self.view.evidence(sentence.start, sentence.end)

    def clauses(self, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        """The clause around each mention, each once, in the order given: what a finding shows."""
        return tuple(dict.fromkeys(self.view.clause(m.evidence) for m in mentions))

    def wide_clauses(self, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        """The sentence around each mention where it is short, else its clause, each once."""
        return tuple(dict.fromkeys(self.wide_clause(m.evidence) for m in mentions))

    def wide_clause(self, evidence: Evidence, longest: int = 240) -> Evidence:
        """The sentence around an evidence if it has at most `longest` characters, else the clause."""
        sentence = self.view.sentence_of(evidence)
        short = sentence is not None and sentence.end - sentence.start <= longest
        return self.sentence_quote(sentence) if sentence and short else self.view.clause(evidence, longest)

    def is_malignant(self, case: Case) -> bool:
        """Whether the diagnosis of a case names a malignant tumour (by its words; a grade or stage also tells)."""
        told = [m for m in case.told("diagnosis") if m.status == "present"]
        words = " ".join(
            [str(m.value).lower() for m in told] + [self.words_of(self.view.clause(m.evidence)) for m in told]
        )
        return bool(self.word_list("malignant_tumours").pattern.search(words))

    def hits_in(self, grammar: str, rule: str, evidence: Evidence) -> list[Hit]:
        """The hits of a grammar rule inside an evidence."""
        start, end = evidence.span.start, evidence.span.end
        return [h for _, h in self.hits(grammar, rule) if start <= self.view.shadow.canonical(h.start, h.end)[0] < end]

    def words_of(self, evidence: Evidence) -> str:
        """The shadow text of an evidence."""
        shadow = self.view.shadow
        return shadow.folded[shadow.offset(evidence.span.start) : shadow.offset(evidence.span.end)]

    def speaks_of(self, name: str) -> bool:
        """Whether a word of a list stands anywhere in the text."""
        return bool(self.word_list(name).pattern.search(self.view.folded))

    def around(self, evidence: Evidence, before: int = 30, after: int = 30) -> tuple[str, str]:
        """The shadow text beside an evidence, within its sentence: what stands before and what follows."""
        sentence = self.view.sentence_of(evidence)
        if sentence is None:
            return "", ""
        shadow, text = self.view.shadow, self.view.folded
        start, end = shadow.offset(evidence.span.start), shadow.offset(evidence.span.end)
        return text[max(sentence.start, start - before) : start], text[end : min(sentence.end, end + after)]

    def has(self, name: str, evidence: Evidence) -> bool:
        """Whether the clause around an evidence holds a word of a list."""
        return bool(self.word_list(name).pattern.search(self.words_of(self.view.clause(evidence))))

    def sums_up(self, evidence: Evidence) -> bool:
        """Whether the sentence around an evidence sums the case up ("In summary, ...")."""
        sentence = self.view.sentence_of(evidence)
        return sentence is not None and bool(self.word_list("summary_words").pattern.search(self.view.words(sentence)))

    def listed(self, name: str, words: str) -> set[str]:
        """The canonical words of a word list that stand in a piece of shadow text."""
        listed = self.word_list(name)
        return {listed.canonical(found.group()) for found in listed.pattern.finditer(words)}

    def row_cells(self, table_id: str, row: int | None) -> tuple[Evidence, ...]:
        """The filled cells of one row of a table."""
        table = self.document.table(table_id)
        cells = [c for c in table.cells if c.row == row and c.end > c.start] if table else []
        return tuple(self.document.evidence(c.start, c.end) for c in cells)

    def table_cells(self) -> tuple[Evidence, ...]:
        """Every filled cell of every table, in reading order."""
        cells = [c for table in self.document.tables for c in table.cells if c.end > c.start]
        return tuple(self.document.evidence(c.start, c.end) for c in sorted(cells, key=lambda c: c.start))

    def cell_hits(self, grammar: str) -> list[tuple[Evidence, Hit]]:
        """The hits of an audit grammar in each cell taken as a whole, whatever sentences it holds."""
        shadow, found = self.view.shadow, []
        for cell in self.table_cells():
            start, end = shadow.offset(cell.span.start), shadow.offset(cell.span.end)
            found += [(cell, hit) for hit in find_hits(compile_grammar(grammar), shadow.folded, start, end)]
        return found

    def row_label(self, mention: Mention) -> tuple[Evidence, ...]:
        """The first cell of the row that a mention stands in: "Present case"."""
        place = mention.evidence.place
        return self.row_cells(place.table, place.row)[:1]

    def cells(self, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        """The whole cell or sentence around each mention, each once."""
        sentences = (self.view.sentence_of(m.evidence) for m in mentions)
        return tuple(dict.fromkeys(self.sentence_quote(s) for s in sentences if s))

    def table_label(self, table_id: str) -> str:
        """The printed label of a table, or "the table"."""
        table = self.document.table(table_id)
        return (table.label if table else "") or "the table"

    def caption(self, table_id: str) -> Evidence | None:
        """The caption of a table as evidence, or None if it has none."""
        table = self.document.table(table_id)
        return self.document.evidence(*table.caption) if table and table.caption else None

    def find_in(self, reference: Reference, words: str) -> Evidence:
        """The first place of these words in a reference, else the beginning of the reference."""
        start = self.document.text.find(words, reference.start, reference.end) if words else -1
        if start >= 0:
            return self.document.evidence(start, start + len(words))
        return self.document.evidence(reference.start, min(reference.end, reference.start + 80))

    def owns(self, case: Case, sentence: Sentence) -> bool:
        """Whether a sentence speaks of this case: of the case part of a paper with one patient, else only a sentence
        in which a mention of the case stands.
        """
        if len(self.told) == 1 and sentence.role in ("case", "abstract", "caption"):
            return True
        start, end = self.view.shadow.canonical(sentence.start, sentence.end)
        return any(start <= m.evidence.span.start < end for m in case.mentions)

    def of_one_person(self, mentions: Sequence[Mention], key: Callable[[Mention], object]) -> list[Mention]:
        """The mentions without those that introduce another person: in a sentence that gives two values, or after
        words for another one ("another patient was a woman")."""
        held: dict[int, set[object]] = {}
        for mention in mentions:
            sentence = self.view.sentence_of(mention.evidence)
            if sentence is not None and mention.evidence.place.block != "cell":
                held.setdefault(sentence.index, set()).add(key(mention))
        return [m for m in mentions if not self._is_another(m, held)]

    def _is_another(self, mention: Mention, held: Mapping[int, set[object]]) -> bool:
        sentence = self.view.sentence_of(mention.evidence)
        if sentence is None or mention.evidence.place.block == "cell":
            return False
        before, _ = self.around(mention.evidence, 60, 0)
        return len(held[sentence.index]) > 1 or bool(self.word_list("another_person").pattern.search(before))

    def name_sentence(self, sentence: Sentence) -> str:
        """Where a sentence stands, for a message."""
        return name_place(self.sentence_quote(sentence))

    def both_sides(self, groups: Sequence[Sequence[Mention]]) -> tuple[Evidence, ...]:
        """The clauses of all sides: the first of each group, the rarest first, then the rest."""
        firsts = [group[0] for group in reversed(groups)]
        return self.clauses([*firsts, *(m for group in groups for m in group)])

    def finding(
        self,
        rule: str,
        evidence: Iterable[Evidence] = (),
        variant: str = "",
        card: str = "",
        case: str = "",
        searched: str = "",
        **values: object,
    ) -> Finding:
        """A finding of a rule, its texts filled from the rule's templates, its quotes each once."""
        declared = load_rules()[rule]
        headline, explanation, suggestion = declared.fill(variant, **values)
        return Finding(
            rule,
            declared.severity,
            headline,
            explanation,
            suggestion,
            tuple(dict.fromkeys(evidence)),
            searched=searched,
            card=card,
            case=case,
        )
