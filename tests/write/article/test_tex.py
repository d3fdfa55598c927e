"""LaTeX: no command of a source survives; numbers in \\cp; the escape can be undone."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.write.article.whole import write_article
from casepool.write.escape import show_hidden
from casepool.write.formats.tex_escape import escape_tex, read_tex
from write.article.hostile import build_hostile
from write.article.sample import build_review

OWN = {
    *("documentclass", "usepackage", "begin", "end", "section", "subsection", "textbf", "textit", "textsuperscript"),
    *("cp", "cpchar", "cpgap", "textcolor", "color", "item", "caption", "toprule", "midrule", "bottomrule", "endhead"),
    *("rowcolor", "hspace", "includegraphics", "captionof", "LARGE", "bfseries", "par", "small", "footnotesize"),
    *("setlength", "tabcolsep", "LTcapwidth", "linewidth", "raggedright", "centering", "arraybackslash", "hangindent"),
    *("marginnote", "tiny", "clearpage"),
}  # fmt: skip
ESCAPES = re.compile(r"text[a-z]+|ensuremath|geq|leq|approx|alpha|beta|gamma|delta|epsilon|kappa|lambda|mu|tau|omega")


def document(review: object, traced: bool = False) -> str:
    found = write_article(review, "tex", figures=(), traced=traced)  # type: ignore[arg-type]
    return found.get("review.tex").decode()


def commands_of(text: str) -> set[str]:
    body = text.split(r"\begin{document}", 1)[1]
    names = re.findall(r"\\([A-Za-z]+)", body.replace(r"\\", " "))
    return {name for name in names if name not in OWN and not ESCAPES.fullmatch(name)}


def test_no_command_of_a_source_survives() -> None:
    for traced in (False, True):
        assert commands_of(document(build_hostile(), traced)) == set()
    assert commands_of("\\begin{document}\\input{x}\\write18{y}") == {"input", "write"}


def test_braces_and_environments_balance() -> None:
    text = document(build_hostile(), traced=True)
    plain = re.sub(r"\\[\\{}%]", "", text)
    assert plain.count("{") == plain.count("}")
    begun, ended = (sorted(re.findall(rf"\\{word}\{{(\w+)\}}", text)) for word in ("begin", "end"))
    assert begun == ended != []
    assert text.count(r"\end{document}") == 1


def test_numbers_are_bound_and_evidence_stands_in_the_margin() -> None:
    plain, traced = document(build_review()), document(build_review(), traced=True)
    assert r"The median age was \cp{age.median}{58} years" in plain
    assert r"\newcommand{\cp}[2]{#2}" in plain
    assert r"\marginnote" not in plain.split(r"\begin{document}")[1]
    assert r"\cp{age.median}{58}\marginnote{{\tiny" in traced
    assert r"\section*{Evidence}" in traced
    assert "58/male" in traced
    assert "58/male" not in plain


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=20))
def test_the_escape_can_be_undone(text: str) -> None:
    shown = show_hidden(text).replace("\u00ad", "")
    assert read_tex(escape_tex(text.replace("\u00ad", ""))) == " ".join(shown.split())


def test_what_pdflatex_has_no_glyph_for_is_handed_on() -> None:
    assert escape_tex("Ж é β") == r"\cpchar{U+0416}{Ж} é \ensuremath{\beta}"
    assert escape_tex("a\u202eb") == "a{[}U+202E{]}b".replace("+", "+")
