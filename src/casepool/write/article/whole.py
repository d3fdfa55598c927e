"""The whole article: its parts in their order, then as files."""

from collections.abc import Sequence
from itertools import chain

from casepool.domain.errors import UsageError
from casepool.knowledge.article_words import Theme, load_styles, load_themes
from casepool.write.article.cells import CellBook
from casepool.write.article.closing import (
    list_blockers,
    list_unverified,
    write_appraisal,
    write_conflicts,
    write_declarations,
    write_limitations,
    write_perspective,
)
from casepool.write.article.comparison import write_background, write_comparison, write_tested
from casepool.write.article.inputs import COMMENTS, FORMATS, ArticleFile, ArticleFiles, ReviewInput
from casepool.write.article.model import (
    Article,
    Block,
    Gap,
    Heading,
    Paragraph,
    PlateBlock,
    ReferenceBlock,
    Supplement,
    Words,
    list_bound,
)
from casepool.write.article.opening import MethodsWriter, load_profile, write_opening, write_title
from casepool.write.article.placing import Drawn, FigurePlacer, put_tables_last
from casepool.write.article.plates import write_plates, write_timeline
from casepool.write.article.references import ReferenceBook
from casepool.write.article.results import list_estimates, write_outcomes, write_results, write_table_two
from casepool.write.article.sentences import write_case_section
from casepool.write.article.table_one import list_table_one, write_table_one
from casepool.write.escape import show_hidden, show_line

Part = tuple[Block, ...]
FIRST_FIGURE_TABLE = 3


def build_article(review: ReviewInput, figures: Sequence[Drawn] | None = None) -> Article:
    """The article of a review as a value. `figures` stand for those that are drawn from the review itself.

    Raises UsageError for an unknown journal, an empty cohort, and a picture that may not be placed.
    """
    if not review.cohort.patients:
        raise UsageError("The pool holds no patient, so there is nothing to write. Add publications or an index case.")
    theme = load_theme(review)
    return _Builder(review, theme, draw_figures(review) if figures is None else figures).build()


def load_theme(review: ReviewInput) -> Theme:
    """The theme of the journal of the review. Raises UsageError for a journal without profile."""
    name, themes = review.journal or review.protocol.journal or "care_default", load_themes()
    if name not in themes:
        raise UsageError(f"There is no journal profile {name!r}. Allowed: {', '.join(themes)}.")
    return themes[name]


def draw_figures(review: ReviewInput) -> tuple[Drawn, ...]:
    """The figures of the review, in the order of the article."""
    from casepool.write.article.drawing import draw_review

    return draw_review(review)


class _Builder:
    """One article in the making."""

    def __init__(self, review: ReviewInput, theme: Theme, figures: Sequence[Drawn]) -> None:
        self.review = review
        self.theme = theme
        self.book = CellBook(review, theme.age_as_decade)
        self.references = ReferenceBook(review, self.book.names, load_styles()[theme.style])
        self.placer = FigurePlacer(figures, FIRST_FIGURE_TABLE)
        self.heads = self.book.wording.parts["headings"]

    def build(self) -> Article:
        profile = load_profile(self.book)
        title = write_title(self.book, self.theme.title)
        opening = write_opening(self.book, title, profile, self.theme.anonymised)
        body = (*opening, *self._case(), *MethodsWriter(self.book).write(), *self._results(), *self._closing())
        blocks = put_tables_last(body) if self.theme.tables_last else body
        entries = self.references.list_entries(blocks, also=tuple(sorted(p.id for p in self.review.publications)))
        references: Part = (Heading(1, self.heads["references"], "references"), ReferenceBlock(entries))
        declarations = (Heading(1, self.heads["declarations"], "declarations"),
                        *write_declarations(self.book, self.theme.anonymised))  # fmt: skip
        return Article(
            title=title,
            blocks=(*blocks, *(references if entries else ()), *declarations),
            details={name: self.book.details[name] for name in sorted({run.name for run in list_bound(blocks)})},
            theme=self.theme,
            style=self.references.style,
            footer=self._footer(),
            references=entries,
            supplements=(*self._tables(), *self.placer.supplements),
            unverified=list_unverified(self.book),
            blockers=list_blockers(self.book),
            refusals=tuple(refusal.sentence for refusal in self.review.pooled.all_refusals),
            note=show_line(self.review.note),
            authors="" if self.theme.anonymised else show_line(self.review.declarations.get("authors_line", "")),
            cited=self.references.show_cited(entries),
        )

    def _footer(self) -> str:
        form, wording = self.review.form, self.book.wording
        patients = wording.count(len(self.review.cohort.patients), "patient")
        publications = wording.count(len(self.review.cohort.publications), "publication")
        return f"casepool · form {form.id} {form.version} · {patients} from {publications}"

    def _tables(self) -> tuple[Supplement, ...]:
        return (
            Supplement("Table S1", "All patients, all fields", "table1.csv", list_table_one(self.book)),
            Supplement("Table S2", "All numbers of the pool, with their intervals and bounds, every run included",
                       "numbers.csv", list_estimates(self.book)),
        )  # fmt: skip

    def _section(self, key: str, *parts: Part, level: int = 2) -> Part:
        blocks = tuple(chain.from_iterable(parts))
        return (Heading(level, self.heads[key], key), *blocks) if blocks else ()

    def _case(self) -> Part:
        parts = write_case_section(self.book)
        if not parts:
            return ()
        timeline = write_timeline(self.book)
        timed = self._section("timeline", (timeline,) if timeline else (), self.placer.place("case_timeline"), level=2)
        first, second = ("patient_information", "clinical_findings")
        early = (*parts.get(first, ()), *parts.get(second, ()))
        late = tuple(chain.from_iterable(blocks for name, blocks in parts.items() if name not in (first, second)))
        plates = write_plates(self.book, self.placer.number + 1)
        if isinstance(plates, PlateBlock):
            self.placer.next_number()
        perspective = write_perspective(self.book)
        return (Heading(1, self.heads["case"], "case"), *early, *timed, *late, plates, *perspective)

    def _results(self) -> Part:
        book, placer, signs = self.book, self.placer, self.theme.notes
        table_one = write_table_one(book, self.references, signs)
        flow = placer.place("flow")
        return (
            Heading(1, self.heads["results"], "results"),
            *flow,
            *self._section("patients", write_results(book), (table_one,) if table_one else (),
                           (write_table_two(book, signs),), placer.place("publications")),
            *self._section("reporting", placer.place("reporting")),
            *self._section("levels", placer.place("level_map")),
            *self._section("follow_up", write_outcomes(book), placer.place("swimmer"), placer.place("survival")),
            *self._section("markers", placer.place("markers"), write_tested(book)),
            *self._section("comparison", write_comparison(book), placer.place("comparison")),
            *self._section("background", write_background(book)),
            *self._section("conflicts", write_conflicts(book), placer.place("drift"), placer.place("ledger")),
            *self._appraisal(),
            *placer.rest(),
        )  # fmt: skip

    def _appraisal(self) -> Part:
        words = self.book.wording.parts["appraisal"]
        if not self.review.appraised:
            return self._section("appraisal", (Paragraph((Words(words["none"]),)),))
        tables = chain.from_iterable(write_appraisal(self.book, item) for item in self.review.appraised)
        intro: Part = (Paragraph((Words(words["intro"]),)),)
        return self._section("appraisal", intro, tuple(tables), self.placer.place("appraisal"))

    def _closing(self) -> Part:
        gap = Paragraph((Gap(self.book.wording.parts["gaps"]["discussion"]),))
        return (
            *self._section("discussion", (gap,), level=1),
            *self._section("limitations", write_limitations(self.book), level=1),
        )


def write_article(
    review: ReviewInput, to: str = "html", comments: str = "all", traced: bool = False,
    figures: Sequence[Drawn] | None = None,
) -> ArticleFiles:  # fmt: skip
    """The files of the article in one format. `comments` is for Word ("all", "marked", "none"), `traced` for LaTeX.

    Raises UsageError for a format or a kind of comments that there is not, and what `build_article` raises.
    """
    if to not in FORMATS:
        raise UsageError(f"An article is written to {', '.join(FORMATS)}, not to {to!r}.")
    if comments not in COMMENTS:
        raise UsageError(f"Comments are {', '.join(COMMENTS)}, not {comments!r}.")
    article = build_article(review, figures)
    files = (*_render(article, to, comments, traced), *list_data_files(article))
    return ArticleFiles(files, article.blockers, article.refusals)


def _render(article: Article, to: str, comments: str, traced: bool) -> tuple[ArticleFile, ...]:
    if to == "html":
        from casepool.write.formats.html_page import render_html

        return render_html(article)
    if to == "docx":
        from casepool.write.formats.docx_package import render_docx

        return render_docx(article, comments)
    from casepool.write.formats.tex_document import render_tex

    return render_tex(article, traced)


def list_data_files(article: Article) -> tuple[ArticleFile, ...]:
    """The supplementary tables as CSV files."""
    return tuple(ArticleFile(s.file, "text/csv", show_hidden(s.sheet.csv()).encode()) for s in article.supplements)
