"""Valid synthetic inputs of each format that is read: what the mutations begin with."""

from collections.abc import Callable
from pathlib import Path

from tests.read.docx_parts import cell, docx, para, part, row, run, table
from tests.read.made_scan import make_scan
from tests.read.pdf.made_pdf import MadePage, make_pdf

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "bench" / "audit" / "articles"
MADE = ROOT / "tests" / "read" / "data" / "made"
WORDS = (
    "A 47-year-old woman was admitted with a mass of the back that had grown for nine months.",
    "MRI showed a lesion of 4.2 × 3.1 cm beside T4–T6; she underwent resection [1,2].",
    "At 18 months there was no recurrence. Such tumours are rare in the literature [3–5].",
)
ROWS = (
    ("Author", "Age/sex", "Outcome"),
    ("Brandt 2004", "61/F", "alive at 24 months"),
    ("Present case", "47/F", "NED"),
)

PUBMED = b"""<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">1</PMID>
<Article><Journal><JournalIssue><Volume>2</Volume><PubDate><Year>2004</Year></PubDate></JournalIssue><Title>Acta</Title>
</Journal><ArticleTitle>On <i>masses</i>.</ArticleTitle><Abstract><AbstractText Label="CASE">A 47-year-old woman.
</AbstractText></Abstract><AuthorList><Author><LastName>Brandt</LastName><Initials>K</Initials></Author></AuthorList>
<ELocationID EIdType="doi">10.5555/invented.1</ELocationID></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"""


def read_all(folder: Path, pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


def make_pdfs() -> list[bytes]:
    page = MadePage().text(60, 60, "A mass of the back", size=16, font="F2").text(60, 90, "Case report", size=13)
    page.lines(60, 120, WORDS).text(60, 180, "Table 1. Earlier cases.", size=8).rule(60, 186, 500, 186)
    page.rows((60, 200, 300), 200, ROWS).rule(60, 240, 500, 240).image(60, 300, 200, 100)
    turned = MadePage(rotate=90).lines(60, 120, WORDS, font="F4").sideways(500, 700, WORDS[0])
    white = MadePage().lines(60, 120, WORDS).raw("1 1 1 rg").text(60, 300, "letters that nobody sees on the page")
    raised = MadePage().text(60, 100, WORDS[0]).text(470, 100, "2", size=6, rise=4).raw("0 0 50 50 re W n")
    return [make_pdf([page]), make_pdf([turned, white]), make_pdf([raised, page, turned]), make_scan([page])]


def make_docx() -> list[bytes]:
    grid = table(*(row(*(cell(words) for words in cells)) for cells in ROWS))
    spans = table(
        row(cell("both", "<w:gridSpan w:val='2'/>")), row(cell("a", "<w:vMerge w:val='restart'/>"), cell("b"))
    )
    changed = f"<w:ins>{run('new words ')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
    body = para("A mass of the back", style="T") + para("Case", style="H1") + "".join(para(w) for w in WORDS)
    listed = para("first", style="L") + para(run("hidden", "<w:vanish/>")) + f"<w:p>{changed}</w:p>"
    notes = part("footnotes", "<w:footnote w:id='2'><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>")
    marked = para("A word", "<w:r><w:footnoteReference w:id='2'/></w:r>")
    return [docx(body + grid), docx(body + listed + spans), docx(marked + body, {"word/footnotes.xml": notes})]


def make_html() -> list[bytes]:
    rows = "".join("<tr>" + "".join(f"<td>{w}</td>" for w in cells) + "</tr>" for cells in ROWS)
    body = "".join(f"<p>{w}<sup>2</sup></p>" for w in WORDS)
    whole = (
        "<!doctype html><html><head><meta charset='utf-8'><title>A mass</title>"
        "<meta name='citation_title' content='A mass of the back'><meta name='citation_year' content='2019'></head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>A mass of the back</h1><h2>Case</h2>{body}"
        f"<table><caption>Table 1. Earlier cases</caption><tr><th colspan=3>Cases</th></tr>{rows}</table>"
        "<ol><li>Brandt K. A mass. 2004.</li></ol><p style='display:none'>unseen</p></article></body></html>"
    )
    return [whole.encode(), whole.replace("utf-8", "latin-1").encode("latin-1", "replace"), body.encode()]


def make_text() -> list[bytes]:
    wrapped = (ROOT / "tests" / "read" / "data" / "wrapped.txt").read_bytes()
    return [wrapped, wrapped.decode().replace("\n", "\r\n").encode("utf-16"), "\n\n".join(WORDS).encode("cp1252")]


INPUTS: dict[str, tuple[str, Callable[[], list[bytes]]]] = {
    "text": ("a.txt", make_text),
    "markdown": ("a.md", lambda: read_all(ARTICLES, "*.md")[:3]),
    "jats": (
        "a.xml",
        lambda: [*read_all(ARTICLES, "*.xml")[:2], *read_all(MADE, "*case*.xml"), *read_all(MADE, "image*")],
    ),
    "pdf": ("a.pdf", make_pdfs),
    "docx": ("a.docx", make_docx),
    "html": ("a.html", make_html),
    "ris": ("a.ris", lambda: read_all(MADE, "*.ris")),
    "nbib": ("a.nbib", lambda: read_all(MADE, "*.nbib")),
    "bibtex": ("a.bib", lambda: read_all(MADE, "*.bib")),
    "pubmed": ("a.xml", lambda: [PUBMED]),
}
