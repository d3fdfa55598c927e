"""The article as LaTeX: escaped text, bound numbers as \\cp{NAME}{number}, figures as PDF at their printed width."""

from collections.abc import Callable

from casepool.knowledge.palette import load_palette
from casepool.write.article.inputs import ArticleFile
from casepool.write.article.model import (
    Article,
    Bound,
    Break,
    Cited,
    Detail,
    FigureBlock,
    Gap,
    Heading,
    ListBlock,
    Paragraph,
    PlateBlock,
    ReferenceBlock,
    Run,
    Runs,
    Sign,
    TableBlock,
    TableRow,
    Words,
)
from casepool.write.formats.tex_escape import escape_tex

SECTIONS = {1: "section*", 2: "subsection*"}
STYLES = {"bold": "textbf", "italic": "textit", "sup": "textsuperscript"}
PAPERS = {"A4": "a4paper", "Letter": "letterpaper"}
COLOURS = ("index", "index_lt", "event", "ink2", "care_lt")
PORTRAIT, LANDSCAPE = 174.0, 250.0
PREAMBLE = r"""% Written by casepool. Compile with pdflatex or xelatex; no shell escape is needed.
\documentclass[10pt,@PAPER@]{article}
\newif\ifcpunicode\ifdefined\XeTeXversion\cpunicodetrue\fi\ifdefined\directlua\cpunicodetrue\fi
\ifcpunicode\usepackage{fontspec}\else\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\fi
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\usepackage[top=20mm,bottom=20mm,left=18mm,right=18mm]{geometry}
\usepackage{textcomp,graphicx,array,booktabs,longtable,pdflscape,caption,marginnote}
\usepackage{color,colortbl}
@COLOURS@
\captionsetup{font=small,labelformat=empty,justification=raggedright,singlelinecheck=false}
\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}
\sloppy\raggedright
% A bound number: its name (read by "casepool verify") and the number that is printed.
\newcommand{\cp}[2]{#2}
% A character that pdflatex has no glyph for: its code point, with xelatex and lualatex the character itself.
\newcommand{\cpchar}[2]{\ifcpunicode#2\else[#1]\fi}
\newcommand{\cpgap}[1]{\colorbox{cpcare}{\strut[#1]}}
\providecommand{\texttimes}{\ensuremath{\times}}
\providecommand{\textminus}{\ensuremath{-}}
\AtBeginDocument{\fontsize{10.5}{@LEADING@}\selectfont}
"""


def render_tex(article: Article, traced: bool = False) -> tuple[ArticleFile, ...]:
    """review.tex, each figure as PDF, and the author's pictures."""
    figures = [block for block in article.blocks if isinstance(block, FigureBlock)]
    plates = [panel for block in article.blocks if isinstance(block, PlateBlock) for panel in block.panels]
    text = TexWriter(article, traced).write()
    return (
        ArticleFile("review.tex", "application/x-tex", text.encode()),
        *(ArticleFile(f"{b.file}.pdf", "application/pdf", b.figure.pdf()) for b in figures),
        *(ArticleFile(panel.file, panel.media_type, panel.data) for panel in plates),
    )


class TexWriter:
    """The blocks of one article as LaTeX; with `traced` each value has a margin number that an appendix resolves."""

    def __init__(self, article: Article, traced: bool = False) -> None:
        self.article = article
        self._traced = traced
        self._evidence: dict[str, int] = {}
        self._in_table = False
        self._writers: dict[type, Callable[..., str]] = {
            Heading: lambda block: f"\\{SECTIONS[min(block.level, 2)]}{{{escape_tex(block.text)}}}",
            Paragraph: self._paragraph,
            ListBlock: self._list,
            TableBlock: self._table,
            FigureBlock: self._figure,
            PlateBlock: self._plate,
            ReferenceBlock: self._references,
            Break: lambda block: r"\clearpage",
        }

    def write(self) -> str:
        """The whole document."""
        blocks = [self._writers[type(block)](block) for block in self.article.blocks]
        last = [*self._supplements(), *self._appendix()]
        body = "\n\n".join([*blocks, *last])
        return f"{self._preamble()}\\begin{{document}}\n{body}\n\\end{{document}}\n"

    def _preamble(self) -> str:
        theme = load_palette().themes["print"]
        names = {"care_lt": "cpcare", "index_lt": "cpindexlt", "index": "cpindex", "event": "cpevent", "ink2": "cpink"}
        colours = "\n".join(f"\\definecolor{{{names[key]}}}{{rgb}}{{{_mix(theme[key])}}}" for key in COLOURS)
        leading = "13.5" if self.article.theme.body == "review" else "24"
        text = PREAMBLE.replace("@PAPER@", PAPERS[self.article.theme.page]).replace("@COLOURS@", colours)
        return text.replace("@LEADING@", leading)

    def _paragraph(self, block: Paragraph) -> str:
        runs = self.runs(block.runs)
        if block.style == "title":
            return f"{{\\LARGE\\bfseries {runs}\\par}}"
        return f"{{\\small\\color{{cpink}}{runs}\\par}}" if block.style in ("meta", "note") else runs

    def _list(self, block: ListBlock) -> str:
        items = "\n".join(f"\\item {self.runs(item)}" for item in block.items)
        return f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}"

    def runs(self, runs: Runs) -> str:
        """The runs of a line."""
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        match run:
            case Bound():
                return self._bound(run)
            case Gap():
                words = escape_tex(run.text)
                return f"[{words}]" if len(run.text) > 60 else f"\\cpgap{{{words}}}"
            case Cited():
                return self._cited(run)
            case Sign():
                return f"\\textsuperscript{{\\textit{{{escape_tex(run.text)}}}}}"
            case Words():
                command = STYLES.get(run.style)
                return f"\\{command}{{{escape_tex(run.text)}}}" if command else escape_tex(run.text)

    def _bound(self, run: Bound) -> str:
        shown = f"\\cp{{{run.name}}}{{{escape_tex(run.printed)}}}"
        if "conflict" in run.marks:
            shown = f"\\textcolor{{cpevent}}{{\\textbf{{{shown}}}}}"
        elif run.style == "bold":
            shown = f"\\textbf{{{shown}}}"
        if not self._traced or run.name not in self.article.details:
            return shown
        number = self._evidence.setdefault(run.name, len(self._evidence) + 1)
        mark = f"{{\\tiny\\color{{cpink}}e{number}}}"
        return shown + (f"\\textsuperscript{{{mark}}}" if self._in_table else f"\\marginnote{{{mark}}}")

    def _cited(self, run: Cited) -> str:
        shown = escape_tex(self.article.cited.get(run.key, ""))
        if not shown or self.article.style.order == "name":
            return shown
        return f"\\textsuperscript{{{shown}}}" if self.article.style.cite == "superscript" else f"{{[}}{shown}{{]}}"

    def _table(self, block: TableBlock) -> str:
        self._in_table = True
        width = LANDSCAPE if block.wide else PORTRAIT
        scale = (width - 4.2 * len(block.heads)) / sum(head.width for head in block.heads)
        aligns = {"left": r"\raggedright", "center": r"\centering"}
        columns = "".join(
            f">{{{aligns[head.align]}\\arraybackslash}}p{{{head.width * scale:.1f}mm}}" for head in block.heads
        )
        heads = " & ".join(f"\\textbf{{{escape_tex(head.text)}}}" for head in block.heads)
        rows = "\n".join(self._row(row) for row in block.rows)
        label = f"{escape_tex(block.label)}. " if block.label else ""
        lead = f"\\textbf{{{label}{escape_tex(block.title)}}} {self.runs(block.lead)}"
        notes = "".join(f"\n{{\\footnotesize\\color{{cpink}}{self.runs(note)}\\par}}" for note in block.notes)
        self._in_table = False
        table = (
            f"{{\\footnotesize\\setlength{{\\tabcolsep}}{{2.1mm}}\\setlength{{\\LTcapwidth}}{{{width:.0f}mm}}\n\\begin{{longtable}}{{@{{}}{columns}@{{}}}}\n"
            f"\\caption*{{{lead}}}\\\\\n\\toprule\n{heads} \\\\\n\\midrule\n\\endhead\n{rows}\n\\bottomrule\n"
            f"\\end{{longtable}}}}{notes}"
        )
        return f"\\begin{{landscape}}\n{table}\n\\end{{landscape}}" if block.wide else table

    def _row(self, row: TableRow) -> str:
        cells = [self.runs(cell) for cell in row.cells]
        if row.kind == "group":
            cells = [f"\\textbf{{{cell}}}" if cell else "" for cell in cells]
        if row.kind == "run":
            cells = [f"\\textit{{{cell}}}" if cell else "" for cell in cells]
        if row.kind in ("indent", "run"):
            cells[0] = f"\\hspace*{{2mm}}{cells[0]}"
        if row.kind == "index":
            cells[:2] = [f"\\textcolor{{cpindex}}{{{cell}}}" for cell in cells[:2]]
        before = "\\rowcolor{cpindexlt}" if row.kind == "index" else ""
        return f"{before}{' & '.join(cells)} \\\\"

    def _figure(self, block: FigureBlock) -> str:
        alt = escape_tex(block.alt)
        width = min(block.figure.width, PORTRAIT)
        picture = f"\\includegraphics[width={width:.1f}mm,alt={{{alt}}}]{{{block.file}.pdf}}"
        return _keep(picture, f"\\textbf{{{escape_tex(block.lead)}}} {escape_tex(block.legend)}")

    def _plate(self, block: PlateBlock) -> str:
        parts = "\n".join(
            f"\\begin{{minipage}}[t]{{80mm}}\\textbf{{{panel.letter}}}\\\\"
            f"\\includegraphics[width=78mm,height=90mm,keepaspectratio]{{{panel.file}}}\\\\"
            f"{{\\small {self.runs(panel.legend)}}}\\end{{minipage}}\\hfill"
            for panel in block.panels
        )
        return _keep(parts, f"\\textbf{{Figure {block.number}. {escape_tex(block.lead)}}}")

    def _references(self, block: ReferenceBlock) -> str:
        return "\n\n".join(
            f"\\hangindent=8mm {escape_tex(entry.label)} {self.runs(entry.runs)}" for entry in block.entries
        )

    def _supplements(self) -> list[str]:
        items = "\n".join(f"\\item {escape_tex(f'{s.label}: {s.title} ({s.file})')}" for s in self.article.supplements)
        return [f"\\section*{{Supplementary tables}}\n\\begin{{itemize}}\n{items}\n\\end{{itemize}}"] if items else []

    def _appendix(self) -> list[str]:
        """The evidence of each margin number, and the values that nobody has verified."""
        if not self._traced:
            return []
        items = [
            f"\\item[e{number}] {_say_detail(self.article.details[name])}" for name, number in self._evidence.items()
        ]
        lines = [f"\\item {escape_tex(line)}" for line in self.article.unverified]
        told = "\\clearpage\\section*{Evidence}\n{\\footnotesize\n\\begin{description}\n" + "\n".join(items)
        parts = [f"{told}\n\\end{{description}}}}"] if items else []
        if lines:
            listed = "\n".join(lines)
            parts.append("\\section*{Values that no person has verified}\n{\\footnotesize\n\\begin{itemize}\n"
                         f"{listed}\n\\end{{itemize}}}}")  # fmt: skip
        return parts


def _keep(picture: str, caption: str) -> str:
    """A picture with its caption where it stands in the text; figures do not float away from their section."""
    inner = f"{picture}\n\\captionof*{{figure}}{{{caption}}}"
    return f"\\begin{{minipage}}{{\\linewidth}}\n{inner}\n\\end{{minipage}}"


def _mix(colour: str) -> str:
    """A colour like #1F5C99 as three shares of red, green and blue."""
    return ",".join(f"{int(colour[place : place + 2], 16) / 255:.3f}" for place in (1, 3, 5))


def _say_detail(detail: Detail) -> str:
    lines = []
    for line in detail.lines:
        quotes = "; ".join(f"“{q.quote}”" + (f" {q.place}" if q.place else "") for q in line.quotes)
        status = f", {line.status}" if line.status else ""
        lines.append(f"{line.patient}: {line.shown} {quotes} ({line.publication}{status})")
    state = f" ({detail.state})" if detail.state else ""
    more = f" and {detail.more} more in Table S1" if detail.more else ""
    return escape_tex(" ".join([f"{detail.title}{state}.", detail.method, *lines, more]).strip())
